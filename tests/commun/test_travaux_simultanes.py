"""Several processes at the same instant: threads with their own connections, a real database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import Document, EtatTravail, Travail
from cqpm.commun.travaux import Produit
from tests.concurrence import en_meme_temps
from tests.factories.commun import TravailFactory
from tests.processus import attendre

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_workers_one_does_the_job(natures):
    appels = []
    travaux.execute("essai")(
        lambda travail, avancer: appels.append(1) or Produit("a.pdf", "A", b"%PDF-")
    )
    travail = TravailFactory()

    issues = en_meme_temps(*[lambda: travaux.executer(travail.pk)] * 4)

    travail.refresh_from_db()
    assert issues == [None] * 4
    assert (len(appels), travail.etat, travail.tentatives) == (1, EtatTravail.TERMINE, 1)
    assert Document.objects.count() == 1


def test_of_two_requests_with_one_key_one_row_stays(messages):
    issues = en_meme_temps(*[lambda: travaux.demander("essai", sujet="s:1", cle="meme").pk] * 4)

    unique = Travail.objects.get()
    assert issues == [unique.pk] * 4
    assert messages == [unique.pk]


def test_of_two_sweepers_one_sends_the_message(messages):
    travail = TravailFactory(publie_le=None)

    issues = en_meme_temps(*[travaux.relancer] * 4)

    assert sorted(issues) == [0, 0, 0, 1]
    assert messages == [travail.pk]


def test_the_lease_of_a_long_step_is_renewed(natures, settings):
    """The step outlasts its lease, and nobody may take the job meanwhile."""
    settings.BAIL_TRAVAIL = 0.6
    vus = []

    @travaux.execute("essai")
    def lentement(travail, avancer):
        depart = timezone.now()
        attendre(lambda: timezone.now() > depart + timedelta(seconds=1.5), "longer than two leases")
        travaux.executer(travail.pk)
        vus.append(Travail.objects.get(pk=travail.pk).tentatives)

    travail = TravailFactory()

    travaux.executer(travail.pk)

    travail.refresh_from_db()
    assert (vus, travail.etat) == ([1], EtatTravail.TERMINE)
