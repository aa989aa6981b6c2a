"""What the tests of the certifier's data share: a certified candidate, a depositor, a passage."""

import datetime
from typing import Any

from evaluations.certificateur.champs import Deposant, Passage, Titulaire
from evaluations.models import Certificat
from tests.factories.jury import CertificatFactory

ETAT_CIVIL = {
    "nom": "Lefèvre",
    "sexe": "F",
    "naissance_commune": "Grenoble",
    "naissance_code_insee": "38185",
    "naissance_code_pays": "100",
    "naissance_pays": "France",
}
# A number whose key is right, of nobody.
NIR = "299033818512338"
DEPOSANT = Deposant("EMETTEUR", "CERTIFIC", "MCFCER000123")
TITULAIRE = Titulaire(
    nom_naissance="Lefèvre",
    prenoms=("Anaïs",),
    annee=1998,
    mois=5,
    jour=17,
    sexe="F",
    code_insee="38185",
)


def passage(titulaire: dict[str, Any] | None = None, **champs) -> Passage:
    """A passage that lacks nothing, but for what is told."""
    identite = Titulaire(**{**vars(TITULAIRE), **(titulaire or {})})
    connus = {
        "id_technique": "C-2026-000001",
        "code": "RNCP12345",
        "delivre_le": datetime.date(2026, 6, 15),
        "inscrit_le": datetime.date(2026, 1, 15),
        "parcours": "formation",
        "avec_entreprise": True,
    }
    return Passage(**{**connus, **champs}, titulaire=identite)


def laureat(centre, *, rncp: str = "RNCP12345", identite: dict | None = None, **champs):
    """A line of the register for a version of the RNCP, its civil status known."""
    certificat: Certificat = CertificatFactory(
        deliberation__dossier__centre=centre,
        deliberation__dossier__referentiel__numero_rncp=rncp,
        **{
            f"deliberation__dossier__candidat__{champ}": valeur
            for champ, valeur in {**ETAT_CIVIL, **(identite or {})}.items()
        },
        **champs,
    )
    return certificat


def configurer(settings) -> None:
    """The installation deposits."""
    settings.CQPM_EMETTEUR_ID_CLIENT = DEPOSANT.emetteur
    settings.CQPM_CERTIFICATEUR_ID_CLIENT = DEPOSANT.certificateur
    settings.CQPM_CERTIFICATEUR_ID_CONTRAT = DEPOSANT.contrat
