"""Words between staff, beside the journal: the comment is its own line of the timeline."""

import datetime

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.errors import CommentaireRefuse
from dossiers.models import Commentaire, Dossier
from dossiers.permissions import est_responsable

# A word read by others is no longer rewritten; it may still be taken back.
DELAI_CORRECTION = datetime.timedelta(hours=24)


def commenter(dossier: Dossier, *, texte: str, par: Utilisateur) -> Commentaire:
    return Commentaire.objects.create(dossier=dossier, texte=texte, auteur=par)


@transaction.atomic
def modifier(commentaire: Commentaire, *, texte: str, par: Utilisateur) -> Commentaire:
    """Correct one's own words, within a day. Raises CommentaireRefuse."""
    commentaire = _verrouiller(commentaire)
    if not est_modifiable(commentaire, par):
        raise CommentaireRefuse(
            "Un commentaire se corrige par son auteur, dans les vingt-quatre heures. "
            "Ajoutez-en un autre, ou retirez celui-ci."
        )
    commentaire.texte = texte
    commentaire.save(update_fields=["texte", "modifie_le"])
    return commentaire


@transaction.atomic
def retirer(commentaire: Commentaire, *, par: Utilisateur) -> Commentaire:
    """Take the words back: they are erased, that there was a comment stays."""
    commentaire = _verrouiller(commentaire)
    if not est_retirable(commentaire, par):
        raise CommentaireRefuse(
            "Un commentaire se retire par son auteur ou par le responsable du centre."
        )
    commentaire.texte = ""
    commentaire.retire_le = timezone.now()
    commentaire.save(update_fields=["texte", "retire_le", "modifie_le"])
    return commentaire


def est_modifiable(commentaire: Commentaire, utilisateur: Utilisateur) -> bool:
    recent = timezone.now() - commentaire.cree_le < DELAI_CORRECTION
    return commentaire.auteur_id == utilisateur.pk and recent


def est_retirable(commentaire: Commentaire, utilisateur: Utilisateur) -> bool:
    return commentaire.auteur_id == utilisateur.pk or est_responsable(
        utilisateur, commentaire.dossier
    )


def _verrouiller(commentaire: Commentaire) -> Commentaire:
    """Read it again and hold it. Raises CommentaireRefuse if it was retired meanwhile."""
    commentaires = Commentaire.objects.select_for_update(of=("self",)).select_related("dossier")
    commentaire = commentaires.get(pk=commentaire.pk)
    if commentaire.retire_le:
        raise CommentaireRefuse("Ce commentaire est déjà retiré : il n'y a plus rien à changer.")
    return commentaire
