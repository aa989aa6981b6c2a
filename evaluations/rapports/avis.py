"""The company's opinion as PDFs: what was signed, and the form to fill with a pen.

Neither ever says what the commission scored (R17, R53), nor depends on when it is drawn.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cqpm.commun import pdf
from cqpm.commun.travaux import Produit
from dossiers.models import Dossier
from dossiers.selectors.plan import modalites_en_bref, situations_du_plan
from evaluations.enums import DocumentAvis
from evaluations.models import DemandeAvis
from evaluations.rapports.codes import dessiner_code
from evaluations.selectors.avis import avis_du_dossier, capacites_a_apprecier
from referentiels.models import Capacite

GABARITS = {
    DocumentAvis.SIGNE: "evaluations/pdf/avis.html",
    DocumentAvis.VIERGE: "evaluations/pdf/avis_vierge.html",
}


def titre_de(nature: DocumentAvis, dossier: Dossier) -> str:
    return f"{nature.label} {dossier.numero}"


def produire(nature: DocumentAvis, contexte: dict) -> Produit:
    """Draw the PDF of a context below."""
    dossier = contexte["dossier"]
    return Produit(
        nom=f"{nature.value.replace('_', '-')}-{dossier.numero}.pdf",
        titre=titre_de(nature, dossier),
        contenu=pdf.rendre(GABARITS[nature], contexte),
    )


def cle_de(nature: DocumentAvis, contexte: dict) -> str:
    """A mark of everything printed: the page itself, before it is laid out."""
    page = render_to_string(GABARITS[nature], contexte)
    empreinte = hashlib.sha256(page.encode()).hexdigest()
    return f"{nature.value}:{contexte['dossier'].pk}:{empreinte}"


def contexte_signe(dossier: Dossier) -> dict:
    """The signed opinion, capacité by capacité; `dossier` comes from `pour_fiche`."""
    suivi = avis_du_dossier(dossier)
    return {
        "dossier": dossier,
        "referentiel": dossier.referentiel,
        "avis": suivi.avis,
        "lignes": suivi.lignes,
    }


@dataclass(frozen=True)
class LigneVierge:
    """A capacité to tick, and the situations in which it was to be seen."""

    capacite: Capacite
    prevus: list[str]


def contexte_vierge(dossier: Dossier) -> dict:
    """Everything that the form to fill prints; `dossier` comes from `pour_fiche`."""
    situations, modalites = situations_du_plan(dossier), modalites_en_bref(dossier)
    demande = avis_du_dossier(dossier).demande
    adresse = adresse_en_ligne(dossier, demande)
    return {
        "dossier": dossier,
        "referentiel": dossier.referentiel,
        "demande": demande,
        "adresse": adresse,
        "code": dessiner_code(adresse, f"{dossier.numero}, avis de l'entreprise"),
        "situations": situations,
        "lignes": [
            LigneVierge(
                capacite,
                [un.intitule for un in situations if un.vise(capacite.numero)]
                + modalites.get(capacite.numero, []),
            )
            for capacite in capacites_a_apprecier(dossier)
        ],
    }


def adresse_en_ligne(dossier: Dossier, demande: DemandeAvis | None) -> str:
    """What the form's code opens: an answer online if one was asked for, else the staff's page.

    Neither opens anything by itself: the first sends a link to the address already asked, the
    second takes an account.
    """
    if demande:
        page = reverse("evaluations:avis_nouveau_message", args=[demande.uid])
    else:
        page = reverse("evaluations:avis_saisir", args=[dossier.pk])
    return settings.ADRESSE_PUBLIQUE + page
