"""Where a version answers a search: the sections, capacités and critères that hold its words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cqpm.commun.recherche import extrait, normaliser
from referentiels.indexation import mots_d_identite
from referentiels.models import Capacite, Referentiel
from referentiels.textes import retirer_appels

LIEUX_MONTRES = 3
PREFETCH = ("blocs", "capacites__criteres__sous_points")


@dataclass(frozen=True)
class Lieu:
    """A place of the version: its name, its text, the anchor that leads to it."""

    nom: str
    texte: str
    ancre: str


@dataclass(frozen=True)
class Trouvaille:
    """A version that was found, the first places that say why, and how many more there are."""

    referentiel: Referentiel
    lieux: list[Lieu]
    autres: int = 0


def trouvailles(referentiels: Iterable[Referentiel], cherches: list[str]) -> list[Trouvaille]:
    """The places of each version, read without a query if `PREFETCH` is prefetched."""
    return [_trouvaille(un, _lieux_trouves(un, cherches), cherches) for un in referentiels]


def _trouvaille(referentiel: Referentiel, lieux: list[Lieu], cherches: list[str]) -> Trouvaille:
    montres = [
        Lieu(lieu.nom, extrait(lieu.texte, cherches), lieu.ancre) for lieu in lieux[:LIEUX_MONTRES]
    ]
    return Trouvaille(referentiel, montres, autres=len(lieux) - len(montres))


def _lieux_trouves(referentiel: Referentiel, cherches: list[str]) -> list[Lieu]:
    """The places that hold every word which its number and title do not explain.

    When no place holds them all, those that hold some: together the first ones show every word.
    """
    identite = mots_d_identite(referentiel.numero, referentiel.titre, referentiel.numero_rncp)
    restants = {mot for mot in cherches if mot not in identite}
    voulus = restants or set(cherches)
    notes = []
    for lieu in _lieux(referentiel):
        plat = normaliser(lieu.texte)
        notes.append(({mot for mot in voulus if mot in plat}, lieu))
    complets = [lieu for trouves, lieu in notes if trouves == voulus]
    if complets or not restants:
        return complets
    return _chaque_mot_d_abord(notes)


def _chaque_mot_d_abord(notes: list[tuple[set[str], Lieu]]) -> list[Lieu]:
    """Put first the places that show a word not shown yet, the richest leading."""
    montres: set[str] = set()
    premiers, suivants = [], []
    for trouves, lieu in sorted(notes, key=lambda note: -len(note[0])):
        if trouves - montres:
            premiers.append(lieu)
        elif trouves:
            suivants.append(lieu)
        montres |= trouves
    return premiers + suivants


def _lieux(referentiel: Referentiel) -> Iterator[Lieu]:
    """Every place that the search reads, as `indexation` does; what is evaluated comes first."""
    for capacite in referentiel.capacites.all():
        yield from _lieux_de(capacite)
    for bloc in referentiel.blocs.all():
        yield Lieu(referentiel.libelle_bloc.capitalize(), bloc.intitule, "regroupements")
    for rang, section in enumerate(referentiel.sections, start=1):
        textes = [t for un in section["paragraphes"] for t in (un["texte"], *un["points"])]
        titre = retirer_appels(f"{section['numero']} {section['titre']}", referentiel.notes)
        texte = retirer_appels(" ".join(filter(None, textes)), referentiel.notes)
        yield Lieu(titre.strip(), texte, f"section-{rang}")


def _lieux_de(capacite: Capacite) -> Iterator[Lieu]:
    nom, ancre = f"Capacité {capacite.numero}", f"capacite-{capacite.numero}"
    yield Lieu(nom, capacite.intitule, ancre)
    if capacite.conditions:
        yield Lieu(f"{nom}, conditions", " ".join(capacite.conditions), ancre)
    for critere in capacite.criteres.all():
        textes = [critere.texte, *(point.texte for point in critere.sous_points.all())]
        yield Lieu(
            f"{nom}, critère {critere.rang}",
            " ".join(textes),
            f"critere-{capacite.numero}-{critere.rang}",
        )
