"""A jury session and one candidate's deliberation, as the jury reads them."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from dossiers.enums import EtatDossier
from dossiers.models import CapaciteConservee, Dossier
from dossiers.querysets import DossierQuerySet
from evaluations.enums import Conclusion, SensAvis
from evaluations.models import (
    ConclusionCapacite,
    DecisionCapacite,
    Deliberation,
    Entretien,
    MembreJury,
    SessionJury,
)
from evaluations.regles_jury import avertissements, obstacles_ouverture
from evaluations.selectors.avis import AvisDossier, LigneAvis, avis_des_dossiers
from evaluations.selectors.conservation import anterieures
from evaluations.selectors.grille import LigneCapacite, grille
from evaluations.vocabulaire import TONS_DECISION, decision_du_dossier
from referentiels.models import Capacite


@dataclass(frozen=True)
class LigneSession:
    """A candidate on a session's list, with the decision in the version's own words (R41)."""

    deliberation: Deliberation

    @property
    def libelle(self) -> str:
        return decision_du_dossier(self.deliberation.dossier, self.deliberation.decision)

    @property
    def ton(self) -> str:
        return TONS_DECISION.get(self.deliberation.decision, "neutre")


@dataclass(frozen=True)
class PageSession:
    """The hub of a session."""

    session: SessionJury
    lignes: list[LigneSession]
    obstacles: list[str]
    avertissements: list[str]

    @property
    def reste_a_decider(self) -> int:
        return sum(1 for ligne in self.lignes if not ligne.deliberation.decision)


def sessions_completes():
    """Sessions with their members and signatures, ready for their page and permissions."""
    membres = MembreJury.objects.select_related("utilisateur", "signature")
    return SessionJury.objects.select_related("centre", "pv_signe").prefetch_related(
        Prefetch("membres", membres)
    )


def page_session(session: SessionJury) -> PageSession:
    """Load the hub: list, warnings (R27–R29) and what forbids the opening (R26)."""
    deliberations = session.deliberations.select_related(
        "dossier__candidat", "dossier__referentiel"
    ).prefetch_related("dossier__blocs_vises")
    lignes = [LigneSession(un) for un in deliberations]
    sieges = session.sieges
    return PageSession(
        session,
        lignes,
        obstacles_ouverture(
            sieges, len(lignes), jours_avant=(session.date - timezone.localdate()).days
        ),
        avertissements(
            session.date,
            demandes_le=session.demandes_syndicats_le,
            convocations_le=session.convocations_le,
            sieges=sieges,
        ),
    )


def dossiers_prets(session: SessionJury) -> DossierQuerySet:
    """The centre's dossiers that this session may take (R31)."""
    return Dossier.objects.filter(
        centre=session.centre_id, etat=EtatDossier.PRET_POUR_JURY
    ).pour_liste()


@dataclass(frozen=True)
class LigneDeliberation:
    """A capacité in front of the jury: commission and company side by side, then its own word."""

    grille: LigneCapacite
    avis: LigneAvis | None
    decision: DecisionCapacite | None

    @property
    def capacite(self) -> Capacite:
        return self.grille.capacite

    @property
    def conclusion(self) -> ConclusionCapacite | None:
        return self.grille.conclusion

    @property
    def proposition(self) -> bool:
        """What the commission's conclusion would give."""
        return bool(self.conclusion and self.conclusion.conclusion == Conclusion.ACQUISE)

    @property
    def desaccord(self) -> bool:
        """The company says the contrary of the commission: no veto, but the jury is told (R18)."""
        reponse = self.avis.reponse if self.avis else None
        if reponse is None or self.conclusion is None:
            return False
        return reponse.sens == (SensAvis.DEFAVORABLE if self.proposition else SensAvis.FAVORABLE)


@dataclass(frozen=True)
class PageDeliberation:
    """Everything the jury reads of one candidate."""

    lignes: list[LigneDeliberation]
    avis: AvisDossier
    entretien: Entretien | None
    anterieures: list[CapaciteConservee]
    precedente: Deliberation | None
    suivante: Deliberation | None


def lignes_deliberation(deliberation: Deliberation, avis: AvisDossier) -> list[LigneDeliberation]:
    """The candidate's capacités with what commission, company and jury said of each."""
    decisions = {un.capacite_id: un for un in deliberation.capacites.all()}
    return [
        LigneDeliberation(
            ligne, avis.par_capacite.get(ligne.capacite.pk), decisions.get(ligne.capacite.pk)
        )
        for ligne in grille(deliberation.dossier).capacites
    ]


def page_deliberation(deliberation: Deliberation) -> PageDeliberation:
    """Load one candidate's page; `deliberation.dossier` comes from `pour_fiche`."""
    dossier = deliberation.dossier
    avis = avis_des_dossiers([dossier])[dossier.pk]
    lignes = lignes_deliberation(deliberation, avis)
    freres = list(
        Deliberation.objects.filter(session=deliberation.session_id).select_related(
            "dossier__candidat"
        )
    )
    rang = next(i for i, un in enumerate(freres) if un.pk == deliberation.pk)
    return PageDeliberation(
        lignes,
        avis,
        Entretien.objects.filter(dossier=dossier).select_related("auteur").first(),
        list(anterieures(dossier).values()),
        freres[rang - 1] if rang else None,
        freres[rang + 1] if rang + 1 < len(freres) else None,
    )
