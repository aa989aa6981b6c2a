"""Companies and tutors: found again, created, corrected; never renamed without being asked."""

from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction

from cqpm.commun.recherche import normaliser
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import Acte
from dossiers.errors import EntrepriseRefusee, InscriptionRefusee, TuteurDifferent
from dossiers.identite import Accueil
from dossiers.models import Dossier, Entreprise, Tuteur
from dossiers.regles_identite import FauteSaisie, fautes_accueil, lire_siret
from dossiers.services.indexation import indexer
from dossiers.services.journal import noter


class DecisionTuteur(NamedTuple):
    """What a person decided about a known tutor whom one describes otherwise."""

    tuteur: int
    corriger: bool


def trouver_ou_creer(
    centre: Centre,
    accueil: Accueil | None,
    *,
    par: Utilisateur,
    decision: DecisionTuteur | None = None,
) -> tuple[Entreprise | None, Tuteur | None]:
    """The company and tutor that were typed; call it inside the transaction of the act.

    Raises InscriptionRefusee when a company stays doubtful, TuteurDifferent when a known tutor is
    described otherwise and nobody decided.
    """
    if accueil is None:
        return None, None
    entreprise = _entreprise(centre, accueil)
    return entreprise, _tuteur(entreprise, accueil, par, decision)


def _entreprise(centre: Centre, accueil: Accueil) -> Entreprise:
    siret = lire_siret(accueil.siret)
    if siret and (connue := Entreprise.objects.filter(centre=centre, siret=siret).first()):
        return _confirmer(connue, accueil)
    memes = _homonymes(centre, accueil)
    if len(memes) > 1:
        villes = ", ".join(une.ville or "sans ville" for une in memes)
        raise InscriptionRefusee(
            "raison_sociale",
            f"Plusieurs entreprises connues s'appellent « {accueil.raison_sociale} » ({villes}) : "
            "choisissez-en une dans la liste, ou indiquez la ville.",
        )
    if not memes:
        return Entreprise.objects.create(
            centre=centre,
            raison_sociale=accueil.raison_sociale,
            ville=accueil.ville,
            siret=siret,
        )
    return _completer_siret(memes[0], siret)


def _confirmer(connue: Entreprise, accueil: Accueil) -> Entreprise:
    """A SIRET names one establishment: what is typed beside it must say the same."""
    meme_nom = normaliser(connue.raison_sociale) == normaliser(accueil.raison_sociale)
    meme_ville = not accueil.ville or normaliser(connue.ville) == normaliser(accueil.ville)
    if meme_nom and meme_ville:
        return connue
    raise InscriptionRefusee(
        "siret",
        f"Ce SIRET est celui de « {connue.designation} », déjà connue de votre centre : "
        "choisissez-la dans la liste, ou vérifiez le numéro.",
    )


def _homonymes(centre: Centre, accueil: Accueil) -> list[Entreprise]:
    """The known companies of that name, in that town if one is given."""
    nom, ville = normaliser(accueil.raison_sociale), normaliser(accueil.ville)
    proches = Entreprise.objects.filter(centre=centre, recherche__contains=nom)
    memes = [une for une in proches if normaliser(une.raison_sociale) == nom]
    exactes = [une for une in memes if normaliser(une.ville) == ville]
    return exactes[:1] if exactes or ville else memes


def _completer_siret(connue: Entreprise, siret: str) -> Entreprise:
    if siret and connue.siret and connue.siret != siret:
        raise InscriptionRefusee(
            "siret",
            f"« {connue.designation} » est connue avec le SIRET {connue.siret} : vérifiez le "
            "numéro, ou donnez à l'autre établissement un nom qui l'en distingue.",
        )
    if siret and not connue.siret:
        connue.siret = siret
        connue.save()
        indexer(connue.dossiers.only("pk"))
    return connue


# --- The tutor --------------------------------------------------------------------------------
def _tuteur(entreprise, accueil, par, decision: DecisionTuteur | None) -> Tuteur | None:
    if not accueil.tuteur_courriel:
        return None
    connu = entreprise.tuteurs.filter(courriel__iexact=accueil.tuteur_courriel).first()
    if connu is None:
        return Tuteur.objects.create(
            entreprise=entreprise, courriel=accueil.tuteur_courriel, **_description(accueil)
        )
    dit = {champ: valeur for champ, valeur in _description(accueil).items() if valeur}
    if all(getattr(connu, champ) == valeur for champ, valeur in dit.items()):
        return connu
    if decision is None or decision.tuteur != connu.pk:
        raise TuteurDifferent(connu)
    if decision.corriger:
        _ecrire_tuteur(connu, dit, par)
    return connu


