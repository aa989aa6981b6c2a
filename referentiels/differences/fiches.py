"""Compare parts that have a title and lists of their own, whatever they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from referentiels.differences.conteneurs import Couples
from referentiels.differences.lignes import Comparaison
from referentiels.differences.mots import comparer_textes, remplacer
from referentiels.differences.natures import Nature, Nom
from referentiels.differences.resultat import Fait, Fiche


@dataclass(frozen=True)
class Face:
    """One side of a fiche; a capacité has a number, a section only its place."""

    etiquette: str
    titre: str
    ancre: str
    numero: int | None = None
    faits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Colonne:
    """A list that every fiche has; its lines are followed from one fiche to another."""

    nom: Nom
    titre: str
    comparaison: Comparaison


def comparer_fiches(
    nom: Nom,
    anciennes: Sequence[Face],
    nouvelles: Sequence[Face],
    couples: Couples,
    colonnes: Sequence[Colonne],
) -> tuple[Fiche, ...]:
    """Every fiche of both versions, in the new order."""
    fiches = []
    for avant, apres in couples.rangees(len(anciennes), len(nouvelles)):
        ancienne = None if avant is None else anciennes[avant]
        nouvelle = None if apres is None else nouvelles[apres]
        fiches.append(_fiche(nom, ancienne, nouvelle, (avant, apres), couples, colonnes))
    return tuple(fiches)


def _fiche(nom, ancienne, nouvelle, place, couples, colonnes) -> Fiche:
    face = nouvelle or ancienne
    ancre = face.ancre if nouvelle else f"avant-{face.ancre}"
    faits = tuple(
        Fait(libelle, remplacer(avant, apres), ancre)
        for (libelle, avant), (_, apres) in zip(
            (ancienne or face).faits, (nouvelle or face).faits, strict=True
        )
    )
    natures = couples.natures(*place)
    if ancienne and nouvelle:
        natures += _changements(ancienne, nouvelle, place, faits)
    return Fiche(
        nom=nom,
        etiquette=face.etiquette,
        titre=comparer_textes(*(cote.titre if cote else "" for cote in (ancienne, nouvelle))),
        natures=tuple(natures),
        origine=_origine(ancienne, nouvelle, place, natures),
        ancre=ancre,
        faits=faits,
        listes=tuple(
            colonne.comparaison.liste(colonne.nom, colonne.titre, *place) for colonne in colonnes
        ),
    )


def _changements(ancienne: Face, nouvelle: Face, place: tuple, faits) -> list[Nature]:
    natures = []
    if nouvelle.numero and nouvelle.numero - place[1] != ancienne.numero - place[0]:
        natures.append(Nature.RENUMEROTE)  # its number changed, and not only its rank
    if nouvelle.titre != ancienne.titre:
        natures.append(Nature.REFORMULE)
    if any(fait.natures for fait in faits):
        natures.append(Nature.MODIFIE)
    return natures


def _origine(ancienne, nouvelle, place: tuple, natures: list[Nature]) -> str:
    """A number also changes when another capacité comes before: that is said, not counted."""
    if not (ancienne and nouvelle):
        return ""
    if nouvelle.numero:
        return (
            f"était la {ancienne.etiquette.lower()}" if ancienne.numero != nouvelle.numero else ""
        )
    return f"était au rang {place[0] + 1}" if Nature.DEPLACE in natures else ""
