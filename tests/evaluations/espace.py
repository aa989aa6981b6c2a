"""A candidate at the door of their space: the link, the code, the pages behind."""

from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from cqpm.commun.models import LienPersonnel, sujet_de
from dossiers.models import Dossier
from tests.factories.commun import CODE, LienPersonnelFactory

PAGES = ("espace", "espace_rapport", "espace_donnees", "espace_telecharger")


@dataclass
class Visiteur:
    """A browser with one link; `entrer` gives the code."""

    dossier: Dossier
    jeton: str
    lien: LienPersonnel
    client: Client = field(default_factory=Client)

    def url(self, nom: str = "espace", *args) -> str:
        return reverse(f"evaluations:{nom}", args=[self.jeton, *args])

    def entrer(self, code: str = CODE):
        return self.client.post(self.url(), {"code": code})

    def lire(self, nom: str = "espace", *args) -> str:
        """The page's text on one line."""
        methode = self.client.post if nom == "espace_telecharger" else self.client.get
        reponse = methode(self.url(nom, *args))
        assert reponse.status_code == 200
        return " ".join(reponse.getvalue().decode().split())


def visiteur(dossier: Dossier, jeton: str = "clef", **champs) -> Visiteur:
    lien = LienPersonnelFactory(nature="espace", sujet=sujet_de(dossier), jeton=jeton, **champs)
    return Visiteur(dossier, jeton, lien)


def candidat_entre(dossier: Dossier, jeton: str = "clef") -> Visiteur:
    """Someone who has just given the right code."""
    un = visiteur(dossier, jeton)
    assert un.entrer().status_code == 302
    return un
