"""The columns of the list: what each one shows, and what it becomes in a file.

No column ever holds the NIR (R46), nor what a person's health asks for (R51).
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier, PreferenceListe
from dossiers.querysets import DossierQuerySet

Lecture = Callable[[Dossier], Any]
VIDE = "—"


@dataclass(frozen=True)
class Colonne:
    """One column; `export` is the columns of the file, its own one unless told.

    `tri` is the word of its order (`dossiers.selectors.tri`), `joint` and `charge` what it reads
    beside a row of the list. Civil status and addresses are for the staff alone.
    """

    code: str
    libelle: str
    lire: Lecture
    tri: str = ""
    export: tuple[tuple[str, Lecture], ...] = ()
    joint: tuple[str, ...] = ()
    charge: tuple[str, ...] = ()
    personnel: bool = False

    def en_fichier(self) -> tuple[tuple[str, Lecture], ...]:
        return self.export or ((self.libelle, self.lire),)


@dataclass(frozen=True)
class Ligne:
    """A row of the page: the dossier, and the text of each chosen column beside it."""

    dossier: Dossier
    cellules: list[tuple[Colonne, str]]


def _version(dossier: Dossier) -> str:
    return dossier.referentiel.reference


def _de_l_entreprise(champ: str) -> Lecture:
    return lambda dossier: getattr(dossier.entreprise, champ) if dossier.entreprise else ""


def _du_tuteur(champ: str) -> Lecture:
    return lambda dossier: getattr(dossier.tuteur, champ) if dossier.tuteur else ""


def _commission(dossier: Dossier) -> str:
    return ", ".join(un.nom_complet for un in dossier.commission)


def _naissance(dossier: Dossier) -> datetime.date | str:
    """A real date when the day is known, what is known otherwise (R45)."""
    naissance = dossier.candidat.naissance
    return naissance.au_plus_tot if naissance.jour else str(naissance)


# Always there, and first: who.
IDENTITE = (
    ("Dossier", lambda dossier: dossier.numero),
    ("Nom de naissance", lambda dossier: dossier.candidat.nom),
    ("Nom d'usage", lambda dossier: dossier.candidat.nom_usage),
    ("Prénom", lambda dossier: dossier.candidat.prenom),
)
COLONNES = (
    Colonne(
        "cqpm",
        "CQPM",
        lambda dossier: dossier.referentiel.titre,
        tri="cqpm",
        export=(("CQPM", lambda dossier: dossier.referentiel.titre), ("Version", _version)),
    ),
    Colonne("parcours", "Parcours", lambda dossier: dossier.get_parcours_display()),
    Colonne(
        "entreprise",
        "Entreprise",
        _de_l_entreprise("raison_sociale"),
        export=(
            ("Entreprise", _de_l_entreprise("raison_sociale")),
            ("Ville", _de_l_entreprise("ville")),
            ("SIRET", _de_l_entreprise("siret")),
        ),
    ),
    Colonne("etat", "État", lambda dossier: dossier.libelle_etat, tri="etat"),
    Colonne(
        "tuteur",
        "Tuteur",
        _du_tuteur("nom_complet"),
        joint=("tuteur",),
        export=(
            ("Tuteur", _du_tuteur("nom_complet")),
            ("Courriel du tuteur", _du_tuteur("courriel")),
        ),
    ),
    Colonne("commission", "Commission", _commission, charge=("affectations__utilisateur",)),
    Colonne("inscrit_le", "Inscrit le", lambda dossier: dossier.inscrit_le, tri="inscription"),
    Colonne("modifie_le", "Changé le", lambda dossier: dossier.modifie_le, tri="modification"),
    Colonne("accord_le", "Accord du", lambda dossier: dossier.accord_le),
    Colonne("transmis_le", "Transmis le", lambda dossier: dossier.transmis_le),
    Colonne(
        "ressources",
        "Centre de ressources",
        lambda dossier: str(dossier.centre_ressources or ""),
        joint=("centre_ressources",),
    ),
    Colonne("rapport_le", "Rapport attendu le", lambda dossier: dossier.rapport_attendu_le),
    Colonne("report", "Reporté jusqu'au", lambda dossier: dossier.report_jusqu_au),
    Colonne(
        "conservation",
        "Bénéfice conservé jusqu'au",
        lambda dossier: dossier.conservation_jusqu_au,
    ),
    Colonne("organisme", "Organisme de formation", lambda dossier: dossier.organisme_formation),
    Colonne("centre", "Centre d'examen", lambda dossier: str(dossier.centre)),
    Colonne("naissance", "Né(e) le", _naissance, personnel=True),
    Colonne(
        "contact",
        "Coordonnées",
        lambda dossier: " · ".join(
            un for un in (dossier.candidat.courriel, dossier.candidat.telephone) if un
        ),
        export=(
            ("Courriel", lambda dossier: dossier.candidat.courriel),
            ("Téléphone", lambda dossier: dossier.candidat.telephone),
        ),
        personnel=True,
    ),
)
HABITUELLES = ["cqpm", "parcours", "entreprise", "etat"]


def colonnes_connues() -> dict[str, Colonne]:
    """Every column by its code, those of the upper apps last."""
    listes = [import_string(chemin) for chemin in settings.CQPM_COLONNES]
    return {colonne.code: colonne for liste in listes for colonne in liste}


def colonnes_offertes(utilisateur: Utilisateur) -> list[Colonne]:
    """Those that this person may choose."""
    personnel = utilisateur.a_role(Role.GESTIONNAIRE)
    return [une for une in colonnes_connues().values() if personnel or not une.personnel]


def colonnes_choisies(utilisateur: Utilisateur) -> list[Colonne]:
    """Those that this person chose, else the usual ones; a word that is no column is left out."""
    preference = PreferenceListe.objects.filter(utilisateur=utilisateur).first()
    codes = HABITUELLES if preference is None else preference.colonnes
    return [une for une in colonnes_offertes(utilisateur) if une.code in codes]


def charger(dossiers: DossierQuerySet, colonnes: Iterable[Colonne]) -> DossierQuerySet:
    """Load what these columns read."""
    lignes = dossiers.pour_liste()
    for colonne in colonnes:
        lignes = lignes.select_related(*colonne.joint) if colonne.joint else lignes
        lignes = lignes.prefetch_related(*colonne.charge) if colonne.charge else lignes
    return lignes


def lignes_de_liste(dossiers: Iterable[Dossier], colonnes: list[Colonne]) -> list[Ligne]:
    return [
        Ligne(un, [(colonne, _a_lire(colonne.lire(un))) for colonne in colonnes]) for un in dossiers
    ]


def _a_lire(valeur: Any) -> str:
    if isinstance(valeur, datetime.datetime):
        valeur = timezone.localdate(valeur)
    return f"{valeur:%d/%m/%Y}" if isinstance(valeur, datetime.date) else str(valeur or VIDE)
