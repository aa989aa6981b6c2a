"""Convene the members of a jury, tell them what changes, and certify that they came (R29)."""

import datetime
import hashlib
from collections.abc import Callable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Centre, Utilisateur
from evaluations import emails
from evaluations.agenda import invitation
from evaluations.enums import EtatSession, MoyenDEnvoi
from evaluations.errors import SessionRefusee
from evaluations.models import MembreJury, SessionJury
from evaluations.rapports.composition import convocation_de
from evaluations.selectors.convocations import (
    NATURE_ANNULATION,
    NATURE_ATTESTATION,
    NATURE_CONVOCATION,
    convocations_de,
)
from evaluations.services.jury.socle import membre_de, noter_tous, verrouiller

# What those who are convened must be told of when it changes.
ANNONCES = {"date", "heure", "lieu", "mode", "lien_visio"}


@transaction.atomic
def convoquer(session: SessionJury, *, par: Utilisateur) -> list[str]:
    """Ask for the sending of what each member still lacks; gives their names.

    Asked twice, it sends once; after a failure it sends again. A member without address has their
    paper drawn, to be given by hand. Raises SessionRefusee once the session is open.
    """
    session = verrouiller(session, EtatSession.PREPARATION)
    if not session.membres.exists():
        raise SessionRefusee("Personne ne siège encore dans cette session : ajoutez ses membres.")
    return _envoyer(session, par, deja_convoques=False)


def prevenir_du_changement(session: SessionJury, *, par: Utilisateur) -> None:
    """Give the session a newer version and send it to those who are convened already."""
    session.sequence += 1
    session.save(update_fields=["sequence", "modifie_le"])
    _envoyer(session, par, deja_convoques=True)


def _envoyer(session: SessionJury, par: Utilisateur, *, deja_convoques: bool) -> list[str]:
    prevenus = [
        str(ligne.membre)
        for ligne in convocations_de(session)
        if ligne.a_envoyer
        and (not deja_convoques or ligne.membre.convocation_recue is not None)
        and _demander(session, ligne.membre, par)
    ]
    if prevenus:
        libelle = f"Session {session.numero}, convocation demandée : {', '.join(prevenus)}."
        noter_tous(session, libelle, par)
    return prevenus


def _demander(session: SessionJury, membre: MembreJury, par: Utilisateur) -> bool:
    """Ask for one member's job; False when the same one waits or is done."""
    reste = hashlib.sha256(f"{membre.adresse}|{membre.convocation_recue}".encode()).hexdigest()[:16]
    cle = f"{NATURE_CONVOCATION}:{membre.pk}:{session.sequence}:{reste}"
    if travaux.est_demande(cle):
        return False
    travaux.demander(
        NATURE_CONVOCATION,
        sujet=sujet_de(session),
        cle=cle,
        parametres={"membre": membre.pk, "sequence": session.sequence},
        par=par,
    )
    return True


def executer(
    membre: MembreJury, sequence: int, avancer: Callable[[int, int, str], None], *, cle: str
) -> travaux.Produit | None:
    """Do one member's job: draw the paper and mail it, unless they have received it already.

    A job that a newer version or the closing has overtaken does nothing.
    """
    session = membre.session
    if session.sequence != sequence or not session.est_modifiable:
        return None
    avancer(0, 2, "Mise en page de la convocation")
    produit = convocation_de(membre)
    if membre.adresse and membre.convocation_recue != sequence:
        avancer(1, 2, f"Envoi à {membre}")
        pieces = [produit, invitation(membre)]
        mise_a_jour = membre.convocation_recue is not None
        emails.envoyer_convocation_jury(membre, pieces, mise_a_jour=mise_a_jour, cle=cle)
        _recue(membre, MoyenDEnvoi.COURRIEL, timezone.localdate())
    return produit


@transaction.atomic
def remettre(membre: MembreJury, *, le: datetime.date, par: Utilisateur) -> None:
    """Someone was given their convocation, or told of the change, face to face or by post.

    Raises SessionRefusee for a day to come.
    """
    session = verrouiller(membre.session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    membre = membre_de(session, membre)
    if le > timezone.localdate():
        raise SessionRefusee("Cette date est à venir : enregistrez la remise une fois faite.")
    _recue(membre, MoyenDEnvoi.COURRIER, le)
    noter_tous(session, f"Convocation remise à {membre} le {le:%d/%m/%Y}.", par)


@transaction.atomic
def _recue(membre: MembreJury, moyen: MoyenDEnvoi, le: datetime.date) -> None:
    """The member knows the present version; the notice runs from the day they knew the date.

    What the PV says stays as it is once the session is closed (R40), as when the member was taken
    off while the mail left.
    """
    session = SessionJury.objects.select_for_update().filter(pk=membre.session_id).first()
    actuel = MembreJury.objects.filter(pk=membre.pk).first()
    if session is None or actuel is None or not session.est_modifiable:
        return
    champs = {"convocation_recue": membre.session.sequence, "convoque_moyen": moyen}
    if actuel.convoque_pour != session.date:
        champs |= {"convoque_le": le, "convoque_pour": session.date}
    MembreJury.objects.filter(pk=membre.pk).update(**champs)
    dernier = session.membres.aggregate(le=Max("convoque_le"))["le"]
    SessionJury.objects.filter(pk=session.pk).update(convocations_le=dernier)


def annuler(membre: MembreJury, *, sujet: SessionJury | Centre, par: Utilisateur) -> None:
    """Tell a member who is convened that they are no longer expected, in the act's transaction.

    Everything is in the job: the seat, and perhaps the session, are gone when it runs.
    """
    if membre.convocation_recue is None or not membre.adresse:
        return
    travaux.demander(
        NATURE_ANNULATION,
        sujet=sujet_de(sujet),
        cle=f"{NATURE_ANNULATION}:{membre.pk}",
        parametres=emails.parametres_annulation(membre),
        par=par,
    )


# --- Once the jury has sat --------------------------------------------------------------------


def demander_attestations(session: SessionJury, *, par: Utilisateur) -> int:
    """Ask for the certificate of each member who came; gives how many. Asked twice, made once.

    Raises SessionRefusee before the closing: the hours are not known.
    """
    if session.etat not in {EtatSession.CLOSE, EtatSession.SIGNEE}:
        raise SessionRefusee("Les attestations de présence se font une fois la session close.")
    presents = [un for un in session.membres.all() if un.present]
    for membre in presents:
        travaux.demander(
            NATURE_ATTESTATION,
            sujet=sujet_de(session),
            cle=f"{NATURE_ATTESTATION}:{membre.pk}",
            parametres={"membre": membre.pk},
            par=par,
        )
    return len(presents)
