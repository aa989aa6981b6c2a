"""The cover: who issues the document, its number, its category, its date, its title."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.feuilles import Texte, Valeur
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mot, Mots, joindre, plier, sont_proches
from referentiels.analyse.phrases import commence_phrase
from referentiels.analyse.pieds import CODE, Pied
from referentiels.enums import NatureDoute

# The words of each label; « ? » may be missing. « Titre » may be followed by lines.
_LIBELLES = (
    ("numero_rncp", "?numero|n|no", "?de", "?fiche", "?au", "rncp"),
    ("numero", "?numero|n|no", "?de", "?la", "qualification"),
    ("numero", "code", "?de", "?la", "?qualification"),
    ("categorie", "categorie"),
    ("niveau", "niveau", "?de", "?qualification"),
    ("date_modification", "?date", "?de", "?la", "derniere", "modification|mise", "?a", "?jour"),
    ("titre_deduit", "referentiel", "du|de", "?la", "cqpm|qualification"),
    ("titre", "titre", "?du|de", "?la", "?cqpm|qualification"),
    ("titre", "intitule", "?du|de", "?la", "?cqpm|qualification"),
)
_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_MOIS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre"),
    *("octobre", "novembre", "decembre"),
)
_CHAMPS = ("numero", "titre", "categorie", "niveau", "numero_rncp", "emetteur")
_SIECLE = 50
_EMETTEUR = (
    *("commission", "paritaire", "nationale", "emploi", "formation", "professionnelle"),
    "metallurgie",
    *("cpne", "cpnefp", "cpnfp", "branche", "industries", "metiers"),
)
_PETIT_MOT = 3
_LONG = 6  # letters; « copie » is not « code » with a slip
_PONCTUATION = ("-", "–", "—", "/", "&", ",", "(", ")", "«", "»")
_TITRE, _TITRE_DEDUIT = "titre", "titre_deduit"
_SANS_SIGNE_MAX = 3  # words after a label that has no colon


@dataclass(frozen=True)
class _Libelle:
    """A label on a line, from word `debut` to word `fin`; its value goes to the next label."""

    champ: str
    debut: int
    fin: int
    exact: bool


def lire_en_tete(lignes: Sequence[LigneLue], pieds: Sequence[Pied], carnet: Carnet) -> dict:
    """The identity of the document, from its cover; the number may stand in the running heads."""
    valeurs: dict[str, list[Mot]] = {}
    ouvert: str | None = "emetteur"
    for ligne in lignes:
        carnet.reperer(ligne.glyphe)
        libelles = list(_libelles(ligne.mots))
        if not libelles:
            _suite(ligne.mots, ouvert, valeurs, carnet)
        for libelle, suivant in zip(libelles, [*libelles[1:], None], strict=False):
            _noter(libelle, ligne.mots, carnet)
            valeur = ligne.mots[libelle.fin : suivant.debut if suivant else None]
            ouvert = libelle.champ if libelle.champ not in valeurs else None
            if valeur and ouvert:
                valeurs[ouvert] = list(valeur)
    return _identite(valeurs, pieds, carnet)


def _suite(mots: Mots, ouvert: str | None, valeurs: dict[str, list[Mot]], carnet: Carnet) -> None:
    """A line without a label: what the one before announced, or the rest of it."""
    if CODE.fullmatch(joindre(mots)) and "numero" not in valeurs:
        valeurs["numero"] = list(mots)
    elif ouvert == "emetteur":
        if _nomme_une_commission(mots):
            valeurs.setdefault("emetteur", []).extend(mots)
    elif ouvert in (_TITRE, _TITRE_DEDUIT):
        if not any(_est_un_signe(mot) for mot in mots):
            if ouvert in valeurs and commence_phrase(mots[0]):
                constat = "Cette ligne a été ajoutée au titre. Vérifiez-la."
                carnet.douter(NatureDoute.IDENTITE, constat, mots)
            valeurs.setdefault(ouvert, []).extend(mots)
    elif ouvert and ouvert not in valeurs:
        valeurs[ouvert] = list(mots)


def _nomme_une_commission(mots: Mots) -> bool:
    """Small words aside, a line of the name of the commission has no other word than its own."""
    lus = [lu for mot in mots if len(lu := _sans_elision(mot)) > _PETIT_MOT]
    connus = [lu for lu in lus if any(sont_proches(lu, attendu) for attendu in _EMETTEUR)]
    return bool(connus) and 2 * len(connus) > len(lus) and not any(map(_est_un_signe, mots))


def _est_un_signe(mot: Mot) -> bool:
    """« : » and « § » announce or mark: neither stands in a name."""
    return mot.texte.endswith(":") or not (plier(mot.texte) or mot.texte in _PONCTUATION)


def _sans_elision(mot: Mot) -> str:
    return plier(re.split("[’']", mot.texte)[-1])


def _libelles(mots: Mots) -> Iterator[_Libelle]:
    place = 0
    while place < len(mots):
        libelle = next(filter(None, (_libelle(mots, place, *un) for un in _LIBELLES)), None)
        if libelle:
            yield libelle
        place = libelle.fin if libelle else place + 1


def _libelle(mots: Mots, debut: int, champ: str, *attendus: str) -> _Libelle | None:
    place, exact = debut, True
    for attendu in attendus:
        formes = attendu.removeprefix("?").split("|")
        lu = plier(mots[place].texte) if place < len(mots) else ""
        if any(sont_proches(lu, forme, 1 if len(forme) < _LONG else 2) for forme in formes):
            exact = exact and lu in formes
            place += 1
        elif not attendu.startswith("?"):
            return None
    signe = mots[place - 1].texte.endswith(":")
    if place < len(mots) and mots[place].texte == ":":
        signe, place = True, place + 1
    court = debut == 0 and len(mots) - place <= _SANS_SIGNE_MAX
    return _Libelle(champ, debut, place, exact) if signe or court else None


def _noter(libelle: _Libelle, mots: Mots, carnet: Carnet) -> None:
    siens = mots[libelle.debut : libelle.fin]
    carnet.reperer(*siens)
    if not libelle.exact:
        constat = f"Le libellé « {joindre(siens)} » n'est pas écrit comme dans le modèle."
        carnet.douter(NatureDoute.TITRE, constat, siens)


def _identite(valeurs: dict[str, list[Mot]], pieds: Sequence[Pied], carnet: Carnet) -> dict:
    if _TITRE not in valeurs and _TITRE_DEDUIT in valeurs:
        valeurs[_TITRE] = valeurs[_TITRE_DEDUIT]
        constat = "Le titre n'est annoncé par aucun libellé : vérifiez-le."
        carnet.douter(NatureDoute.IDENTITE, constat, valeurs[_TITRE])
    identite = {champ: Texte.de(valeurs.get(champ, ())) for champ in _CHAMPS}
    identite["numero"] = _numero(identite["numero"], pieds, carnet)
    identite["date_modification"] = _date(valeurs.get("date_modification", []), carnet)
    identite["emetteur"] = identite.pop("emetteur")  # the order of the exchange format
    _relire_emetteur(identite["emetteur"].mots, carnet)
    if not identite[_TITRE].mots:
        _manque(_TITRE, "Le titre du CQPM est introuvable : écrivez-le.", carnet)
    if not identite["categorie"].mots and not identite["niveau"].mots:
        _manque("categorie", "Ni catégorie ni niveau sur la couverture : vérifiez.", carnet)
    return identite


def _manque(champ: str, constat: str, carnet: Carnet) -> None:
    carnet.douter(NatureDoute.IDENTITE, constat, chemin=champ)


def _numero(numero: Texte, pieds: Sequence[Pied], carnet: Carnet) -> Texte:
    if numero.mots:
        if not CODE.fullmatch(numero.valeur):
            constat = f"Le numéro « {numero.valeur} » n'a pas une forme connue. Vérifiez-le."
            carnet.douter(NatureDoute.IDENTITE, constat, numero.mots)
        return numero
    codes = [pied.code for pied in pieds if pied.code]
    if not codes:
        _manque("numero", "Le numéro de qualification est introuvable : écrivez-le.", carnet)
        return Texte()
    constat = "Le numéro n'est écrit qu'en haut ou en bas des pages. Vérifiez-le."
    if len({joindre(code) for code in codes}) > 1:
        constat += " Toutes les pages ne portent pas le même."
    carnet.douter(NatureDoute.IDENTITE, constat, codes[0])
    return Texte.de(codes[0])


def _date(mots: Sequence[Mot], carnet: Carnet) -> Valeur:
    """The date, and only its words; a year of two digits is a doubt."""
    for debut in range(len(mots)):
        for fin in (debut + 1, debut + 3):
            siens = tuple(mots[debut:fin])
            if lue := _lire_date(joindre(siens)):
                date, complete = lue
                if not complete:
                    constat = f"L'année n'a que deux chiffres : {date.year} a été compris."
                    carnet.douter(NatureDoute.IDENTITE, constat, siens)
                return Valeur(date.isoformat(), siens)
    constat = "La date de dernière modification est introuvable ou fausse : écrivez-la."
    carnet.douter(NatureDoute.IDENTITE, constat, mots, "date_modification")
    return Valeur(None)


def _lire_date(texte: str) -> tuple[datetime.date, bool] | None:
    if trouve := _DATE.fullmatch(texte.rstrip(".")):
        jour, mois, annee = map(int, trouve.groups())
        complete = len(trouve.group(3)) == 4
    elif (mots := texte.split()) and len(mots) == 3 and plier(mots[1]) in _MOIS:
        jour_lu, annee_lue = mots[0].removesuffix("er"), mots[2]
        if not (jour_lu.isdecimal() and annee_lue.isdecimal() and len(annee_lue) in (2, 4)):
            return None
        jour, mois, annee = int(jour_lu), _MOIS.index(plier(mots[1])) + 1, int(annee_lue)
        complete = len(annee_lue) == 4
    else:
        return None
    if not complete:
        annee += 1900 if annee > _SIECLE else 2000
    try:
        return datetime.date(annee, mois, jour), complete
    except ValueError:
        return None


def _relire_emetteur(mots: Sequence[Mot], carnet: Carnet) -> None:
    for mot in mots:
        lu = _sans_elision(mot)
        if lu not in _EMETTEUR and any(sont_proches(lu, attendu) for attendu in _EMETTEUR):
            constat = f"« {mot.texte} » n'est pas écrit comme dans le modèle. Vérifiez-le."
            carnet.douter(NatureDoute.TITRE, constat, (mot,))
