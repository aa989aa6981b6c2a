"""A version that was published is read-only for the models and for the database itself (R2)."""

import pytest
from django.db import IntegrityError, connection, transaction

from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel
from referentiels.errors import VersionFigee
from referentiels.models import (
    Bloc,
    Capacite,
    CapaciteModalite,
    Critere,
    Modalite,
    Referentiel,
    SousPoint,
)
from tests.factories.referentiels import (
    ReferentielFactory,
    SousPointFactory,
    passer_a,
)

FIGES = [EtatReferentiel.PUBLIE, EtatReferentiel.ARCHIVE]
TABLES = [Referentiel, Bloc, Modalite, Capacite, CapaciteModalite, Critere, SousPoint]
DESSOUS = TABLES[1:]
TEXTES = {
    Referentiel: "titre",
    Bloc: "intitule",
    Modalite: "titre",
    Capacite: "intitule",
    CapaciteModalite: "libelle",
    Critere: "texte",
    SousPoint: "texte",
}


def complete(etat: EtatReferentiel) -> Referentiel:
    """A version with at least one row in every table."""
    brouillon = ReferentielFactory(modele_2013=True, blocs=2, etat=EtatReferentiel.BROUILLON)
    SousPointFactory(critere=Critere.objects.filter(capacite__referentiel=brouillon).first())
    return passer_a(brouillon, etat)


@pytest.fixture(params=FIGES)
def figee(db, request) -> Referentiel:
    return complete(request.param)


def sql(ordre: str, *valeurs) -> None:
    with connection.cursor() as curseur:
        curseur.execute(ordre, valeurs)


def refuse(ordre: str, *valeurs) -> bool:
    """Tell whether the database refuses, with the rule's own words."""
    try:
        with transaction.atomic():
            sql(ordre, *valeurs)
    except IntegrityError as erreur:
        return "Version publiée : son contenu ne change plus (R2)" in str(erreur)
    return False


# --- The models -------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_neither_saved_nor_deleted(figee, table):
    ligne = table.objects.first()
    avant = exporter(figee)

    setattr(ligne, TEXTES[table], "Autre texte")
    with pytest.raises(VersionFigee, match="son contenu ne change plus"):
        ligne.save()
    with pytest.raises(VersionFigee):
        ligne.delete()

    assert exporter(Referentiel.objects.get()) == avant


@pytest.mark.parametrize("table", DESSOUS)
def test_a_row_is_not_added(figee, table):
    ligne = table.objects.first()
    ligne.pk = None

    with pytest.raises(VersionFigee):
        ligne.save()


def test_a_row_does_not_leave_a_brouillon_for_a_frozen_version(figee):
    brouillon = complete(EtatReferentiel.BROUILLON)
    capacite = brouillon.capacites.last()
    capacite.referentiel, capacite.numero = figee, 9

    with pytest.raises(VersionFigee):
        capacite.save()


# --- In bulk and in SQL -----------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_bulk_writes_are_refused(figee, table):
    avant = exporter(figee)

    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.update(**{TEXTES[table]: "Autre texte"})
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.all()._raw_delete("default")

    assert exporter(Referentiel.objects.get()) == avant


@pytest.mark.parametrize("table", DESSOUS)
def test_bulk_additions_are_refused(figee, table):
    ligne = table.objects.first()
    ligne.pk = None
    if hasattr(ligne, "rang"):
        ligne.rang = 99

    with pytest.raises(IntegrityError, match="Version publiée"), transaction.atomic():
        table.objects.bulk_create([ligne])


@pytest.mark.parametrize("table", TABLES)
def test_sql_is_refused(figee, table):
    nom, texte = table._meta.db_table, TEXTES[table]

    assert refuse(f"UPDATE {nom} SET {texte} = 'Autre texte'")
    assert refuse(f"DELETE FROM {nom}")


