"""Appointments for people's own calendars (RFC 5545, 5546): one name, newer and newer versions."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from cqpm.commun.fichiers import Produit

UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class RendezVous:
    """What a calendar shows; two dates without an hour are a whole day, `fin` excluded."""

    uid: str
    sequence: int
    modifie_le: datetime.datetime
    debut: datetime.datetime | datetime.date
    fin: datetime.datetime | datetime.date
    objet: str
    lieu: str
    precisions: str = ""


@dataclass(frozen=True)
class Invite:
    """Who receives the invitation; `informe` is told without being expected."""

    nom: str
    courriel: str
    informe: bool = False


def inviter(
    rendez_vous: RendezVous,
    invite: Invite,
    *,
    organisateur: str,
    courriel_organisateur: str,
    annulee: bool = False,
) -> Produit:
    """The invitation of one person, or its end; nobody reads there who else is invited."""
    methode = "CANCEL" if annulee else "REQUEST"
    agenda = _agenda(methode)
    evenement = _evenement(rendez_vous)
    evenement["organizer"] = _organisateur(organisateur, courriel_organisateur)
    evenement.add("status", "CANCELLED" if annulee else "CONFIRMED")
    evenement.add("attendee", _invite(invite))
    agenda.add_component(evenement)
    return Produit(
        "invitation.ics",
        "Invitation",
        agenda.to_ical(),
        f"text/calendar; method={methode}",
    )


def publier(rendez_vous: Iterable[RendezVous]) -> bytes:
    """Several appointments to copy into a calendar; without anybody's address."""
    agenda = _agenda("PUBLISH")
    for un in rendez_vous:
        agenda.add_component(_evenement(un))
    return agenda.to_ical()


def _agenda(methode: str) -> Calendar:
    agenda = Calendar()
    agenda.add("prodid", "-//CQPM Dossiers//FR")
    agenda.add("version", "2.0")
    agenda.add("calscale", "GREGORIAN")
    agenda.add("method", methode)
    return agenda


def _evenement(rendez_vous: RendezVous) -> Event:
    evenement = Event()
    evenement.add("uid", f"{rendez_vous.uid}@cqpm-dossiers")
    evenement.add("sequence", rendez_vous.sequence)
    evenement.add("dtstamp", rendez_vous.modifie_le.astimezone(UTC))
    evenement.add("dtstart", _moment(rendez_vous.debut))
    evenement.add("dtend", _moment(rendez_vous.fin))
    evenement.add("summary", rendez_vous.objet)
    evenement.add("location", rendez_vous.lieu)
    if rendez_vous.precisions:
        evenement.add("description", rendez_vous.precisions)
    return evenement


def _moment(quand: datetime.datetime | datetime.date) -> datetime.datetime | datetime.date:
    """Universal time: every calendar shows its own hour, on both sides of a change of hour."""
    return quand.astimezone(UTC) if isinstance(quand, datetime.datetime) else quand


def _organisateur(nom: str, courriel: str) -> vCalAddress:
    adresse = vCalAddress(f"mailto:{courriel or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    adresse.params["cn"] = vText(nom)
    return adresse


def _invite(invite: Invite) -> vCalAddress:
    adresse = vCalAddress(f"mailto:{invite.courriel}")
    adresse.params["cn"] = vText(invite.nom)
    adresse.params["role"] = vText("NON-PARTICIPANT" if invite.informe else "REQ-PARTICIPANT")
    adresse.params["partstat"] = vText("NEEDS-ACTION")
    adresse.params["rsvp"] = vText("FALSE")
    return adresse
