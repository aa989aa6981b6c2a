"""Register a candidate, correct a registration: everything starts there (R8)."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction

from cqpm.comptes.models import Centre, Utilisateur
from dossiers import transitions
from dossiers.enums import DECIDES, PLAN_MODIFIABLE, Acte, EtatDossier, Parcours
from dossiers.errors import InscriptionRefusee, PlanVerrouille
from dossiers.models import Candidat, Dossier, Entreprise, Tuteur
from dossiers.naissance import DateNaissance
from dossiers.services.indexation import indexer_autour
from dossiers.services.journal import noter
from referentiels.enums import EtatReferentiel
from referentiels.models import Bloc, Referentiel

# Routes on which the candidate has no employer of their own (R10, R16).
PARCOURS_SANS_ENTREPRISE = frozenset({Parcours.DEMANDEUR_EMPLOI, Parcours.VAE})


@dataclass(frozen=True)
class Identite:
    """The candidate as typed: no capital is changed, no accent removed."""

    nom: str
    prenom: str
    naissance: DateNaissance
    nom_usage: str = ""
    courriel: str = ""
    telephone: str = ""
    prenom2: str = ""
    prenom3: str = ""
    sexe: str = ""
    naissance_commune: str = ""
    naissance_code_insee: str = ""
    naissance_code_postal: str = ""
    naissance_code_pays: str = ""
    naissance_pays: str = ""


@dataclass(frozen=True)
class Accueil:
    """The company and its tutor, as typed; known ones are found again, not duplicated."""

    raison_sociale: str
    ville: str = ""
    tuteur_prenom: str = ""
    tuteur_nom: str = ""
    tuteur_courriel: str = ""
    tuteur_fonction: str = ""
    tuteur_qualite: str = ""
    siret: str = ""


@transaction.atomic
def inscrire(
    *,
    centre: Centre,
    referentiel: Referentiel,
    parcours: Parcours,
    inscrit_le: datetime.date,
    identite: Identite,
    accueil: Accueil | None,
    par: Utilisateur,
    blocs: Iterable[Bloc] = (),
) -> Dossier:
    """Register a candidate to a CQPM, or to some of its blocs, in one version of it (R1, R9).

    Raises InscriptionRefusee, whose `champ` names the field to correct.
    """
    blocs = list(blocs)
    # One registration at a time in a centre: a double click does not register twice.
    Centre.objects.select_for_update().get(pk=centre.pk)
    _verifier(referentiel, parcours, inscrit_le, identite, accueil)
    _verifier_blocs(referentiel, blocs)
    _verifier_doublon(centre, referentiel, identite)
    entreprise, tuteur = _trouver_ou_creer_accueil(centre, accueil)
    candidat = Candidat(centre=centre, **_champs(identite))
    candidat.save()
    dossier = Dossier.objects.create(
        numero=uuid.uuid4().hex[:20],
        centre=centre,
        candidat=candidat,
        referentiel=referentiel,
        parcours=parcours,
        inscrit_le=inscrit_le,
        entreprise=entreprise,
        tuteur=tuteur,
    )
    dossier.numero = f"D-{dossier.pk:05d}"
    dossier.save(update_fields=["numero"])
    dossier.blocs_vises.set(blocs)
    indexer_autour(dossier)
    noter(
        dossier,
        Acte.INSCRIPTION,
        f"Inscription de {candidat} à la certification « {referentiel.titre} ».",
        par=par,
        vers=dossier.etat,
    )
    return dossier


@transaction.atomic
def modifier_inscription(
    dossier: Dossier,
    *,
    parcours: Parcours,
    inscrit_le: datetime.date,
    identite: Identite,
    accueil: Accueil | None,
    par: Utilisateur,
) -> Dossier:
    """Correct a registration before the transmission; the version never changes (R1).

    Another company, or none, must agree anew: the agreement is then asked again (R10).
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat not in PLAN_MODIFIABLE:
        raise PlanVerrouille(dossier)
    _verifier(dossier.referentiel, parcours, inscrit_le, identite, accueil, existant=True)
    _verifier_doublon(dossier.centre, dossier.referentiel, identite, sauf=dossier)
    _verifier_correction(dossier, inscrit_le, accueil)
    candidat = dossier.candidat
    avant = {"parcours": dossier.parcours, "candidat": candidat.nom_complet}
    for champ, valeur in _champs(identite).items():
        setattr(candidat, champ, valeur)
    candidat.save()
    entreprise = dossier.entreprise_id
    dossier.entreprise, dossier.tuteur = _trouver_ou_creer_accueil(dossier.centre, accueil)
    dossier.parcours, dossier.inscrit_le = parcours, inscrit_le
    accord_perdu = dossier.entreprise_id != entreprise or (
        dossier.accord_le is not None and dossier.accord_le < inscrit_le
    )
    if accord_perdu:
        dossier.accord_par, dossier.accord_signataire, dossier.accord_le = "", "", None
    dossier.save()
    indexer_autour(dossier)
    noter(
        dossier,
        Acte.IDENTITE,
        "Inscription corrigée.",
        par=par,
        avant=avant,
        apres={"parcours": dossier.parcours, "candidat": candidat.nom_complet},
    )
    if accord_perdu and dossier.etat == EtatDossier.MODALITES_COMPLETES:
        transitions.rouvrir_modalites(dossier, par=par)
    return dossier


