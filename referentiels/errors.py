"""Every refusal of this app, in French."""

from collections.abc import Sequence
from dataclasses import dataclass

from cqpm.commun.errors import ErreurMetier
from referentiels.analyse.lecteur_pdf.refus import Refus


@dataclass(frozen=True)
class Probleme:
    """One thing to correct in an exchange document: where it is, and what to do about it."""

    ligne: int | None
    chemin: str
    message: str

    def __str__(self):
        lieu = [f"ligne {self.ligne}"] if self.ligne else []
        lieu += [self.chemin] if self.chemin else []
        return f"{', '.join(lieu)} : {self.message}" if lieu else self.message


PROBLEMES_MONTRES = 50


def _lisible(ligne: str) -> str:
    """What a hostile document makes us repeat can be shown, and is short."""
    return ligne[:500].encode("utf-8", "replace").decode()


class DocumentInvalide(ErreurMetier):
    """An exchange document is refused; the message lists every problem found."""

    def __init__(self, nom: str, problemes: list[Probleme]):
        self.nom, self.problemes = nom, problemes
        nombre = "1 problème" if len(problemes) == 1 else f"{len(problemes)} problèmes"
        lignes = [f"Le document « {nom} » est refusé, rien n'a été importé ({nombre}) :"]
        lignes += [_lisible(f"- {probleme}") for probleme in problemes[:PROBLEMES_MONTRES]]
        if (autres := len(problemes) - PROBLEMES_MONTRES) > 0:
            lignes.append(f"- et {autres} autres.")
        super().__init__("\n".join(lignes))


class ContenuInvalide(ErreurMetier):
    """The new content of a brouillon contradicts itself, or does not fit where it is kept."""

    def __init__(self, referentiel, problemes: list[Probleme]):
        self.referentiel, self.problemes = referentiel, problemes
        constats = " ".join(str(probleme) for probleme in problemes)
        super().__init__(f"« {referentiel} » n'a pas été enregistré. {constats}")


class FichierIllisible(ErreurMetier):
    """A PDF cannot be read whole; the message says why, and what to give instead."""

    RAISONS = {
        Refus.VIDE: "il est vide. Vérifiez-le, puis déposez-le à nouveau.",
        Refus.TROP_LOURD: "il pèse plus de 20 Mo. Enregistrez-le sans ses images, ou déposez son "
        "texte.",
        Refus.PAS_UN_PDF: "ce n'est pas un PDF, malgré son nom. Enregistrez le document au format "
        "PDF, puis déposez ce fichier.",
        Refus.CHIFFRE: "il est protégé par un mot de passe. Enregistrez-le sans protection, puis "
        "déposez-le à nouveau.",
        Refus.ENDOMMAGE: "il est incomplet ou endommagé. Téléchargez-le à nouveau, ou "
        "réenregistrez-le au format PDF.",
        Refus.SANS_TEXTE: "il ne contient aucun texte : c'est sans doute un document numérisé. "
        "Passez-le dans un logiciel de reconnaissance de texte (OCR), ou déposez son texte.",
        Refus.PAGES_IMAGES: "il a des pages sans texte, qui sont des images ({pages}). Passez-le "
        "dans un logiciel de reconnaissance de texte (OCR), ou déposez son texte.",
        Refus.TROP_DE_PAGES: "il a {nombre} pages, la limite est de 60. Gardez les pages du "
        "référentiel, puis déposez-le à nouveau.",
        Refus.POLICE: "une partie de son texte ne peut pas être lue ({pages}). Réenregistrez-le "
        "au format PDF depuis un autre logiciel, ou déposez son texte.",
        Refus.TROP_COMPLEXE: "il est trop complexe pour être lu dans le temps et la mémoire "
        "prévus. Réenregistrez-le au format PDF sans ses images, ou déposez son texte.",
        Refus.OCCUPE: "d'autres documents sont en cours de lecture. Réessayez dans une minute.",
    }

    def __init__(self, nom: str, refus: Refus, pages: Sequence[int] = ()):
        self.nom, self.refus, self.pages = nom, refus, pages
        nombres = ", ".join(map(str, pages))
        ou = f"pages {nombres}" if len(pages) > 1 else f"page {nombres}"
        raison = self.RAISONS[refus].format(pages=ou, nombre=nombres)
        super().__init__(f"Le fichier « {nom} » n'a pas été lu : {raison}")


