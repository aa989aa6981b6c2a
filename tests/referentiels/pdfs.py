"""Lay an exchange document out like the official PDF of 2013 or of 2018, to be read back.

The words are those of the document, in the places where the two official templates print them;
`Variante` says what real files do differently from one another.
"""

import base64
import io
import re
from dataclasses import dataclass
from functools import cache
from html import escape

import weasyprint
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from weasyprint.text.fonts import FontConfiguration

PUCE_SYMBOL = "\uf0b7"  # what Word writes for a bullet of the font Symbol


@dataclass(frozen=True)
class Variante:
    """What changes from one file to the next.

    `repeter`: column headings are printed again on each page. `couper`: a row may begin on a page
    and end on the next one (`hauteur`, in millimetres, makes pages short enough for it).
    `fusionner`: one row per group of criteria, beside cells merged over these rows.
    `numerotation`: how the capacités of the table are numbered. `code_en_couverture`: the number
    of the document stands on its cover. `ouvert`: a cell cut by the page has no line at its foot.
    `veuves`: no line of a paragraph stands alone on a page, so that a cell of a row that is cut may
    begin on the next page only.
    """

    repeter: bool = True
    couper: bool = False
    fusionner: bool = True
    hauteur: int = 0
    puce: str = PUCE_SYMBOL
    numerotation: str = ""
    code_en_couverture: bool | None = None
    ouvert: bool = False
    veuves: bool = False


OFFICIELLE = Variante()
COUPEE = Variante(couper=True, fusionner=False, hauteur=120)
COUPEE_SANS_REPETITION = Variante(repeter=False, couper=True, fusionner=False, hauteur=120)
SANS_REPETITION = Variante(repeter=False)
SANS_VEUVES = Variante(couper=True, fusionner=False, hauteur=120, veuves=True)
OUVERTE = Variante(couper=True, fusionner=False, hauteur=120, ouvert=True)


@dataclass(frozen=True)
class Modele:
    """What the two official templates do not have in common."""

    numerotation: str
    code_en_couverture: bool
    titre_du_titre: str
    date: str
    page: str
    criteres_groupes: bool


MODELES = {
    "2013": Modele("{}.", True, "TITRE DU CQPM :", "Dernière modification :", "/", False),
    "2018": Modele("{}", False, "Titre du CQPM :", "Dernière Modification :", "sur", True),
}
CSS = """
@page { size: A4; margin: 20mm 18mm 22mm; @footnote { border-top: .5pt solid; padding-top: 2pt } }
@page :first { @bottom-left { content: "" } @bottom-right { content: "" } }
@page paysage { size: 297mm %(hauteur)smm; margin: 12mm 12mm 16mm }
@page { @bottom-left { content: "%(pied)s"; width: 75%%; font-size: 8pt; vertical-align: top }
        @bottom-right { content: "Page " counter(page) " %(sur)s " counter(pages); width: 25%%;
                        font-size: 8pt; text-align: right; vertical-align: top } }
html { font: 10pt/1.2 "DejaVu Sans", Puces }
body, p, h1, h2, h3, ul { margin: 0; padding: 0 }
p, li { margin-bottom: 6pt }
h1 { font-size: 15pt; text-align: center; margin: 30pt 0 }
h2, h3, h4 { font-size: 11pt; margin: 16pt 0 10pt }
ul { list-style-type: "%(puce)s"; padding-left: 18pt }
li { padding-left: 6pt }
.droite { text-align: right }
.paysage { page: paysage; font-size: 9pt }
.paysage p { margin: 0 }
.groupe + .groupe { margin-top: 9pt }
table { orphans: %(veuves)d; widows: %(veuves)d }
table { border-spacing: 0; width: 100%%; table-layout: fixed; font-size: 9pt }
td, th { border: .5pt solid; padding: 2pt 5.4pt; vertical-align: top; text-align: left }
td { box-decoration-break: %(bords)s }
th { text-align: center; background: #eee }
td p { margin: 0 }
td ul { padding-left: 12pt; margin: 0 }
td li { margin: 0; padding-left: 4pt }
td.milieu { text-align: center; vertical-align: middle }
.entier tbody { break-inside: avoid }
.note { float: footnote; font-size: 8pt; text-align: left }
.note::footnote-call { content: attr(data-numero); font-size: 65%%; vertical-align: super }
.note::footnote-marker { content: attr(data-numero) " "; font-size: 65%%; vertical-align: super }
@font-face { font-family: Puces; src: url(data:font/ttf;base64,%(police)s) }
"""


