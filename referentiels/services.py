"""Writes on a version as a whole: publish it, withdraw it."""

from django.db import connection, transaction

from referentiels.echange.exportation import exporter
from referentiels.echange.lignes import en_texte
from referentiels.echange.validation import valider
from referentiels.enums import EtatReferentiel
from referentiels.errors import ArchivageImpossible, PublicationImpossible
from referentiels.models import Referentiel


def verrouiller_versions() -> None:
    """Let one import or publication run at a time, until the end of the transaction.

    Two identical imports would otherwise both find nothing and both write. SQLite needs nothing:
    its transactions take the write lock as they begin. Readers and registrations are not held.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(Referentiel._meta.db_table)
        with connection.cursor() as curseur:
            curseur.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def publier(referentiel: Referentiel) -> Referentiel:
    """Open a version to registrations; from now on its content never changes (R2).

    A version already published under the same number and date is archived: nobody is registered
    to it any more, its dossiers stay on it (R1). An archived version may be published again, to
    come back on a correction. Raises PublicationImpossible.
    """
    verrouiller_versions()
    _exiger_complet(referentiel)
    versions = Referentiel.objects.meme_version(referentiel.numero, referentiel.date_modification)
    versions.publies().exclude(pk=referentiel.pk).update(etat=EtatReferentiel.ARCHIVE)
    a_publier = Referentiel.objects.filter(pk=referentiel.pk).exclude(etat=EtatReferentiel.PUBLIE)
    if not a_publier.update(etat=EtatReferentiel.PUBLIE):
        raise PublicationImpossible(referentiel, "il est déjà publié.")
    referentiel.refresh_from_db(fields=["etat"])
    return referentiel


def _exiger_complet(referentiel: Referentiel) -> None:
    """What the administration changed on a brouillon must still be a valid document."""
    problemes = []
    valider(
        exporter(referentiel),
        lambda chemin, message: problemes.append(f"{en_texte(chemin)} : {message}"),
    )
    if problemes:
        raise PublicationImpossible(referentiel, " ".join(problemes))


def archiver(referentiel: Referentiel) -> Referentiel:
    """Withdraw a published version from registrations; its dossiers go on. ArchivageImpossible."""
    publie = Referentiel.objects.filter(pk=referentiel.pk, etat=EtatReferentiel.PUBLIE)
    if not publie.update(etat=EtatReferentiel.ARCHIVE):
        raise ArchivageImpossible(referentiel)
    referentiel.refresh_from_db(fields=["etat"])
    return referentiel
