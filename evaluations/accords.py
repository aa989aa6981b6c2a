"""The national agreements that rule the juries: the one in force at a session's date (R4)."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Accord:
    """The delays that an agreement sets."""

    depuis: datetime.date
    texte: str
    saisine_syndicats_jours: int
    convocation_jours: int
    conservation_capacite_mois: int
    conservation_bloc_mois: int
    transmission_gtp_mois: int


ACCORDS = (
    Accord(
        depuis=datetime.date.min,
        texte="accord national du 8 novembre 2019",
        saisine_syndicats_jours=15,
        convocation_jours=8,
        conservation_capacite_mois=24,
        conservation_bloc_mois=60,
        transmission_gtp_mois=3,
    ),
)


def accord_en_vigueur(date: datetime.date) -> Accord:
    """The agreement that rules a session held on that day (R4)."""
    return max((un for un in ACCORDS if un.depuis <= date), key=lambda un: un.depuis)
