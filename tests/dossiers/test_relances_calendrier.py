"""When a reminder is due: a table."""

import datetime

import pytest

from dossiers.relances.calendrier import Cadence, est_echu, prochaine

LE_1 = datetime.date(2026, 3, 1)


def jour(numero: int) -> datetime.date:
    return LE_1 + datetime.timedelta(days=numero - 1)


@pytest.mark.parametrize(
    ("derniere", "echeance", "attendu"),
    [
        # Without a due date: a full cadence to do it, then every cadence.
        (None, None, 8),
        (8, None, 15),
        # Far: seven days before; then on the day itself, then every cadence.
        (None, 30, 23),
        (23, 30, 30),
        (25, 30, 30),
        (30, 30, 37),
        # Near: the next day, never the day when it started to wait.
        (None, 5, 2),
        (2, 5, 5),
        # Due tomorrow, today; already late when it appeared.
        (None, 2, 2),
        (None, 1, 1),
        (None, -10, 2),
        (2, -10, 9),
        # The due date was moved after a reminder.
        (8, 12, 12),
        (12, 9, 19),
    ],
)
def test_prochaine_with_the_default_cadence(derniere, echeance, attendu):
    obtenu = prochaine(
        Cadence(),
        ouverte_le=LE_1,
        derniere_le=jour(derniere) if derniere else None,
        echeance=jour(echeance) if echeance is not None else None,
    )

    assert obtenu == jour(attendu)


@pytest.mark.parametrize(
    ("cadence", "attendu"),
    [
        (Cadence(active=False), None),
        (Cadence(avance_jours=0), 30),
        (Cadence(avance_jours=10), 20),
        (Cadence(avance_jours=100), 2),
    ],
)
def test_prochaine_follows_the_centre(cadence, attendu):
    obtenu = prochaine(cadence, ouverte_le=LE_1, derniere_le=None, echeance=jour(30))

    assert obtenu == (jour(attendu) if attendu else None)


def test_a_cadence_of_zero_never_sends_twice_a_day():
    obtenu = prochaine(
        Cadence(cadence_jours=0), ouverte_le=LE_1, derniere_le=jour(4), echeance=None
    )

    assert obtenu == jour(5)


@pytest.mark.parametrize(("pas_avant", "attendu"), [(3, 8), (8, 8), (20, 20)])
def test_prochaine_waits_for_the_end_of_a_postponement(pas_avant, attendu):
    obtenu = prochaine(
        Cadence(), ouverte_le=LE_1, derniere_le=None, echeance=None, pas_avant=jour(pas_avant)
    )

    assert obtenu == jour(attendu)


@pytest.mark.parametrize(("echeance", "attendu"), [(None, False), (1, True), (2, True), (3, False)])
def test_est_echu_from_the_due_date_on(echeance, attendu):
    assert est_echu(jour(echeance) if echeance else None, jour(2)) is attendu
