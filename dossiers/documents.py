"""The PDFs that need only the dossier: the dossier de modalités, the convocations."""

import hashlib

from django.template.loader import render_to_string

from cqpm.commun import pdf, travaux
from cqpm.commun.models import Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.enums import EtatSeance, QualiteConvoque
from dossiers.models import Convocation, Dossier
from dossiers.selectors.couverture import couverture
from dossiers.selectors.plan import lire_plan, plan_par_capacite

GABARIT_MODALITES = "dossiers/pdf/modalites.html"


def contexte_modalites(dossier: Dossier) -> dict:
    """Everything that the dossier de modalités prints (DOMAINE.md §5.3)."""
    seances = dossier.seances.exclude(etat=EtatSeance.ANNULEE)
    return {
        "dossier": dossier,
        "referentiel": dossier.referentiel,
        "plan": plan_par_capacite(dossier),
        "carte": couverture(dossier, lire_plan(dossier)),
        "conservees": list(dossier.conservees.select_related("capacite")),
        "seances": list(seances.prefetch_related("capacites", "evaluateurs")),
        "mesures": list(dossier.amenagements.values_list("mesure", flat=True)),
        "transmission": dossier.transmissions.select_related("centre").first(),
        "commission": dossier.commission,
        "blocs": list(dossier.blocs_vises.all()),
    }


def dossier_modalites(dossier: Dossier, *, version: int = 1) -> travaux.Produit:
    """Render the dossier de modalités as it stands; `version` counts its transmissions."""
    contexte = contexte_modalites(dossier) | {"version": version if version > 1 else None}
    suite = (f"-version-{version}", f", version {version}") if version > 1 else ("", "")
    return travaux.Produit(
        nom=f"dossier-de-modalites-{dossier.numero}{suite[0]}.pdf",
        titre=f"Dossier de modalités {dossier.numero}{suite[1]}",
        contenu=pdf.rendre(GABARIT_MODALITES, contexte),
    )


def demander_dossier_modalites(dossier: Dossier, *, par: Utilisateur) -> Travail:
    """Ask for the PDF; the same content asked twice gives the same document."""
    return travaux.demander(
        "dossier_modalites",
        sujet=sujet_de(dossier),
        cle=f"modalites:{dossier.pk}:{_empreinte(dossier)}",
        parametres={"dossier": dossier.pk},
        par=par,
    )


def _empreinte(dossier: Dossier) -> str:
    """A mark of everything printed: the page itself, before it is laid out."""
    page = render_to_string(GABARIT_MODALITES, contexte_modalites(dossier))
    return hashlib.sha256(page.encode()).hexdigest()[:32]


def convocation_pdf(convocation: Convocation) -> travaux.Produit:
    """One person's convocation, on one page; the accommodations are the candidate's own (R51)."""
    seance = convocation.seance
    candidat = convocation.qualite == QualiteConvoque.CANDIDAT
    contexte = {
        "convocation": convocation,
        "seance": seance,
        "dossier": seance.dossier,
        "capacites": list(seance.capacites.all()),
        "commission": seance.commission,
        "amenagements": list(seance.dossier.amenagements.all()) if candidat else [],
    }
    jour = f"{seance.jour:%Y-%m-%d}"
    return travaux.Produit(
        nom=f"convocation-{seance.dossier.numero}-{jour}.pdf",
        titre=f"Convocation de {convocation.nom} du {seance.jour:%d/%m/%Y}",
        contenu=pdf.rendre("dossiers/pdf/convocation.html", contexte),
    )
