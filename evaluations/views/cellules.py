"""The grid's own API: save a cell, say who else is here and what they changed."""

import json

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from dossiers.models import Dossier
from evaluations.errors import (
    AccesPerdu,
    ConflitDeSaisie,
    EvaluationFermee,
    ResultatRefuse,
    SaisieDUnAutre,
)
from evaluations.forms.saisies import lire_saisie, saisie_du_formulaire
from evaluations.saisie import Enregistree
from evaluations.selectors.presence import changements
from evaluations.services.presence import signaler
from evaluations.services.saisies import ecrire
from evaluations.views.grille import (
    adresse,
    capacite_visee,
    dossier_evaluable,
    page_refusee,
)
from referentiels.models import Critere


@require_POST
def ecrire_cellule(request, pk):
    """Save one cell; each refusal is a sentence, and what was typed stays on the device."""
    try:
        saisie, evaluateur = _lire(request, pk)
        if evaluateur != request.user.pk:
            raise SaisieDUnAutre
        enregistree = ecrire(pk, saisie, par=request.user)
    except ConflitDeSaisie as conflit:
        return JsonResponse(
            {"etat": "conflit", "message": str(conflit), "actuelle": _decrire(conflit.actuelle)},
            status=409,
        )
    except (AccesPerdu, SaisieDUnAutre) as refus:
        return JsonResponse({"etat": "ferme", "message": str(refus)}, status=403)
    except (EvaluationFermee, ResultatRefuse) as refus:
        champ = getattr(refus, "champ", "cellule")
        return JsonResponse({"etat": "refus", "champ": champ, "message": str(refus)}, status=422)
    return JsonResponse(_decrire(enregistree) | {"etat": "confirme"})


def _lire(request, pk):
    """What the device sent; who has no access is told so first, whatever they send."""
    try:
        return lire_saisie(request.body)
    except ResultatRefuse:
        if not Dossier.objects.evaluables_par(request.user).filter(pk=pk).exists():
            raise AccesPerdu from None
        raise


@require_POST
def noter_critere(request, pk, critere_pk):
    """Save one cell without JavaScript, and come back to it; a refusal keeps what was typed."""
    critere = get_object_or_404(Critere, pk=critere_pk)
    capacite_visee(dossier_evaluable(request, pk), critere.capacite_id)
    try:
        ecrire(pk, saisie_du_formulaire(request.POST, critere_pk), par=request.user)
    except (ConflitDeSaisie, EvaluationFermee, ResultatRefuse, AccesPerdu) as refus:
        return page_refusee(request, pk, str(refus), critere=critere_pk)
    return redirect(f"{adresse(pk)}#critere-{critere_pk}")


@require_POST
def presence(request, pk):
    """Say that the grid is on this screen; learn who else has it, and what changed."""
    try:
        depuis = json.loads(request.body or b"{}").get("depuis", "")
    except (ValueError, AttributeError, RecursionError):
        depuis = ""
    try:
        autres = signaler(pk, par=request.user)
    except AccesPerdu as refus:
        return JsonResponse({"etat": "ferme", "message": str(refus)}, status=403)
    maintenant = timezone.now()
    vues = changements(pk, depuis, par=request.user)
    return JsonResponse(
        {"presents": autres, "maintenant": maintenant.isoformat(), **vues.en_json()}
    )


def _decrire(une: Enregistree) -> dict:
    return {
        "portee": une.portee,
        "version": une.version,
        "niveau": une.niveau,
        "libelle": une.libelle,
        "commentaire": une.commentaire,
        "auteur": une.auteur,
        "heure": f"{timezone.localtime(une.le):%H:%M}" if une.le else "",
        "conclusion_retiree": une.conclusion_retiree,
    }
