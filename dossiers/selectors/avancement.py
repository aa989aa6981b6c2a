"""How far a dossier is: what this app knows of it, then what every app knows."""

from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from cqpm.comptes.models import Utilisateur
from dossiers.avancement import ActeAttendu, Avancement, Etape, EtatEtape
from dossiers.enums import PLAN_MODIFIABLE, EtatDossier
from dossiers.models import Dossier
from dossiers.permissions import peut_planifier
from dossiers.selectors.plan import attendus_du_plan
from dossiers.selectors.recevabilite import attendus_recevabilite, etapes_recevabilite

# The plan is not defined, and is not to be defined now.
HORS_PLAN = frozenset({EtatDossier.RECEVABILITE, EtatDossier.NON_RECEVABLE, EtatDossier.ABANDONNE})


def avancement_modalites(dossier: Dossier, utilisateur: Utilisateur | None) -> Avancement:
    """Steps 1 to 4: registration, plan, transmission; links only for who may follow them."""
    modifiable = dossier.etat in PLAN_MODIFIABLE
    manques = attendus_du_plan(dossier) if modifiable else []
    attendus = attendus_recevabilite(dossier, utilisateur) + list(manques)
    agit = utilisateur is not None and peut_planifier(utilisateur, dossier)
    if modifiable and not manques:
        attendus.append(
            ActeAttendu(
                "transmission",
                "Transmettre le dossier de modalités à l'"
                f"{dossier.referentiel.libelle_centre_ressources}.",
                "Centre d'examen",
                reverse("dossiers:transmettre", args=[dossier.pk]),
            )
        )
    arrete = dossier.etat in HORS_PLAN and dossier.transmis_le is None
    etapes = [
        Etape("inscription", "Inscription", EtatEtape.FAITE, f"le {dossier.inscrit_le:%d/%m/%Y}"),
        *etapes_recevabilite(dossier, utilisateur),
        Etape(
            "modalites",
            "Modalités",
            _etat(not manques and not arrete, modifiable),
            "" if manques or arrete else "complètes",
            reverse("dossiers:modalites", args=[dossier.pk]) if agit else "",
        ),
        Etape(
            "transmission",
            "Transmission",
            _etat(dossier.transmis_le is not None, modifiable and not manques),
            f"le {dossier.transmis_le:%d/%m/%Y}" if dossier.transmis_le else "",
        ),
    ]
    if modifiable and not agit:
        attendus = [replace(attendu, url="") for attendu in attendus]
    return Avancement(etapes, attendus)


def _etat(faite: bool, en_cours: bool) -> EtatEtape:
    if faite:
        return EtatEtape.FAITE
    return EtatEtape.EN_COURS if en_cours else EtatEtape.A_VENIR


def avancement(dossier: Dossier, utilisateur: Utilisateur) -> Avancement:
    """Gather what every app knows of this dossier, in the order of `settings.CQPM_AVANCEMENT`."""
    total = Avancement()
    for chemin in settings.CQPM_AVANCEMENT:
        partie = import_string(chemin)(dossier, utilisateur)
        total.etapes.extend(partie.etapes)
        total.attendus.extend(partie.attendus)
    return total
