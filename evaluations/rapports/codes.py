"""QR codes on paper: the address of a page, which a phone opens."""

import segno
from django.utils.safestring import SafeString, mark_safe


def dessiner_code(adresse: str, quoi: str) -> SafeString:
    """The address as a QR code, drawn inside the page; its title says in words what it is."""
    code = segno.make(adresse, error="m", micro=False)
    svg = code.svg_inline(omitsize=True, title=f"Code QR : {quoi}")
    return mark_safe(svg)  # noqa: S308 - drawn by segno
