"""The life-cycle of a dossier on one screen, and the closed lists of a registration."""

from django.db import models

from referentiels.enums import CodeModalite, VocabulaireDecision


class EtatDossier(models.TextChoices):
    """Where a dossier stands (DOMAINE.md §2.2); the jury's result arrives with the signed PV."""

    RECEVABILITE = "recevabilite", "Recevabilité à décider"
    NON_RECEVABLE = "non_recevable", "Non recevable"
    INSCRIT = "inscrit", "Modalités à définir"
    MODALITES_COMPLETES = "modalites_completes", "Modalités complètes"
    TRANSMIS = "transmis", "Transmis au centre de ressources"
    EN_EVALUATION = "en_evaluation", "Évaluations en cours"
    EVALUATIONS_CLOSES = "evaluations_closes", "Évaluations closes"
    PRET_POUR_JURY = "pret_pour_jury", "Prêt pour jury"
    EN_SESSION = "en_session", "Inscrit à une session de jury"
    ADMIS = "admis", "Certifié"
    VALIDATION_PARTIELLE = "validation_partielle", "Validation partielle"
    NON_ADMIS = "non_admis", "Non admis"
    ABANDONNE = "abandonne", "Abandonné"


SUIVANTS: dict[EtatDossier, frozenset[EtatDossier]] = {
    EtatDossier.RECEVABILITE: frozenset(
        {EtatDossier.INSCRIT, EtatDossier.NON_RECEVABLE, EtatDossier.ABANDONNE}
    ),
    EtatDossier.NON_RECEVABLE: frozenset({EtatDossier.RECEVABILITE}),
    EtatDossier.INSCRIT: frozenset(
        {EtatDossier.RECEVABILITE, EtatDossier.MODALITES_COMPLETES, EtatDossier.ABANDONNE}
    ),
    EtatDossier.MODALITES_COMPLETES: frozenset(
        {EtatDossier.INSCRIT, EtatDossier.TRANSMIS, EtatDossier.ABANDONNE}
    ),
    EtatDossier.TRANSMIS: frozenset(
        {EtatDossier.MODALITES_COMPLETES, EtatDossier.EN_EVALUATION, EtatDossier.ABANDONNE}
    ),
    EtatDossier.EN_EVALUATION: frozenset({EtatDossier.EVALUATIONS_CLOSES, EtatDossier.ABANDONNE}),
    EtatDossier.EVALUATIONS_CLOSES: frozenset(
        {EtatDossier.EN_EVALUATION, EtatDossier.PRET_POUR_JURY, EtatDossier.ABANDONNE}
    ),
    EtatDossier.PRET_POUR_JURY: frozenset(
        {
            EtatDossier.EN_EVALUATION,
            EtatDossier.EVALUATIONS_CLOSES,
            EtatDossier.EN_SESSION,
            EtatDossier.ABANDONNE,
        }
    ),
    EtatDossier.EN_SESSION: frozenset(
        {
            EtatDossier.PRET_POUR_JURY,
            EtatDossier.EN_EVALUATION,
            EtatDossier.ADMIS,
            EtatDossier.VALIDATION_PARTIELLE,
            EtatDossier.NON_ADMIS,
        }
    ),
    EtatDossier.ADMIS: frozenset(),
    EtatDossier.VALIDATION_PARTIELLE: frozenset(),
    EtatDossier.NON_ADMIS: frozenset(),
    EtatDossier.ABANDONNE: frozenset(),
}

