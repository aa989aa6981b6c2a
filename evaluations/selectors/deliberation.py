"""A jury session and one candidate's deliberation, as the jury reads them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone

from cqpm.commun.models import Document
from cqpm.comptes.models import Utilisateur
from dossiers.models import CapaciteConservee, Dossier
from evaluations.enums import EtatSession
from evaluations.models import (
    Deliberation,
    Entretien,
    MembreJury,
    Preuve,
    SessionJury,
)
from evaluations.permissions import peut_lire_deliberation
from evaluations.regles_composition import obstacles_ouverture, suspension
from evaluations.regles_revue import Blocage
from evaluations.selectors.avis import AvisDossier, avis_des_dossiers
from evaluations.selectors.composition import avertissements_de, saisines_de
from evaluations.selectors.conduite import Pas, pas_de, prochain
from evaluations.selectors.conservation import (
    anterieures,
    deliberation_signee,
    numeros_des_blocs,
)
from evaluations.selectors.entretien import lire_entretien
from evaluations.selectors.lignes_jury import LigneDeliberation, lignes_deliberation
from evaluations.selectors.presidence import (
    membres_retires,
    president_retire,
    relais_possibles,
)
from evaluations.selectors.revue import ce_qui_empeche, preuves_communes, rapport_du_candidat
from evaluations.vocabulaire import TONS_DECISION, decision_du_dossier
from referentiels.models import Bloc


@dataclass(frozen=True)
class LigneSession:
    """A candidate on a session's list, with the decision in the version's own words (R41).

    A member who withdrew for them reads the name alone (R30).
    """

    deliberation: Deliberation
    est_lisible: bool

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
    rectificatifs: list[SessionJury]
    pas: list[Pas] = field(default_factory=list)

    @property
    def prochain(self) -> Pas | None:
        return prochain(self.session, self.pas)

    @property
    def rectifie_par(self) -> list[SessionJury]:
        """The signed PVs that say otherwise of some of its candidates (R40)."""
        return [un for un in self.rectificatifs if un.etat == EtatSession.SIGNEE]

    @property
    def suspension(self) -> str:
        """Why an open session may not go on, empty if it may (R26)."""
        ouverte = self.session.etat == EtatSession.OUVERTE
        return suspension(self.session.sieges) if ouverte else ""

    @property
    def president_a_designer(self) -> bool:
        """Nobody presides, or, once the session is open, who does has left."""
        ouverte = self.session.etat == EtatSession.OUVERTE
        return not any(
            un.est_president and (un.en_seance or not ouverte) for un in self.session.membres.all()
        )

    @property
    def lisibles(self) -> list[LigneSession]:
        """Those of whom this person may know whether they are decided (R30)."""
        return [ligne for ligne in self.lignes if ligne.est_lisible]

    @property
    def reste_a_decider(self) -> int:
        return sum(1 for ligne in self.lisibles if not ligne.deliberation.decision)


def sessions_completes():
    """Sessions with their members and signatures, ready for their page and permissions."""
    membres = MembreJury.objects.select_related("utilisateur", "signature")
    return SessionJury.objects.select_related("centre", "pv_signe").prefetch_related(
        Prefetch("membres", membres), "referentiels", "demandes"
    )


def page_session(session: SessionJury, utilisateur: Utilisateur) -> PageSession:
    """Load the hub for this person: list, warnings (R27–R29), what forbids the opening (R26)."""
    deliberations = session.deliberations.select_related(
        "dossier__candidat", "dossier__referentiel"
    ).prefetch_related("dossier__blocs_vises", "conflits")
    lignes = []
    for une in deliberations:
        une.session = session  # with its members
        lignes.append(LigneSession(une, peut_lire_deliberation(utilisateur, une)))
    saisines = saisines_de(session)
    liens = [un for ligne in lignes for un in ligne.deliberation.conflits.all()]
    sieges = session.sieges
    return PageSession(
        session,
        lignes,
        obstacles_ouverture(
            sieges, len(lignes), jours_avant=(session.date - timezone.localdate()).days
        ),
        avertissements_de(session, saisines),
        list(session.rectificatifs.all()) if session.etat == EtatSession.SIGNEE else [],
        pas_de(
            session,
            attendues=len(saisines),
            candidats=len(lignes),
            liens=sum(1 for un in liens if un.attend_reponse),
        ),
    )


@dataclass(frozen=True)
class LigneBloc:
    """A bloc that this candidate may be granted, with the numbers of its capacités (R35)."""

    bloc: Bloc
    numeros: set[int]


@dataclass(frozen=True)
class PageDeliberation:
    """Everything the jury reads of one candidate."""

    deliberation: Deliberation
    lignes: list[LigneDeliberation]
    avis: AvisDossier
    entretien: Entretien | None
    anterieures: list[CapaciteConservee]
    jour: datetime.date
    conservees: set[int]
    but: set[int]
    preuves: Mapping[int, list[Preuve]]
    rapport: Document | None
    empeche: list[Blocage]
    blocs: list[LigneBloc]
    rectifiee: Deliberation | None
    retires: list[MembreJury]
    president_retire: bool
    relais: list[MembreJury]

    @property
    def notes(self) -> dict[int, str]:
        """What the interview brought on each capacité, by its key (R19)."""
        if self.entretien is None:
            return {}
        return {un.capacite_id: un.texte for un in self.entretien.notes_capacites.all()}

    @property
    def relais_avec_compte(self) -> list[MembreJury]:
        """Those of `relais` who may hold the pen here: they sign in."""
        return [un for un in self.relais if un.utilisateur_id]

    @property
    def bloquants(self) -> int:
        """How many reasons block; the others are flags."""
        return sum(un.bloque for un in self.empeche)


def page_deliberation(deliberation: Deliberation) -> PageDeliberation:
    """Load one candidate's page; `deliberation.dossier` comes from `pour_fiche`."""
    dossier = deliberation.dossier
    avis = avis_des_dossiers([dossier])[dossier.pk]
    lignes = lignes_deliberation(deliberation, avis)
    gardees = anterieures(dossier)
    jour = deliberation.session.date_de_deliberation
    return PageDeliberation(
        deliberation=deliberation,
        lignes=lignes,
        avis=avis,
        entretien=lire_entretien(dossier),
        anterieures=list(gardees.values()),
        jour=jour,
        preuves=preuves_communes(dossier),
        rapport=rapport_du_candidat(dossier),
        empeche=ce_qui_empeche(dossier, lignes, gardees, jour),
        conservees={numero for numero, une in gardees.items() if une.jusqu_au >= jour},
        but={un.numero for un in dossier.capacites_du_but()},
        blocs=_blocs(dossier),
        rectifiee=deliberation.session.rectifie_id and deliberation_signee(dossier),
        retires=membres_retires(deliberation),
        president_retire=president_retire(deliberation),
        relais=relais_possibles(deliberation),
    )


def _blocs(dossier: Dossier) -> list[LigneBloc]:
    """The blocs of the version: none unless it is in the RNCP (R35)."""
    if not dossier.referentiel.est_enregistre_rncp:
        return []
    numeros = numeros_des_blocs(dossier.referentiel.capacites.all())
    return [
        LigneBloc(bloc, numeros[bloc.pk])
        for bloc in dossier.referentiel.blocs.all()
        if bloc.pk in numeros
    ]
