"""Cut the document by its headings."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from referentiels.analyse.colonnes import EnTete, detacher
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import joindre
from referentiels.analyse.titres import Role, Titre, reconnaitre

_RANGS_ROMAINS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}
_TITRE_INCONNU_MAX = 120


@dataclass
class Partie:
    """A heading and what stands under it, until the next one; the cover has no heading."""

    titre: Titre | None
    lignes: list[LigneLue] = field(default_factory=list)

    @property
    def role(self) -> Role:
        return self.titre.role if self.titre else Role.AUTRE


def decouper(lignes: Sequence[LigneLue]) -> list[Partie]:
    """The cover, then each heading with its lines."""
    parties = [Partie(None)]
    suivi = _Suivi()
    passer = False
    for rang, ligne in enumerate(lignes):
        if passer:
            passer = False
            continue
        suivante = lignes[rang + 1] if rang + 1 < len(lignes) else None
        titre = reconnaitre(ligne, suivante) if _peut_etre_un_titre(ligne) else None
        if titre and suivi.accepte(titre, ligne):
            parties.append(Partie(titre))
            passer = len(titre.numero) + len(titre.titre) > len(ligne.mots)
        else:
            parties[-1].lignes.append(ligne)
    return parties


def _peut_etre_un_titre(ligne: LigneLue) -> bool:
    """A line of a table of contents has the dots that lead to its page."""
    premier = ligne.mots[0].texte
    tete = premier[0].isdigit() or (premier[0].isalpha() and premier[0].isupper())
    return tete and not any("...." in mot.texte for mot in ligne.mots)


@dataclass
class _Suivi:
    """The last heading, to tell whether an unknown one can follow it."""

    cle: tuple[str, ...] = ()
    role: Role = Role.AUTRE
    profondeur: int = 0

    def accepte(self, titre: Titre, ligne: LigneLue) -> bool:
        if not titre.connu and not self._suit(titre, ligne):
            return False
        if titre.profondeur < 3 and titre.numero:
            self.cle = titre.cle
        elif titre.numero:
            self.cle = (*self.cle[: titre.profondeur - 1], titre.cle[-1])
        self.role, self.profondeur = titre.role, titre.profondeur
        return True

    def _suit(self, titre: Titre, ligne: LigneLue) -> bool:
        """An unknown heading must take the next number, and stand out of the tables."""
        texte = joindre(titre.titre)
        if self.role in (Role.TABLEAU, Role.LISTE) or ligne.case or not self.cle:
            return False
        if not texte[0].isupper() or len(texte) > _TITRE_INCONNU_MAX or texte[-1] in ".;,:":
            return False
        if titre.profondeur == 3:
            return self.profondeur >= 2 and _rang(titre.cle[-1]) == self._lettre() + 1
        if titre.profondeur == 2:
            tete, dernier = titre.cle[:-1], titre.cle[-1]
            avant = self.cle[len(tete)] if len(self.cle) > len(tete) else "0"
            return tete == self.cle[: len(tete)] and _rang(dernier) == _rang(avant) + 1
        memes = titre.cle[0].isdigit() == self.cle[0].isdigit()
        return memes and texte.isupper() and _rang(titre.cle[0]) == _rang(self.cle[0]) + 1

    def _lettre(self) -> int:
        return _rang(self.cle[-1]) if self.profondeur == 3 else 0


def _rang(numero: str) -> int:
    if numero.isdigit():
        return int(numero)
    return _RANGS_ROMAINS.get(numero, ord(numero[0]) - ord("A") + 1)


@dataclass
class Contenu:
    """What stands under a heading: lines, then tables, each with its row of column headings."""

    avant: list[LigneLue] = field(default_factory=list)
    tableaux: list[tuple[EnTete, list[LigneLue]]] = field(default_factory=list)


def separer_tableaux(partie: Partie) -> Contenu:
    """Part the lines before the first row of column headings from the rows of the tables."""
    contenu = Contenu()
    for element in detacher(partie.lignes):
        if isinstance(element, EnTete):
            contenu.tableaux.append((element, []))
        elif contenu.tableaux:
            contenu.tableaux[-1][1].append(element)
        else:
            contenu.avant.append(element)
    return contenu
