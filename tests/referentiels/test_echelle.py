"""The scale is data of the version: read, checked, written back; never a mark (R25)."""

import pytest

from referentiels.echange.examen import examiner
from referentiels.echange.exportation import exporter
from referentiels.echange.lecture import analyser
from referentiels.echelle import USUELLE, Echelle, Niveau
from referentiels.errors import DocumentInvalide
from referentiels.importation import importer
from referentiels.models import Referentiel
from referentiels.services import versions
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory
from tests.referentiels.documents import ECHELLE, document, en_json, pose

A_SOI = document(echelle=ECHELLE)

# --- What the rules and the pages read ----------------------------------------------------------


def test_a_version_that_says_nothing_has_the_usual_scale():
    assert Referentiel().echelle_des_criteres == USUELLE
    assert [(un.code, un.libelle, un.sens) for un in USUELLE.niveaux] == [
        ("acquis", "Acquis", "acquis"),
        ("non_acquis", "Non acquis", "non_acquis"),
        ("non_evalue", "Non évalué", "non_evalue"),
        ("non_observable", "Non observable", "non_observable"),
    ]


def test_a_level_of_the_version_is_a_word_and_a_meaning():
    echelle = Referentiel(echelle=ECHELLE).echelle_des_criteres

    assert echelle.codes == ["acquis", "partiel", "non_acquis", "non_evalue"]
    assert [echelle.sens(code) for code in ("partiel", "non_observable", None)] == [
        "non_acquis",
        None,
        None,
    ]
    assert echelle.lignes == ECHELLE
    assert echelle.descriptions == [
        "Acquis",
        "Partiellement acquis (compte comme non acquis)",
        "À reprendre (compte comme non acquis)",
        "Non évalué",
    ]


def test_a_critere_without_a_level_reads_as_the_scale_says_it():
    a_voir = Echelle((Niveau("oui", "Vu", "acquis"), Niveau("non", "À voir", "non_evalue")))

    assert [USUELLE.libelle(code) for code in ("acquis", "", None)] == [
        "Acquis",
        "Non évalué",
        "Non évalué",
    ]
    assert [a_voir.libelle(code) for code in ("oui", None)] == ["Vu", "À voir"]


# --- In an exchange document --------------------------------------------------------------------


@pytest.mark.django_db
def test_a_scale_is_imported_exported_and_copied_with_its_version():
    version = importer(en_json(A_SOI), nom="a.json", publier=True).referentiel

    assert version.echelle == ECHELLE
    assert exporter(version) == A_SOI
    assert exporter(versions.dupliquer(version, par=UtilisateurFactory())) == A_SOI
    assert not importer(en_json(A_SOI), nom="b.json").cree


def test_the_scale_stands_beside_the_rules_wherever_it_was_written():
    cles = list(analyser(en_json(A_SOI), nom="a.json"))

    assert cles[cles.index("regles") + 1] == "echelle"


def test_the_usual_scale_is_said_by_saying_nothing():
    ecrite = document(echelle=USUELLE.lignes)

    assert analyser(en_json(ecrite), nom="a.json") == document()


@pytest.mark.django_db
@pytest.mark.parametrize("echelle", [[], USUELLE.lignes])
def test_a_version_on_the_usual_scale_exports_no_key(echelle):
    assert "echelle" not in exporter(ReferentielFactory(echelle=echelle))


@pytest.mark.django_db
def test_the_same_document_with_another_scale_is_another_version():
    premiere = importer(en_json(document()), nom="a.json").referentiel

    seconde = importer(en_json(A_SOI), nom="b.json")

    assert (seconde.cree, seconde.a_cote) == (True, True)
    assert exporter(premiere) == document()


# --- What is refused ----------------------------------------------------------------------------

NOTE = "un niveau n'est pas une note : écrivez-le sans chiffre ni pourcentage."
CODE = "il faut de 1 à 30 signes parmi les minuscules sans accent, les chiffres et « _ »."
SENS = "Choisissez parmi « acquis », « non_acquis », « non_evalue », « non_observable »."
BORNES = "une échelle a de 2 à 6 niveaux, et non {}. Ajoutez-en ou retirez-en."
VIDE = (
    "une échelle a de 2 à 6 niveaux, et non 0. Pour l'échelle usuelle, retirez la clé « echelle »."
)
DOUBLE = "figure déjà plus haut. Corrigez l'un des deux."


def niveau(code: str, libelle: str, sens: str = "non_acquis") -> dict:
    return {"code": code, "libelle": libelle, "sens": sens}


SEPT = [*ECHELLE, niveau("a", "Un peu"), niveau("b", "Peu"), niveau("c", "Très peu")]


SANS_ACQUIS = "echelle : aucun niveau ne compte comme « Acquis ». Il en faut un."
SANS_NON_ACQUIS = "echelle : aucun niveau ne compte comme « Non acquis ». Il en faut un."
SANS_NON_EVALUE = "echelle : aucun niveau ne compte comme « Non évalué ». Il en faut un."


