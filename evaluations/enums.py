"""The closed lists of evaluation, opinion and jury."""

from django.db import models


class NiveauCritere(models.TextChoices):
    """What an evaluator says of a critère: never a mark (R25)."""

    ACQUIS = "acquis", "Acquis"
    NON_ACQUIS = "non_acquis", "Non acquis"
    NON_EVALUE = "non_evalue", "Non évalué"
    NON_OBSERVABLE = "non_observable", "Non observable"


class Conclusion(models.TextChoices):
    """What the commission concludes of a capacité (R20)."""

    ACQUISE = "acquise", "Acquise"
    NON_ACQUISE = "non_acquise", "Non acquise"


class SensAvis(models.TextChoices):
    """The company's opinion; it is never a veto (R18)."""

    FAVORABLE = "favorable", "Favorable"
    RESERVE = "reserve", "Réservé"
    DEFAVORABLE = "defavorable", "Défavorable"
    NON_OBSERVE = "non_observe", "Non observé"

    @property
    def ton(self) -> str:
        """Tone of its badge (see templates/partials/_etat.html)."""
        return {"favorable": "succes", "reserve": "alerte", "defavorable": "danger"}.get(
            self.value, "neutre"
        )


class EtatAvis(models.TextChoices):
    """Where the company's opinion on a dossier stands (R15)."""

    EXEMPTE = "exempte", "Non demandé par le référentiel"
    A_DEMANDER = "a_demander", "À demander"
    DEMANDE = "demande", "Demandé"
    REPONDU = "repondu", "Donné"
    DISPENSE = "dispense", "Dispense accordée"

    @property
    def ton(self) -> str:
        """Tone of its badge (see templates/partials/_etat.html)."""
        return {"a_demander": "alerte", "demande": "info", "repondu": "succes"}.get(
            self.value, "neutre"
        )


class EtatLien(models.TextChoices):
    """What a personal link opens."""

    OUVERT = "ouvert", "Ouvert"
    REPONDU = "repondu", "Déjà utilisé pour répondre"
    EXPIRE = "expire", "Expiré"
    REVOQUE = "revoque", "Annulé"
    FERME = "ferme", "Dossier qui n'attend plus d'avis"


class College(models.TextChoices):
    """The two sides of the jury (R26)."""

    EMPLOYEURS = "employeurs", "Délégation patronale"
    SALARIES = "salaries", "Organisations syndicales de salariés"


class ModeSession(models.TextChoices):
    PRESENTIEL = "presentiel", "En présence"
    VISIO = "visio", "En visioconférence"


class EtatSession(models.TextChoices):
    PREPARATION = "preparation", "En préparation"
    OUVERTE = "ouverte", "Ouverte"
    CLOSE = "close", "Close, PV à signer"
    SIGNEE = "signee", "PV signé"


# Tone of the session's badge (see templates/partials/_etat.html).
TONS_SESSION: dict[EtatSession, str] = {
    EtatSession.PREPARATION: "neutre",
    EtatSession.OUVERTE: "info",
    EtatSession.CLOSE: "alerte",
    EtatSession.SIGNEE: "succes",
}


class DecisionJury(models.TextChoices):
    """The jury's decision on a dossier; its words depend on the version (R41)."""

    ADMIS = "admis", "Toutes les capacités validées"
    PARTIEL = "partiel", "Validation partielle"
    REFUSE = "refuse", "Non admis"
    RENVOI = "renvoi", "Renvoi pour complément"
