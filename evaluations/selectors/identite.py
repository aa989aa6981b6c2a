"""The candidate's identity and the PVs that carry it (R40, R52)."""

from collections.abc import Collection
from typing import Any

from dossiers.identite import CHAMPS_DU_PV
from dossiers.models import Candidat
from dossiers.naissance import DateNaissance
from evaluations.enums import DecisionJury, EtatSession
from evaluations.models import Deliberation


def verrou_du_pv(candidat: Candidat) -> str:
    """Why this identity does not change now: a PV says it, of whichever dossier (R40)."""
    portees = Deliberation.objects.filter(dossier__candidat=candidat)
    portees = portees.select_related("session__rectifie", "dossier").order_by("-pk")
    if attend := portees.filter(session__etat=EtatSession.CLOSE).first():
        return (
            f"{candidat} figure au PV de la session {attend.session.numero}, qui attend ses "
            "signatures. Une fois ce PV signé, le responsable du centre corrige l'identité par un "
            "PV rectificatif, depuis la page de cette session."
        )
    signees = portees.filter(session__etat=EtatSession.SIGNEE)
    signee = signees.exclude(decision=DecisionJury.RENVOI).first()
    return _signee(candidat, signee) if signee else ""


def _signee(candidat: Candidat, ligne: Deliberation) -> str:
    """A passage that another followed is no longer rectified: the next PV will be (R39)."""
    session = ligne.session.rectifie or ligne.session
    phrase = f"{candidat} figure au PV signé de la session {session.numero}, qui porte l'identité. "
    if suite := ligne.dossier.suites.first():
        return phrase + (
            "Le responsable du centre la corrigera par un PV rectificatif, une fois signé le PV "
            f"de son dossier {suite.numero}."
        )
    return phrase + (
        "Le responsable du centre la corrige par un PV rectificatif, depuis la page de cette "
        "session."
    )


def identite_portee(ligne: Deliberation) -> dict[str, Any]:
    """What the PV of this line says of the loaded candidate, by attribute of `Candidat`."""
    connue = {champ: getattr(ligne.dossier.candidat, champ) for champ in CHAMPS_DU_PV}
    return connue | identite_rectifiee(ligne)


def pv_qui_dit_autre_chose(lignes: Collection[Deliberation]) -> tuple[Candidat, str] | None:
    """A candidate of these lines whom another closed PV names otherwise, and its session's number.

    The lines are those of one session, their candidates loaded as they are known. One query.
    """
    voulues = {une.dossier.candidat_id: identite_portee(une) for une in lignes}
    closes = Deliberation.objects.filter(
        session__etat=EtatSession.CLOSE, dossier__candidat__in=voulues
    ).exclude(session__in={une.session_id for une in lignes})
    for une in closes.select_related("session", "dossier__candidat").order_by("pk"):
        candidat = une.dossier.candidat
        if identite_portee(une) != voulues[candidat.pk]:
            return candidat, une.session.numero
    return None


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
