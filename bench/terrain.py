"""Invented evaluators and dossiers on the 2018 version; to be imported once Django is set up.

The dossiers that are measured are made by the product's own services; the others, many, are rows.
"""

import datetime
import io
import random
import uuid
from collections.abc import Iterable, Sequence
from string import ascii_lowercase

from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cqpm.comptes.enums import NatureCentre, Role
from cqpm.comptes.models import Centre, Habilitation, Utilisateur
from dossiers import naissance, transitions
from dossiers.enums import EtatDossier, NatureSeance, Parcours, QualiteTuteur, RoleAffectation
from dossiers.identite import Accueil, Identite
from dossiers.models import Affectation, Candidat, Dossier
from dossiers.plan import Situation
from dossiers.regles import Choix
from dossiers.services import accord, commission, inscription, modalites, situations
from dossiers.services.indexation import mots_de, nom_de_tri
from evaluations.demo_evaluation import saisie_de
from evaluations.enums import NaturePreuve
from evaluations.models import Evaluation, ObservationCritere, Preuve
from evaluations.services import partage, saisies
from referentiels.enums import CodeModalite, NiveauCritere
from referentiels.models import Capacite, Critere
from referentiels.selectors import publies

NUMERO = "MQ 2018 04 38 0324"
COMMENTAIRE = "Contrôle fait au détecteur, valeur relevée sur la fiche de suivi."
ACCUEIL = Accueil(
    raison_sociale="Cryovac Alpes",
    ville="Grenoble",
    tuteur_prenom="Karim",
    tuteur_nom="Bensaïd",
    tuteur_courriel="karim@example.org",
    tuteur_fonction="Chef d'atelier",
    tuteur_qualite=QualiteTuteur.TUTEUR,
)


