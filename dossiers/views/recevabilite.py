"""Decide on a VAE application (R43)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from dossiers.enums import EtatDossier
from dossiers.errors import RecevabiliteRefusee
from dossiers.forms.recevabilite import RecevabiliteForm
from dossiers.permissions import peut_annuler_recevabilite, peut_suivre_recevabilite
from dossiers.regles_dates import echeance_recevabilite
from dossiers.selectors.recevabilite import recevabilite_de
from dossiers.services import recevabilite as service
from dossiers.views.acces import dossier_visible
from dossiers.views.motif import avec_motif


def recevabilite(request, pk):
    """The application's dates and its answer; written as long as nothing is decided."""
    dossier = dossier_visible(request, pk)
    if not peut_suivre_recevabilite(request.user, dossier):
        raise PermissionDenied
    ligne = recevabilite_de(dossier)
    form = RecevabiliteForm(request.POST or None, ligne=ligne)
    if request.method == "POST" and form.is_valid():
        try:
            service.enregistrer(dossier, form.reponse, par=request.user)
        except RecevabiliteRefusee as erreur:
            form.add_error(erreur.champ, str(erreur))
        else:
            messages.success(request, "La recevabilité est enregistrée.")
            return redirect(dossier)
    contexte = {
        "dossier": dossier,
        "ligne": ligne,
        "form": form,
        "a_decider": dossier.etat == EtatDossier.RECEVABILITE,
        "echeance": echeance_recevabilite(ligne and ligne.complet_le),
        "peut_annuler": bool(ligne and ligne.decision)
        and peut_annuler_recevabilite(request.user, dossier),
    }
    return render(request, "dossiers/recevabilite.html", contexte)


def annuler(request, pk):
    """Take a decision back, with the manager's reason."""
    dossier = dossier_visible(request, pk)
    if not peut_annuler_recevabilite(request.user, dossier):
        raise PermissionDenied
    return avec_motif(
        request,
        dossier,
        titre="Annuler la décision de recevabilité",
        explication="La recevabilité sera de nouveau à décider ; la décision annulée reste au "
        "journal avec votre motif.",
        bouton="Annuler la décision",
        acte=service.annuler,
        fait="La décision est annulée : la recevabilité est de nouveau à décider.",
    )
