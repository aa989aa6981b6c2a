"""The permissions that templates ask: `{% if user|peut_planifier:dossier %}`."""

from django import template

from dossiers import permissions

register = template.Library()

for _peut in (
    permissions.peut_abandonner,
    permissions.peut_annuler_recevabilite,
    permissions.peut_composer_commission,
    permissions.peut_enregistrer_rapport,
    permissions.peut_modifier_inscription,
    permissions.peut_planifier,
    permissions.peut_reporter,
    permissions.peut_reprendre,
    permissions.peut_suivre_recevabilite,
):
    register.filter(_peut.__name__, _peut)
