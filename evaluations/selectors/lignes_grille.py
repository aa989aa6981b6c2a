"""The grid laid out for its page: each capacité with its phase, its cells and what is missing."""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.safestring import SafeString

from cqpm.comptes.models import Utilisateur
from dossiers.enums import MODALITES_EN_BREF, Variante
from dossiers.models import Dossier
from evaluations.enums import Conclusion
from evaluations.fragments import MotsCapacite, MotsVersion, mots_de
from evaluations.regles import Compte, compter, est_a_completer, proposition
from evaluations.saisie import Portee
from evaluations.selectors.page_grille import (
    CelluleLue,
    ConclusionLue,
    Contenu,
    SuiviLu,
    heure,
    lire_contenu,
    lire_preuves,
    lire_prevu,
)
from referentiels.enums import CodeModalite


class Phase(StrEnum):
    """What this person may do with a capacité now."""

    FERMEE = "fermee"
    INDIVIDUELLE = "individuelle"
    PARTAGEE = "partagee"
    COMMUNE = "commune"


@dataclass(slots=True)
class CritereAffiche:
    """One row: the version's words, drawn already, and the cell as it stands."""

    pk: int
    mots: SafeString
    boutons: SafeString
    niveau: str
    libelle: str
    sens: str
    commentaire: str
    version: int
    statut: str
    divergence: str
    a_completer: bool
    en_desaccord: bool
    preuves: list


@dataclass(slots=True)
class CapaciteAffichee:
    """One section. `en_attente` names the members who have not shared it yet."""

    mots: MotsCapacite
    phase: Phase
    est_commune: bool
    modalites: list[str]
    situations: list[str]
    attend_rapport: bool
    criteres: list[CritereAffiche]
    compte: Compte
    proposition: Conclusion | None
    suivi: SuiviLu | None
    en_commun: SuiviLu | None
    conclusion: ConclusionLue | None
    conclue: str
    partages: int
    en_attente: list[str]
    desaccords: int
    feuilles: list
    boutons: Callable[[int, str], SafeString]
    etat: str = ""
    dessin: str = ""

    @property
    def pk(self) -> int:
        return self.mots.pk

    @property
    def numero(self) -> int:
        return self.mots.numero

    @property
    def portee(self) -> str:
        return Portee.COMMUNE if self.est_commune else Portee.INDIVIDUELLE

    @property
    def est_ouverte(self) -> bool:
        """This person writes it now."""
        return self.phase in {Phase.INDIVIDUELLE, Phase.COMMUNE}

    @property
    def a_completer(self) -> int:
        return sum(un.a_completer for un in self.criteres)

    @property
    def evaluee_le(self) -> datetime.date:
        return self.conclusion.evaluee_le if self.conclusion else timezone.localdate()

    @property
    def choix(self) -> str:
        """The conclusion recorded, else the one that is proposed (R20)."""
        return self.conclusion.conclusion if self.conclusion else self.proposition or ""

    @property
    def commentaire(self) -> str:
        """What the commission typed last: its running comment, else the conclusion's."""
        courant = self.en_commun.commentaire if self.en_commun else ""
        return courant or (self.conclusion.commentaire if self.conclusion else "")


