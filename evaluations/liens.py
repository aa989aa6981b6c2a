"""Personal links to an opinion: a random token in the address, only its SHA-256 in the database."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from dossiers.enums import AVANT_JURY
from evaluations.enums import EtatLien
from evaluations.models import DemandeAvis, LienAvis
from evaluations.regles_avis import etat_lien, expiration


def creer(demande: DemandeAvis) -> str:
    """Add a link to the request and return its token, which exists nowhere else."""
    jeton = secrets.token_urlsafe(32)
    minuit = datetime.datetime.combine(
        demande.echeance + datetime.timedelta(days=1), datetime.time.min
    )
    LienAvis.objects.create(
        demande=demande,
        empreinte=empreinte(jeton),
        expire_le=expiration(timezone.now(), timezone.make_aware(minuit), settings.DUREE_LIEN_AVIS),
    )
    return jeton


def empreinte(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()


def adresse(jeton: str) -> str:
    """The full address, for a mail or to be copied."""
    return settings.ADRESSE_PUBLIQUE + reverse("evaluations:avis_public", args=[jeton])


def etat(lien: LienAvis) -> EtatLien:
    """What the link opens now; `demande.dossier` is loaded."""
    demande = lien.demande
    return etat_lien(
        revoque=demande.revoquee_le is not None,
        repondu=demande.repondue_le is not None,
        expire=lien.expire_le <= timezone.now(),
        dossier_ouvert=demande.dossier.etat in AVANT_JURY,
    )
