"""The candidate's identity: whether the person is known, what may be corrected, the NIR."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from cqpm.commun import liens
from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Centre, Utilisateur
from dossiers import nir as chiffre
from dossiers.enums import IDENTITE_RECTIFIABLE, TERMINES, Acte, EtatDossier
from dossiers.errors import (
    IdentiteVerrouillee,
    InscriptionRefusee,
    NirIllisible,
    NirRefuse,
    PersonneRessemblante,
)
from dossiers.identite import CHAMPS_DU_PV, CHAMPS_REGISTRE, Identite
from dossiers.models import Candidat, Dossier
from dossiers.regles_doublon import sont_les_memes_noms
from dossiers.regles_identite import FauteSaisie, fautes_identite
from dossiers.selectors.personnes import personnes_ressemblantes
from dossiers.services.indexation import indexer
from dossiers.services.journal import noter
from referentiels.models import Referentiel

# The links that open a candidate's space (`cqpm.commun.liens`).
NATURE_ESPACE = "espace"
_LIEU = ("naissance_commune", "naissance_code_insee", "naissance_code_postal")
_EN_CAPITALES = ("naissance_code_insee", "naissance_code_pays")


@dataclass(frozen=True)
class DecisionPersonne:
    """What a person decided about the known candidates who look like the new one.

    `meme` is the candidate to whom the dossier is attached; `homonymes` are those declared to be
    somebody else. `comparee` says that the caller has compared this identity with everyone, under
    the centre's lock.
    """

    meme: int | None = None
    homonymes: Collection[int] = ()
    comparee: bool = False


# --- The same person twice --------------------------------------------------------------------
def candidat_a_inscrire(
    centre: Centre,
    referentiel: Referentiel,
    identite: Identite,
    *,
    nir: str = "",
    decision: DecisionPersonne | None = None,
) -> Candidat:
    """The candidate of a new dossier: a new row, or a known one if a person said so.

    Raises PersonneRessemblante when somebody looks alike and nobody decided.
    """
    decision = decision or DecisionPersonne()
    if not decision.comparee:
        refuser_doublon(centre, referentiel, identite)
    if decision.meme is not None:
        return _rattacher(centre, referentiel, identite, nir, decision.meme)
    proches = [] if decision.comparee else personnes_ressemblantes(centre, identite)
    if any(une.candidat.pk not in decision.homonymes for une in proches):
        raise PersonneRessemblante(proches)
    candidat = Candidat(centre=centre, **champs(identite, referentiel))
    _poser_nir(candidat, referentiel, nir)
    candidat.save()
    return candidat


def _rattacher(centre, referentiel, identite: Identite, nir: str, cle: int) -> Candidat:
    """The known person, kept as known; only blanks are filled with what was typed (R40)."""
    candidat = Candidat.objects.filter(centre=centre, pk=cle).first()
    if candidat is None:
        raise InscriptionRefusee("personne", "Cette personne n'est plus connue de votre centre.")
    _refuser_dossier_en_cours(referentiel, Dossier.objects.filter(candidat=candidat))
    typees = champs(identite, referentiel)
    if any(getattr(candidat, champ) for champ in _LIEU):
        typees = {champ: valeur for champ, valeur in typees.items() if champ not in _LIEU}
    blancs = {
        champ: valeur
        for champ, valeur in typees.items()
        if valeur and getattr(candidat, champ) == ""
    }
    for champ in blancs.keys() & set(CHAMPS_DU_PV):
        if raison := _raison_du_verrou(candidat):
            raise InscriptionRefusee(champ, f"Laissez ce champ vide : {raison}")
    for champ, valeur in blancs.items():
        setattr(candidat, champ, valeur)
    _poser_nir(candidat, referentiel, nir)
    candidat.save()
    return candidat


def refuser_doublon(
    centre: Centre, referentiel: Referentiel, identite: Identite, sauf: Dossier | None = None
) -> None:
    """The same name and birth have no other dossier under way for this CQPM, in any version."""
    annee, mois, jour = identite.naissance
    nes = Dossier.objects.filter(
        centre=centre,
        candidat__naissance_annee=annee,
        candidat__naissance_mois=mois,
        candidat__naissance_jour=jour,
    ).exclude(pk=sauf.pk if sauf else None)
    memes = [
        un.pk for un in nes.select_related("candidat") if sont_les_memes_noms(identite, un.candidat)
    ]
    _refuser_dossier_en_cours(referentiel, nes.filter(pk__in=memes))


def _refuser_dossier_en_cours(referentiel: Referentiel, dossiers) -> None:
    deja = (
        dossiers.filter(referentiel__numero=referentiel.numero).exclude(etat__in=TERMINES).first()
    )
    if deja:
        raise InscriptionRefusee(
            "nom",
            f"Cette personne a déjà un dossier en cours pour ce CQPM : {deja.numero}. "
            "Ouvrez ce dossier, ou abandonnez-le avant d'en inscrire un autre.",
        )


# --- What is written --------------------------------------------------------------------------
def champs(identite: Identite, referentiel: Referentiel) -> dict[str, Any]:
    """What was typed, by attribute of `Candidat`; the register's fields for RNCP versions (R44)."""
    capitales = {champ: getattr(identite, champ).upper() for champ in _EN_CAPITALES}
    identite = replace(identite, **capitales)
    return {
        un.name: getattr(identite, un.name)
        for un in fields(identite)
        if referentiel.est_enregistre_rncp or un.name not in CHAMPS_REGISTRE
    }


