from django.conf import settings
from django.core.management.base import BaseCommand

from evaluations.services import organisations


class Command(BaseCommand):
    help = "Charge les organisations syndicales fournies ; sans effet sur celles déjà connues."

    def handle(self, *args, **options):
        fichier = settings.BASE_DIR / "fixtures" / "organisations_syndicales.json"
        for une in organisations.charger(fichier):
            self.stdout.write(f"{une.sigle} : ajoutée.")
