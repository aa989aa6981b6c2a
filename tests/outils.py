"""Shortcuts that several tests share: the same acts, through the real services."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from cqpm.celery import app
from cqpm.commun import travaux
from cqpm.commun.models import EtatTravail, Travail
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Habilitation, Utilisateur
from dossiers.enums import EtatDossier, RoleAffectation
from dossiers.models import Affectation, Dossier, ModalitePrevue
from evaluations.demo_evaluation import evaluer, saisie_de
from evaluations.enums import College, ModeSession
from evaluations.models import Deliberation, SessionJury
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury, saisies
from referentiels.enums import CodeModalite
from referentiels.models import Critere
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory


def planifier(dossier: Dossier, code: str = CodeModalite.SITUATION_REELLE) -> Dossier:
    """Give every target capacité that one modality."""
    modalite = dossier.referentiel.modalites.get(code=code)
    for capacite in dossier.capacites_visees():
        ModalitePrevue.objects.create(dossier=dossier, capacite=capacite, modalite=modalite)
    return dossier


def noter_tout(dossier: Dossier, par, *, non_acquises=()) -> None:
    """Score, share and conclude every capacité; the first critère of `non_acquises` fails.

    The person enters the commission if they are not in it.
    """
    entrer_dans_la_commission(dossier, par)
    trente_jours_apres = dossier.inscrit_le + datetime.timedelta(days=30)
    evaluer(dossier, {"non_acquises": non_acquises}, par, trente_jours_apres)


def entrer_dans_la_commission(dossier: Dossier, par: Utilisateur) -> None:
    Habilitation.objects.get_or_create(utilisateur=par, centre=dossier.centre, role=Role.EVALUATEUR)
    Affectation.objects.get_or_create(
        dossier=dossier, utilisateur=par, role=RoleAffectation.EVALUATEUR
    )


def noter(dossier: Dossier, critere: Critere, par: Utilisateur, niveau="acquis", mots="", **champs):
    """Score one critère for oneself, as the grid's script does."""
    return saisies.ecrire(dossier.pk, saisie_de(critere, niveau, mots, **champs), par=par)


def executer_les_travaux() -> None:
    """Do here what a worker would do: run every waiting job, the real functions included."""
    app.loader.import_default_modules()
    for travail in Travail.objects.filter(etat=EtatTravail.EN_ATTENTE):
        travaux.executer(travail.pk)


# --- The jury ---------------------------------------------------------------------------------


def dossier_pret(*, non_acquises: Iterable[int] = (), **champs) -> Dossier:
    """A dossier ready for the jury, its grid really scored and concluded by one evaluator."""
    dossier = planifier(DossierFactory(transmis=True, **champs))
    noter_tout(dossier, UtilisateurFactory(), non_acquises=non_acquises)
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.PRET_POUR_JURY)
    dossier.refresh_from_db()
    return dossier


@dataclass(frozen=True)
class Reunion:
    """A jury session in preparation, with its people; president and employee have an account."""

    session: SessionJury
    secretaire: Utilisateur
    presidente: Utilisateur
    salarie: Utilisateur

    @property
    def centre(self) -> Centre:
        return self.session.centre

    def inscrire(self, *dossiers: Dossier) -> list[Deliberation]:
        return [jury.inscrire_dossier(self.session, un, par=self.secretaire) for un in dossiers]

    def ouvrir(self) -> None:
        presents = {membre.pk for membre in self.session.membres.all()}
        jury.noter_presences(self.session, presents, par=self.secretaire)
        jury.ouvrir(self.session, par=self.secretaire)
        self.session.refresh_from_db()

    def suivre_la_commission(self) -> None:
        """Decide on every dossier as the commission concluded."""
        for une in self.session.deliberations.all():
            conclusions = une.dossier.evaluation.conclusions.select_related("capacite")
            validees = {un.capacite.numero: un.conclusion == "acquise" for un in conclusions}
            deliberation.decider(
                une,
                Vote(validees, conditions_verifiees=True),
                version=une.version,
                par=self.presidente,
            )

    def clore(self, observations: str = "") -> None:
        """Close the session and produce its PV."""
        jury.clore(self.session, observations=observations, par=self.secretaire)
        executer_les_travaux()
        self.session.refresh_from_db()


def reunir(centre: Centre, *, date: datetime.date | None = None) -> Reunion:
    """Plan today's session of a centre with a president and one employee, regularly convened."""
    date = date or timezone.localdate()
    secretaire = UtilisateurFactory(gestionnaire=centre)
    session = jury.creer_session(
        centre=centre,
        date=date,
        lieu="Maison des industries",
        mode=ModeSession.PRESENTIEL,
        demandes_syndicats_le=date - datetime.timedelta(days=20),
        convocations_le=date - datetime.timedelta(days=10),
        par=secretaire,
    )
    comptes = []
    for prenom, nom, college, organisation in (
        ("Hélène", "Vasseur", College.EMPLOYEURS, "Vide et Procédés"),
        ("Yves", "Pham", College.SALARIES, "Syndicat des métaux"),
    ):
        compte = UtilisateurFactory(prenom=prenom, nom=nom, jury=centre)
        jury.ajouter_membre(
            session,
            prenom=prenom,
            nom=nom,
            college=college,
            organisation=organisation,
            est_president=college == College.EMPLOYEURS,
            utilisateur=compte,
            par=secretaire,
        )
        comptes.append(compte)
    return Reunion(session, secretaire, *comptes)
