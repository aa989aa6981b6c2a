"""The text of an official document beside what became of it, for who reads a brouillon again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse

from referentiels.echange.exportation import exporter
from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import depuis_texte
from referentiels.enums import Destination
from referentiels.models import PointARelire, Provenance, Referentiel
from referentiels.redaction.pages import page_de

# Kept as values and not as the words of the source.
_VALEURS = ("numero", "lettre", "connecteur", "date_modification", "code")


@dataclass
class Passage:
    """A run of the source and what became of it.

    `change` tells that these words are no longer together in any text of the brouillon: somebody
    edited them since the import. `url` is the page where the field is corrected.
    """

    texte: str
    destination: Destination
    rang: int = 0
    chemin: str = ""
    lieu: str = ""
    url: str = ""
    change: bool = False
    points: list[PointARelire] = field(default_factory=list)

    @property
    def lignes(self) -> list[str]:
        """The lines of the source, without the empty ones."""
        return [ligne.strip() for ligne in self.texte.splitlines() if ligne.strip()]

    @property
    def est_champ(self) -> bool:
        return self.destination == Destination.CHAMP

    @property
    def est_orphelin(self) -> bool:
        return self.destination == Destination.NON_ATTRIBUE


@dataclass(frozen=True)
class Relecture:
    """All that a person must look at: `passages` is empty when the version has no source text.

    `ailleurs` are the points that no passage can show.
    """

    passages: list[Passage]
    ailleurs: list[PointARelire]
    restants: int
    total: int

    @property
    def relus(self) -> int:
        return self.total - self.restants

    @property
    def finie(self) -> bool:
        return not self.restants

    @property
    def a_voir(self) -> list[Passage]:
        """The passages that bear a point, each after the field that stands before it."""
        montres = []
        avant = None
        for passage in self.passages:
            if passage.points:
                if avant is not None and (not montres or montres[-1] is not avant):
                    montres.append(avant)
                montres.append(passage)
            if passage.est_champ:
                avant = passage
        return montres


def relecture(referentiel: Referentiel) -> Relecture:
    """Lay the source out in its own order, each point beside its passage."""
    points = list(referentiel.points_a_relire.select_related("relu_par").order_by("rang"))
    for point in points:
        point.url = url_de_correction(referentiel, point.chemin)
    provenance = Provenance.objects.filter(referentiel=referentiel).first()
    trouves = list(_passages(referentiel, provenance)) if provenance and provenance.texte else []
    ailleurs = [point for point in points if not _placer(point, trouves)]
    return Relecture(
        passages=[passage for _, _, passage in trouves],
        ailleurs=ailleurs,
        restants=sum(point.relu_le is None for point in points),
        total=len(points),
    )


def _passages(
    referentiel: Referentiel, provenance: Provenance
) -> Iterator[tuple[int, int, Passage]]:
    """Each run with its place; neighbours that went to the same place are one passage."""
    importe = _document_importe(referentiel)
    corpus = "\n".join(_feuilles(exporter(referentiel)))
    groupes = groupby(provenance.attributions, key=lambda run: run[2:])
    for rang, ((destination, chemin), runs) in enumerate(groupes, start=1):
        runs = list(runs)
        debut, fin = runs[0][0], runs[-1][1]
        texte = provenance.texte[debut:fin]
        passage = Passage(texte, Destination(destination), rang, chemin)
        if passage.est_champ:
            passage.lieu = _lieu(chemin, importe)
            passage.url = url_de_correction(referentiel, chemin)
            mots = [_mots(provenance.texte[run[0] : run[1]]) for run in runs]
            passage.change = not chemin.endswith(_VALEURS) and any(
                mot not in corpus for mot in mots
            )
        yield debut, fin, passage


def _mots(texte: str) -> str:
    """The words with single spaces; one that a hyphen cuts at the end of a line is whole."""
    return " ".join(re.sub(r"(?<=\S[-\u2010\u00ad])\s*\n\s*", "", texte).split())


def url_de_correction(referentiel: Referentiel, chemin: str) -> str:
    """The page of the editor where the field stands, as it was at the import."""
    if not chemin:
        return reverse("referentiels:modifier", args=[referentiel.pk])
    page, rang = page_de(depuis_texte(chemin))
    args = [referentiel.pk] if rang is None else [referentiel.pk, rang]
    return reverse(f"referentiels:modifier_{page}", args=args)


def _document_importe(referentiel: Referentiel) -> dict:
    """The content as the import wrote it, on which the attributions speak."""
    acte = referentiel.actes.filter(revision=0).first()
    return acte.document if acte and acte.document else exporter(referentiel)


def _lieu(chemin: str, importe: dict) -> str:
    try:
        return en_clair(depuis_texte(chemin), importe)
    except (KeyError, IndexError, TypeError):
        return chemin


def _feuilles(valeur) -> Iterator[str]:
    """Every text of a document, with single spaces."""
    if isinstance(valeur, dict | list):
        for dessous in valeur.values() if isinstance(valeur, dict) else valeur:
            yield from _feuilles(dessous)
    elif isinstance(valeur, str):
        yield " ".join(valeur.split())


def _placer(point: PointARelire, trouves: list[tuple[int, int, Passage]]) -> bool:
    """Put the point beside the passage of its place in the source, else of its field."""
    for debut, fin, passage in trouves:
        if point.debut < point.fin and debut <= point.debut < fin:
            passage.points.append(point)
            return True
    for _, _, passage in trouves:
        if point.chemin and passage.chemin == point.chemin:
            passage.points.append(point)
            return True
    return False
