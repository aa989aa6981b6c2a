"""Grids, opinions and interviews."""

import datetime
import hashlib

import factory
from django.utils import timezone

from dossiers.enums import QualiteTuteur
from evaluations.enums import SensAvis
from evaluations.models import (
    AvisCapacite,
    AvisEntreprise,
    DemandeAvis,
    DispenseAvis,
    Entretien,
    LienAvis,
)
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory

# --- The company's opinion --------------------------------------------------------------------


class DemandeAvisFactory(factory.django.DjangoModelFactory):
    """An open request to the dossier's tutor, due in three weeks."""

    class Meta:
        model = DemandeAvis

    class Params:
        revoquee = factory.Trait(revoquee_le=factory.LazyFunction(timezone.now))
        repondue = factory.Trait(repondue_le=factory.LazyFunction(timezone.now))

    dossier = factory.SubFactory(DossierFactory, transmis=True)
    nom = "Karim Bensaïd"
    courriel = "karim@example.org"
    echeance = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=21))
    demandee_par = factory.SubFactory(UtilisateurFactory)


class LienAvisFactory(factory.django.DjangoModelFactory):
    """A link whose token is known: `LienAvisFactory(jeton="abc")` opens with `abc`."""

    class Meta:
        model = LienAvis

    class Params:
        jeton = factory.Sequence(lambda n: f"jeton-{n}")
        expire = factory.Trait(
            expire_le=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(seconds=1))
        )

    demande = factory.SubFactory(DemandeAvisFactory)
    empreinte = factory.LazyAttribute(lambda lien: hashlib.sha256(lien.jeton.encode()).hexdigest())
    expire_le = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=30))


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
