"""Eight candidates ready for one jury, played through the real services on the site's own data.

`preparer` runs in a process of the running site's settings: the suite has a database of its own.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Habilitation, Utilisateur
from evaluations.demo import Demonstration
from tests.processus import environnement_embarque

DE_2013, DE_2018 = "1991 06 42 0083", "MQ 2018 04 38 0324"


@dataclass(frozen=True)
class Candidat:
    """What the commission and the company said, then what this jury is to decide."""

    prenom: str
    nom: str
    cqpm: str
    libelle: str
    etat: str
    non_acquises: tuple[int, ...] = ()
    defavorables: tuple[int, ...] = ()
    non_validees: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"


@dataclass(frozen=True)
class Jure:
    """A seat of the jury and its account."""

    prenom: str
    nom: str
    email: str
    college: str
    organisation: str
    preside: bool = False

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"


ADMIS_2018 = Candidat("Ysaline", "Brochard", DE_2018, "CQPM attribué", "CQPM attribué")
PARTIEL = Candidat(
    "Eudes",
    "Karcher",
    DE_2018,
    "CQPM non attribué, validation partielle",
    "Validation partielle",
    non_acquises=(4,),
    non_validees=(4,),
)
ECART = Candidat(
    "Séverin", "d'Aubrée", DE_2018, "CQPM attribué", "CQPM attribué", non_acquises=(3,)
)
PARTAGE = Candidat(
    "Noémie",
    "Łopez-Vallée",
    DE_2018,
    "CQPM non attribué, validation partielle",
    "Validation partielle",
    defavorables=(5,),
    non_validees=(5,),
)
ADMIS_2013 = Candidat("Oriane", "Delacroix", DE_2013, "Déclaré admissible", "Admissible")
RENVOI = Candidat(
    "Thibault",
    "Œchslin",
    DE_2013,
    "Renvoyé pour complément",
    "Évaluations en cours",
    non_acquises=(2,),
)
RETRAIT = Candidat("Maïwenn", "Cloarec", DE_2013, "Déclaré admissible", "Admissible")
REPRIS = Candidat(
    "Gérald",
    "Szymański",
    DE_2013,
    "Non admissible, validation partielle",
    "Validation partielle",
    non_validees=(1,),
)
CANDIDATS = [ADMIS_2018, PARTIEL, ECART, PARTAGE, ADMIS_2013, RENVOI, RETRAIT, REPRIS]

PATRONALE, SALARIES = "Délégation patronale", "Organisations syndicales de salariés"
PRESIDENTE = Jure(
    "Hélène", "Vasseur", "presidente@demo.example", PATRONALE, "UIMM Isère", preside=True
)
JURE = Jure("Yves", "Pham", "jure@demo.example", SALARIES, "CFDT Métallurgie")
JURY = [
    PRESIDENTE,
    Jure("Bertrand", "Lemoine", "lemoine@demo.example", PATRONALE, "Vide et Procédés"),
    JURE,
    Jure("Djamila", "Ferhat", "ferhat@demo.example", SALARIES, "CFE-CGC Métallurgie"),
]


def preparer_sur(donnees: Path) -> None:
    """Play the eight candidates and the two new members on the data of a running site."""
    subprocess.run(
        [
            sys.executable,
            "manage.py",
            "shell",
            "--no-imports",
            "--command=from tests.parcours.jury_pret import preparer; preparer()",
        ],
        cwd=settings.BASE_DIR,
        env=environnement_embarque(donnees),
        check=True,
    )


@transaction.atomic
def preparer() -> None:
    """As the demonstration plays its own: every act of the centre, the commission, the company."""
    demonstration = Demonstration()
    demonstration.retrouver()
    for jure in JURY:
        if jure.email not in demonstration.personnes:
            _habiliter(jure, demonstration)
    for candidat in CANDIDATS:
        demonstration.creer_dossier(_fiche(candidat))


def _habiliter(jure: Jure, demonstration: Demonstration) -> None:
    compte = Utilisateur.objects.create_user(
        jure.email, demonstration.mot_de_passe, prenom=jure.prenom, nom=jure.nom
    )
    Habilitation.objects.create(utilisateur=compte, centre=demonstration.centre, role=Role.JURY)


def _fiche(candidat: Candidat) -> dict:
    return {
        "prenom": candidat.prenom,
        "nom": candidat.nom,
        "naissance": "1996-03-09",
        "cqpm": candidat.cqpm,
        "parcours": "formation",
        "entreprise": "Cryovac Alpes",
        "inscrit_il_y_a": 180,
        "non_acquises": candidat.non_acquises,
        "avis": {str(numero): "defavorable" for numero in candidat.defavorables},
        "jusqu_a": "avis",
    }
