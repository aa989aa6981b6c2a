"""The server's log names no personal link."""

import logging

import pytest

from cqpm.commun.masque import SansJeton

JETON = "7rnDXj2dZT-bwRLqMc5VKsFLjoQ03rwaorANW5d2tEk"


@pytest.mark.parametrize(
    ("message", "args", "attendu"),
    [
        ("Not Found: %s", (f"/espace/{JETON}/seances/9/",), "Not Found: /espace/…/seances/9/"),
        (f"Forbidden: /avis/{JETON}/", (), "Forbidden: /avis/…/"),
        ("%s: %s", ("Gone", f"/avis/{JETON}"), "Gone: /avis/…"),
        ("Not Found: %s", ("/avis/nouveau-lien/abc/",), "Not Found: /avis/nouveau-lien/abc/"),
        ("Not Found: %s", ("/dossiers/3/avis/",), "Not Found: /dossiers/3/avis/"),
        ("nothing to hide", (), "nothing to hide"),
    ],
)
def test_the_token_of_an_address_is_replaced(message, args, attendu):
    ligne = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)

    assert SansJeton().filter(ligne)
    assert ligne.getMessage() == attendu


def test_every_line_of_the_server_goes_through_it():
    """The settings of the tests silence the log: those of the product are read."""
    from cqpm.settings import LOGGING  # noqa: PLC0415

    assert LOGGING["handlers"]["console"]["filters"] == ["sans_jeton"]
    assert LOGGING["root"]["handlers"] == ["console"]
