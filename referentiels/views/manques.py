"""What a brouillon lacks, each thing with the address of the page that writes it."""

from django.urls import reverse

from referentiels.models import Referentiel
from referentiels.redaction.manques import manques


def adresse(pk: int, page: str, rang: int | None = None) -> str:
    """A page of the editor, by the end of its URL name."""
    return reverse(f"referentiels:modifier_{page}", args=[pk] if rang is None else [pk, rang])


def a_completer(referentiel: Referentiel, document: dict) -> dict:
    """The context of `partials/_manques.html`: what is to be written, and the points not read."""
    return {
        "manques": [
            (un.phrase, adresse(referentiel.pk, un.page, un.rang)) for un in manques(document)
        ],
        "restants": referentiel.points_a_relire.filter(relu_le=None).count(),
    }