def pdf_de_html(corps: str, css: str = "") -> bytes:
    """Any HTML as a PDF, for what an exchange document cannot say."""
    polices = FontConfiguration()
    return weasyprint.HTML(string=f"<html lang=fr><body>{corps}").write_pdf(
        stylesheets=[weasyprint.CSS(string=css, font_config=polices)], font_config=polices
    )


def pdf_du_document(document: dict, *, modele: str, variante: Variante = OFFICIELLE) -> bytes:
    """The document as a PDF of the « 2013 » or the « 2018 » template."""
    page = _Page(document, MODELES[modele], variante)
    return pdf_de_html(page.corps(), page.css())


class _Page:
    def __init__(self, document: dict, modele: Modele, variante: Variante):
        self.document, self.modele, self.variante = document, modele, variante
        self.notes = list(document["notes"])

    def css(self) -> str:
        code, titre = self.document["numero"], self.document["titre"]
        return CSS % {
            "hauteur": self.variante.hauteur or 210,
            "pied": code if self.modele.code_en_couverture else f"{code} {titre}",
            "sur": self.modele.page,
            "puce": self.variante.puce,
            "veuves": 2 if self.variante.veuves else 1,
            "bords": "slice" if self.variante.ouvert else "clone",
            "police": _police_des_puces(),
        }

    def corps(self) -> str:
        return self._couverture() + "".join(map(self._section, self.document["sections"]))

    def _texte(self, texte: str) -> str:
        """The text, with the notes that it calls at the foot of its page."""
        html = escape(texte, quote=False)
        for note in list(self.notes):
            appel = escape(note["appel"], quote=False)
            if appel and appel in html:
                self.notes.remove(note)
                corps = escape(note["texte"], quote=False)
                numero = note["numero"]
                marque = f'<span class="note" data-numero="{numero}">{corps}</span>'
                html = html.replace(appel, appel.removesuffix(numero) + marque, 1)
        return html

    def _p(self, *textes: str) -> str:
        return "".join(f"<p>{self._texte(texte)}</p>" for texte in textes if texte)

    def _couverture(self) -> str:
        document, modele = self.document, self.modele
        sur_la_couverture = self.variante.code_en_couverture
        if sur_la_couverture is None:
            sur_la_couverture = modele.code_en_couverture
        annee, mois, jour = document["date_modification"].split("-")
        lignes = [
            f"Qualification : {document['numero']}" if sur_la_couverture else "",
            f"Catégorie : {document['categorie']}" if document["categorie"] else "",
            f"Niveau : {document['niveau']}" if document["niveau"] else "",
            f"{modele.date} {jour}/{mois}/{annee}",
        ]
        titre = f"{modele.titre_du_titre} {document['titre']}"
        return (
            f"{self._p(document['emetteur'])}<div class=droite>{self._p(*lignes)}</div>"
            f"<h1>REFERENTIEL DU CQPM</h1>{self._p(titre)}"
        )

    def _section(self, section: dict) -> str:
        profondeur = section["profondeur"] + 1
        titre = f"{section['numero']} {section['titre']}"
        html = f"<h{profondeur}>{self._texte(titre)}</h{profondeur}>"
        contenus = {
            "": self._paragraphes,
            "blocs": self._blocs,
            "capacites": self._capacites,
            "modalites": self._modalites,
            "admissibilite": lambda _: self._p(*self.document["admissibilite"].split("\n")),
        }
        html += contenus[section["contenu"]](section)
        large = section["contenu"] == "capacites"
        return f'<div class="paysage">{html}</div>' if large else html

    def _paragraphes(self, section: dict) -> str:
        return "".join(
            self._p(paragraphe["texte"]) + self._liste(paragraphe["points"])
            for paragraphe in section["paragraphes"]
        )

    def _liste(self, points: list[str]) -> str:
        """Points, numbered as they are written or else under the bullet of the document."""
        if points and re.match(r"\d", points[0]):
            return self._p(*points)
        html = ""
        for point in points:
            ou, reste = re.fullmatch(r"(Ou )?(.*)", point, re.DOTALL).groups()
            html += f"{self._p('Ou') if ou else ''}<ul><li>{self._texte(reste)}</li></ul>"
        return html

    def _modalites(self, _section: dict) -> str:
        return "".join(
            f"<h3>{modalite['lettre']}) {self._texte(modalite['titre'])}</h3>"
            + self._p(*modalite["texte"].split("\n"))
            + self._liste(modalite["points"])
            for modalite in self.document["modalites"]
        )

    def _blocs(self, section: dict) -> str:
        """The capacités on the left, the name of their bloc merged over them on the right."""
        paragraphe = section["paragraphes"][0]
        rangees = []
        for bloc in self.document["blocs"]:
            for rang, numero in enumerate(bloc["capacites"]):
                cellules = f"<td>{self._p(paragraphe['points'][numero - 1])}</td>"
                if rang == 0:
                    hauteur, nom = len(bloc["capacites"]), self._p(bloc["intitule"])
                    cellules += f'<td class="milieu" rowspan="{hauteur}">{nom}</td>'
                rangees.append(f"<tr>{cellules}</tr>")
        tete = self._rangee_de_tete(section)
        return f"{self._p(paragraphe['texte'])}<table>{tete}{''.join(rangees)}</table>"

    def _rangee_de_tete(self, section: dict) -> str:
        return f"<tr>{''.join(f'<th>{self._texte(nom)}</th>' for nom in section['colonnes'])}</tr>"

    def _capacites(self, section: dict) -> str:
        tete = self._rangee_de_tete(section)
        balise = "thead" if self.variante.repeter else "tbody"
        classe = "" if self.variante.couper else ' class="entier"'
        rangees = "".join(map(self._capacite, self.document["capacites"]))
        return f"<table{classe}><{balise}>{tete}</{balise}>{rangees}</table>"

    def _capacite(self, capacite: dict) -> str:
        numero = (self.variante.numerotation or self.modele.numerotation).format(capacite["numero"])
        voisines = [self._p(f"{numero} {capacite['intitule']}"), self._p(*capacite["conditions"])]
        groupes = self._groupes(capacite)
        if not self.variante.fusionner:
            groupes = [self._empiler(groupes)]
        hauteur = f' rowspan="{len(groupes)}"'
        cellules = [f"<td{hauteur}>{html}</td>" for html in voisines]
        cellules.append(f"<td>{groupes[0]}</td>")
        if capacite["modalites_detail"]:
            cellules.append(f'<td class="milieu"{hauteur}>{self._voies(capacite)}</td>')
        suite = "".join(f"<tr><td>{groupe}</td></tr>" for groupe in groupes[1:])
        return f"<tbody><tr>{''.join(cellules)}</tr>{suite}</tbody>"

    def _empiler(self, groupes: list[str]) -> str:
        """All the groups in one cell; a blank parts those of 2018."""
        if not self.modele.criteres_groupes:
            return "".join(groupes)
        return "".join(f'<div class="groupe">{groupe}</div>' for groupe in groupes)

    def _groupes(self, capacite: dict) -> list[str]:
        """What each row holds: a group of criteria in 2018, one criterion in 2013."""
        groupes: dict[int, str] = {}
        for rang, critere in enumerate(capacite["criteres"]):
            cle = critere["groupe"] if self.modele.criteres_groupes else rang
            html = self._p(critere["texte"]) + self._liste(critere["sous_points"])
            groupes[cle] = groupes.get(cle, "") + html
        return list(groupes.values())

    def _voies(self, capacite: dict) -> str:
        lignes = []
        for voie in capacite["modalites_detail"]:
            connecteur = voie["connecteur"].capitalize()
            seul = connecteur == "Ou"
            lignes += [connecteur] if seul else []
            lignes.append(voie["libelle"] if seul else f"{connecteur} {voie['libelle']}".strip())
        return self._p(*lignes)


@cache
def _police_des_puces() -> str:
    """A font of one glyph, a square at the private code of Symbol's bullet, in base 64."""
    plume = TTGlyphPen(None)
    plume.moveTo((200, 200))
    for point in ((200, 600), (600, 600), (600, 200)):
        plume.lineTo(point)
    plume.closePath()
    glyphe = plume.glyph()
    police = FontBuilder(1000, isTTF=True)
    police.setupGlyphOrder([".notdef", "puce"])
    police.setupCharacterMap({ord(PUCE_SYMBOL): "puce"})
    police.setupGlyf({".notdef": glyphe, "puce": glyphe})
    police.setupHorizontalMetrics({".notdef": (800, 200), "puce": (800, 200)})
    police.setupHorizontalHeader(ascent=800, descent=-200)
    police.setupNameTable({"familyName": "Puces", "styleName": "Regular"})
    police.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    police.setupPost()
    octets = io.BytesIO()
    police.save(octets)
    return base64.b64encode(octets.getvalue()).decode("ascii")