# A stopped dossier is taken up again where it was left: any state from which it could be stopped.
REPRENABLES = frozenset(etat for etat in SUIVANTS if EtatDossier.ABANDONNE in SUIVANTS[etat])
# The plan of modalités can still be written; afterwards it is what was transmitted.
PLAN_MODIFIABLE = frozenset({EtatDossier.INSCRIT, EtatDossier.MODALITES_COMPLETES})
# The registration can still be corrected whole; afterwards its identity alone, with a reason.
INSCRIPTION_MODIFIABLE = PLAN_MODIFIABLE | {EtatDossier.RECEVABILITE}
# The commission works: R14 forbids any score before the transmission.
EVALUATION_OUVERTE = frozenset({EtatDossier.TRANSMIS, EtatDossier.EN_EVALUATION})
# The commission has been asked to work, or has worked; a company's opinion is still welcome.
AVANT_JURY = EVALUATION_OUVERTE | {EtatDossier.EVALUATIONS_CLOSES}
# The candidate's report may be sent: its date is known, the commission has not concluded (R13).
DEPOT_OUVERT = PLAN_MODIFIABLE | EVALUATION_OUVERTE
# Nothing was put before a jury yet: the interview can still be completed.
AVANT_SESSION = AVANT_JURY | {EtatDossier.PRET_POUR_JURY}
# Meetings are planned once the plan is complete (they are held after the transmission, R14).
SEANCES_OUVERTES = AVANT_SESSION | {EtatDossier.MODALITES_COMPLETES}
# The identity may be rectified with a reason: the jury has not decided (nor is its session closed,
# which `settings.CQPM_VERROUS_IDENTITE` tells).
IDENTITE_RECTIFIABLE = AVANT_SESSION | {EtatDossier.EN_SESSION}
# A measure may still help the candidate.
AMENAGEABLE = INSCRIPTION_MODIFIABLE | IDENTITE_RECTIFIABLE
# Results that the signed PV has given.
DECIDES = frozenset({EtatDossier.ADMIS, EtatDossier.VALIDATION_PARTIELLE, EtatDossier.NON_ADMIS})
# Stopped before any jury: nothing is waited for.
ARRETES = frozenset({EtatDossier.NON_RECEVABLE, EtatDossier.ABANDONNE})
# Nothing is expected any more from anybody.
TERMINES = DECIDES | ARRETES

# Tone of the state's badge (see templates/partials/_etat.html).
TONS: dict[EtatDossier, str] = {
    EtatDossier.RECEVABILITE: "alerte",
    EtatDossier.NON_RECEVABLE: "danger",
    EtatDossier.INSCRIT: "alerte",
    EtatDossier.MODALITES_COMPLETES: "info",
    EtatDossier.TRANSMIS: "info",
    EtatDossier.EN_EVALUATION: "info",
    EtatDossier.EVALUATIONS_CLOSES: "alerte",
    EtatDossier.PRET_POUR_JURY: "succes",
    EtatDossier.EN_SESSION: "info",
    EtatDossier.ADMIS: "succes",
    EtatDossier.VALIDATION_PARTIELLE: "alerte",
    EtatDossier.NON_ADMIS: "danger",
    EtatDossier.ABANDONNE: "neutre",
}
# The happy end in the version's own words (R41).
LIBELLES_ADMIS: dict[str, str] = {
    VocabulaireDecision.ADMISSIBLE: "Admissible",
    VocabulaireDecision.ATTRIBUE: "CQPM attribué",
}


class NatureArret(models.TextChoices):
    """Why a dossier stops before any jury decides (DOMAINE.md §2.2, x)."""

    ABANDON = "abandon", "Abandon du candidat"
    ABSENCE = "absence", "Absence du candidat"
    ANNULATION = "annulation", "Inscription faite par erreur"


LIBELLES_ARRET: dict[str, str] = {
    NatureArret.ABSENCE: "Arrêté pour absence",
    NatureArret.ANNULATION: "Annulé",
}


class Parcours(models.TextChoices):
    """The access route (dispositif); it maps onto the register's `modaliteAcces` (§6.4)."""

    FORMATION = "formation", "Formation (salarié)"
    PROFESSIONNALISATION = "professionnalisation", "Alternance : contrat de professionnalisation"
    APPRENTISSAGE = "apprentissage", "Alternance : apprentissage"
    DEMANDEUR_EMPLOI = "demandeur_emploi", "Demandeur d'emploi"
    INTERIM = "interim", "Intérim"
    VAE = "vae", "VAE (validation des acquis de l'expérience)"


