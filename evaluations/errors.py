"""Every refusal about evaluation, opinion and jury, in French: what, why, what to do."""

from cqpm.commun.errors import ErreurMetier
from dossiers.enums import PLAN_MODIFIABLE


class EvaluationFermee(ErreurMetier):
    """The dossier's state does not allow scoring (R14), or the grid is signed (R23)."""

    def __init__(self, dossier, *, signee: bool = False, sans_accord: bool = False):
        self.dossier = dossier
        if sans_accord:
            suite = (
                f"{dossier.centre_ressources} n'a pas encore donné son accord sur les modalités, "
                "et votre centre l'attend avant d'évaluer. Relancez le centre de ressources, ou "
                "enregistrez son accord sur la page du dossier."
            )
        elif dossier.etat in PLAN_MODIFIABLE:
            suite = (
                "le dossier de modalités n'est pas encore transmis au centre de ressources. "
                "Le centre d'examen doit d'abord le transmettre."
            )
        elif signee:
            suite = (
                "elle est signée par un membre de la commission. Le responsable du centre peut "
                "annuler les signatures, avec un motif."
            )
        else:
            suite = (
                f"le dossier est « {dossier.libelle_etat} ». Le responsable du centre peut la "
                "rouvrir tant que le jury ne s'est pas prononcé."
            )
        super().__init__(f"La grille du dossier {dossier.numero} ne s'écrit pas : {suite}")


class ResultatRefuse(ErreurMetier):
    """A score, conclusion or signature breaks a rule (R13, R20, R21); `champ` names the field."""

    def __init__(self, champ: str, message: str):
        self.champ = champ
        super().__init__(message)


class ConflitDeSaisie(ErreurMetier):
    """Someone else wrote the same cell since it was shown; nothing was overwritten.

    `actuel` is the cell as it now stands, or `None` if it was emptied.
    """

    def __init__(self, actuel):
        self.actuel = actuel
        if actuel is None:
            message = (
                "Ce critère n'est plus noté. Vérifiez votre saisie et enregistrez-la de nouveau."
            )
        else:
            message = (
                f"{actuel.auteur} vient de noter ce critère « "
                f"{actuel.get_niveau_display().lower()} ». Votre saisie n'est pas enregistrée : "
                "changez-la ou confirmez-la pour qu'elle remplace la sienne."
            )
        super().__init__(message)


class AvisImpossible(ErreurMetier):
    """The opinion cannot be asked, sent again, revoked or dispensed with now (R8, R15, R16)."""


class AvisRefuse(ErreurMetier):
    """What the company's representative typed cannot be signed; `fautes` tell where and why."""

    def __init__(self, fautes):
        self.fautes = fautes
        super().__init__(" ".join(faute.message for faute in fautes))


class LienFerme(ErreurMetier):
    """The personal link opens nothing any more; `etat` says why."""

    def __init__(self, etat):
        self.etat = etat
        super().__init__(f"Ce lien ne permet plus de donner l'avis : {etat.label.lower()}.")


class EntretienRefuse(ErreurMetier):
    """The interview cannot be recorded: version, state or content (R19)."""


class EntretienModifie(ErreurMetier):
    """Someone else wrote the interview since it was shown; nothing was overwritten."""

    def __init__(self, actuel):
        self.actuel = actuel
        super().__init__(
            f"{actuel.auteur} a enregistré cet entretien entre-temps : votre texte n'est pas "
            "enregistré. Comparez-le avec le sien, complétez, puis enregistrez de nouveau."
        )


class SessionRefusee(ErreurMetier):
    """The act does not fit the session's state or composition (R26, R30, R31, R40)."""


class DecisionRefusee(ErreurMetier):
    """The jury's decision breaks a rule (R31–R34); `refus` tell which, by field."""

    def __init__(self, refus):
        self.refus = refus
        super().__init__(" ".join(un.message for un in refus))


class DecisionModifiee(ErreurMetier):
    """Someone else decided on this dossier since it was shown; nothing was overwritten."""

    def __init__(self, deliberation, libelle: str):
        self.actuelle = deliberation
        super().__init__(
            "Une autre personne a écrit cette décision entre-temps, qui est maintenant « "
            f"{libelle} ». Votre saisie n'est pas enregistrée : comparez, puis enregistrez de "
            "nouveau pour la remplacer."
        )
