"""Compare lists of elements spread over containers: what each line became, and where it went."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import InitVar, dataclass, field

from referentiels.differences.appariement import apparier
from referentiels.differences.elements import Cle, Element, Paire
from referentiels.differences.mots import comparer_morceaux
from referentiels.differences.natures import Nature, Nom
from referentiels.differences.ordre import restes_en_ordre
from referentiels.differences.resultat import Depart, Lieu, Ligne, Liste, Morceau

_POINT = Nom("sous-point", "sous-points")


@dataclass(frozen=True)
class Conteneur:
    """A list of a capacité or of a section, on one side.

    `ancre` starts the anchors of its lines; `nom` is what the page calls the place where it is.
    """

    elements: Sequence[Element]
    ancre: str = ""
    nom: str = ""


@dataclass
class Comparaison:
    """The containers of both sides and the pairs of their elements."""

    anciens: Sequence[Conteneur]
    nouveaux: Sequence[Conteneur]
    paires: InitVar[Iterable[Paire]]
    _partis: dict[Cle, Paire] = field(init=False)
    _venus: dict[Cle, Paire] = field(init=False)

    def __post_init__(self, paires: Iterable[Paire]):
        paires = list(paires)
        self._partis = {cle: paire for paire in paires for cle in paire.anciens}
        self._venus = {cle: paire for paire in paires for cle in paire.nouveaux}

    @classmethod
    def par_le_texte(
        cls, anciens: Sequence[Conteneur], nouveaux: Sequence[Conteneur], couples: list[Cle]
    ) -> "Comparaison":
        """Pair the elements by their text; `couples` are the containers that match."""
        cotes = [[conteneur.elements for conteneur in cote] for cote in (anciens, nouveaux)]
        return cls(anciens, nouveaux, apparier(*cotes, couples))

    def liste(self, nom: Nom, titre: str, ancien: int | None = 0, nouveau: int | None = 0) -> Liste:
        """The lines of two containers (`None` on the side where there is none)."""
        vue = _Vue(self, nom, ancien, nouveau)
        return Liste(nom, titre, vue.lignes(), tuple(vue.departs()))

    def cles(self, conteneurs: Sequence[Conteneur], conteneur: int | None) -> list[Cle]:
        if conteneur is None:
            return []
        return [(conteneur, rang) for rang in range(len(conteneurs[conteneur].elements))]

    def paire_partie(self, cle: Cle) -> Paire | None:
        return self._partis.get(cle)

    def paire_venue(self, cle: Cle) -> Paire | None:
        return self._venus.get(cle)

    def ancien(self, cle: Cle) -> Element:
        return self.anciens[cle[0]].elements[cle[1]]

    def nouveau(self, cle: Cle) -> Element:
        return self.nouveaux[cle[0]].elements[cle[1]]


class _Vue:
    """One old container facing one new one."""

    def __init__(self, tout: Comparaison, nom: Nom, ancien: int | None, nouveau: int | None):
        self.tout, self.nom, self.ancien, self.nouveau = tout, nom, ancien, nouveau
        self.cles_avant = tout.cles(tout.anciens, ancien)
        self.cles_apres = tout.cles(tout.nouveaux, nouveau)
        venues = (tout.paire_venue(cle) for cle in self.cles_apres)
        self.paires = list(dict.fromkeys(paire for paire in venues if paire))
        restees = [paire for paire in self.paires if paire.anciens[0][0] == ancien]
        gardees = restes_en_ordre([paire.anciens[0][1] for paire in restees])
        self.stables = [paire for rang, paire in enumerate(restees) if rang in gardees]
        self.places = {paire.nouveaux[0]: place for place, paire in enumerate(self.stables)}

    def lignes(self) -> tuple[Ligne, ...]:
        rangees = [((paire.nouveaux[-1][1], 0), self._trouvee(paire)) for paire in self.paires]
        rangees += [
            ((cle[1], 0), self._ajoutee(cle))
            for cle in self.cles_apres
            if not self.tout.paire_venue(cle)
        ]
        rangees += self._retirees()
        rangees.sort(key=lambda rangee: rangee[0])
        return tuple(ligne for _, ligne in rangees)

    def _trouvee(self, paire: Paire) -> Ligne:
        avant = [self.tout.ancien(cle) for cle in paire.anciens]
        apres = [self.tout.nouveau(cle) for cle in paire.nouveaux]
        natures = [] if paire.nouveaux[0] in self.places else [Nature.DEPLACE]
        if len(avant) > 1 or len(apres) > 1:
            natures.append(Nature.FONDU if len(avant) > 1 else Nature.SCINDE)
        elif avant[0].entier != apres[0].entier:
            natures.append(Nature.REFORMULE)
        natures += self._groupement(paire)
        rang = paire.nouveaux[0][1] + 1
        return Ligne(
            nom=self.nom,
            natures=tuple(natures),
            anciens=tuple(self._lieu_ancien(cle) for cle in paire.anciens),
            nouveaux=tuple(self._lieu_nouveau(cle) for cle in paire.nouveaux),
            morceaux=_morceaux(avant, apres, rang),
            ancre=self._ancre(rang),
        )

    def _groupement(self, paire: Paire) -> list[Nature]:
        """Whether the blank line before it came or went, told from the neighbour that stayed."""
        place = self.places.get(paire.nouveaux[0])
        if not place:
            return []
        voisine = self.stables[place - 1]
        avant = [self.tout.ancien(c).groupe for c in (voisine.anciens[-1], paire.anciens[0])]
        apres = [self.tout.nouveau(c).groupe for c in (voisine.nouveaux[-1], paire.nouveaux[0])]
        ensemble = apres[0] == apres[1]
        if (avant[0] == avant[1]) == ensemble:
            return []
        return [Nature.RATTACHE if ensemble else Nature.SEPARE]

    def _ajoutee(self, cle: Cle) -> Ligne:
        element, rang = self.tout.nouveau(cle), cle[1] + 1
        morceaux = _morceaux([Element("")], [element], rang)
        lieux = (self._lieu_nouveau(cle),)
        return Ligne(self.nom, (Nature.AJOUTE,), (), lieux, morceaux, self._ancre(rang))

    def _retirees(self) -> Iterator[tuple[tuple[int, int], Ligne]]:
        """Each removed line after the nearest line before it that stayed in its order."""
        suivis = {cle: paire.nouveaux[-1][1] for paire in self.stables for cle in paire.anciens}
        place = -1
        for cle in self.cles_avant:
            place = suivis.get(cle, place)
            if not self.tout.paire_partie(cle):
                rang = cle[1] + 1
                morceaux = _morceaux([self.tout.ancien(cle)], [Element("")], rang)
                ancre = self._ancre_avant(rang)
                lieux = (self._lieu_ancien(cle),)
                ligne = Ligne(self.nom, (Nature.RETIRE,), lieux, (), morceaux, ancre)
                yield (place, rang), ligne

    def departs(self) -> Iterator[Depart]:
        """What stood here and stands in another container now."""
        for cle in self.cles_avant:
            paire = self.tout.paire_partie(cle)
            if paire and paire.nouveaux[0][0] != self.nouveau:
                conteneur, rang = paire.nouveaux[0]
                yield Depart(
                    ancien=self._lieu_ancien(cle),
                    nouveau=self._lieu_nouveau(paire.nouveaux[0]),
                    texte=self.tout.ancien(cle).texte,
                    ancre=self._ancre_avant(cle[1] + 1),
                    arrivee=f"{self.tout.nouveaux[conteneur].ancre}-{rang + 1}",
                )

    def _ancre(self, rang: int) -> str:
        return f"{self.tout.nouveaux[self.nouveau].ancre}-{rang}"

    def _ancre_avant(self, rang: int) -> str:
        return f"avant-{self.tout.anciens[self.ancien].ancre}-{rang}"

    def _lieu_ancien(self, cle: Cle) -> Lieu:
        ailleurs = cle[0] != self.ancien
        return Lieu(cle[1] + 1, self.tout.anciens[cle[0]].nom if ailleurs else "")

    def _lieu_nouveau(self, cle: Cle) -> Lieu:
        ailleurs = cle[0] != self.nouveau
        return Lieu(cle[1] + 1, self.tout.nouveaux[cle[0]].nom if ailleurs else "")


def _morceaux(avant: list[Element], apres: list[Element], rang: int) -> tuple[Morceau, ...]:
    """The new pieces, each with its share of the old words and sub-points."""
    ancien = " ".join(element.texte for element in avant)
    textes = comparer_morceaux(ancien, [element.texte for element in apres])
    points = _points(
        [point for element in avant for point in element.points],
        [point for element in apres for point in element.points],
    )
    des_points = [morceau for morceau, element in enumerate(apres) for _ in element.points]
    paquets: list[list[Ligne]] = [[] for _ in apres]
    ici = 0
    for ligne in points:
        if ligne.nouveaux:
            ici = des_points[ligne.nouveaux[0].rang - 1]
        paquets[ici].append(ligne)
    return tuple(
        Morceau(rang + numero, texte, tuple(paquet))
        for numero, (texte, paquet) in enumerate(zip(textes, paquets, strict=True))
    )


def comparer_liste(
    nom: Nom, anciens: Sequence[Element], nouveaux: Sequence[Element], ancre: str = ""
) -> Liste:
    """Compare two lists that stand alone."""
    cotes = [Conteneur(anciens, ancre)], [Conteneur(nouveaux, ancre)]
    return Comparaison.par_le_texte(*cotes, [(0, 0)]).liste(nom, "")


def _points(avant: list[str], apres: list[str]) -> tuple[Ligne, ...]:
    if not (avant or apres):
        return ()
    cotes = [[Element(point) for point in cote] for cote in (avant, apres)]
    return comparer_liste(_POINT, *cotes).lignes
