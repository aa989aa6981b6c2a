"""The PDFs of a version, drawn for the tests and read back."""

import re

from cqpm.commun import pdf
from referentiels.documents import GABARITS, contexte
from referentiels.enums import NatureDocument
from referentiels.importation import importer
from referentiels.models import Referentiel
from referentiels.selectors import Contenu, contenu
from referentiels.services.ecriture import ecrire
from tests.lecture_pdf import corps
from tests.referentiels.comparaison import FIXTURES, NOMS

VERSION, GRILLE, AVIS = NatureDocument
N2013, N2018 = NOMS
PHRASE = "L’installation est réglée selon les consignes données par le commanditaire. "


def importe(nom: str) -> Referentiel:
    texte = (FIXTURES / f"{nom}.json").read_text(encoding="utf-8")
    return importer(texte, nom=nom, publier=True, relu=True).referentiel


def rendre(tout: Contenu, nature: NatureDocument) -> bytes:
    return pdf.rendre(GABARITS[nature], contexte(tout, nature))


_produits: dict[tuple[str, NatureDocument], bytes] = {}


def officiel(nom: str, nature: NatureDocument) -> bytes:
    """The PDF of an official version, drawn once: the same content gives the same bytes."""
    if (nom, nature) not in _produits:
        _produits[nom, nature] = rendre(contenu(importe(nom)), nature)
    return _produits[nom, nature]


def brouillon(complet: dict) -> Contenu:
    return contenu(ecrire(complet))


def serre(texte: str) -> str:
    """Without spaces nor hyphens, which the end of a line may add or take away."""
    return re.sub(r"[\s\-\u00ad\ufffe\x02]", "", texte)


def absents(attendus: list[str], octets: bytes) -> list[str]:
    lu = serre(" ".join(corps(octets)))
    return [attendu for attendu in attendus if serre(attendu) not in lu]
