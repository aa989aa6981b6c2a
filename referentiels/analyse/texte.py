"""Decode the text extraction of an official document into a `Source`."""

import re
from typing import NoReturn

from referentiels.analyse.source import Ligne, NatureSource, Source
from referentiels.echange.lecture import TAILLE_MAX
from referentiels.errors import DocumentInvalide, Probleme

_FIN_DE_LIGNE = re.compile(r"\r\n|[\r\v]")
_CONTROLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# The characters a French text has outside ASCII, as UTF-8 writes them. Other sequences that UTF-8
# allows are two cp1252 letters side by side: « É » before a no-break space would become « ɠ ».
_UTF8_PLAUSIBLE = re.compile(
    rb"[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\xbf]{2}|\xef[\x80-\xbf]{2}|[\x80-\xff]"
)


def depuis_octets(octets: bytes, *, nom: str) -> Source:
    """Read a plain text, whatever its encoding. Raises DocumentInvalide."""
    if len(octets) > TAILLE_MAX:
        _refuser(nom, f"le fichier dépasse {TAILLE_MAX // 2**20} Mo. Vérifiez que c'est le bon.")
    texte = _FIN_DE_LIGNE.sub("\n", _decoder(octets, nom))
    if trouve := _CONTROLE.search(texte):
        ligne = texte.count("\n", 0, trouve.start()) + 1
        constat = "ce n'est pas un texte : il contient un caractère de commande"
        _refuser(nom, f"{constat}. Donnez le PDF d'origine, ou son texte.", ligne)
    return Source(nom, NatureSource.TEXTE, texte.replace("\f", "\n"), _lignes(texte))


def _refuser(nom: str, message: str, ligne: int | None = None) -> NoReturn:
    raise DocumentInvalide(nom, [Probleme(ligne, "", message)])


def _decoder(octets: bytes, nom: str) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return octets.decode("utf-16")
        except UnicodeDecodeError:
            _refuser(nom, "le texte UTF-16 est abîmé. Enregistrez-le de nouveau, en UTF-8.")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        sans_marque = octets.removeprefix(b"\xef\xbb\xbf")
        return "".join(_decoder_ligne(ligne) for ligne in re.split(rb"(?<=[\r\n])", sans_marque))


def _decoder_ligne(ligne: bytes) -> str:
    """Decode a line of a file whose lines are not all in UTF-8."""
    morceaux, fin = [], 0
    for trouve in _UTF8_PLAUSIBLE.finditer(ligne):
        morceaux += [ligne[fin : trouve.start()].decode("ascii"), _decoder_signe(trouve.group())]
        fin = trouve.end()
    return "".join([*morceaux, ligne[fin:].decode("ascii")])


def _decoder_signe(signe: bytes) -> str:
    """One character in UTF-8; else one per byte, in cp1252 or in latin-1 where it has none."""
    if len(signe) > 1:
        try:
            return signe.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return "".join(
        octet.decode("cp1252", errors="ignore") or octet.decode("latin-1")
        for octet in (signe[i : i + 1] for i in range(len(signe)))
    )


def _lignes(texte: str) -> tuple[Ligne, ...]:
    """The lines of a text; form feeds, when there are any, number the pages."""
    a_des_pages = "\f" in texte
    lignes: list[Ligne] = []
    debut, page, blanc = 0, 1, False
    for contenu in re.split(r"(?<=[\n\f])", texte):
        nue = contenu.rstrip("\n\f")
        if nue.strip():
            numero = page if a_des_pages else None
            lignes.append(Ligne(debut, debut + len(nue), page=numero, blanc_avant=blanc))
            blanc = False
        elif not contenu.endswith("\f"):
            blanc = True
        page += contenu.endswith("\f")
        debut += len(contenu)
    return tuple(lignes)
