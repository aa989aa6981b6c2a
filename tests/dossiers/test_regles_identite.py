"""What may be typed at registration, and the sentence of each refusal: R44, R45, §6.4."""

import datetime
from dataclasses import replace

import pytest

from dossiers.identite import Accueil, Formation, Identite
from dossiers.naissance import DateNaissance, comprendre
from dossiers.regles_identite import (
    fautes_accueil,
    fautes_formation,
    fautes_identite,
    fautes_inscription,
    lire_siret,
)

AUJOURD_HUI = datetime.date(2026, 11, 21)
IDENTITE = Identite("de La Tour", "Zoé", DateNaissance(1999, 3, 4))
ACCUEIL = Accueil("Cryo Sud", "Nice", "Ali", "Roux", "ali@example.org")


def champs(fautes) -> list[str]:
    return [faute.champ for faute in fautes]


@pytest.mark.parametrize(
    "nom",
    [
        *("Łukasik", "d’Artagnan", "O'Brien-Smith", "Nguyễn Thị", "Çelik", "ÆØÅ", "Ðorđević"),
        *("ʻAkau", "St. John", "e\u0301tienne", "É" * 60, "Müller\u00a0Straße", "Ș"),
    ],
)
def test_r45_any_latin_name_is_kept(nom):
    assert fautes_identite(replace(IDENTITE, nom=nom), rncp=False) == []


@pytest.mark.parametrize(
    ("nom", "message"),
    [
        ("", "Le nom de naissance manque : écrivez-le comme sur la pièce d'identité."),
        (
            "É" * 61,
            "Le nom de naissance compte 61 signes et le registre national en accepte 60 : "
            "abrégez-le.",
        ),
        (
            "Pet\u200bit",
            "Le nom de naissance contient un signe invisible : retapez-le comme sur la pièce "
            "d'identité.",
        ),
        (
            "Petit\n",
            "Le nom de naissance contient un signe invisible : retapez-le comme sur la pièce "
            "d'identité.",
        ),
        (
            "Pet1t",
            "Le nom de naissance contient « 1 » : retapez-le comme sur la pièce d'identité.",
        ),
        (
            "Pеtit",
            "Le nom de naissance contient « е », qui n'est pas une lettre latine : retapez-le "
            "comme sur la pièce d'identité.",
        ),
        (
            "=HYPERLINK",
            "Le nom de naissance contient « = » : retapez-le comme sur la pièce d'identité.",
        ),
        (
            "--",
            "Le nom de naissance ne contient aucune lettre : écrivez-le comme sur la pièce "
            "d'identité.",
        ),
    ],
)
def test_r45_the_refusal_of_a_name_says_what_to_do(nom, message):
    fautes = fautes_identite(replace(IDENTITE, nom=nom), rncp=False)

    assert [(faute.champ, faute.message) for faute in fautes] == [("nom", message)]


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({"courriel": "zoe@"}, ["courriel"]),
        ({"courriel": "zoé@example.org"}, ["courriel"]),
        ({"courriel": "zoe@example.org"}, []),
        ({"telephone": "06 12 34 56 78"}, []),
        ({"telephone": "+41 (0)22-123.45.67"}, []),
        ({"telephone": "12"}, ["telephone"]),
        ({"telephone": "06 12 34 56 78 90 12 34"}, ["telephone"]),
        ({"telephone": "appeler le soir"}, ["telephone"]),
        ({"prenom2": "Ève"}, []),
        ({"prenom3": "Ève"}, ["prenom2"]),
        ({"naissance": None}, ["naissance"]),
        ({"naissance": DateNaissance(1999)}, []),
    ],
)
def test_r45_the_other_fields_of_an_identity(change, attendu):
    assert champs(fautes_identite(replace(IDENTITE, **change), rncp=True)) == attendu


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({"sexe": "F"}, []),
        ({"sexe": "X"}, ["sexe"]),
        ({"naissance_code_insee": "2A004"}, []),
        ({"naissance_code_insee": "99100"}, []),
        ({"naissance_code_insee": "3818"}, ["naissance_code_insee"]),
        ({"naissance_code_insee": "٣٨١٨٥"}, ["naissance_code_insee"]),
        ({"naissance_code_postal": "38000"}, []),
        ({"naissance_code_postal": "SW1A 1AA"}, []),
        ({"naissance_code_postal": "0123456789"}, ["naissance_code_postal"]),
        (
            {"naissance_code_insee": "38185", "naissance_code_postal": "38000"},
            ["naissance_code_postal"],
        ),
        ({"naissance_code_pays": "100", "naissance_pays": "France"}, []),
        ({"naissance_code_pays": "FR"}, ["naissance_code_pays"]),
        ({"naissance_commune": "S" * 61}, ["naissance_commune"]),
        ({"naissance_pays": "S" * 61}, ["naissance_pays"]),
    ],
)
def test_r44_the_register_s_fields_are_read_for_rncp_versions_alone(change, attendu):
    identite = replace(IDENTITE, **change)

    assert champs(fautes_identite(identite, rncp=True)) == attendu
    assert fautes_identite(identite, rncp=False) == []


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({}, []),
        ({"raison_sociale": " "}, ["raison_sociale"]),
        ({"raison_sociale": "S" * 151}, ["raison_sociale"]),
        ({"ville": "V" * 81}, ["ville"]),
        ({"siret": "732 829 320 00074"}, []),
        ({"siret": "73282932000075"}, ["siret"]),
        ({"siret": "7328293200007"}, ["siret"]),
        # An establishment of La Poste has another key than everyone.
        ({"siret": "356 000 000 09075"}, []),
        ({"siret": "35600000000048"}, []),
        ({"siret": "356 000 000 09076"}, ["siret"]),
        ({"tuteur_courriel": ""}, ["tuteur_courriel"]),
        ({"tuteur_nom": ""}, ["tuteur_nom"]),
        ({"tuteur_prenom": "", "tuteur_nom": ""}, ["tuteur_prenom"]),
        ({"tuteur_courriel": "", "tuteur_prenom": "", "tuteur_nom": ""}, []),
        ({"tuteur_courriel": "ali"}, ["tuteur_courriel"]),
        ({"tuteur_nom": "R2D2"}, ["tuteur_nom"]),
        ({"tuteur_fonction": "F" * 121}, ["tuteur_fonction"]),
        ({"tuteur_qualite": "hierarchique"}, []),
        ({"tuteur_qualite": "patron"}, ["tuteur_qualite"]),
    ],
)
def test_the_fields_of_a_company_and_its_tutor(change, attendu):
    assert champs(fautes_accueil(replace(ACCUEIL, **change))) == attendu


