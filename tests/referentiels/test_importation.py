"""Importing writes a version whole or not at all, never twice, and never over another (R2)."""

import json

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from referentiels.echange.exportation import en_json as exporter_en_json
from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel
from referentiels.errors import DocumentInvalide, PublicationImpossible
from referentiels.importation import charger, importer
from referentiels.models import Bloc, Capacite, CapaciteModalite, Critere, Modalite, Referentiel
from referentiels.services import versions
from tests.factories.comptes import UtilisateurFactory
from tests.referentiels.comparaison import FIXTURES, NOMS
from tests.referentiels.documents import document, en_json, par_capacite, pose

pytestmark = pytest.mark.django_db

BROUILLON, PUBLIE, ARCHIVE = EtatReferentiel.values


def etats() -> list[str]:
    return list(Referentiel.objects.order_by("pk").values_list("etat", flat=True))


def lire(nom: str) -> str:
    return (FIXTURES / f"{nom}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("nom", NOMS)
def test_the_export_of_an_import_is_the_same_text(nom):
    resultat = importer(lire(nom), nom=nom)

    assert exporter_en_json(resultat.referentiel) + "\n" == lire(nom)


def test_an_import_writes_a_brouillon_and_says_what_it_holds():
    resultat = importer(lire("MQ-2018-04-38-0324"), nom="2018.json")

    assert resultat.cree
    assert resultat.referentiel.etat == BROUILLON
    assert resultat.message == (
        "« Technicien.ne de maintenance des systèmes sous vide dans l’industrie et la recherche "
        "(MQ 2018 04 38 0324, 05/04/2018) » : importé (brouillon), 7 capacités, 45 critères."
    )


@pytest.mark.parametrize("nombre", [1, 3])
def test_an_import_writes_in_bulk(nombre, django_assert_num_queries):
    modele = document()
    capacites = [pose(modele["capacites"][0], "numero", n + 1) for n in range(nombre)]
    blocs = [{"intitule": "Un", "capacites": list(range(1, nombre + 1))}]

    # savepoint, same version?, one per table (6), provenance, history (3)... and release
    with django_assert_num_queries(12 + verrou()):
        importer(en_json(document(capacites=capacites, blocs=blocs)), nom="essai.json")

    assert Critere.objects.count() == 2 * nombre


def verrou() -> int:
    """PostgreSQL takes its lock by a query."""
    return int(connection.vendor == "postgresql")


def test_the_same_document_is_never_written_twice():
    premier = importer(en_json(document()), nom="a.json").referentiel

    second = importer(json.dumps(document()), nom="b.json")

    assert (second.cree, second.referentiel) == (False, premier)
    assert second.message == (
        "« Opérateur.trice d’essais (MQ 2030 01 01 0001, 31/01/2030) » : "
        "déjà présent (brouillon), rien n'a changé."
    )
    assert etats() == [BROUILLON]


def test_r2_another_content_becomes_a_brouillon_beside_the_published_version():
    publiee = importer(en_json(document()), nom="a.json", publier=True).referentiel
    avant = exporter(publiee)

    resultat = importer(en_json(document(titre="Autre titre")), nom="b.json")

    assert resultat.message.endswith(
        "importé (brouillon), 2 capacités, 3 critères. Ce numéro existait à cette date avec un "
        "autre contenu : l'ancienne version n'est pas modifiée et les dossiers déjà inscrits la "
        "gardent."
    )
    publiee.refresh_from_db()
    assert exporter(publiee) == avant
    assert etats() == [PUBLIE, BROUILLON]


def test_a_homonym_is_not_published_by_an_import():
    """Number and date are not the identity: a person says what replaces what."""
    importer(en_json(document()), nom="a.json", publier=True)

    with pytest.raises(PublicationImpossible, match="donnez à celle-ci une mention"):
        importer(en_json(document(titre="Autre titre")), nom="b.json", publier=True)

    assert etats() == [PUBLIE]


def test_importing_an_archived_content_again_can_bring_it_back():
    versions.archiver(importer(en_json(document()), nom="a.json", publier=True).referentiel)

    retour = importer(en_json(document()), nom="a.json", publier=True)

    assert retour.message.endswith(": déjà présent, désormais publié.")
    assert etats() == [PUBLIE]


def test_r6_an_import_is_published_only_once_read_again():
    douteux = en_json(document(admissibilite="Le candidat * a tout acquis."))

    with pytest.raises(PublicationImpossible, match="1 point est à relire"):
        importer(douteux, nom="a.json", publier=True)
    resultat = importer(douteux, nom="a.json", publier=True, relu=True)

    assert (resultat.a_relire, etats()) == ([], [PUBLIE])


def test_versions_of_two_dates_stay_published_together():
    importer(en_json(document()), nom="a.json", publier=True)
    importer(en_json(document(date_modification="2031-01-31")), nom="b.json", publier=True)

    assert etats() == [PUBLIE, PUBLIE]


@pytest.mark.parametrize("publier", [False, True])
def test_a_refused_document_changes_nothing(publier):
    importer(en_json(document()), nom="a.json", publier=True)

    with pytest.raises(DocumentInvalide, match="est refusé, rien n'a été importé"):
        importer(en_json(document(titre="")), nom="b.json", publier=publier)

    assert etats() == [PUBLIE]


def test_an_import_that_fails_half_way_leaves_nothing(monkeypatch):
    def panne(*args, **kwargs):
        raise OSError("disque plein")

    monkeypatch.setattr(Critere.objects, "bulk_create", panne)

    with pytest.raises(OSError, match="disque plein"):
        importer(en_json(document()), nom="a.json")

    tables = (Referentiel, Bloc, Capacite, CapaciteModalite, Modalite)
    assert [table.objects.count() for table in tables] == [0] * 5


def test_capacites_and_blocs_written_out_of_order_are_put_in_order():
    melange = document(
        capacites=document()["capacites"][::-1],
        blocs=[{"intitule": "Les essais", "capacites": [2, 1]}],
    )

    assert exporter(importer(en_json(melange), nom="a.json").referentiel) == document()
    assert not importer(en_json(document()), nom="a.json").cree


# --- The folder of the product ----------------------------------------------------------------


def test_charger_publishes_the_two_referentiels_once():
    premiers = [resultat.cree for resultat in charger(FIXTURES)]
    seconds = [resultat.cree for resultat in charger(FIXTURES)]

    assert (premiers, seconds) == ([True, True], [False, False])
    assert etats() == [PUBLIE, PUBLIE]


def test_charger_does_not_replace_what_a_centre_published(tmp_path):
    (tmp_path / "a.json").write_text(en_json(document()), encoding="utf-8")
    importer(en_json(document(titre="Corrigé au centre")), nom="b.json", publier=True)

    charger(tmp_path)
    charger(tmp_path)

    assert etats() == [PUBLIE, BROUILLON]


def test_charger_leaves_an_archived_version_archived(tmp_path):
    (tmp_path / "a.json").write_text(en_json(document()), encoding="utf-8")
    charger(tmp_path)
    versions.archiver(Referentiel.objects.get())

    charger(tmp_path)

    assert etats() == [ARCHIVE]


def test_charger_publishes_no_brouillon_that_it_did_not_bring(tmp_path):
    (tmp_path / "a.json").write_text(
        en_json(document(admissibilite="Le candidat * a tout acquis.")), encoding="utf-8"
    )
    charger(tmp_path)
    versions.archiver(Referentiel.objects.get())
    copie = versions.dupliquer(Referentiel.objects.get(), par=UtilisateurFactory())

    charger(tmp_path)

    assert etats() == [ARCHIVE, BROUILLON]
    assert copie.points_a_relire.get().relu_le is None


# --- Any document goes and comes back ---------------------------------------------------------

TEXTES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20
).filter(str.strip)


