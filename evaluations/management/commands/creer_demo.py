from celery import current_app
from django.core.management.base import BaseCommand, CommandError

from cqpm.comptes.models import Utilisateur
from evaluations.demo import Demonstration


class Command(BaseCommand):
    help = "Crée le centre de démonstration et ses dossiers, sur une base sans aucun compte."

    def handle(self, *args, **options):
        if Utilisateur.objects.exists():
            raise CommandError(
                "La base contient déjà des comptes : la démonstration ne s'y ajoute pas. "
                "Indiquez un dossier de données vide avec CQPM_DONNEES."
            )
        current_app.loader.import_default_modules()  # the PV's job runs here, without a worker
        Demonstration().creer()
        self.stdout.write("Centre de démonstration créé.")
