"""The agreement of the company, or of the candidate, on the modalités (R10)."""

import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cqpm.commun.fichiers import enregistrer_document
from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.errors import AccordAbsent
from dossiers.models import Dossier
from dossiers.plan import en_json
from dossiers.regles import verifier_date
from dossiers.selectors.plan import lire_plan
from dossiers.services.journal import noter
from dossiers.services.plan import suivre_le_plan, verifier_version, verrouiller_plan


@transaction.atomic
def enregistrer_accord(
    dossier: Dossier,
    *,
    signataire: str,
    date: datetime.date,
    par: Utilisateur,
    version: str | None = None,
    fichier: UploadedFile | None = None,
) -> Dossier:
    """Record that the company, or the candidate if there is none, agrees to the plan (R10).

    `version` is the mark of the plan that was on the screen, `fichier` the signed paper, checked.
    Raises DateImpossible (R8), PlanModifie or PlanVerrouille.
    """
    dossier = verrouiller_plan(dossier)
    plan = lire_plan(dossier)
    verifier_version(dossier, version, plan.version)
    verifier_date("L'accord", date, inscrit_le=dossier.inscrit_le, aujourd_hui=timezone.localdate())
    partie = dossier.partie_de_l_accord
    _ecrire(dossier, accord_par=partie, accord_signataire=signataire, accord_le=date)
    donne = f"donné par {signataire} ({partie.label.lower()}), le {date:%d/%m/%Y}."
    libelle = f"Accord sur les modalités {donne}"
    noter(dossier, Acte.ACCORD, libelle, par=par, apres=en_json(plan))
    if fichier:
        _garder(dossier, fichier, date, par)
    return suivre_le_plan(dossier, par=par)


@transaction.atomic
def retirer_accord(dossier: Dossier, *, motif: str, par: Utilisateur) -> Dossier:
    """Withdraw a recorded agreement, with its reason: it has to be given again.

    Raises AccordAbsent or PlanVerrouille.
    """
    dossier = verrouiller_plan(dossier)
    if dossier.accord_le is None:
        raise AccordAbsent(dossier)
    retire = f"{dossier.accord_signataire}, du {dossier.accord_le:%d/%m/%Y}"
    _ecrire(dossier, accord_par="", accord_signataire="", accord_le=None)
    noter(dossier, Acte.ACCORD, f"Accord de {retire}, retiré : {motif}", par=par)
    return suivre_le_plan(dossier, par=par)


def _garder(dossier: Dossier, fichier: UploadedFile, date: datetime.date, par: Utilisateur) -> None:
    enregistrer_document(
        sujet_de(dossier),
        "accord_signe",
        f"Accord signé sur les modalités, du {date:%d/%m/%Y}",
        fichier.name,
        fichier.read(),
        par=par,
        type_mime=fichier.content_type,
    )


def _ecrire(dossier: Dossier, **champs) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(**champs, modifie_le=timezone.now())
    dossier.refresh_from_db()
