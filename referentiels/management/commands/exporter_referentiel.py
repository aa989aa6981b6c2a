import argparse
import datetime
import io
import sys

from django.core.management.base import BaseCommand, CommandError

from cqpm.commun.errors import ErreurMetier
from referentiels.exportation import en_json, trouver


def date_iso(texte: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(texte, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(
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
            type=date_iso,
            metavar="AAAA-MM-JJ",
            help="Date de modification de la version voulue (sinon : la dernière publiée).",
        )

    def handle(self, *args, numero: list[str], date: datetime.date | None, **options):
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON is UTF-8 whatever the terminal is
        try:
            referentiel = trouver(" ".join(numero), date)
        except ErreurMetier as erreur:
            raise CommandError(str(erreur)) from None
        self.stdout.write(en_json(referentiel))
