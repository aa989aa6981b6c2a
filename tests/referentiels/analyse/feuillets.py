"""Lay an exchange document out as a PDF reader would hand it over: pages, tables, cells."""

import textwrap
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from referentiels.analyse.source import Case, Ligne, NatureSource, Source

LARGEURS = {"capacite": 26, "conditions": 34, "criteres": 90, "modalites": 28, "bloc": 40}


@dataclass(frozen=True)
class Tirage:
    """How the tables are cut. `coupes` are (capacité, critère) before which a page ends.

    `une_rangee_par_critere` (or `_groupe`) gives each its row, the other cells being merged.
    `repeter` prints the column headings again on each page; `couper_le_titre` cuts the title too,
    `repeter_le_titre` prints it again, and `titre_apres` prints it on the second page only.
    """

    coupes: tuple[tuple[int, int], ...] = ()
    une_rangee_par_critere: bool = False
    repeter: bool = True
    couper_le_titre: bool = False
    une_rangee_par_groupe: bool = False
    repeter_le_titre: bool = False
    titre_apres: bool = False
    mots_restants: int = 0
    numero: str = "{}."
    en_tete: bool = True


@dataclass
class _Feuillets:
    tirage: Tirage
    texte: str = ""
    lignes: list[Ligne] = field(default_factory=list)
    page: int = 1
    tableau: int = -1
    rangee: int = 0

    def ligne(self, texte: str, **options) -> None:
        debut = len(self.texte)
        self.texte += texte + "\n"
        self.lignes.append(Ligne(debut, debut + len(texte), page=self.page, **options))

    def ecrire(self, texte: str, largeur: int = 90, case: Case | None = None, blanc=False) -> None:
        coupees = textwrap.wrap(texte, largeur, break_on_hyphens=False)
        for rang, ligne in enumerate(coupees):
            fin = rang + 1 == len(coupees)
            self.ligne(ligne, case=case, blanc_avant=blanc and rang == 0, courte=fin)

    def cellule(self, textes: list[str], colonne: str, rang: int, blancs=(), hauteur=1) -> None:
        case = Case(self.tableau, self.rangee, rang, hauteur=hauteur)
        for place, texte in enumerate(textes):
            self.ecrire(texte, LARGEURS[colonne], case, blanc=place in blancs)


def en_feuillets(document: dict, tirage: Tirage) -> Source:
    feuillets = _Feuillets(tirage)
    couverture = f"Qualification : {document['numero']}" if not tirage.en_tete else None
    for texte in (
        document["emetteur"],
        couverture,
        f"Catégorie : {document['categorie']}" if document["categorie"] else None,
        "Dernière modification : {2}/{1}/{0}".format(*document["date_modification"].split("-")),
        "REFERENTIEL DU CQPM",
        f"Titre du CQPM : {document['titre']}",
    ):
        if texte:
            feuillets.ecrire(texte, 60)
    for section in document["sections"]:
        _section(section, document, feuillets)
    _tourner(feuillets, document)
    return Source("essai.pdf", NatureSource.PDF, feuillets.texte, tuple(feuillets.lignes))


def _tourner(feuillets: _Feuillets, document: dict) -> None:
    pied = f"{document['numero']} {document['titre']} Page {feuillets.page} sur 9"
    if feuillets.tirage.en_tete:
        feuillets.ligne(pied, courte=True)
    feuillets.page += 1


def _section(section: dict, document: dict, feuillets: _Feuillets) -> None:
    feuillets.ecrire(f"{section['numero']} {section['titre']}", 90)
    contenu = section["contenu"]
    for paragraphe in section["paragraphes"]:
        if paragraphe["texte"]:
            feuillets.ecrire(paragraphe["texte"])
        if contenu != "blocs":
            _points(paragraphe["points"], feuillets)
    if contenu == "blocs":
        _blocs(section, document, feuillets)
    elif contenu == "capacites":
        _capacites(section, document, feuillets)
    elif contenu == "admissibilite":
        feuillets.ecrire(document["admissibilite"])
    elif contenu == "modalites":
        for modalite in document["modalites"]:
            feuillets.ecrire(f"{modalite['lettre']}) {modalite['titre']}")
            for alinea in modalite["texte"].split("\n"):
                feuillets.ecrire(alinea)
            _points(modalite["points"], feuillets)
    appelant = document["admissibilite"] if contenu == "admissibilite" else str(section)
    for note in document["notes"]:
        if note["appel"] in appelant:
            feuillets.ecrire(f"{note['numero']} {note['texte']}", 200)
            _tourner(feuillets, document)


def _points(points: list[str], feuillets: _Feuillets) -> None:
    for point in points:
        feuillets.ecrire(point if point[0].isdigit() else f"• {point}", 88)


