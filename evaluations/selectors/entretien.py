"""The interview of a dossier, as every page and paper reads it."""

from django.db.models import Prefetch

from dossiers.models import Dossier
from evaluations.models import Entretien, NoteEntretien


def lire_entretien(dossier: Dossier) -> Entretien | None:
    """The interview with its author and its notes in the order of the capacités. Two queries."""
    notes = Prefetch("notes_capacites", NoteEntretien.objects.select_related("capacite"))
    entretiens = Entretien.objects.select_related("auteur").prefetch_related(notes)
    return entretiens.filter(dossier=dossier).first()
