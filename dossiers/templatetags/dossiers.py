"""The permissions that templates ask: `{% if user|peut_planifier:dossier %}`."""

from django import template

from dossiers import permissions

register = template.Library()

for _peut in (
    permissions.peut_abandonner,
    permissions.peut_composer_commission,
    permissions.peut_enregistrer_rapport,
    permissions.peut_lire_seances,
    permissions.peut_modifier_inscription,
    permissions.peut_organiser_seances,
    permissions.peut_planifier,
):
    register.filter(_peut.__name__, _peut)
