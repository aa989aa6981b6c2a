"""The text of an official document beside what became of it, for who reads a brouillon again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.urls import reverse

from referentiels.echange.exportation import exporter
from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin, depuis_texte, en_texte
from referentiels.echange.suivi import Sort, Suite, Suivi
from referentiels.enums import Destination
from referentiels.models import PointARelire, Provenance, Referentiel
from referentiels.redaction.pages import adresse, ancre_de, page_de
from referentiels.services.relecture import DU_CONTENU, EN_SERIE


@dataclass
class Passage:
    """A run of the source and what became of it.

    `lieu` names the field where these words stand now, `url` is where it is corrected, and
    `suite` says what happened to it since the import; `None` when they are not of a field.
    """

    texte: str
    destination: Destination
    rang: int = 0
    lieu: str = ""
    url: str = ""
    suite: Suite | None = None
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

    @property
    def chemin(self) -> str:
        """The present place of the field."""
        return en_texte(self.suite.chemin) if self.suite else ""

    @property
    def change(self) -> bool:
        """Tell that the field moved, or says something else, since the import."""
        return self.suite is not None and self.suite.sort != Sort.EN_PLACE

    @property
    def est_parti(self) -> bool:
        return self.suite is not None and self.suite.sort == Sort.RETIRE

    @property
    def montre_le_brouillon(self) -> bool:
        """Tell whether the present text is to be compared with the source."""
        if self.suite is None or not self.suite.texte:
            return False
        return bool(self.points) or self.suite.sort in (Sort.MODIFIE, Sort.RETIRE)


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
    provenance = Provenance.objects.filter(referentiel=referentiel).first()
    regard = _Regard(referentiel)
    trouves = list(_passages(regard, provenance)) if provenance and provenance.texte else []
    series = Counter(_serie(point) for point in points if point.relu_le is None)
    for point in points:
        point.lieu_actuel = regard.lieu_du_point(point)
        point.url = regard.url(point.lieu_actuel)
        point.semblables = series[_serie(point)] if point.nature in EN_SERIE else 0
    ailleurs = [point for point in points if not _placer(point, trouves)]
    return Relecture(
        passages=[passage for _, _, passage in trouves],
        ailleurs=ailleurs,
        restants=sum(point.relu_le is None for point in points),
        total=len(points),
    )


def _serie(point: PointARelire) -> tuple[str, str]:
    return point.nature, point.explication


@dataclass
class _Regard:
    """The content as the import wrote it, on which the attributions speak, and as it is now."""

    referentiel: Referentiel

    @cached_property
    def actuel(self) -> dict:
        return exporter(self.referentiel)

    @cached_property
    def importe(self) -> dict:
        acte = self.referentiel.actes.filter(revision=0).first()
        return acte.document if acte and acte.document else self.actuel

    @cached_property
    def suivi(self) -> Suivi:
        return Suivi(self.importe, self.actuel)

    def suite(self, chemin: str) -> Suite:
        return self.suivi.suite(depuis_texte(chemin))

    def nom(self, chemin: str, suite: Suite) -> str:
        """The present place in words; that of the import when the text is gone."""
        if suite.sort == Sort.RETIRE:
            return _en_clair(depuis_texte(chemin), self.importe)
        return _en_clair(suite.chemin, self.actuel)

    def lieu_du_point(self, point: PointARelire) -> Chemin:
        """A point of the content follows it at each edit; the others speak as at the import."""
        if not point.chemin or point.nature in DU_CONTENU:
            return depuis_texte(point.chemin)
        return self.suite(point.chemin).chemin

    def url(self, lieu: Chemin) -> str:
        """Where a place is corrected, on the pages of the editor."""
        if not lieu:
            return reverse("referentiels:modifier", args=[self.referentiel.pk])
        return f"{adresse(self.referentiel.pk, *page_de(lieu))}#{ancre_de(lieu)}"


def _en_clair(lieu: Chemin, document: dict) -> str:
    try:
        return en_clair(lieu, document)
    except (KeyError, IndexError, TypeError):
        return en_texte(lieu)


def _passages(regard: _Regard, provenance: Provenance) -> Iterator[tuple[int, int, Passage]]:
    """Each run with its place; neighbours that went to the same place are one passage."""
    groupes = groupby(provenance.attributions, key=lambda run: run[2:])
    for rang, ((destination, chemin), runs) in enumerate(groupes, start=1):
        runs = list(runs)
        debut, fin = runs[0][0], runs[-1][1]
        passage = Passage(provenance.texte[debut:fin], Destination(destination), rang)
        if passage.est_champ:
            passage.suite = regard.suite(chemin)
            passage.lieu = regard.nom(chemin, passage.suite)
            passage.url = regard.url(passage.suite.chemin)
        yield debut, fin, passage


def _placer(point: PointARelire, trouves: list[tuple[int, int, Passage]]) -> bool:
    """Put the point beside the passage of its place in the source, else of its field."""
    for debut, fin, passage in trouves:
        if point.debut < point.fin and debut <= point.debut < fin:
            passage.points.append(point)
            return True
    for _, _, passage in trouves:
        if passage.suite and point.lieu_actuel and passage.suite.chemin == point.lieu_actuel:
            passage.points.append(point)
            return True
    return False