def problemes(complet: dict) -> list[str]:
    with pytest.raises(DocumentInvalide) as refus:
        analyser(en_json(complet), nom="a.json")
    return [f"{un.chemin} : {un.message}" for un in refus.value.problemes]


@pytest.mark.parametrize(
    ("chemin", "valeur", "attendu"),
    [
        ("echelle", [], [f"echelle : {VIDE}"]),
        ("echelle", SEPT, [f"echelle : {BORNES.format(7)}"]),
        ("echelle", {}, ["echelle : il faut une liste entre crochets, et non un objet."]),
        (
            "echelle.1",
            "acquis",
            ["echelle[1] : il faut un objet entre accolades, et non un texte."],
        ),
        (
            "echelle.1.note",
            12,
            ["echelle[1].note : la clé est inconnue. Clés possibles : code, libelle, sens."],
        ),
        ("echelle.3.sens", "non_observable", [SANS_NON_EVALUE]),
        ("echelle.0.sens", "non_acquis", [SANS_ACQUIS]),
        ("echelle", [ECHELLE[0], ECHELLE[3]], [SANS_NON_ACQUIS]),
    ],
)
def test_r25_a_scale_that_is_none_is_refused(chemin, valeur, attendu):
    assert problemes(pose(A_SOI, chemin, valeur)) == attendu


@pytest.mark.parametrize(
    ("champ", "valeur", "attendu"),
    [
        ("code", "acquis", f"le code « acquis » {DOUBLE}"),
        *[("code", code, CODE) for code in ("Partiel", "à_revoir", "a b", "a-b", "x" * 31)],
        ("libelle", "x" * 41, "le texte a 41 caractères, 40 au plus. Raccourcissez-le."),
        ("libelle", "", "le texte est vide. Écrivez-le ou retirez cet élément."),
        ("libelle", "ACQUIS", f"le libellé « ACQUIS » {DOUBLE}"),
        *[
            ("libelle", mot, NOTE)
            for mot in ("12", "Note 3", "Vu à 50 %", "Cent %", "10/20", "½", "Ⅳ", "²", "٣", "‰")
        ],
        ("sens", "partiel", f"« partiel » est inconnu. {SENS}"),
        ("sens", 2, "il faut un texte entre guillemets, et non un nombre entier."),
    ],
)
def test_r25_a_wrong_level_is_named_in_one_sentence(champ, valeur, attendu):
    fausse = pose(A_SOI, f"echelle.1.{champ}", valeur)

    assert problemes(fausse) == [f"echelle[1].{champ} : {attendu}"]


def test_a_second_level_of_the_same_words_or_for_nothing_yet_is_refused():
    assert problemes(pose(A_SOI, "echelle.1.libelle", "à  reprendre")) == [
        f"echelle[2].libelle : le libellé « À reprendre » {DOUBLE}"
    ]
    assert problemes(pose(A_SOI, "echelle.1.sens", "non_evalue")) == [
        "echelle[3].sens : un seul niveau compte comme « Non évalué », et le niveau 2 le fait "
        "déjà. Changez l'un des deux."
    ]


def test_every_fault_of_a_scale_is_told_at_once():
    fausse = [niveau("A", "Acquis", "acquis"), niveau("b", "8", "b"), niveau("b", "acquis ")]

    assert problemes(document(echelle=fausse)) == [
        f"echelle[0].code : {CODE}",
        f"echelle[1].libelle : {NOTE}",
        f"echelle[1].sens : « b » est inconnu. {SENS}",
        f"echelle[2].code : le code « b » {DOUBLE}",
        f"echelle[2].libelle : le libellé « acquis  » {DOUBLE}",
    ]


@pytest.mark.parametrize(
    ("chemin", "valeur"),
    [
        ("echelle.1.libelle", ""),
        ("echelle.0.sens", "non_acquis"),
        ("echelle.3.sens", "acquis"),
        ("echelle", ECHELLE[1:3]),
    ],
)
def test_a_brouillon_may_lack_a_word_or_a_meaning_until_it_is_published(chemin, valeur):
    creux = pose(A_SOI, chemin, valeur)

    lu, constats = examiner(creux, complet=False)

    assert (lu, constats) == (creux, [])
    assert examiner(creux, complet=True)[1] != []


@pytest.mark.parametrize(
    ("chemin", "valeur"),
    [
        ("echelle", ECHELLE[:1]),
        ("echelle", SEPT),
        ("echelle.1.code", "acquis"),
        ("echelle.1.libelle", "acquis"),
        ("echelle.1.libelle", "Sur 20"),
        ("echelle.1.sens", "non_evalue"),
    ],
)
def test_a_brouillon_may_not_contradict_itself(chemin, valeur):
    assert examiner(pose(A_SOI, chemin, valeur), complet=False)[0] is None
