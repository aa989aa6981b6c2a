"""Open a new presentation on what is still missing (R38, R39)."""

import datetime

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.enums import EtatDossier
from dossiers.errors import PresentationRefusee
from dossiers.models import Dossier
from dossiers.permissions import peut_se_representer
from dossiers.services.presentation import ouvrir_presentation
from evaluations.selectors.conservation import encore_valables, manquantes
from evaluations.selectors.rectification import rectificatif_en_cours


@transaction.atomic
def representer(dossier: Dossier, *, inscrit_le: datetime.date, par: Utilisateur) -> Dossier:
    """Register the candidate again in the same version, for the missing capacités alone.

    A candidate certified in some blocs goes on towards the whole CQPM. Raises PresentationRefusee:
    nothing is kept any more, nothing is missing, a presentation is open already, a PV rectificatif
    that may change what is kept is not signed (R40).
    """
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if rectificatif := rectificatif_en_cours(dossier):
        raise PresentationRefusee(
            f"Le PV rectificatif {rectificatif.numero} peut changer le résultat du dossier "
            f"{dossier.numero} : attendez sa signature, ou abandonnez-le, avant d'ouvrir une "
            "nouvelle présentation."
        )
    if not peut_se_representer(dossier):
        raise PresentationRefusee(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : une nouvelle "
            "présentation suit une validation partielle, ou des blocs attribués."
        )
    conservees = encore_valables(dossier)
    if not conservees:
        raise PresentationRefusee(
            "Plus rien n'est conservé : la durée du bénéfice est passée. Inscrivez le candidat "
            "comme pour une première présentation."
        )
    if not manquantes(dossier, conservees):
        raise PresentationRefusee(
            "Toutes les capacités visées sont validées : il n'y a rien à représenter."
        )
    blocs = [] if dossier.etat == EtatDossier.ADMIS else list(dossier.blocs_vises.all())
    return ouvrir_presentation(
        dossier, conservees=conservees, blocs=blocs, inscrit_le=inscrit_le, par=par
    )
