"""The footnotes, taken out of the flow they cut, and the words that call them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.feuilles import Texte, Valeur
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mot, Mots, joindre, plier_mots
from referentiels.analyse.source import Source
from referentiels.analyse.titres import reconnaitre

_NUMERO = re.compile(r"\d{1,2}(?=[A-ZÀ-Ý«]|$)")
_FILET = re.compile(r" {20,}")
_TRAIT = re.compile(r"_{5,}|-{10,}|—{3,}")
_APPEL = re.compile(r"[^\W\d_]{3,}(\d{1,2})\W*")
_BAS = 4  # lines at the bottom of a page where a note may stand
_FORMULES = ("letermegenerique", "blocsdecompetencespourles")


@dataclass(frozen=True)
class Note:
    numero: Mot
    mots: Mots
    rang: int


def retirer_notes(
    lignes: Sequence[LigneLue], source: Source, carnet: Carnet
) -> tuple[list[LigneLue], list[Note]]:
    """Part the lines from the footnotes and the rule above them."""
    gardees: list[LigneLue] = []
    notes: list[Note] = []
    appels = _appels_par_page(lignes)
    apres_trait = apres_note = False
    place = 0
    while place < len(lignes):
        ligne = lignes[place]
        if _TRAIT.fullmatch(joindre(ligne.mots)):
            carnet.reperer(*ligne.mots)
            apres_trait, place = True, place + 1
            continue
        filet = apres_trait or _filet(ligne, source) or _au_bas(lignes, place, appels)
        if _est_note(ligne, filet or apres_note, lignes[place + 1 : place + 2]):
            fin = _fin(lignes, place)
            notes.append(_note([mot for une in lignes[place:fin] for mot in une.mots]))
            place, apres_note, apres_trait = fin, True, False
            continue
        gardees.append(replace(ligne, debut_page=True) if apres_note else ligne)
        apres_note = apres_trait = False
        place += 1
    return gardees, notes


def _filet(ligne: LigneLue, source: Source) -> bool:
    """A long line of spaces is what a text extraction leaves of the rule above the notes."""
    avant = source.lignes[ligne.rang - 1].fin if ligne.rang else 0
    return bool(_FILET.search(source.texte[avant : source.lignes[ligne.rang].debut]))


def _appels_par_page(lignes: Sequence[LigneLue]) -> set[tuple[int, str]]:
    """The numbers glued to a word, with the page where they are, when the reader knows pages."""
    return {
        (ligne.page, trouve.group(1))
        for ligne in lignes
        if ligne.page is not None
        for mot in ligne.mots
        if (trouve := _APPEL.fullmatch(mot.texte))
    }


def _au_bas(lignes: Sequence[LigneLue], place: int, appels: set[tuple[int, str]]) -> bool:
    """One of the last lines of a page, whose number is called on that page."""
    ligne = lignes[place]
    numero = re.match(r"\d{1,2}", ligne.mots[0].texte)
    if not numero or (ligne.page, numero.group()) not in appels:
        return False
    suite = lignes[place + 1 : place + _BAS + 1]
    return len(suite) < _BAS or suite[-1].page != ligne.page


def _est_note(ligne: LigneLue, annoncee: bool, suivante: Sequence[LigneLue]) -> bool:
    premier = ligne.mots[0].texte
    trouve = _NUMERO.match(premier)
    if not trouve or ligne.case is not None or len(ligne.mots) < 2:
        return False
    reste = plier_mots(_note(ligne.mots).mots)
    if reste.startswith(_FORMULES):
        return True
    connu = reconnaitre(ligne, next(iter(suivante), None))
    return annoncee and not (connu and connu.connu)


def _note(mots: Sequence[Mot]) -> Note:
    longueur = len(re.match(r"\d+", mots[0].texte).group())
    numero, reste = mots[0], ()
    if longueur < len(numero.texte):
        numero, colle = numero.couper(longueur)
        reste = (colle,)
    return Note(numero, (*reste, *mots[1:]), mots[0].ligne)


def _fin(lignes: Sequence[LigneLue], debut: int) -> int:
    """The line after the note: it ends with its sentence, its page or another note."""
    fin = debut + 1
    while fin < len(lignes):
        avant, ligne = lignes[fin - 1], lignes[fin]
        neuve = not ligne.mots[0].texte[0].islower()
        if (
            ligne.debut_page
            or ligne.page != avant.page
            or ligne.puce
            or avant.mots[-1].texte.endswith((".", "…"))
            or (ligne.blanc_avant and neuve)
            or (neuve and _NUMERO.match(ligne.mots[0].texte))
        ):
            break
        fin += 1
    return fin


def decrire(notes: Sequence[Note], corps: Sequence[Mot]) -> list[dict]:
    """The notes as the exchange format has them; `corps` are the words that may call them."""
    return [
        {
            "numero": Valeur(note.numero.texte, (note.numero,)),
            "appel": _appel(note, corps),
            "texte": Texte.de(note.mots),
        }
        for note in notes
    ]


def _appel(note: Note, corps: Sequence[Mot]) -> str:
    """The mark with its word: « candidat1 », or « unités cohérentes 1 » when a space parts them."""
    numero = note.numero.texte
    colle = re.compile(rf"([^\W\d_]{{3,}}{numero})\W*")
    avant = [mot for mot in corps if mot.ligne < note.rang]
    for mot in reversed(avant):
        if trouve := colle.fullmatch(mot.texte):
            return trouve.group(1)
    for rang in range(len(avant) - 1, 1, -1):
        fin_de_ligne = rang + 1 == len(avant) or avant[rang + 1].ligne != avant[rang].ligne
        mots = avant[rang - 2 : rang + 1]
        if (
            avant[rang].texte == numero
            and fin_de_ligne
            and all(m.texte.isalpha() for m in mots[:2])
        ):
            return joindre(mots)
    return ""