class Sexe(models.TextChoices):
    """Sex as a civil-status datum, for the national register alone (R44, R45)."""

    FEMININ = "F", "Féminin"
    MASCULIN = "M", "Masculin"


class PartieAccord(models.TextChoices):
    """Who agrees to the plan of modalités (R10)."""

    ENTREPRISE = "entreprise", "L'entreprise"
    CANDIDAT = "candidat", "Le candidat"


class Variante(models.TextChoices):
    """The two shapes of a reconstituted situation (R12)."""

    OBSERVATION = "observation", "Par observation avec questionnements"
    RESTITUTION = "restitution", "Avec une restitution écrite et/ou orale par le candidat"


# The modalities in a few words, where the version's own titles do not fit.
MODALITES_EN_BREF: dict[str, str] = {
    CodeModalite.SITUATION_REELLE: "Situation réelle",
    CodeModalite.PRESENTATION_PROJETS: "Présentation de projets",
    CodeModalite.SITUATION_RECONSTITUEE: "Situation reconstituée",
    CodeModalite.AVIS_ENTREPRISE: "Avis de l'entreprise",
}
# What can be shown on a given day: the company's opinion is given, not shown.
A_MONTRER = [
    CodeModalite.SITUATION_REELLE,
    CodeModalite.PRESENTATION_PROJETS,
    CodeModalite.SITUATION_RECONSTITUEE,
]


class QualiteTuteur(models.TextChoices):
    TUTEUR = "tuteur", "Tuteur"
    HIERARCHIQUE = "hierarchique", "Responsable hiérarchique"
    FONCTIONNEL = "fonctionnel", "Responsable fonctionnel"


class RoleAffectation(models.TextChoices):
    EVALUATEUR = "evaluateur", "Évaluateur"
    JURY = "jury", "Membre de jury"


class ReponseRessources(models.TextChoices):
    """What the resource centre answered; silence is no answer (R14)."""

    ACCORD = "accord", "Accord"
    CORRECTION = "correction", "Correction demandée"


class SuiviRessources(models.TextChoices):
    """Where a transmission stands, as the resource centre sorts its own list."""

    A_ACCUSER = "a_accuser", "À accuser"
    A_REPONDRE = "a_repondre", "À répondre"
    REPONDUES = "repondues", "Répondues"
    SANS_SUITE = "sans_suite", "Sans suite attendue"


class PartieDossier(models.TextChoices):
    """The part of the dossier de modalités that a correction is about."""

    INSCRIPTION = "inscription", "Inscription, entreprise et tuteur"
    MODALITES = "modalites", "Modalités d'évaluation"
    SITUATIONS = "situations", "Situations et projets"
    RAPPORT = "rapport", "Rapport du candidat"
    ACCORD = "accord", "Accord sur les modalités"
    COMMISSION = "commission", "Commission et séances"
    AUTRE = "autre", "Autre"


class NatureSeance(models.TextChoices):
    """What a meeting with the candidate is for; the values of the modalités are the same words."""

    SITUATION_REELLE = "situation_reelle", "Évaluation en situation professionnelle réelle"
    PRESENTATION_PROJETS = "presentation_projets", "Présentation des projets ou activités"
    SITUATION_RECONSTITUEE = "situation_reconstituee", "Situation professionnelle reconstituée"
    ENTRETIEN = "entretien", "Entretien avec le candidat"


class EtatSeance(models.TextChoices):
    PREVUE = "prevue", "Prévue"
    TENUE = "tenue", "Tenue"
    ABSENCE = "absence", "Candidat absent"
    ANNULEE = "annulee", "Annulée"


TONS_SEANCE: dict[EtatSeance, str] = {
    EtatSeance.PREVUE: "info",
    EtatSeance.TENUE: "succes",
    EtatSeance.ABSENCE: "danger",
    EtatSeance.ANNULEE: "neutre",
}


