"""Proof that the person at the keyboard is the person signed in."""

from axes.helpers import get_cool_off
from axes.utils import reset
from django.contrib.auth import authenticate
from django.http import HttpRequest

from cqpm.comptes.errors import MotDePasseIncorrect, TropDEssais
from cqpm.comptes.models import Utilisateur

# Attempts to sign are counted per person, whatever the machine, apart from attempts to log in.
ADRESSE_DES_SIGNATURES = "0.0.0.0"  # noqa: S104


def verifier_mot_de_passe(utilisateur: Utilisateur, mot_de_passe: str) -> None:
    """Check the password typed again before a signature.

    Raises MotDePasseIncorrect, or TropDEssais after `AXES_FAILURE_LIMIT` failures within
    `AXES_COOLOFF_TIME`, even if the password is then right. Call it outside any transaction: a
    rollback would forget the failure.
    """
    demande = HttpRequest()
    demande.META = {"REMOTE_ADDR": ADRESSE_DES_SIGNATURES, "PATH_INFO": "signature"}
    reconnu = authenticate(demande, username=utilisateur.email, password=mot_de_passe)
    if getattr(demande, "axes_locked_out", False):
        raise TropDEssais(minutes=int(get_cool_off(demande).total_seconds() // 60))
    if reconnu != utilisateur:
        raise MotDePasseIncorrect
    reset(username=utilisateur.email, ip=ADRESSE_DES_SIGNATURES)
