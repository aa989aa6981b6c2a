"""Write again the search words of every dossier."""

from django.core.management.base import BaseCommand

from dossiers.models import Dossier
from dossiers.services.indexation import indexer


class Command(BaseCommand):
    help = "Récrit les mots de la recherche de tous les dossiers."

    def handle(self, *args, **options):
        nombre = indexer(Dossier.objects.only("pk").order_by("pk"))
        self.stdout.write(f"Dossiers dont les mots ont changé : {nombre}.")
