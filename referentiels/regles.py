"""Rules of the library that need no database of their own."""

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur


def prepare_les_versions(utilisateur: Utilisateur) -> bool:
    """Tell whether this person brings in, corrects, publishes and archives versions.

    The library is shared by the centres of an installation: a responsable of any of them may, and
    so may who administers the installation (ADR 12).
    """
    return utilisateur.is_staff or utilisateur.a_role(Role.RESPONSABLE)
