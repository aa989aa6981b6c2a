"""A signed PV and what follows it, without replaying the meeting."""

import datetime

import factory
from django.utils import timezone

from evaluations.enums import DecisionJury, EtatSession
from evaluations.models import Certificat, Deliberation, SessionJury
from tests.factories.comptes import CentreFactory
from tests.factories.dossiers import DossierFactory

LE_JURY = datetime.date(2026, 6, 15)


class SessionSigneeFactory(factory.django.DjangoModelFactory):
    """A session of 15/06/2026 whose PV is signed."""

    class Meta:
        model = SessionJury

    numero = factory.Sequence(lambda n: f"J-2026-{9000 + n}")
    centre = factory.SubFactory(CentreFactory)
    date = LE_JURY
    lieu = "Maison des industries"
    etat = EtatSession.SIGNEE
    signee_le = factory.LazyAttribute(
        lambda s: timezone.make_aware(datetime.datetime.combine(s.date, datetime.time(17)))
    )


class DeliberationFactory(factory.django.DjangoModelFactory):
    """A candidate who is given the CQPM, unless told otherwise."""

    class Meta:
        model = Deliberation

    session = factory.SubFactory(
        SessionSigneeFactory, centre=factory.SelfAttribute("..dossier.centre")
    )
    dossier = factory.SubFactory(DossierFactory, admis=True)
    decision = DecisionJury.ADMIS
    conditions_verifiees = True


class CertificatFactory(factory.django.DjangoModelFactory):
    """A line of the register; `deliberation__dossier__…` says whose."""

    class Meta:
        model = Certificat

    deliberation = factory.SubFactory(DeliberationFactory)
    numero = factory.Sequence(lambda n: f"C-2026-{900_000 + n}")
    delivre_le = factory.LazyAttribute(lambda c: c.deliberation.session.date)
