"""Register a candidate, correct a registration: everything starts there (R8)."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Centre, Utilisateur
from dossiers import transitions
from dossiers.enums import (
    INSCRIPTION_MODIFIABLE,
    Acte,
    EtatDossier,
    Parcours,
    RoleAffectation,
)
from dossiers.errors import InscriptionRefusee, PlanVerrouille
from dossiers.identite import Accueil, Formation, Identite
from dossiers.models import Dossier
from dossiers.regles_identite import (
    fautes_accueil,
    fautes_formation,
    fautes_identite,
    fautes_inscription,
)
from dossiers.selectors.commission import incompatibilite
from dossiers.services import recevabilite
from dossiers.services.accueil import DecisionTuteur, trouver_ou_creer
from dossiers.services.identite import (
    DecisionPersonne,
    candidat_a_inscrire,
    ecrire,
    refuser_doublon,
)
from dossiers.services.indexation import indexer_autour
from dossiers.services.journal import noter
from referentiels.enums import EtatReferentiel
from referentiels.models import Bloc, Referentiel

# Routes on which the candidate has no employer of their own (R10, R16).
PARCOURS_SANS_ENTREPRISE = frozenset({Parcours.DEMANDEUR_EMPLOI, Parcours.VAE})


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
    formation: Formation | None = None,
    nir: str = "",
    decision: DecisionPersonne | None = None,
    decision_tuteur: DecisionTuteur | None = None,
    en_nombre: bool = False,
) -> Dossier:
    """Register a candidate to a CQPM, or to some of its blocs, in one version of it (R1, R9).

    Raises InscriptionRefusee, whose `champ` names the field to correct; PersonneRessemblante and
    TuteurDifferent wait for a decision. `en_nombre` leaves the words of the search to the caller,
    who registers many.
    """
    blocs, formation = list(blocs), formation or Formation()
    # One registration at a time in a centre: a double click does not register twice.
    Centre.objects.select_for_update().get(pk=centre.pk)
    verifier(referentiel, parcours, inscrit_le, identite, accueil, blocs)
    _verifier_formation(formation)
    candidat = candidat_a_inscrire(centre, referentiel, identite, nir=nir, decision=decision)
    entreprise, tuteur = trouver_ou_creer(centre, accueil, par=par, decision=decision_tuteur)
    dossier = Dossier.objects.numeroter(
        centre=centre,
        candidat=candidat,
        referentiel=referentiel,
        parcours=parcours,
        etat=recevabilite.etat_initial(centre, parcours),
        inscrit_le=inscrit_le,
        entreprise=entreprise,
        tuteur=tuteur,
        **asdict(formation),
    )
    dossier.blocs_vises.set(blocs)
    if not en_nombre:
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
    formation: Formation | None = None,
    decision_tuteur: DecisionTuteur | None = None,
) -> Dossier:
    """Correct a registration before the transmission; the version never changes (R1).

    Another company, or none, must agree anew: the agreement is then asked again (R10). The NIR has
    its own page; without `formation` the training body stays as it is.
    """
    Centre.objects.select_for_update().get(pk=dossier.centre_id)
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat not in INSCRIPTION_MODIFIABLE:
        raise PlanVerrouille(dossier)
    _verifier(dossier.referentiel, parcours, inscrit_le, identite, accueil, existant=True)
    refuser_doublon(dossier.centre, dossier.referentiel, identite, sauf=dossier)
    _verifier_correction(dossier, inscrit_le, accueil)
    avant = _etat_de(dossier)
    identite_avant, identite_apres = ecrire(dossier.candidat, identite, dossier.referentiel)
    entreprise = dossier.entreprise_id
    dossier.entreprise, dossier.tuteur = trouver_ou_creer(
        dossier.centre, accueil, par=par, decision=decision_tuteur
    )
    dossier.parcours, dossier.inscrit_le = parcours, inscrit_le
    if formation is not None:
        _verifier_formation(formation)
        for champ, valeur in asdict(formation).items():
            setattr(dossier, champ, valeur)
    _verifier_commission(dossier)
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
        avant=avant | identite_avant,
        apres=_etat_de(dossier) | identite_apres,
    )
    if accord_perdu and dossier.etat == EtatDossier.MODALITES_COMPLETES:
        transitions.rouvrir_modalites(dossier, par=par)
    return recevabilite.suivre_le_parcours(dossier, par=par)


def _etat_de(dossier: Dossier) -> dict[str, str]:
    """What the journal says of a registration, beside the identity."""
    return {
        "parcours": dossier.parcours,
        "inscrit_le": f"{dossier.inscrit_le:%d/%m/%Y}",
        "entreprise": str(dossier.entreprise or ""),
        "tuteur": str(dossier.tuteur or ""),
    }


def verifier(referentiel, parcours, inscrit_le, identite, accueil, blocs: list[Bloc]) -> None:
    """Refuse a registration that contradicts itself, its route or its version: no query to write.

    The import reads a whole file with it. Raises InscriptionRefusee.
    """
    _verifier(referentiel, parcours, inscrit_le, identite, accueil)
    _verifier_blocs(referentiel, blocs)


def _verifier(referentiel, parcours, inscrit_le, identite, accueil, *, existant=False) -> None:
    if not existant and referentiel.etat != EtatReferentiel.PUBLIE:
        raise InscriptionRefusee(
            "referentiel",
            f"La version {referentiel} n'est pas publiée : choisissez une version publiée.",
        )
    fautes = [
        *fautes_identite(identite, rncp=referentiel.est_enregistre_rncp),
        *fautes_inscription(inscrit_le, identite, timezone.localdate()),
        *(fautes_accueil(accueil) if accueil else []),
    ]
    for faute in fautes:
        raise InscriptionRefusee(faute.champ, faute.message)
    if accueil is None and parcours not in PARCOURS_SANS_ENTREPRISE:
        raise InscriptionRefusee(
            "raison_sociale",
            f"Le parcours « {Parcours(parcours).label} » suppose une entreprise : indiquez-la, "
            "ou choisissez « Demandeur d'emploi » ou « VAE ».",
        )


def _verifier_formation(formation: Formation) -> None:
    for faute in fautes_formation(formation):
        raise InscriptionRefusee(faute.champ, faute.message)


def _verifier_blocs(referentiel: Referentiel, blocs: list[Bloc]) -> None:
    if blocs and not referentiel.est_enregistre_rncp:
        raise InscriptionRefusee(
            "blocs",
            "Cette version n'est pas inscrite au RNCP : le candidat vise le CQPM entier (R9).",
        )
    if any(bloc.referentiel_id != referentiel.pk for bloc in blocs):
        raise InscriptionRefusee("blocs", "Un bloc visé appartient à une autre version.")
    if blocs and len(set(blocs)) == referentiel.blocs.count():
        raise InscriptionRefusee(
            "blocs", "Tous les blocs sont cochés : pour viser le CQPM entier, n'en cochez aucun."
        )


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


def _verifier_commission(dossier: Dossier) -> None:
    """The corrected tutor or trainer is not an evaluator of this candidate (R24)."""
    nommes = dossier.affectations.filter(role=RoleAffectation.EVALUATEUR)
    for affectation in nommes.select_related("utilisateur"):
        obstacle = incompatibilite(dossier, affectation.utilisateur)
        if obstacle is None or (obstacle.derogeable and affectation.derogation):
            continue
        raise InscriptionRefusee(
            "formateur_nom" if obstacle.derogeable else "tuteur_nom",
            f"{affectation.utilisateur} fait partie de la commission d'évaluation et "
            f"{obstacle.raison}. Retirez d'abord cette personne de la commission, ou corrigez ce "
            "champ.",
        )
