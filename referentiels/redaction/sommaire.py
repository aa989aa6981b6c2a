"""The parts of a brouillon with what each one holds: the lines of the editor's front page."""

from dataclasses import dataclass

from referentiels.enums import NiveauModalites


@dataclass(frozen=True)
class Partie:
    """A page of the editor: `page` is the end of its URL name."""

    page: str
    titre: str
    resume: str


def sommaire(document: dict) -> list[Partie]:
    """One line per page, in the order in which a brouillon is completed."""
    return [
        Partie("identite", "Identité et règles", _identite(document)),
        Partie("capacites", "Capacités", _capacites(document)),
        Partie("blocs", "Regroupements", _blocs(document)),
        Partie("modalites", "Modalités d'évaluation", _modalites(document)),
        Partie("textes", "Autres textes", _textes(document)),
    ]


def _nombre(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}" if nombre < 2 else f"{nombre} {mot}s"


def _identite(document: dict) -> str:
    date = "datée" if document["date_modification"] else "sans date"
    nom = document["titre"] or "sans titre"
    return f"{nom}, {document['numero'] or 'sans numéro'}, {date}"


def _capacites(document: dict) -> str:
    nombre = sum(len(capacite["criteres"]) for capacite in document["capacites"])
    return f"{_nombre(len(document['capacites']), 'capacité')}, {_nombre(nombre, 'critère')}"


def _blocs(document: dict) -> str:
    if not document["blocs"]:
        return "Aucun"
    ranges = {numero for bloc in document["blocs"] for numero in bloc["capacites"]}
    dehors = sum(capacite["numero"] not in ranges for capacite in document["capacites"])
    resume = _nombre(len(document["blocs"]), "regroupement")
    return f"{resume}, {_nombre(dehors, 'capacité')} hors de tout regroupement"


def _modalites(document: dict) -> str:
    par_capacite = document["regles"]["modalites_niveau"] == NiveauModalites.CAPACITE
    pour = "à cocher pour chaque capacité" if par_capacite else "les mêmes pour tout le document"
    return f"{_nombre(len(document['modalites']), 'modalité')}, {pour}"


def _textes(document: dict) -> str:
    admissibilite = "écrites" if document["admissibilite"] else "à écrire"
    sections, notes = (
        _nombre(len(document[c]), c.removesuffix("s")) for c in ("sections", "notes")
    )
    return f"Conditions d'admissibilité {admissibilite}, {sections}, {notes}"
