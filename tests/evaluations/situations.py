"""Every situation of a dossier, and the acts it misses: their kind, and who must act."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cqpm.commun.models import Courriel, EtatCourriel, sujet_de
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import EtatDossier, Parcours, PartieDossier
from dossiers.models import Dossier, ReglagesCentre, Transmission
from dossiers.services import rapport
from evaluations.enums import DecisionJury, EtatSession
from evaluations.models import Deliberation, SessionJury
from evaluations.services import signature
from referentiels.enums import CodeModalite
from tests.evaluations.session_signee import resultat_partiel
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory
from tests.factories.dossiers import AffectationFactory, DemandeCandidatFactory, DossierFactory
from tests.factories.evaluations import (
    AvisEntrepriseFactory,
    DemandeAvisFactory,
    DispenseAvisFactory,
    EntretienFactory,
)
from tests.factories.seances import SeanceFactory
from tests.outils import dossier_pret, noter_tout, planifier, reunir
from tests.referentiels.pdfs_bruts import ecrire, pdf_brut

PRESENTATION = CodeModalite.PRESENTATION_PROJETS
CENTRE, COMMISSION = "Centre d'examen", "Commission d'évaluation"
LE_22 = "2026-01-22"


@dataclass
class Scene:
    """An exam centre and its people."""

    centre: Centre
    gestionnaire: Utilisateur
    responsable: Utilisateur
    evaluatrice: Utilisateur

    def dossier(self, **champs) -> Dossier:
        return DossierFactory(centre=self.centre, **champs)

    def nommee(self, dossier: Dossier, *, avis: bool = True) -> Dossier:
        """The same, with its commission and, unless told, the company's opinion."""
        AffectationFactory(dossier=dossier, utilisateur=self.evaluatrice)
        if avis:
            AvisEntrepriseFactory(demande__dossier=dossier, demande__repondue=True)
        return dossier

    def close(self, **champs) -> Dossier:
        """A dossier whose grid is closed; its opinion and interview are the test's."""
        return planifier(self.dossier(evaluations_closes=True, **champs))

    def en_session(self, jusqu_a: str) -> Dossier:
        """A dossier on a session's list, which went so far."""
        reunion = reunir(self.centre)
        dossier = dossier_pret(centre=self.centre)
        reunion.inscrire(dossier)
        if jusqu_a != "preparation":
            reunion.ouvrir()
        if jusqu_a in {"decide", "close"}:
            reunion.suivre_la_commission()
        if jusqu_a == "close":
            reunion.clore()
        return dossier


def _sans_date_de_rapport(scene):
    return planifier(scene.dossier(avec_accord=True), PRESENTATION)


def _a_moitie_planifie(scene):
    dossier = planifier(scene.dossier(avec_accord=True))
    dossier.modalites_prevues.last().delete()
    return dossier


def _avis_seul_prevu(scene):
    return planifier(scene.dossier(avec_accord=True), CodeModalite.AVIS_ENTREPRISE)


def _bloc_vise(scene):
    """Only the target bloc's capacité must be planned (R9)."""
    dossier = scene.dossier(avec_accord=True, referentiel__rncp=True, referentiel__blocs=2)
    dossier.blocs_vises.add(dossier.referentiel.blocs.first())
    return planifier(dossier)


def _conservee(scene):
    """What an earlier jury validated is not planned again (R39)."""
    origine = scene.dossier(admis=True)
    dossier = scene.dossier(
        avec_accord=True,
        origine=origine,
        referentiel=origine.referentiel,
        candidat=origine.candidat,
    )
    premiere, _ = dossier.referentiel.capacites.all()
    dossier.conservees.create(
        capacite=premiere, validee_le=LE_22, session_numero="S-1", jusqu_au="2028-01-22"
    )
    return planifier(dossier)


def note_sans_signature(scene):
    dossier = scene.nommee(planifier(scene.dossier(transmis=True)))
    noter_tout(dossier, scene.evaluatrice)
    return dossier


def _une_capacite_conclue(scene):
    dossier = note_sans_signature(scene)
    dossier.evaluation.conclusions.last().delete()
    return dossier


