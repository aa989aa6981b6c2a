"""Read an exchange document: from bytes to a checked description, or every problem found."""

import json
from pathlib import Path
from typing import NoReturn

from referentiels.echange.lignes import Chemin, Reperes, en_texte, reperer
from referentiels.echange.validation import valider
from referentiels.errors import DocumentInvalide, Probleme

TAILLE_MAX = 2 * 2**20  # bytes; the two real documents weigh 30 kB
_SYNTAXE = {
    "Expecting value": "il manque une valeur, ou une virgule est de trop",
    "Expecting property name": "il manque une clé entre guillemets, ou une virgule est de trop",
    "Expecting ':'": "il manque le « : » entre une clé et sa valeur",
    "Expecting ','": "il manque une virgule, un crochet ou une accolade",
    "Unterminated string": "un guillemet ouvert ici n'est jamais fermé",
    "Invalid control character": "un texte contient un retour à la ligne ou une tabulation brute",
    "Invalid \\": "un texte contient une barre oblique inverse mal employée",
    "Extra data": "le document continue après sa fin",
}


def lire_fichier(chemin: Path) -> str:
    """Read a document from the disk. Raises DocumentInvalide when there is no text to read."""
    octets = lire_octets(chemin, taille_max=TAILLE_MAX, attendu="le fichier JSON")
    return decoder(octets, nom=chemin.name)


def lire_octets(chemin: Path, *, taille_max: int, attendu: str) -> bytes:
    """Read a file from the disk. Raises DocumentInvalide when there is none, or too big a one."""
    try:
        if chemin.stat().st_size > taille_max:
            _refuser(chemin.name, _trop_lourd(taille_max))
        return chemin.read_bytes()
    except FileNotFoundError:
        _refuser(chemin.name, f"le fichier « {chemin} » n'existe pas. Vérifiez son chemin.")
    except IsADirectoryError:
        _refuser(chemin.name, f"« {chemin} » est un dossier. Donnez {attendu}.")
    except OSError as erreur:
        _refuser(chemin.name, f"le fichier ne peut pas être lu ({erreur.strerror}).")


def decoder(octets: bytes, *, nom: str) -> str:
    """Decode the bytes of a document, which must be UTF-8. Raises DocumentInvalide."""
    if len(octets) > TAILLE_MAX:
        _refuser(nom, _trop_lourd(TAILLE_MAX))
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets.count(b"\n", 0, erreur.start) + 1
        _refuser(nom, "le fichier n'est pas en UTF-8. Enregistrez-le avec cet encodage.", ligne)


def _trop_lourd(taille_max: int) -> str:
    return f"le fichier dépasse {taille_max // 2**20} Mo. Vérifiez que c'est le bon document."


def _refuser(nom: str, message: str, ligne: int | None = None) -> NoReturn:
    raise DocumentInvalide(nom, [Probleme(ligne, "", message)])


def analyser(texte: str, *, nom: str) -> dict:
    """Check a document whole and answer it complete. Raises DocumentInvalide with each problem."""
    valeur, reperes = _lire_json(texte, nom)
    problemes = [
        Probleme(reperes.ligne_a(position), en_texte(chemin), "la clé est écrite deux fois.")
        for chemin, position in reperes.doublons
    ]

    def signaler(chemin: Chemin, message: str) -> None:
        problemes.append(Probleme(reperes.ligne(chemin), en_texte(chemin), message))

    document = valider(valeur, signaler)
    if problemes:
        raise DocumentInvalide(nom, sorted(problemes, key=lambda probleme: probleme.ligne))
    return document


def _lire_json(texte: str, nom: str) -> tuple[object, Reperes]:
    try:
        return json.loads(texte), reperer(texte)
    except json.JSONDecodeError as erreur:
        raison = next(
            (francais for anglais, francais in _SYNTAXE.items() if erreur.msg.startswith(anglais)),
            "l'écriture n'est pas du JSON",
        )
        _refuser(nom, f"{raison} (colonne {erreur.colno}).", erreur.lineno)
    except RecursionError:
        _refuser(nom, "trop de listes ou d'objets sont emboîtés les uns dans les autres.")
    except ValueError:  # Python refuses to read integers of thousands of digits
        _refuser(nom, "un nombre est démesuré.")
