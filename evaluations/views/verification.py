"""Is this PV authentic, and does it still count? Open to whoever holds the paper or the file."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cqpm.commun import televersement
from cqpm.commun.limites import est_permis
from cqpm.commun.pages_personnelles import avec_formulaire, page_personnelle
from evaluations.enums import EtatVerification
from evaluations.forms.verification import ComparaisonForm
from evaluations.selectors.verification import verification


@page_personnelle
def verifier(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the code's PV is; compare a file with it, which is hashed and forgotten."""
    la_verification = verification(code)
    statut = 200
    if la_verification.etat == EtatVerification.INCONNU:
        permis = est_permis("inconnu", request.META.get("REMOTE_ADDR", ""))
        statut = 404 if permis else 429
    envoye = request.method == "POST"
    form = ComparaisonForm(request.POST, request.FILES) if envoye else ComparaisonForm()
    compare = statut == 200 and form.is_valid()
    if envoye:
        televersement.expliquer(form, request)
    contexte = {
        "verification": la_verification,
        "trop": statut == 429,
        "form": form,
        "compare": compare,
        "reconnu": compare and la_verification.reconnait(_empreinte(form.cleaned_data["fichier"])),
    }
    page = render(request, "evaluations/verification/verifier.html", contexte, status=statut)
    return avec_formulaire(page)


def _empreinte(fichier) -> str:
    return hashlib.file_digest(fichier, "sha256").hexdigest()
