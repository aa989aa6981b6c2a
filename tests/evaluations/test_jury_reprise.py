"""In a session resumed another day, an hour belongs to the day on which the jury sits (R26)."""

import datetime

import pytest
from django.utils import timezone

from dossiers.regles_seances import PARIS
from evaluations.models import MembreJury, SessionJury
from evaluations.regles_seance import situer
from evaluations.services import jury
from tests.factories.comptes import CentreFactory
from tests.outils import dossier_pret, reunir

LUNDI, MARDI, JEUDI = (datetime.date(2026, 3, jour) for jour in (2, 3, 5))


def le(jour: datetime.date, heures: int, minutes: int = 0) -> datetime.datetime:
    return datetime.datetime.combine(jour, datetime.time(heures, minutes), tzinfo=PARIS)


@pytest.mark.parametrize(
    ("heure", "maintenant", "jours", "attendu"),
    [
        # The session's own day.
        ((15, 0), le(LUNDI, 16), [LUNDI], le(LUNDI, 15)),
        ((13, 0), le(LUNDI, 16), [LUNDI], None),
        ((17, 0), le(LUNDI, 16), [LUNDI], None),
        # It goes on after midnight.
        ((0, 10), le(MARDI, 0, 30), [LUNDI, MARDI], le(MARDI, 0, 10)),
        ((23, 50), le(MARDI, 0, 30), [LUNDI, MARDI], le(LUNDI, 23, 50)),
        # It is resumed on Thursday.
        ((10, 0), le(JEUDI, 11), [LUNDI, JEUDI], le(JEUDI, 10)),
        ((15, 0), le(JEUDI, 16), [LUNDI, JEUDI], le(JEUDI, 15)),
        # A departure of Monday evening, recorded on Thursday.
        ((17, 0), le(JEUDI, 11), [LUNDI, JEUDI], le(LUNDI, 17)),
    ],
)
def test_r26_an_hour_is_that_of_the_last_day_on_which_the_jury_sat(
    heure, maintenant, jours, attendu
):
    trouve = situer(datetime.time(*heure), jours, ouverte=le(LUNDI, 14), maintenant=maintenant)

    assert trouve == attendu


@pytest.fixture
def reunion(db):
    """Opened two days ago; the employee left that day, and comes back today."""
    reunion = reunir(CentreFactory())
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    ouverte = timezone.now() - datetime.timedelta(days=2)
    SessionJury.objects.update(ouverte_le=ouverte)
    reunion.session.refresh_from_db()
    MembreJury.objects.filter(utilisateur=reunion.salarie).update(parti_le=ouverte)
    return reunion


def test_r26_who_comes_back_another_day_comes_back_that_day(reunion):
    salarie = reunion.session.membres.get(utilisateur=reunion.salarie)
    maintenant = timezone.localtime().replace(second=0, microsecond=0)
    arrivant = jury.ajouter_membre(
        reunion.session,
        prenom="Ali",
        nom="Roux",
        college="salaries",
        organisation="CGT",
        par=reunion.secretaire,
    )

    arrive = jury.noter_arrivee(arrivant, heure=maintenant.time(), par=reunion.secretaire)
    jury.noter_arrivee(salarie, heure=maintenant.time(), par=reunion.secretaire)

    assert arrive.arrive_le == maintenant
    assert arrive.mouvements == [f"arrivé(e) à {maintenant:%H:%M}, le {maintenant:%d/%m/%Y}"]
    reunion.session.refresh_from_db()
    depart = timezone.localtime(reunion.session.ouverte_le)
    assert reunion.session.observations == (
        f"Yves Pham s'est absenté(e) de {depart:%H:%M} à {maintenant:%H:%M}, "
        f"le {maintenant:%d/%m/%Y}."
    )


def test_r26_a_return_tells_that_the_jury_sat_that_day(reunion, monkeypatch):
    ouverte = timezone.localtime(reunion.session.ouverte_le)
    lendemain = (ouverte + datetime.timedelta(days=1)).replace(hour=9, minute=0)
    MembreJury.objects.filter(utilisateur=reunion.salarie).update(
        parti_le=None, absences=[[ouverte.isoformat(), lendemain.isoformat()]]
    )
    maintenant = lendemain + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: maintenant)
    salarie = reunion.session.membres.get(utilisateur=reunion.salarie)

    parti = jury.noter_depart(salarie, heure=datetime.time(23), par=reunion.secretaire)

    assert timezone.localtime(parti.parti_le) == lendemain.replace(hour=23, second=0, microsecond=0)