def ecrire(
    candidat: Candidat, identite: Identite, referentiel: Referentiel, *, par_un_pv: bool = False
) -> tuple[dict, dict]:
    """Write an identity; gives what the journal says of it, before and after.

    The journal repeats what a PV says; of the rest it only says that it changed. Raises
    IdentiteVerrouillee once a PV carries it, unless `par_un_pv`: another PV says the right one
    (R40).
    """
    avant, apres = {}, {}
    autres, ancien_courriel = [], candidat.courriel
    for champ, valeur in champs(identite, referentiel).items():
        ancienne = getattr(candidat, champ)
        if ancienne == valeur:
            continue
        setattr(candidat, champ, valeur)
        if champ in CHAMPS_DU_PV:
            avant[champ], apres[champ] = str(ancienne), str(valeur)
        else:
            autres.append(champ)
    if apres and not par_un_pv:
        _refuser_si_verrouillee(candidat)
    if autres:
        apres["autres champs modifiés"] = autres
    candidat.save()
    if ancien_courriel and ancien_courriel != candidat.courriel:
        _fermer_l_espace(candidat)
    return avant, apres


def _refuser_si_verrouillee(candidat: Candidat) -> None:
    """The upper app tells what holds the identity; the closing of a jury waits for this lock."""
    dossiers = list(candidat.dossiers.select_for_update())
    if raison := _raison_du_verrou(Candidat.objects.get(pk=candidat.pk)):
        raise IdentiteVerrouillee(dossiers[0], raison)


def _raison_du_verrou(connu: Candidat) -> str:
    raisons = (import_string(chemin)(connu) for chemin in settings.CQPM_VERROUS_IDENTITE)
    return next(filter(None, raisons), "")


def _fermer_l_espace(candidat: Candidat) -> None:
    """Links went to an address that is no longer the candidate's: staff send others."""
    for dossier in candidat.dossiers.only("pk"):
        liens.fermer(NATURE_ESPACE, sujet_de(dossier))


