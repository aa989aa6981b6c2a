"""Say which old elements the new ones come from: identical first, then the most alike.

Elements (critères, conditions, paragraphs) stand in containers (capacités, sections), which are
matched before them: an element is looked for in its own container, then elsewhere.
"""

from collections.abc import Iterable

from referentiels.differences.coupes import apparier_coupes
from referentiels.differences.elements import Cle, Element, Paire, Recherche, Reste
from referentiels.differences.identiques import (
    ENTIER,
    TEXTE,
    apparier_identiques,
    apparier_identiques_ailleurs,
)
from referentiels.differences.ressemblants import (
    apparier_ressemblants,
    apparier_ressemblants_ailleurs,
)


def apparier(
    anciens: Iterable[Iterable[Element]], nouveaux: Iterable[Iterable[Element]], couples: list[Cle]
) -> list[Paire]:
    """Pair the elements of both versions; `couples` are the containers that match.

    What an element of its own container answers is not looked for elsewhere, except a text found
    once in each version: that one moved. What has no pair was added or removed.
    """
    recherche = Recherche(Reste.de(anciens), Reste.de(nouveaux), couples)
    apparier_identiques(recherche, ENTIER)
    apparier_identiques_ailleurs(recherche, uniques=True)
    apparier_coupes(recherche)
    apparier_identiques(recherche, TEXTE)
    apparier_ressemblants(recherche)
    apparier_identiques_ailleurs(recherche, uniques=False)
    apparier_ressemblants_ailleurs(recherche)
    return recherche.paires
