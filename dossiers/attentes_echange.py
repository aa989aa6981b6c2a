"""What dossiers wait for in the exchange with the resource centre (`dossiers.attentes`)."""

from django.db.models import Exists, OuterRef, Q

from dossiers.attentes import Acteur, Attente
from dossiers.enums import TERMINES, EtatDossier, ReponseRessources
from dossiers.models import DemandeCorrection, ReglagesCentre, Transmission
from dossiers.querysets import DossierQuerySet


def _corrections(dossiers: DossierQuerySet) -> DossierQuerySet:
    """The same as `selectors.transmission.corrections_ouvertes`, for a set."""
    ouvertes = DemandeCorrection.objects.filter(
        transmission__dossier=OuterRef("pk"), traitee_le__isnull=True
    )
    return dossiers.exclude(etat__in=TERMINES).filter(Exists(ouvertes))


def accord_attendu() -> Q:
    """The same as `selectors.transmission.attend_l_accord`, as a condition on dossiers (R14)."""
    accords = Transmission.objects.filter(dossier=OuterRef("pk"), reponse=ReponseRessources.ACCORD)
    requis = ReglagesCentre.objects.filter(centre=OuterRef("centre"), approbation_requise=True)
    return Q(~Exists(accords), Exists(requis), etat=EtatDossier.TRANSMIS)


def _accord_ressources(dossiers: DossierQuerySet) -> DossierQuerySet:
    return dossiers.filter(accord_attendu())


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
