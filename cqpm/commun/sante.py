"""Does the site answer? Used by the launcher, and by the image: `python -m cqpm.commun.sante`."""

import sys
from contextlib import closing
from http.client import HTTPConnection, HTTPException

HOTE = "127.0.0.1"


def repond(port: int) -> bool:
    """Tell whether the site answers something else than an error of its own."""
    with closing(HTTPConnection(HOTE, port, timeout=5)) as connexion:
        try:
            connexion.request("GET", "/")
            return connexion.getresponse().status < 500
        except (OSError, HTTPException):
            return False


if __name__ == "__main__":
    sys.exit(0 if repond(int(sys.argv[1])) else 1)
