"""A candidate, a company, a tutor, and a dossier in any state."""

import datetime

import factory
from django.utils import timezone

from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Habilitation
from dossiers.enums import (
    EtatDossier,
    NatureDemande,
    NaturePiece,
    Parcours,
    PartieAccord,
    QualiteTuteur,
    RoleAffectation,
)
from dossiers.models import (
    Affectation,
    Amenagement,
    Candidat,
    Commentaire,
    DemandeCandidat,
    DemandeCorrection,
    DepotRapport,
    Dossier,
    Entreprise,
    Relance,
    Transmission,
    Tuteur,
)
from dossiers.services.indexation import mots_de, nom_de_tri
from tests.factories.commun import DocumentFactory
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

    numero = factory.Sequence(lambda n: f"D-{500_000 + n}")  # never one that `numeroter` draws
    centre = factory.SubFactory(CentreFactory)
    candidat = factory.SubFactory(CandidatFactory, centre=factory.SelfAttribute("..centre"))
    referentiel = factory.SubFactory(ReferentielFactory)
    parcours = Parcours.FORMATION
    entreprise = factory.SubFactory(EntrepriseFactory, centre=factory.SelfAttribute("..centre"))
    tuteur = factory.SubFactory(TuteurFactory, entreprise=factory.SelfAttribute("..entreprise"))
    inscrit_le = INSCRIT_LE
    recherche = factory.LazyAttribute(mots_de)
    nom_de_tri = factory.LazyAttribute(nom_de_tri)


class AmenagementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Amenagement

    dossier = factory.SubFactory(DossierFactory)
    mesure = "Un tiers de temps en plus"
    demande_le = datetime.date(2026, 1, 16)
    accorde_le = datetime.date(2026, 1, 20)
    accorde_par = "Référent handicap"


class AffectationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Affectation
        skip_postgeneration_save = True

    class Params:
        jury = factory.Trait(role=RoleAffectation.JURY)

    dossier = factory.SubFactory(DossierFactory)
    utilisateur = factory.SubFactory(UtilisateurFactory)
    role = RoleAffectation.EVALUATEUR

    @factory.post_generation
    def habilitation(self, create, extrait, **champs):
        """The person holds the role in the dossier's centre, unless told `habilitation=False`."""
        if create and extrait is not False:
            Habilitation.objects.get_or_create(
                utilisateur=self.utilisateur, centre=self.dossier.centre, role=self.role
            )
            self.utilisateur.__dict__.pop("_centres_par_role", None)


class TransmissionFactory(factory.django.DjangoModelFactory):
    """A dossier sent and not answered yet."""

    class Meta:
        model = Transmission

    dossier = factory.SubFactory(DossierFactory, transmis=True)
    centre = factory.SelfAttribute("dossier.centre_ressources")
    date = datetime.date(2026, 1, 22)


class DemandeCorrectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DemandeCorrection

    transmission = factory.SubFactory(TransmissionFactory)
    partie = "modalites"
    commentaire = "Précisez la situation de la capacité 2."


class DepotRapportFactory(factory.django.DjangoModelFactory):
    """A report deposited in time, whose file is on the disk."""

    class Meta:
        model = DepotRapport

    dossier = factory.SubFactory(
        DossierFactory, transmis=True, rapport_attendu_le=datetime.date(2026, 3, 10)
    )
    document = factory.SubFactory(
        DocumentFactory,
        sujet=factory.LazyAttribute(lambda un: sujet_de(un.factory_parent.dossier)),
        nature=NaturePiece.RAPPORT,
        titre="Rapport du candidat",
    )
    nom = factory.SelfAttribute("document.nom")
    taille = factory.SelfAttribute("document.taille")
    sha256 = factory.SelfAttribute("document.sha256")
    depose_le = factory.LazyFunction(
        lambda: timezone.make_aware(datetime.datetime(2026, 3, 2, 10, 30))
    )
    attendu_le = factory.SelfAttribute("dossier.rapport_attendu_le")


class DemandeCandidatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DemandeCandidat

    dossier = factory.SubFactory(DossierFactory)
    nature = NatureDemande.RECTIFICATION
    texte = "Mon nom de naissance s'écrit Lefèbvre."


class CommentaireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commentaire

    dossier = factory.SubFactory(DossierFactory)
    auteur = factory.SubFactory(UtilisateurFactory)
    texte = "Le tuteur rappelle jeudi."


class RelanceFactory(factory.django.DjangoModelFactory):
    """A reminder of its plan to one of the staff, due in a week."""

    class Meta:
        model = Relance

    dossier = factory.SubFactory(DossierFactory)
    centre = factory.SelfAttribute("dossier.centre")
    sujet = factory.LazyAttribute(lambda relance: sujet_de(relance.dossier))
    attente = "modalites"
    libelle = "Modalités à définir"
    nom = "Claire Moreau"
    courriel = factory.Sequence(lambda n: f"relance{n}@example.org")
    prochaine_le = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=7))
