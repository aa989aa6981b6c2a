"""The rows of the main table: a capacité, its conditions, its critères, its modalities."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mot, Mots, plier, prefixe_commun
from referentiels.analyse.paragraphes import numero_de_point
from referentiels.analyse.phrases import commence_phrase, finit_phrase

_TITRE_LIGNES_MAX = 30
_ECART_MAX = 4  # words between the title of the list and the one of the table
_TIRETS = ("-", "–", ")", ".")


@dataclass
class Rangee:
    """A capacité as the table gives it, cut in columns."""

    numero: int
    mots_du_numero: Mots
    intitule: list[Mot] = field(default_factory=list)
    conditions: list[LigneLue] = field(default_factory=list)
    criteres: list[LigneLue] = field(default_factory=list)
    modalites: list[LigneLue] = field(default_factory=list)
    desaccord: str = ""


def separer_numero(mots: Mots) -> tuple[Mots, Mots]:
    """The words of the number, and the others: « 1) », « 1 - », « 1.Etablir »."""
    premier = mots[0]
    chiffres = len(premier.texte) - len(premier.texte.lstrip("0123456789"))
    if chiffres < len(premier.texte) and premier.texte[chiffres:] not in (".", ")", "-", "–"):
        numero, reste = premier.couper(chiffres + 1)
        return (numero,), (reste, *mots[1:])
    if len(mots) > 1 and mots[1].texte in _TIRETS:
        return mots[:2], mots[2:]
    return mots[:1], mots[1:]


def debuts(lignes: Sequence[LigneLue], liste: dict[int, Mots]) -> list[tuple[int, int]]:
    """The lines where a capacité starts, with its number.

    The numbers follow each other. A line that starts like the list of the capacités wins over one
    that has only the right number, which may be the rest of a sentence.
    """
    candidats = [
        (rang, numero)
        for rang, ligne in enumerate(lignes)
        if (numero := numero_de_point(ligne.mots)) is not None
    ]
    surs = {(rang, n) for rang, n in candidats if _ressemble(lignes[rang].mots, liste.get(n, ()))}
    derniers = {numero: rang for rang, numero in sorted(surs)}
    retenus: list[tuple[int, int]] = []
    premier = min((numero for _, numero in candidats), default=1)
    for rang, numero in candidats:
        attendu = retenus[-1][1] + 1 if retenus else premier
        sur = (rang, numero) in surs
        if (sur and numero >= attendu) or (numero == attendu and derniers.get(numero, -1) < rang):
            retenus.append((rang, numero))
    return retenus


def _ressemble(mots: Mots, attendu: Mots) -> bool:
    """Tell whether a row starts with the words of the list."""
    if not attendu:
        return False
    _, reste = separer_numero(mots)
    communs, _ = prefixe_commun(attendu, reste)
    return communs >= min(2, len(attendu), len(reste))


def lire_rangees(lignes: Sequence[LigneLue], liste: dict[int, Mots]) -> list[Rangee]:
    """The rows of a plain text: number, title, then conditions and critères still together.

    Lines before the first capacité belong to none.
    """
    departs = debuts(lignes, liste)
    rangees = []
    for (debut, numero), (fin, _) in pairwise([*departs, (len(lignes), 0)]):
        mots_du_numero, reste = separer_numero(lignes[debut].mots)
        siennes = [_sans_numero(lignes[debut], reste), *lignes[debut + 1 : fin]]
        rangee = Rangee(numero, mots_du_numero)
        _couper_titre(rangee, siennes, liste.get(numero, ()))
        rangees.append(rangee)
    return rangees


def _sans_numero(ligne: LigneLue, reste: Mots) -> LigneLue:
    return replace(ligne, mots=reste, puce=False)


def _couper_titre(rangee: Rangee, lignes: list[LigneLue], attendu: Mots) -> None:
    """Find the end of the title: where the table and the list stop saying the same."""
    mots = [mot for ligne in lignes[:_TITRE_LIGNES_MAX] for mot in ligne.mots]
    fins = [rang for rang in range(1, len(mots)) if mots[rang].ligne != mots[rang - 1].ligne]
    fins.append(len(mots))
    dans_la_liste, fin = prefixe_commun(attendu, mots)
    while fin < len(mots) and not plier(mots[fin].texte):
        fin += 1
    suite = attendu[dans_la_liste:]
    if not fin or (suite and suite[0].texte[0].islower()):
        fin = _fin_probable(lignes, attendu, fins)
        rangee.desaccord = "liste" if attendu else "absente"
    elif fin not in fins:
        fin = next((f for f in (fin - 1, fin - 2) if f in fins), fin)
    rangee.intitule = mots[:fin]
    rangee.criteres = _apres(lignes, fin)


def _fin_probable(lignes: list[LigneLue], attendu: Mots, fins: list[int]) -> int:
    """Without the help of the list: as many words as it has, or up to a line that starts anew."""
    mots = [mot for ligne in lignes[:_TITRE_LIGNES_MAX] for mot in ligne.mots]
    proches = [f for f in fins if attendu and abs(f - len(attendu)) <= _ECART_MAX]
    memes = [f for f in proches if plier(mots[f - 1].texte) == plier(attendu[-1].texte)]
    if memes:
        return memes[0]
    neuves = [f for f in fins[:-1] if commence_phrase(mots[f]) or finit_phrase(mots[f - 1])]
    return neuves[0] if neuves else fins[0]


def _apres(lignes: list[LigneLue], mots: int) -> list[LigneLue]:
    """The lines without their first words."""
    restantes = []
    for ligne in lignes:
        if mots >= len(ligne.mots):
            mots -= len(ligne.mots)
            continue
        restantes.append(ligne.garder(mots))
        mots = 0
    return restantes
