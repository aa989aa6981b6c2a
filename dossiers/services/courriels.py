"""What staff say of a mail: it did not arrive; that is settled."""

from django.db import transaction
from django.utils import timezone

from cqpm.commun.models import Courriel, EtatCourriel
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.models import Dossier
from dossiers.services.journal import noter


@transaction.atomic
def signaler_non_distribue(courriel: Courriel, *, par: Utilisateur) -> bool:
    """It left and came back: its address is no longer written to until someone settles it."""
    change = Courriel.objects.filter(pk=courriel.pk, etat=EtatCourriel.ENVOYE).update(
        etat=EtatCourriel.NON_DISTRIBUE
    )
    if change:
        _au_journal(courriel, "non distribué", par)
    return bool(change)


@transaction.atomic
def regler(courriel: Courriel, *, par: Utilisateur) -> bool:
    """The address was corrected, or the person told otherwise."""
    ouverts = Courriel.objects.filter(pk=courriel.pk, regle_le=None)
    change = ouverts.exclude(etat=EtatCourriel.ENVOYE).update(regle_le=timezone.now())
    if change:
        _au_journal(courriel, "réglé", par)
    return bool(change)


def _au_journal(courriel: Courriel, quoi: str, par: Utilisateur) -> None:
    label, _, pk = courriel.sujet.rpartition(":")
    if label != Dossier._meta.label_lower:
        return
    if dossier := Dossier.objects.filter(pk=pk).first():
        a = ", ".join(courriel.destinataires)
        noter(dossier, Acte.RELANCE, f"Courriel « {courriel.objet} » à {a} : {quoi}.", par=par)
