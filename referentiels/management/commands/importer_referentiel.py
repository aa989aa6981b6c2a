from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cqpm.commun.errors import ErreurMetier
from referentiels.fichiers import importer_fichier, lire
from referentiels.management.sortie import ecrire_en_utf8
from referentiels.services import versions
from referentiels.services.relecture import tout_cocher


class Command(BaseCommand):
    help = (
        "Importe un référentiel depuis le document officiel (PDF ou texte) ou un document JSON, "
        "entier ou pas du tout. Le résultat est un brouillon."
    )

    def add_arguments(self, parser):
        parser.add_argument("fichier", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--relu",
            action="store_true",
            help="Vous avez relu chaque point signalé : ils sont tous cochés.",
        )
        parser.add_argument(
            "--publier",
            action="store_true",
            help="Ouvre la version aux inscriptions, s'il ne reste aucun point à relire.",
        )

    def handle(self, *args, fichier: Path, relu: bool, publier: bool, **options):
        ecrire_en_utf8()
        try:
            resultat = importer_fichier(lire(fichier), nom=fichier.name)
            self.stdout.write(resultat.message)
            for point in resultat.a_relire:
                self.stdout.write(f"À relire : {point}")
            if relu and resultat.referentiel.est_brouillon:
                tout_cocher(resultat.referentiel, par=None)
            if publier and not resultat.referentiel.est_publie:
                versions.publier(resultat.referentiel)
                self.stdout.write(f"« {resultat.referentiel} » : publié.")
        except ErreurMetier as erreur:
            raise CommandError(str(erreur)) from None
