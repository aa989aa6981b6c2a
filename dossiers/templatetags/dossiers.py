"""The permissions that templates ask: `{% if user|peut_planifier:dossier %}`."""

from django import template

from dossiers import permissions
from dossiers.enums import MODALITES_EN_BREF

register = template.Library()

for _peut in (
    permissions.peut_abandonner,
    permissions.peut_composer_commission,
    permissions.peut_enregistrer_rapport,
    permissions.peut_modifier_inscription,
    permissions.peut_planifier,
):
    register.filter(_peut.__name__, _peut)


@register.filter
def modalite_en_bref(code: str) -> str:
    """The modality in a few words; a word that is no code stays as it is."""
    return MODALITES_EN_BREF.get(code, code)