def test_a_siret_is_kept_as_14_digits():
    assert lire_siret(" 732 829 320 00074 ") == "73282932000074"


def test_the_fields_of_a_training_body():
    assert fautes_formation(Formation("AFPI", "Léa Roy", "lea@example.org")) == []
    assert champs(fautes_formation(Formation("O" * 151, "N" * 121, "lea"))) == [
        "organisme_formation",
        "formateur_nom",
        "formateur_courriel",
    ]


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (AUJOURD_HUI, []),
        (datetime.date(2026, 11, 22), ["inscrit_le"]),
        (datetime.date(2016, 1, 1), []),
        (datetime.date(2015, 12, 31), ["inscrit_le"]),
    ],
)
def test_r8_the_day_of_a_registration_is_plausible(jour, attendu):
    assert champs(fautes_inscription(jour, IDENTITE, AUJOURD_HUI)) == attendu


def test_the_birth_precedes_the_registration():
    identite = replace(IDENTITE, naissance=DateNaissance(2020, 1, 1))

    fautes = fautes_inscription(datetime.date(2019, 1, 1), identite, AUJOURD_HUI)

    assert champs(fautes) == ["naissance"]


@pytest.mark.parametrize(
    ("texte", "refus"),
    [
        ("31/02/1998", "Écrivez une date qui existe, par exemple 17/05/1998, 05/1998 ou 1998."),
        ("2027", "L'année 2027 est dans le futur : vérifiez-la."),
        ("2016", "L'année 2016 donne un âge de 10 ans : vérifiez-la."),
    ],
)
def test_an_implausible_birth_is_told(texte, refus):
    with pytest.raises(ValueError, match="^" + refus.replace("'", ".") + "$"):
        comprendre(texte, AUJOURD_HUI)