def _sur_rapport(scene, **champs):
    dossier = scene.dossier(transmis=True, rapport_attendu_le="2026-02-01", **champs)
    return scene.nommee(planifier(dossier, PRESENTATION))


def _rapport_depose_tard(scene):
    dossier = _sur_rapport(scene)
    contenu = pdf_brut(ecrire("Mon rapport", 50, 700))
    rapport.deposer(dossier, SimpleUploadedFile("rapport.pdf", contenu), par=None)
    dossier.refresh_from_db()
    return dossier


def _rapport_refuse(scene):
    dossier = _rapport_depose_tard(scene)
    rapport.refuser(dossier.depots_rapport.get(), motif="Hors délai.", par=scene.responsable)
    dossier.refresh_from_db()
    return dossier


def _signe_sans_avis(scene):
    dossier = scene.nommee(planifier(scene.dossier(transmis=True)), avis=False)
    noter_tout(dossier, scene.evaluatrice)
    signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=scene.evaluatrice)
    return dossier


def _avis_en_retard(scene, jours):
    dossier = scene.close()
    echeance = timezone.localdate() - datetime.timedelta(days=jours)
    DemandeAvisFactory(dossier=dossier, echeance=echeance)
    return dossier


def _avis_demande(scene):
    dossier = scene.close()
    DemandeAvisFactory(dossier=dossier)
    return dossier


def _avis_revoque(scene):
    dossier = scene.close()
    DemandeAvisFactory(dossier=dossier, revoquee=True)
    return dossier


def _dispense(scene):
    dossier = scene.close(sans_entreprise=True, parcours=Parcours.DEMANDEUR_EMPLOI)
    DispenseAvisFactory(dossier=dossier)
    return dossier


def _entretien_fait(scene):
    dossier = scene.close(referentiel__modele_2013=True)
    AvisEntrepriseFactory(demande__dossier=dossier, demande__repondue=True)
    EntretienFactory(dossier=dossier)
    return dossier


def _renvoye(scene):
    """Sent back by the jury, whose PV is signed: the grid is open again (10d)."""
    dossier = scene.nommee(planifier(scene.dossier(en_evaluation=True)))
    reunion = reunir(scene.centre)
    Deliberation.objects.create(
        session=reunion.session,
        dossier=dossier,
        conditions_verifiees=True,
        decision=DecisionJury.RENVOI,
        motif="Précisez la capacité 2.",
    )
    SessionJury.objects.filter(pk=reunion.session.pk).update(etat=EtatSession.SIGNEE)
    return dossier


def _partiel(scene, *, envoyee: bool):
    dossier = scene.dossier(avec_transmission=True, etat=EtatDossier.VALIDATION_PARTIELLE)
    resultat_partiel(dossier, envoyee=envoyee)
    return dossier


def _arrete(scene):
    return planifier(scene.dossier(abandonne=True))


def _evaluateur_parti(scene):
    dossier = planifier(scene.dossier(transmis=True, vae=True))
    AffectationFactory(dossier=dossier, habilitation=False)
    return dossier


def _avec_seance(scene, **champs):
    dossier = scene.nommee(planifier(scene.dossier(transmis=True)))
    SeanceFactory(dossier=dossier, **champs)
    return dossier


def _courriel_refuse(scene):
    dossier = scene.close(vae=True)
    Courriel.objects.create(
        sujet=sujet_de(dossier),
        destinataires=["absent@example.org"],
        objet="Convocation",
        etat=EtatCourriel.REFUSE,
    )
    return dossier


def _demande_du_candidat(scene):
    dossier = scene.close(vae=True)
    DemandeCandidatFactory(dossier=dossier)
    return dossier


def _a_corriger(scene):
    dossier = planifier(scene.dossier(modalites_completes=True))
    envoi = Transmission.objects.create(
        dossier=dossier, centre=CentreFactory(ressources=True), date=LE_22
    )
    envoi.corrections.create(partie=PartieDossier.RAPPORT, commentaire="Précisez la date.")
    return dossier


