"""The options of an exam centre."""

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.models import EntreeReglages, ReglagesCentre


def reglages_de(centre: Centre | int) -> ReglagesCentre:
    """The centre's row, or the defaults, unsaved. `centre` may be its key. One query."""
    cle = centre if isinstance(centre, int) else centre.pk
    return ReglagesCentre.objects.filter(centre_id=cle).first() or ReglagesCentre(centre_id=cle)


def centres_a_regler(utilisateur: Utilisateur) -> list[Centre]:
    """The exam centres that this person manages. One query."""
    return list(Centre.objects.filter(pk__in=utilisateur.centres_de(Role.RESPONSABLE)))


def journal_des_reglages(centre: Centre) -> list[EntreeReglages]:
    """The last changes of the centre's options, newest first. One query."""
    return list(EntreeReglages.objects.filter(centre=centre).select_related("auteur")[:20])
