"""The words of a version's grid, drawn once and kept: a published version never changes (R2)."""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from referentiels.echelle import Echelle
from referentiels.enums import NiveauCritere
from referentiels.models import Capacite, Referentiel

# How each meaning is coloured; the word is always there too.
TONS = {
    NiveauCritere.ACQUIS: "succes",
    NiveauCritere.NON_ACQUIS: "danger",
    NiveauCritere.NON_EVALUE: "neutre",
    NiveauCritere.NON_OBSERVABLE: "alerte",
}
# Versions of which the process keeps the drawn words; a centre works with a handful.
VERSIONS_GARDEES = 16


@dataclass(frozen=True)
class MotsCritere:
    pk: int
    rang: int
    html: SafeString


@dataclass(frozen=True)
class MotsCapacite:
    """A capacité's words: `conditions` and each critère's `html` are drawn already."""

    pk: int
    numero: int
    intitule: str
    bloc_id: int | None
    conditions: SafeString
    criteres: tuple[MotsCritere, ...]


class MotsVersion:
    """The words of one version, and its levels as buttons for one critère and one answer."""

    def __init__(self, echelle: Echelle, capacites: tuple[MotsCapacite, ...]):
        self.echelle, self.capacites = echelle, capacites
        self._boutons: dict[tuple[int, str], SafeString] = {}

    def boutons(self, critere_pk: int, niveau: str) -> SafeString:
        """The levels as radios, the given one ticked; a code of no level ticks none."""
        niveau = niveau if niveau in self.echelle.codes else ""
        cle = (critere_pk, niveau)
        if cle not in self._boutons:
            choix = [
                (rang, un, TONS.get(un.sens, "neutre"))
                for rang, un in enumerate(self.echelle.niveaux, 1)
            ]
            self._boutons[cle] = render_to_string(
                "evaluations/grille/_niveaux.html",
                {"critere_pk": critere_pk, "choix": choix, "niveau": niveau},
            )
        return self._boutons[cle]


def mots_de(referentiel: Referentiel) -> MotsVersion:
    """The words of a version: no query and no drawing but the first time in this process."""
    return _mots(referentiel.pk, referentiel.revision, referentiel.modifie_le)


@lru_cache(maxsize=VERSIONS_GARDEES)
def _mots(referentiel_pk: int, revision: int, modifie_le) -> MotsVersion:
    """One query. The moment of the last change is in the key: keys of rows may come back."""
    lignes = (
        Capacite.objects.filter(referentiel=referentiel_pk)
        .order_by("numero", "criteres__rang", "criteres__sous_points__rang")
        .values_list(
            "pk",
            "numero",
            "intitule",
            "bloc_id",
            "conditions",
            "criteres__pk",
            "criteres__rang",
            "criteres__texte",
            "criteres__sous_points__texte",
            "referentiel__echelle",
        )
    )
    capacites: dict[int, tuple] = {}
    criteres: dict[int, dict[int, tuple]] = {}
    echelle = Echelle.lire([])
    for pk, numero, intitule, bloc, conditions, critere, rang, texte, point, niveaux in lignes:
        echelle = Echelle.lire(niveaux)
        capacites[pk] = (pk, numero, intitule, bloc, conditions)
        siens = criteres.setdefault(pk, {})
        if critere is not None:
            points = siens.setdefault(critere, (critere, rang, texte, []))[3]
            points += [point] if point is not None else []
    return MotsVersion(
        echelle,
        tuple(_capacite(*une, criteres[une[0]].values()) for une in capacites.values()),
    )


def _capacite(pk, numero, intitule, bloc_id, conditions, criteres) -> MotsCapacite:
    return MotsCapacite(
        pk,
        numero,
        intitule,
        bloc_id,
        render_to_string("evaluations/grille/_conditions.html", {"conditions": conditions}),
        tuple(
            MotsCritere(
                critere_pk,
                rang,
                render_to_string(
                    "evaluations/grille/_mots_critere.html",
                    {
                        "critere_pk": critere_pk,
                        "numero": f"{numero}.{rang}",
                        "texte": texte,
                        "points": points,
                    },
                ),
            )
            for critere_pk, rang, texte, points in criteres
        ),
    )
