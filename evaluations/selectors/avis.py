"""The company's opinion, loaded for its pages, the deliberation and the PV."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from cqpm.commun import travaux
from cqpm.commun.liens import trouver
from cqpm.commun.models import Travail, cle_du_sujet, sujet_de
from dossiers.enums import ARRETES, Parcours
from dossiers.models import Dossier, Relance
from dossiers.querysets import DossierQuerySet
from dossiers.selectors.bilans import BILAN_MAX
from evaluations.enums import DocumentAvis, EtatAvis, IssueDemande
from evaluations.liens import NATURE, LienAvis
from evaluations.models import (
    AvisCapacite,
    AvisCritere,
    AvisEntreprise,
    DemandeAvis,
    DispenseAvis,
)
from evaluations.regles_avis import avis_requis, etat_avis
from referentiels.models import Capacite

NATURE_COURRIEL = "courriel_avis"
# The kind of its reminders (`evaluations.attentes`).
ATTENTE = "avis"


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
    return AvisEntreprise.objects.select_related("saisi_par", "scan").prefetch_related(
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
    lien = trouver(NATURE, jeton)
    if lien is None:
        return None
    demandes = DemandeAvis.objects.select_related(
        "dossier__candidat",
        "dossier__referentiel",
        "dossier__entreprise",
        "dossier__centre",
        "dossier__tuteur",
        "demandee_par",
    )
    demande = demandes.filter(pk=cle_du_sujet(lien.sujet)).first()
    return LienAvis(lien, demande) if demande else None


def papiers_de_l_avis(dossier: Dossier) -> dict[str, Travail | None]:
    """The last job of each PDF of the opinion, under the name that its pages give it."""
    sujet = sujet_de(dossier)
    return {
        "copie": travaux.dernier(sujet, DocumentAvis.SIGNE),
        "vierge": travaux.dernier(sujet, DocumentAvis.VIERGE),
    }


def dernier_courriel(demande: DemandeAvis) -> Travail | None:
    """The state of the last mail sent for this request."""
    return travaux.dernier(sujet_de(demande), NATURE_COURRIEL)


def demandes_closes(dossier: Dossier) -> list[DemandeAvis]:
    """The requests that ended without an answer, newest first, with who they went on to."""
    closes = dossier.demandes_avis.exclude(revoquee_le=None)
    return list(closes.prefetch_related("suites"))


def derniere_declinee(dossier: Dossier) -> DemandeAvis | None:
    """The last request, if it was declined and nobody was asked since."""
    derniere = dossier.demandes_avis.first()
    return derniere if derniere and derniere.issue == IssueDemande.DECLINEE else None


def relance_en_cours(demande: DemandeAvis) -> Relance | None:
    """What the reminders remember of this request: the last one sent, the next one due."""
    relances = Relance.objects.filter(dossier=demande.dossier_id, attente=ATTENTE, terminee_le=None)
    return relances.filter(courriel=demande.courriel).first()


def bilan_des_avis(dossiers: DossierQuerySet) -> str:
    """« 2/3 avis d'entreprise reçus », of the dossiers that need one (R15); empty for none.

    One query, whatever their number; beyond `BILAN_MAX` dossiers nothing is told.
    """
    attendus = (
        dossiers.filter(transmis_le__isnull=False, dispense_avis=None)
        .exclude(etat__in=ARRETES)
        .exclude(parcours=Parcours.VAE, referentiel__avis_vae_exempt=True)
        .annotate(recu=Exists(AvisEntreprise.objects.filter(dossier=OuterRef("pk"))))
        .values("pk", "recu")
    )
    compte = attendus[: BILAN_MAX + 1].aggregate(
        nombre=Count("pk"), recus=Count("pk", filter=Q(recu=True))
    )
    if not 0 < compte["nombre"] <= BILAN_MAX:
        return ""
    return f"{compte['recus']}/{compte['nombre']} avis d'entreprise reçus"
