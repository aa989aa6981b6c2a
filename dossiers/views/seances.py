"""The meetings of a dossier: plan, move, cancel, say what happened."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.forms import lire_entier
from dossiers import permissions
from dossiers.enums import EtatSeance, QualiteConvoque
from dossiers.errors import DateImpossible, SeanceAConfirmer, SeanceRefusee
from dossiers.forms.seances import MotifSeanceForm, SeanceForm
from dossiers.models import Dossier, Seance
from dossiers.selectors.convocations import Destinataire, destinataires
from dossiers.selectors.seances import seances_du_dossier
from dossiers.services import seances as service
from dossiers.services.seances import est_convoquee
from dossiers.views.acces import dossier_visible


def seances(request, pk):
    """Every meeting of the dossier, for its centre and its commission."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_lire_seances(request.user, dossier):
        raise PermissionDenied
    contexte = {"dossier": dossier, "seances": seances_du_dossier(dossier, request.user)}
    return render(request, "dossiers/seances/seances.html", contexte)


def seance_creer(request, pk):
    """Plan a meeting: warnings are read, then confirmed."""
    dossier = _organisable(request, pk)
    derniere = dossier.seances.order_by("-pk").first()
    initial = {"lieu": derniere.lieu if derniere else ""}
    form = SeanceForm(request.POST or None, dossier=dossier, initial=initial)
    if request.method == "POST" and form.is_valid():
        nouvelle = _essayer(
            form,
            lambda: service.planifier(
                dossier,
                form.prevision,
                par=request.user,
                confirme=form.cleaned_data["confirmer"],
                deja_tenue=form.cleaned_data["deja_tenue"],
            ),
        )
        if nouvelle:
            messages.success(request, f"{service.resume(nouvelle)} : la séance est enregistrée.")
            return redirect(nouvelle)
    return render(request, "dossiers/seances/formulaire.html", {"dossier": dossier, "form": form})


def seance_modifier(request, pk, seance_pk):
    """Move a meeting, or change what it is about."""
    dossier = _organisable(request, pk)
    seance = _seance(dossier, seance_pk)
    form = SeanceForm(request.POST or None, dossier=dossier, seance=seance)
    if request.method == "POST" and form.is_valid():
        changee = _essayer(
            form,
            lambda: service.modifier(
                seance,
                form.prevision,
                version=form.cleaned_data["version"],
                motif=form.cleaned_data["motif"],
                confirme=form.cleaned_data["confirmer"],
                par=request.user,
            ),
        )
        if changee:
            messages.success(request, "La séance est modifiée. Rien n'est envoyé sans vous.")
            return redirect(changee)
    contexte = {"dossier": dossier, "form": form, "seance": seance}
    contexte["convoquee"] = est_convoquee(seance)
    return render(request, "dossiers/seances/formulaire.html", contexte)


def _essayer(form: SeanceForm, acte) -> Seance | None:
    """Do it, or show on the form why not."""
    try:
        return acte()
    except SeanceAConfirmer as erreur:
        form.alertes = erreur.alertes
    except SeanceRefusee as erreur:
        form.montrer(erreur)
    except DateImpossible as erreur:
        form.add_error("jour", str(erreur))
    return None


def seance(request, pk, seance_pk):
    """One meeting, and who has received what of it."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_lire_seances(request.user, dossier):
        raise PermissionDenied
    visibles = Seance.objects.visible_par(request.user)
    une = get_object_or_404(visibles.prefetch_related("capacites", "evaluateurs"), pk=seance_pk)
    if une.dossier_id != dossier.pk:
        return redirect(une)
    une.dossier = dossier
    gere = permissions.est_gestionnaire(request.user, dossier)
    liste = destinataires(une) if gere else []
    contexte = {
        "dossier": dossier,
        "seance": une,
        "gere": gere,
        "organise": permissions.peut_organiser_seances(request.user, dossier),
        "destinataires": liste,
    } | _envois(une, liste)
    fragment = request.headers.get("HX-Request")
    page = "dossiers/seances/_convocations.html" if fragment else "dossiers/seances/seance.html"
    return render(request, page, contexte)


def _envois(seance: Seance, liste: list[Destinataire]) -> dict:
    """What the button would send, and what is being sent."""
    en_cours = [un for un in liste if un.travail and not un.travail.est_fini]
    a_remettre = [un for un in liste if un.a_remettre]
    prevenu = any(un.qualite == QualiteConvoque.TUTEUR for un in liste)
    prevue = seance.etat == EtatSeance.PREVUE
    return {
        "en_cours": bool(en_cours),
        "a_envoyer": [un for un in liste if un.envoi and un not in en_cours + a_remettre],
        "a_remettre": a_remettre,
        "tuteur_a_prevenir": seance.dossier.tuteur if prevue and not prevenu else None,
        "premiere": not any(un.convocation and un.convocation.envoyee_le for un in liste),
    }


@require_POST
def seance_tenue(request, pk, seance_pk):
    """Say that the meeting took place."""
    dossier = _organisable(request, pk)
    seance = _seance(dossier, seance_pk)
    try:
        service.tenir(seance, version=lire_entier(request.POST, "version"), par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, "La séance est enregistrée comme tenue.")
    return redirect(seance)


def seance_annuler(request, pk, seance_pk):
    """Cancel a meeting, with a reason."""
    return _avec_motif(
        request,
        pk,
        seance_pk,
        acte=service.annuler,
        titre="Annuler la séance",
        explication="Le motif sera joint à l'annulation que vous enverrez ensuite aux personnes "
        "convoquées.",
        fait="La séance est annulée. Prévenez les personnes convoquées.",
    )


def seance_absence(request, pk, seance_pk):
    """Record that the candidate did not come."""
    return _avec_motif(
        request,
        pk,
        seance_pk,
        acte=service.noter_absence,
        titre="Noter l'absence du candidat",
        explication="Une nouvelle séance sera demandée dans « Ce qui bloque ». Écrivez ce que vous "
        "savez de l'absence, sans donnée de santé.",
        fait="L'absence est enregistrée : planifiez une nouvelle séance.",
    )


def _avec_motif(request, pk, seance_pk, *, acte, titre, explication, fait):
    dossier = _organisable(request, pk)
    seance = _seance(dossier, seance_pk)
    form = MotifSeanceForm(request.POST or None, bouton=titre, initial={"version": seance.sequence})
    if request.method == "POST" and form.is_valid():
        try:
            acte(seance, **form.cleaned_data, par=request.user)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, fait)
            return redirect(seance)
    contexte = {"dossier": dossier, "form": form, "titre": titre, "explication": explication}
    return render(request, "dossiers/motif.html", contexte)


def _organisable(request, pk: int) -> Dossier:
    dossier = dossier_visible(request, pk)
    if not permissions.peut_organiser_seances(request.user, dossier):
        raise PermissionDenied
    return dossier


def _seance(dossier: Dossier, seance_pk: int) -> Seance:
    seance = get_object_or_404(Seance, pk=seance_pk, dossier=dossier)
    seance.dossier = dossier
    return seance
