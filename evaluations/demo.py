"""An invented exam centre, played through the real services: a dossier at every stage."""

import datetime
import json
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import EtatTravail
from cqpm.comptes.enums import NatureCentre
from cqpm.comptes.models import Centre, Habilitation, Utilisateur
from dossiers import naissance, transitions
from dossiers.enums import DecisionRecevabilite, EtatDossier, Parcours
from dossiers.models import Dossier
from dossiers.regles import Choix
from dossiers.services import (
    accord,
    commission,
    inscription,
    modalites,
    recevabilite,
    transmission,
)
from evaluations.demo_evaluation import (
    differer,
    donner_l_avis,
    evaluer,
    signer_la_grille,
    tenir_l_entretien,
)
from evaluations.demo_journee import tenir_la_journee
from evaluations.demo_jury import (
    preparer_une_session,
    remettre_les_convocations,
    saisir_les_syndicats,
)
from evaluations.enums import ModeSession
from evaluations.models import SessionJury
from evaluations.regles_avis import avis_requis
from evaluations.regles_jury import Vote
from evaluations.services import avis as service_avis
from evaluations.services import deliberation as service_deliberation
from evaluations.services import jury
from referentiels.enums import CodeModalite
from referentiels.models import Referentiel
from referentiels.selectors import publies

DONNEES = settings.BASE_DIR / "fixtures" / "demo"
ETAPES = ["inscription", "plan", "accord", "transmission", "commission", "evaluation", "grille"]
ETAPES += ["avis", "session_ouverte", "session_close"]