class MiseEnPage:
    """One reading of one grid for this person; `peut_noter` says whether they write in it."""

    def __init__(self, dossier: Dossier, utilisateur: Utilisateur, peut_noter: bool):
        self.dossier, self.utilisateur, self.peut_noter = dossier, utilisateur, peut_noter
        self.mots: MotsVersion = mots_de(dossier.referentiel)
        self.contenu: Contenu = lire_contenu(dossier, utilisateur, self.mots)
        self.aujourd_hui = timezone.localdate()
        self.membres = {un.pk: str(un) for un in dossier.commission}
        self._lire_prevu()
        self._lire_preuves()

    def capacites(self) -> list[CapaciteAffichee]:
        visees = _visees(self.dossier)
        return [
            self._capacite(une)
            for une in self.mots.capacites
            if visees is None or visees(une.pk, une.bloc_id)
        ]

    # --- One capacité -------------------------------------------------------------------------
    def _capacite(self, mots: MotsCapacite) -> CapaciteAffichee:
        contenu, pk = self.contenu, mots.pk
        commune = contenu.mises_en_commun.get(pk)
        suivis = contenu.suivis.get(pk, {})
        attend = pk in self.sur_presentation and not self.dossier.rapport_disponible
        cellules = contenu.communes if commune else contenu.miennes
        criteres = [self._critere(un, cellules.get(un.pk)) for un in mots.criteres]
        conclusion = contenu.conclusions.get(pk)
        partages = {un for un, suivi in suivis.items() if suivi.le}
        sens = [un.sens or None for un in criteres]
        return CapaciteAffichee(
            mots=mots,
            phase=self._phase(commune, suivis.get(self.utilisateur.pk), attend),
            est_commune=bool(commune),
            modalites=self.modalites[pk],
            situations=self.situations[pk],
            attend_rapport=attend,
            criteres=criteres,
            compte=compter(sens),
            proposition=proposition(sens),
            suivi=suivis.get(self.utilisateur.pk),
            en_commun=commune,
            conclusion=conclusion,
            conclue=conclusion and heure(conclusion.le, self.aujourd_hui),
            partages=len(partages & self.membres.keys()),
            en_attente=[nom for un, nom in self.membres.items() if un not in partages],
            desaccords=sum(un.en_desaccord for un in criteres),
            feuilles=self.feuilles[pk],
            boutons=self.mots.boutons,
        )

    def _phase(self, commune, suivi: SuiviLu | None, attend: bool) -> Phase:
        if not self.peut_noter or attend:
            return Phase.FERMEE
        if commune:
            return Phase.COMMUNE
        return Phase.PARTAGEE if suivi and suivi.le else Phase.INDIVIDUELLE

    def _critere(self, mots, cellule: CelluleLue | None) -> CritereAffiche:
        echelle, contenu = self.mots.echelle, self.contenu
        niveau = cellule.niveau if cellule else ""
        commentaire = cellule.commentaire if cellule else ""
        sens = echelle.sens(niveau) or ""
        return CritereAffiche(
            pk=mots.pk,
            mots=mots.html,
            boutons=self.mots.boutons(mots.pk, niveau),
            niveau=niveau,
            libelle=echelle.libelle(niveau),
            sens=sens,
            commentaire=commentaire,
            version=cellule.version if cellule else 0,
            statut=self._statut(cellule) if cellule else "",
            divergence=cellule.divergence if cellule else "",
            a_completer=est_a_completer(sens, commentaire),
            en_desaccord=mots.pk in contenu.desaccords and not niveau,
            preuves=self.preuves[mots.pk],
        )

    def _statut(self, cellule: CelluleLue) -> str:
        quand = heure(cellule.le, self.aujourd_hui)
        if cellule.evaluateur == self.utilisateur.pk:
            return f"Enregistré {quand}"
        return f"Enregistré {quand} par {cellule.auteur}"

    # --- What was planned, what was gathered --------------------------------------------------
    def _lire_prevu(self) -> None:
        """Modalités and situations, capacité by capacité."""
        self.modalites, self.situations = defaultdict(list), defaultdict(list)
        modalites, situations = lire_prevu(self.dossier.pk)
        for capacite, code, variante in modalites:
            libelle = MODALITES_EN_BREF[code]
            if variante:
                libelle += f" ({Variante(variante).label.lower()})"
            self.modalites[capacite].append(libelle)
        for capacite, intitule, contexte in situations:
            texte = f"{intitule} : {contexte}" if contexte else intitule
            self.situations[capacite].append(texte)
        presentation = CodeModalite.PRESENTATION_PROJETS
        self.sur_presentation = {un for un, code, _ in modalites if code == presentation}

    def _lire_preuves(self) -> None:
        """Evidence by critère, and the sheets by capacité; others' once in common."""
        self.preuves, self.feuilles = defaultdict(list), defaultdict(list)
        evaluation = getattr(self.dossier, "evaluation", None)
        for une in lire_preuves(evaluation.pk, self.utilisateur) if evaluation else ():
            if une.critere_id:
                self.preuves[une.critere_id].append(une)
            else:
                self.feuilles[une.capacite_id].append(une)


def _visees(dossier: Dossier):
    """Which capacités are evaluated, or `None` for all of them: `Dossier.capacites_visees`.

    Two statements, for the dossiers that need them alone: blocs of the RNCP (R9), a new
    presentation (R39).
    """
    blocs, gardees = set(), set()
    if dossier.referentiel.est_enregistre_rncp:
        blocs = {bloc.pk for bloc in dossier.blocs_vises.all()}
    if dossier.origine_id:
        gardees = {une.capacite_id for une in dossier.conservees.all()}
    if not blocs and not gardees:
        return None
    return lambda pk, bloc: pk not in gardees and (not blocs or bloc in blocs)
