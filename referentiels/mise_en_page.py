"""How a version stands on paper: which pages lie down, where a row is cut, where notes go."""

from dataclasses import dataclass

from referentiels.enums import ContenuSection
from referentiels.models import Capacite
from referentiels.selectors import Contenu, parties
from referentiels.textes import est_appelee

# The table of capacités in landscape: lines of a page, characters of a line of the critères, with
# and without the column of modalités, and of the two columns before.
LIGNES_PAR_PAGE = 36
SIGNES_PAR_LIGNE = 60
SIGNES_SANS_MODALITES = 90
SIGNES_ETROITS = 30


@dataclass(frozen=True)
class Feuille:
    """Sections printed on pages of one orientation; `paysage` is the wide table of capacités."""

    paysage: bool
    sections: list[dict]


def feuilles(tout: Contenu) -> list[Feuille]:
    """The sections by orientation, each with its footnotes.

    A heading alone goes with the table that follows it.
    """
    resultat: list[Feuille] = []
    titres_seuls: list[dict] = []
    for section in _avec_ses_notes(tout):
        if not section["contenu"] and not section["paragraphes"]:
            titres_seuls.append(section)
            continue
        paysage = section["contenu"] == ContenuSection.CAPACITES
        if not resultat or resultat[-1].paysage != paysage:
            resultat.append(Feuille(paysage, []))
        resultat[-1].sections.extend([*titres_seuls, section])
        titres_seuls = []
    if titres_seuls:
        resultat.append(Feuille(False, titres_seuls))
    return resultat


def _avec_ses_notes(tout: Contenu) -> list[dict]:
    """Each note under the first section that calls it; a note that none calls, under the last."""
    sections = [section | {"notes": []} for partie in parties(tout) for section in partie.sections]
    for note in tout.referentiel.notes:
        appelantes = (un for un in sections if est_appelee(note, _texte_imprime(tout, un)))
        next(appelantes, sections[-1])["notes"].append(note)
    return sections


def _texte_imprime(tout: Contenu, section: dict) -> str:
    """The texts of a section that may carry footnote marks."""
    textes = [section["titre"], *section["colonnes"]]
    for paragraphe in section["paragraphes"]:
        textes += [paragraphe["texte"], *paragraphe["points"]]
    if section["contenu"] == ContenuSection.ADMISSIBILITE:
        textes.append(tout.referentiel.admissibilite)
    elif section["contenu"] == ContenuSection.MODALITES:
        textes += [texte for un in tout.modalites for texte in (un.texte, *un.points)]
    return "\n".join(textes)


def capacites_longues(tout: Contenu) -> list[Capacite]:
    """Those whose row does not fit on a landscape page: only they may be cut."""
    large = SIGNES_PAR_LIGNE if tout.referentiel.modalites_par_capacite else SIGNES_SANS_MODALITES
    return [un for un in tout.capacites if _lignes(un, large) > LIGNES_PAR_PAGE]


def _lignes(capacite: Capacite, large: int) -> int:
    """About how many lines the longest of the columns takes, counted on the safe side."""
    criteres = [
        [critere.texte, *(point.texte for point in critere.sous_points.all())]
        for critere in capacite.criteres.all()
    ]
    return max(
        sum(1 + sum(1 + len(texte) // large for texte in textes) for textes in criteres),
        sum(2 + len(texte) // SIGNES_ETROITS for texte in capacite.conditions),
        1 + len(capacite.intitule) // SIGNES_ETROITS,
    )
