"""The grid on paper: blank with a QR code per page, or filled for the commission to sign (R23).

Nothing printed depends on the moment nor on who asks: `cle` names a document by its content.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from cqpm.commun import pdf
from cqpm.commun.models import Document, sujet_de
from cqpm.commun.travaux import Produit
from dossiers.models import Dossier, ModalitePrevue
from dossiers.selectors.plan import plan_par_capacite, situations_du_plan
from evaluations.enums import GrillePapier
from evaluations.models import (
    ConclusionCapacite,
    Evaluation,
    Preuve,
    ResultatCritere,
    SignaturePapier,
)
from evaluations.rapports.codes import dessiner_code
from evaluations.selectors.entretien import lire_entretien
from referentiels.documents import a_expliquer
from referentiels.models import Capacite, Critere

GABARITS = {
    GrillePapier.VIERGE: "evaluations/pdf/grille_vierge.html",
    GrillePapier.REMPLIE: "evaluations/pdf/grille_remplie.html",
}


def produire(nature: GrillePapier, contexte: dict) -> Produit:
    """Draw the PDF of a context below."""
    numero = contexte["dossier"].numero
    return Produit(
        nom=f"{nature.value.replace('_', '-')}-{numero}.pdf",
        titre=titre_de(nature, contexte["dossier"]),
        contenu=pdf.rendre(GABARITS[nature], contexte),
    )


def titre_de(nature: GrillePapier, dossier: Dossier) -> str:
    return f"{nature.label} {dossier.numero}"


def cle_de(nature: GrillePapier, contexte: dict) -> str:
    """A mark of everything printed: the page itself, before it is laid out."""
    page = render_to_string(GABARITS[nature], contexte)
    return f"{nature.value}:{contexte['dossier'].pk}:{hashlib.sha256(page.encode()).hexdigest()}"


def _capacites(dossier: Dossier) -> list[tuple[Capacite, list[ModalitePrevue]]]:
    """The target capacités, their critères read, and how each is evaluated."""
    prevues = plan_par_capacite(dossier)
    prefetch_related_objects([une.capacite for une in prevues], "bloc", "criteres__sous_points")
    return [(une.capacite, une.modalites) for une in prevues]


# --- The blank grid ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Feuille:
    """A capacité to fill with a pen; its code opens the same capacité on the screen."""

    capacite: Capacite
    modalites: list[ModalitePrevue]
    situations: list[str]
    code: SafeString


def contexte_vierge(dossier: Dossier) -> dict:
    """Everything that the blank grid prints; `dossier` comes from `pour_fiche`."""
    situations = situations_du_plan(dossier)
    echelle = dossier.referentiel.echelle_des_criteres
    return {
        "dossier": dossier,
        "referentiel": dossier.referentiel,
        "code": code_qr(dossier),
        "niveaux": echelle.niveaux,
        "a_expliquer": a_expliquer(echelle),
        "signataires": [(membre, None) for membre in dossier.commission],
        "mesures": list(dossier.amenagements.values_list("mesure", flat=True)),
        "feuilles": [
            Feuille(
                capacite,
                modalites,
                [une.intitule for une in situations if une.vise(capacite.numero)],
                code_qr(dossier, capacite),
            )
            for capacite, modalites in _capacites(dossier)
        ],
    }


def adresse_de_feuille(dossier: Dossier, capacite: Capacite | None = None) -> str:
    """The grid on screen, at this capacité; nothing secret: it asks to sign in."""
    grille = settings.ADRESSE_PUBLIQUE + reverse("evaluations:grille", args=[dossier.pk])
    if capacite is None:
        return grille
    return f"{grille}?feuille={capacite.numero}#capacite-{capacite.numero}"


def code_qr(dossier: Dossier, capacite: Capacite | None = None) -> SafeString:
    """The code of a page, which says in words what it opens."""
    quoi = f"capacité {capacite.numero}" if capacite else "la grille"
    return dessiner_code(adresse_de_feuille(dossier, capacite), f"{dossier.numero}, {quoi}")


# --- The filled grid --------------------------------------------------------------------------


@dataclass(frozen=True)
class CritereRempli:
    """A critère, the commission's level in the version's words, and its evidence."""

    critere: Critere
    niveau: str
    resultat: ResultatCritere | None
    preuves: list[Preuve]


@dataclass(frozen=True)
class CapaciteRemplie:
    """A capacité as the commission concluded it; `feuilles` are its sheets filled by hand."""

    capacite: Capacite
    modalites: list[ModalitePrevue]
    criteres: list[CritereRempli]
    conclusion: ConclusionCapacite | None
    feuilles: list[Preuve]


def contexte_remplie(dossier: Dossier, evaluation: Evaluation, empreinte: str) -> dict:
    """Everything that the filled grid prints: what is in common, never one evaluator's own."""
    return {
        "dossier": dossier,
        "referentiel": dossier.referentiel,
        "empreinte": empreinte,
        "capacites": _capacites_remplies(dossier, evaluation),
        "entretien": lire_entretien(dossier),
        "signataires": _signataires(dossier, evaluation),
        "papier": SignaturePapier.objects.filter(evaluation=evaluation).first(),
        "tour": tour(dossier, evaluation),
    }


def tour(dossier: Dossier, evaluation: Evaluation) -> int:
    """Which signature on paper this is: 1, and one more for each scan that was cancelled."""
    scans = Document.objects.filter(sujet=sujet_de(dossier), nature=GrillePapier.SIGNEE)
    valable = SignaturePapier.objects.filter(evaluation=evaluation)
    return scans.exclude(pk__in=valable.values("document")).count() + 1


def _capacites_remplies(dossier: Dossier, evaluation: Evaluation) -> list[CapaciteRemplie]:
    echelle = dossier.referentiel.echelle_des_criteres
    resultats = {un.critere_id: un for un in evaluation.resultats.all()}
    conclusions = {une.capacite_id: une for une in evaluation.conclusions.all()}
    preuves: dict[tuple, list[Preuve]] = defaultdict(list)
    for une in evaluation.preuves.communes().select_related("document"):
        preuves[une.capacite_id, une.critere_id].append(une)
    return [
        CapaciteRemplie(
            capacite,
            modalites,
            [
                CritereRempli(
                    critere,
                    echelle.libelle(resultat.niveau if resultat else None),
                    resultat,
                    preuves[capacite.pk, critere.pk],
                )
                for critere in capacite.criteres.all()
                for resultat in [resultats.get(critere.pk)]
            ],
            conclusions.get(capacite.pk),
            preuves[capacite.pk, None],
        )
        for capacite, modalites in _capacites(dossier)
    ]


def _signataires(dossier: Dossier, evaluation: Evaluation) -> list[tuple]:
    """Each member, and their signature on screen if they gave it; those who left come last."""
    signatures = {
        une.evaluateur_id: une for une in evaluation.signatures.select_related("evaluateur")
    }
    membres = [(membre, signatures.pop(membre.pk, None)) for membre in dossier.commission]
    return membres + [(une.evaluateur, une) for une in signatures.values()]
