"""Correct the identity that a signed PV carries: the PV rectificatif says the right one (R40, R52).

Nothing changes before its signature; a correction that is given up changes nothing.
"""

from dataclasses import replace
from typing import Any

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.identite import CHAMPS_DU_PV
from dossiers.models import Dossier
from dossiers.naissance import DateNaissance
from dossiers.regles_identite import fautes_identite
from dossiers.services.identite import identite_de, rectifier_par_un_pv, refuser_fautes
from dossiers.services.journal import noter
from evaluations.enums import EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import Deliberation, SessionJury
from evaluations.selectors.identite import en_toutes_lettres, identite_rectifiee, porter_identite
from evaluations.services.jury.socle import verrouiller


@transaction.atomic
def preparer_identite(
    rectificatif: SessionJury,
    dossier: Dossier,
    *,
    prenom: str,
    nom: str,
    nom_usage: str,
    naissance: DateNaissance,
    par: Utilisateur,
) -> Deliberation:
    """Say what the PV rectificatif will write of a candidate; the known identity takes it back.

    Raises SessionRefusee, or InscriptionRefusee with the field.
    """
    rectificatif = verrouiller(rectificatif, EtatSession.PREPARATION, EtatSession.OUVERTE)
    deliberation = (
        rectificatif.deliberations.select_related("dossier__candidat")
        .filter(dossier=dossier)
        .first()
    )
    if deliberation is None or not rectificatif.rectifie_id:
        raise SessionRefusee("Ce candidat n'est pas, ou plus, de ceux que ce PV rectifie.")
    dossier = deliberation.dossier
    voulue = {"prenom": prenom, "nom": nom, "nom_usage": nom_usage, "naissance": naissance}
    deliberation.identite = _changement(dossier, voulue)
    deliberation.save(update_fields=["identite", "modifie_le"])
    porter_identite(deliberation)
    libelle = f"PV rectificatif {rectificatif.numero} : il dira « "
    libelle += f"{en_toutes_lettres(dossier.candidat)} »."
    noter(dossier, Acte.JURY, libelle, par=par)
    return deliberation


def _changement(dossier: Dossier, voulue: dict[str, Any]) -> dict[str, Any] | None:
    """What differs from the known identity, once it breaks no rule (R45)."""
    connue = identite_de(dossier.candidat)
    identite = replace(connue, **voulue)
    fautes = fautes_identite(identite, rncp=False)
    refuser_fautes(dossier, identite, [une for une in fautes if une.champ in CHAMPS_DU_PV])
    return {nom: dit for nom, dit in voulue.items() if dit != getattr(connue, nom)} or None


def appliquer_identites(session: SessionJury, *, par: Utilisateur) -> None:
    """The PV rectificatif is signed: the register and the dossiers say what it says."""
    for une in session.deliberations.exclude(identite=None).select_related(
        "dossier__candidat", "dossier__referentiel"
    ):
        change = identite_rectifiee(une)
        pv = f"rectificatif {session.numero} ({session.motif_rectification})"
        rectifier_par_un_pv(une.dossier, change, pv=pv, par=par)
