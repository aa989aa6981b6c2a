"""The sheet that the members of a jury sign: drawn when it is asked for."""

import hashlib
import json

from cqpm.commun import travaux
from cqpm.commun.models import Document, Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from evaluations.models import SessionJury
from evaluations.selectors.transmission import NATURE_EMARGEMENT


def demander(session: SessionJury, *, par: Utilisateur) -> Travail:
    """Ask for the sheet; one that would say the same is not drawn again."""
    lignes = [
        [
            *(un.nom_complet, un.qualite, un.organisation, un.college, un.est_president),
            *(un.present, un.excuse, str(un.arrive_le), str(un.parti_le)),
        ]
        for un in session.membres.all()
    ]
    dit = [str(session.date), session.lieu, session.mode, lignes]
    marque = hashlib.sha256(json.dumps(dit).encode()).hexdigest()[:32]
    return travaux.demander(
        NATURE_EMARGEMENT,
        sujet=sujet_de(session),
        cle=f"emargement:{session.pk}:{marque}",
        parametres={"session": session.pk},
        par=par,
    )


def dernier_travail(session: SessionJury) -> Travail | None:
    """The job that was asked for last, with its document once it is drawn."""
    return travaux.dernier(sujet_de(session), NATURE_EMARGEMENT)


def derniere(session: SessionJury) -> Document | None:
    """The sheet that was drawn last."""
    return Document.objects.filter(sujet=sujet_de(session), nature=NATURE_EMARGEMENT).first()
