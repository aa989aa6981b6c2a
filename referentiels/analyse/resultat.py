"""What the analysis of an official document answers."""

from dataclasses import dataclass

from referentiels.echange.doutes import Doute
from referentiels.enums import Destination


@dataclass(frozen=True)
class Attribution:
    """A run of the source and its destination; runs never overlap and are in source order.

    `chemin` is the path in the exchange document, as `echange.lignes.en_texte` writes it
    (« capacites[2].criteres[0].texte »), and is empty unless the destination is CHAMP. Joined by
    single spaces, the words of the runs of a path are the text of that path: nothing is invented.
    A word cut by a hyphen at the end of a line is one word. Numbers, letters, connectors and the
    date are kept as values (« 1) » is 1, « Et » is "et", « 05/04/2018 » is "2018-04-05").
    """

    debut: int
    fin: int
    destination: Destination
    chemin: str = ""


@dataclass(frozen=True)
class Analyse:
    """An exchange document, maybe incomplete, with the proof of where each character went.

    What the source does not say is an empty text, an empty list, or `None` for the date.
    """

    modele: str
    document: dict
    attributions: tuple[Attribution, ...]
    doutes: tuple[Doute, ...]
