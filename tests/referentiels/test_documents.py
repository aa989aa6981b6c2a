"""Every PDF of a version: named, numbered, marked when it is a brouillon."""

import logging

import pytest

from referentiels.documents import (
    cle_du_document,
    produire_document,
)
from referentiels.enums import EtatReferentiel, NatureDocument
from referentiels.importation import importer
from referentiels.models import Referentiel
from referentiels.selectors import contenu
from referentiels.services.ecriture import ecrire
from tests.factories.referentiels import passer_a
from tests.lecture_pdf import pages
from tests.referentiels.comparaison import NOMS
from tests.referentiels.documents import document, en_json
from tests.referentiels.papiers import (
    AVIS,
    GRILLE,
    VERSION,
    brouillon,
    importe,
    officiel,
    rendre,
    serre,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nature", NatureDocument)
@pytest.mark.parametrize("nom", NOMS)
def test_each_page_names_the_version_and_is_numbered(nom, nature):
    referentiel = importe(nom)

    lues = pages(officiel(nom, nature))

    for numero, page in enumerate(lues, start=1):
        assert f"Page {numero} / {len(lues)}" in page
        assert serre(f"{referentiel.numero} · {referentiel.titre}") in serre(page)
        assert "BROUILLON" not in page


@pytest.mark.parametrize("nature", NatureDocument)
def test_a_brouillon_says_so_on_each_page(nature):
    lues = pages(rendre(brouillon(document()), nature))

    assert ["BROUILLON, ne pas utiliser · " in page for page in lues] == [True] * len(lues)
    assert (
        "BROUILLON, ne pas utiliser : le contenu de ce référentiel peut encore changer."
        in (lues[0])
    )


@pytest.mark.parametrize("nature", NatureDocument)
def test_an_archived_version_is_no_brouillon(nature):
    referentiel = passer_a(ecrire(document()), EtatReferentiel.ARCHIVE)

    assert "BROUILLON" not in " ".join(pages(rendre(contenu(referentiel), nature)))


@pytest.mark.parametrize("nature", NatureDocument)
def test_the_same_content_gives_the_same_bytes(nature):
    tout = brouillon(document())

    assert rendre(tout, nature) == rendre(tout, nature)


@pytest.mark.parametrize("nature", NatureDocument)
def test_an_empty_brouillon_can_be_drawn(nature, caplog):
    logging.getLogger("weasyprint").propagate = True
    caplog.set_level(logging.WARNING, logger="weasyprint")
    vide = document(
        numero="",
        titre="",
        categorie="",
        date_modification=None,
        capacites=[],
        blocs=[],
        modalites=[],
        admissibilite="",
        sections=[],
        notes=[],
    )

    lu = " ".join(pages(rendre(brouillon(vide), nature)))

    assert "sans date" in lu
    assert [trace.getMessage() for trace in caplog.records] == []


@pytest.mark.parametrize("nature", NatureDocument)
def test_texts_are_escaped(nature):
    complet = document(titre="<b>Titre</b> & <img src='http://exemple.org/x.png'>")

    assert "<b>Titre</b> & <img src=" in " ".join(pages(rendre(brouillon(complet), nature)))


@pytest.mark.parametrize("nature", NatureDocument)
def test_the_mention_tells_apart_two_versions_of_the_same_date(nature):
    referentiel = ecrire(document())
    Referentiel.objects.update(mention="modèle 2030")
    referentiel.refresh_from_db()

    assert "modèle 2030" in pages(rendre(contenu(referentiel), nature))[0]


@pytest.mark.parametrize(
    ("nature", "nom", "titre"),
    [
        (
            VERSION,
            "referentiel-mq-2030-01-01-0001-31-01-2030.pdf",
            "Référentiel MQ 2030 01 01 0001",
        ),
        (
            GRILLE,
            "grille-vierge-mq-2030-01-01-0001-31-01-2030.pdf",
            "Grille d'évaluation vierge MQ 2030 01 01 0001",
        ),
        (
            AVIS,
            "avis-vierge-mq-2030-01-01-0001-31-01-2030.pdf",
            "Avis de l'entreprise vierge MQ 2030 01 01 0001",
        ),
    ],
)
def test_the_file_is_named_after_the_version(nature, nom, titre):
    referentiel = importer(en_json(document()), nom="a.json").referentiel

    cle = cle_du_document(contenu(referentiel), nature)
    produit = produire_document(referentiel, nature, cle)

    assert (produit.nom, produit.titre) == (nom, titre)
    assert produit.contenu == rendre(contenu(referentiel), nature)
