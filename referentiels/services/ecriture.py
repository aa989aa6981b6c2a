"""Write the rows of a version from an exchange document, one query per table."""

import datetime

from django.db import connection

from referentiels.echange.exportation import exporter
from referentiels.indexation import texte_de_recherche
from referentiels.models import (
    Bloc,
    Capacite,
    CapaciteModalite,
    Critere,
    Modalite,
    Referentiel,
    SousPoint,
)

_COLONNES = (
    "numero",
    "titre",
    "categorie",
    "niveau",
    "numero_rncp",
    "emetteur",
    "libelle_jury",
    "libelle_centre_ressources",
    "admissibilite",
    "sections",
    "notes",
)


def verrouiller_versions() -> None:
    """Let one import or publication run at a time, until the end of the transaction.

    Two identical imports would otherwise both find nothing and both write. SQLite needs nothing:
    its transactions take the write lock as they begin. Readers and registrations are not held.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(Referentiel._meta.db_table)
        with connection.cursor() as curseur:
            curseur.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def ecrire(document: dict) -> Referentiel:
    """Insert a document as a new brouillon, complete or not."""
    referentiel = Referentiel.objects.create(**_champs(document))
    _ecrire_dessous(referentiel, document)
    return referentiel


def remplacer(referentiel: Referentiel, document: dict) -> None:
    """Write another content in a brouillon; the database refuses it on any other version."""
    Capacite.objects.filter(referentiel=referentiel).delete()
    Modalite.objects.filter(referentiel=referentiel).delete()
    Bloc.objects.filter(referentiel=referentiel).delete()
    for champ, valeur in _champs(document).items():
        setattr(referentiel, champ, valeur)
    referentiel.save()
    _ecrire_dessous(referentiel, document)


def _champs(document: dict) -> dict:
    regles = {cle: valeur for cle, valeur in document["regles"].items() if cle != "blocs"}
    date = document["date_modification"]
    return {
        **{cle: document[cle] for cle in _COLONNES},
        "echelle": document.get("echelle", []),
        **regles,
        "date_modification": date and datetime.date.fromisoformat(date),
        "recherche": texte_de_recherche(document),
    }


def indexer_les_oubliees() -> int:
    """Write the words of the versions that have none yet: those older than the search."""
    oubliees = list(Referentiel.objects.filter(recherche=""))
    for referentiel in oubliees:
        referentiel.recherche = texte_de_recherche(exporter(referentiel))
    return Referentiel.objects.bulk_update(oubliees, ["recherche"])


def _ecrire_dessous(referentiel: Referentiel, document: dict) -> None:
    modalites = {
        modalite.code: modalite
        for modalite in Modalite.objects.bulk_create(
            Modalite(referentiel=referentiel, rang=rang, **modalite)
            for rang, modalite in enumerate(document["modalites"], start=1)
        )
    }
    capacites = _ecrire_capacites(referentiel, document)
    _ecrire_modalites_prevues(capacites, modalites)
    _ecrire_criteres(capacites)


def _ecrire_capacites(referentiel: Referentiel, document: dict) -> list[tuple[Capacite, dict]]:
    blocs = Bloc.objects.bulk_create(
        Bloc(referentiel=referentiel, rang=rang, intitule=bloc["intitule"])
        for rang, bloc in enumerate(document["blocs"], start=1)
    )
    bloc_de = {
        numero: bloc
        for bloc, decrit in zip(blocs, document["blocs"], strict=True)
        for numero in decrit["capacites"]
    }
    capacites = Capacite.objects.bulk_create(
        Capacite(
            referentiel=referentiel,
            bloc=bloc_de.get(decrite["numero"]),
            numero=decrite["numero"],
            intitule=decrite["intitule"],
            conditions=decrite["conditions"],
        )
        for decrite in document["capacites"]
    )
    return list(zip(capacites, document["capacites"], strict=True))


def _ecrire_modalites_prevues(
    capacites: list[tuple[Capacite, dict]], modalites: dict[str, Modalite]
) -> None:
    CapaciteModalite.objects.bulk_create(
        CapaciteModalite(
            capacite=capacite,
            modalite=modalites[detail["code"]],
            rang=rang,
            connecteur=detail["connecteur"],
            libelle=detail["libelle"],
        )
        for capacite, decrite in capacites
        for rang, detail in enumerate(decrite["modalites_detail"], start=1)
    )


def _ecrire_criteres(capacites: list[tuple[Capacite, dict]]) -> None:
    decrits = [
        (
            Critere(capacite=capacite, rang=rang, groupe=decrit["groupe"], texte=decrit["texte"]),
            decrit,
        )
        for capacite, decrite in capacites
        for rang, decrit in enumerate(decrite["criteres"], start=1)
    ]
    Critere.objects.bulk_create(critere for critere, _ in decrits)
    SousPoint.objects.bulk_create(
        SousPoint(critere=critere, rang=rang, texte=texte)
        for critere, decrit in decrits
        for rang, texte in enumerate(decrit["sous_points"], start=1)
    )
