"""A PDF received: it opens, and does nothing but show its pages (`lecteurs/pdf.py`)."""

from django.core.files.uploadedfile import UploadedFile

from cqpm.commun.fichiers import FichierRefuse, verifier_pdf
from cqpm.commun.lecture_isolee import lire_a_part

REFAIRE = "Imprimez-le vers un nouveau PDF, puis déposez celui-ci."
SUITES = {
    "actif": f"contient un programme (script, ou lancement d'une application). {REFAIRE}",
    "formulaire": f"contient un formulaire qui envoie ou lit des données. {REFAIRE}",
    "joint": f"contient un fichier joint ou une animation. {REFAIRE}",
    "protege": "est protégé par un mot de passe : personne ne pourrait le lire. Enregistrez-le "
    "sans mot de passe, puis déposez-le à nouveau.",
    "trop_complexe": f"est trop complexe à vérifier. {REFAIRE}",
    "endommage": f"est incomplet ou endommagé. Ouvrez-le pour le vérifier. {REFAIRE}",
}


def lire_pdf(fichier: UploadedFile) -> bytes:
    """The bytes of a PDF, unchanged. Raises FichierRefuse: each reason says what to do."""
    verifier_pdf(fichier)
    octets = fichier.read()
    entete, _ = lire_a_part("pdf", octets)
    if refus := entete.get("refus"):
        raise FichierRefuse(f"Le PDF « {fichier.name} » {SUITES[refus]}")
    return octets
