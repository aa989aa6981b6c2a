"""What keeps a line out of the certifier's file: pure checks (R45, R46)."""

import datetime

import pytest

from evaluations.certificateur.champs import code_rncp
from evaluations.certificateur.controles import problemes
from tests.evaluations.certificateur import NIR, passage


def champs(un) -> list[str]:
    return [probleme.champ for probleme in problemes(un)]


def test_a_whole_line_lacks_nothing():
    assert problemes(passage()) == []


@pytest.mark.parametrize(
    ("titulaire", "attendus"),
    [
        ({"nom_naissance": ""}, ["nomNaissance"]),
        ({"nom_naissance": "x" * 60}, []),
        ({"nom_naissance": "x" * 61}, ["nomNaissance"]),
        ({"nom_naissance": "Le\x00fèvre"}, ["nomNaissance"]),
        ({"nom_usage": "x" * 61}, ["nomUsage"]),
        ({"prenoms": ()}, ["prenom1"]),
        ({"prenoms": ("Anaïs", "x" * 61)}, ["prenom2"]),
        ({"mois": None, "jour": None}, []),
        ({"mois": None, "jour": 3}, ["anneeNaissance"]),
        ({"mois": 2, "jour": 30}, ["anneeNaissance"]),
        ({"annee": 1899}, ["anneeNaissance"]),
        ({"sexe": ""}, ["sexe"]),
        ({"code_postal": "38000"}, ["naissance"]),
        ({"code_insee": ""}, ["naissance"]),
        ({"code_insee": "", "code_pays": "100"}, ["naissance"]),
        ({"code_insee": "", "code_postal": "38000"}, []),
        ({"code_insee": "", "code_pays": "212"}, []),
        ({"code_insee": "3818"}, ["naissance"]),
        ({"code_insee": "2A004"}, []),
        ({"code_insee": "", "code_postal": "1234567890"}, ["naissance"]),
        ({"code_pays": "FR"}, ["naissance"]),
        ({"commune": "x" * 61}, ["naissance"]),
        ({"pays": "x" * 61}, ["naissance"]),
    ],
)
def test_r45_the_limits_of_the_register_are_checked_before_leaving(titulaire, attendus):
    trouves = problemes(passage(titulaire))

    assert [un.champ for un in trouves] == attendus
    assert all(un.message.endswith(".") for un in trouves)


@pytest.mark.parametrize(
    ("champ", "valeur", "attendus"),
    [
        ("code", "Fiche 12", ["code"]),
        ("id_technique", "", ["idTechnique"]),
        ("id_technique", "x" * 256, ["idTechnique"]),
        ("inscrit_le", datetime.date(2026, 6, 16), ["dateInscription"]),
        ("nir", "123", ["nir"]),
    ],
)
def test_the_certification_is_checked_too(champ, valeur, attendus):
    assert champs(passage(**{champ: valeur})) == attendus


def test_r46_with_a_nir_the_civil_status_is_not_read():
    assert champs(passage({"sexe": "", "code_insee": ""}, nir=NIR[:13])) == []


@pytest.mark.parametrize(
    ("tape", "lu"), [("37231", "RNCP37231"), ("rncp 37231", "RNCP37231"), ("R.S. 1", "R.S.1")]
)
def test_the_number_of_the_fiche_is_read_however_it_was_typed(tape, lu):
    assert code_rncp(tape) == lu
