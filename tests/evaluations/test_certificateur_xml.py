"""The depositor's XML: structure, order, lengths, offset, and what is empty."""

import datetime
from pathlib import Path

import pytest
from lxml import etree

from dossiers.enums import Parcours
from evaluations.certificateur.xml import ESPACE, flux
from tests.evaluations.certificateur import DEPOSANT, passage

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "certificateur.xsd"))
HIVER = datetime.datetime(2026, 1, 15, 13, 5, 9, tzinfo=datetime.UTC)
ETE = datetime.datetime(2026, 7, 15, 13, 5, 9, tzinfo=datetime.UTC)
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def produire(*passages, deposant=DEPOSANT, moment=HIVER):
    octets = flux(passages or [passage()], deposant, id_flux="CQPM-1", moment=moment)
    assert octets.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    racine = etree.fromstring(octets)
    SCHEMA.assertValid(racine)
    return racine


def textes(racine, nom: str) -> list[str | None]:
    return [un.text for un in racine.iter(f"{{{ESPACE}}}{nom}")]


def enfants(racine, nom: str) -> list[str]:
    return [etree.QName(un).localname for un in next(racine.iter(f"{{{ESPACE}}}{nom}"))]


def nuls(racine) -> list[str]:
    return [etree.QName(un).localname for un in racine.iter() if un.get(NIL) == "true"]


def test_r47_a_whole_file_follows_the_schema():
    racine = produire()

    assert etree.QName(racine).localname == "flux"
    assert enfants(racine, "flux") == ["idFlux", "horodatage", "action", "emetteur"]
    assert textes(racine, "idClient") == ["EMETTEUR", "CERTIFIC"]
    assert textes(racine, "idContrat") == ["MCFCER000123"]
    assert textes(racine, "natureDeposant") == ["CERTIFICATEUR"]
    assert textes(racine, "idTechnique") == ["C-2026-000001"]
    assert textes(racine, "dateDebutValidite") == ["2026-06-15"]
    assert textes(racine, "obtentionCertification") == ["PAR_ADMISSION"]


def test_the_older_schema_has_no_action():
    ancien = type(DEPOSANT)(**{**vars(DEPOSANT), "schema": "1.1.2"})

    assert textes(produire(deposant=ancien), "action") == []


@pytest.mark.parametrize(
    ("moment", "ecrit"),
    [
        (HIVER, "2026-01-15T14:05:09+01:00"),
        (ETE, "2026-07-15T15:05:09+02:00"),
        (datetime.datetime(2026, 7, 15, 22, 30, tzinfo=datetime.UTC), "2026-07-16T00:30:00+02:00"),
    ],
)
def test_the_hour_has_the_offset_of_paris_that_day_in_24_hours(moment, ecrit):
    assert textes(produire(moment=moment), "horodatage") == [ecrit]


def test_what_is_empty_is_left_out_or_nil_never_an_empty_element():
    racine = produire(passage({"mois": None, "jour": None, "code_insee": "", "code_pays": "212"}))

    assert [un for un in racine.iter() if not len(un) and not un.text and un.get(NIL) is None] == []
    assert nuls(racine) == [
        *("dateFinValidite", "scoring", "mentionValidee"),
        *("nomUsage", "moisNaissance", "jourNaissance", "codePostal"),
    ]
    assert textes(racine, "prenom2") == []


def test_a_full_civil_status_keeps_its_order():
    racine = produire(
        passage(
            {
                "nom_usage": "Lefèvre-Œuvrard",
                "prenoms": ("Anaïs", "Zoé", "Léa"),
                "commune": "Grenoble",
                "code_pays": "100",
                "pays": "France",
            }
        )
    )

    assert enfants(racine, "titulaire") == [
        *("nomNaissance", "nomUsage", "prenom1", "prenom2", "prenom3"),
        *("anneeNaissance", "moisNaissance", "jourNaissance", "sexe", "codeCommuneNaissance"),
        *("libelleCommuneNaissance", "codePaysNaissance", "libellePaysNaissance"),
    ]
    assert textes(racine, "nomUsage") == ["Lefèvre-Œuvrard"]


def test_r46_a_nir_stands_alone_with_the_birth_name():
    racine = produire(passage(nir="2990338185123"))

    assert enfants(racine, "identificationTitulaire") == ["identifiantNational"]
    assert enfants(racine, "identifiantNational") == ["nir", "nomNaissance"]
    assert textes(racine, "nir") == ["2990338185123"]


def test_each_certification_is_written_once_with_its_holders():
    racine = produire(
        passage(id_technique="C-2", code="RNCP2"),
        passage(id_technique="C-3", code="RNCP1"),
        passage(id_technique="C-1", code="RNCP2"),
    )

    assert textes(racine, "code") == ["RNCP1", "RNCP2"]
    assert textes(racine, "idTechnique") == ["C-3", "C-1", "C-2"]


CONTINUE = "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION"


@pytest.mark.parametrize(
    ("parcours", "entreprise", "attendu"),
    [
        (Parcours.FORMATION, True, (CONTINUE, None, "EMPLOYEUR")),
        (Parcours.FORMATION, False, (CONTINUE, None, "CERTIFIE")),
        (
            Parcours.PROFESSIONNALISATION,
            True,
            ("FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION", None, "EMPLOYEUR"),
        ),
        (Parcours.APPRENTISSAGE, True, ("FORMATION_INITIALE_APPRENTISSAGE", None, "OF")),
        (Parcours.DEMANDEUR_EMPLOI, False, (CONTINUE, None, "POLE_EMPLOI")),
        (Parcours.INTERIM, True, (CONTINUE, None, "EMPLOYEUR")),
        (Parcours.VAE, True, ("VAE", "VAE_CLASSIQUE", "CERTIFIE")),
        ("inconnu", False, (None, None, "AUTRE")),
    ],
)
def test_each_route_reads_in_the_words_of_the_register(parcours, entreprise, attendu):
    racine = produire(passage(parcours=parcours, avec_entreprise=entreprise))

    lus = [
        next(iter(textes(racine, nom)), None)
        for nom in ("modaliteAcces", "voieAccessVAE", "initiativeInscription")
    ]
    assert tuple(lus) == attendu


def test_signs_of_the_markup_are_escaped():
    assert textes(produire(passage({"nom_naissance": "D'<A> & Co"})), "nomNaissance") == [
        "D'<A> & Co"
    ]
