"""May this person? Pure answers, no query beyond the roles already read."""

from cqpm.comptes.models import Utilisateur
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel
from referentiels.regles import prepare_les_versions


def peut_preparer(utilisateur: Utilisateur) -> bool:
    """Bring in a version, or make a new one from an old one."""
    return prepare_les_versions(utilisateur)


def etats_lisibles(utilisateur: Utilisateur) -> list[EtatReferentiel]:
    """The states of the versions this person may find in the list."""
    prepare = prepare_les_versions(utilisateur)
    return [un for un in EtatReferentiel if prepare or un != EtatReferentiel.BROUILLON]


def peut_modifier(utilisateur: Utilisateur, referentiel: Referentiel) -> bool:
    """Edit, read again, publish or throw away a brouillon; anything else is only read (R2)."""
    return referentiel.est_brouillon and prepare_les_versions(utilisateur)


def peut_archiver(utilisateur: Utilisateur, referentiel: Referentiel) -> bool:
    """Withdraw a published version from registrations."""
    return referentiel.est_publie and prepare_les_versions(utilisateur)
