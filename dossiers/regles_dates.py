"""What a date may not precede, beside the registration: pure functions, no database, no clock."""

import datetime

from cqpm.commun.dates import mois_plus_tard
from dossiers.errors import DateImpossible

# A VAE application is answered within two months of the complete file (R43).
MOIS_RECEVABILITE = 2
# Longer than that, a dossier is stopped rather than postponed.
MOIS_REPORT_MAX = 36


def verifier_apres_accord(date: datetime.date, *, accord_le: datetime.date | None) -> None:
    """Refuse a transmission dated before the agreement it carries (R10). Raises DateImpossible."""
    if accord_le is not None and date < accord_le:
        raise DateImpossible(
            "La transmission",
            date,
            f"l'accord sur les modalités, du {accord_le:%d/%m/%Y}, la précède. Corrigez la date.",
        )


def verifier_apres_transmission(
    quoi: str, date: datetime.date, *, transmis_le: datetime.date | None
) -> None:
    """Refuse an evaluation dated before the modalités were sent (R14). Raises DateImpossible."""
    if transmis_le is not None and date < transmis_le:
        raise DateImpossible(
            quoi,
            date,
            "l'évaluation commence une fois le dossier de modalités transmis, le "
            f"{transmis_le:%d/%m/%Y}. Corrigez la date.",
        )


def echeance_recevabilite(complet_le: datetime.date | None) -> datetime.date | None:
    """Last day to answer a VAE application, inclusive (R43); none before its file is complete."""
    return complet_le and mois_plus_tard(complet_le, MOIS_RECEVABILITE)


def verifier_report(jusqu_au: datetime.date, *, aujourd_hui: datetime.date) -> None:
    """A dossier is postponed to a day to come, and not for ever. Raises DateImpossible."""
    if jusqu_au <= aujourd_hui:
        raise DateImpossible(
            "Le report", jusqu_au, "il se termine un jour à venir. Choisissez une date future."
        )
    if jusqu_au > mois_plus_tard(aujourd_hui, MOIS_REPORT_MAX):
        raise DateImpossible(
            "Le report",
            jusqu_au,
            "c'est dans plus de trois ans. Choisissez une date plus proche, ou arrêtez le dossier.",
        )
