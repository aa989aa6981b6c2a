"""Ask the unions to name their representatives, and record what they answer (R28)."""

import datetime
import hashlib
from collections.abc import Callable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Utilisateur
from evaluations.emails import envoyer_demande_syndicat
from evaluations.enums import EtatSession, MoyenDEnvoi, ReponseSyndicat
from evaluations.errors import SessionRefusee
from evaluations.models import DemandeSyndicat, OrganisationSyndicale, SessionJury
from evaluations.rapports.composition import lettre_de_demande
from evaluations.selectors.demandes import NATURE_DEMANDE
from evaluations.services.jury.socle import noter_tous, verrouiller

DEMANDE, RELANCE, LETTRE = "demande", "relance", "lettre"


@transaction.atomic
def demander(
    session: SessionJury, adresses: Mapping[OrganisationSyndicale, str], *, par: Utilisateur
) -> list[OrganisationSyndicale]:
    """Ask for one mail per union, at these addresses; gives those whose mail is new.

    A union that was asked already is reminded. Asked twice the same day at the same address, it
    leaves once; after a failure it leaves again.
    """
    session = verrouiller(session, EtatSession.PREPARATION)
    parties = []
    for organisation, courriel in adresses.items():
        demande = _inscrire(session, organisation)
        demande.courriel = courriel
        demande.save(update_fields=["courriel", "modifie_le"])
        envoi = RELANCE if demande.envoyee_le else DEMANDE
        if _demander_le_travail(session, demande, envoi, par):
            parties.append(organisation)
    if parties:
        noms = ", ".join(une.sigle for une in parties)
        noter_tous(session, f"Organisations syndicales saisies par courriel : {noms}.", par)
    return parties


@transaction.atomic
def produire_lettre(
    session: SessionJury, organisation: OrganisationSyndicale, *, par: Utilisateur
) -> None:
    """Ask for the letter alone, to print: nothing is mailed, nothing counts as sent."""
    session = verrouiller(session, EtatSession.PREPARATION)
    demande = _inscrire(session, organisation)
    _demander_le_travail(session, demande, LETTRE, par)


@transaction.atomic
def noter_courrier(
    session: SessionJury,
    organisation: OrganisationSyndicale,
    *,
    le: datetime.date,
    par: Utilisateur,
) -> DemandeSyndicat:
    """Record a request that left by post or was handed over on that day.

    The first one to leave is the request; a later one is a reminder, which moves no date (R28).
    Raises SessionRefusee for a day to come.
    """
    session = verrouiller(session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    if le > timezone.localdate():
        raise SessionRefusee("Cette date est à venir : enregistrez l'envoi une fois parti.")
    demande = _inscrire(session, organisation)
    if demande.envoyee_le and demande.envoyee_le <= le:
        noter_tous(session, f"{organisation} relancée par courrier le {le:%d/%m/%Y}.", par)
        return demande
    demande.moyen, demande.envoyee_le = MoyenDEnvoi.COURRIER, le
    demande.save(update_fields=["moyen", "envoyee_le", "modifie_le"])
    _suivre(session)
    noter_tous(session, f"{organisation} saisie par courrier le {le:%d/%m/%Y}.", par)
    return demande


@transaction.atomic
def repondre(
    session: SessionJury,
    organisation: OrganisationSyndicale,
    *,
    reponse: str,
    le: datetime.date,
    precision: str = "",
    par: Utilisateur,
) -> DemandeSyndicat:
    """Record what a union answered; naming nobody blocks nothing, the PV says it (§4.2).

    Raises SessionRefusee when it was never asked, or on a day that cannot be.
    """
    session = verrouiller(session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    demande = session.demandes.filter(organisation=organisation).first()
    if demande is None or demande.envoyee_le is None:
        raise SessionRefusee(
            f"{organisation} n'a pas encore été saisie pour cette session : envoyez la demande, ou "
            "enregistrez celle qui est partie par courrier."
        )
    if not demande.envoyee_le <= le <= timezone.localdate():
        raise SessionRefusee(
            f"La réponse arrive entre le {demande.envoyee_le:%d/%m/%Y}, jour de la demande, et "
            "aujourd'hui : corrigez sa date."
        )
    demande.reponse, demande.repondue_le, demande.precision = reponse, le, precision
    demande.save(update_fields=["reponse", "repondue_le", "precision", "modifie_le"])
    quoi = "a désigné un représentant" if reponse == ReponseSyndicat.DESIGNE else "n'en désigne pas"
    noter_tous(session, f"{organisation}, saisie, {quoi}.", par)
    return demande


def _inscrire(session: SessionJury, organisation: OrganisationSyndicale) -> DemandeSyndicat:
    return session.demandes.get_or_create(organisation=organisation)[0]


def _demander_le_travail(
    session: SessionJury, demande: DemandeSyndicat, envoi: str, par: Utilisateur
) -> bool:
    """Ask for the job; False when the same one waits or is done."""
    reste = f"{envoi}|{demande.courriel}|{timezone.localdate()}|{session.modifie_le}"
    cle = f"{NATURE_DEMANDE}:{demande.pk}:{hashlib.sha256(reste.encode()).hexdigest()[:20]}"
    if travaux.est_demande(cle):
        return False
    travaux.demander(
        NATURE_DEMANDE,
        sujet=sujet_de(session),
        cle=cle,
        parametres={"demande": demande.pk, "envoi": envoi},
        par=par,
    )
    return True


def executer(
    demande: DemandeSyndicat, envoi: str, avancer: Callable[[int, int, str], None], *, cle: str
) -> travaux.Produit | None:
    """Do one union's job: draw the letter, mail it; the first mail to leave is the request.

    A mail that waited past the closing does not leave: the PV says who was asked, and when (R40).
    """
    if not demande.session.est_modifiable and envoi != LETTRE:
        return None
    avancer(0, 2, "Mise en page de la lettre")
    produit = lettre_de_demande(demande)
    if envoi == LETTRE:
        return produit
    avancer(1, 2, f"Envoi à {demande.organisation}")
    envoyer_demande_syndicat(demande, produit, relance=envoi == RELANCE, cle=cle)
    _dater(demande)
    return produit


@transaction.atomic
def _dater(demande: DemandeSyndicat) -> None:
    """The first mail to leave is the request, until the session is closed (R40)."""
    session = SessionJury.objects.select_for_update().get(pk=demande.session_id)
    premiere = DemandeSyndicat.objects.filter(pk=demande.pk, envoyee_le=None)
    if session.est_modifiable and premiere.update(
        envoyee_le=timezone.localdate(), moyen=MoyenDEnvoi.COURRIEL
    ):
        _suivre(session)


def _suivre(session: SessionJury) -> None:
    """The date that counts for the notice is the one of the last union to be asked (R28)."""
    dernier = session.demandes.aggregate(le=Max("envoyee_le"))["le"]
    SessionJury.objects.filter(pk=session.pk).update(demandes_syndicats_le=dernier)
