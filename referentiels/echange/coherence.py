"""What the parts of an exchange document must say of each other.

Each check reads a document whose shape may be partly wrong: a wrong value stands as `None` and
was already reported, so a check skips it.
"""

from collections.abc import Iterable, Iterator

from referentiels.echange import echelle
from referentiels.echange.doutes import Doute
from referentiels.echange.formes import Signaler
from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin, en_texte, feuilles
from referentiels.enums import CodeModalite, NatureDoute, NiveauModalites
from referentiels.textes import est_reste_de_modele


def _valeurs(liste: list | None) -> Iterator[tuple[int, object]]:
    """The usable elements of a list, with their rank."""
    return ((rang, valeur) for rang, valeur in enumerate(liste or []) if valeur is not None)


def _refuser_repetitions(
    valeurs: Iterable[tuple[Chemin, object]], nom: str, signaler: Signaler
) -> None:
    vus = set()
    for chemin, valeur in valeurs:
        if valeur in vus:
            signaler(chemin, f"{nom} « {valeur} » figure déjà plus haut. Corrigez l'un des deux.")
        if valeur is not None:
            vus.add(valeur)


def _numeros(document: dict, signaler: Signaler) -> None:
    for liste, cle, nom in (
        ("capacites", "numero", "le numéro"),
        ("modalites", "code", "le code"),
        ("notes", "numero", "le numéro"),
    ):
        chemins = (
            ((liste, rang, cle), element[cle]) for rang, element in _valeurs(document[liste])
        )
        _refuser_repetitions(chemins, nom, signaler)


def _blocs(document: dict, signaler: Signaler) -> None:
    """Each capacité in one bloc at most, and only capacités that exist."""
    connus = {capacite["numero"] for _, capacite in _valeurs(document["capacites"])}
    places: dict[int, int] = {}
    for rang, bloc in _valeurs(document["blocs"]):
        for place, numero in _valeurs(bloc["capacites"]):
            chemin = ("blocs", rang, "capacites", place)
            if numero not in connus:
                signaler(chemin, f"la capacité {numero} n'existe pas dans ce document.")
            elif numero in places:
                ici = "dans ce bloc" if places[numero] == rang else "dans un autre bloc"
                signaler(chemin, f"la capacité {numero} est déjà {ici}.")
            places.setdefault(numero, rang)


def _regle_des_blocs(document: dict, signaler: Signaler) -> None:
    regles = document["regles"]
    annonces, presents = regles and regles["blocs"], document["blocs"]
    if presents is not None and annonces is not None and annonces != bool(presents):
        constat = "false, mais des blocs sont décrits" if presents else "true, mais aucun bloc"
        signaler(("regles", "blocs"), f"la règle dit {constat}. Accordez les deux.")


def _modalites(document: dict, signaler: Signaler) -> None:
    """A capacité only names modalities that the document defines, once each, where they stand."""
    definies = {modalite["code"] for _, modalite in _valeurs(document["modalites"])}
    niveau = document["regles"] and document["regles"]["modalites_niveau"]
    for rang, capacite in _valeurs(document["capacites"]):
        chemin = ("capacites", rang, "modalites")
        codes = list(_valeurs(capacite["modalites"]))
        places = (((*chemin, place), code) for place, code in codes)
        _refuser_repetitions(places, "la modalité", signaler)
        for place, code in codes:
            if code not in definies:
                definir = "n'est pas définie dans « modalites ». Définissez-la."
                signaler((*chemin, place), f"la modalité « {code} » {definir}")
        if niveau == NiveauModalites.DOCUMENT and codes:
            signaler(chemin, "les modalités valent pour tout le document : videz cette liste.")


def _modalites_suffisantes(document: dict, signaler: Signaler) -> None:
    """Each capacité can really be evaluated: the company's opinion alone is not enough (R11)."""
    niveau = document["regles"] and document["regles"]["modalites_niveau"]
    if niveau == NiveauModalites.DOCUMENT:
        definies = {modalite["code"] for _, modalite in _valeurs(document["modalites"])}
        _exiger_evaluation(definies, ("modalites",), signaler)
    elif niveau == NiveauModalites.CAPACITE:
        for rang, capacite in _valeurs(document["capacites"]):
            if capacite["modalites"] is not None:
                codes = {code for _, code in _valeurs(capacite["modalites"])}
                _exiger_evaluation(codes, ("capacites", rang, "modalites"), signaler)


