"""Save one cell of the grid: one evaluator's own, or the commission's once in common.

A cell is read, compared and written under the dossier's lock. Nothing that was typed is thrown
away: either it is written, or the refusal says what stands there and who wrote it.
"""

import datetime
from dataclasses import replace

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from cqpm.commun.requetes import Requete
from cqpm.comptes.models import Utilisateur
from dossiers import transitions
from dossiers.enums import Acte, EtatDossier
from dossiers.models import Dossier
from dossiers.services.journal import noter
from evaluations.enums import NaturePreuve
from evaluations.errors import AccesPerdu, ConflitDeSaisie, EvaluationFermee, ResultatRefuse
from evaluations.models import ConclusionCapacite, Evaluation, Preuve, TraceCellule
from evaluations.saisie import COMMENTAIRE_MAX, Enregistree, Genre, Portee, Saisie
from evaluations.selectors.cellule import MODELES, CelluleLue, lire_cellule
from evaluations.services.ouverture import rapport_attendu, verifier_etat

# A device that was switched off for longer than that no longer says when a value was typed.
AGE_MAX = 30 * 24 * 3600  # seconds


@transaction.atomic
def ecrire(dossier_pk: int, saisie: Saisie, *, par: Utilisateur) -> Enregistree:
    """Write one cell, if it is still at the version the evaluator saw.

    The same value sent twice is written once. In common, the capacité's conclusion is withdrawn:
    it was drawn from other critères. Raises AccesPerdu (R22), EvaluationFermee (R14, R23),
    ResultatRefuse (R13, R1, another scale) or ConflitDeSaisie.
    """
    dossier, grille = _verrouiller(dossier_pk, par)
    verifier_etat(dossier)
    evaluation_id = grille or Evaluation.objects.get_or_create(dossier=dossier)[0].pk
    lue = lire_cellule(dossier, evaluation_id, saisie, par)
    _verifier(dossier, saisie, lue)
    if not _est_a_ecrire(dossier, evaluation_id, saisie, lue, par):
        return _enregistree(saisie.portee, lue)
    if dossier.etat == EtatDossier.TRANSMIS:
        transitions.demarrer_evaluation(dossier, par=None)
    ecriture = _Ecriture(dossier, evaluation_id, saisie, lue, par)
    return ecriture.faire()


# What the checks read of a dossier, in the order of the model's fields.
UTILES = {"id", "numero", "etat", "transmis_le", "centre_id", "referentiel_id", "origine_id"}
UTILES |= {"rapport_attendu_le", "rapport_recu_le", "rapport_derogation"}
CHAMPS = [un.attname for un in Dossier._meta.concrete_fields if un.attname in UTILES]


def _a_verrouiller(dossier: int, par: int) -> QuerySet:
    """The dossier's row, if this person still evaluates it, and the key of its grid."""
    grille = Evaluation.objects.filter(dossier=OuterRef("pk")).values("pk")
    dossiers = Dossier.objects.evaluables_par(Utilisateur(pk=par)).filter(pk=dossier)
    return dossiers.order_by().select_for_update().values_list(*CHAMPS, Subquery(grille))


VERROU = Requete(_a_verrouiller, "dossier", "par")


def _verrouiller(dossier_pk: int, par: Utilisateur) -> tuple[Dossier, int | None]:
    """Lock the dossier: its own values are fresh. Gives the key of its grid too, if it has one."""
    lignes = VERROU.lignes(dossier=dossier_pk, par=par.pk)
    if not lignes:
        raise AccesPerdu
    *valeurs, grille = lignes[0]
    return Dossier.from_db(Dossier.objects.db, CHAMPS, valeurs), grille


# --- Refuse -----------------------------------------------------------------------------------


def _verifier(dossier: Dossier, saisie: Saisie, lue: CelluleLue | None) -> None:
    if lue is None:
        raise ResultatRefuse(
            "cellule",
            "Cette ligne n'est pas de la grille de ce dossier : elle vient d'une autre version "
            "du référentiel, ou n'est plus à évaluer. Rechargez la grille : votre saisie reste sur "
            "cet appareil.",
        )
    if not lue.est_membre:
        raise AccesPerdu  # removed while this write waited for the lock
    if lue.est_signee:
        raise EvaluationFermee(dossier, signee=True)
    if lue.attend_rapport:
        raise rapport_attendu(lue.numero)
    if saisie.niveau and saisie.niveau not in lue.echelle.codes:
        raise ResultatRefuse("niveau", "Choisissez un des résultats proposés par la grille.")
    if len(saisie.commentaire) > COMMENTAIRE_MAX:
        raise ResultatRefuse(
            "commentaire",
            f"Le commentaire compte {len(saisie.commentaire)} signes, la limite est de "
            f"{COMMENTAIRE_MAX}. Il est gardé sur cet appareil : raccourcissez-le, ou joignez-le "
            "comme preuve.",
        )
    if lue.est_partagee and not lue.est_commune:
        raise ResultatRefuse(
            "cellule",
            f"Vous avez partagé la capacité {lue.numero} avec la commission. Reprenez-la pour la "
            "corriger : votre saisie reste sur cet appareil.",
        )
    if saisie.portee == Portee.COMMUNE and not lue.est_commune:
        raise ResultatRefuse(
            "cellule",
            f"La capacité {lue.numero} n'est pas encore mise en commun. Rechargez la grille : "
            "votre saisie reste sur cet appareil.",
        )


