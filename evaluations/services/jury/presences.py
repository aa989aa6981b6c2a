"""Who is here: present, excused or absent; then arrivals and departures, with their hour (R26)."""

import datetime

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from evaluations.enums import College, EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import MembreJury, SessionJury
from evaluations.regles_seance import situer
from evaluations.services.jury.mouvements import refuser_si_decide, relever
from evaluations.services.jury.socle import membre_de, noter_tous, verrouiller


@transaction.atomic
def noter_presences(
    session: SessionJury,
    presents: set[int],
    *,
    excuses: frozenset[int] | set[int] = frozenset(),
    par: Utilisateur,
) -> None:
    """Record who is here and who is excused, by member key; the others are absent.

    Before the opening; then comings and goings have an hour. Raises SessionRefusee.
    """
    session = verrouiller(session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    if session.etat == EtatSession.OUVERTE:
        raise SessionRefusee(
            "La session est ouverte : notez l'heure de chaque arrivée et de chaque départ, en "
            "face du membre."
        )
    membres = list(session.membres.all())
    if doubles := [str(un) for un in membres if un.pk in presents & excuses]:
        raise SessionRefusee(
            f"Coché à la fois présent et excusé : {', '.join(doubles)}. Choisissez."
        )
    changes = []
    for membre in membres:
        avant = (membre.present, membre.excuse)
        membre.present, membre.excuse = membre.pk in presents, membre.pk in excuses
        if avant != (membre.present, membre.excuse):
            changes.append(membre)
    if not changes:
        return
    MembreJury.objects.bulk_update(changes, ["present", "excuse"])
    noms = ", ".join(str(un) for un in membres if un.present) or "personne"
    libelle = f"Présents à la session {session.numero} : {noms}."
    if pardonnes := ", ".join(str(un) for un in membres if un.excuse):
        libelle += f" Excusés : {pardonnes}."
    noter_tous(session, libelle, par)


@transaction.atomic
def noter_arrivee(membre: MembreJury, *, heure: datetime.time, par: Utilisateur) -> MembreJury:
    """Someone arrives late, or comes back; an absence in the middle goes to the PV's incidents.

    Raises SessionRefusee, also naming the candidates whose vote was counted without them.
    """
    session, membre = _en_cours(membre)
    le = _moment(session, heure)
    if membre.en_seance:
        raise SessionRefusee(f"{membre} est déjà en séance.")
    avant = relever(membre)
    if membre.parti_le:
        if le < membre.parti_le:
            raise SessionRefusee(
                f"{membre} est parti(e) à {session.heure_dite(membre.parti_le)} : corrigez "
                "l'heure du retour, ou annulez d'abord ce départ."
            )
        membre.absences = [*membre.absences, [membre.parti_le.isoformat(), le.isoformat()]]
        _ecrire_incidents(session, [*session.observations.splitlines(), _absence(session, membre)])
        membre.parti_le = None
    else:
        membre.present, membre.excuse, membre.arrive_le = True, False, le
    refuser_si_decide(session, membre, avant)
    membre.save()
    noter_tous(session, f"{membre} arrive en séance à {session.heure_dite(le)}.", par)
    return membre


@transaction.atomic
def noter_depart(membre: MembreJury, *, heure: datetime.time, par: Utilisateur) -> MembreJury:
    """Someone leaves: a fact, even if it breaks the quorum; the session is then suspended.

    Raises SessionRefusee, also naming the candidates on whom the jury decided after that hour:
    they were counted among those who judged them (R26, R36).
    """
    session, membre = _en_cours(membre)
    le = _moment(session, heure)
    if not membre.en_seance:
        raise SessionRefusee(f"{membre} n'est pas en séance.")
    if membre.revenu_le and le < membre.revenu_le:
        raise SessionRefusee(
            f"{membre} est arrivé(e) à {session.heure_dite(membre.revenu_le)} : corrigez l'heure "
            "du départ, ou annulez d'abord cette arrivée."
        )
    avant = relever(membre)
    membre.parti_le = le
    refuser_si_decide(session, membre, avant)
    membre.save()
    noter_tous(session, f"{membre} quitte la séance à {session.heure_dite(le)}.", par)
    return membre


@transaction.atomic
def annuler_mouvement(membre: MembreJury, *, par: Utilisateur) -> MembreJury:
    """Take back the last arrival, departure or return, recorded by mistake; those before it stay.

    Raises SessionRefusee when there is none, or when the jury decided meanwhile (R26, R36).
    """
    session, membre = _en_cours(membre)
    avant = relever(membre)
    if membre.parti_le:
        membre.parti_le, quoi = None, "Départ"
    elif membre.absences:
        _ecrire_incidents(
            session, _sans(session.observations.splitlines(), _absence(session, membre))
        )
        *membre.absences, (depart, _) = membre.absences
        membre.parti_le, quoi = datetime.datetime.fromisoformat(depart), "Retour"
    elif membre.arrive_le:
        membre.arrive_le, membre.present, quoi = None, False, "Arrivée"
    else:
        raise SessionRefusee(f"Rien à annuler pour {membre}.")
    refuser_si_decide(session, membre, avant)
    membre.save()
    noter_tous(session, f"{quoi} de {membre} : mouvement annulé, noté par erreur.", par)
    return membre


def _absence(session: SessionJury, membre: MembreJury) -> str:
    """The last absence, as the PV's incidents tell it."""
    de, a = (datetime.datetime.fromisoformat(un) for un in membre.absences[-1])
    return f"{membre} s'est absenté(e) de {session.heure_dite(de)} à {session.heure_dite(a)}."


def _sans(lignes: list[str], derniere: str) -> list[str]:
    """The lines without the last one that says so."""
    for rang in reversed(range(len(lignes))):
        if lignes[rang] == derniere:
            return [*lignes[:rang], *lignes[rang + 1 :]]
    return lignes


def _ecrire_incidents(session: SessionJury, lignes: list[str]) -> None:
    session.observations = "\n".join(lignes)
    session.save(update_fields=["observations", "modifie_le"])


@transaction.atomic
def designer_president(membre: MembreJury, *, par: Utilisateur) -> MembreJury:
    """Give the chair to a member of the délégation patronale.

    Once the session is open, to one in séance and only when the president is no longer: the PV
    tells until when each presided. Raises SessionRefusee.
    """
    session = verrouiller(membre.session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    membre = membre_de(session, membre)
    ouverte = session.etat == EtatSession.OUVERTE
    ancien = session.membres.filter(est_president=True).exclude(pk=membre.pk).first()
    if membre.college != College.EMPLOYEURS or (ouverte and not membre.en_seance):
        raise SessionRefusee(
            f"{membre} ne peut pas présider : le président est un membre de la délégation "
            "patronale" + (", en séance." if ouverte else ".")
        )
    if ouverte and ancien and ancien.en_seance:
        raise SessionRefusee(
            f"{ancien} préside et est en séance : la présidence ne change qu'après son départ."
        )
    if ancien:
        ancien.est_president = False
        if ouverte:
            ancien.presidence_cedee_le = ancien.parti_le or timezone.now()
        ancien.save()
    membre.est_president, membre.presidence_cedee_le = True, None
    membre.save()
    noter_tous(session, f"{membre} préside le jury.", par)
    return membre


def _en_cours(membre: MembreJury) -> tuple[SessionJury, MembreJury]:
    session = verrouiller(membre.session, EtatSession.OUVERTE)
    return session, membre_de(session, membre)


def _moment(session: SessionJury, heure: datetime.time) -> datetime.datetime:
    """That hour of the day on which the session sits, between its opening and now.

    Today, or the last day of which something is known: it may be resumed another day.
    """
    maintenant = timezone.now()
    connus = [session.ouverte_le, maintenant]
    connus += session.deliberations.values_list("decidee_le", flat=True)
    for membre in session.membres.all():
        connus += [membre.arrive_le, membre.parti_le, membre.revenu_le]
    le = situer(
        heure,
        {timezone.localdate(un) for un in connus if un},
        ouverte=session.ouverte_le.replace(second=0, microsecond=0),
        maintenant=maintenant,
    )
    if le is None:
        raise SessionRefusee(
            f"L'heure se situe entre l'ouverture, à {session.heure_dite(session.ouverte_le)}, et "
            "maintenant : corrigez-la."
        )
    return le
