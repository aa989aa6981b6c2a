"""The one way to add a line to a dossier's journal (R50)."""

from typing import Any

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte, EtatDossier
from dossiers.models import Dossier, EntreeJournal


def noter(
    dossier: Dossier,
    acte: Acte,
    libelle: str,
    *,
    par: Utilisateur | None = None,
    signataire: str = "",
    de: EtatDossier | str = "",
    vers: EtatDossier | str = "",
    avant: Any = None,
    apres: Any = None,
) -> EntreeJournal:
    """Add a line: call it inside the transaction of the act it tells.

    `libelle` is a French sentence that can be read aloud; `avant` and `apres` are JSON values;
    `signataire` names a person without account.
    """
    return EntreeJournal.objects.create(
        dossier=dossier,
        acte=acte,
        libelle=libelle,
        auteur=par,
        signataire=signataire,
        de=de,
        vers=vers,
        avant=avant,
        apres=apres,
    )
