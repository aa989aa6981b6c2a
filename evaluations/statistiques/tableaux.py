"""The tables of the page and of its files: words and masked counts, nothing else."""

import datetime
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evaluations.statistiques.masquage import PETIT, Case, Rang, masquer

# Days; what a person is told of each step.
Etape = tuple[str, list[int]]


@dataclass(frozen=True)
class Barre:
    """A bar of a chart: from `debut` to `fin`, in thousandths of its width."""

    libelle: str
    texte: str
    debut: int = 0
    fin: int = 0
    repere: int | None = None

    @property
    def largeur(self) -> int:
        """Never so thin that it is not seen."""
        return max(self.fin - self.debut, 4)


@dataclass(frozen=True)
class LigneTableau:
    """One row: its head, then its cells in words."""

    libelle: str
    cellules: list[str]
    est_total: bool = False


@dataclass(frozen=True)
class Tableau:
    """A table, and the bars that show one of its columns."""

    code: str
    titre: str
    explication: str
    entetes: list[str]
    lignes: list[LigneTableau]
    legende: str = ""
    barres: list[Barre] = field(default_factory=list)

    @property
    def lignes_nommees(self) -> list[tuple[LigneTableau, list[tuple[str, str]]]]:
        """Each row with its cells, each under the head of its column."""
        return [
            (ligne, list(zip(self.entetes, ligne.cellules, strict=True))) for ligne in self.lignes
        ]


def tableau(
    code: str,
    titre: str,
    explication: str,
    *,
    entetes: Sequence[str],
    taux: dict[int, str],
    libelles: Sequence[str],
    rangs: Sequence[Rang],
) -> Tableau:
    """Write masked rows; a row more than the labels is their total.

    `taux` gives the head of the rate of some columns, by their place among the counts; the first
    one is the chart's.
    """
    noms = [*libelles, "Ensemble"][: len(rangs)]
    lignes = [
        LigneTableau(
            nom,
            [
                *(une.texte for une in rang.cases),
                rang.total.texte,
                *(_pourcentage(rang.taux(place)) for place in taux),
            ],
            est_total=len(rangs) > len(libelles) and nom == "Ensemble",
        )
        for nom, rang in zip(noms, rangs, strict=True)
    ]
    premiere = next(iter(taux))
    barres = [_barre(nom, rang.taux(premiere)) for nom, rang in zip(noms, rangs, strict=True)]
    tetes = [*entetes, "Total", *taux.values()]
    return Tableau(code, titre, explication, tetes, lignes, taux[premiere], barres)


def tableau_sans_total(
    code: str,
    titre: str,
    explication: str,
    *,
    entetes: Sequence[str],
    taux: dict[int, str],
    effectifs: Iterable[tuple[str, Sequence[int]]],
    minimum: int,
    tout_cache: bool = False,
) -> Tableau:
    """The same people stand in every row: each one is masked on its own.

    With `tout_cache` no row is shown: how many they are is hidden elsewhere.
    """
    libelles, nombres = [], []
    for libelle, ligne in effectifs:
        libelles.append(libelle)
        nombres.append(ligne)
    rangs = masquer(nombres, minimum, avec_total=False)
    return tableau(
        code,
        titre,
        explication,
        entetes=entetes,
        taux=taux,
        libelles=libelles,
        rangs=[un.cache() for un in rangs] if tout_cache else rangs,
    )


def tableau_des_delais(
    etapes: Sequence[Etape], minimum: int, *, tout_cache: bool = False
) -> Tableau:
    """Median and quartiles of each step, in days; nothing of a step of too few people.

    With `tout_cache` no number of people is shown.
    """
    quartiles = {nom: _quartiles(jours, minimum) for nom, jours in etapes}
    echelle = max((trois[2] for trois in quartiles.values() if trois), default=0) or 1
    lignes, barres = [], []
    for nom, jours in etapes:
        nombre = Case(len(jours), PETIT if 0 < len(jours) < minimum else "", minimum)
        nombre = nombre.cachee() if tout_cache else nombre
        trois = quartiles[nom]
        mots = [_jours(un) for un in trois] if trois else ["–"] * 3
        lignes.append(LigneTableau(nom, [nombre.texte, *mots]))
        barres.append(_barre_de_delai(nom, trois, echelle))
    return Tableau(
        "delais",
        "Délais entre les étapes",
        "En jours : un dossier sur quatre va plus vite que le premier quartile, un sur deux que la "
        "médiane, trois sur quatre que le troisième quartile.",
        ["Dossiers", "Premier quartile", "Médiane", "Troisième quartile"],
        lignes,
        "Médiane, et moitié centrale des dossiers",
        barres,
    )


def ecart(debut: datetime.date | None, fin: datetime.date | None) -> list[int]:
    """The days between two moments, as a list that is empty when one is not known."""
    return [(fin - debut).days] if debut and fin else []


def _quartiles(jours: list[int], minimum: int) -> list[float]:
    if len(jours) < max(minimum, 2):
        return []
    return statistics.quantiles(jours, n=4, method="inclusive")


def _jours(nombre: float) -> str:
    return f"{nombre:.1f}".removesuffix(".0").replace(".", ",")


def _pourcentage(taux: int | None) -> str:
    return "–" if taux is None else f"{taux} %"


def _barre(nom: str, taux: int | None) -> Barre:
    return Barre(nom, "masqué ou sans objet" if taux is None else f"{taux} %", 0, 10 * (taux or 0))


def _barre_de_delai(nom: str, trois: list[float], echelle: float) -> Barre:
    if not trois:
        return Barre(nom, "masqué ou sans objet")
    debut, milieu, fin = (max(0, round(1000 * un / echelle)) for un in trois)
    texte = f"{_jours(trois[1])} jours (de {_jours(trois[0])} à {_jours(trois[2])})"
    return Barre(nom, texte, debut, fin, repere=milieu)
