"""What a centre chose for its reminders, written down."""

from collections.abc import Mapping

from django.db import transaction

from cqpm.comptes.models import Centre
from dossiers.models import ReglageRelance
from dossiers.relances.textes import Genre, Texte, texte_par_defaut, verifier


@transaction.atomic
def enregistrer_cadences(centre: Centre, choix: Mapping[str, Mapping]) -> None:
    """Active or not, days before, days between, kind by kind."""
    for code, champs in choix.items():
        ReglageRelance.objects.update_or_create(centre=centre, attente=code, defaults=dict(champs))


@transaction.atomic
def enregistrer_texte(centre: Centre, genre: Genre, texte: Texte) -> None:
    """Keep the centre's own words. Raises TexteRefuse.

    What equals the default is not kept: the default may get better.
    """
    verifier(genre, texte)
    defaut = texte_par_defaut(genre)
    champs = {
        "objet": "" if texte.objet == defaut.objet else texte.objet,
        "texte": "" if texte.corps == defaut.corps else texte.corps,
    }
    ReglageRelance.objects.update_or_create(centre=centre, attente=genre.code, defaults=champs)


def revenir_au_texte_par_defaut(centre: Centre, genre: Genre) -> None:
    ReglageRelance.objects.filter(centre=centre, attente=genre.code).update(objet="", texte="")
