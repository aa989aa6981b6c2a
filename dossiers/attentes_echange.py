"""What dossiers wait for in the exchange with the resource centre (`dossiers.attentes`)."""

from django.db.models import Exists, OuterRef

from dossiers.attentes import Acteur, Attente
from dossiers.enums import TERMINES, EtatDossier, ReponseRessources
from dossiers.models import DemandeCorrection, Transmission
from dossiers.querysets import DossierQuerySet


def _corrections(dossiers: DossierQuerySet) -> DossierQuerySet:
    """The same as `selectors.transmission.corrections_ouvertes`, for a set."""
    ouvertes = DemandeCorrection.objects.filter(
        transmission__dossier=OuterRef("pk"), traitee_le__isnull=True
    )
    return dossiers.exclude(etat__in=TERMINES).filter(Exists(ouvertes))


def _accord_ressources(dossiers: DossierQuerySet) -> DossierQuerySet:
    """The same as `selectors.transmission.attend_l_accord`, for a set."""
    accords = Transmission.objects.filter(dossier=OuterRef("pk"), reponse=ReponseRessources.ACCORD)
    return dossiers.filter(
        ~Exists(accords),
        etat=EtatDossier.TRANSMIS,
        centre__reglages__approbation_requise=True,
    )


ATTENTES = [
    Attente(
        "corrections",
        "Corrections demandées à traiter",
        Acteur.CENTRE,
        _corrections,
        "dossiers:fiche",
    ),
    Attente(
        "accord_ressources",
        "Accord du centre de ressources attendu",
        Acteur.RESSOURCES,
        _accord_ressources,
        "dossiers:fiche",
    ),
]
