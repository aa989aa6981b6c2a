"""Who may not sit on the jury of a candidate (R30)."""

from collections.abc import Iterator

from cqpm.comptes.models import Utilisateur
from dossiers.enums import RoleAffectation
from dossiers.models import Dossier
from dossiers.regles_seances import meme_personne
from evaluations.errors import SessionRefusee
from evaluations.models import (
    AvisEntreprise,
    ConclusionCapacite,
    DemandeAvis,
    ResultatCritere,
    SignatureGrille,
)


def refuser_conflit(dossier: Dossier, *, nom: str, utilisateur: Utilisateur | None) -> None:
    """Refuse someone who evaluated or trained the candidate, or follows them in the company.

    Known by account; a member without account by the name typed. Raises SessionRefusee.
    """
    if any(_a_evalue(une, nom, utilisateur) for une in _presentations(dossier)):
        quoi = "a évalué"
    elif _suit_en_entreprise(dossier, nom, utilisateur):
        quoi = "suit en entreprise"
    elif _a_forme(dossier, nom, utilisateur):
        quoi = "a formé"
    else:
        return
    raise SessionRefusee(
        f"{utilisateur or nom} {quoi} {dossier.candidat} ({dossier.numero}) et ne peut pas siéger "
        "au jury qui en décide. Choisissez une autre personne ou une autre session."
    )


def _presentations(dossier: Dossier | None) -> Iterator[Dossier]:
    """The dossier, then those it follows: what it keeps was evaluated there (R39)."""
    while dossier:
        yield dossier
        dossier = dossier.origine


def _a_evalue(dossier: Dossier, nom: str, utilisateur: Utilisateur | None) -> bool:
    """In the commission, today or when something of the grid was written."""
    grille = {"evaluation__dossier": dossier}
    affectes = dossier.affectations.filter(role=RoleAffectation.EVALUATEUR)
    ids = {
        *affectes.values_list("utilisateur_id", flat=True),
        *ResultatCritere.objects.filter(**grille).values_list("auteur_id", flat=True),
        *ConclusionCapacite.objects.filter(**grille).values_list("auteur_id", flat=True),
        *SignatureGrille.objects.filter(**grille).values_list("evaluateur_id", flat=True),
    }
    if utilisateur:
        return utilisateur.pk in ids
    return any(meme_personne(nom, str(un)) for un in Utilisateur.objects.filter(pk__in=ids))


def _suit_en_entreprise(dossier: Dossier, nom: str, utilisateur: Utilisateur | None) -> bool:
    """The tutor, or whoever signed the company's opinion."""
    avis = AvisEntreprise.objects.filter(dossier=dossier).first()
    if utilisateur is None:
        noms = [str(dossier.tuteur or ""), avis.signataire if avis else ""]
        return any(meme_personne(nom, un) for un in noms)
    if dossier.tuteur and dossier.tuteur.courriel.lower() == utilisateur.email.lower():
        return True
    return DemandeAvis.objects.filter(
        dossier=dossier, avis__isnull=False, courriel__iexact=utilisateur.email
    ).exists()


def _a_forme(dossier: Dossier, nom: str, utilisateur: Utilisateur | None) -> bool:
    """The trainer named at the registration, by the account's address or by name."""
    adresse = dossier.formateur_courriel.lower()
    if utilisateur and adresse and adresse == utilisateur.email.lower():
        return True
    return meme_personne(nom, dossier.formateur_nom)
