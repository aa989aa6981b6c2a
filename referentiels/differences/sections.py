"""The document's own sections and its footnotes."""

from collections.abc import Callable

from referentiels.differences.conteneurs import Couples, Portrait, coupler
from referentiels.differences.elements import Element
from referentiels.differences.fiches import Colonne, Face, comparer_fiches
from referentiels.differences.lignes import Comparaison, Conteneur, comparer_liste
from referentiels.differences.natures import Nom
from referentiels.differences.resultat import Chapitre
from referentiels.enums import ContenuSection

_SECTION = Nom("section", "sections", feminin=True)
_EN_TETE = Nom("en-tête de colonne", "en-têtes de colonne")
_PARAGRAPHE = Nom("paragraphe", "paragraphes")
_NOTE = Nom("note", "notes", feminin=True)


def comparer_sections(ancien: dict, nouveau: dict) -> Chapitre:
    cotes = ancien["sections"], nouveau["sections"]
    couples = coupler(*([_portrait(section) for section in cote] for cote in cotes))
    faces = ([_face(section, rang) for rang, section in enumerate(cote)] for cote in cotes)
    fiches = comparer_fiches(_SECTION, *faces, couples, _colonnes(cotes, couples))
    return Chapitre("Sections du document", "sections", _SECTION, fiches=fiches)


def _titre(section: dict) -> str:
    return f"{section['numero']} {section['titre']}".strip()


def _portrait(section: dict) -> Portrait:
    paragraphes = _paragraphes(section)
    textes = [texte for un in paragraphes for texte in (un.texte, *un.points)]
    return Portrait(
        contenu=(_titre(section), section["contenu"], *section["colonnes"], *paragraphes),
        reperes=(section["titre"], section["contenu"]),
        textes=(_titre(section), *textes),
    )


def _paragraphes(section: dict) -> list[Element]:
    return [Element(un["texte"], tuple(un["points"])) for un in section["paragraphes"]]


def _en_tetes(section: dict) -> list[Element]:
    return [Element(colonne) for colonne in section["colonnes"]]


def _face(section: dict, rang: int) -> Face:
    faits = (
        ("Niveau du titre", str(section["profondeur"])),
        ("Contenu", ContenuSection(section["contenu"]).label),
    )
    return Face("Section", _titre(section), f"section-{rang + 1}", faits=faits)


def _colonnes(cotes: tuple[list[dict], list[dict]], couples: Couples) -> list[Colonne]:
    en_tetes = [_conteneurs(cote, _en_tetes, "en-tete") for cote in cotes]
    paragraphes = [_conteneurs(cote, _paragraphes, "paragraphe") for cote in cotes]
    return [
        Colonne(
            _EN_TETE, "En-têtes du tableau", Comparaison.par_le_texte(*en_tetes, couples.paires)
        ),
        Colonne(_PARAGRAPHE, "Paragraphes", Comparaison.par_le_texte(*paragraphes, couples.paires)),
    ]


def _conteneurs(
    sections: list[dict], lire: Callable[[dict], list[Element]], ancre: str
) -> list[Conteneur]:
    return [
        Conteneur(lire(section), f"section-{rang}-{ancre}", f"la section « {_titre(section)} »")
        for rang, section in enumerate(sections, start=1)
    ]


def comparer_notes(ancien: dict, nouveau: dict) -> Chapitre:
    cotes = ([_note(note) for note in cote["notes"]] for cote in (ancien, nouveau))
    liste = comparer_liste(_NOTE, *cotes, "note")
    return Chapitre("Notes de bas de page", "notes", _NOTE, listes=(liste,))


def _note(note: dict) -> Element:
    appel = (f"Appel : {note['appel']}",) if note["appel"] else ()
    return Element(f"{note['numero']} {note['texte']}", appel)
