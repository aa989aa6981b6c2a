"""What each part of the document holds: paragraphs, the list, the table, the definitions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.colonnes import Colonne, EnTete
from referentiels.analyse.feuilles import Texte
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.modalites import est_une_definition
from referentiels.analyse.mots import Mots
from referentiels.analyse.paragraphes import Paragraphe
from referentiels.analyse.sections import Contenu, Partie, separer_tableaux
from referentiels.analyse.titres import Role, Titre
from referentiels.enums import ContenuSection, Destination, NatureDoute
from referentiels.errors import PasUnReferentiel

_TITRES_MIN = 3  # without a table, fewer known headings are a coincidence


@dataclass
class Section:
    """A part with what was read in it; the cover has no heading and is not described."""

    partie: Partie
    contenu: Contenu
    quoi: ContenuSection = ContenuSection.AUCUN
    tete: EnTete | None = None
    paragraphes: list[Paragraphe] = field(default_factory=list)
    points: Sequence[Mots] = ()

    @property
    def titre(self) -> Titre | None:
        return self.partie.titre

    @property
    def lignes(self) -> list[LigneLue]:
        return self.contenu.avant

    def decrire(self) -> dict:
        paragraphes = [paragraphe.decrire() for paragraphe in self.paragraphes]
        if self.points:
            paragraphes = paragraphes or [Paragraphe().decrire()]
            paragraphes[-1]["points"] += [Texte.de(point) for point in self.points]
        colonnes = self.tete.colonnes if self.tete else ()
        return {
            "numero": Texte.de(self.titre.numero),
            "titre": Texte.de(self.titre.titre),
            "profondeur": self.titre.profondeur,
            "contenu": self.quoi.value,
            "colonnes": [Texte.de(mots) for _, mots in colonnes],
            "paragraphes": paragraphes,
        }


@dataclass
class Tableau:
    """One of the two tables: the section where it stands, and its rows over all the pages."""

    section: Section | None = None
    tete: EnTete | None = None
    lignes: list[LigneLue] = field(default_factory=list)

    def contient(self, rang: int) -> bool:
        """Tell whether a line stands between the first and the last row."""
        return bool(self.lignes) and self.lignes[0].rang < rang <= self.lignes[-1].rang


@dataclass
class Plan:
    couverture: Section
    sections: list[Section]
    capacites: Tableau
    blocs: Tableau
    definitions: Section | None = None

    @property
    def titres(self) -> list[Titre]:
        return [section.titre for section in self.sections]

    @property
    def par_capacite(self) -> bool:
        """Tell whether the table has a column for the modalities."""
        return bool(self.capacites.tete) and Colonne.MODALITES in self.capacites.tete.roles

    def premiere(self, role: Role) -> Section | None:
        return next((section for section in self.sections if section.partie.role == role), None)

    def lignes_de(self, role: Role) -> list[LigneLue]:
        section = self.premiere(role)
        return section.lignes if section else []


def planifier(parties: Sequence[Partie], nom: str, carnet: Carnet) -> Plan:
    """Say where each thing stands. Raises PasUnReferentiel when nothing is recognised."""
    toutes = [Section(partie, separer_tableaux(partie)) for partie in parties]
    couverture, *sections = toutes
    plan = Plan(couverture, sections, Tableau(), Tableau())
    for section in toutes:
        for tete, lignes in section.contenu.tableaux:
            _ranger_tableau(plan, section, tete, lignes, carnet)
    if plan.capacites.tete is None:
        _chercher_sans_tete(plan)
    connus = {(s.titre.profondeur, s.titre.role) for s in sections if s.titre.connu}
    if plan.capacites.section is None and len(connus) < _TITRES_MIN:
        raise PasUnReferentiel(nom)
    plan.definitions = plan.premiere(Role.DEFINITIONS) or _definitions_sans_titre(plan)
    _nommer(plan)
    return plan


def _ranger_tableau(
    plan: Plan, section: Section, tete: EnTete, lignes: list[LigneLue], carnet: Carnet
) -> None:
    """The first column headings of a table are its own; the next ones repeat them."""
    tableau = plan.blocs if tete.est_de_blocs else plan.capacites
    if tableau.tete is None:
        tableau.section, tableau.tete = section, tete
        if section.tete is None:
            section.tete = tete
            if not tete.exact:
                constat = "Un en-tête de colonne n'est pas écrit comme dans le modèle."
                carnet.douter(NatureDoute.TITRE, f"{constat} Vérifiez-le.", tete.mots)
            tableau.lignes += lignes
            return
    carnet.ranger(tete.mots, Destination.COLONNES_REPETEES)
    tableau.lignes += lignes


def _chercher_sans_tete(plan: Plan) -> None:
    """Without column headings, the table is what stands under its heading."""
    sections = [s for s in plan.sections if s.partie.role == Role.TABLEAU and s.lignes]
    if sections:
        section = sections[-1]
        plan.capacites = Tableau(section, None, section.contenu.avant)
        section.contenu = Contenu()


def _definitions_sans_titre(plan: Plan) -> Section | None:
    """The section that defines two modalities or more, when its heading is missing."""
    for section in plan.sections:
        if section.partie.role == Role.ADMISSIBILITE:
            continue
        if sum(est_une_definition(ligne.mots) for ligne in section.lignes) > 1:
            return section
    return None


def _nommer(plan: Plan) -> None:
    admissibilite = plan.premiere(Role.ADMISSIBILITE)
    for section, quoi in (
        (plan.blocs.section, ContenuSection.BLOCS),
        (plan.capacites.section, ContenuSection.CAPACITES),
        (admissibilite, ContenuSection.ADMISSIBILITE),
        (plan.definitions, ContenuSection.MODALITES),
    ):
        if section is not None and section.quoi == ContenuSection.AUCUN:
            section.quoi = quoi
