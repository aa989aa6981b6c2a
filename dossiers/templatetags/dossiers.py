"""The permissions that templates ask: `{% if user|peut_planifier:dossier %}`."""

from django import template

from dossiers import permissions
from dossiers.enums import NaturePiece
from dossiers.services import commentaires

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
def est_modifiable_par(commentaire, utilisateur) -> bool:
    return commentaires.est_modifiable(commentaire, utilisateur)


@register.filter
def est_retirable_par(commentaire, utilisateur) -> bool:
    return commentaires.est_retirable(commentaire, utilisateur)


@register.filter
def est_une_piece(document) -> bool:
    """Deposited by hand: it can be taken back."""
    return document.nature in NaturePiece.values