MOTS = st.text(
    st.characters(
        codec="utf-8", categories=["Lu", "Ll", "Pd", "Po"], exclude_characters="%٪‰‱﹪％"
    ),
    min_size=1,
    max_size=40,
)


@st.composite
def echelles(draw) -> list[dict]:
    """Valid scales but the usual one, which a document says by saying nothing."""
    libres = st.sampled_from(["acquis", "non_acquis", "non_observable"])
    suite = draw(st.lists(libres, max_size=3))
    sens = draw(st.permutations(["acquis", "non_acquis", "non_evalue", *suite]))
    nombre = {"min_size": len(sens), "max_size": len(sens)}
    codes = draw(st.lists(st.from_regex(r"[a-z0-9_]{1,30}", fullmatch=True), unique=True, **nombre))
    mots = draw(st.lists(MOTS, unique_by=str.casefold, **nombre))
    return [
        {"code": code, "libelle": mot, "sens": un}
        for code, mot, un in zip(codes, mots, sens, strict=True)
    ]


@st.composite
def documents(draw) -> dict:
    """Valid documents in their canonical order, of both templates."""
    criteres = st.fixed_dictionaries(
        {
            "texte": TEXTES,
            "groupe": st.integers(1, 999),
            "sous_points": st.lists(TEXTES, max_size=2),
        }
    )
    modele = draw(st.sampled_from([document(), par_capacite()]))
    for capacite in modele["capacites"]:
        capacite["intitule"] = draw(TEXTES)
        capacite["conditions"] = draw(st.lists(TEXTES, max_size=2))
        capacite["criteres"] = draw(st.lists(criteres, min_size=1, max_size=3))
    modele["admissibilite"] = draw(TEXTES)
    modele["modalites"][0]["points"] = draw(st.lists(TEXTES, max_size=2))
    if draw(st.booleans()):
        modele["echelle"] = draw(echelles())
    return modele


@settings(max_examples=25, deadline=None)
@given(documents())
def test_any_document_goes_and_comes_back(complet):
    sortie = exporter_en_json(importer(en_json(complet), nom="a.json").referentiel)

    assert json.loads(sortie) == complet
    assert exporter_en_json(importer(sortie, nom="b.json").referentiel) == sortie