class ReferentielInconnu(ErreurMetier):
    """No version answers the number (and the date) asked for; the message lists those that do."""

    def __init__(self, demande: str, disponibles: list[str]):
        self.disponibles = disponibles
        suite = (
            f"Référentiels connus : {', '.join(disponibles)}."
            if disponibles
            else "Aucun référentiel n'est chargé : lancez « manage.py charger_referentiels »."
        )
        super().__init__(f"Aucun référentiel ne correspond à {demande}. {suite}")


class PublicationImpossible(ErreurMetier):
    """The version is not a complete brouillon."""

    def __init__(self, referentiel, raison: str):
        self.referentiel = referentiel
        super().__init__(f"Le référentiel « {referentiel} » ne peut pas être publié : {raison}")


class ArchivageImpossible(ErreurMetier):
    """Only a published version can be withdrawn from registrations."""

    def __init__(self, referentiel):
        self.referentiel = referentiel
        super().__init__(
            f"Le référentiel « {referentiel} » n'est pas publié : seule une version publiée "
            "s'archive. Un brouillon inutile se supprime."
        )


class VersionFigee(ErreurMetier):
    """A published or archived version is only read (R2)."""

    def __init__(self, objet):
        self.objet = objet
        super().__init__(
            f"« {objet} » appartient à une version publiée : son contenu ne change plus, les "
            "dossiers ont été jugés sur ses mots. Faites une nouvelle version à partir de "
            "celle-ci et corrigez-la."
        )


class BrouillonModifie(ErreurMetier):
    """Someone else changed the brouillon since this person opened it."""

    def __init__(self, referentiel):
        self.referentiel = referentiel
        super().__init__(
            f"« {referentiel} » a été modifié par ailleurs depuis que vous avez ouvert cette "
            "page : rien n'a été enregistré. Ce que vous avez écrit est conservé ci-dessous ; "
            "comparez-le au brouillon actuel, puis enregistrez à nouveau."
        )


class RetourImpossible(ErreurMetier):
    """There is no earlier content to go back to."""

    def __init__(self, referentiel):
        self.referentiel = referentiel
        super().__init__(f"« {referentiel} » n'a pas de contenu antérieur auquel revenir.")


class DocumentPerime(ErreurMetier):
    """A brouillon changed between the request for its PDF and its production."""

    def __init__(self, referentiel):
        self.referentiel = referentiel
        super().__init__(
            f"« {referentiel} » a changé depuis la demande. Demandez à nouveau le document."
        )


class PasUnReferentiel(ErreurMetier):
    """The text was read, but neither the headings nor the table of a référentiel stand in it."""

    def __init__(self, nom: str):
        self.nom = nom
        super().__init__(
            f"Le document « {nom} » n'est pas un référentiel de CQPM : on n'y trouve ni le titre "
            "« Référentiel de certification », ni le tableau des capacités professionnelles. "
            "Vérifiez que c'est le bon fichier, complet, et qu'il contient du texte."
        )


class LieuIntrouvable(ErreurMetier):
    """An edit names a place that the brouillon does not have."""

    def __init__(self, chemin: str):
        self.chemin = chemin
        super().__init__(
            "L'élément à modifier ne se trouve pas dans ce brouillon. Rechargez la page, puis "
            "recommencez."
        )


class RetoucheImpossible(ErreurMetier):
    """An edit makes no sense at this place; `raison` says why and what to do."""

    def __init__(self, raison: str):
        super().__init__(f"Rien n'a été changé : {raison}")
