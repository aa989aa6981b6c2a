"""The document under construction: the exchange format, whose leaves know their words.

A field can only be made of words of the source: nothing is invented, and each word of a field is
put down with the path of that field.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.mots import Mot, Mots, joindre
from referentiels.echange.lignes import Chemin, en_texte
from referentiels.enums import Destination, NatureDoute
from referentiels.models import CapaciteModalite, Modalite, Referentiel


@dataclass(frozen=True)
class Texte:
    """A text in the words of the source, in one or more paragraphs."""

    alineas: tuple[Mots, ...] = ()

    @classmethod
    def de(cls, mots: Sequence[Mot] = ()) -> "Texte":
        return cls((tuple(mots),) if mots else ())

    @property
    def mots(self) -> Mots:
        return tuple(mot for alinea in self.alineas for mot in alinea)

    @property
    def valeur(self) -> str:
        return "\n".join(joindre(alinea) for alinea in self.alineas)


@dataclass(frozen=True)
class Valeur:
    """A value that the words say in another way: a number, a date, a letter, a connector."""

    valeur: object
    mots: Mots = ()


def _colonnes(modele, *champs: str) -> dict[str, int]:
    return {champ: modele._meta.get_field(champ).max_length for champ in champs}


# The room that the columns and the exchange format give; `None` stands for any rank of a list.
_LIMITES: dict[Chemin, int] = {
    **{
        (champ,): longueur
        for champ, longueur in _colonnes(
            Referentiel, "numero", "titre", "categorie", "niveau", "numero_rncp", "emetteur"
        ).items()
    },
    **{
        ("modalites", None, champ): longueur
        for champ, longueur in _colonnes(Modalite, "titre", "lettre").items()
    },
    ("capacites", None, "modalites_detail", None, "libelle"): _colonnes(
        CapaciteModalite, "libelle"
    )["libelle"],
    ("sections", None, "numero"): 20,
    ("sections", None, "titre"): 250,
    ("sections", None, "colonnes", None): 250,
    ("notes", None, "numero"): 5,
}


def deposer(noeud, carnet: Carnet, chemin: Chemin = ()):
    """Answer the exchange document, and write each word's path in the notebook."""
    if isinstance(noeud, dict):
        return {cle: deposer(valeur, carnet, (*chemin, cle)) for cle, valeur in noeud.items()}
    if isinstance(noeud, list):
        return [deposer(valeur, carnet, (*chemin, rang)) for rang, valeur in enumerate(noeud)]
    if not isinstance(noeud, Texte | Valeur):
        return noeud
    ou = en_texte(chemin)
    limite = _LIMITES.get(tuple(None if isinstance(pas, int) else pas for pas in chemin))
    if limite and len(str(noeud.valeur)) > limite:
        constat = f"Texte de plus de {limite} caractères : il n'a pas été repris. Abrégez-le."
        carnet.douter(NatureDoute.NON_ATTRIBUE, constat, noeud.mots, ou)
        return ""
    carnet.ranger(noeud.mots, Destination.CHAMP, ou)
    return noeud.valeur
