"""Every view on one dossier starts here: what is not visible answers 404 (R22)."""

from django.shortcuts import get_object_or_404

from dossiers.models import Dossier


def dossier_visible(request, pk: int) -> Dossier:
    """The dossier, ready for its page and its permissions, or 404."""
    dossiers = Dossier.objects.visible_par(request.user).pour_fiche()
    return get_object_or_404(dossiers, pk=pk)
