"""The candidate's space: its links, and what its pages show."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.liens import est_vivant, trouver
from cqpm.commun.models import Document, LienPersonnel, Travail, cle_du_sujet, sujet_de
from dossiers.enums import ARRETES, EtatDossier, EtatSeance, QualiteConvoque, Variante
from dossiers.models import CapaciteConservee, Convocation, Dossier, ModalitePrevue, Seance
from dossiers.plan import Situation
from dossiers.selectors.plan import plan_par_capacite, situations_du_plan
from dossiers.services.identite import NATURE_ESPACE
from evaluations.enums import DecisionJury, EtatEspace
from evaluations.models import Deliberation, PieceJury, SessionJury
from evaluations.selectors.conservation import benefices, deliberation_signee
from evaluations.selectors.pieces import pieces_du_candidat
from evaluations.vocabulaire import TONS_DECISION, decision_du_dossier
from referentiels.enums import CodeModalite
from referentiels.models import Capacite

NATURE = NATURE_ESPACE
NATURE_COURRIEL = "espace_candidat"

# Where the dossier stands, said to the candidate; the results have their own words (R53).
OU_EN_EST: dict[str, str] = {
    EtatDossier.RECEVABILITE: "Votre demande de VAE est à l'étude.",
    EtatDossier.NON_RECEVABLE: "Votre demande de VAE n'a pas été jugée recevable.",
    EtatDossier.INSCRIT: "Votre inscription est enregistrée. Le déroulement de votre "
    "évaluation se prépare.",
    EtatDossier.MODALITES_COMPLETES: "Le déroulement de votre évaluation est fixé.",
    EtatDossier.TRANSMIS: "Vos évaluations peuvent commencer.",
    EtatDossier.EN_EVALUATION: "Vos évaluations sont en cours.",
    EtatDossier.EVALUATIONS_CLOSES: "Vos évaluations sont terminées. Votre dossier se prépare pour "
    "le jury.",
    EtatDossier.PRET_POUR_JURY: "Votre dossier est prêt pour le jury.",
    EtatDossier.EN_SESSION: "Votre dossier passe devant le jury.",
    EtatDossier.ABANDONNE: "Votre dossier est arrêté.",
}
# How a modalité goes, in plain words.
EN_CLAIR: dict[str, str] = {
    CodeModalite.SITUATION_REELLE: "La commission vous observe au travail et vous questionne.",
    CodeModalite.PRESENTATION_PROJETS: "Vous écrivez un rapport, puis vous présentez vos projets à "
    "la commission.",
    CodeModalite.AVIS_ENTREPRISE: "Votre entreprise dit ce qu'elle a vu de votre travail.",
}
RECONSTITUEE_EN_CLAIR: dict[str, str] = {
    Variante.OBSERVATION: "La commission recrée une situation de travail, vous observe et vous "
    "questionne.",
    Variante.RESTITUTION: "La commission recrée une situation de travail, et vous en rendez compte "
    "par écrit ou à l'oral.",
}


# --- The links ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Acces:
    """A link found again, with the dossier that it opens (`pour_fiche`)."""

    lien: LienPersonnel
    dossier: Dossier


def acces_du_jeton(jeton: str) -> Acces | None:
    """What this token opens, expired and closed links included."""
    lien = trouver(NATURE, jeton)
    if lien is None:
        return None
    dossier = Dossier.objects.pour_fiche().filter(pk=cle_du_sujet(lien.sujet)).first()
    return Acces(lien, dossier) if dossier else None


def liens_de(dossier: Dossier) -> QuerySet[LienPersonnel]:
    """Every link to the space of this dossier, newest first."""
    return LienPersonnel.objects.filter(nature=NATURE, sujet=sujet_de(dossier))


def est_ouvert(dossier: Dossier) -> bool:
    """The centre gave this candidate a space and did not close it; its links may have expired."""
    return liens_de(dossier).filter(ferme_le=None).exists()


def adresse(jeton: str) -> str:
    """The full address, for a mail or to be copied."""
    return settings.ADRESSE_PUBLIQUE + reverse("evaluations:espace", args=[jeton])


def dernier_envoi(dossier: Dossier) -> Travail | None:
    """The last mail that carried a link, as its job."""
    return travaux.dernier(sujet_de(dossier), NATURE_COURRIEL)


def adresse_changee(dossier: Dossier) -> bool:
    """The candidate's address is no longer the one to which the last link went."""
    return _est_ailleurs(dernier_envoi(dossier), dossier)


def _est_ailleurs(envoi: Travail | None, dossier: Dossier) -> bool:
    return envoi is not None and envoi.parametres["courriel"] != dossier.candidat.courriel


@dataclass(frozen=True)
class SuiviEspace:
    """What staff read of a space: `lien` is the newest one, `ouvert_le` the last first opening."""

    etat: EtatEspace
    lien: LienPersonnel | None
    ouvert_le: datetime.datetime | None
    envoi: Travail | None
    adresse_changee: bool


def suivi_de(dossier: Dossier) -> SuiviEspace:
    """Two queries."""
    liens = list(liens_de(dossier))
    lien = liens[0] if liens else None
    gardes = [un for un in liens if un.ferme_le is None]
    ouvert_le = max((un.ouvert_le for un in liens if un.ouvert_le), default=None)
    if lien is None:
        etat = EtatEspace.JAMAIS
    elif not gardes:
        etat = EtatEspace.FERME
    elif not any(est_vivant(un) for un in gardes):
        etat = EtatEspace.EXPIRE
    else:
        etat = EtatEspace.OUVERT if any(un.ouvert_le for un in gardes) else EtatEspace.ENVOYE
    envoi = dernier_envoi(dossier)
    return SuiviEspace(etat, lien, ouvert_le, envoi, _est_ailleurs(envoi, dossier))