def _est_a_ecrire(
    dossier: Dossier, evaluation_id: int, saisie: Saisie, lue: CelluleLue, par: Utilisateur
) -> bool:
    """False when the cell already holds this value; raises ConflitDeSaisie when it is another's.

    A value typed for oneself, that arrives once the capacité is in common, is compared with the
    commission's cell: the evaluator chooses.
    """
    if saisie.portee == Portee.INDIVIDUELLE and lue.est_commune:
        if lue.jeton == saisie.jeton or lue.valeur == saisie.valeur:
            return False
        commune = replace(saisie, portee=Portee.COMMUNE)
        actuelle = lire_cellule(dossier, evaluation_id, commune, par)
        raise ConflitDeSaisie(_enregistree(Portee.COMMUNE, actuelle), par=par)
    if lue.jeton == saisie.jeton:
        return False
    attendue = lue.version == saisie.version or lue.jeton in saisie.precedents
    if lue.pk and lue.valeur == saisie.valeur:
        return False
    if not attendue:
        raise ConflitDeSaisie(_enregistree(saisie.portee, lue), par=par)
    return True


def _enregistree(portee: Portee, lue: CelluleLue) -> Enregistree:
    return Enregistree(
        portee,
        lue.version,
        lue.niveau,
        lue.echelle.libelle(lue.niveau),
        lue.commentaire,
        lue.auteur,
        lue.modifie_le,
    )


# --- Write ------------------------------------------------------------------------------------


class _Ecriture:
    """One write under the lock: the cell, the conclusion it withdraws, its trace (R50)."""

    def __init__(self, dossier, evaluation_id, saisie, lue, par):
        self.dossier, self.evaluation_id, self.saisie = dossier, evaluation_id, saisie
        self.lue, self.par, self.maintenant = lue, par, timezone.now()

    def faire(self) -> Enregistree:
        self._poser()
        retiree = self._retirer_la_conclusion()
        if self._est_un_resultat_commun():
            self._journaliser(retiree)
        else:
            self._tracer()
        return Enregistree(
            self.saisie.portee,
            self.lue.version + 1,
            self.saisie.niveau,
            self.lue.echelle.libelle(self.saisie.niveau),
            self.saisie.commentaire,
            str(self.par),
            self.maintenant,
            retiree,
        )

    def _poser(self) -> None:
        saisie, lue = self.saisie, self.lue
        modele = MODELES[saisie.genre, saisie.portee]
        champs = {"commentaire": saisie.commentaire, "jeton": saisie.jeton}
        if saisie.genre == Genre.CRITERE:
            champs["niveau"] = saisie.niveau
            if source := self._source():
                champs["source_id"] = source  # a later touch does not forget it
            if saisie.portee == Portee.COMMUNE:
                champs["auteur"] = self.par
        if lue.pk:
            modele.objects.filter(pk=lue.pk).update(
                **champs, version=lue.version + 1, modifie_le=self.maintenant
            )
            return
        if saisie.portee == Portee.INDIVIDUELLE:
            champs["evaluateur"] = self.par
        modele.objects.create(
            evaluation_id=self.evaluation_id, **{f"{saisie.genre}_id": saisie.cle}, **champs
        )

    def _source(self) -> int | None:
        """The sheet it is keyed from, if it is one of this capacité; a stranger is forgotten."""
        if self.saisie.source is None:
            return None
        feuilles = Preuve.objects.filter(
            pk=self.saisie.source,
            evaluation=self.evaluation_id,
            capacite=self.lue.capacite_id,
            nature=NaturePreuve.FEUILLE,
        )
        return feuilles.values_list("pk", flat=True).first()

    def _retirer_la_conclusion(self) -> bool:
        if self.saisie.portee == Portee.INDIVIDUELLE or not self.lue.est_conclue:
            return False
        if self.saisie.genre == Genre.CAPACITE:
            return False  # the comment alone: the conclusion takes it when it is said again
        ConclusionCapacite.objects.filter(
            evaluation=self.evaluation_id, capacite=self.lue.capacite_id
        ).delete()
        return True

    def _est_un_resultat_commun(self) -> bool:
        return (
            self.saisie.portee == Portee.COMMUNE
            and self.saisie.genre == Genre.CRITERE
            and self.saisie.niveau != self.lue.niveau
        )

    def _journaliser(self, retiree: bool) -> None:
        mot = self.lue.echelle.libelle(self.saisie.niveau).lower()
        noter(
            self.dossier,
            Acte.SCORE,
            f"Critère {self.lue.numero}.{self.lue.rang} : {mot}."
            + (" La conclusion de la capacité est à reprendre." if retiree else ""),
            par=self.par,
            avant=self.lue.valeur if self.lue.pk else None,
            apres=self.saisie.valeur,
        )

    def _tracer(self) -> None:
        age = min(max(self.saisie.age, 0), AGE_MAX)
        TraceCellule.objects.create(
            evaluation_id=self.evaluation_id,
            auteur=self.par,
            cellule=self.saisie.cellule,
            commune=self.saisie.portee == Portee.COMMUNE,
            avant=self.lue.valeur if self.lue.pk else None,
            apres=self.saisie.valeur,
            saisi_le=self.maintenant - datetime.timedelta(seconds=age),
        )
