"""The options of an exam centre."""

from cqpm.comptes.models import Centre
from dossiers.models import ReglagesCentre


def reglages_de(centre: Centre | int) -> ReglagesCentre:
    """The centre's row, or the defaults, unsaved. `centre` may be its key. One query."""
    cle = centre if isinstance(centre, int) else centre.pk
    return ReglagesCentre.objects.filter(centre_id=cle).first() or ReglagesCentre(centre_id=cle)
