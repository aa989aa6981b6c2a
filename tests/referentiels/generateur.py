"""Lay an exchange document out as the text extraction of an official document."""

import datetime
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

_LARGEUR = 95


@dataclass(frozen=True)
class MiseEnPage:
    """How the text is laid out; the defaults are those of the 2013 document."""

    numero: str = "{}."  # how the table numbers the capacités
    code: str = "couverture"  # or "pied"
    double: bool = True  # a blank line after each line
    date: str = "%d/%m/%Y"
    colonnes: tuple[int, int, int, int] = (30, 32, 76, 30)
    pages: tuple[int, ...] = ()  # capacités before which a page is cut
    puce: str = " "  # a lost glyph leaves its space
    remplacements: tuple[tuple[str, str], ...] = ()


EN_2013 = MiseEnPage()
EN_2018 = MiseEnPage(numero="{}", code="pied", double=False, colonnes=(24, 40, 108, 30), puce="• ")


@dataclass
class _Feuille:
    page: MiseEnPage
    lignes: list[str] = field(default_factory=list)
    numero_de_page: int = 1

    def ecrire(self, texte: str, largeur: int = _LARGEUR, prefixe: str = "") -> None:
        for rang, ligne in enumerate(textwrap.wrap(texte, largeur, break_on_hyphens=False)):
            if prefixe and rang == 0:
                self.blanc()
            self.lignes.append((prefixe if rang == 0 else "") + ligne)
            if self.page.double:
                self.blanc()

    def blanc(self) -> None:
        if self.lignes and self.lignes[-1]:
            self.lignes.append("")


def generer(document: dict, page: MiseEnPage = EN_2013) -> str:
    """The text of the document: cover, sections, tables, notes and running feet."""
    feuille = _Feuille(page)
    _couverture(document, feuille)
    for section in document["sections"]:
        _section(section, document, feuille)
    _pied(document, feuille)
    texte = "\n".join(feuille.lignes) + "\n"
    for avant, apres in page.remplacements:
        assert avant in texte, avant
        texte = texte.replace(avant, apres)
    return texte


def _couverture(document: dict, feuille: _Feuille) -> None:
    date = datetime.date.fromisoformat(document["date_modification"])
    feuille.ecrire(document["emetteur"], 40)
    if feuille.page.code == "couverture":
        feuille.ecrire(f"Qualification : {document['numero']}")
    for libelle, champ in (("Catégorie", "categorie"), ("Niveau", "niveau")):
        if document[champ]:
            feuille.ecrire(f"{libelle} : {document[champ]}")
    feuille.ecrire(f"Dernière modification : {date.strftime(feuille.page.date)}")
    feuille.ecrire("REFERENTIEL DU CQPM")
    feuille.ecrire(f"TITRE DU CQPM : {document['titre']}")


def _section(section: dict, document: dict, feuille: _Feuille) -> None:
    feuille.blanc()
    feuille.ecrire(f"{section['numero']} {section['titre']}")
    feuille.blanc()
    for paragraphe in section["paragraphes"]:
        _paragraphe(paragraphe, feuille, en_liste=section["contenu"] != "blocs")
    if section["contenu"] == "blocs":
        _blocs(section, document, feuille)
    elif section["contenu"] == "capacites":
        _tableau(section, document, feuille)
    elif section["contenu"] == "admissibilite":
        for alinea in document["admissibilite"].split("\n"):
            feuille.ecrire(alinea)
    elif section["contenu"] == "modalites":
        for modalite in document["modalites"]:
            feuille.ecrire(f"{modalite['lettre']}) {modalite['titre']}")
            for alinea in modalite["texte"].split("\n"):
                feuille.ecrire(alinea)
            _points(modalite["points"], feuille)
    _notes(section, document, feuille)


def _paragraphe(paragraphe: dict, feuille: _Feuille, *, en_liste: bool) -> None:
    if paragraphe["texte"]:
        feuille.ecrire(paragraphe["texte"])
    if en_liste:
        _points(paragraphe["points"], feuille)