def test_no_column_of_the_version_escapes(figee):
    libres = {"etat", "modifie_le", "recherche"}
    colonnes = {champ.column for champ in Referentiel._meta.local_concrete_fields} - libres
    autres = {
        "id": "id + 1000",
        "cree_le": "'2001-01-01'",
        "date_modification": "'2001-01-01'",
        "entretien_requis": "NOT entretien_requis",
        "avis_vae_exempt": "NOT avis_vae_exempt",
        "revision": "revision + 1",
        "sections": "'[1]'",
        "notes": "'[1]'",
        "echelle": "'[1]'",
    }

    table = Referentiel._meta.db_table
    ecrites = {
        c for c in colonnes if not refuse(f"UPDATE {table} SET {c} = {autres.get(c, repr('x'))}")
    }

    assert ecrites == set()


def test_a_version_never_becomes_a_brouillon_again(figee):
    assert refuse("UPDATE referentiels_referentiel SET etat = 'brouillon'")


def test_the_rows_of_a_brouillon_are_not_moved_under_a_frozen_version(figee):
    brouillon = complete(EtatReferentiel.BROUILLON)

    assert refuse(
        "UPDATE referentiels_capacite SET referentiel_id = %s, numero = numero + 50 "
        "WHERE referentiel_id = %s",
        figee.pk,
        brouillon.pk,
    )
    assert refuse(
        "UPDATE referentiels_critere SET capacite_id = %s, rang = rang + 50 WHERE capacite_id = %s",
        figee.capacites.first().pk,
        brouillon.capacites.first().pk,
    )


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_a_brouillon_does_not_take_the_place_of_a_frozen_one(figee, table):
    """SQLite's OR REPLACE removes what stands in the way; PostgreSQL only knows ON CONFLICT."""
    autre = complete(EtatReferentiel.BROUILLON)
    ou_remplacer = " OR REPLACE" if connection.vendor == "sqlite" else ""
    nom, colonnes = table._meta.db_table, [c.column for c in table._meta.local_concrete_fields]
    vers = f"{table.vers_version}__pk".removeprefix("__")
    sienne = table.objects.filter(**{vers: figee.pk}).first()
    libre = table.objects.filter(**{vers: autre.pk}).first()
    avant = exporter(figee)

    valeurs = ", ".join(str(sienne.pk) if c == "id" else f'"{c}"' for c in colonnes)
    noms = ", ".join(f'"{c}"' for c in colonnes)
    copie = f"INSERT{ou_remplacer} INTO {nom} ({noms}) SELECT {valeurs} FROM {nom} WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(copie, libre.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(f"UPDATE{ou_remplacer} {nom} SET id = %s WHERE id = %s", sienne.pk, libre.pk)

    assert exporter(Referentiel.objects.get(pk=figee.pk)) == avant


def test_a_homonym_does_not_take_the_place_of_a_published_version(db):
    publiee = complete(EtatReferentiel.PUBLIE)
    homonyme = ReferentielFactory(numero=publiee.numero, etat=EtatReferentiel.BROUILLON)
    ou_remplacer = " OR REPLACE" if connection.vendor == "sqlite" else ""

    with pytest.raises(IntegrityError), transaction.atomic():
        sql(
            f"UPDATE{ou_remplacer} referentiels_referentiel SET etat = 'publie' WHERE id = %s",
            homonyme.pk,
        )

    assert Referentiel.objects.publies().get() == publiee


def test_emptying_a_table_is_refused(figee):
    vider = "DELETE FROM {}"
    if connection.vendor == "postgresql":
        vider = "TRUNCATE {} CASCADE"
        sql("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE waits for no check of the foreign keys

    assert [t for t in TABLES if not refuse(vider.format(t._meta.db_table))] == []


def test_the_state_still_moves_between_published_and_archived(db):
    referentiel = complete(EtatReferentiel.PUBLIE)

    for etat in (EtatReferentiel.ARCHIVE, EtatReferentiel.PUBLIE):
        sql("UPDATE referentiels_referentiel SET etat = %s", etat.value)

    assert Referentiel.objects.get() == referentiel


def test_a_brouillon_is_written_and_thrown_away_whole(db):
    brouillon = complete(EtatReferentiel.BROUILLON)

    for table in TABLES:
        table.objects.update(**{TEXTES[table]: "Autre texte"})
    brouillon.delete()

    assert [table.objects.count() for table in TABLES] == [0] * 7
