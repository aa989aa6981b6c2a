"""A row of the spreadsheet becomes a registration to make, or its faults: no database."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from dossiers.enums import Parcours
from dossiers.identite import CHAMPS_REGISTRE, Accueil, Formation, Identite
from dossiers.importation.colonnes import PAR_CODE, Entetes, lettre
from dossiers.importation.fichier import Tableau
from dossiers.importation.tableau import Rangee
from dossiers.importation.valeurs import (
    Catalogue,
    lire_blocs,
    lire_date,
    lire_parcours,
    lire_qualite,
    lire_sexe,
    rendre_zeros,
)
from dossiers.naissance import comprendre
from dossiers.regles_identite import (
    fautes_accueil,
    fautes_formation,
    fautes_identite,
    fautes_inscription,
)
from referentiels.models import Bloc, Referentiel


@dataclass(frozen=True)
class FauteCellule:
    """What is wrong, under which column, and what to do."""

    colonne: str
    entete: str
    valeur: str
    message: str


@dataclass
class Candidature:
    """One line of the file, as far as it could be read; without fault it is complete."""

    rangee: Rangee
    entetes: Entetes
    identite: Identite | None = None
    referentiel: Referentiel | None = None
    blocs: list[Bloc] = field(default_factory=list)
    parcours: Parcours | None = None
    inscrit_le: datetime.date | None = None
    accueil: Accueil | None = None
    formation: Formation = field(default_factory=Formation)
    nom: str = ""
    fautes: list[FauteCellule] = field(default_factory=list)
    oublis: list[str] = field(default_factory=list)

    @property
    def numero(self) -> int:
        """The line, as the spreadsheet numbers it."""
        return self.rangee.numero

    def signaler(self, code: str, message: str) -> None:
        """Note a fault under the column of that field; one that no column holds is the name's."""
        colonne = PAR_CODE.get(code, PAR_CODE["nom"])
        place = self.entetes.places.get(colonne.code)
        self.fautes.append(
            FauteCellule(
                "" if place is None else lettre(place),
                colonne.entete,
                self.rangee.cellule(place),
                message,
            )
        )


def lire_candidatures(
    tableau: Tableau, catalogue: Catalogue, aujourd_hui: datetime.date
) -> list[Candidature]:
    """Read every row, with every fault of each."""
    return [
        _Lecteur(tableau.entetes, rangee, catalogue, aujourd_hui).lire()
        for rangee in tableau.rangees
    ]


class _Lecteur:
    """Reads one row, and remembers what is wrong under which column."""

    def __init__(
        self, entetes: Entetes, rangee: Rangee, catalogue: Catalogue, aujourd_hui: datetime.date
    ):
        self.entetes, self.rangee, self.catalogue = entetes, rangee, catalogue
        self.aujourd_hui = aujourd_hui
        self.lue = Candidature(rangee, entetes)
        self.illisibles: set[str] = set()

    def lire(self) -> Candidature:
        lue = self.lue
        self._signaler_les_cellules()
        lue.nom = f"{self._texte('prenom')} {self._texte('nom')}".strip()
        lue.referentiel = self._lire("referentiel", self.catalogue.trouver, obligatoire=True)
        lue.parcours = self._lire("parcours", lire_parcours, obligatoire=True)
        lue.inscrit_le = self._lire("inscrit_le", lire_date) or self.aujourd_hui
        if lue.referentiel:
            lue.blocs = self._lire("blocs", lambda texte: lire_blocs(texte, lue.referentiel)) or []
        lue.identite = self._identite()
        lue.accueil = self._accueil()
        lue.formation = Formation(**self._textes(Formation))
        self._signaler(fautes_formation(lue.formation))
        self._signaler(fautes_inscription(lue.inscrit_le, lue.identite, self.aujourd_hui))
        return lue

    def _identite(self) -> Identite:
        """The identity; what only the register wants is left out for other versions (R44)."""
        rncp = bool(self.lue.referentiel and self.lue.referentiel.est_enregistre_rncp)
        textes = self._textes(Identite)
        textes["naissance"] = self._lire(
            "naissance", lambda texte: comprendre(texte, self.aujourd_hui)
        )
        textes["sexe"] = lire_sexe(textes["sexe"])
        if not rncp:
            inutiles = [champ for champ in CHAMPS_REGISTRE if textes[champ]]
            self.lue.oublis = [PAR_CODE[champ].entete for champ in inutiles]
            textes |= dict.fromkeys(CHAMPS_REGISTRE, "")
        identite = Identite(**textes)
        self._signaler(fautes_identite(identite, rncp=rncp))
        return identite

    def _accueil(self) -> Accueil | None:
        textes = self._textes(Accueil)
        textes["tuteur_qualite"] = self._lire("tuteur_qualite", lire_qualite) or ""
        donnees = {champ: texte for champ, texte in textes.items() if champ != "tuteur_qualite"}
        if not any(donnees.values()):
            return None
        if not textes["tuteur_qualite"]:
            textes["tuteur_qualite"] = lire_qualite("")
        accueil = Accueil(**textes)
        self._signaler(fautes_accueil(accueil))
        return accueil

    # --- Cells --------------------------------------------------------------------------------

    def _textes(self, modele: type) -> dict[str, Any]:
        """The cells of the columns that bear the names of this dataclass's fields."""
        return {un.name: self._texte(un.name) for un in fields(modele)}

    def _texte(self, code: str) -> str:
        if code in self.illisibles:
            return ""
        return rendre_zeros(code, self.rangee.cellule(self.entetes.places.get(code)))

    def _lire(self, code: str, lecture: Callable[[str], Any], *, obligatoire: bool = False) -> Any:
        """The value of a cell, None if it is empty or faulty."""
        texte = self._texte(code)
        if not texte:
            if obligatoire:
                self._noter(code, "Cette cellule est vide : remplissez-la.")
            return None
        try:
            return lecture(texte)
        except ValueError as refus:
            self._noter(code, str(refus))
            return None

    # --- Faults -------------------------------------------------------------------------------

    def _signaler_les_cellules(self) -> None:
        """Cells that cannot be read, and what stands outside of the headings."""
        codes = {place: code for code, place in self.entetes.places.items()}
        for place, message in self.rangee.fautes.items():
            if code := codes.get(place):
                self._noter(code, message[0].upper() + message[1:])
                self.illisibles.add(code)
        for place in range(self.entetes.largeur, len(self.rangee.cellules)):
            if self.rangee.cellules[place]:
                self.lue.fautes.append(
                    FauteCellule(
                        lettre(place),
                        "",
                        self.rangee.cellules[place],
                        "Cette cellule n'a pas d'en-tête : la ligne est sans doute décalée. "
                        "Vérifiez-la.",
                    )
                )
                return

    def _signaler(self, fautes) -> None:
        """Faults of the rules, each once, under the column that holds their field."""
        deja = {faute.entete for faute in self.lue.fautes}
        for faute in fautes:
            if PAR_CODE[faute.champ].entete not in deja:
                self._noter(faute.champ, faute.message)

    def _noter(self, code: str, message: str) -> None:
        self.lue.signaler(code, message)
