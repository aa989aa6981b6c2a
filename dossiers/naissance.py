"""A birth date of which the month or the day may be unknown (R45): pure, no database."""

import datetime
import re
from typing import NamedTuple

# Nobody registers before 14 or after 100: beyond, the year is a slip of the keyboard.
AGE_MIN = 14
AGE_MAX = 100
_FORMES = (
    re.compile(r"(?P<jour>\d{1,2})[/.\- ](?P<mois>\d{1,2})[/.\- ](?P<annee>\d{4})"),
    re.compile(r"(?P<mois>\d{1,2})[/.\- ](?P<annee>\d{4})"),
    re.compile(r"(?P<annee>\d{4})"),
    re.compile(r"(?P<annee>\d{4})-(?P<mois>\d{2})-(?P<jour>\d{2})"),
    re.compile(r"(?P<annee>\d{4})-(?P<mois>\d{2})"),
)


class DateNaissance(NamedTuple):
    """Year, then month and day where they are known; it sorts by year, month, day."""

    annee: int
    mois: int | None = None
    jour: int | None = None

    def __str__(self) -> str:
        """« 17/05/1998 », « 05/1998 » or « 1998 »: what `lire` reads back."""
        if self.mois is None:
            return f"{self.annee:04d}"
        debut = f"{self.jour:02d}/" if self.jour else ""
        return f"{debut}{self.mois:02d}/{self.annee:04d}"

    @property
    def en_mots(self) -> str:
        """« le 17/05/1998 », « en 05/1998 » or « en 1998 »: what follows « né(e) »."""
        return f"{'le' if self.jour else 'en'} {self}"

    @property
    def au_plus_tot(self) -> datetime.date:
        """The first day that this date can mean."""
        return datetime.date(self.annee, self.mois or 1, self.jour or 1)


def lire(texte: str) -> DateNaissance:
    """Read « 17/05/1998 », « 05/1998 », « 1998 » or their ISO forms.

    Raises ValueError on anything else, and on a day that does not exist.
    """
    for forme in _FORMES:
        if trouve := forme.fullmatch(texte.strip()):
            parties = {cle: int(valeur) for cle, valeur in trouve.groupdict().items()}
            naissance = DateNaissance(parties["annee"], parties.get("mois"), parties.get("jour"))
            _ = naissance.au_plus_tot  # raises ValueError on 31/02
            return naissance
    raise ValueError(texte)


def comprendre(texte: str, aujourd_hui: datetime.date) -> DateNaissance:
    """Read a plausible birth date; raises ValueError with the French sentence to show."""
    try:
        naissance = lire(texte)
    except ValueError:
        raise ValueError(
            "Écrivez une date qui existe, par exemple 17/05/1998, 05/1998 ou 1998."
        ) from None
    age = aujourd_hui.year - naissance.annee
    if age < 0:
        raise ValueError(f"L'année {naissance.annee} est dans le futur : vérifiez-la.")
    if not AGE_MIN <= age <= AGE_MAX:
        raise ValueError(f"L'année {naissance.annee} donne un âge de {age} ans : vérifiez-la.")
    return naissance