def _a_approuver(scene):
    ReglagesCentre.objects.update_or_create(
        centre=scene.centre, defaults={"approbation_requise": True}
    )
    ressources = Centre.objects.filter(nom="UIMM Ressources").first()
    ressources = ressources or CentreFactory(ressources=True, nom="UIMM Ressources")
    return planifier(scene.dossier(transmis=True, vae=True, centre_ressources=ressources))


# A situation, and the missing acts: their kind, and who must act.
EVALUER = ("evaluer", COMMISSION)
SEANCE = ("seance", CENTRE)
SITUATIONS: dict[str, tuple[Callable[[Scene], Dossier], list[tuple[str, str]]]] = {
    "VAE to admit": (
        lambda scene: scene.dossier(vae=True, etat=EtatDossier.RECEVABILITE),
        [("recevabilite", CENTRE)],
    ),
    "registered, nothing chosen": (
        lambda scene: scene.dossier(),
        [("modalites", CENTRE), ("accord", f"{CENTRE}, avec l'entreprise")],
    ),
    "registered without company": (
        lambda scene: scene.dossier(sans_entreprise=True),
        [("modalites", CENTRE), ("accord", f"{CENTRE}, avec le candidat")],
    ),
    "half planned": (_a_moitie_planifie, [("modalites", CENTRE)]),
    "planned on the opinion alone": (_avis_seul_prevu, [("modalites", CENTRE)]),
    "a presentation without a date": (_sans_date_de_rapport, [("rapport_attendu", CENTRE)]),
    "planned, not agreed": (
        lambda scene: planifier(scene.dossier()),
        [("accord", f"{CENTRE}, avec l'entreprise")],
    ),
    "one bloc, planned and agreed": (_bloc_vise, [("transmission", CENTRE)]),
    "a kept capacité, the other planned": (_conservee, [("transmission", CENTRE)]),
    "modalités complete": (
        lambda scene: planifier(scene.dossier(modalites_completes=True)),
        [("transmission", CENTRE)],
    ),
    "corrections asked": (_a_corriger, [("corrections", CENTRE), ("transmission", CENTRE)]),
    "transmitted, to be approved": (
        _a_approuver,
        [("accord_ressources", "UIMM Ressources"), ("commission", CENTRE)],
    ),
    "commission named, to be approved": (
        lambda scene: scene.nommee(_a_approuver(scene)),
        [("accord_ressources", "UIMM Ressources"), SEANCE],
    ),
    "an evaluator who left": (
        _evaluateur_parti,
        [("evaluateur", CENTRE), SEANCE, EVALUER, EVALUER],
    ),
    "a meeting to convene": (_avec_seance, [("convocation", CENTRE), EVALUER, EVALUER]),
    "the candidate was absent": (
        lambda scene: _avec_seance(scene, absence=True),
        [("replanifier", CENTRE), EVALUER, EVALUER],
    ),
    "the meeting was held": (lambda scene: _avec_seance(scene, tenue=True), [EVALUER, EVALUER]),
    "transmitted, no commission": (
        lambda scene: planifier(scene.dossier(transmis=True)),
        [("commission", CENTRE), ("demander_avis", CENTRE)],
    ),
    "transmitted, exempt VAE": (
        lambda scene: planifier(scene.dossier(transmis=True, vae=True)),
        [("commission", CENTRE)],
    ),
    "transmitted, 2013": (
        lambda scene: planifier(scene.dossier(transmis=True, referentiel__modele_2013=True)),
        [
            ("commission", CENTRE),
            ("demander_avis", CENTRE),
            ("entretien", f"{COMMISSION} ou centre d'examen"),
        ],
    ),
    "commission named": (
        lambda scene: scene.nommee(planifier(scene.dossier(transmis=True))),
        [SEANCE, EVALUER, EVALUER],
    ),
    "in evaluation, one capacité left": (_une_capacite_conclue, [EVALUER]),
    "report not received": (
        _sur_rapport,
        [SEANCE, ("rapport", "Candidat, puis centre d'examen"), EVALUER, EVALUER],
    ),
    "report received late": (
        lambda scene: _sur_rapport(scene, rapport_recu_le="2026-02-02"),
        [SEANCE, ("rapport_tardif", "Responsable du centre d'examen"), EVALUER, EVALUER],
    ),
    "report deposited late": (
        _rapport_depose_tard,
        [SEANCE, ("rapport_tardif", "Responsable du centre d'examen"), EVALUER, EVALUER],
    ),
    "report deposited late and refused": (
        _rapport_refuse,
        [SEANCE, ("rapport", "Candidat, puis centre d'examen"), EVALUER, EVALUER],
    ),
    "report received in time": (
        lambda scene: _sur_rapport(scene, rapport_recu_le="2026-02-01"),
        [SEANCE, EVALUER, EVALUER],
    ),
    "report overridden": (
        lambda scene: _sur_rapport(scene, rapport_derogation="Panne du réseau."),
        [SEANCE, EVALUER, EVALUER],
    ),
    "concluded, not signed": (note_sans_signature, [("signature_grille", "Odile Marchand")]),
    "sent back by the jury": (_renvoye, [EVALUER, EVALUER, ("renvoi", COMMISSION)]),
    "closed, no opinion": (_signe_sans_avis, [("demander_avis", CENTRE)]),
    "closed, no company": (
        lambda scene: scene.close(sans_entreprise=True),
        [("demander_avis", f"{CENTRE}, puis son responsable")],
    ),
    "closed, opinion asked": (_avis_demande, [("avis", "Karim Bensaïd")]),
    "closed, opinion overdue": (
        lambda scene: _avis_en_retard(scene, jours=7),
        [("avis", "Karim Bensaïd")],
    ),
    "closed, opinion overdue for long": (
        lambda scene: _avis_en_retard(scene, jours=8),
        [("avis", "Karim Bensaïd"), ("avis_sans_reponse", CENTRE)],
    ),
    "closed, request revoked": (_avis_revoque, [("demander_avis", CENTRE)]),
    "closed, opinion waived": (_dispense, []),
    "closed, exempt VAE": (lambda scene: scene.close(vae=True), []),
    "a mail that did not arrive": (_courriel_refuse, [("courriel", CENTRE)]),
    "a candidate who asks": (_demande_du_candidat, [("demande_candidat", CENTRE)]),
    "closed, 2013 VAE": (
        lambda scene: scene.close(vae=True, referentiel__modele_2013=True),
        [("demander_avis", CENTRE), ("entretien", f"{COMMISSION} ou centre d'examen")],
    ),
    "closed, 2013, interview held": (_entretien_fait, []),
    "ready for the jury": (
        lambda scene: planifier(scene.dossier(pret_pour_jury=True)),
        [("session", CENTRE)],
    ),
    "on a list": (lambda scene: scene.en_session("preparation"), [("ouvrir_session", CENTRE)]),
    "before the jury": (lambda scene: scene.en_session("ouverte"), [("decider", "Jury")]),
    "decided": (lambda scene: scene.en_session("decide"), [("clore_session", CENTRE)]),
    "PV to sign": (
        lambda scene: scene.en_session("close"),
        [("signer_pv", "Hélène Vasseur, Yves Pham")],
    ),
    "admitted": (lambda scene: scene.dossier(admis=True), []),
    "partly validated": (
        lambda scene: scene.dossier(avec_transmission=True, etat=EtatDossier.VALIDATION_PARTIELLE),
        [],
    ),
    "partly validated, letter to send": (
        lambda scene: _partiel(scene, envoyee=False),
        [("lettre_president", CENTRE)],
    ),
    "partly validated, letter sent": (lambda scene: _partiel(scene, envoyee=True), []),
    "refused": (
        lambda scene: scene.dossier(avec_transmission=True, etat=EtatDossier.NON_ADMIS),
        [],
    ),
    "not admissible": (lambda scene: scene.dossier(etat=EtatDossier.NON_RECEVABLE), []),
    "stopped": (_arrete, []),
}
