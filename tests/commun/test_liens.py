"""A personal link: its token and its code exist in the message alone."""

import datetime
import time
from contextlib import contextmanager

import pytest
from django.core import serializers
from django.utils import timezone

from cqpm.commun import liens
from cqpm.commun.liens import CodeRefuse
from cqpm.commun.models import LienPersonnel
from tests.factories.commun import CODE, LienPersonnelFactory

pytestmark = pytest.mark.django_db

SUJET = "dossiers.dossier:7"


def demain() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=1)


@contextmanager
def une_heure_plus_tard(monkeypatch):
    """The clock by which tries are counted, moved on."""
    plus_tard = time.time() + 3601
    with monkeypatch.context() as horloge:
        horloge.setattr(time, "time", lambda: plus_tard)
        yield


def est_lu(lien: LienPersonnel, code: str) -> bool:
    """The code was compared, right or wrong: not refused for the number of tries."""
    try:
        liens.verifier_code(lien, code)
    except CodeRefuse as refus:
        return "Trop de codes" not in str(refus)
    return True


def est_bon(lien: LienPersonnel, code: str) -> bool:
    try:
        liens.verifier_code(lien, code)
    except CodeRefuse:
        return False
    return True


def test_the_database_keeps_fingerprints_only():
    acces = liens.creer("essai", SUJET, demain())

    ecrit = serializers.serialize("json", LienPersonnel.objects.all())
    assert (len(acces.jeton), len(acces.code)) == (43, 6)
    assert acces.jeton not in ecrit
    assert f'"{acces.code}"' not in ecrit
    assert liens.trouver("essai", acces.jeton) == acces.lien


def test_a_token_opens_one_nature_of_page_only():
    acces = liens.creer("essai", SUJET, demain())

    assert liens.trouver("autre", acces.jeton) is None
    assert liens.trouver("essai", acces.jeton + "x") is None


def test_the_fingerprint_of_a_code_is_the_installations_own(settings):
    avant = liens.empreinte_du_code("essai", SUJET, CODE)

    settings.SECRET_KEY = "another-key"

    assert liens.empreinte_du_code("essai", SUJET, CODE) != avant


@pytest.mark.parametrize("saisi", [CODE, "482 913", " 48 29 13 ", "482\u00a0913"])
def test_the_code_is_read_however_it_is_spaced(saisi):
    assert est_bon(LienPersonnelFactory(), saisi)


@pytest.mark.parametrize(
    "saisi", ["", "482914", "48291", "4829130", "quatre", "４８２９１３", "48-2913"]
)
def test_anything_else_is_refused(saisi):
    lien = LienPersonnelFactory()

    assert not est_bon(lien, saisi)
    lien.refresh_from_db()
    assert lien.ouvert_le is None


def test_the_first_right_code_says_that_the_link_was_opened():
    lien = LienPersonnelFactory()

    liens.verifier_code(lien, CODE)
    lien.refresh_from_db()
    premiere = lien.ouvert_le
    liens.verifier_code(lien, CODE)
    lien.refresh_from_db()

    assert premiere is not None
    assert lien.ouvert_le == premiere


def test_the_code_of_another_message_about_the_same_thing_is_good():
    ancien = LienPersonnelFactory(sujet=SUJET, code="111111")
    recent = LienPersonnelFactory(sujet=SUJET, code="222222")

    assert est_bon(ancien, "222222")
    assert est_bon(recent, "111111")


@pytest.mark.parametrize("autre", [{"sujet": "dossiers.dossier:8"}, {"nature": "espace"}])
def test_the_code_of_another_thing_is_not(autre):
    lien = LienPersonnelFactory(sujet=SUJET, code="111111")
    LienPersonnelFactory(**{"sujet": SUJET, "code": "222222", **autre})

    assert not est_bon(lien, "222222")


@pytest.mark.parametrize("mort", [{"expire": True}, {"ferme_le": timezone.now()}])
def test_the_code_of_a_dead_link_is_not(mort):
    lien = LienPersonnelFactory(sujet=SUJET, code="111111")
    LienPersonnelFactory(sujet=SUJET, code="222222", **mort)

    assert not est_bon(lien, "222222")


def test_a_link_keeps_its_own_code_and_takes_those_of_the_last_messages():
    premier = LienPersonnelFactory(sujet=SUJET, code="111111")
    second = LienPersonnelFactory(sujet=SUJET, code="222222")
    for _ in range(liens.CODES_VALABLES):
        LienPersonnelFactory(sujet=SUJET, code="333333")

    assert est_bon(premier, "111111")
    assert est_bon(premier, "333333")
    assert not est_bon(premier, "222222")
    assert not est_bon(second, "111111")


def test_ten_wrong_codes_shut_the_right_one_out_for_an_hour():
    lien = LienPersonnelFactory()
    for essai in range(10):
        assert not est_bon(lien, f"{essai:06d}")

    with pytest.raises(CodeRefuse, match="Trop de codes ont été essayés"):
        liens.verifier_code(lien, CODE)


def test_a_code_refused_unread_was_not_tried(monkeypatch):
    """Nobody marks a million codes as known while the link is shut, to try them free later."""
    lien = LienPersonnelFactory()
    for essai in range(10):
        est_bon(lien, f"{essai:06d}")
    for essai in range(100, 120):
        assert not est_bon(lien, f"{essai:06d}")

    with une_heure_plus_tard(monkeypatch):
        lus = [est_lu(lien, f"{essai:06d}") for essai in range(100, 120)]

    assert lus == [True] * 10 + [False] * 10


def test_another_message_opens_what_somebody_shut():
    lien = LienPersonnelFactory(sujet=SUJET)
    for essai in range(10):
        est_bon(lien, f"{essai:06d}")

    assert est_bon(LienPersonnelFactory(sujet=SUJET, code="654321"), "654321")


def test_the_same_wrong_code_over_and_over_is_one_try():
    lien = LienPersonnelFactory()
    for _ in range(50):
        assert not est_bon(lien, "123456")

    assert est_bon(lien, CODE)


def test_once_shut_out_no_code_already_tried_opens():
    lien = LienPersonnelFactory()
    liens.verifier_code(lien, CODE)
    for essai in range(8):
        assert not est_bon(lien, f"{essai:06d}")
    assert est_bon(lien, CODE)

    assert not est_bon(lien, "999999")
    assert not est_bon(lien, CODE)


def test_an_empty_form_sent_over_and_over_shuts_nobody_out():
    lien = LienPersonnelFactory()
    for saisi in ("", "test", "x@example.org", "12") * 10:
        assert not est_bon(lien, saisi)

    assert est_bon(lien, CODE)


def test_fermer_closes_every_link_of_the_object_and_no_other():
    LienPersonnelFactory(sujet=SUJET)
    LienPersonnelFactory(sujet=SUJET)
    autre = LienPersonnelFactory(sujet="dossiers.dossier:8")

    assert liens.fermer("essai", SUJET) == 2
    assert [liens.est_vivant(un) for un in LienPersonnel.objects.filter(sujet=SUJET)] == [False] * 2
    assert liens.est_vivant(autre)
