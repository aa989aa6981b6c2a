"""The long jobs of this app: the PDFs of a version."""

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from referentiels.documents import produire_document
from referentiels.enums import NatureDocument
from referentiels.models import Referentiel


def produire(travail: Travail, avancer) -> travaux.Produit:
    """Render one of the documents of a version as PDF."""
    nature = NatureDocument(travail.nature)
    avancer(0, 1, f"Mise en page : {nature.label.lower()}")
    referentiel = Referentiel.objects.get(pk=travail.parametres["referentiel"])
    return produire_document(referentiel, nature, travail.parametres["cle"])


for _nature in NatureDocument:
    travaux.execute(_nature.value)(produire)
