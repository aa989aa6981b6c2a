"""The vocabulary of a référentiel version: state, rule flags (R3) and modality codes."""

from django.db import models


class EtatReferentiel(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    PUBLIE = "publie", "Publié"
    ARCHIVE = "archive", "Archivé"


class GranulariteAvis(models.TextChoices):
    CAPACITE = "capacite", "Par capacité"
    CAPACITE_CRITERE = "capacite_et_ou_critere", "Par capacité et/ou critère"


class NiveauModalites(models.TextChoices):
    CAPACITE = "capacite", "Définies pour chaque capacité"
    DOCUMENT = "document", "Définies pour tout le document"


class VocabulaireDecision(models.TextChoices):
    ADMISSIBLE = "admissible", "Le candidat est « déclaré admissible »"
    ATTRIBUE = "attribue", "Le CQPM est « attribué »"


class CodeModalite(models.TextChoices):
    """The closed list of modalities: a letter changes between templates, a code never does."""

    SITUATION_REELLE = "situation_reelle", "Évaluation en situation professionnelle réelle"
    SITUATION_RECONSTITUEE = (
        "situation_reconstituee",
        "Évaluation à partir d'une situation professionnelle reconstituée",
    )
    PRESENTATION_PROJETS = (
        "presentation_projets",
        "Présentation des projets ou activités réalisés en milieu professionnel",
    )
    AVIS_ENTREPRISE = "avis_entreprise", "Avis de l'entreprise"


class NiveauCritere(models.TextChoices):
    """What a level of the scale means; a version may name its levels otherwise (never a mark, R25).

    The codes of the usual scale are these values.
    """

    ACQUIS = "acquis", "Acquis"
    NON_ACQUIS = "non_acquis", "Non acquis"
    NON_EVALUE = "non_evalue", "Non évalué"
    NON_OBSERVABLE = "non_observable", "Non observable"


class Connecteur(models.TextChoices):
    """The word that ties a capacity's modality to the ones before it."""

    AUCUN = "", "—"
    OU = "ou", "Ou"
    ET = "et", "Et"


class ContenuSection(models.TextChoices):
    """What the document prints under a section's title, besides the section's own paragraphs."""

    AUCUN = "", "Rien de plus"
    BLOCS = "blocs", "Les regroupements"
    CAPACITES = "capacites", "Le tableau des capacités"
    MODALITES = "modalites", "Les modalités"
    ADMISSIBILITE = "admissibilite", "Les conditions d'admissibilité"


class Destination(models.TextChoices):
    """Where a piece of the source went."""

    CHAMP = "champ", "Repris dans le brouillon"
    REPERE = "repere", "Libellé, numéro de ligne ou puce du modèle"
    COLONNES_REPETEES = "colonnes_repetees", "En-tête de tableau répété"
    PIED = "pied", "En-tête ou pied de page"
    NON_ATTRIBUE = "non_attribue", "Non attribué"


class NatureDoute(models.TextChoices):
    """Why a place must be read again by a person before publishing (R6)."""

    NON_ATTRIBUE = "non_attribue", "Ligne non attribuée"
    RESTE_DE_MODELE = "reste_de_modele", "Consigne du modèle restée dans le texte"
    ASTERISQUE = "asterisque", "Astérisque sans note"
    CELLULES_FUSIONNEES = "cellules_fusionnees", "Cellules fusionnées"
    COLONNES_DEDUITES = "colonnes_deduites", "Colonnes déduites du texte"
    CRITERE_COUPE = "critere_coupe", "Découpage d'un critère"
    SOUS_POINT = "sous_point", "Rattachement d'un sous-point"
    SAUT_DE_PAGE = "saut_de_page", "Texte coupé par un saut de page"
    EN_TETE = "en_tete", "En-tête ou pied de page"
    TITRE = "titre", "Titre mal orthographié ou inattendu"
    REGLE = "regle", "Règle déduite du texte"
    IDENTITE = "identite", "Identité du document"
    SANS_BLOC = "sans_bloc", "Capacité hors de tout regroupement"
    MODALITE = "modalite", "Modalité inconnue ou absente"


class NatureProvenance(models.TextChoices):
    """Where a version comes from."""

    FOURNI = "fourni", "Fourni avec l'application"
    JSON = "json", "Document d'échange JSON"
    TEXTE = "texte", "Texte du document officiel"
    PDF = "pdf", "Document officiel PDF"
    COPIE = "copie", "Copie d'une autre version"


class NatureDocument(models.TextChoices):
    """What a version gives to those who work on paper."""

    VERSION = "referentiel", "Référentiel"
    GRILLE = "grille_vierge", "Grille d'évaluation vierge"
    AVIS = "avis_vierge", "Avis de l'entreprise vierge"