def _exiger_evaluation(codes: set, chemin: Chemin, signaler: Signaler) -> None:
    if not codes - {CodeModalite.AVIS_ENTREPRISE, None}:
        signaler(chemin, "il faut au moins une modalité d'évaluation en plus de l'avis.")


def _modalites_detail(document: dict, signaler: Signaler) -> None:
    for rang, capacite in _valeurs(document["capacites"]):
        detail, codes = capacite["modalites_detail"], capacite["modalites"]
        if detail is None or codes is None or None in detail:
            continue
        if [ligne["code"] for ligne in detail] != codes:
            signaler(
                ("capacites", rang, "modalites_detail"),
                "les codes doivent être ceux de « modalites », dans le même ordre.",
            )


def _notes(document: dict, signaler: Signaler) -> None:
    for rang, note in _valeurs(document["notes"]):
        appel, numero = note["appel"], note["numero"]
        if appel and numero and not (appel.endswith(numero) and appel != numero):
            signaler(
                ("notes", rang, "appel"),
                f"l'appel est un mot suivi du numéro de la note, comme « candidat{numero} ».",
            )


def _sections(document: dict, signaler: Signaler) -> None:
    contenus = []
    au_dessus = 0
    for rang, section in _valeurs(document["sections"]):
        profondeur = section["profondeur"] or au_dessus
        if profondeur > au_dessus + 1:
            attendu = f"il faut au plus {au_dessus + 1} ici (un titre sous le précédent)."
            signaler(("sections", rang, "profondeur"), attendu)
        au_dessus = profondeur
        if section["contenu"]:
            contenus.append((("sections", rang, "contenu"), section["contenu"]))
        for place, paragraphe in _valeurs(section["paragraphes"]):
            if paragraphe["texte"] == "" and paragraphe["points"] == []:
                chemin = ("sections", rang, "paragraphes", place)
                signaler(chemin, "le paragraphe est vide. Écrivez-le ou retirez-le.")
    _refuser_repetitions(contenus, "le contenu", signaler)


# What a brouillon must respect too: its rows could not be written otherwise.
COHERENCES_INCOMPLET = (
    _numeros,
    _blocs,
    _modalites,
    _modalites_detail,
    echelle.contradictions,
)
COHERENCES = (
    *COHERENCES_INCOMPLET,
    _regle_des_blocs,
    _modalites_suffisantes,
    _notes,
    _sections,
    echelle.sens_manquants,
)


def avertissements(document: dict) -> list[Doute]:
    """What a valid document may carry but a person should see before publishing (R6)."""
    doutes = []
    textes = ((chemin, texte) for chemin, texte in feuilles(document) if isinstance(texte, str))
    for chemin, texte in textes:
        if any(est_reste_de_modele(ligne) for ligne in texte.splitlines()):
            consigne = "une consigne du modèle vierge est restée dans le texte."
            doutes.append(_doute(NatureDoute.RESTE_DE_MODELE, chemin, texte, consigne, document))
        if "*" in texte:
            renvoi = "un astérisque ne renvoie à aucune note."
            doutes.append(_doute(NatureDoute.ASTERISQUE, chemin, texte, renvoi, document))
    ranges = {numero for bloc in document["blocs"] for numero in bloc["capacites"]}
    for rang, capacite in enumerate(document["capacites"]):
        if document["blocs"] and capacite["numero"] not in ranges:
            chemin, intitule = ("capacites", rang), capacite["intitule"]
            seule = "elle n'est dans aucun regroupement."
            doutes.append(_doute(NatureDoute.SANS_BLOC, chemin, intitule, seule, document))
    return doutes


def _doute(nature: NatureDoute, chemin: Chemin, texte: str, constat: str, document: dict) -> Doute:
    lieu = en_clair(chemin, document)
    return Doute(nature, f"{lieu} : {constat}", chemin=en_texte(chemin), extrait=texte)
