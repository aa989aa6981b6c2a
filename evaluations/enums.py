"""The closed lists of evaluation, opinion and jury."""

from django.db import models


class Conclusion(models.TextChoices):
    """What the commission concludes of a capacité (R20)."""

    ACQUISE = "acquise", "Acquise"
    NON_ACQUISE = "non_acquise", "Non acquise"


class NaturePreuve(models.TextChoices):
    """What shows why a critère was scored so."""

    PHOTO = "photo", "Photo"
    PDF = "pdf", "Document PDF"
    RAPPORT = "rapport", "Page du rapport"
    NOTE = "note", "Note"
    FEUILLE = "feuille", "Feuille remplie à la main"


class GrillePapier(models.TextChoices):
    """The papers of a dossier's grid: to fill with a pen, to sign by hand, signed."""

    VIERGE = "grille_a_remplir", "Grille à remplir"
    REMPLIE = "grille_a_signer", "Grille de la commission"
    SIGNEE = "grille_signee", "Grille signée à la main"


class DocumentAvis(models.TextChoices):
    """The papers of a dossier's opinion: to fill with a pen, keyed in, signed."""

    VIERGE = "avis_a_remplir", "Avis de l'entreprise à remplir"
    SCAN = "avis_papier", "Avis de l'entreprise signé sur papier"
    SIGNE = "avis_signe", "Avis de l'entreprise signé"


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


class IssueDemande(models.TextChoices):
    """How a request ended without an answer."""

    ANNULEE = "annulee", "Annulée par le centre"
    TRANSFEREE = "transferee", "Confiée à un collègue"
    DECLINEE = "declinee", "Déclinée par le destinataire"


class OrigineAvis(models.TextChoices):
    """How the opinion reached the centre."""

    LIEN = "lien", "En ligne, par lien personnel"
    ORAL = "oral", "Dicté à un évaluateur, confirmé en ligne"
    PAPIER = "papier", "Sur papier"


class EtatLien(models.TextChoices):
    """What a personal link opens."""

    OUVERT = "ouvert", "Ouvert"
    REPONDU = "repondu", "Déjà utilisé pour répondre"
    EXPIRE = "expire", "Expiré"
    REVOQUE = "revoque", "Annulé"
    TRANSFERE = "transfere", "Demande confiée à un collègue"
    DECLINE = "decline", "Demande déclinée"
    FERME = "ferme", "Dossier qui n'attend plus d'avis"


class EtatEspace(models.TextChoices):
    """Where the candidate's space of a dossier stands, as its links tell."""

    JAMAIS = "jamais", "Jamais envoyé"
    ENVOYE = "envoye", "Pas encore ouvert"
    OUVERT = "ouvert", "Ouvert par le candidat"
    EXPIRE = "expire", "Expiré"
    FERME = "ferme", "Fermé"

    @property
    def ton(self) -> str:
        """Tone of its badge (see templates/partials/_etat.html)."""
        return {"envoye": "info", "ouvert": "succes", "expire": "alerte"}.get(self.value, "neutre")


class College(models.TextChoices):
    """The two sides of the jury (R26)."""

    EMPLOYEURS = "employeurs", "Délégation patronale"
    SALARIES = "salaries", "Organisations syndicales de salariés"


class ModeSession(models.TextChoices):
    PRESENTIEL = "presentiel", "En présence"
    VISIO = "visio", "En visioconférence"


class MoyenDEnvoi(models.TextChoices):
    """How a paper of the jury left."""

    COURRIEL = "courriel", "Par courriel"
    COURRIER = "courrier", "Par courrier ou en main propre"


class ReponseSyndicat(models.TextChoices):
    """What a union answered when asked to name somebody (R28)."""

    DESIGNE = "designe", "A désigné un représentant"
    AUCUN = "aucun", "Ne désigne personne"


class NatureConflit(models.TextChoices):
    """The link that keeps a member from a candidate's deliberation (R30, DOMAINE.md §4.2)."""

    EVALUATEUR = "evaluateur", "A évalué le candidat"
    TUTEUR = "tuteur", "Suit le candidat en entreprise"
    FORMATEUR = "formateur", "A formé le candidat"
    HIERARCHIE = "hierarchie", "Est son supérieur hiérarchique"
    PARENTE = "parente", "Est un proche du candidat"
    ENTREPRISE = "entreprise", "Est de la même entreprise"
    AUTRE = "autre", "Autre lien"


class DocumentJury(models.TextChoices):
    """The papers of a session that prove its decisions."""

    PV = "pv", "PV de délibération"
    PV_SIGNE = "pv_signe", "PV signé à la main"


class NaturePiece(models.TextChoices):
    """What one candidate receives after the jury (DOMAINE.md §5.4)."""

    NOTIFICATION = "notification", "Notification individuelle"
    LETTRE = "lettre", "Lettre du président"
    ATTESTATION = "attestation", "Attestation"


class EtatVerification(models.TextChoices):
    """What the public page says of a PV."""

    INCONNU = "inconnu", "Inconnu"
    A_SIGNER = "a_signer", "Produit, pas encore signé"
    AUTHENTIQUE = "authentique", "Authentique"
    REMPLACE = "remplace", "Remplacé"


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


class NatureExport(models.TextChoices):
    """What a file about certified people is for."""

    REGISTRE = "registre", "Registre des lauréats"
    CERTIFICATEUR = "certificateur", "Données pour le certificateur"
