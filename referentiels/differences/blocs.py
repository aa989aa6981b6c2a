"""The blocs: their titles, and the capacités that went from one to another."""

from collections.abc import Iterator

from referentiels.differences.conteneurs import Couples, Portrait, coupler
from referentiels.differences.elements import Element, une_paire
from referentiels.differences.lignes import Comparaison, Conteneur
from referentiels.differences.mots import remplacer
from referentiels.differences.natures import Nom
from referentiels.differences.resultat import Chapitre, Fait

_BLOC = Nom("bloc", "blocs")
_RATTACHEMENT = Nom("rattachement de capacité à un bloc", "rattachements de capacités à un bloc")


def comparer_blocs(ancien: dict, nouveau: dict, capacites: Couples) -> Chapitre:
    """A capacité that follows its bloc under a new title did not change of bloc."""
    anciens, nouveaux = ancien["blocs"], nouveau["blocs"]
    suivies = {
        ancien["capacites"][avant]["numero"]: nouveau["capacites"][apres]["numero"]
        for avant, apres in capacites.paires
    }
    couples = coupler(
        [_portrait(bloc, suivies) for bloc in anciens],
        [_portrait(bloc, {}) for bloc in nouveaux],
    )
    titres = Comparaison(
        *(
            [Conteneur([Element(bloc["intitule"]) for bloc in cote], "bloc")]
            for cote in (anciens, nouveaux)
        ),
        [une_paire((0, avant), (0, apres)) for avant, apres in couples.paires],
    ).liste(_BLOC, "Intitulés")
    faits = tuple(_rattachements(anciens, nouveaux, suivies, couples))
    return Chapitre("Blocs", "blocs", _RATTACHEMENT, faits, (titres,))


def _portrait(bloc: dict, suivies: dict[int, int]) -> Portrait:
    """`suivies` gives the new number of an old capacité."""
    numeros = sorted(suivies.get(numero, numero) for numero in bloc["capacites"])
    capacites = ", ".join(str(numero) for numero in numeros)
    return Portrait(
        (bloc["intitule"], capacites), (bloc["intitule"], capacites), (bloc["intitule"],)
    )


def _rattachements(
    anciens: list[dict], nouveaux: list[dict], suivies: dict[int, int], couples: Couples
) -> Iterator[Fait]:
    blocs_avant, blocs_apres = _bloc_de_chacune(anciens), _bloc_de_chacune(nouveaux)
    for avant, apres in sorted(suivies.items(), key=lambda numeros: numeros[1]):
        de, vers = blocs_avant.get(avant), blocs_apres.get(apres)
        if de is None and vers is None:
            continue
        arrivee = _titre(nouveaux, vers)
        meme = None not in (de, vers) and couples.nouveau_de(de) == vers
        depart = arrivee if meme else _titre(anciens, de)
        yield Fait(f"Capacité {apres}", remplacer(depart, arrivee), f"bloc-de-{apres}")


def _bloc_de_chacune(blocs: list[dict]) -> dict[int, int]:
    return {numero: rang for rang, bloc in enumerate(blocs) for numero in bloc["capacites"]}


def _titre(blocs: list[dict], rang: int | None) -> str:
    return "Sans regroupement" if rang is None else blocs[rang]["intitule"]
