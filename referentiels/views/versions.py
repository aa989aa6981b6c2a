"""The life of a version: publish, archive, copy."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from referentiels.echange.exportation import exporter
from referentiels.fiche import provenance_de
from referentiels.forms.publication import PublicationForm
from referentiels.models import Referentiel
from referentiels.services import versions
from referentiels.views.acces import version_a_preparer
from referentiels.views.manques import a_completer


def publier(request: HttpRequest, pk: int):
    """Say what is missing, or ask what this version takes the place of and open it."""
    referentiel = version_a_preparer(request, pk)
    if request.method != "POST" and referentiel.est_publie:
        messages.info(request, f"« {referentiel} » est déjà publié.")
        return redirect(referentiel)
    soeurs = Referentiel.objects.publies().filter(numero=referentiel.numero).exclude(pk=pk)
    form = PublicationForm(
        request.POST or None,
        instance=Referentiel.objects.get(pk=pk),
        soeurs=soeurs,
        proposees=_remplacees(referentiel, soeurs),
    )
    if request.method == "POST" and form.is_valid():
        try:
            versions.publier(
                referentiel,
                par=request.user,
                mention=form.cleaned_data.get("mention"),
                remplace=form.cleaned_data.get("remplace", ()),
                revision=form.cleaned_data["vue"],
            )
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            archives = form.cleaned_data.get("remplace", ())
            messages.success(request, f"« {referentiel} » est publié.{_archives(archives)}")
            return redirect(referentiel)
    attendus = a_completer(referentiel, exporter(referentiel))
    contexte = {"referentiel": referentiel, "form": form, **attendus}
    return render(request, "referentiels/publier.html", contexte)


def _archives(remplacees) -> str:
    """What else the publication did, for who did not read the boxes."""
    noms = ", ".join(f"« {un} »" for un in remplacees)
    verbe = "est archivée" if len(remplacees) == 1 else "sont archivées"
    return f" {noms} {verbe} : on n'y inscrit plus personne." if noms else ""


def _remplacees(referentiel: Referentiel, soeurs) -> list[int]:
    """A correction takes the place of what it was copied from, and of its homonyms."""
    provenance = provenance_de(referentiel)
    origine = provenance and provenance.origine_id
    return [
        soeur.pk
        for soeur in soeurs
        if soeur.pk == origine or soeur.date_modification == referentiel.date_modification
    ]


@require_POST
def archiver(request: HttpRequest, pk: int):
    """Withdraw a version from registrations."""
    referentiel = version_a_preparer(request, pk)
    try:
        versions.archiver(referentiel, par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, f"« {referentiel} » est archivé : on n'y inscrit plus personne.")
    return redirect(referentiel)


@require_POST
def dupliquer(request: HttpRequest, pk: int):
    """Make a brouillon from this version, then open its editor."""
    referentiel = version_a_preparer(request, pk)
    copie = versions.dupliquer(referentiel, par=request.user)
    messages.success(
        request, f"Un brouillon est fait à partir de « {referentiel} », qui n'a pas changé."
    )
    return redirect("referentiels:modifier", copie.pk)
