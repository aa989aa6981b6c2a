"""Who may not sit on the jury of a candidate (R30)."""

from cqpm.comptes.models import Utilisateur
from dossiers.enums import RoleAffectation
from dossiers.models import Dossier
from evaluations.errors import SessionRefusee
from evaluations.models import (
    AvisEntreprise,
    ConclusionCapacite,
    DemandeAvis,
    ResultatCritere,
    SignatureGrille,
)


def refuser_conflit(dossier: Dossier, *, nom: str, utilisateur: Utilisateur | None) -> None:
    """Refuse someone who evaluated the candidate or follows them in the company.

    Known by account; a member without account by the name typed. Raises SessionRefusee.
    """
    # What is kept from an earlier presentation was evaluated there (R39).
    presentations = [dossier, dossier.origine] if dossier.origine else [dossier]
    if any(_a_evalue(une, nom, utilisateur) for une in presentations):
        quoi = "a évalué"
    elif _suit_en_entreprise(dossier, nom, utilisateur):
        quoi = "suit en entreprise"
    else:
        return
    raise SessionRefusee(
        f"{utilisateur or nom} {quoi} {dossier.candidat} ({dossier.numero}) et ne peut pas siéger "
        "au jury qui en décide. Choisissez une autre personne ou une autre session."
    )


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
    return any(_meme_nom(nom, str(un)) for un in Utilisateur.objects.filter(pk__in=ids))


def _suit_en_entreprise(dossier: Dossier, nom: str, utilisateur: Utilisateur | None) -> bool:
    """The tutor, or whoever signed the company's opinion."""
    avis = AvisEntreprise.objects.filter(dossier=dossier).first()
    if utilisateur is None:
        noms = [str(dossier.tuteur or ""), avis.signataire if avis else ""]
        return any(_meme_nom(nom, un) for un in noms)
    if dossier.tuteur and dossier.tuteur.courriel.lower() == utilisateur.email.lower():
        return True
    return DemandeAvis.objects.filter(
        dossier=dossier, avis__isnull=False, courriel__iexact=utilisateur.email
    ).exists()


def _meme_nom(un: str, autre: str) -> bool:
    return un.split() != [] and un.casefold().split() == autre.casefold().split()
