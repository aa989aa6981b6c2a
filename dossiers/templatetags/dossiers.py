"""The permissions that templates ask: `{% if user|peut_planifier:dossier %}`."""

from django import template
from django.urls import reverse

from dossiers import lots, permissions
from dossiers.enums import MODALITES_EN_BREF, NaturePiece, PartieDossier
from dossiers.services import commentaires

register = template.Library()

for _peut in (
    permissions.peut_abandonner,
    permissions.peut_accepter_rapport,
    permissions.peut_annuler_recevabilite,
    permissions.peut_composer_commission,
    permissions.peut_enregistrer_rapport,
    permissions.peut_lire_seances,
    permissions.peut_amenager,
    permissions.peut_lire_amenagements,
    permissions.peut_modifier_inscription,
    permissions.peut_organiser_seances,
    permissions.peut_planifier,
    permissions.peut_reporter,
    permissions.peut_reprendre,
    permissions.peut_suivre_recevabilite,
    permissions.peut_rectifier_identite,
    permissions.peut_tenir_nir,
    permissions.est_gestionnaire,
):
    register.filter(_peut.__name__, _peut)

# Where each part of the dossier de modalités is corrected, and who may.
_PAGES = {
    PartieDossier.INSCRIPTION: ("dossiers:modifier", permissions.peut_modifier_inscription),
    PartieDossier.MODALITES: ("dossiers:modalites", permissions.peut_planifier),
    PartieDossier.SITUATIONS: ("dossiers:modalites", permissions.peut_planifier),
    PartieDossier.RAPPORT: ("dossiers:modalites", permissions.peut_planifier),
    PartieDossier.ACCORD: ("dossiers:accord", permissions.peut_planifier),
    PartieDossier.COMMISSION: ("dossiers:commission", permissions.peut_composer_commission),
}


@register.simple_tag
def lien_de_la_partie(dossier, partie: str, utilisateur) -> str:
    """The page where this part is corrected; empty when it cannot be any more."""
    url, permis = _PAGES.get(partie, ("", None))
    return reverse(url, args=[dossier.pk]) if url and permis(utilisateur, dossier) else ""


@register.filter
def modalite_en_bref(code: str) -> str:
    """The modality in a few words; a word that is no code stays as it is."""
    return MODALITES_EN_BREF.get(code, code)


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


@register.simple_tag
def actes_groupes() -> list[lots.ActeGroupe]:
    """The acts that can be done on many dossiers at once."""
    return lots.tous()
