"""What an exchange document must be: its shape, then what its parts say of each other."""

from operator import itemgetter

from django.db.models import Model

from referentiels.echange import echelle
from referentiels.echange.coherence import COHERENCES, COHERENCES_INCOMPLET
from referentiels.echange.formes import (
    ABSENTE,
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


def _modalite_detail(incomplet: bool) -> Forme:
    return objet(
        {
            "code": choix(CodeModalite),
            "connecteur": choix(Connecteur),
            "libelle": _colonne(CapaciteModalite, "libelle", vide=incomplet),
        }
    )


def _section(incomplet: bool) -> Forme:
    paragraphe = objet(
        {
            "texte": texte(vide=True, lignes=True),
            "points": liste(texte(vide=incomplet, lignes=True)),
        },
        points=[],
    )
    return objet(
        {
            "numero": texte(20, vide=True),
            "titre": texte(250, vide=incomplet),
            "profondeur": entier(1, 3),
            "contenu": choix(ContenuSection),
            "colonnes": liste(texte(250, vide=incomplet)),
            "paragraphes": liste(paragraphe),
        },
        profondeur=1,
        contenu="",
        colonnes=[],
        paragraphes=[],
    )


def _bloc(incomplet: bool) -> Forme:
    return objet(
        {
            "intitule": _colonne(Bloc, "intitule", vide=incomplet),
            "capacites": liste(entier(), vide=incomplet),
        }
    )


def _capacite(incomplet: bool) -> Forme:
    critere = objet(
        {
            "texte": texte(vide=incomplet, lignes=True),
            "groupe": entier(),
            "sous_points": liste(texte(vide=incomplet, lignes=True)),
        },
        groupe=1,
        sous_points=[],
    )
    return objet(
        {
            "numero": entier(),
            "intitule": _colonne(Capacite, "intitule", vide=incomplet),
            "conditions": liste(texte(vide=incomplet, lignes=True)),
            "criteres": liste(critere, vide=incomplet),
            "modalites": liste(choix(CodeModalite)),
            "modalites_detail": liste(_modalite_detail(incomplet)),
        },
        modalites_detail=None,
    )


def _modalite(incomplet: bool) -> Forme:
    return objet(
        {
            "code": choix(CodeModalite),
            "lettre": _colonne(Modalite, "lettre", vide=True),
            "titre": _colonne(Modalite, "titre", vide=incomplet),
            "texte": texte(vide=incomplet, lignes=True),
            "points": liste(texte(vide=incomplet, lignes=True)),
        },
        points=[],
    )


def _note(incomplet: bool) -> Forme:
    return objet(
        {
            "numero": texte(5, vide=incomplet),
            "appel": texte(100, vide=True),
            "texte": texte(vide=incomplet, lignes=True),
        },
        appel="",
    )


def _document(incomplet: bool) -> Forme:
    """The whole document; an `incomplet` one may have empty texts and lists, and no date."""
    return objet(
        {
            "numero": _colonne(Referentiel, "numero", vide=incomplet),
            "titre": _colonne(Referentiel, "titre", vide=incomplet),
            "categorie": _colonne(Referentiel, "categorie", vide=True),
            "niveau": _colonne(Referentiel, "niveau", vide=True),
            "numero_rncp": _colonne(Referentiel, "numero_rncp", vide=True),
            "date_modification": date_iso(absente=incomplet),
            "emetteur": _colonne(Referentiel, "emetteur", vide=True),
            "libelle_jury": _colonne(Referentiel, "libelle_jury", vide=incomplet),
            "libelle_centre_ressources": _colonne(
                Referentiel, "libelle_centre_ressources", vide=incomplet
            ),
            "regles": _REGLES,
            "echelle": echelle.niveaux(incomplet),
            "blocs": liste(_bloc(incomplet)),
            "capacites": liste(_capacite(incomplet), vide=incomplet),
            "modalites": liste(_modalite(incomplet), vide=incomplet),
            "admissibilite": texte(vide=incomplet, lignes=True),
            "sections": liste(_section(incomplet)),
            "notes": liste(_note(incomplet)),
        },
        niveau="",
        numero_rncp="",
        emetteur="",
        echelle=ABSENTE,
        libelle_jury=_defaut("libelle_jury"),
        libelle_centre_ressources=_defaut("libelle_centre_ressources"),
        sections=[],
        notes=[],
    )


_COMPLET = _document(incomplet=False)
_INCOMPLET = _document(incomplet=True)


def valider(valeur, signaler: Signaler) -> dict | None:
    """Report every problem of a document; answer it complete and in its canonical order.

    The coherence checks run even when some shapes are wrong, on what could be read, so that one
    reading tells the author everything. Answers `None` as soon as there is a problem.
    """
    return _valider(valeur, signaler, _COMPLET, COHERENCES)


def valider_incomplet(valeur, signaler: Signaler) -> dict | None:
    """The same for a brouillon, which may lack anything but may not contradict itself."""
    return _valider(valeur, signaler, _INCOMPLET, COHERENCES_INCOMPLET)


def _valider(valeur, signaler: Signaler, forme: Forme, coherences: tuple) -> dict | None:
    problemes = []

    def noter(chemin, message):
        problemes.append(chemin)
        signaler(chemin, message)

    document = forme(valeur, (), noter)
    if document is not None:
        for verifier in coherences:
            verifier(document, noter)
    return None if problemes else completer(document)


def completer(document: dict) -> dict:
    """Fill what a valid document leaves to us: the order of capacités, the table's wording.

    Say things one way: the usual scale is not written.
    """
    echelle.plier(document)
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
