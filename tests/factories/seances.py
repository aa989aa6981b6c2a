"""A meeting with the candidate, and who was convened to it."""

import datetime

import factory
from django.utils import timezone

from dossiers.enums import EtatSeance, NatureSeance, QualiteConvoque
from dossiers.models import Convocation, Seance
from tests.factories.dossiers import DossierFactory


class SeanceFactory(factory.django.DjangoModelFactory):
    """In ten days, for an hour; a trait per situation."""

    class Meta:
        model = Seance
        skip_postgeneration_save = True

    class Params:
        dans = 10
        passee = factory.Trait(dans=-3)
        tenue = factory.Trait(passee=True, etat=EtatSeance.TENUE)
        absence = factory.Trait(
            passee=True, etat=EtatSeance.ABSENCE, motif="Ne s'est pas présenté."
        )
        annulee = factory.Trait(etat=EtatSeance.ANNULEE, motif="Salle indisponible.", sequence=1)

    dossier = factory.SubFactory(DossierFactory, transmis=True)
    nature = NatureSeance.SITUATION_REELLE
    debut = factory.LazyAttribute(
        lambda s: (timezone.now() + datetime.timedelta(days=s.dans)).replace(microsecond=0)
    )
    fin = factory.LazyAttribute(lambda s: s.debut + datetime.timedelta(hours=1))
    lieu = "Atelier 3"


class ConvocationFactory(factory.django.DjangoModelFactory):
    """The candidate's own, unless told otherwise."""

    class Meta:
        model = Convocation

    class Params:
        envoyee = factory.Trait(
            sequence=factory.SelfAttribute("seance.sequence"),
            envoyee_le=factory.LazyFunction(timezone.now),
        )

    seance = factory.SubFactory(SeanceFactory)
    qualite = QualiteConvoque.CANDIDAT
    nom = factory.LazyAttribute(lambda c: str(c.seance.dossier.candidat))
    courriel = factory.LazyAttribute(lambda c: c.seance.dossier.candidat.courriel)
