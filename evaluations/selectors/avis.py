"""The company's opinion, loaded for its pages, the deliberation and the PV."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects

from cqpm.commun import travaux
from cqpm.commun.models import Travail, sujet_de
from dossiers.models import Dossier
from evaluations.enums import EtatAvis
from evaluations.liens import empreinte
from evaluations.models import (
    AvisCapacite,
    AvisCritere,
    AvisEntreprise,
    DemandeAvis,
    DispenseAvis,
    LienAvis,
)
from evaluations.regles_avis import avis_requis, etat_avis
from referentiels.models import Capacite

NATURE_COURRIEL = "courriel_avis"


@dataclass(frozen=True)
class LigneAvis:
    """What the company said of one capacité, and of its critères where the version opens them."""

    capacite: Capacite
    reponse: AvisCapacite | None
    criteres: list[AvisCritere] = field(default_factory=list)


@dataclass(frozen=True)
class AvisDossier:
    """The opinion on a dossier, or why there is none."""

    etat: EtatAvis
    avis: AvisEntreprise | None
    dispense: DispenseAvis | None
    demande: DemandeAvis | None
    lignes: list[LigneAvis]

    @property
    def par_capacite(self) -> dict[int, LigneAvis]:
        """The lines by id of capacité."""
        return {ligne.capacite.pk: ligne for ligne in self.lignes}


def avis_des_dossiers(dossiers: Iterable[Dossier]) -> dict[int, AvisDossier]:
    """The opinions by id of dossier, in a number of queries that does not depend on how many."""
    dossiers = list(dossiers)
    prefetch_related_objects(dossiers, "referentiel__capacites", "blocs_vises")
    ids = [dossier.pk for dossier in dossiers]
    avis = {un.dossier_id: un for un in _avis_charges().filter(dossier__in=ids)}
    dispenses = {
        une.dossier_id: une
        for une in DispenseAvis.objects.filter(dossier__in=ids).select_related("accordee_par")
    }
    demandes = {
        une.dossier_id: une
        for une in DemandeAvis.objects.filter(
            dossier__in=ids, revoquee_le=None, repondue_le=None
        ).select_related("demandee_par")
    }
    return {
        dossier.pk: _assembler(
            dossier, avis.get(dossier.pk), dispenses.get(dossier.pk), demandes.get(dossier.pk)
        )
        for dossier in dossiers
    }


def avis_du_dossier(dossier: Dossier) -> AvisDossier:
    """The opinion on one dossier, answers included, in a constant number of queries."""
    return avis_des_dossiers([dossier])[dossier.pk]


def _avis_charges():
    return AvisEntreprise.objects.prefetch_related(
        "capacites", Prefetch("criteres", AvisCritere.objects.select_related("critere"))
    )


def _assembler(
    dossier: Dossier,
    avis: AvisEntreprise | None,
    dispense: DispenseAvis | None,
    demande: DemandeAvis | None,
) -> AvisDossier:
    reponses = {une.capacite_id: une for une in avis.capacites.all()} if avis else {}
    criteres = list(avis.criteres.all()) if avis else []
    lignes = [
        LigneAvis(
            capacite,
            reponses.get(capacite.pk),
            [un for un in criteres if un.critere.capacite_id == capacite.pk],
        )
        for capacite in dossier.capacites_visees()
    ]
    etat = etat_avis(
        requis=avis_requis(dossier.parcours, dossier.referentiel.avis_vae_exempt),
        repondu=avis is not None,
        dispense=dispense is not None,
        demande=demande is not None,
    )
    return AvisDossier(etat, avis, dispense, demande, lignes)


def capacites_a_apprecier(dossier: Dossier) -> list[Capacite]:
    """The target capacités with their critères and sub-points, in three or four queries."""
    capacites = dossier.capacites_visees()
    prefetch_related_objects(capacites, "criteres__sous_points")
    return capacites


def lien_du_jeton(jeton: str) -> LienAvis | None:
    """The personal link that this token opens, with all that its pages name."""
    return (
        LienAvis.objects.select_related(
            "demande__dossier__candidat",
            "demande__dossier__referentiel",
            "demande__dossier__entreprise",
            "demande__dossier__centre",
            "demande__dossier__tuteur",
            "demande__demandee_par",
        )
        .filter(empreinte=empreinte(jeton))
        .first()
    )


def dernier_courriel(demande: DemandeAvis) -> Travail | None:
    """The state of the last mail sent for this request."""
    return travaux.dernier(sujet_de(demande), NATURE_COURRIEL)


def demandes_closes(dossier: Dossier) -> list[DemandeAvis]:
    """The requests that were revoked, newest first."""
    return list(dossier.demandes_avis.exclude(revoquee_le=None))