# --- What is planned ----------------------------------------------------------------------------


@dataclass(frozen=True)
class SeanceDuCandidat:
    """A meeting; `convocation` is the candidate's own paper, of this version of the meeting."""

    seance: Seance
    convocation: Document | None


def seances_du_candidat(dossier: Dossier) -> list[SeanceDuCandidat]:
    """The meetings in order, with the papers of this candidate alone. Three queries."""
    seances = list(dossier.seances.prefetch_related("capacites"))
    siennes = Convocation.objects.filter(
        seance__in=seances, qualite=QualiteConvoque.CANDIDAT
    ).values_list("pk", flat=True)
    papiers = Document.objects.filter(
        sujet__in=[sujet_de(une) for une in seances],
        travail__parametres__convocation__in=list(siennes),
    ).select_related("travail")
    derniers = {
        (un.sujet, un.travail.parametres.get("sequence")): un for un in reversed(list(papiers))
    }
    return [SeanceDuCandidat(une, derniers.get((sujet_de(une), une.sequence))) for une in seances]


@dataclass(frozen=True)
class CapaciteEnClair:
    """A capacité and how it will be evaluated, in plain words."""

    capacite: Capacite
    comment: list[str]


def evaluation_en_clair(dossier: Dossier) -> list[CapaciteEnClair]:
    return [
        CapaciteEnClair(une.capacite, [_en_clair(prevue) for prevue in une.modalites])
        for une in plan_par_capacite(dossier)
    ]


def _en_clair(prevue: ModalitePrevue) -> str:
    code = prevue.modalite.code
    if code == CodeModalite.SITUATION_RECONSTITUEE:
        return RECONSTITUEE_EN_CLAIR.get(
            prevue.variante, RECONSTITUEE_EN_CLAIR[Variante.OBSERVATION]
        )
    return EN_CLAIR.get(code, str(prevue.modalite))


# --- The results, once the PV is signed (R53) -----------------------------------------------------


@dataclass(frozen=True)
class CapaciteJugee:
    """The jury's word on a capacité; `benefice` says until when it is kept, if it is (R38)."""

    capacite: Capacite
    validee: bool
    benefice: CapaciteConservee | None


@dataclass(frozen=True)
class Resultat:
    """The decision in the version's own words, and what the candidate keeps of it."""

    libelle: str
    ton: str
    deliberation: Deliberation
    lignes: list[CapaciteJugee]
    anciennes: list[CapaciteConservee]
    est_definitif: bool

    @property
    def garde(self) -> bool:
        """Something is kept for another presentation."""
        return bool(self.anciennes) or any(une.benefice for une in self.lignes)


def resultat_du_candidat(dossier: Dossier) -> Resultat | None:
    """None until the PV is signed (R53).

    Who obtains the whole CQPM has nothing to keep for later: what they have does not expire.
    """
    deliberation = deliberation_signee(dossier) if dossier.est_decide else None
    if deliberation is None:
        return None
    definitif = deliberation.decision == DecisionJury.ADMIS and not dossier.blocs_vises.all()
    gardees = [] if definitif else benefices(dossier)
    par_capacite = {une.capacite.pk: une for une in gardees}
    lignes = [
        CapaciteJugee(une.capacite, une.validee, par_capacite.pop(une.capacite_id, None))
        for une in deliberation.capacites.select_related("capacite")
    ]
    return Resultat(
        decision_du_dossier(dossier, deliberation.decision),
        TONS_DECISION[deliberation.decision],
        deliberation,
        lignes,
        list(par_capacite.values()),
        definitif,
    )


def session_du_candidat(dossier: Dossier) -> SessionJury | None:
    """The jury that has this dossier on its list, as long as it has not told its decision."""
    if dossier.etat != EtatDossier.EN_SESSION:
        return None
    return SessionJury.objects.filter(deliberations__dossier=dossier).order_by("-pk").first()


# --- The page -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageEspace:
    """Everything that the first page of the space says."""

    ou_en_est: str
    est_arrete: bool
    a_venir: list[SeanceDuCandidat]
    passees: list[SeanceDuCandidat]
    plan: list[CapaciteEnClair]
    plan_provisoire: bool
    situations: list[Situation]
    conservees: list[CapaciteConservee]
    session: SessionJury | None
    resultat: Resultat | None
    pieces: list[PieceJury]


def page_espace(dossier: Dossier) -> PageEspace:
    maintenant = timezone.now()
    seances = seances_du_candidat(dossier)
    a_venir = [
        une
        for une in seances
        if une.seance.fin > maintenant
        and une.seance.etat in {EtatSeance.PREVUE, EtatSeance.ANNULEE}
        and dossier.etat not in ARRETES
    ]
    return PageEspace(
        ou_en_est=OU_EN_EST.get(dossier.etat, ""),
        est_arrete=dossier.etat in ARRETES,
        a_venir=a_venir,
        passees=[une for une in seances if une not in a_venir],
        plan=evaluation_en_clair(dossier),
        plan_provisoire=dossier.etat in {EtatDossier.RECEVABILITE, EtatDossier.INSCRIT},
        situations=situations_du_plan(dossier),
        conservees=list(dossier.conservees.select_related("capacite")),
        session=session_du_candidat(dossier),
        resultat=resultat_du_candidat(dossier),
        pieces=pieces_du_candidat(dossier),
    )
