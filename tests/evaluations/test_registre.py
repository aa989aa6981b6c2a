"""The register of the certified: one line each, whatever happens afterwards."""

import datetime
from functools import partial
from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from evaluations.enums import DecisionJury
from evaluations.models import Certificat
from evaluations.services.jury.registre import delivrer
from tests.concurrence import en_meme_temps
from tests.evaluations.registre import certifier, rectifier, signer
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.outils import dossier_pret, reunir

ADMIS, PARTIEL = DecisionJury.ADMIS, DecisionJury.PARTIEL
pytestmark = pytest.mark.django_db


@pytest.fixture
def par():
    return UtilisateurFactory()


def lignes(dossier) -> list[tuple[str, str]]:
    """Session that gave each line, and the one that annulled it."""
    return [
        (un.deliberation.session.numero, un.annule_par.numero if un.annule_par else "")
        for un in Certificat.objects.filter(deliberation__dossier=dossier).order_by("pk")
    ]


def test_only_the_whole_cqpm_enters_the_register():
    centre = CentreFactory()
    admis, partiel = dossier_pret(centre=centre), dossier_pret(centre=centre, non_acquises=[2])
    reunion = signer(reunir(centre), admis, partiel)

    certificat = Certificat.objects.get()

    assert certificat.deliberation.dossier == admis
    assert certificat.delivre_le == reunion.session.date
    assert certificat.numero == f"C-{reunion.session.date.year}-{certificat.pk:06d}"
    assert admis.journal.first().libelle == (
        f"Certificat {certificat.numero} inscrit au registre des lauréats."
    )


def test_blocs_alone_are_no_certificate():
    dossier = dossier_pret(referentiel__rncp=True, referentiel__blocs=2)
    dossier.blocs_vises.add(dossier.referentiel.blocs.first())

    signer(reunir(dossier.centre), dossier)

    assert (dossier.journal.filter(vers="admis").count(), lignes(dossier)) == (1, [])


def test_delivering_twice_gives_one_line(par):
    certificat = certifier()

    delivrer(certificat.deliberation.session, par=par)

    assert Certificat.objects.count() == 1


# --- PV rectificatif --------------------------------------------------------------------------


def test_r40_who_stays_certified_keeps_the_line(par):
    certificat = certifier()
    dossier, session = certificat.deliberation.dossier, certificat.deliberation.session

    premier = rectifier(session, par, lui=(dossier, ADMIS))
    rectifier(premier, par, lui=(dossier, ADMIS))

    assert lignes(dossier) == [(session.numero, "")]


def test_r40_who_loses_the_cqpm_keeps_an_annulled_line_and_may_gain_it_again(par):
    certificat = certifier()
    dossier, session = certificat.deliberation.dossier, certificat.deliberation.session

    premier = rectifier(session, par, lui=(dossier, PARTIEL))
    assert lignes(dossier) == [(session.numero, premier.numero)]
    assert dossier.journal.first().libelle == (
        f"Certificat {certificat.numero} annulé par le PV rectificatif de la session "
        f"{premier.numero}."
    )

    second = rectifier(premier, par, lui=(dossier, ADMIS))

    assert lignes(dossier) == [(session.numero, premier.numero), (second.numero, "")]
    assert len(set(Certificat.objects.values_list("numero", flat=True))) == 2


def test_r40_who_gains_the_cqpm_is_certified_from_the_day_of_the_first_jury(par):
    dossier = dossier_pret(non_acquises=[2])
    jour = timezone.localdate() - datetime.timedelta(days=40)
    reunion = signer(reunir(dossier.centre, date=jour), dossier)

    rectifier(reunion.session, par, lui=(dossier, ADMIS))

    assert Certificat.objects.get().delivre_le == jour


# --- Numbers ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_sessions_signed_at_once_never_share_a_number():
    sessions = []
    for _ in range(2):
        centre = CentreFactory()
        certificat = certifier(centre=centre)
        sessions.append(certificat.deliberation.session)
    Certificat.objects.all().delete()
    par = UtilisateurFactory()

    issues = en_meme_temps(*[partial(delivrer, une, par=par) for une in sessions])

    assert issues == [None, None]
    numeros = list(Certificat.objects.values_list("numero", flat=True))
    assert len(set(numeros)) == 2
    assert all(numero.startswith("C-") for numero in numeros)


@pytest.mark.django_db(transaction=True)
def test_the_same_session_delivered_twice_at_once_gives_one_line():
    session = certifier().deliberation.session
    Certificat.objects.all().delete()
    par = UtilisateurFactory()

    en_meme_temps(*[partial(_delivrer_verrouillee, session, par)] * 2)

    assert Certificat.objects.count() == 1


def _delivrer_verrouillee(session, par):
    """As at the signature: the session's row is held by the transaction."""
    with transaction.atomic():
        delivrer(type(session).objects.select_for_update().get(pk=session.pk), par=par)


def test_who_was_certified_before_the_register_is_numbered_in_order():
    centre = CentreFactory()
    hier = timezone.localdate() - datetime.timedelta(days=1)
    premier = certifier(centre=centre, date=hier).deliberation
    second = certifier(centre=centre).deliberation
    partiel = dossier_pret(centre=centre, non_acquises=[2])
    signer(reunir(centre), partiel)
    Certificat.objects.all().delete()
    migration = import_module("evaluations.migrations.0011_registre")

    migration.inscrire(apps, None)
    migration.inscrire(apps, None)

    inscrits = list(Certificat.objects.order_by("numero"))
    assert [un.deliberation for un in inscrits] == [premier, second]
    assert [un.delivre_le for un in inscrits] == [hier, timezone.localdate()]