def _blocs(section: dict, document: dict, feuillets: _Feuillets) -> None:
    _en_tete(section, feuillets, ("capacite", "bloc"))
    premieres = {bloc["capacites"][0]: bloc for bloc in document["blocs"]}
    for numero, point in enumerate(section["paragraphes"][-1]["points"], start=1):
        feuillets.rangee += 1
        feuillets.cellule([point], "capacite", 0)
        if bloc := premieres.get(numero):
            feuillets.cellule([bloc["intitule"]], "bloc", 1, hauteur=len(bloc["capacites"]))


def _en_tete(section: dict, feuillets: _Feuillets, noms: tuple[str, ...]) -> None:
    feuillets.tableau += 1
    feuillets.rangee = 0
    for rang, titre in enumerate(section["colonnes"]):
        feuillets.cellule([titre], noms[rang], rang)


def _capacites(section: dict, document: dict, feuillets: _Feuillets) -> None:
    noms = ("capacite", "conditions", "criteres", "modalites")
    _en_tete(section, feuillets, noms)
    for capacite in document["capacites"]:
        morceaux = _morceaux(capacite, feuillets.tirage)
        for rang, criteres in enumerate(morceaux):
            if rang:
                _tourner(feuillets, document)
                if feuillets.tirage.repeter:
                    _en_tete(section, feuillets, noms)
                else:
                    feuillets.tableau, feuillets.rangee = feuillets.tableau + 1, -1
            feuillets.rangee += 1
            _rangee(capacite, criteres, rang, feuillets, coupee=len(morceaux) > 1)


def _morceaux(capacite: dict, tirage: Tirage) -> list[list[dict]]:
    """The critères of each page; with `mots_restants`, one of them starts on the page before."""
    coupes = [critere for numero, critere in tirage.coupes if numero == capacite["numero"]]
    morceaux = [
        capacite["criteres"][debut:fin]
        for debut, fin in pairwise([0, *coupes, len(capacite["criteres"])])
    ]
    if tirage.mots_restants:
        for avant, apres in pairwise(morceaux):
            mots = apres[0]["texte"].split()
            reste = tirage.mots_restants
            avant.append(apres[0] | {"texte": " ".join(mots[:reste]), "sous_points": []})
            apres[0] = apres[0] | {"texte": " ".join(mots[reste:])}
    return morceaux


def _rangee(capacite, criteres, morceau: int, feuillets: _Feuillets, *, coupee: bool) -> None:
    tirage = feuillets.tirage
    rangees = _par_rangee(criteres, tirage)
    titre = _titre(capacite, morceau, tirage, coupee=coupee)
    feuillets.cellule([titre] if titre else [], "capacite", 0, hauteur=len(rangees))
    conditions = [] if morceau else capacite["conditions"]
    feuillets.cellule(conditions, "conditions", 1, hauteur=len(rangees))
    depart = feuillets.rangee
    for place, siens in enumerate(rangees):
        feuillets.rangee = depart + place
        _criteres(siens, feuillets)
        if place == 0:
            _modalites(capacite, morceau, feuillets, len(rangees))


def _par_rangee(criteres: list[dict], tirage: Tirage) -> list[list[dict]]:
    if tirage.une_rangee_par_critere:
        return [[critere] for critere in criteres]
    if tirage.une_rangee_par_groupe:
        return [list(siens) for _, siens in groupby(criteres, lambda c: c["groupe"])]
    return [criteres]


def _titre(capacite: dict, morceau: int, tirage: Tirage, *, coupee: bool) -> str:
    titre = tirage.numero.format(capacite["numero"]) + " " + capacite["intitule"]
    if coupee and tirage.couper_le_titre:
        mots = titre.split()
        moities = mots[: len(mots) // 2], mots[len(mots) // 2 :]
        return " ".join(moities[morceau]) if morceau < 2 else ""
    page = 1 if coupee and tirage.titre_apres else 0
    return titre if morceau == page or tirage.repeter_le_titre else ""


def _criteres(criteres: list[dict], feuillets: _Feuillets) -> None:
    textes, blancs, groupe = [], [], None
    for critere in criteres:
        if groupe not in (None, critere["groupe"]):
            blancs.append(len(textes))
        groupe = critere["groupe"]
        textes += [critere["texte"], *(f"• {point}" for point in critere["sous_points"])]
    feuillets.cellule(textes, "criteres", 2, blancs)


def _modalites(capacite: dict, morceau: int, feuillets: _Feuillets, hauteur: int) -> None:
    textes = []
    for detail in [] if morceau else capacite["modalites_detail"]:
        if detail["connecteur"] == "ou":
            textes.append("Ou")
        textes.append(("Et " if detail["connecteur"] == "et" else "") + detail["libelle"])
    feuillets.cellule(textes, "modalites", 3, hauteur=hauteur)