def _description(accueil: Accueil) -> dict[str, str]:
    return {
        "prenom": accueil.tuteur_prenom,
        "nom": accueil.tuteur_nom,
        "fonction": accueil.tuteur_fonction,
        "qualite": accueil.tuteur_qualite,
    }


@transaction.atomic
def corriger_tuteur(tuteur: Tuteur, accueil: Accueil, *, par: Utilisateur) -> Tuteur:
    """Correct a tutor for all their dossiers; the journal of each says it.

    Raises EntrepriseRefusee, whose `champ` names the field.
    """
    Centre.objects.select_for_update().get(pk=tuteur.entreprise.centre_id)
    _refuser(fautes_accueil(accueil))
    courriel = accueil.tuteur_courriel
    if not courriel:
        raise EntrepriseRefusee("tuteur_courriel", "Indiquez l'adresse électronique du tuteur.")
    autres = tuteur.entreprise.tuteurs.exclude(pk=tuteur.pk)
    if autre := autres.filter(courriel__iexact=courriel).first():
        raise EntrepriseRefusee(
            "tuteur_courriel", f"Cette adresse est celle de {autre}, tuteur de la même entreprise."
        )
    evalues = Dossier.objects.filter(
        tuteur=tuteur, affectations__utilisateur__email__iexact=courriel
    )
    if dossier := evalues.first():
        raise EntrepriseRefusee(
            "tuteur_courriel",
            f"Cette personne fait partie de la commission ou du jury du dossier {dossier.numero} : "
            "retirez-la d'abord.",
        )
    return _ecrire_tuteur(tuteur, _description(accueil) | {"courriel": courriel}, par)


def _ecrire_tuteur(tuteur: Tuteur, valeurs: dict[str, str], par: Utilisateur) -> Tuteur:
    _corriger_partout(tuteur, valeurs, lambda: f"Tuteur corrigé : {tuteur}.", par)
    return tuteur


def _corriger_partout(
    objet: Entreprise | Tuteur,
    valeurs: dict[str, str],
    libelle: Callable[[], str],
    par: Utilisateur,
) -> None:
    """Write what changed, where it is searched for, and in the journal of each of its dossiers."""
    avant = {champ: getattr(objet, champ) for champ in valeurs}
    if avant == valeurs:
        return
    for champ, valeur in valeurs.items():
        setattr(objet, champ, valeur)
    objet.save()
    indexer(objet.dossiers.only("pk"))
    for dossier in objet.dossiers.all():
        noter(dossier, Acte.IDENTITE, libelle(), par=par, avant=avant, apres=valeurs)


# --- The company's own page -------------------------------------------------------------------
@transaction.atomic
def corriger_entreprise(
    entreprise: Entreprise, accueil: Accueil, *, par: Utilisateur
) -> Entreprise:
    """Correct a company for all its dossiers; the journal of each says it.

    Raises EntrepriseRefusee, whose `champ` names the field.
    """
    Centre.objects.select_for_update().get(pk=entreprise.centre_id)
    _refuser(fautes_accueil(accueil))
    valeurs = {
        "raison_sociale": accueil.raison_sociale,
        "ville": accueil.ville,
        "siret": lire_siret(accueil.siret),
    }
    _verifier_unique(entreprise, **valeurs)
    _corriger_partout(
        entreprise, valeurs, lambda: f"Entreprise corrigée : {entreprise.designation}.", par
    )
    return entreprise


def _verifier_unique(
    entreprise: Entreprise, *, raison_sociale: str, ville: str, siret: str
) -> None:
    autres = Entreprise.objects.filter(centre=entreprise.centre_id).exclude(pk=entreprise.pk)
    if siret and (autre := autres.filter(siret=siret).first()):
        raise EntrepriseRefusee("siret", f"Ce SIRET est celui de « {autre.designation} ».")
    proches = autres.filter(recherche__contains=normaliser(raison_sociale))
    cle = (normaliser(raison_sociale), normaliser(ville))
    if any((normaliser(une.raison_sociale), normaliser(une.ville)) == cle for une in proches):
        raise EntrepriseRefusee(
            "raison_sociale",
            "Une autre entreprise de votre centre porte ce nom dans cette ville : "
            "distinguez-les, par exemple par le nom du site.",
        )


def _refuser(fautes: list[FauteSaisie]) -> None:
    for faute in fautes:
        raise EntrepriseRefusee(faute.champ, faute.message)
