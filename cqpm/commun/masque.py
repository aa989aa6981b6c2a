"""What the server's log never says: the tokens of personal links."""

import logging
import re

_JETON = re.compile(r"/(avis|espace)/(?!nouveau-lien/)[\w-]+")


class SansJeton(logging.Filter):
    """Replace, in every line, the token of an address by three dots."""

    def filter(self, record: logging.LogRecord) -> bool:
        texte = record.getMessage()
        if _JETON.search(texte):
            record.msg, record.args = _JETON.sub(r"/\1/…", texte), ()
        return True
