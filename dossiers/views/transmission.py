"""The exam centre's side of the exchange: send, treat corrections, record an answer (R14)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers import transitions
from dossiers.errors import DateImpossible
from dossiers.forms.transmission import TransmissionForm
from dossiers.models import DemandeCorrection
from dossiers.permissions import est_gestionnaire, peut_planifier, peut_transmettre
from dossiers.selectors.couverture import alerte_couverture
from dossiers.selectors.plan import lire_plan, manques_du_plan
from dossiers.selectors.transmission import corrections_ouvertes
from dossiers.services import transmission as service
from dossiers.views.acces import dossier_visible
from dossiers.views.motif import avec_motif


def transmettre(request, pk):
    """Confirm, then send the dossier de modalités to the resource centre (R14)."""
    dossier = dossier_visible(request, pk)
    if not peut_planifier(request.user, dossier):
        raise PermissionDenied
    form = TransmissionForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.transmettre(dossier, **form.cleaned_data, par=request.user)
        except DateImpossible as erreur:
            form.add_error("date", str(erreur))
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "Le dossier de modalités est transmis.")
            return redirect(dossier)
    contexte = {
        "dossier": dossier,
        "form": form,
        "manques": manques_du_plan(dossier),
        "alerte": alerte_couverture(dossier, lire_plan(dossier)),
        "corrections": corrections_ouvertes(dossier),
        "peut_transmettre": peut_transmettre(request.user, dossier),
    }
    return render(request, "dossiers/transmettre.html", contexte)


def accord_recu(request, pk):
    """Record the resource centre's agreement when it came by mail or telephone."""
    dossier = dossier_visible(request, pk)
    transmission = dossier.transmissions.first()
    attendue = transmission is not None and transmission.attend_une_reponse
    if not attendue or not est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    return avec_motif(
        request,
        dossier,
        titre="Enregistrer l'accord du centre de ressources",
        explication="Le centre de ressources a donné son accord par courriel, par courrier ou par "
        "téléphone : écrivez qui l'a donné, quand et comment.",
        bouton="Enregistrer l'accord",
        acte=lambda _, motif, par: service.enregistrer_accord_recu(
            transmission, commentaire=motif, par=par
        ),
        fait="L'accord du centre de ressources est enregistré.",
    )


@require_POST
def traiter_correction(request, pk, correction_pk):
    """Say that a correction was made, whatever it took."""
    dossier = dossier_visible(request, pk)
    if not est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    correction = get_object_or_404(
        DemandeCorrection, pk=correction_pk, transmission__dossier=dossier
    )
    service.traiter_correction(correction, par=request.user)
    messages.success(request, "La correction est marquée comme traitée.")
    return redirect(f"{dossier.get_absolute_url()}#echange")
