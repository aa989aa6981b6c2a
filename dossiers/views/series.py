"""Plan the meetings of several dossiers in a row: choose, correct the slots, save all or none."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from dossiers.errors import SeanceAConfirmer, SeanceRefusee
from dossiers.forms.seances import Lignes, SerieForm
from dossiers.models import Seance
from dossiers.permissions import peut_inscrire
from dossiers.selectors.series import dossiers_a_planifier, suivant, trier
from dossiers.services import seances as service

RIEN_DE_COCHE = "Cochez au moins un dossier."
RIEN_A_PROPOSER = "Aucun des dossiers cochés ne prévoit d'être évalué ainsi : changez d'objet."


def planifier_plusieurs(request):
    """First which dossiers and from when; then the slots proposed, in a table."""
    if not peut_inscrire(request.user):
        raise PermissionDenied
    proposables = dossiers_a_planifier(request.user)
    if request.method == "POST":
        return _enregistrer(request, proposables)
    choisis = [pk for pk in request.GET.getlist("dossiers") if pk.isdecimal() and len(pk) < 18]
    form = SerieForm(request.GET if "proposer" in request.GET else None, initial=_depart(request))
    if form.is_bound and form.is_valid():
        coches = list(proposables.filter(pk__in=choisis))
        retenus, ecartes = trier(coches, form.cleaned_data["nature"])
        if retenus:
            lignes = Lignes(initial=form.proposer(retenus), form_kwargs={"dossiers": proposables})
            return _table(request, form, lignes, retenus, ecartes=ecartes)
        form.add_error("nature" if coches else None, RIEN_A_PROPOSER if coches else RIEN_DE_COCHE)
    contexte = {
        "form": form,
        "dossiers": list(proposables[:200]),
        "choisis": {int(pk) for pk in choisis},
    }
    return render(request, "dossiers/seances/plusieurs.html", contexte)


def _depart(request) -> dict:
    """What the first page proposes: what was typed, or the slot after a given meeting."""
    if tape := {nom: request.GET[nom] for nom in SerieForm.base_fields if nom in request.GET}:
        return tape
    comme = request.GET.get("comme", "")
    if not (comme.isdecimal() and len(comme) < 18):
        return {}
    modele = Seance.objects.visible_par(request.user).filter(pk=comme).first()
    return suivant(modele) if modele else {}


def _enregistrer(request, proposables):
    form = SerieForm(request.POST)
    lignes = Lignes(request.POST, form_kwargs={"dossiers": proposables})
    alertes: list[str] = []
    if form.is_valid() and lignes.is_valid() and lignes.forms:
        nature, lieu = form.cleaned_data["nature"], form.cleaned_data["lieu"]
        previsions = [(un.cleaned_data["dossier"], un.prevision(nature, lieu)) for un in lignes]
        confirme = request.POST.get("confirmer") == "on"
        try:
            prevues = service.planifier_plusieurs(previsions, par=request.user, confirme=confirme)
        except SeanceAConfirmer as erreur:
            alertes = erreur.alertes
        except SeanceRefusee as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, f"{len(prevues)} séances sont planifiées.")
            mois = timezone.localdate(prevues[0].debut)
            return redirect(f"{reverse('planning:mois')}?mois={mois:%Y-%m}")
    lues = [str(un["dossier"].value()) for un in lignes]
    pks = [cle for cle in lues if cle.isdecimal() and len(cle) < 18]
    retenus = list(proposables.filter(pk__in=pks))
    return _table(request, form, lignes, retenus, alertes)


def _table(request, form, lignes, dossiers, alertes=(), ecartes=()):
    """The table of slots; each line knows its dossier. The way back keeps what was chosen."""
    par_pk = {str(un.pk): un for un in dossiers}
    for ligne in lignes:
        ligne.de = par_pk.get(str(ligne["dossier"].value()))
    choix = request.GET.copy()
    choix.pop("proposer", None)
    contexte = {
        "form": form.en_table(),
        "lignes": lignes,
        "alertes": alertes,
        "ecartes": ecartes,
        "choix": choix.urlencode(),
    }
    return render(request, "dossiers/seances/creneaux.html", contexte)