def _points(points: list[str], feuille: _Feuille) -> None:
    for point in points:
        numerote = point[0].isdigit()
        feuille.ecrire(point, 88, prefixe="" if numerote else feuille.page.puce)
    feuille.blanc()


def _blocs(section: dict, document: dict, feuille: _Feuille) -> None:
    """In reading order, the title of a bloc comes after its first capacité."""
    for colonne in section["colonnes"]:
        feuille.ecrire(colonne, 40)
    premieres = {bloc["capacites"][0]: bloc["intitule"] for bloc in document["blocs"]}
    for point in section["paragraphes"][-1]["points"]:
        feuille.ecrire(point, 50)
        feuille.blanc()
        if titre := premieres.get(int(point.split()[0].strip(".)-"))):
            feuille.ecrire(titre, 40)
            feuille.blanc()


def _tableau(section: dict, document: dict, feuille: _Feuille) -> None:
    tete = " ".join(section["colonnes"])
    feuille.ecrire(tete, 200)
    for capacite in document["capacites"]:
        if capacite["numero"] in feuille.page.pages:
            _pied(document, feuille)
            feuille.ecrire(tete, 200)
        for cellule in _cellules(capacite, feuille):
            feuille.blanc()
            for ligne in cellule:
                feuille.lignes.append(ligne)
                if feuille.page.double:
                    feuille.blanc()


def _cellules(capacite: dict, feuille: _Feuille) -> Iterator[list[str]]:
    """The cells in reading order: the modalities come after the first critère."""
    intitule, conditions, criteres, modalites = feuille.page.colonnes
    numero = feuille.page.numero.format(capacite["numero"])
    yield _couper(f"{numero} {capacite['intitule']}", intitule)
    yield [ligne for texte in capacite["conditions"] for ligne in _couper(texte, conditions)]
    for rang, critere in enumerate(capacite["criteres"]):
        precedent = capacite["criteres"][rang - 1]["groupe"] if rang else 0
        cellule = [] if critere["groupe"] == precedent else [""]
        puce = feuille.page.puce if all(c["sous_points"] for c in capacite["criteres"]) else ""
        cellule += _couper(critere["texte"], criteres, puce)
        for point in critere["sous_points"]:
            cellule += ["", *_couper(point, criteres, feuille.page.puce)]
        feuille.lignes += cellule if not feuille.page.double else []
        if feuille.page.double:
            yield cellule
        if rang == 0 and capacite["modalites_detail"]:
            yield _modalites(capacite, modalites)


def _modalites(capacite: dict, largeur: int) -> list[str]:
    lignes = []
    for detail in capacite["modalites_detail"]:
        texte = detail["libelle"]
        if detail["connecteur"] == "et":
            texte = f"Et {texte}"
        elif detail["connecteur"]:
            lignes.append(detail["connecteur"].capitalize())
        lignes += _couper(texte, largeur)
    return lignes


def _couper(texte: str, largeur: int, puce: str = "") -> list[str]:
    lignes = textwrap.wrap(texte, largeur, break_on_hyphens=False)
    return [puce + lignes[0], *lignes[1:]]


def _notes(section: dict, document: dict, feuille: _Feuille) -> None:
    """The notes called in this section, under their rule."""
    contenu = str(section)
    if section["contenu"] == "admissibilite":
        contenu = document["admissibilite"]
    for note in document["notes"]:
        if note["appel"] in contenu:
            feuille.blanc()
            feuille.lignes += [" " * 55, f"{note['numero']} {note['texte']}", ""]


def _pied(document: dict, feuille: _Feuille) -> None:
    feuille.numero_de_page += 1
    feuille.blanc()
    feuille.lignes += [
        f"{document['numero']} {document['titre']} Page {feuille.numero_de_page} sur 9",
        "",
    ]
