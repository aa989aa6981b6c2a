"""Lift the database's locks on published versions, to clean a test database and nothing else."""

from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations

from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel


@contextmanager
def sans_verrous(connection):
    """Nothing is refused inside: rows of published versions may be removed."""
    with connection.cursor() as curseur:
        lever, remettre = (
            _sqlite(curseur) if connection.vendor == "sqlite" else (POSTGRESQL_SANS, POSTGRESQL)
        )
        for ordre in lever:
            curseur.execute(ordre)
        try:
            yield
        finally:
            for ordre in remettre:
                curseur.execute(ordre)


POSTGRESQL_SANS = ["SET session_replication_role = replica"]
POSTGRESQL = ["SET session_replication_role = origin"]


def _sqlite(curseur) -> tuple[list[str], list[str]]:
    curseur.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    declencheurs = curseur.fetchall()
    return [f"DROP TRIGGER {nom}" for nom, _ in declencheurs], [sql for _, sql in declencheurs]


_vider = BaseDatabaseOperations.execute_sql_flush


def vider(operations, sql_list):
    """Empty the tables between two transactional tests, published versions included."""
    with sans_verrous(operations.connection):
        _vider(operations, sql_list)


@contextmanager
def retoucher(referentiel: Referentiel):
    """Set the scene of a test: change a version that its dossiers already use."""
    etat = referentiel.etat
    versions = Referentiel.objects.filter(pk=referentiel.pk)
    with sans_verrous(connections["default"]):
        versions.update(etat=EtatReferentiel.BROUILLON)
    yield referentiel
    versions.update(etat=etat)
