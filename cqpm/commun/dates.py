"""Counting in months, as the law does."""

import calendar
import datetime


def mois_plus_tard(date: datetime.date, mois: int) -> datetime.date:
    """The same day of the month, `mois` months later; the month's last day if it has no such day.

    Source: DOMAINE.md, rules R38 and R43.
    """
    annee, mois_final = divmod(date.year * 12 + date.month - 1 + mois, 12)
    dernier = calendar.monthrange(annee, mois_final + 1)[1]
    return datetime.date(annee, mois_final + 1, min(date.day, dernier))
