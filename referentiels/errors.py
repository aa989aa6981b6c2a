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


class ContenuInvalide(ErreurMetier):
    """The new content of a brouillon contradicts itself, or does not fit where it is kept."""

    def __init__(self, referentiel, problemes: list[Probleme]):
        self.referentiel, self.problemes = referentiel, problemes
        constats = " ".join(str(probleme) for probleme in problemes)
        super().__init__(f"« {referentiel} » n'a pas été enregistré. {constats}")


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
