"""The content of a brouillon: every change is whole, leaves its line, and can be undone."""

from django.db import transaction
from django.db.models import F

from cqpm.comptes.models import Utilisateur
from referentiels.echange.examen import examiner
from referentiels.enums import EtatReferentiel
from referentiels.errors import (
    BrouillonModifie,
    ContenuInvalide,
    RetourImpossible,
    VersionFigee,
)
from referentiels.models import Acte, Referentiel
from referentiels.services.ecriture import remplacer
from referentiels.services.histoire import noter_contenu
from referentiels.services.relecture import rafraichir_points


@transaction.atomic
def enregistrer(
    referentiel: Referentiel,
    document: dict,
    *,
    revision: int,
    par: Utilisateur,
    libelle: str,
    retour_a: Acte | None = None,
) -> Referentiel:
    """Give a brouillon its new content: an exchange document, complete or not.

    `revision` is the one the person was looking at, and `libelle` says in French what was done.
    The filter on both is the lock: raises VersionFigee when it is no longer a brouillon, and
    BrouillonModifie when someone else changed it meanwhile; ContenuInvalide when the content
    contradicts itself or cannot be kept. Nothing is written then.
    """
    document, problemes = examiner(document, complet=False)
    if document is None:
        raise ContenuInvalide(referentiel, problemes)
    ouvert = Referentiel.objects.filter(pk=referentiel.pk, etat=EtatReferentiel.BROUILLON)
    if not ouvert.filter(revision=revision).update(revision=F("revision") + 1):
        referentiel.refresh_from_db()
        raise BrouillonModifie(referentiel) if ouvert.exists() else VersionFigee(referentiel)
    referentiel.refresh_from_db()
    remplacer(referentiel, document)
    noter_contenu(referentiel, document, libelle, par=par, retour_a=retour_a)
    rafraichir_points(referentiel, document)
    return referentiel


def annuler(referentiel: Referentiel, *, revision: int, par: Utilisateur) -> Referentiel:
    """Undo the last change; undoing again goes one step further back.

    Raises RetourImpossible when nothing is left to undo, VersionFigee or BrouillonModifie.
    """
    actuel = Acte.objects.filter(referentiel=referentiel, revision=revision).first()
    precedente = actuel and actuel.precedente
    if precedente is None:
        raise RetourImpossible(referentiel)
    return revenir(referentiel, precedente, revision=revision, par=par)


def revenir(
    referentiel: Referentiel, cible: int, *, revision: int, par: Utilisateur
) -> Referentiel:
    """Take up again the content of the revision `cible`; nothing of the history is lost.

    Raises RetourImpossible, VersionFigee or BrouillonModifie.
    """
    acte = Acte.objects.filter(
        referentiel=referentiel, revision=cible, document__isnull=False
    ).first()
    if acte is None:
        raise RetourImpossible(referentiel)
    libelle = f"Retour à l'état « {acte.libelle} »"
    return enregistrer(
        referentiel, acte.document, revision=revision, par=par, libelle=libelle, retour_a=acte
    )
