"""What the jury of a session opens of a candidate: evidence put in common, and the report."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from cqpm.commun.fichiers import reponse_document
from evaluations.models import Preuve
from evaluations.selectors.revue import rapport_du_candidat
from evaluations.views.deliberation import deliberation_visible
from evaluations.views.preuves import BAC_A_SABLE_PDF, reponse_preuve


def preuve(request, pk, dossier_pk, preuve_pk):
    """A piece in common: what its author keeps for themselves does not exist here (R22)."""
    _, la_deliberation = deliberation_visible(request, pk, dossier_pk)
    communes = Preuve.objects.communes().filter(evaluation__dossier=la_deliberation.dossier)
    une = get_object_or_404(communes.select_related("document"), pk=preuve_pk)
    if une.page:
        rapport = reverse("evaluations:rapport_du_jury", args=[pk, dossier_pk])
        return redirect(f"{rapport}#page={une.page}")
    return reponse_preuve(une)


def rapport(request, pk, dossier_pk):
    """The candidate's report, to read in the browser."""
    _, la_deliberation = deliberation_visible(request, pk, dossier_pk)
    document = rapport_du_candidat(la_deliberation.dossier)
    if document is None:
        raise Http404
    reponse = reponse_document(document, en_ligne=True)
    reponse["Content-Security-Policy"] = BAC_A_SABLE_PDF
    return reponse
