"""A version's content is read in a constant number of queries."""

import pytest

from referentiels.enums import EtatReferentiel
from referentiels.importation import importer
from referentiels.models import Referentiel
from referentiels.selectors import contenu, modalites_permises, parties, publies
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory
from tests.referentiels.comparaison import FIXTURES
from tests.referentiels.documents import document, en_json, par_capacite

pytestmark = pytest.mark.django_db


def importe(nom: str) -> Referentiel:
    return importer((FIXTURES / f"{nom}.json").read_text(encoding="utf-8"), nom=nom).referentiel


def tout_lire(referentiel: Referentiel) -> list:
    lu = contenu(referentiel)
    return [
        (
            capacite.referentiel.titre,
            str(capacite.bloc),
            [
                (str(critere), [point.texte for point in critere.sous_points.all()])
                for critere in capacite.criteres.all()
            ],
            [prevue.modalite.code for prevue in capacite.modalites_prevues.all()],
        )
        for capacite in lu.capacites
    ] + [str(modalite) for modalite in lu.modalites]


@pytest.mark.parametrize("nom", ["1991-06-42-0083", "MQ-2018-04-38-0324"])
def test_contenu_reads_a_real_version_in_six_queries(nom, django_assert_num_queries):
    referentiel = importe(nom)

    # blocs, capacités, critères, sous-points, modalities beside capacités, modalities
    with django_assert_num_queries(6):
        tout_lire(referentiel)


@pytest.mark.parametrize("nombre", [1, 3])
def test_contenu_runs_no_query_per_capacite(nombre, django_assert_num_queries):
    referentiel = ReferentielFactory(nombre_capacites=nombre, blocs=1, modele_2013=True)

    with django_assert_num_queries(6):
        lu = tout_lire(referentiel)

    assert len(lu) == nombre + 4


def test_contenu_keeps_the_order_of_the_document():
    lu = contenu(importe("MQ-2018-04-38-0324"))

    assert [capacite.numero for capacite in lu.capacites] == [1, 2, 3, 4, 5, 6, 7]
    assert [[c.rang for c in capacite.criteres.all()] for capacite in lu.capacites] == [
        list(range(1, nombre + 1)) for nombre in (7, 7, 11, 7, 8, 3, 2)
    ]
    assert [[c.numero for c in capacites] for _, capacites in lu.regroupements] == [
        [1, 2],
        [3, 4, 5],
        [6, 7],
    ]
    assert lu.nombre_criteres == 45


def test_capacites_of_no_bloc_come_last():
    blocs = [{"intitule": "Un", "capacites": [2]}]
    referentiel = importer(en_json(document(blocs=blocs)), nom="a.json").referentiel

    assert [
        (bloc and bloc.intitule, [c.numero for c in capacites])
        for bloc, capacites in contenu(referentiel).regroupements
    ] == [("Un", [2]), (None, [1])]


@pytest.mark.parametrize("complet", [document(), par_capacite()])
@pytest.mark.parametrize("texte", ["situation_reelle avis_entreprise"])
def test_modalites_permises_follow_the_level_of_the_version(
    complet, texte, django_assert_num_queries
):
    referentiel = importer(en_json(complet), nom="a.json").referentiel

    with django_assert_num_queries(2):
        permises = modalites_permises(referentiel)

    codes = {pk: " ".join(m.code for m in modalites) for pk, modalites in permises.items()}
    assert codes == dict.fromkeys(referentiel.capacites.values_list("pk", flat=True), texte)


def test_modalites_permises_keep_what_each_capacite_allows():
    complet = par_capacite()
    seule = complet["capacites"][0]
    seule["modalites"].pop()
    seule["modalites_detail"].pop()
    referentiel = importer(en_json(complet), nom="a.json").referentiel

    assert [[m.code for m in liste] for liste in modalites_permises(referentiel).values()] == [
        ["situation_reelle"],
        ["situation_reelle", "avis_entreprise"],
    ]


def test_publies_and_visible_par():
    brouillon = ReferentielFactory(etat=EtatReferentiel.BROUILLON)
    publie = ReferentielFactory()
    archive = ReferentielFactory(etat=EtatReferentiel.ARCHIVE)
    personne, administrateur = UtilisateurFactory(), UtilisateurFactory(is_staff=True)

    assert set(publies()) == {publie}
    assert set(Referentiel.objects.visible_par(personne)) == {publie, archive}
    assert set(Referentiel.objects.visible_par(administrateur)) == {brouillon, publie, archive}


def test_parties_follow_the_document():
    lu = parties(contenu(importe("1991-06-42-0083")))

    assert [[section["numero"] for section in partie.sections] for partie in lu] == [
        ["I"],
        ["II"],
        ["III"],
        ["IV", "IV.1", "IV.2", "A)", "B)"],
    ]


def test_parties_complete_a_document_without_sections():
    lu = parties(contenu(ReferentielFactory(blocs=1)))

    assert [(partie.titre["titre"], partie.titre["contenu"]) for partie in lu] == [
        ("Regroupements de capacités", "blocs"),
        ("Capacités professionnelles", "capacites"),
        ("Conditions d'admissibilité", "admissibilite"),
        ("Modalités d'évaluation", "modalites"),
    ]
