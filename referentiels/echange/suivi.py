"""Where the texts of an older content of a document stand in its present content."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from referentiels.echange.lignes import Chemin, feuilles

# Too short to be known by their words: they follow what bears them.
_VALEURS = {
    *("numero", "lettre", "connecteur", "date_modification", "code"),
    *("groupe", "profondeur", "contenu"),
}


class Sort(StrEnum):
    """What became of a text; the value is what the reader is told."""

    EN_PLACE = ""
    DEPLACE = "déplacé depuis l'import"
    MODIFIE = "modifié depuis l'import"
    RETIRE = "retiré ou réécrit depuis l'import"


@dataclass(frozen=True)
class Suite:
    """What became of a text, the place to look at now, and what that place says.

    A withdrawn text has for place the one it would have, or the nearest around that still exists.
    """

    sort: Sort
    chemin: Chemin
    texte: str = ""


class Suivi:
    """Follow each text from one content to another: by its place first, then by its words.

    A text that several places hold is given to each of them once, in the order of the document.
    """

    def __init__(self, avant: dict, apres: dict):
        self._apres = apres
        self._anciens = {lieu: texte for lieu, texte in _valeurs(avant) if texte}
        self._textes = dict(_valeurs(apres))
        self._nouveaux = {lieu: lieu for lieu in self._anciens if self._dit_pareil(lieu, lieu)}
        self._chercher()
        self._pris = set(self._nouveaux.values())
        self._porteurs = self._suivre_les_porteurs()

    def suite(self, lieu: Chemin) -> Suite:
        """What became of the text that stood there."""
        nouveau = self._nouveaux.get(lieu)
        if nouveau is not None:
            sort = Sort.EN_PLACE if nouveau == lieu else Sort.DEPLACE
            return Suite(sort, nouveau, self._textes[nouveau])
        attendu = self._place_attendue(lieu)
        texte = self._textes.get(attendu, "")
        if texte and attendu not in self._pris:
            intact = self._dit_pareil(lieu, attendu)
            return Suite(Sort.DEPLACE if intact else Sort.MODIFIE, attendu, texte)
        return Suite(Sort.RETIRE, self._existant(attendu), texte)

    def _dit_pareil(self, ancien: Chemin, nouveau: Chemin) -> bool:
        avant, apres = self._anciens.get(ancien), self._textes.get(nouveau)
        return avant is not None and apres is not None and _mots(avant) == _mots(apres)

    def _chercher(self) -> None:
        """Look elsewhere for the texts that are not in place, among those that are new there."""
        libres = defaultdict(deque)
        for lieu, texte in self._textes.items():
            if lieu not in self._nouveaux and not _est_valeur(lieu):
                libres[_mots(texte)].append(lieu)
        partis = [lieu for lieu in self._anciens if lieu not in self._nouveaux]
        for lieu in partis:
            memes = libres.get(_mots(self._anciens[lieu]))
            if memes and not _est_valeur(lieu):
                self._nouveaux[lieu] = memes.popleft()

    def _suivre_les_porteurs(self) -> dict[Chemin, Chemin]:
        """Where each capacité, critère, section… went: where most of its texts are."""
        voix = defaultdict(Counter)
        for ancien, nouveau in self._nouveaux.items():
            if len(ancien) == len(nouveau) and not _est_valeur(ancien):
                for fin in range(len(ancien) - 1, 1, -1):
                    if ancien[fin:] == nouveau[fin:] and isinstance(ancien[fin - 1], int):
                        voix[ancien[:fin]][nouveau[:fin]] += 1
        return {ancien: comptes.most_common(1)[0][0] for ancien, comptes in voix.items()}

    def _place_attendue(self, lieu: Chemin) -> Chemin:
        for fin in range(len(lieu), 0, -1):
            if lieu[:fin] in self._porteurs:
                return self._porteurs[lieu[:fin]] + lieu[fin:]
        return lieu

    def _existant(self, lieu: Chemin) -> Chemin:
        noeud = self._apres
        for rang, pas in enumerate(lieu):
            try:
                noeud = noeud[pas]
            except (KeyError, IndexError, TypeError):
                return lieu[:rang]
        return lieu


def _valeurs(document: dict) -> Iterator[tuple[Chemin, str]]:
    """Every value of a document with its place, as a text."""
    return ((lieu, "" if un is None else str(un)) for lieu, un in feuilles(document))


def _mots(texte: str) -> str:
    return " ".join(texte.split())


def _est_valeur(lieu: Chemin) -> bool:
    """Tell a number, a code, a flag or a level of the scale from a text of the source."""
    return lieu[-1] in _VALEURS or lieu[0] in ("regles", "echelle")
