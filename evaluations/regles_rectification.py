"""When a signed PV may be corrected: pure functions, no database, no clock.

Source: DOMAINE.md §4, rules R38 and R40.
"""

import datetime


def refus_de_la_date(date: datetime.date, *, origine: datetime.date) -> str:
    """Why the jury cannot correct, on `date`, the PV of the session of `origine`, or ""."""
    if date >= origine:
        return ""
    return (
        f"Le rectificatif ne peut pas précéder la session du {origine:%d/%m/%Y} : corrigez sa date."
    )
