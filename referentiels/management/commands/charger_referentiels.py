from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cqpm.commun.errors import ErreurMetier
from referentiels.importation import charger
from referentiels.management.sortie import ecrire_en_utf8


class Command(BaseCommand):
    help = "Charge et publie les référentiels fournis ; sans effet s'ils sont déjà là."

    def handle(self, *args, **options):
        ecrire_en_utf8()
        dossier = settings.BASE_DIR / "fixtures" / "referentiels"
        try:
            resultats = charger(dossier)
        except ErreurMetier as erreur:
            raise CommandError(str(erreur)) from None
        if not resultats:
            raise CommandError(f"Aucun référentiel à charger dans « {dossier} ».")
        for resultat in resultats:
            self.stdout.write(resultat.message)
