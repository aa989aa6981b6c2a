import datetime

from django.core.management.base import BaseCommand, CommandError

from cqpm.commun.errors import ErreurMetier
from referentiels.echange.exportation import en_json, trouver
from referentiels.management.sortie import ecrire_en_utf8


def lire_date(texte: str | None) -> datetime.date | None:
    try:
        return texte and datetime.datetime.strptime(texte, "%Y-%m-%d").date()
    except ValueError:
        raise CommandError(
            f"« {texte} » n'est pas une date. Écrivez-la AAAA-MM-JJ, comme 2018-04-05."
        ) from None


class Command(BaseCommand):
    help = "Écrit un référentiel en JSON sur la sortie standard."

    def add_arguments(self, parser):
        parser.add_argument(
            "numero",
            metavar="NUMERO",
            nargs="+",
            help="Numéro de qualification, avec ou sans guillemets : MQ 2018 04 38 0324.",
        )
        parser.add_argument(
            "--date",
            metavar="AAAA-MM-JJ",
            help="Date de modification de la version voulue (sinon : la dernière publiée).",
        )

    def handle(self, *args, numero: list[str], date: str | None, **options):
        ecrire_en_utf8()
        try:
            referentiel = trouver(" ".join(numero), lire_date(date))
        except ErreurMetier as erreur:
            raise CommandError(str(erreur)) from None
        self.stdout.write(en_json(referentiel))
