"""Personal links to an opinion: what `cqpm.commun.liens` makes, tied to its request."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cqpm.commun import liens
from cqpm.commun.liens import Cle
from cqpm.commun.models import LienPersonnel, sujet_de
from dossiers.enums import AVANT_JURY
from evaluations.enums import EtatLien
from evaluations.models import DemandeAvis
from evaluations.regles_avis import etat_lien, expiration

NATURE = "avis"


@dataclass
class LienAvis:
    """A link found again, with the request that it answers."""

    lien: LienPersonnel
    demande: DemandeAvis

    @property
    def expire_le(self) -> datetime.datetime:
        return self.lien.expire_le


def creer(demande: DemandeAvis) -> Cle:
    """Add a link to the request, with its code: both exist nowhere else."""
    minuit = datetime.datetime.combine(
        demande.echeance + datetime.timedelta(days=1), datetime.time.min
    )
    fin = expiration(timezone.now(), timezone.make_aware(minuit), settings.DUREE_LIEN_AVIS)
    return liens.creer(NATURE, sujet_de(demande), fin)


def adresse(jeton: str) -> str:
    """The full address, for a mail or to be copied."""
    return settings.ADRESSE_PUBLIQUE + reverse("evaluations:avis_public", args=[jeton])


def etat(lien: LienAvis) -> EtatLien:
    """What the link opens now; `demande.dossier` is loaded."""
    return _etat(lien.demande, expire=not liens.est_vivant(lien.lien))


def etat_sans_lien(demande: DemandeAvis) -> EtatLien:
    """What a fresh link would open; `demande.dossier` is loaded."""
    return _etat(demande, expire=False)


def _etat(demande: DemandeAvis, *, expire: bool) -> EtatLien:
    return etat_lien(
        issue=demande.issue,
        repondu=demande.repondue_le is not None,
        expire=expire,
        dossier_ouvert=demande.dossier.etat in AVANT_JURY,
    )
