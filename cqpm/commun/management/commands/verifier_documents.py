"""`manage.py verifier_documents`: is every document still there, unaltered, and named by a row?"""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from cqpm.commun.fichiers import est_intact
from cqpm.commun.models import Document

RACINE = "documents"
# A file younger than that may belong to an act that is not committed yet.
AGE_MINIMAL = timedelta(days=1)


class Command(BaseCommand):
    help = "Vérifie que chaque document est présent et inchangé, et cherche les fichiers orphelins."

    def add_arguments(self, parser):
        parser.add_argument(
            "--purger", action="store_true", help="supprime les fichiers que rien ne nomme"
        )

    def handle(self, *args, purger, **options):
        abimes = [d for d in Document.objects.order_by("pk").iterator() if not est_intact(d)]
        orphelins = fichiers_orphelins()
        for document in abimes:
            self.stdout.write(f"Absent ou modifié : {document.fichier.name} ({document.titre})")
        for nom in orphelins:
            self.stdout.write(f"{'Supprimé' if purger else 'Orphelin'} : {nom}")
            if purger:
                default_storage.delete(nom)
        self.stdout.write(
            f"{Document.objects.count()} documents vérifiés, {len(abimes)} absents ou modifiés, "
            f"{len(orphelins)} fichiers orphelins."
        )
        if abimes:
            raise CommandError("Rétablissez ces fichiers depuis la dernière sauvegarde.")


def fichiers_orphelins() -> list[str]:
    """Stored files, old enough, that no document names: what an act cut short left behind."""
    connus = set(Document.objects.values_list("fichier", flat=True))
    limite = timezone.now() - AGE_MINIMAL
    return [
        nom
        for nom in _parcourir(RACINE)
        if nom not in connus and default_storage.get_modified_time(nom) < limite
    ]


def _parcourir(dossier: str) -> list[str]:
    if not default_storage.exists(dossier):
        return []
    sous_dossiers, noms = default_storage.listdir(dossier)
    trouves = [f"{dossier}/{nom}" for nom in sorted(noms)]
    for sous_dossier in sorted(sous_dossiers):
        trouves += _parcourir(f"{dossier}/{sous_dossier}")
    return trouves
