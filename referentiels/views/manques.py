"""What a brouillon lacks, each thing with the address of the page that writes it."""

from referentiels.models import Referentiel
from referentiels.redaction.manques import manques
from referentiels.redaction.pages import adresse


def a_completer(referentiel: Referentiel, document: dict) -> dict:
    """The context of `partials/_manques.html`: what is to be written, and the points not read."""
    return {
        "manques": [
            (un.phrase, adresse(referentiel.pk, un.page, un.rang)) for un in manques(document)
        ],
        "restants": referentiel.points_a_relire.filter(relu_le=None).count(),
    }
