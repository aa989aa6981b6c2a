"""What the commands print."""

import io
import sys


def ecrire_en_utf8() -> None:
    """Print JSON, accents and quotes as they are, whatever encoding the terminal announces."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
