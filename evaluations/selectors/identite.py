"""The candidate's identity and the PVs that carry it (R40, R52)."""

from typing import Any

from dossiers.models import Candidat
from dossiers.naissance import DateNaissance
from evaluations.enums import EtatSession
from evaluations.models import Deliberation, SessionJury


def pv_a_signer(candidat: Candidat) -> str:
    """Why this identity does not change now: a PV that says it waits for its signatures."""
    session = SessionJury.objects.filter(
        etat=EtatSession.CLOSE, deliberations__dossier__candidat=candidat
    ).first()
    if session is None:
        return ""
    return (
        f"{candidat} figure au PV de la session {session.numero}, qui attend ses signatures. Une "
        "fois ce PV signé, le responsable du centre corrige l'identité par un PV rectificatif, "
        "depuis la page de cette session."
    )


def identite_rectifiee(deliberation: Deliberation) -> dict[str, Any]:
    """What this PV rectificatif changes of the identity, by attribute of `Candidat`."""
    change = dict(deliberation.identite or {})
    if "naissance" in change:
        change["naissance"] = DateNaissance(*change["naissance"])
    return change


def porter_identite(deliberation: Deliberation) -> str:
    """Give the loaded candidate the identity of this PV, in memory; gives the earlier one in words.

    Empty when the PV changes nothing of it.
    """
    candidat = deliberation.dossier.candidat
    change = identite_rectifiee(deliberation)
    if not change:
        return ""
    avant = en_toutes_lettres(candidat)
    for champ, valeur in change.items():
        setattr(candidat, champ, valeur)
    return avant


def en_toutes_lettres(candidat: Candidat) -> str:
    """The identity as a PV says it."""
    usage = f" ({candidat.nom_usage})" if candidat.nom_usage else ""
    return f"{candidat.nom}{usage} {candidat.prenom}, né(e) {candidat.naissance.en_mots}"
