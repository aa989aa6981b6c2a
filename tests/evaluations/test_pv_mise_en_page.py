"""Where the pages of the PV are cut: whoever holds one sheet reads whole candidates."""

import pytest

from evaluations.enums import College
from evaluations.services import jury
from tests.evaluations.test_pv import produire
from tests.factories.comptes import CentreFactory
from tests.lecture_pdf import pages
from tests.outils import dossier_pret, reunir


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory(nom="UIMM Isère"))


def tenir(reunion, *dossiers) -> list[str]:
    """Decide as the commission concluded, close, and read the PV page by page."""
    reunion.inscrire(*dossiers)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    jury.clore(reunion.session, par=reunion.secretaire)
    return pages(produire(reunion.session))


def test_a_candidate_s_capacites_and_decision_stay_on_one_page(reunion):
    premier = dossier_pret(centre=reunion.centre, referentiel__nombre_capacites=14)
    autres = [
        dossier_pret(centre=reunion.centre, referentiel=premier.referentiel) for _ in range(3)
    ]

    lues = tenir(reunion, premier, *autres)

    par_page = [(page.count("né(e) le"), page.count("Décision :")) for page in lues]
    assert sum(noms for noms, _ in par_page) == 4
    assert all(noms == decisions for noms, decisions in par_page), par_page


def test_the_members_sign_on_one_page_under_its_title(reunion):
    for rang in range(8):
        jury.ajouter_membre(
            reunion.session,
            prenom="Ali",
            nom=f"Membre{rang}",
            college=College.SALARIES if rang % 2 else College.EMPLOYEURS,
            organisation="Métaux",
            par=reunion.secretaire,
        )

    lues = tenir(reunion, dossier_pret(centre=reunion.centre, referentiel__nombre_capacites=12))

    (feuille,) = [page for page in lues if "5. Émargement et signatures" in page]
    signataires = [f"Membre{rang} Ali" for rang in range(8)]
    assert [nom for nom in signataires if nom not in feuille] == []
