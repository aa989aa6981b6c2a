"""Every refusal about a dossier, in French: what, why, what to do."""

import datetime

from cqpm.commun.errors import ErreurMetier


class TransitionInterdite(ErreurMetier):
    """The dossier is not in a state from which this act is possible."""

    def __init__(self, dossier, vers):
        self.dossier, self.vers = dossier, vers
        super().__init__(
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : il ne peut pas "
            f"passer à « {vers.label} ». Rechargez la page : une autre personne a peut-être agi."
        )


class PlanVerrouille(ErreurMetier):
    """The plan was transmitted: it is what the resource centre received."""

    def __init__(self, dossier):
        self.dossier = dossier
        super().__init__(
            f"Les modalités du dossier {dossier.numero} ne sont plus modifiables : le dossier est "
            f"« {dossier.get_etat_display()} »."
        )


class PlanIncomplet(ErreurMetier):
    """The modalités cannot be declared complete or transmitted yet (R10, R11, R13)."""

    def __init__(self, dossier, manques: list[str]):
        self.dossier, self.manques = dossier, manques
        super().__init__(
            f"Le dossier de modalités {dossier.numero} est incomplet. " + " ".join(manques)
        )


class PlanRefuse(ErreurMetier):
    """A choice of modalité breaks a rule (R11, R12); `fautes` tell which, by capacité."""

    def __init__(self, fautes):
        self.fautes = fautes
        super().__init__(" ".join(faute.message for faute in fautes))


class DateImpossible(ErreurMetier):
    """A fact is dated before the registration (R8) or in the future."""

    def __init__(self, quoi: str, date: datetime.date, pourquoi: str):
        self.date = date
        super().__init__(f"{quoi} ne peut pas porter la date du {date:%d/%m/%Y} : {pourquoi}")


class AffectationRefusee(ErreurMetier):
    """This person may not evaluate this candidate (R24)."""


class InscriptionRefusee(ErreurMetier):
    """The registration contradicts the référentiel or the parcours; `champ` names the field."""

    def __init__(self, champ: str, message: str):
        self.champ = champ
        super().__init__(message)


class RapportRefuse(ErreurMetier):
    """The report is received between the transmission and the jury (R13)."""

    def __init__(self, dossier):
        self.dossier = dossier
        super().__init__(
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : le rapport "
            "s'enregistre entre la transmission et la session de jury."
        )


class ExportRefuse(ErreurMetier):
    """The file would not hold what was asked for, or is not for this person any more."""
