"""Produce the PV of a closed session, sign it, and give each dossier its result."""

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.fichiers import est_intact
from cqpm.commun.models import Document, Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from cqpm.comptes.permissions import verifier_mot_de_passe
from dossiers import transitions
from dossiers.enums import RoleAffectation
from dossiers.models import Affectation
from evaluations.enums import DecisionJury, DocumentJury, EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import (
    Deliberation,
    SessionJury,
    SignaturePV,
)
from evaluations.selectors.conservation import benefices
from evaluations.services.jury.identite import appliquer_identites
from evaluations.services.jury.registre import delivrer
from evaluations.services.jury.socle import (
    noter_tous,
    verrouiller,
)
from evaluations.services.signature import rouvrir
from evaluations.vocabulaire import RESULTATS, decision_du_dossier


def demander_pv(session: SessionJury, *, par: Utilisateur) -> Travail:
    """Ask for the PV of a closed session; asked again after a failure, it is queued again."""
    return travaux.demander(
        DocumentJury.PV,
        sujet=sujet_de(session),
        cle=f"pv:{session.pk}",
        parametres={"session": session.pk},
        par=par,
    )


def dernier_pv(session: SessionJury) -> Travail | None:
    """The job that produces this session's PV, with its document once it is done."""
    return travaux.dernier(sujet_de(session), DocumentJury.PV)


def pv_de(session: SessionJury) -> Document | None:
    """The PV as produced, before any signature."""
    return Document.objects.filter(
        sujet=sujet_de(session), nature=DocumentJury.PV, travail__isnull=False
    ).first()


def signer_pv(session: SessionJury, *, mot_de_passe: str, par: Utilisateur) -> SignaturePV:
    """Sign the exact PDF of the PV (R52).

    Once every member in séance at the closing has signed, the results are final.
    Raises SessionRefusee or the refusal of a wrong password, counted outside the transaction.
    """
    membre = session.membres.filter(utilisateur=par, present=True, parti_le=None).first()
    if membre is None:
        raise SessionRefusee("Seuls les membres en séance à la clôture signent le PV.")
    verifier_mot_de_passe(par, mot_de_passe)
    with transaction.atomic():
        session = verrouiller(session, EtatSession.CLOSE)
        document = pv_de(session)
        if document is None:
            raise SessionRefusee(
                "Le PV n'est pas encore produit : attendez qu'il soit prêt, lisez-le, puis signez."
            )
        signature, cree = SignaturePV.objects.get_or_create(
            membre=membre, defaults={"session": session, "empreinte": document.sha256}
        )
        if not cree:
            raise SessionRefusee("Vous avez déjà signé ce PV.")
        if not est_intact(document):
            raise SessionRefusee(
                "Le fichier du PV n'est plus celui qui a été produit : rien n'est signé. Prévenez "
                "l'administrateur, qui le rétablira depuis la dernière sauvegarde."
            )
        noter_tous(session, f"{membre} a signé le PV de la session {session.numero}.", par)
        presents = session.membres.filter(present=True, parti_le=None)
        if not presents.filter(signature__isnull=True).exists():
            _rendre_definitif(session, document, par=par)
    return signature


@transaction.atomic
def deposer_pv_signe(session: SessionJury, *, contenu: bytes, par: Utilisateur) -> Document:
    """Keep the scan of the PV signed by hand; the results become final."""
    session = verrouiller(session, EtatSession.CLOSE)
    produit = pv_de(session)
    if produit is None:
        raise SessionRefusee("Le PV n'est pas encore produit : il n'a pas pu être signé.")
    if hashlib.sha256(contenu).hexdigest() == produit.sha256:
        raise SessionRefusee(
            "Ce fichier est le PV tel qu'il a été produit, sans signature. Déposez la "
            "numérisation du PV signé par tous les membres présents."
        )
    document = travaux.enregistrer_document(
        sujet_de(session),
        DocumentJury.PV_SIGNE,
        f"PV signé de la session {session.numero}",
        f"pv-signe-{session.numero}.pdf",
        contenu,
        par=par,
    )
    noter_tous(session, f"PV signé de la session {session.numero} déposé.", par)
    _rendre_definitif(session, document, par=par)
    return document


def _rendre_definitif(session: SessionJury, document: Document, *, par: Utilisateur) -> None:
    """Lock the session and give each dossier its result, or back to its commission (10d)."""
    session.etat, session.signee_le = EtatSession.SIGNEE, timezone.now()
    session.pv_signe = document
    session.save(update_fields=["etat", "signee_le", "pv_signe", "modifie_le"])
    for deliberation in session.deliberations.select_related("dossier__referentiel"):
        _prononcer(session, deliberation, par=par)
    appliquer_identites(session, par=par)
    delivrer(session, par=par)


def _prononcer(session: SessionJury, deliberation: Deliberation, *, par: Utilisateur) -> None:
    """One dossier's result; a PV rectificatif puts it in place of the earlier one (R40)."""
    dossier = deliberation.dossier
    libelle = decision_du_dossier(dossier, deliberation.decision)
    if deliberation.decision == DecisionJury.RENVOI:
        rouvrir(dossier, motif=f"{libelle} ({deliberation.motif})", par=par, par_le_jury=True)
        Affectation.objects.filter(dossier=dossier, role=RoleAffectation.JURY).delete()
        return
    donner = transitions.rectifier if session.rectifie_id else transitions.prononcer
    acte = "PV rectificatif" if session.rectifie_id else "jury"
    donner(
        dossier,
        RESULTATS[deliberation.decision],
        libelle=f"{libelle} par le {acte} de la session {session.numero}.",
        par=par,
        conservation_jusqu_au=_fin_du_benefice(deliberation),
    )


def _fin_du_benefice(deliberation: Deliberation) -> datetime.date | None:
    """Until when all that a partial result, or blocs alone, gave still counts (R38)."""
    entier = deliberation.decision == DecisionJury.ADMIS and not (
        deliberation.dossier.blocs_vises.exists()
    )
    if entier or deliberation.decision == DecisionJury.REFUSE:
        return None
    return min((un.jusqu_au for un in benefices(deliberation.dossier)), default=None)
