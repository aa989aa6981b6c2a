"""A candidate, a company, a tutor, and a dossier in any state."""

import datetime

import factory
from django.utils import timezone

from dossiers.enums import EtatDossier, Parcours, PartieAccord, QualiteTuteur, RoleAffectation
from dossiers.models import Affectation, Candidat, Dossier, Entreprise, Tuteur
from dossiers.services.indexation import mots_de, nom_de_tri
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory

CHIFFRES_EN_LETTRES = str.maketrans("0123456789", "abcdefghij")
INSCRIT_LE = datetime.date(2026, 1, 15)


class CandidatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Candidat

    centre = factory.SubFactory(CentreFactory)
    # A name holds no digit: each number is spelled with letters.
    nom = factory.Sequence(lambda n: "Lefèvre-" + str(n).translate(CHIFFRES_EN_LETTRES))
    prenom = "Anaïs"
    naissance_annee, naissance_mois, naissance_jour = 1998, 5, 17


class EntrepriseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entreprise

    centre = factory.SubFactory(CentreFactory)
    raison_sociale = factory.Sequence(lambda n: f"Vide et Procédés {n}")
    ville = "Grenoble"


class TuteurFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tuteur

    entreprise = factory.SubFactory(EntrepriseFactory)
    prenom = "Karim"
    nom = "Bensaïd"
    qualite = QualiteTuteur.TUTEUR
    fonction = "Chef d'atelier"
    courriel = factory.Sequence(lambda n: f"tuteur{n}@example.org")


class DossierFactory(factory.django.DjangoModelFactory):
    """Registered on 15/01/2026 with a company and its tutor; a trait per state.

    A state is set as such: the acts that lead to it are not replayed.
    """

    class Meta:
        model = Dossier

    class Params:
        sans_entreprise = factory.Trait(entreprise=None, tuteur=None)
        sans_tuteur = factory.Trait(tuteur=None)
        vae = factory.Trait(parcours=Parcours.VAE)
        demandeur_emploi = factory.Trait(parcours=Parcours.DEMANDEUR_EMPLOI)
        avec_accord = factory.Trait(
            accord_par=factory.LazyAttribute(
                lambda d: PartieAccord.ENTREPRISE if d.entreprise else PartieAccord.CANDIDAT
            ),
            accord_signataire="Karim Bensaïd",
            accord_le=datetime.date(2026, 1, 20),
        )
        avec_transmission = factory.Trait(
            avec_accord=True,
            centre_ressources=factory.SubFactory(CentreFactory, ressources=True),
            transmis_le=factory.LazyFunction(
                lambda: timezone.make_aware(datetime.datetime(2026, 1, 22, 9, 30))
            ),
        )
        modalites_completes = factory.Trait(avec_accord=True, etat=EtatDossier.MODALITES_COMPLETES)
        transmis = factory.Trait(avec_transmission=True, etat=EtatDossier.TRANSMIS)
        en_evaluation = factory.Trait(avec_transmission=True, etat=EtatDossier.EN_EVALUATION)
        evaluations_closes = factory.Trait(
            avec_transmission=True, etat=EtatDossier.EVALUATIONS_CLOSES
        )
        pret_pour_jury = factory.Trait(avec_transmission=True, etat=EtatDossier.PRET_POUR_JURY)
        en_session = factory.Trait(avec_transmission=True, etat=EtatDossier.EN_SESSION)
        admis = factory.Trait(avec_transmission=True, etat=EtatDossier.ADMIS)
        abandonne = factory.Trait(etat=EtatDossier.ABANDONNE, motif_arret="Départ du candidat.")

    numero = factory.Sequence(lambda n: f"D-{n:05d}")
    centre = factory.SubFactory(CentreFactory)
    candidat = factory.SubFactory(CandidatFactory, centre=factory.SelfAttribute("..centre"))
    referentiel = factory.SubFactory(ReferentielFactory)
    parcours = Parcours.FORMATION
    entreprise = factory.SubFactory(EntrepriseFactory, centre=factory.SelfAttribute("..centre"))
    tuteur = factory.SubFactory(TuteurFactory, entreprise=factory.SelfAttribute("..entreprise"))
    inscrit_le = INSCRIT_LE
    recherche = factory.LazyAttribute(mots_de)
    nom_de_tri = factory.LazyAttribute(nom_de_tri)


class AffectationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Affectation

    class Params:
        jury = factory.Trait(role=RoleAffectation.JURY)

    dossier = factory.SubFactory(DossierFactory)
    utilisateur = factory.SubFactory(UtilisateurFactory)
    role = RoleAffectation.EVALUATEUR
