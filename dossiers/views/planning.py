"""The planning: a month, its list, one's own meetings, a file for one's calendar."""

import calendar
import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cqpm.commun.forms import lire_entier, lire_texte
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers import agenda as calendrier
from dossiers.planning import Evenement, Filtre
from dossiers.selectors import planning as selecteur

JOURS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")


def mois(request):
    """Meetings and jury sessions of a month, as a grid of weeks or as a list."""
    _exiger_planning(request.user)
    premier = _premier_du_mois(request)
    filtre = _filtre(request, premier)
    lignes = selecteur.evenements(request.user, filtre)
    contexte = {
        "premier": premier,
        "precedent": premier - datetime.timedelta(days=1),
        "suivant": _dernier(premier) + datetime.timedelta(days=1),
        "aujourd_hui": timezone.localdate(),
        "vue": "liste" if request.GET.get("vue") == "liste" else "mois",
        "semaines": _semaines(premier, lignes),
        "jours": JOURS,
        "evenements": lignes,
        "filtre": filtre,
        "evaluateurs": selecteur.choix_evaluateurs(request.user),
        "cqpm": selecteur.choix_cqpm(request.user),
    }
    return render(request, "dossiers/planning/mois.html", contexte)


def agenda(request):
    """The meetings of the month, to open with a calendar; jury sessions are not in it."""
    _exiger_planning(request.user)
    premier = _premier_du_mois(request)
    seances = selecteur.seances_filtrees(request.user, _filtre(request, premier))
    reponse = HttpResponse(calendrier.publication(seances), content_type="text/calendar")
    reponse["Content-Disposition"] = f'attachment; filename="planning-{premier:%Y-%m}.ics"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def mes_seances(request):
    """Where an evaluator is expected, and what is left to score."""
    if not request.user.a_role(Role.EVALUATEUR):
        raise PermissionDenied
    contexte = {"miennes": selecteur.mes_seances(request.user)}
    return render(request, "dossiers/planning/mes_seances.html", contexte)


def _exiger_planning(utilisateur: Utilisateur) -> None:
    if not (utilisateur.a_role(Role.GESTIONNAIRE) or utilisateur.a_role(Role.EVALUATEUR)):
        raise PermissionDenied


def _premier_du_mois(request) -> datetime.date:
    """The month asked for, this one if it cannot be read."""
    try:
        demande = datetime.date.fromisoformat(f"{request.GET.get('mois', '')}-01")
    except ValueError:
        demande = timezone.localdate().replace(day=1)
    # Far enough from the ends of the calendar for the weeks around to exist.
    return demande if 2000 <= demande.year <= 2100 else timezone.localdate().replace(day=1)


def _dernier(premier: datetime.date) -> datetime.date:
    return premier.replace(day=calendar.monthrange(premier.year, premier.month)[1])


def _filtre(request, premier: datetime.date) -> Filtre:
    evaluateur = lire_entier(request.GET, "evaluateur")
    return Filtre(
        premier,
        _dernier(premier),
        evaluateur if evaluateur > 0 else None,
        lire_texte(request.GET, "cqpm")[:50],
    )


def _semaines(premier: datetime.date, lignes: list[Evenement]) -> list[list]:
    """The weeks of the month: each day, whether it is in the month, and what happens then."""
    par_jour: dict[datetime.date, list[Evenement]] = {}
    for un in lignes:
        par_jour.setdefault(un.jour, []).append(un)
    semaines = calendar.Calendar().monthdatescalendar(premier.year, premier.month)
    return [
        [(jour, jour.month == premier.month, par_jour.get(jour, [])) for jour in semaine]
        for semaine in semaines
    ]
