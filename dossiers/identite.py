"""What a registration says of the candidate, the company and the training: as typed, pure data."""

from dataclasses import dataclass

from dossiers.naissance import DateNaissance


@dataclass(frozen=True)
class Identite:
    """The candidate as typed: no capital is changed, no accent removed."""

    nom: str
    prenom: str
    naissance: DateNaissance
    nom_usage: str = ""
    courriel: str = ""
    telephone: str = ""
    prenom2: str = ""
    prenom3: str = ""
    sexe: str = ""
    naissance_commune: str = ""
    naissance_code_insee: str = ""
    naissance_code_postal: str = ""
    naissance_code_pays: str = ""
    naissance_pays: str = ""


# What a jury's PV says of the candidate.
CHAMPS_DU_PV = ("prenom", "nom", "nom_usage", "naissance")
# What only the national register wants: asked for RNCP versions alone (R44).
CHAMPS_REGISTRE = (
    "prenom2",
    "prenom3",
    "sexe",
    "naissance_commune",
    "naissance_code_insee",
    "naissance_code_postal",
    "naissance_code_pays",
    "naissance_pays",
)


@dataclass(frozen=True)
class Accueil:
    """The company and its tutor, as typed; known ones are found again, not duplicated."""

    raison_sociale: str
    ville: str = ""
    tuteur_prenom: str = ""
    tuteur_nom: str = ""
    tuteur_courriel: str = ""
    tuteur_fonction: str = ""
    tuteur_qualite: str = ""
    siret: str = ""


@dataclass(frozen=True)
class Formation:
    """Who trains the candidate: the trainer may not evaluate them (R24)."""

    organisme_formation: str = ""
    formateur_nom: str = ""
    formateur_courriel: str = ""