def _champs(identite: Identite) -> dict[str, Any]:
    """What was typed, by attribute of `Candidat`."""
    return {un.name: getattr(identite, un.name) for un in fields(identite)}


def _verifier(referentiel, parcours, inscrit_le, identite, accueil, *, existant=False) -> None:
    if not existant and referentiel.etat != EtatReferentiel.PUBLIE:
        raise InscriptionRefusee(
            "referentiel",
            f"La version {referentiel} n'est pas publiée : choisissez une version publiée.",
        )
    if identite.naissance.au_plus_tot >= inscrit_le:
        raise InscriptionRefusee(
            "naissance",
            "La date de naissance doit précéder l'inscription : vérifiez l'année.",
        )
    if accueil is None and parcours not in PARCOURS_SANS_ENTREPRISE:
        raise InscriptionRefusee(
            "raison_sociale",
            f"Le parcours « {Parcours(parcours).label} » suppose une entreprise : indiquez-la, "
            "ou choisissez « Demandeur d'emploi » ou « VAE ».",
        )
    if accueil and (accueil.tuteur_nom or accueil.tuteur_prenom) and not accueil.tuteur_courriel:
        raise InscriptionRefusee(
            "tuteur_courriel",
            "Indiquez l'adresse électronique du tuteur : l'avis de l'entreprise lui sera demandé.",
        )
    if accueil and accueil.tuteur_courriel and not (accueil.tuteur_nom and accueil.tuteur_prenom):
        raise InscriptionRefusee("tuteur_nom", "Indiquez le prénom et le nom du tuteur.")


def _verifier_blocs(referentiel: Referentiel, blocs: list[Bloc]) -> None:
    if blocs and not referentiel.est_enregistre_rncp:
        raise InscriptionRefusee(
            "blocs",
            "Cette version n'est pas inscrite au RNCP : le candidat vise le CQPM entier (R9).",
        )
    if any(bloc.referentiel_id != referentiel.pk for bloc in blocs):
        raise InscriptionRefusee("blocs", "Un bloc visé appartient à une autre version.")


def _verifier_correction(
    dossier: Dossier, inscrit_le: datetime.date, accueil: Accueil | None
) -> None:
    """A correction contradicts neither the report's deadline (R8) nor the commission (R24)."""
    if dossier.rapport_attendu_le and dossier.rapport_attendu_le < inscrit_le:
        raise InscriptionRefusee(
            "inscrit_le",
            f"Le rapport du candidat est attendu le {dossier.rapport_attendu_le:%d/%m/%Y}, avant "
            "cette date : changez d'abord sa date limite dans les modalités.",
        )
    courriel = accueil.tuteur_courriel if accueil else ""
    if courriel and dossier.affectations.filter(utilisateur__email__iexact=courriel).exists():
        raise InscriptionRefusee(
            "tuteur_courriel",
            "Cette personne fait partie de la commission d'évaluation : retirez-la d'abord, ou "
            "indiquez un autre tuteur.",
        )


def _verifier_doublon(
    centre: Centre, referentiel: Referentiel, identite: Identite, sauf: Dossier | None = None
) -> None:
    deja = (
        Dossier.objects.filter(
            centre=centre,
            referentiel=referentiel,
            candidat__nom__iexact=identite.nom,
            candidat__prenom__iexact=identite.prenom,
            candidat__naissance_annee=identite.naissance.annee,
            candidat__naissance_mois=identite.naissance.mois,
            candidat__naissance_jour=identite.naissance.jour,
        )
        .exclude(etat__in=[*DECIDES, EtatDossier.ABANDONNE])
        .exclude(pk=sauf.pk if sauf else None)
        .first()
    )
    if deja:
        raise InscriptionRefusee(
            "nom",
            f"Cette personne a déjà un dossier en cours pour ce CQPM : {deja.numero}. "
            "Ouvrez ce dossier, ou abandonnez-le avant d'en inscrire un autre.",
        )


def _trouver_ou_creer_accueil(
    centre: Centre, accueil: Accueil | None
) -> tuple[Entreprise | None, Tuteur | None]:
    if accueil is None:
        return None, None
    entreprise, _ = Entreprise.objects.get_or_create(
        centre=centre, raison_sociale=accueil.raison_sociale, ville=accueil.ville
    )
    if not accueil.tuteur_courriel:
        return entreprise, None
    tuteur, _ = Tuteur.objects.update_or_create(
        entreprise=entreprise,
        courriel=accueil.tuteur_courriel,
        defaults={
            "prenom": accueil.tuteur_prenom,
            "nom": accueil.tuteur_nom,
            "fonction": accueil.tuteur_fonction,
            "qualite": accueil.tuteur_qualite,
        },
    )
    return entreprise, tuteur