class Terrain:
    """An exam centre and its staff; evaluators and dossiers are added to it."""

    def __init__(self):
        call_command("charger_referentiels", stdout=io.StringIO())
        self.version = publies().get(numero=NUMERO)
        self.capacites = list(Capacite.objects.filter(referentiel=self.version))
        self.criteres = list(Critere.objects.filter(capacite__referentiel=self.version))
        self.hasard = random.Random(1)
        self.centre = Centre.objects.create(nom="UIMM de la mesure", ville="Grenoble")
        self.ressources = Centre.objects.create(
            nature=NatureCentre.RESSOURCES, nom="UIMM ressources de la mesure", ville="Lyon"
        )
        self.gestionnaire = self._personne(Role.GESTIONNAIRE)
        self.inscrit_le = timezone.localdate() - datetime.timedelta(days=60)

    # --- People -----------------------------------------------------------------------------
    def evaluateurs(self, nombre: int) -> list[Utilisateur]:
        return [self._personne(Role.EVALUATEUR) for _ in range(nombre)]

    def _personne(self, role: Role) -> Utilisateur:
        nom = self.nom()
        personne = Utilisateur.objects.create(email=f"{nom}@example.org", prenom="Inès", nom=nom)
        Habilitation.objects.create(utilisateur=personne, centre=self.centre, role=role)
        return personne

    def nom(self) -> str:
        """A name like no other one: the centre asks about people who look alike."""
        return "".join(self.hasard.choices(ascii_lowercase, k=12)).title()

    # --- A dossier, through the services ----------------------------------------------------
    def dossier(self, membres: Iterable[Utilisateur]) -> Dossier:
        """Planned, transmitted, its commission named: nothing is scored yet."""
        par = self.gestionnaire
        dossier = inscription.inscrire(
            centre=self.centre,
            referentiel=self.version,
            parcours=Parcours.FORMATION,
            inscrit_le=self.inscrit_le,
            identite=Identite(self.nom(), self.nom(), naissance.lire("17/05/1998")),
            accueil=ACCUEIL,
            par=par,
        )
        self._planifier(dossier)
        dossier = accord.enregistrer_accord(
            dossier, signataire="Karim Bensaïd", date=self.inscrit_le, par=par
        )
        transitions.transmettre(
            dossier, centre_ressources=self.ressources, date=self.inscrit_le, par=par
        )
        for membre in membres:
            commission.affecter_evaluateur(dossier, membre, par=par)
        return Dossier.objects.get(pk=dossier.pk)

    def _planifier(self, dossier: Dossier) -> None:
        """The real situation for all, and the company's opinion; two situations described."""
        codes = [CodeModalite.SITUATION_REELLE, CodeModalite.AVIS_ENTREPRISE]
        choix = [Choix(une.numero, code) for une in self.capacites for code in codes]
        modalites.enregistrer_plan(dossier, choix, rapport_attendu_le=None, par=self.gestionnaire)
        prouves = [(un.capacite.numero, un.rang) for un in self.criteres]
        prevues = [
            Situation(NatureSeance.SITUATION_REELLE, intitule, "Atelier de l'entreprise.", quoi)
            for intitule, quoi in (
                ("Maintenance d'un groupe de pompage", frozenset(prouves[:20])),
                ("Recherche de fuite sur une enceinte", frozenset(prouves[20:])),
            )
        ]
        situations.enregistrer_situations(dossier, prevues, par=self.gestionnaire)

    def noter(self, dossier: Dossier, par: Utilisateur, *, desaccord: bool = False) -> None:
        """Score the whole grid for oneself; one critère in three has a comment, two a note.

        With `desaccord`, the first critère of each capacité is not like the others'.
        """
        for rang, critere in enumerate(self.criteres):
            manque = desaccord and critere.rang == 1
            niveau = NiveauCritere.NON_ACQUIS if manque else NiveauCritere.ACQUIS
            mots = "" if rang % 3 and not manque else COMMENTAIRE
            saisies.ecrire(dossier.pk, saisie_de(critere, niveau, mots), par=par)
        for critere in self.criteres[:2]:
            Preuve.objects.create(
                evaluation=Evaluation.objects.get(dossier=dossier),
                capacite_id=critere.capacite_id,
                critere=critere,
                nature=NaturePreuve.NOTE,
                texte=COMMENTAIRE,
                jeton=uuid.uuid4(),
                auteur=par,
            )

    def mettre_en_commun(
        self, dossier: Dossier, membres: Iterable[Utilisateur], capacites: Sequence[Capacite] = ()
    ) -> None:
        """Every member shares these capacités, or all of them."""
        for membre in membres:
            partage.partager(dossier, capacites or self.capacites, par=membre)

    # --- Many dossiers, as rows ---------------------------------------------------------------
    def remplir(self, nombre: int, evaluateurs: Sequence[Utilisateur]) -> None:
        """Dossiers scored whole by two evaluators each, chosen among these."""
        candidats = Candidat.objects.bulk_create(
            Candidat(centre=self.centre, nom=self.nom(), prenom="Léo", naissance_annee=1990)
            for _ in range(nombre)
        )
        dossiers = Dossier.objects.bulk_create(self._en_evaluation(un) for un in candidats)
        membres = {dossier.pk: self.hasard.sample(evaluateurs, 2) for dossier in dossiers}
        Affectation.objects.bulk_create(
            Affectation(dossier_id=pk, utilisateur=un, role=RoleAffectation.EVALUATEUR)
            for pk, siens in membres.items()
            for un in siens
        )
        grilles = Evaluation.objects.bulk_create(Evaluation(dossier=un) for un in dossiers)
        ObservationCritere.objects.bulk_create(
            (
                ObservationCritere(
                    evaluation=grille, critere=critere, evaluateur=un, niveau=NiveauCritere.ACQUIS
                )
                for grille in grilles
                for un in membres[grille.dossier_id]
                for critere in self.criteres
            ),
            batch_size=5_000,
        )

    def _en_evaluation(self, candidat: Candidat) -> Dossier:
        dossier = Dossier(
            numero=f"M-{candidat.pk:05d}",
            centre=self.centre,
            candidat=candidat,
            referentiel=self.version,
            parcours=Parcours.DEMANDEUR_EMPLOI,
            etat=EtatDossier.EN_EVALUATION,
            inscrit_le=self.inscrit_le,
            transmis_le=timezone.now(),
            centre_ressources=self.ressources,
        )
        dossier.recherche, dossier.nom_de_tri = mots_de(dossier), nom_de_tri(dossier)
        return dossier


def faire_le_menage() -> None:
    """What a server does by itself in the night: statistics for its planner, no row left over."""
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def adresse_de_la_grille(dossier: Dossier) -> str:
    return reverse("evaluations:grille", args=[dossier.pk])


def adresse_des_cellules(dossier_pk: int) -> str:
    return reverse("evaluations:ecrire_cellule", args=[dossier_pk])


def corps(cellule: str, evaluateur_pk: int, **champs) -> dict:
    """What the grid's script sends for one cell: another value at each call."""
    return {
        "cellule": cellule,
        "commentaire": "",
        "jeton": str(uuid.uuid4()),
        "precedents": [],
        "evaluateur": evaluateur_pk,
        "age": 0.5,
        "source": None,
        **champs,
    }