class Demonstration:
    """The people and dossiers of `fixtures/demo`, created once on an empty database."""

    def __init__(self, dossier: Path = DONNEES):
        self.comptes = json.loads((dossier / "comptes.json").read_text(encoding="utf-8"))
        self.donnees = json.loads((dossier / "dossiers.json").read_text(encoding="utf-8"))
        self.aujourd_hui = timezone.localdate()

    def creer(self) -> None:
        """Create everything; the closed session's PV is rendered here, then signed."""
        with transaction.atomic():
            self._creer_comptes()
            self.retrouver()
            dossiers = [(self.creer_dossier(fiche), fiche) for fiche in self.donnees["dossiers"]]
            self._tenir_session(dossiers, "session_ouverte", ilya=0, clore=False)
            close = self._tenir_session(dossiers, "session_close", ilya=25, clore=True)
            preparer_une_session(self.centre, self.aujourd_hui, self.gestionnaire)
        self._signer_le_pv(close)

    # --- People -----------------------------------------------------------------------------
    def _creer_comptes(self) -> None:
        for ressources in self.donnees["centres_ressources"]:
            Centre.objects.create(nature=NatureCentre.RESSOURCES, **ressources)
        for compte in self.comptes:
            ville = compte["centre"].split(",")[0].removeprefix("UIMM ")
            centre, _ = Centre.objects.get_or_create(
                nom=compte["centre"],
                defaults={"ville": ville, "courriel": "centre-examen@demo.example"},
            )
            personne = Utilisateur.objects.create_user(
                compte["email"],
                compte["mot_de_passe"],
                prenom=compte["prenom"],
                nom=compte["nom"],
                fonction=compte["fonction"],
            )
            for role in compte["roles"]:
                Habilitation.objects.create(utilisateur=personne, centre=centre, role=role)

    def retrouver(self) -> None:
        """Find the people and centres of a demonstration that was created."""
        self.personnes = {un.email: un for un in Utilisateur.objects.all()}
        self.centre = Centre.objects.get(nom=self.comptes[0]["centre"])
        self.centre_ressources = Centre.objects.get(nature=NatureCentre.RESSOURCES)
        self.gestionnaire = self.personnes["gestionnaire@demo.example"]
        self.responsable = self.personnes["responsable@demo.example"]
        self.commission = [
            self.personnes["evaluatrice@demo.example"],
            self.personnes["evaluateur@demo.example"],
        ]
        self.mot_de_passe = self.comptes[0]["mot_de_passe"]

    # --- A dossier, act after act -------------------------------------------------------------
    def creer_dossier(self, fiche: dict) -> Dossier:
        """Play one dossier of the demonstration up to the act that it names."""
        dossier = self._inscrire(fiche)
        if fiche["jusqu_a"] == "abandon":
            return transitions.abandonner(
                dossier, motif="Rupture du contrat d'apprentissage.", par=self.gestionnaire
            )
        jusqu_a = ETAPES.index(fiche["jusqu_a"])
        if jusqu_a >= ETAPES.index("plan"):
            dossier = self._declarer_recevable(dossier)
            self._planifier(dossier, fiche)
        if jusqu_a >= ETAPES.index("accord"):
            dossier = accord.enregistrer_accord(
                dossier,
                signataire=str(dossier.tuteur or dossier.candidat),
                date=self._date(dossier, 5),
                par=self.gestionnaire,
            )
        if jusqu_a >= ETAPES.index("transmission"):
            dossier = self._transmettre(dossier, fiche)
        if jusqu_a >= ETAPES.index("commission"):
            for membre in self.commission:
                commission.affecter_evaluateur(dossier, membre, par=self.gestionnaire)
        if jusqu_a >= ETAPES.index("evaluation"):
            evaluer(dossier, fiche, self.commission[0], self._date(dossier, 40))
            if fiche.get("evaluees"):
                differer(dossier, self.commission)
        if jusqu_a >= ETAPES.index("grille"):
            signer_la_grille(dossier, self.commission, self.mot_de_passe)
        self._recueillir_avis(dossier, fiche, complet=jusqu_a >= ETAPES.index("avis"))
        tenir_la_journee(dossier, fiche, self.aujourd_hui, self.gestionnaire)
        return dossier

    def _inscrire(self, fiche: dict) -> Dossier:
        nom_entreprise = fiche["entreprise"]
        return inscription.inscrire(
            centre=self.centre,
            referentiel=self._version(fiche["cqpm"]),
            parcours=Parcours(fiche["parcours"]),
            inscrit_le=self.aujourd_hui - datetime.timedelta(days=fiche["inscrit_il_y_a"]),
            identite=inscription.Identite(
                fiche["nom"],
                fiche["prenom"],
                naissance.lire(fiche["naissance"]),
                courriel=fiche.get("courriel", ""),
            ),
            accueil=inscription.Accueil(
                nom_entreprise, **self.donnees["entreprises"][nom_entreprise]
            )
            if nom_entreprise
            else None,
            par=self.gestionnaire,
        )

    def _declarer_recevable(self, dossier: Dossier) -> Dossier:
        """A VAE is answered before its plan is written (R43)."""
        if dossier.etat != EtatDossier.RECEVABILITE:
            return dossier
        reponse = recevabilite.Reponse(
            complet_le=dossier.inscrit_le,
            decision=DecisionRecevabilite.RECEVABLE,
            decidee_le=self._date(dossier, 2),
            decidee_par="Commission de recevabilité de l'UIMM",
        )
        return recevabilite.enregistrer(dossier, reponse, par=self.gestionnaire)

    def _transmettre(self, dossier: Dossier, fiche: dict) -> Dossier:
        """Sent ten days after the registration; the resource centre agrees unless told else."""
        transitions.transmettre(
            dossier,
            centre_ressources=self.centre_ressources,
            date=self._date(dossier, 10),
            par=self.gestionnaire,
        )
        envoi, repond = dossier.transmissions.get(), self.personnes["ressources@demo.example"]
        reponse = fiche.get("ressources", "accord")
        if reponse == "accord":
            transmission.donner_accord(envoi, commentaire="", par=repond)
        elif reponse == "accuse":
            transmission.accuser_reception(envoi, par=repond)
        return dossier

    def _planifier(self, dossier: Dossier, fiche: dict) -> None:
        """Real situations, a presentation where told; the first capacité reconstituted without
        company, and an unfinished plan for the dossier that stops there."""
        presentation = set(fiche.get("presentation", ()))
        visees = dossier.capacites_visees()
        if fiche["jusqu_a"] == "plan":
            visees = visees[:-2]
        choix = []
        for capacite in visees:
            code = CodeModalite.SITUATION_REELLE
            if capacite.numero in presentation:
                code = CodeModalite.PRESENTATION_PROJETS
            if dossier.entreprise_id is None and capacite.numero == 1:
                code = CodeModalite.SITUATION_RECONSTITUEE
            reconstituee = code == CodeModalite.SITUATION_RECONSTITUEE
            choix.append(
                Choix(
                    capacite.numero,
                    code,
                    "observation" if reconstituee else "",
                    "Le candidat n'a pas d'entreprise d'accueil." if reconstituee else "",
                )
            )
            if dossier.entreprise_id:
                choix.append(Choix(capacite.numero, CodeModalite.AVIS_ENTREPRISE))
        attendu = self.aujourd_hui + datetime.timedelta(days=12) if presentation else None
        modalites.enregistrer_plan(
            dossier, choix, rapport_attendu_le=attendu, par=self.gestionnaire
        )

    def _recueillir_avis(self, dossier: Dossier, fiche: dict, *, complet: bool) -> None:
        if complet and dossier.referentiel.entretien_requis:
            tenir_l_entretien(dossier, self.commission[0], self._date(dossier, 45))
        if not avis_requis(dossier.parcours, dossier.referentiel.avis_vae_exempt):
            return
        if complet and fiche.get("dispense"):
            service_avis.dispenser(dossier, motif=fiche["dispense"], par=self.responsable)
        elif complet or fiche.get("avis_demande"):
            demande = service_avis.demander(dossier, par=self.gestionnaire)
            if complet:
                donner_l_avis(demande, fiche.get("avis", {}), par=self.gestionnaire)

    # --- The juries ---------------------------------------------------------------------------
    def _tenir_session(
        self, dossiers: list[tuple[Dossier, dict]], etape: str, *, ilya: int, clore: bool
    ) -> SessionJury:
        date = self.aujourd_hui - datetime.timedelta(days=ilya)
        session = jury.creer_session(
            centre=self.centre,
            date=date,
            lieu="Maison de la métallurgie, Grenoble",
            mode=ModeSession.PRESENTIEL,
            heure=datetime.time(9, 30),
            par=self.gestionnaire,
        )
        saisir_les_syndicats(session, date - datetime.timedelta(days=32), self.gestionnaire)
        for siege in self.donnees["jury"]:
            personne = self.personnes[siege["email"]]
            jury.ajouter_membre(
                session,
                prenom=personne.prenom,
                nom=personne.nom,
                qualite=personne.fonction,
                utilisateur=personne,
                par=self.gestionnaire,
                **{cle: siege[cle] for cle in ("college", "organisation", "est_president")},
            )
        remettre_les_convocations(session, date - datetime.timedelta(days=18), self.gestionnaire)
        for dossier, fiche in dossiers:
            if fiche["jusqu_a"] == etape:
                dossier.refresh_from_db()
                jury.inscrire_dossier(session, dossier, par=self.gestionnaire)
        presents = {membre.pk for membre in session.membres.all()}
        jury.noter_presences(session, presents, par=self.gestionnaire)
        session = jury.ouvrir(session, par=self.gestionnaire)
        if clore:
            self._decider(session)
            jury.clore(session, par=self.gestionnaire)
            self._antidater(session)
        return session

    def _antidater(self, session: SessionJury) -> None:
        """The closed session met on its own date, not the day the demonstration is made."""
        ouverte = datetime.datetime.combine(session.date, datetime.time(9, 30))
        close = datetime.datetime.combine(session.date, datetime.time(12, 15))
        SessionJury.objects.filter(pk=session.pk).update(
            ouverte_le=timezone.make_aware(ouverte), close_le=timezone.make_aware(close)
        )

    def _decider(self, session: SessionJury) -> None:
        """The jury follows the commission on every candidate."""
        for deliberation in session.deliberations.select_related("dossier__evaluation"):
            acquises = {
                conclusion.capacite.numero: conclusion.conclusion == "acquise"
                for conclusion in deliberation.dossier.evaluation.conclusions.select_related(
                    "capacite"
                )
            }
            service_deliberation.decider(
                deliberation,
                Vote(acquises, conditions_verifiees=True),
                version=0,
                par=self.personnes["presidente@demo.example"],
            )

    def _signer_le_pv(self, session: SessionJury) -> None:
        """Render the PV now, without any worker, and sign it; without PDF it stays to be signed."""
        travail = jury.demander_pv(session, par=self.gestionnaire)
        travaux.executer(travail.pk)
        travail.refresh_from_db()
        if travail.etat == EtatTravail.TERMINE:
            for siege in self.donnees["jury"]:
                jury.signer_pv(
                    session,
                    mot_de_passe=self.mot_de_passe,
                    par=self.personnes[siege["email"]],
                )

    # --- Shortcuts ----------------------------------------------------------------------------
    def _version(self, numero: str) -> Referentiel:
        return publies().filter(numero=numero).latest("date_modification")

    def _date(self, dossier: Dossier, jours: int) -> datetime.date:
        """Some days after the registration, never after today."""
        return min(dossier.inscrit_le + datetime.timedelta(days=jours), self.aujourd_hui)
