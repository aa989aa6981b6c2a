"""Two beats, two clicks at the same moment: one memory, one mail."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from cqpm.commun.models import Travail
from dossiers.models import Relance
from dossiers.services import relances
from dossiers.services.relances_dossier import relancer_maintenant
from tests.concurrence import en_meme_temps
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def une_seule_attente(settings):
    settings.CQPM_ATTENTES = ["tests.dossiers.attentes_essai.UNE_SEULE"]


@pytest.fixture
def dossier():
    hier = timezone.localdate() - datetime.timedelta(days=1)
    dossier = DossierFactory(rapport_attendu_le=hier)
    UtilisateurFactory(gestionnaire=dossier.centre)
    UtilisateurFactory(responsable=dossier.centre)
    return dossier


def test_two_beats_at_once_open_each_reminder_once(dossier):
    maintenant = timezone.now()

    issues = en_meme_temps(*[lambda: relances.accorder(maintenant)] * 3)

    assert issues == [None] * 3
    assert Relance.objects.count() == 2


def test_two_beats_at_once_ask_for_one_summary_each(dossier):
    demain = timezone.now().replace(hour=12) + datetime.timedelta(days=1)
    relances.accorder(timezone.now())
    relances.accorder(demain)

    en_meme_temps(*[lambda: relances.envoyer_du_jour(demain)] * 3)
    executer_les_travaux()

    assert Travail.objects.count() == 2
    assert len(mail.outbox) == 2
    assert list(Relance.objects.values_list("envois", flat=True)) == [1, 1]


def test_two_people_who_click_at_once_send_one_mail(dossier):
    relances.accorder(timezone.now())
    relance = Relance.objects.first()
    par = dossier.centre.habilitations.first().utilisateur

    issues = en_meme_temps(*[lambda: relancer_maintenant(relance, par=par)] * 2)
    executer_les_travaux()

    assert issues[0] == issues[1]
    assert len(mail.outbox) == 1
