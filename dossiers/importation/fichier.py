"""A file brought by a person becomes rows under known columns, or one clear refusal."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cqpm.commun.fichiers import FichierRefuse
from dossiers.importation import classeur, texte
from dossiers.importation.colonnes import RANGEES_AVANT_ENTETES, Entetes, lire_entetes
from dossiers.importation.tableau import Rangee, pleines

_ANCIEN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE: .xls, and XLSX with a password
_CHIFFRE = "EncryptedPackage".encode("utf-16-le")


@dataclass
class Tableau:
    """What the file says: where its columns are, and its rows."""

    entetes: Entetes
    rangees: list[Rangee]


def reconnaitre(octets: bytes, nom: str) -> None:
    """Refuse at once what cannot be read at all, whatever its name. Raises FichierRefuse."""
    if not octets.strip():
        raise FichierRefuse(
            f"Le fichier « {nom} » est vide. Vérifiez-le, puis déposez-le à nouveau."
        )
    if octets.startswith(_ANCIEN):
        raise FichierRefuse(
            "Ce classeur est protégé par un mot de passe. Ôtez-le dans votre tableur (Fichier, "
            "Informations, Protéger le classeur), puis déposez le fichier à nouveau."
            if _CHIFFRE in octets
            else "Ce fichier est un ancien classeur « .xls ». Ouvrez-le dans votre tableur, "
            "enregistrez-le au format XLSX, puis déposez ce nouveau fichier."
        )
    if octets.startswith(classeur.SIGNATURE):
        classeur.verifier(octets)
    else:
        texte.decoder(octets)


def lire(octets: bytes, *, lignes_max: int) -> Tableau:
    """Read the headings and the rows that hold something. Raises FichierRefuse."""
    rangees = _lecteur(octets)()
    debut = list(itertools.islice(rangees, RANGEES_AVANT_ENTETES))
    entetes = _entetes(debut)
    lues = pleines(itertools.chain(debut, rangees), lignes_max, entetes.rangee)
    if not lues:
        raise FichierRefuse(
            "Le fichier ne contient aucun candidat sous ses en-têtes. Écrivez une ligne par "
            "candidat, puis déposez-le à nouveau."
        )
    return Tableau(entetes, lues)


def _lecteur(octets: bytes) -> Callable[[], Iterator[Rangee]]:
    if octets.startswith(classeur.SIGNATURE):
        classeur.verifier(octets)
        return lambda: classeur.rangees(octets)
    return lambda: texte.rangees(texte.decoder(octets))


def _entetes(debut: list[Rangee]) -> Entetes:
    """The first line that names enough columns. Raises FichierRefuse for what it lacks."""
    lues = [lire_entetes(un.numero, un.cellules) for un in debut]
    entetes = next((un for un in lues if un.est_reconnue), None)
    if entetes is None:
        raise FichierRefuse(
            "Les en-têtes des colonnes ne sont pas reconnus dans les "
            f"{RANGEES_AVANT_ENTETES} premières lignes. Reprenez la ligne d'en-têtes du modèle "
            "que vous pouvez télécharger sur cette page."
        )
    if entetes.nir:
        raise FichierRefuse(
            "Le fichier a une colonne de numéros de sécurité sociale (NIR). Ces numéros ne "
            "passent jamais par un tableur : supprimez la colonne, puis déposez le fichier à "
            "nouveau. Ils se saisissent dossier par dossier, où ils sont chiffrés."
        )
    if entetes.doubles:
        raise FichierRefuse(
            f"Deux colonnes disent la même chose : {', '.join(entetes.doubles)}. Gardez-en une, "
            "puis déposez le fichier à nouveau."
        )
    if manquantes := [f"« {colonne.entete} »" for colonne in entetes.manquantes]:
        raise FichierRefuse(
            f"Il manque au fichier : {', '.join(manquantes)}. Ajoutez "
            f"{'ces colonnes' if len(manquantes) > 1 else 'cette colonne'}, puis déposez-le à "
            "nouveau."
        )
    return entetes
