"""Every refusal of this app, in French."""

from dataclasses import dataclass

from cqpm.commun.errors import ErreurMetier


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


class DocumentInvalide(ErreurMetier):
    """An exchange document is refused; the message lists every problem found."""

    def __init__(self, nom: str, problemes: list[Probleme]):
        self.nom, self.problemes = nom, problemes
        nombre = "1 problème" if len(problemes) == 1 else f"{len(problemes)} problèmes"
        lignes = [f"Le document « {nom} » est refusé, rien n'a été importé ({nombre}) :"]
        lignes += [f"- {probleme}" for probleme in problemes]
        super().__init__("\n".join(lignes))


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


class PasUnReferentiel(ErreurMetier):
    """The text was read, but neither the headings nor the table of a référentiel stand in it."""

    def __init__(self, nom: str):
        self.nom = nom
        super().__init__(
            f"Le document « {nom} » n'est pas un référentiel de CQPM : on n'y trouve ni le titre "
            "« Référentiel de certification », ni le tableau des capacités professionnelles. "
            "Vérifiez que c'est le bon fichier, complet, et qu'il contient du texte."
        )
