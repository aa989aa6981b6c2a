"""What the pages of the personal link send: the answers, then the answers with the signature."""

import re

from tests.factories.commun import CODE

REPONSES = {
    "sens-1": "favorable",
    "sens-2": "favorable",
    "qualite": "tuteur",
    "fonction": "Chef d'atelier",
}
FAVORABLE = {
    **REPONSES,
    "signataire": "Karim Bensaïd",
    "code": CODE,
    "declaration": "on",
    "etape": "signer",
}


def contenu(reponse) -> str:
    """The page's text on one line, entities included as typed."""
    return " ".join(reponse.content.decode().split())


def lien_du_message(corps: str) -> tuple[str, str]:
    """The token and the code that a mail to the company carries."""
    jeton = re.search(r"/avis/([\w-]{43})/", corps)[1]
    code = re.search(r"\b(\d{3} \d{3})\b", corps)[1]
    return jeton, code
