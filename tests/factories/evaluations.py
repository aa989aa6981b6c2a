"""Grids, opinions and interviews."""

import datetime
import uuid

import factory
from django.utils import timezone

from cqpm.commun.models import sujet_de
from dossiers.enums import QualiteTuteur
from evaluations.enums import IssueDemande, NaturePreuve, SensAvis
from evaluations.liens import LienAvis
from evaluations.models import (
    AvisCapacite,
    AvisEntreprise,
    DemandeAvis,
    DispenseAvis,
    Entretien,
    NoteEntretien,
    OrganisationSyndicale,
    Preuve,
)
from tests.factories.commun import LienPersonnelFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory

# --- The company's opinion --------------------------------------------------------------------


class DemandeAvisFactory(factory.django.DjangoModelFactory):
    """An open request to the dossier's tutor, due in three weeks."""

    class Meta:
        model = DemandeAvis

    class Params:
        revoquee = factory.Trait(
            revoquee_le=factory.LazyFunction(timezone.now), issue=IssueDemande.ANNULEE
        )
        repondue = factory.Trait(repondue_le=factory.LazyFunction(timezone.now))

    dossier = factory.SubFactory(DossierFactory, transmis=True)
    nom = "Karim Bensaïd"
    courriel = "karim@example.org"
    echeance = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=21))
    demandee_par = factory.SubFactory(UtilisateurFactory)


class LienAvisFactory(factory.Factory):
    """A link whose token is known: `LienAvisFactory(jeton="abc")` opens with `abc` and `CODE`."""

    class Meta:
        model = LienAvis

    class Params:
        jeton = factory.Sequence(lambda n: f"jeton-{n}")
        expire = False

    demande = factory.SubFactory(DemandeAvisFactory)
    lien = factory.LazyAttribute(
        lambda un: LienPersonnelFactory(
            nature="avis", sujet=sujet_de(un.demande), jeton=un.jeton, expire=un.expire
        )
    )


class AvisEntrepriseFactory(factory.django.DjangoModelFactory):
    """An opinion favorable to every target capacité, unless `sens` says otherwise."""

    class Meta:
        model = AvisEntreprise
        skip_postgeneration_save = True

    demande = factory.SubFactory(DemandeAvisFactory, repondue=True)
    dossier = factory.SelfAttribute("demande.dossier")
    signataire = "Karim Bensaïd"
    qualite = QualiteTuteur.TUTEUR
    fonction = "Chef d'atelier"
    signe_le = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def sens(self, create, extracted, **kwargs):
        sens = extracted or SensAvis.FAVORABLE
        commentaire = "" if sens == SensAvis.FAVORABLE else "Peu d'occasions de le voir."
        for capacite in self.dossier.capacites_visees():
            AvisCapacite.objects.create(
                avis=self, capacite=capacite, sens=sens, commentaire=commentaire
            )


class DispenseAvisFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DispenseAvis

    dossier = factory.SubFactory(DossierFactory, transmis=True)
    motif = "Aucune entreprise n'a accueilli le candidat."
    accordee_par = factory.SubFactory(UtilisateurFactory)


# --- The interview ----------------------------------------------------------------------------


class EntretienFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entretien

    dossier = factory.SubFactory(DossierFactory, transmis=True, referentiel__modele_2013=True)
    date = datetime.date(2026, 2, 10)
    participants = "Anaïs Lefèvre, Karim Bensaïd"
    notes = "Le candidat explique ses choix."
    auteur = factory.SubFactory(UtilisateurFactory)


class NoteEntretienFactory(factory.django.DjangoModelFactory):
    """A note on the dossier's first capacité."""

    class Meta:
        model = NoteEntretien

    entretien = factory.SubFactory(EntretienFactory)
    capacite = factory.LazyAttribute(lambda n: n.entretien.dossier.capacites_visees()[0])
    texte = "Il compare les deux réglages."


# --- Evidence ---------------------------------------------------------------------------------


class PreuveFactory(factory.django.DjangoModelFactory):
    """A note on a critère: the grid, the critère and the evaluator are the test's."""

    class Meta:
        model = Preuve

    capacite = factory.SelfAttribute("critere.capacite")
    nature = NaturePreuve.NOTE
    texte = "Le joint est remonté sans reprise."
    jeton = factory.Sequence(lambda n: uuid.UUID(int=n))


# --- The jury ---------------------------------------------------------------------------------


class OrganisationSyndicaleFactory(factory.django.DjangoModelFactory):
    """A union representative for a long time, without end."""

    class Meta:
        model = OrganisationSyndicale

    sigle = "CFDT"
    nom = factory.LazyAttribute(lambda un: f"Confédération {un.sigle}")
    depuis = datetime.date(2013, 12, 27)
