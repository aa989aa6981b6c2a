"""The jury on the board: sessions that wait, and the notices due before them (R28, R29)."""

import datetime
from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, Q

from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.tableau import Echeance, Groupe, Groupes, Ligne
from evaluations.enums import EtatSession
from evaluations.models import MembreJury, SessionJury
from evaluations.permissions import peut_gerer_session
from evaluations.selectors.composition import delai_des_convocations, delai_des_demandes
from evaluations.selectors.transmission import echeance_gtp_de

CENTRE, JURY = "Centre d'examen", "Jury"
LIGNES_PAR_GROUPE = 5


# --- The acts ---------------------------------------------------------------------------------


def groupes_du_jury(utilisateur: Utilisateur, aujourd_hui: datetime.date) -> Groupes:
    """The sessions under way, by what they wait for. One query, whatever their number."""
    par_acte: dict[tuple[bool, str, str, str], list[SessionJury]] = {}
    for session in _en_cours(utilisateur):
        for acte in _actes(session, utilisateur, aujourd_hui):
            par_acte.setdefault(acte, []).append(session)
    groupes = Groupes()
    for (a_vous, code, libelle, acteur), sessions in par_acte.items():
        lignes = [_ligne(session) for session in sessions[:LIGNES_PAR_GROUPE]]
        groupe = Groupe(code, libelle, acteur, len(sessions), lignes)
        (groupes.a_vous if a_vous else groupes.aux_autres).append(groupe)
    return groupes


def _en_cours(utilisateur: Utilisateur) -> list[SessionJury]:
    """The sessions that are not over: whose PV is to sign, or whose file is to send (R42)."""
    sieges = MembreJury.objects.filter(session=OuterRef("pk"), utilisateur=utilisateur)
    a_decider = Count("deliberations", filter=Q(deliberations__decision=""), distinct=True)
    sessions = SessionJury.objects.visible_par(utilisateur).en_cours()
    return list(
        sessions.annotate(
            siege=Exists(sieges),
            preside=Exists(sieges.filter(est_president=True)),
            doit_signer=Exists(sieges.filter(present=True, parti_le=None, signature__isnull=True)),
            nombre=Count("deliberations", distinct=True),
            a_decider=a_decider,
        ).order_by("date", "pk")
    )


def _actes(
    session: SessionJury, utilisateur: Utilisateur, aujourd_hui: datetime.date
) -> Iterable[tuple[bool, str, str, str]]:
    """For this person or not, the code, the name of the group, and who must act."""
    gere = peut_gerer_session(utilisateur, session)
    if session.etat == EtatSession.PREPARATION:
        if gere and session.date <= aujourd_hui:
            yield True, "ouvrir_session", "Sessions de jury à ouvrir", CENTRE
        if session.siege:
            yield True, "sieger", "Sessions où vous siégez", JURY
    elif session.etat == EtatSession.OUVERTE:
        if not (gere or session.preside):
            yield True, "sieger", "Sessions où vous siégez", JURY
        elif session.a_decider:
            yield True, "decider", "Sessions ouvertes : dossiers à décider", JURY
        else:
            yield gere, "clore_session", "Sessions de jury à clore", CENTRE
    elif session.etat == EtatSession.SIGNEE:
        if gere and echeance_gtp_de(session).en_alerte:
            yield True, "transmission_gtp", "Dossiers de jury à transmettre au GTP", CENTRE
    elif session.doit_signer:
        yield True, "signer_pv", "PV de jury à signer", JURY
    elif gere:
        yield False, "signer_pv", "PV de jury à signer", JURY


def _ligne(session: SessionJury) -> Ligne:
    dossiers = f"{session.nombre} dossier{'s' if session.nombre > 1 else ''}"
    if session.etat == EtatSession.OUVERTE:
        dossiers += f", dont {session.a_decider} à décider"
    return Ligne(
        f"Session {session.numero}",
        f"{session.lieu} · {dossiers}",
        session.get_absolute_url(),
        session.date,
    )


# --- The due dates ----------------------------------------------------------------------------


def echeances_du_jury(
    centres: Collection[int], aujourd_hui: datetime.date, jusqu_au: datetime.date
) -> list[Echeance]:
    """The notices due before each session in preparation, its day, then the PV to sign, then
    the file to send (R42)."""
    sessions = SessionJury.objects.filter(centre__in=centres).en_cours()
    trouvees = [une for session in sessions.order_by("date", "pk") for une in _de(session)]
    return [une for une in trouvees if une.date <= jusqu_au]


def _de(session: SessionJury) -> Iterable[Echeance]:
    if session.etat == EtatSession.SIGNEE:
        yield _echeance(
            session,
            "transmission_gtp",
            echeance_gtp_de(session).date,
            "Dossier du jury à transmettre au groupe technique paritaire",
        )
        return
    if session.etat == EtatSession.CLOSE:
        yield _echeance(session, "signer_pv", session.date, "PV du jury à faire signer")
        return
    if session.etat == EtatSession.OUVERTE:
        yield _echeance(session, "clore_session", session.date, "Session ouverte, à clore")
        return
    yield _echeance(session, "ouvrir_session", session.date, "Jour de la session de jury")
    for code, delai, acte, trop_tard in (
        (
            "saisine_syndicats",
            delai_des_demandes(session),
            "Saisir les organisations syndicales",
            "Organisations syndicales saisies trop tard : le PV le dira",
        ),
        (
            "convocation_jury",
            delai_des_convocations(session),
            "Convoquer les membres du jury",
            "Membres du jury convoqués trop tard : le PV le dira",
        ),
    ):
        limite, jours = delai.limite, delai.jours
        if delai.fait_le is None:
            yield _echeance(session, code, limite, f"{acte}, {jours} jours avant au plus tard")
        elif delai.fait_le > limite:
            yield _echeance(session, code, limite, trop_tard, information=True)


def _echeance(
    session: SessionJury,
    code: str,
    date: datetime.date,
    libelle: str,
    *,
    information: bool = False,
) -> Echeance:
    objet = f"Session {session.numero} du {session.date:%d/%m/%Y}"
    url = session.get_absolute_url()
    return Echeance(
        code, date, libelle, objet, url, session.centre_id, sujet_de(session), information
    )
