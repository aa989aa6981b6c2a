"""What an exchange document must be: its shape, then what its parts say of each other."""

from operator import itemgetter

from django.db.models import Model

from referentiels.echange.coherence import COHERENCES
from referentiels.echange.formes import (
    Forme,
    Signaler,
    booleen,
    choix,
    date_iso,
    entier,
    liste,
    objet,
    texte,
)
from referentiels.enums import (
    CodeModalite,
    Connecteur,
    ContenuSection,
    GranulariteAvis,
    NiveauModalites,
    VocabulaireDecision,
)
from referentiels.models import Bloc, Capacite, CapaciteModalite, Modalite, Referentiel


def _colonne(modele: type[Model], champ: str, **options) -> Forme:
    """A text no longer than the column that will keep it."""
    return texte(modele._meta.get_field(champ).max_length, **options)


def _defaut(champ: str) -> str:
    return Referentiel._meta.get_field(champ).default


_REGLES = objet(
    {
        "entretien_requis": booleen(),
        "avis_vae_exempt": booleen(),
        "avis_granularite": choix(GranulariteAvis),
        "modalites_niveau": choix(NiveauModalites),
        "blocs": booleen(),
        "vocabulaire_decision": choix(VocabulaireDecision),
    }
)
_BLOC = objet({"intitule": _colonne(Bloc, "intitule"), "capacites": liste(entier(), vide=False)})
_CRITERE = objet(
    {"texte": texte(lignes=True), "groupe": entier(), "sous_points": liste(texte(lignes=True))},
    groupe=1,
    sous_points=[],
)
_MODALITE_DETAIL = objet(
    {
        "code": choix(CodeModalite),
        "connecteur": choix(Connecteur),
        "libelle": _colonne(CapaciteModalite, "libelle"),
    }
)
_CAPACITE = objet(
    {
        "numero": entier(),
        "intitule": _colonne(Capacite, "intitule"),
        "conditions": liste(texte(lignes=True)),
        "criteres": liste(_CRITERE, vide=False),
        "modalites": liste(choix(CodeModalite)),
        "modalites_detail": liste(_MODALITE_DETAIL),
    },
    modalites_detail=None,
)
_MODALITE = objet(
    {
        "code": choix(CodeModalite),
        "lettre": _colonne(Modalite, "lettre", vide=True),
        "titre": _colonne(Modalite, "titre"),
        "texte": texte(lignes=True),
        "points": liste(texte(lignes=True)),
    },
    points=[],
)
_PARAGRAPHE = objet(
    {"texte": texte(vide=True, lignes=True), "points": liste(texte(lignes=True))}, points=[]
)
_SECTION = objet(
    {
        "numero": texte(20, vide=True),
        "titre": texte(250),
        "profondeur": entier(1, 3),
        "contenu": choix(ContenuSection),
        "colonnes": liste(texte(250)),
        "paragraphes": liste(_PARAGRAPHE),
    },
    profondeur=1,
    contenu="",
    colonnes=[],
    paragraphes=[],
)
_NOTE = objet(
    {"numero": texte(5), "appel": texte(100, vide=True), "texte": texte(lignes=True)}, appel=""
)
_DOCUMENT = objet(
    {
        "numero": _colonne(Referentiel, "numero"),
        "titre": _colonne(Referentiel, "titre"),
        "categorie": _colonne(Referentiel, "categorie", vide=True),
        "niveau": _colonne(Referentiel, "niveau", vide=True),
        "numero_rncp": _colonne(Referentiel, "numero_rncp", vide=True),
        "date_modification": date_iso(),
        "emetteur": _colonne(Referentiel, "emetteur", vide=True),
        "libelle_jury": _colonne(Referentiel, "libelle_jury"),
        "libelle_centre_ressources": _colonne(Referentiel, "libelle_centre_ressources"),
        "regles": _REGLES,
        "blocs": liste(_BLOC),
        "capacites": liste(_CAPACITE, vide=False),
        "modalites": liste(_MODALITE, vide=False),
        "admissibilite": texte(lignes=True),
        "sections": liste(_SECTION),
        "notes": liste(_NOTE),
    },
    niveau="",
    numero_rncp="",
    emetteur="",
    libelle_jury=_defaut("libelle_jury"),
    libelle_centre_ressources=_defaut("libelle_centre_ressources"),
    sections=[],
    notes=[],
)


def valider(valeur, signaler: Signaler) -> dict | None:
    """Report every problem of a document; answer it complete and in its canonical order.

    The coherence checks run even when some shapes are wrong, on what could be read, so that one
    reading tells the author everything. Answers `None` as soon as there is a problem.
    """
    problemes = []

    def noter(chemin, message):
        problemes.append(chemin)
        signaler(chemin, message)

    document = _DOCUMENT(valeur, (), noter)
    if document is not None:
        for verifier in COHERENCES:
            verifier(document, noter)
    return None if problemes else completer(document)


def completer(document: dict) -> dict:
    """Fill what a valid document leaves to us: the order of capacités, the table's wording."""
    titres = {modalite["code"]: modalite["titre"] for modalite in document["modalites"]}
    document["capacites"].sort(key=itemgetter("numero"))
    for bloc in document["blocs"]:
        bloc["capacites"].sort()
    for capacite in document["capacites"]:
        if capacite["modalites_detail"] is None:
            capacite["modalites_detail"] = [
                {"code": code, "connecteur": _connecteur(code, rang), "libelle": titres[code]}
                for rang, code in enumerate(capacite["modalites"])
            ]
    return document


def _connecteur(code: str, rang: int) -> str:
    """Evaluations are alternatives; the company's opinion comes on top of them (R11)."""
    if rang == 0:
        return Connecteur.AUCUN.value
    return (Connecteur.ET if code == CodeModalite.AVIS_ENTREPRISE else Connecteur.OU).value
