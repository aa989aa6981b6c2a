"""The same content, laid out as the official PDFs, comes back the same whatever the page cuts."""

import copy
import json

import pytest

from referentiels.analyse import pdf
from referentiels.analyse.document import analyser
from referentiels.analyse.resultat import Analyse
from referentiels.enums import NatureDoute
from tests.referentiels import pdfs
from tests.referentiels.analyse.preuves import defauts
from tests.referentiels.comparaison import FIXTURES, NOMS

MODELES = dict(zip(NOMS, ("2013", "2018"), strict=True))
ENTIERES = {"officielle": pdfs.OFFICIELLE, "sans répétition": pdfs.SANS_REPETITION}
COUPEES = {
    "coupée": pdfs.COUPEE,
    "coupée sans répétition": pdfs.COUPEE_SANS_REPETITION,
    "sans veuves": pdfs.SANS_VEUVES,
    "ouverte": pdfs.OUVERTE,
}


def reference(nom: str) -> dict:
    return json.loads((FIXTURES / f"{nom}.json").read_text(encoding="utf-8"))


def lire(complet: dict, **options) -> Analyse:
    """Read a PDF of this content; whatever is read must hold the proof of the analysis."""
    source = pdf.depuis_octets(pdfs.pdf_du_document(complet, **options), nom="a.pdf")
    analyse = analyser(source)
    assert defauts(source, analyse) == []
    return analyse


def sans_groupes(complet: dict) -> dict:
    """Nobody can see, across two pages, whether a blank parts two critères."""
    copie = copy.deepcopy(complet)
    for capacite in copie["capacites"]:
        for critere in capacite["criteres"]:
            del critere["groupe"]
    return copie


@pytest.mark.parametrize("variante", ENTIERES)
@pytest.mark.parametrize("nom", NOMS)
def test_an_official_pdf_gives_the_reference(nom, variante):
    analyse = lire(reference(nom), modele=MODELES[nom], variante=ENTIERES[variante])

    assert analyse.document == reference(nom)
    assert [d for d in analyse.doutes if d.nature == NatureDoute.COLONNES_DEDUITES] == []


@pytest.mark.parametrize("variante", COUPEES)
@pytest.mark.parametrize("nom", NOMS)
def test_cells_cut_over_pages_are_joined_again_and_marked(nom, variante):
    analyse = lire(reference(nom), modele=MODELES[nom], variante=COUPEES[variante])

    assert sans_groupes(analyse.document) == sans_groupes(reference(nom))
    assert [d for d in analyse.doutes if d.nature == NatureDoute.SAUT_DE_PAGE] != []


@pytest.mark.parametrize("modele", MODELES.values())
@pytest.mark.parametrize("numerotation", ["{})", "{}.", "{}-", "{}"])
def test_capacites_are_numbered_in_any_way(modele, numerotation):
    nom = NOMS[0] if modele == "2013" else NOMS[1]
    variante = pdfs.Variante(numerotation=numerotation)

    assert lire(reference(nom), modele=modele, variante=variante).document == reference(nom)
