"""Every refusal about evaluation, opinion and jury, in French: what, why, what to do."""

from cqpm.commun.errors import ErreurMetier


class EvaluationFermee(ErreurMetier):
    """The dossier's state does not allow scoring (R14) or the grid is signed (R23)."""


class ResultatRefuse(ErreurMetier):
    """A score, conclusion or signature breaks a rule (R8, R13, R20, R21)."""


class ConflitDeSaisie(ErreurMetier):
    """Someone else wrote the same cell since the page was shown; nothing was overwritten."""
