"""What the certifier's files are made of, and how a route reads in the register's own words."""

import datetime
from dataclasses import dataclass

from dossiers.enums import Parcours

# From the delivery to the transmission, inclusive (R. 6113-17-2, R44).
DELAI_MOIS = 3
SCHEMA_AVEC_NIR = "1.1.5"


@dataclass(frozen=True)
class Deposant:
    """Who deposits, for which certifier: what the installation is configured with (R47)."""

    emetteur: str
    certificateur: str
    contrat: str
    nature: str = "CERTIFICATEUR"
    schema: str = SCHEMA_AVEC_NIR


@dataclass(frozen=True)
class Titulaire:
    """Civil status, within the limits of the national register (R45)."""

    nom_naissance: str
    prenoms: tuple[str, ...]
    annee: int
    mois: int | None = None
    jour: int | None = None
    nom_usage: str = ""
    sexe: str = ""
    code_insee: str = ""
    code_postal: str = ""
    commune: str = ""
    code_pays: str = ""
    pays: str = ""


@dataclass(frozen=True)
class Passage:
    """One certified candidate. `id_technique` never changes: the number of the certificate.

    `nir` has 13 signs, without its key; empty when it does not leave (R46).
    """

    id_technique: str
    code: str
    delivre_le: datetime.date
    inscrit_le: datetime.date
    parcours: str
    avec_entreprise: bool
    titulaire: Titulaire
    nir: str = ""


@dataclass(frozen=True)
class Inscription:
    """How the holder came to the certification; an empty `modalite` is told as unknown."""

    modalite: str
    initiative: str
    voie_vae: str = ""


_CONTINUE = "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION"
_INSCRIPTIONS: dict[str, Inscription] = {
    Parcours.FORMATION: Inscription(_CONTINUE, "EMPLOYEUR"),
    Parcours.PROFESSIONNALISATION: Inscription(
        "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION", "EMPLOYEUR"
    ),
    Parcours.APPRENTISSAGE: Inscription("FORMATION_INITIALE_APPRENTISSAGE", "OF"),
    Parcours.DEMANDEUR_EMPLOI: Inscription(_CONTINUE, "POLE_EMPLOI"),
    Parcours.INTERIM: Inscription(_CONTINUE, "EMPLOYEUR"),
    Parcours.VAE: Inscription("VAE", "CERTIFIE", "VAE_CLASSIQUE"),
}


def inscription(parcours: str, *, avec_entreprise: bool) -> Inscription:
    """The register's words for a route (DOMAINE.md §6.4, table of the mapping).

    A training that no company is behind was the holder's own initiative.
    """
    if parcours == Parcours.FORMATION and not avec_entreprise:
        return Inscription(_CONTINUE, "CERTIFIE")
    return _INSCRIPTIONS.get(parcours, Inscription("", "AUTRE"))


def code_rncp(numero: str) -> str:
    """« RNCP 37231 », « 37231 » and « rncp37231 » read RNCP37231; anything else is left as is."""
    compact = "".join(numero.split()).upper()
    return f"RNCP{compact}" if compact.isdecimal() else compact
