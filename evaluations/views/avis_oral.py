"""The company's opinion given aloud: an evaluator notes it, the person signs it by their link."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from cqpm.commun.errors import ErreurMetier
from dossiers.models import Dossier
from dossiers.selectors.plan import situations_du_plan
from dossiers.views.acces import dossier_visible
from evaluations.errors import AvisImpossible, AvisOralModifie, AvisRefuse
from evaluations.forms.avis import repondant_connu
from evaluations.forms.avis_oral import AvisOralForm
from evaluations.models import AvisOral, DemandeAvis
from evaluations.permissions import peut_noter_oral, peut_suivre_avis
from evaluations.selectors.avis import capacites_a_apprecier
from evaluations.services import avis_oral as service
from evaluations.views.avis_public import saisies


def oral(request, pk):
    """Note what was said, complete or not; then have it read again and signed."""
    dossier = dossier_visible(request, pk)
    if not peut_noter_oral(request.user, dossier):
        raise PermissionDenied
    demande, empechement = None, ""
    try:
        demande = service.demande_a_noter(dossier)
    except AvisImpossible as refus:
        empechement = str(refus)
    note = service.note_de(demande) if demande else None
    contexte = {
        "dossier": dossier,
        "demande": demande,
        "note": note,
        "empechement": empechement,
        "suit_l_avis": peut_suivre_avis(request.user, dossier),
    }
    if request.method != "POST":
        form = _form(dossier, demande, note)
        return render(request, "evaluations/avis/oral.html", contexte | {"form": form})
    form = _form(dossier, demande, note, request.POST)
    if form.is_valid():
        envoyer = "envoyer" in request.POST
        try:
            note = service.noter(
                dossier,
                form.donne,
                par=request.user,
                lu_le=form.cleaned_data["lu_le"],
                envoyer=envoyer,
            )
        except ErreurMetier as refus:
            contexte |= _expliquer(form, refus)
        else:
            messages.success(request, _fait(note.demande, envoyer))
            return redirect("evaluations:avis_oral", pk)
    return render(request, "evaluations/avis/oral.html", contexte | {"form": form})


def _form(
    dossier: Dossier, demande: DemandeAvis | None, note: AvisOral | None, donnees=None
) -> AvisOralForm:
    connu = repondant_connu(demande) if demande else {}
    return AvisOralForm(
        donnees,
        initial=connu | (note.contenu if note else {}),
        capacites=capacites_a_apprecier(dossier),
        par_critere=dossier.referentiel.avis_par_critere,
        situations=situations_du_plan(dossier),
        oral=note,
    )


def _expliquer(form: AvisOralForm, refus: ErreurMetier) -> dict:
    """Put the refusal in the form; give what somebody else noted meanwhile, if it is that."""
    if isinstance(refus, AvisRefuse):
        form.refuser(refus.fautes)
        return {}
    form.add_error(None, str(refus))
    if not isinstance(refus, AvisOralModifie):
        return {}
    form.rappeler(refus.actuel)
    return {"autre": refus.actuel, "saisies": saisies(refus.actuel.contenu)}


def _fait(demande: DemandeAvis, envoyer: bool) -> str:
    if envoyer:
        return f"C'est noté. Un courriel part à {demande.nom} : à relire, corriger et signer."
    return f"C'est noté. Rien n'est signé : {demande.nom} le fera par son lien personnel."
