"""What a version contains, for pages, grids and PDFs: always in a constant number of queries."""

from dataclasses import dataclass

from django.db.models import Prefetch

from referentiels.enums import ContenuSection
from referentiels.models import Bloc, Capacite, CapaciteModalite, Modalite, Referentiel
from referentiels.querysets import ReferentielQuerySet

TITRES_PAR_DEFAUT = {
    ContenuSection.BLOCS: "Regroupements de capacités",
    ContenuSection.CAPACITES: "Capacités professionnelles",
    ContenuSection.ADMISSIBILITE: "Conditions d'admissibilité",
    ContenuSection.MODALITES: "Modalités d'évaluation",
}


@dataclass(frozen=True)
class Contenu:
    """A version with everything under it already read.

    On each capacité, `bloc`, `criteres.all()`, each critère's `sous_points.all()`, and
    `modalites_prevues.all()` with their `modalite` cost no query.
    """

    referentiel: Referentiel
    capacites: list[Capacite]
    blocs: list[Bloc]
    modalites: list[Modalite]

    @property
    def regroupements(self) -> list[tuple[Bloc | None, list[Capacite]]]:
        """The capacités bloc by bloc; those of no bloc come last, under `None`."""
        groupes = [
            (bloc, [c for c in self.capacites if c.bloc_id == bloc.pk]) for bloc in self.blocs
        ]
        if seules := [c for c in self.capacites if c.bloc_id is None]:
            groupes.append((None, seules))
        return groupes

    @property
    def nombre_criteres(self) -> int:
        return sum(len(capacite.criteres.all()) for capacite in self.capacites)


@dataclass(frozen=True)
class Partie:
    """A chapter of the document: its sections, the first of them giving its title."""

    sections: list[dict]

    @property
    def titre(self) -> dict:
        return self.sections[0]


def publies() -> ReferentielQuerySet:
    """The versions a candidate may be registered to."""
    return Referentiel.objects.publies()


def contenu(referentiel: Referentiel) -> Contenu:
    """Read a whole version in six queries, whatever its size."""
    blocs = list(referentiel.blocs.order_by("rang"))
    par_cle = {bloc.pk: bloc for bloc in blocs}
    capacites = list(
        referentiel.capacites.order_by("numero").prefetch_related(
            "criteres__sous_points",
            Prefetch("modalites_prevues", CapaciteModalite.objects.select_related("modalite")),
        )
    )
    for capacite in capacites:
        capacite.bloc = par_cle.get(capacite.bloc_id)
    modalites = list(referentiel.modalites.order_by("rang"))
    return Contenu(referentiel, capacites, blocs, modalites)


def parties(tout: Contenu) -> list[Partie]:
    """Cut the document into chapters, so that a page shows it in its own order.

    A document that does not describe its sections gets the missing ones at the end: nothing of
    what is evaluated may be left out of the page.
    """
    chapitres: list[list[dict]] = []
    decrites = tout.referentiel.sections
    presents = {section["contenu"] for section in decrites}
    voulus = [c for c in TITRES_PAR_DEFAUT if c != ContenuSection.BLOCS or tout.blocs]
    manquantes = [_section_par_defaut(c) for c in voulus if c not in presents]
    for rang, section in enumerate([*decrites, *manquantes], start=1):
        if section["profondeur"] == 1 or not chapitres:
            chapitres.append([])
        places = {"niveau": section["profondeur"] + 1, "ancre": f"section-{rang}"}
        chapitres[-1].append(section | places)
    return [Partie(sections) for sections in chapitres]


def _section_par_defaut(contenu_section: str) -> dict:
    return {
        "numero": "",
        "titre": TITRES_PAR_DEFAUT[contenu_section],
        "profondeur": 1,
        "contenu": contenu_section,
        "colonnes": [],
        "paragraphes": [],
    }


def modalites_permises(referentiel: Referentiel) -> dict[int, list[Modalite]]:
    """The modalities each capacité may be evaluated with, by capacité id.

    They stand beside each capacité or for the whole document, as the version says (R3). The
    company's opinion is among them: who plans must still ask for another one (R11).
    """
    capacites = referentiel.capacites.order_by("numero").values_list("pk", flat=True)
    if not referentiel.modalites_par_capacite:
        communes = list(referentiel.modalites.order_by("rang"))
        return dict.fromkeys(capacites, communes)
    permises: dict[int, list[Modalite]] = {pk: [] for pk in capacites}
    prevues = CapaciteModalite.objects.filter(capacite__referentiel=referentiel)
    for prevue in prevues.order_by("capacite_id", "rang").select_related("modalite"):
        permises[prevue.capacite_id].append(prevue.modalite)
    return permises
