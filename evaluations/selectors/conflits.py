"""Who judges one candidate: the members in séance, without those who withdrew for them (R30)."""

from dataclasses import dataclass

from evaluations.models import DeclarationConflit, Deliberation, MembreJury, SessionJury
from evaluations.regles_composition import Siege


def retires_de(deliberation: Deliberation) -> set[int]:
    """The members who withdrew for this candidate, by key.

    Reads `deliberation.conflits`, prefetched or not.
    """
    return {un.membre_id for un in deliberation.conflits.all() if un.se_retire}


def sieges_pour(deliberation: Deliberation) -> list[Siege]:
    """The members in séance who judge this candidate, as the rules read them.

    The president is whom `preside_par` names for this candidate, else the session's; there is
    none left when that person withdrew or went away.
    """
    retires = retires_de(deliberation)
    return [
        Siege(un.college, preside(deliberation, un), present=True)
        for un in deliberation.session.membres.all()
        if un.en_seance and un.pk not in retires
    ]


def preside(deliberation: Deliberation, membre: MembreJury) -> bool:
    """Tell whether this member presides for this candidate."""
    if deliberation.preside_par_id:
        return membre.pk == deliberation.preside_par_id
    return membre.est_president


@dataclass(frozen=True)
class Case:
    """A member in front of a candidate."""

    membre: MembreJury
    conflit: DeclarationConflit | None

    @property
    def etat(self) -> tuple[str, str]:
        """Words and tone of its badge."""
        if self.conflit is None:
            return ("Aucun lien", "neutre")
        if self.conflit.se_retire:
            return ("S'est retiré(e)", "alerte")
        if self.conflit.attend_reponse:
            return ("À examiner", "danger")
        return ("Lien déclaré, siège", "info")


@dataclass(frozen=True)
class LigneConflits:
    """A candidate in front of every member."""

    deliberation: Deliberation
    cases: list[Case]


def matrice_des_conflits(session: SessionJury) -> list[LigneConflits]:
    """Every candidate of the list. Two queries beside the members."""
    membres = list(session.membres.all())
    deliberations = session.deliberations.select_related("dossier__candidat").prefetch_related(
        "conflits"
    )
    lignes = []
    for une in deliberations:
        par_membre = {un.membre_id: un for un in une.conflits.all()}
        lignes.append(LigneConflits(une, [Case(un, par_membre.get(un.pk)) for un in membres]))
    return lignes


def conflits_de(session: SessionJury) -> list[DeclarationConflit]:
    """The links that the PV tells, candidate by candidate (§4.3)."""
    return list(
        DeclarationConflit.objects.filter(deliberation__session=session)
        .select_related("membre", "deliberation__dossier__candidat")
        .order_by("deliberation__rang", "deliberation", "membre__nom", "membre")
    )
