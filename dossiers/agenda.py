"""Meetings for people's own calendars (RFC 5545, 5546): one name, newer and newer versions."""

from collections.abc import Iterable
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from cqpm.commun.fichiers import Produit
from dossiers.enums import QualiteConvoque
from dossiers.models import Convocation, Seance

UTC = ZoneInfo("UTC")


def invitation(convocation: Convocation, *, annulee: bool = False) -> Produit:
    """The invitation of one person, or its end; nobody reads there who else is invited."""
    methode = "CANCEL" if annulee else "REQUEST"
    seance = convocation.seance
    agenda = _agenda(methode)
    evenement = _evenement(seance)
    evenement["organizer"] = _organisateur(seance)
    evenement.add("status", "CANCELLED" if annulee else "CONFIRMED")
    evenement.add("attendee", _invite(convocation))
    agenda.add_component(evenement)
    return Produit(
        "invitation.ics",
        "Invitation",
        agenda.to_ical(),
        f"text/calendar; method={methode}",
    )


def publication(seances: Iterable[Seance]) -> bytes:
    """Several meetings to copy into a calendar; without anybody's address."""
    agenda = _agenda("PUBLISH")
    for seance in seances:
        evenement = _evenement(seance)
        evenement["summary"] = vText(f"{seance.get_nature_display()} : {seance.dossier.candidat}")
        agenda.add_component(evenement)
    return agenda.to_ical()


def _agenda(methode: str) -> Calendar:
    agenda = Calendar()
    agenda.add("prodid", "-//CQPM Dossiers//FR")
    agenda.add("version", "2.0")
    agenda.add("calscale", "GREGORIAN")
    agenda.add("method", methode)
    return agenda


def _evenement(seance: Seance) -> Event:
    evenement = Event()
    # Universal time: every calendar shows it in its own hour, on both sides of a change of hour.
    evenement.add("uid", f"{seance.uid}@cqpm-dossiers")
    evenement.add("sequence", seance.sequence)
    evenement.add("dtstamp", seance.modifie_le.astimezone(UTC))
    evenement.add("dtstart", seance.debut.astimezone(UTC))
    evenement.add("dtend", seance.fin.astimezone(UTC))
    evenement.add("summary", f"CQPM : {seance.get_nature_display()}")
    evenement.add("location", seance.lieu)
    if seance.precisions:
        evenement.add("description", seance.precisions)
    return evenement


def _organisateur(seance: Seance) -> vCalAddress:
    centre = seance.dossier.centre
    adresse = vCalAddress(f"mailto:{centre.courriel or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    adresse.params["cn"] = vText(centre.nom)
    return adresse


def _invite(convocation: Convocation) -> vCalAddress:
    informe = convocation.qualite == QualiteConvoque.TUTEUR
    adresse = vCalAddress(f"mailto:{convocation.courriel}")
    adresse.params["cn"] = vText(convocation.nom)
    adresse.params["role"] = vText("NON-PARTICIPANT" if informe else "REQ-PARTICIPANT")
    adresse.params["partstat"] = vText("NEEDS-ACTION")
    adresse.params["rsvp"] = vText("FALSE")
    return adresse