class QualiteConvoque(models.TextChoices):
    """In what capacity a person is told of a meeting."""

    CANDIDAT = "candidat", "Candidat"
    EVALUATEUR = "evaluateur", "Évaluateur"
    TUTEUR = "tuteur", "Tuteur, pour information"


class DecisionRecevabilite(models.TextChoices):
    """The answer to a VAE application (R43)."""

    RECEVABLE = "recevable", "Recevable"
    NON_RECEVABLE = "non_recevable", "Non recevable"


class EtatLigne(models.TextChoices):
    """A dossier in a batch act."""

    EN_ATTENTE = "en_attente", "En attente"
    FAITE = "faite", "Faite"
    REFUSEE = "refusee", "Refusée"


class EtatImport(models.TextChoices):
    A_LIRE = "a_lire", "En lecture"
    LU = "lu", "Lu, à confirmer"
    A_IMPORTER = "a_importer", "Import en cours"
    IMPORTE = "importe", "Importé"
    ABANDONNE = "abandonne", "Abandonné"


TONS_IMPORT: dict[EtatImport, str] = {
    EtatImport.A_LIRE: "info",
    EtatImport.LU: "alerte",
    EtatImport.A_IMPORTER: "info",
    EtatImport.IMPORTE: "succes",
    EtatImport.ABANDONNE: "neutre",
}


class Acte(models.TextChoices):
    """The kinds of line in a dossier's journal (R50)."""

    INSCRIPTION = "inscription", "Inscription"
    IDENTITE = "identite", "Modification de l'inscription"
    MODALITES = "modalites", "Modalités"
    ACCORD = "accord", "Accord sur les modalités"
    TRANSMISSION = "transmission", "Transmission"
    RAPPORT = "rapport", "Rapport du candidat"
    COMMISSION = "commission", "Commission d'évaluation"
    SCORE = "score", "Critère"
    CONCLUSION = "conclusion", "Conclusion d'une capacité"
    SIGNATURE = "signature", "Signature"
    AVIS = "avis", "Avis de l'entreprise"
    ENTRETIEN = "entretien", "Entretien"
    ETAT = "etat", "Changement d'état"
    JURY = "jury", "Jury"
    DOCUMENT = "document", "Document"
    ABANDON = "abandon", "Abandon"
    RECEVABILITE = "recevabilite", "Recevabilité"
    SEANCE = "seance", "Séance"
    COMMENTAIRE = "commentaire", "Commentaire"
    AMENAGEMENT = "amenagement", "Aménagement"
    REPORT = "report", "Report"
    RELANCE = "relance", "Relance"
    PRESENTATION = "presentation", "Nouvelle présentation"
    ESPACE = "espace", "Espace du candidat"


class NaturePiece(models.TextChoices):
    """The papers that staff deposit in a dossier; never a medical one (R51)."""

    RAPPORT = "piece_rapport", "Rapport du candidat"
    ACCORD = "piece_accord", "Accord signé"
    CONVENTION = "piece_convention", "Convention"
    AUTRE = "piece_autre", "Autre document"


class SuiteDepot(models.TextChoices):
    """What becomes of a report that came after its deadline (R13)."""

    ACCEPTE = "accepte", "Accepté malgré le retard"
    REFUSE = "refuse", "Refusé"


class NatureDemande(models.TextChoices):
    """What a candidate asks about their data."""

    RECTIFICATION = "rectification", "Corriger mes données"
    AUTRE = "autre", "Autre demande"


class GenreEvenement(models.TextChoices):
    """The kinds of line in a dossier's timeline."""

    ACTE = "acte", "Actes"
    SCORE = "score", "Critères notés"
    COMMENTAIRE = "commentaire", "Commentaires"
    DOCUMENT = "document", "Documents"
    COURRIEL = "courriel", "Courriels"
