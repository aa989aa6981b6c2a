"""A row becomes a registration, or its faults with column, heading, value and what to do."""

import datetime

import pytest

from dossiers.enums import Parcours
from dossiers.identite import Accueil, Identite
from dossiers.importation.candidatures import Candidature, lire_candidatures
from dossiers.importation.fichier import lire
from dossiers.importation.valeurs import Catalogue, lire_parcours, rendre_zeros
from dossiers.naissance import DateNaissance
from tests.dossiers.importation.fichiers import ANAIS, ENTETES, ZOE, en_csv
from tests.factories.referentiels import ReferentielFactory

AUJOURD_HUI = datetime.date(2026, 11, 21)
TUTEUR = ["Prénom du tuteur", "Nom du tuteur", "Courriel du tuteur", "Qualité du tuteur"]


def candidatures(contenu: bytes, versions) -> list[Candidature]:
    return lire_candidatures(lire(contenu, lignes_max=10), Catalogue(versions), AUJOURD_HUI)


def une_fautive(changes: dict[str, str], versions, entetes=ENTETES) -> list[tuple[str, str]]:
    """The faults of Anaïs's line with these cells changed: column letter and heading."""
    ligne = [changes.get(entete, valeur) for entete, valeur in zip(entetes, ANAIS, strict=False)]
    ligne += [changes.get(entete, "") for entete in entetes[len(ANAIS) :]]
    (lue,) = candidatures(en_csv(ligne, entetes=entetes), versions)
    return [(faute.colonne, faute.entete) for faute in lue.fautes]


@pytest.fixture
def version(db):
    return ReferentielFactory(numero="MQ 1", titre="Technicien")


def test_a_whole_line_is_read_as_the_form_would(version):
    anais, zoe = candidatures(en_csv(ANAIS, ZOE), [version])

    assert anais.fautes == zoe.fautes == []
    assert anais.identite == Identite("Lefèvre", "Anaïs", DateNaissance(1998, 5, 17))
    assert anais.accueil == Accueil("Vide Sud", "Nice", tuteur_qualite="tuteur")
    assert (anais.referentiel, anais.parcours) == (version, Parcours.FORMATION)
    assert anais.inscrit_le == AUJOURD_HUI
    assert (zoe.identite.naissance, zoe.accueil) == (DateNaissance(1999, 3), None)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"Nom de naissance": ""}, ("A", "Nom de naissance")),
        ({"Nom de naissance": "x" * 61}, ("A", "Nom de naissance")),
        ({"Nom de naissance": "=HYPERLINK(A1)"}, ("A", "Nom de naissance")),
        ({"Date de naissance": "31/02/1998"}, ("C", "Date de naissance")),
        ({"Date de naissance": "17/05/2030"}, ("C", "Date de naissance")),
        ({"Date de naissance": ""}, ("C", "Date de naissance")),
        ({"CQPM": "MQ 2"}, ("D", "CQPM")),
        ({"CQPM": ""}, ("D", "CQPM")),
        ({"Parcours": "alternance"}, ("E", "Parcours")),
    ],
)
def test_a_fault_stands_under_its_column(version, change, place):
    assert une_fautive(change, [version]) == [place]


@pytest.mark.parametrize(
    ("entete", "valeur"),
    [
        ("Courriel", "pas une adresse"),
        ("Téléphone", "abc"),
        ("SIRET", "12345678901234"),
        ("Inscrit le", "01/01/2030"),
        ("Inscrit le", "hier"),
        ("Qualité du tuteur", "cousin"),
        ("Blocs visés", "1"),
        ("Courriel du formateur", "x@"),
    ],
)
def test_optional_cells_have_their_faults_too(version, entete, valeur):
    fautes = une_fautive({entete: valeur}, [version], entetes=[*ENTETES, entete])

    assert fautes == [("H", entete)]


def test_a_cell_without_heading_betrays_a_shifted_line(version):
    (lue,) = candidatures(en_csv([*ANAIS, "", "Nice"]), [version])

    assert [(faute.colonne, faute.valeur) for faute in lue.fautes] == [("I", "Nice")]


def test_the_register_s_columns_are_left_out_of_other_versions(version):
    entetes = [*ENTETES, "Sexe", "Commune de naissance"]
    rncp = ReferentielFactory(numero="MQ 9", rncp=True)
    ligne = [*ANAIS, "femme", "Lyon"]
    autre = [*ligne[:3], "MQ 9", *ligne[4:]]

    sans, avec = candidatures(en_csv(ligne, autre, entetes=entetes), [version, rncp])

    assert (sans.identite.sexe, sans.oublis) == ("", ["Sexe", "Commune de naissance"])
    assert (avec.identite.sexe, avec.identite.naissance_commune, avec.oublis) == ("F", "Lyon", [])


def test_blocs_are_named_by_their_ranks(db):
    rncp = ReferentielFactory(numero="MQ 1", rncp=True, nombre_capacites=3, blocs=3)
    entetes = [*ENTETES, "Blocs"]

    lue, fautive = candidatures(en_csv([*ANAIS, "3 et 1"], [*ZOE, "4"], entetes=entetes), [rncp])

    assert [bloc.rang for bloc in lue.blocs] == [1, 3]
    assert [faute.message for faute in fautive.fautes] == [
        "Écrivez les numéros des blocs visés, parmi 1, 2, 3 ; ou laissez vide."
    ]


def test_a_version_is_found_by_number_date_mention_or_title(db):
    jour, autre_jour = datetime.date(2018, 4, 5), datetime.date(2024, 1, 2)
    ancienne = ReferentielFactory(numero="MQ 2018-04", date_modification=jour)
    mention = ReferentielFactory(numero="MQ 2018-04", date_modification=jour, mention="modèle 2018")
    seule = ReferentielFactory(numero="MQ 7", titre="Fraiseur", date_modification=autre_jour)
    catalogue = Catalogue([ancienne, mention, seule])

    assert catalogue.trouver("mq7") == catalogue.trouver("fraiseur") == seule
    assert catalogue.trouver("MQ 2018 04, 05/04/2018, modèle 2018") == mention
    assert catalogue.trouver(str(seule)) == seule
    with pytest.raises(ValueError, match="Plusieurs versions publiées"):
        catalogue.trouver("MQ 2018 04")


@pytest.mark.parametrize(
    ("texte", "parcours"),
    [
        ("Formation (salarié)", Parcours.FORMATION),
        ("FORMATION", Parcours.FORMATION),
        ("apprentissage", Parcours.APPRENTISSAGE),
        ("Contrat de professionnalisation", Parcours.PROFESSIONNALISATION),
        ("demandeur d’emploi", Parcours.DEMANDEUR_EMPLOI),
        ("Intérim", Parcours.INTERIM),
        ("VAE", Parcours.VAE),
    ],
)
def test_a_route_is_named_in_words_or_by_code(texte, parcours):
    assert lire_parcours(texte) == parcours


@pytest.mark.parametrize(
    ("code", "lu", "rendu"),
    [
        ("telephone", "612345678", "0612345678"),
        ("telephone", "+33612345678", "+33612345678"),
        ("naissance_code_postal", "1000", "01000"),
        ("naissance_code_postal", "38000", "38000"),
        ("nom", "1000", "1000"),
    ],
)
def test_the_zeros_that_a_spreadsheet_drops_come_back(code, lu, rendu):
    assert rendre_zeros(code, lu) == rendu
