from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cqpm.commun.errors import ErreurMetier
from referentiels.echange.lecture import lire_fichier
from referentiels.importation import importer
from referentiels.management.sortie import ecrire_en_utf8


class Command(BaseCommand):
    help = "Importe un référentiel depuis un document JSON, entier ou pas du tout."

    def add_arguments(self, parser):
        parser.add_argument("fichier", metavar="FICHIER.json", type=Path)
        parser.add_argument(
            "--publier", action="store_true", help="Ouvre aussitôt la version aux inscriptions."
        )

    def handle(self, *args, fichier: Path, publier: bool, **options):
        ecrire_en_utf8()
        try:
            resultat = importer(lire_fichier(fichier), nom=fichier.name, publier=publier)
        except ErreurMetier as erreur:
            raise CommandError(str(erreur)) from None
        self.stdout.write(resultat.message)
        for avertissement in resultat.a_relire:
            self.stdout.write(f"À relire : {avertissement}")
