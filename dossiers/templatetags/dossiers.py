"""The permissions that templates ask: `{% if user|peut_planifier:dossier %}`."""

from django import template

from dossiers import lots, permissions

register = template.Library()

for _peut in (
    permissions.peut_abandonner,
    permissions.peut_amenager,
    permissions.peut_composer_commission,
    permissions.peut_enregistrer_rapport,
    permissions.peut_lire_amenagements,
    permissions.peut_modifier_inscription,
    permissions.peut_planifier,
    permissions.peut_rectifier_identite,
    permissions.peut_tenir_nir,
    permissions.est_gestionnaire,
):
    register.filter(_peut.__name__, _peut)


@register.simple_tag
def actes_groupes() -> list[lots.ActeGroupe]:
    """The acts that can be done on many dossiers at once."""
    return lots.tous()