@transaction.atomic
def rectifier_identite(
    dossier: Dossier, identite: Identite, *, motif: str, par: Utilisateur
) -> Dossier:
    """Correct an identity after the transmission, with its reason, until the jury's session closes.

    The journal of each dossier of that person says it. Raises InscriptionRefusee, or
    IdentiteVerrouillee once a PV carries it.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat not in IDENTITE_RECTIFIABLE:
        raise IdentiteVerrouillee(dossier)
    rncp = dossier.referentiel.est_enregistre_rncp
    refuser_fautes(dossier, identite, fautes_identite(identite, rncp=rncp))
    refuser_doublon(dossier.centre, dossier.referentiel, identite, sauf=dossier)
    _rectifier(dossier, identite, f"Identité rectifiée : {motif}", par=par)
    return dossier


def refuser_fautes(dossier: Dossier, identite: Identite, fautes: list[FauteSaisie]) -> None:
    """Raise InscriptionRefusee for the first fault, or for a birth after the registration."""
    for faute in fautes:
        raise InscriptionRefusee(faute.champ, faute.message)
    if identite.naissance.au_plus_tot >= dossier.inscrit_le:
        raise InscriptionRefusee(
            "naissance", "La date de naissance doit précéder l'inscription : vérifiez l'année."
        )


def _rectifier(
    dossier: Dossier,
    identite: Identite,
    libelle: str,
    *,
    par: Utilisateur,
    par_un_pv: bool = False,
) -> None:
    avant, apres = ecrire(dossier.candidat, identite, dossier.referentiel, par_un_pv=par_un_pv)
    indexer([dossier, *dossier.candidat.dossiers.exclude(pk=dossier.pk).only("pk")])
    for un in dossier.candidat.dossiers.all():
        noter(un, Acte.IDENTITE, libelle, par=par, avant=avant, apres=apres)


def identite_de(candidat: Candidat) -> Identite:
    """The identity as it is known."""
    return Identite(**{un.name: getattr(candidat, un.name) for un in fields(Identite)})


@transaction.atomic
def rectifier_par_un_pv(
    dossier: Dossier, change: dict[str, Any], *, pv: str, par: Utilisateur
) -> None:
    """Write what a signed PV rectificatif says of the identity, whatever the dossier's state (R40).

    `change` is by attribute of `Candidat`, among `CHAMPS_DU_PV`. The caller makes sure that no
    other PV of the same person that waits for its signatures says something else.
    """
    identite = replace(identite_de(dossier.candidat), **change)
    libelle = f"Identité rectifiée par le PV {pv}."
    _rectifier(dossier, identite, libelle, par=par, par_un_pv=True)


@transaction.atomic
def completer_registre(dossier: Dossier, saisie: Identite, *, par: Utilisateur) -> Dossier:
    """Write what only the national register wants, once the candidate is certified (R44).

    The rest of `saisie` is not read: the PV is signed with that identity. Raises
    IdentiteVerrouillee before the decision, InscriptionRefusee.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat != EtatDossier.ADMIS or not dossier.referentiel.est_enregistre_rncp:
        raise IdentiteVerrouillee(dossier)
    candidat = Candidat.objects.select_for_update().get(pk=dossier.candidat_id)
    identite = replace(
        identite_de(candidat), **{champ: getattr(saisie, champ) for champ in CHAMPS_REGISTRE}
    )
    for faute in fautes_identite(identite, rncp=True):
        if faute.champ in CHAMPS_REGISTRE:
            raise InscriptionRefusee(faute.champ, faute.message)
    avant, apres = ecrire(candidat, identite, dossier.referentiel)
    if apres:
        libelle = "Données du registre national complétées."
        noter(dossier, Acte.IDENTITE, libelle, par=par, avant=avant, apres=apres)
    return dossier


# --- The NIR ----------------------------------------------------------------------------------
def _poser_nir(candidat: Candidat, referentiel: Referentiel, nir: str) -> None:
    """Encrypt a NIR on a registration; ignored where the register does not want it (R44)."""
    if not nir or not referentiel.est_enregistre_rncp:
        return
    try:
        lu = chiffre.lire(nir)
    except NirRefuse as refus:
        raise InscriptionRefusee("nir", str(refus)) from refus
    try:
        if candidat.nir_chiffre and chiffre.dechiffrer(candidat.nir_chiffre) != lu:
            raise InscriptionRefusee(
                "nir",
                "Cette personne est connue avec un autre NIR : laissez ce champ vide, puis "
                "remplacez-le depuis le dossier s'il est faux.",
            )
        candidat.nir_chiffre = candidat.nir_chiffre or chiffre.chiffrer(lu)
    except NirIllisible as refus:
        raise InscriptionRefusee("nir", str(refus)) from refus


@transaction.atomic
def enregistrer_nir(dossier: Dossier, nir: str, *, par: Utilisateur) -> None:
    """Record or replace the NIR; the journal says that it was done, never what it is.

    Raises NirRefuse, or NirIllisible when the installation has no sound key.
    """
    jeton = chiffre.chiffrer(chiffre.lire(nir))
    candidat = Candidat.objects.select_for_update().get(pk=dossier.candidat_id)
    acte = "remplacé" if candidat.nir_chiffre else "enregistré"
    candidat.nir_chiffre = jeton
    candidat.save()
    noter(dossier, Acte.IDENTITE, f"NIR {acte}.", par=par)


@transaction.atomic
def effacer_nir(dossier: Dossier, *, par: Utilisateur | None) -> None:
    """Forget the NIR; doing it twice changes nothing. `par` is None when its time has come."""
    candidat = Candidat.objects.select_for_update().get(pk=dossier.candidat_id)
    if not candidat.nir_chiffre:
        return
    candidat.nir_chiffre = ""
    candidat.save()
    noter(dossier, Acte.IDENTITE, "NIR effacé.", par=par)
