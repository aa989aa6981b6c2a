"""Correct the identity that a signed PV carries: the PV rectificatif says the right one (R40, R52).

Nothing changes before its signature; a correction that is given up changes nothing.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.identite import CHAMPS_DU_PV
from dossiers.models import Candidat, Dossier
from dossiers.naissance import DateNaissance
from dossiers.regles_identite import fautes_identite
from dossiers.services.identite import identite_de, rectifier_par_un_pv, refuser_fautes
from dossiers.services.journal import noter
from evaluations.enums import EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import Deliberation, SessionJury
from evaluations.selectors.identite import (
    en_toutes_lettres,
    identite_rectifiee,
    porter_identite,
    pv_qui_dit_autre_chose,
)
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

    Raises SessionRefusee, another closed PV of that person saying something else included, or
    InscriptionRefusee with the field.
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
    if deliberation.identite:
        verifier_les_identites([deliberation])
    deliberation.save(update_fields=["identite", "modifie_le"])
    porter_identite(deliberation)
    libelle = f"PV rectificatif {rectificatif.numero} : il dira « "
    libelle += f"{en_toutes_lettres(dossier.candidat)} »."
    noter(dossier, Acte.JURY, libelle, par=par)
    return deliberation


def verifier_les_identites(lignes: Collection[Deliberation]) -> None:
    """Two PVs that wait for their signatures say the same of a person (R40).

    Otherwise the first one signed would make the other wrong. Holds the candidates' rows until the
    end of the transaction. Raises SessionRefusee.
    """
    cles = {une.dossier.candidat_id for une in lignes}
    list(Candidat.objects.select_for_update().filter(pk__in=cles).order_by("pk"))
    if autre := pv_qui_dit_autre_chose(lignes):
        candidat, numero = autre
        raise SessionRefusee(
            f"{candidat} figure avec une autre identité au PV de la session {numero}, qui attend "
            "ses signatures : faites d'abord signer ce PV."
        )


def _changement(dossier: Dossier, voulue: dict[str, Any]) -> dict[str, Any] | None:
    """What differs from the known identity, once it breaks no rule (R45)."""
    connue = identite_de(dossier.candidat)
    identite = replace(connue, **voulue)
    fautes = fautes_identite(identite, rncp=False)
    refuser_fautes(dossier, identite, [une for une in fautes if une.champ in CHAMPS_DU_PV])
    return {nom: dit for nom, dit in voulue.items() if dit != getattr(connue, nom)} or None


def appliquer_identites(session: SessionJury, *, par: Utilisateur) -> None:
    """The PV rectificatif is signed: the register and the dossiers say what it says.

    Raises SessionRefusee while another closed PV says something else of one of them.
    """
    lignes = list(
        session.deliberations.exclude(identite=None).select_related(
            "dossier__candidat", "dossier__referentiel"
        )
    )
    verifier_les_identites(lignes)
    for une in lignes:
        change = identite_rectifiee(une)
        pv = f"rectificatif {session.numero} ({session.motif_rectification})"
        rectifier_par_un_pv(une.dossier, change, pv=pv, par=par)
