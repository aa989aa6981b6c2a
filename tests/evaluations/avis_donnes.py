"""Opinions as the tests give them: answers, forms sent, signed papers that open."""

from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.models import Dossier
from evaluations.enums import SensAvis
from evaluations.regles_avis import AvisDonne, Reponse
from tests.evaluations.pieces import PDF

RESERVE = "N'a pas su régler la pompe."


def donne(dossier: Dossier, sens: str = SensAvis.FAVORABLE, **champs) -> AvisDonne:
    """Every target capacité favorable, but the first one if told so."""
    capacites = dossier.capacites_visees()
    reponses = [Reponse(capacites[0].numero, sens, "" if sens == "favorable" else RESERVE)]
    reponses += [Reponse(une.numero, SensAvis.FAVORABLE) for une in capacites[1:]]
    return AvisDonne(
        **{
            "reponses": reponses,
            "signataire": "Karim Bensaïd",
            "qualite": "tuteur",
            "fonction": "Chef d'atelier",
            "declaration": True,
            **champs,
        }
    )


def scan(contenu: bytes = PDF, nom: str = "avis.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu)


def envoi(dossier: Dossier, **champs) -> dict:
    """What the form of the paper opinion sends."""
    saisi = {f"sens-{une.numero}": "favorable" for une in dossier.capacites_visees()}
    saisi |= {
        "qualite": "tuteur",
        "fonction": "Chef d'atelier",
        "signataire": "Karim Bensaïd",
        "signe_le": "2026-02-20",
        "scan": scan(),
    }
    return saisi | champs
