"""A minimal référentiel: two capacités of two critères, four modalities, either template."""

import datetime

import factory

from referentiels.enums import (
    CodeModalite,
    Connecteur,
    EtatReferentiel,
    GranulariteAvis,
    NiveauModalites,
    VocabulaireDecision,
)
from referentiels.models import (
    Bloc,
    Capacite,
    CapaciteModalite,
    Critere,
    Modalite,
    Referentiel,
    SousPoint,
)


class BlocFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Bloc

    referentiel = factory.SubFactory(
        "tests.factories.referentiels.ReferentielFactory", etat=EtatReferentiel.BROUILLON
    )
    rang = factory.Sequence(lambda n: n + 1)
    intitule = factory.LazyAttribute(lambda bloc: f"Unité {bloc.rang}")


class CapaciteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Capacite

    referentiel = factory.SubFactory(
        "tests.factories.referentiels.ReferentielFactory",
        etat=EtatReferentiel.BROUILLON,
        nombre_capacites=0,
    )
    numero = factory.LazyAttribute(lambda capacite: capacite.referentiel.capacites.count() + 1)
    intitule = factory.LazyAttribute(lambda capacite: f"Régler l'installation n° {capacite.numero}")
    conditions = ["Les consignes sont données."]


class CritereFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Critere

    capacite = factory.SubFactory(CapaciteFactory)
    rang = factory.LazyAttribute(lambda critere: critere.capacite.criteres.count() + 1)
    texte = factory.LazyAttribute(
        lambda critere: f"Le critère {critere.capacite.numero}.{critere.rang} est respecté."
    )


class SousPointFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SousPoint

    critere = factory.SubFactory(CritereFactory)
    rang = 1
    texte = "Un sous-point."


class ReferentielFactory(factory.django.DjangoModelFactory):
    """Published, with the flags of the 2018 template; `modele_2013=True` gives the other one.

    It is written as a brouillon and takes its state at the end, as in life: what else a test puts
    under it must be put while it is `etat=BROUILLON`, then `passer_a`.
    """

    class Meta:
        model = Referentiel
        skip_postgeneration_save = True

    class Params:
        modele_2018 = factory.Trait()
        modele_2013 = factory.Trait(
            titre="Technicien(ne) en essais",
            categorie="C",
            entretien_requis=True,
            avis_vae_exempt=False,
            avis_granularite=GranulariteAvis.CAPACITE_CRITERE,
            modalites_niveau=NiveauModalites.CAPACITE,
            vocabulaire_decision=VocabulaireDecision.ADMISSIBLE,
            libelle_jury="jury de délibération",
            libelle_centre_ressources="UIMM centre de ressource",
        )
        rncp = factory.Trait(numero_rncp="RNCP00001")

    numero = factory.Sequence(lambda n: f"MQ 2018 00 {n:04d}")
    titre = "Technicien.ne d'essais"
    categorie = "B"
    date_modification = datetime.date(2018, 4, 5)
    etat = EtatReferentiel.PUBLIE
    entretien_requis = False
    avis_vae_exempt = True
    avis_granularite = GranulariteAvis.CAPACITE
    modalites_niveau = NiveauModalites.DOCUMENT
    vocabulaire_decision = VocabulaireDecision.ATTRIBUE
    admissibilite = "Toutes les capacités doivent être acquises."

    @classmethod
    def _create(cls, model_class, *args, etat, **champs):
        referentiel = super()._create(model_class, *args, etat=EtatReferentiel.BROUILLON, **champs)
        referentiel.etat_voulu = etat
        return referentiel

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        if create:
            passer_a(instance, instance.etat_voulu)

    @factory.post_generation
    def nombre_capacites(self, create, extracted, **kwargs):
        """How many capacités of two critères; 2 unless told."""
        if not create:
            return
        modalites = [
            Modalite.objects.create(
                referentiel=self, rang=rang, code=code.value, titre=code.label, texte=code.label
            )
            for rang, code in enumerate(CodeModalite, start=1)
        ]
        for _ in range(2 if extracted is None else extracted):
            capacite = CapaciteFactory(referentiel=self)
            CritereFactory.create_batch(2, capacite=capacite)
            if self.modalites_niveau == NiveauModalites.CAPACITE:
                _lister_modalites(capacite, modalites)

    @factory.post_generation
    def blocs(self, create, extracted, **kwargs):
        """`blocs=2` groups the capacités one by one, the last bloc taking the rest."""
        capacites = list(self.capacites.all()) if create and extracted else []
        for rang in range(1, (extracted or 0) + 1):
            bloc = BlocFactory(referentiel=self, rang=rang)
            reste = capacites[rang - 1 :] if rang == extracted else capacites[rang - 1 : rang]
            Capacite.objects.filter(pk__in=[un.pk for un in reste]).update(bloc=bloc)


def passer_a(referentiel: Referentiel, etat: EtatReferentiel) -> Referentiel:
    """Give a brouillon its state, without the checks of a publication."""
    Referentiel.objects.filter(pk=referentiel.pk).update(etat=etat)
    referentiel.etat = etat
    return referentiel


def _lister_modalites(capacite: Capacite, modalites: list[Modalite]) -> None:
    for rang, modalite in enumerate(modalites, start=1):
        connecteur = Connecteur.OU
        if rang == 1:
            connecteur = Connecteur.AUCUN
        elif modalite.code == CodeModalite.AVIS_ENTREPRISE:
            connecteur = Connecteur.ET
        CapaciteModalite.objects.create(
            capacite=capacite,
            modalite=modalite,
            rang=rang,
            connecteur=connecteur,
            libelle=modalite.titre,
        )
