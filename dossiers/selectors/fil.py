"""« Fil du dossier »: acts, comments, documents and mails, merged by date.

A first query reads the keys of every source together, in order; then one query for each source
fetches the rows of the page. Critères scored by one person on one day make a single line.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, IntegerField, Max, QuerySet, Value
from django.db.models.functions import TruncDate

from cqpm.commun.models import Courriel, Document, sujet_de
from dossiers.enums import Acte, GenreEvenement, NaturePiece
from dossiers.models import Commentaire, Dossier, EntreeJournal

# No model has a field of these names.
COLONNES = ("fil_genre", "fil_cle", "fil_quand", "fil_nombre")
DERNIERS = 30


@dataclass(frozen=True)
class Evenement:
    """One line: `objet` is the row it comes from, `nombre` how many critères it stands for."""

    genre: GenreEvenement
    quand: datetime.datetime
    objet: Any
    nombre: int = 1


class Fil:
    """The lines of a dossier's timeline as a sequence, for a paginator: newest first."""

    def __init__(self, dossier: Dossier, genre: str = ""):
        self.dossier = dossier
        if genre:
            cles = _cles(dossier, genre, groupes=False)
        else:
            premier, *autres = (_cles(dossier, un) for un in GenreEvenement.values)
            cles = premier.union(*autres, all=True)
        self.cles = cles.order_by("-fil_quand", "fil_genre", "-fil_cle")

    def count(self) -> int:
        return self.cles.count()

    __len__ = count

    def __getitem__(self, tranche: slice) -> list[Evenement]:
        lignes = list(self.cles[tranche])
        objets = {
            genre: _charger(genre).in_bulk([cle for un, cle, _, _ in lignes if un == genre])
            for genre in {un for un, _, _, _ in lignes}
        }
        return [
            Evenement(GenreEvenement(genre), quand, objets[genre][cle], nombre)
            for genre, cle, quand, nombre in lignes
            if cle in objets[genre]
        ]


def derniers(dossier: Dossier) -> list[Evenement]:
    """What the dossier's page shows: the latest lines."""
    return Fil(dossier)[:DERNIERS]


def page_du_fil(dossier: Dossier, genre: str, page: str | None):
    """One page of the whole timeline, of one kind or of all."""
    genre = genre if genre in GenreEvenement.values else ""
    return Paginator(Fil(dossier, genre), 50).get_page(page)


# --- The sources ------------------------------------------------------------------------------


def _cles(dossier: Dossier, genre: str, *, groupes: bool = True) -> QuerySet:
    """The lines of one source, reduced to what all of them have."""
    sujet = sujet_de(dossier)
    scores = EntreeJournal.objects.filter(dossier=dossier, acte=Acte.SCORE)
    documents = Document.objects.filter(sujet=sujet)
    if groupes:  # the act of depositing a paper already says it
        documents = documents.exclude(nature__in=NaturePiece.values)
    sources: dict[str, Callable[[], QuerySet]] = {
        GenreEvenement.ACTE: lambda: _lignes(
            EntreeJournal.objects.filter(dossier=dossier).exclude(acte=Acte.SCORE), genre
        ),
        GenreEvenement.SCORE: lambda: _groupes(scores) if groupes else _lignes(scores, genre),
        GenreEvenement.COMMENTAIRE: lambda: _lignes(
            Commentaire.objects.filter(dossier=dossier), genre
        ),
        GenreEvenement.DOCUMENT: lambda: _lignes(documents, genre),
        GenreEvenement.COURRIEL: lambda: _lignes(Courriel.objects.filter(sujet=sujet), genre),
    }
    return sources[genre]()


def _lignes(source: QuerySet, genre: str) -> QuerySet:
    return (
        source.order_by()
        .annotate(
            fil_genre=Value(str(genre)),
            fil_cle=F("pk"),
            fil_quand=F("cree_le"),
            fil_nombre=Value(1, output_field=IntegerField()),
        )
        .values_list(*COLONNES)
    )


def _groupes(scores: QuerySet) -> QuerySet:
    """One line for a person and a day, dated by the last critère."""
    return (
        scores.order_by()
        .annotate(jour=TruncDate("cree_le"), fil_genre=Value(GenreEvenement.SCORE.value))
        .values("auteur", "jour", "fil_genre")
        .annotate(fil_cle=Max("pk"), fil_quand=Max("cree_le"), fil_nombre=Count("pk"))
        .values_list(*COLONNES)
    )


def _charger(genre: str) -> QuerySet:
    """The rows of a page, with the people they name."""
    return {
        GenreEvenement.ACTE: EntreeJournal.objects.select_related("auteur"),
        GenreEvenement.SCORE: EntreeJournal.objects.select_related("auteur"),
        GenreEvenement.COMMENTAIRE: Commentaire.objects.select_related("auteur", "dossier"),
        GenreEvenement.DOCUMENT: Document.objects.select_related("cree_par"),
        GenreEvenement.COURRIEL: Courriel.objects.all(),
    }[GenreEvenement(genre)]
