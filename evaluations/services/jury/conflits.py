"""Who withdraws for one candidate: links found by the software, links declared (R30)."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte, RoleAffectation
from dossiers.models import Affectation, Dossier
from dossiers.regles_seances import meme_personne
from dossiers.services.journal import noter
from evaluations.enums import EtatSession, NatureConflit
from evaluations.errors import SessionRefusee
from evaluations.models import (
    AvisEntreprise,
    ConclusionCapacite,
    DeclarationConflit,
    Deliberation,
    DemandeAvis,
    MembreJury,
    ObservationCapacite,
    ObservationCritere,
    Preuve,
    ResultatCritere,
    SessionJury,
    SignatureGrille,
)
from evaluations.regles_composition import EMPECHEMENTS, refus_de_sieger
from evaluations.selectors.conflits import retires_de
from evaluations.services.jury.socle import affecter, membre_de, verrouiller

# What a link keeps from a signed session to its correction.
REPRIS = ("detectee", "se_retire", "precision", "declaree_par")

# --- What the software finds ------------------------------------------------------------------


@transaction.atomic
def detecter(
    session: SessionJury,
    *,
    membres: Iterable[MembreJury] | None = None,
    deliberations: Iterable[Deliberation] | None = None,
    par: Utilisateur,
) -> None:
    """Compare members with candidates, all of them by default, and record what is found.

    An evaluator, whoever follows the candidate in the company, a trainer: withdrawn, for this
    candidate alone. The same company is proposed to a person's judgement. What was found and is no
    longer true goes, a withdrawal that a person declared stays theirs; a candidate on whom the jury
    decided is left as they are.
    """
    if membres is None:
        membres = session.membres.select_related("utilisateur")
    if deliberations is None:
        deliberations = session.deliberations.all()
    lignes = [
        une
        for une in Deliberation.objects.filter(pk__in=[une.pk for une in deliberations])
        .select_related("dossier__tuteur", "dossier__entreprise", "dossier__candidat")
        .prefetch_related("conflits")
        if not une.decision
    ]
    for membre in list(membres):
        for ligne in lignes:
            _detecter_un(membre, ligne, par)


@transaction.atomic
def detecter_pour(deliberation: Deliberation, *, par: Utilisateur) -> list[MembreJury]:
    """Compare every member again with a candidate on whom the jury decides now.

    Returns those who withdraw by it and did not before.
    """
    ligne = (
        Deliberation.objects.select_related(
            "session", "dossier__tuteur", "dossier__entreprise", "dossier__candidat"
        )
        .prefetch_related("conflits")
        .get(pk=deliberation.pk)
    )
    avant = retires_de(ligne)
    membres = list(ligne.session.membres.select_related("utilisateur"))
    for membre in membres:
        _detecter_un(membre, ligne, par)
    apres = set(ligne.conflits.filter(se_retire=True).values_list("membre_id", flat=True))
    return [un for un in membres if un.pk in apres - avant]


def _detecter_un(membre: MembreJury, ligne: Deliberation, par: Utilisateur) -> None:
    connue = next((un for un in ligne.conflits.all() if un.membre_id == membre.pk), None)
    if connue and connue.se_retire and not connue.est_un_empechement:
        return
    nature = lien_de(membre, ligne.dossier)
    if nature in EMPECHEMENTS:
        if connue is None or not connue.est_un_empechement:
            _retenir(membre, ligne, nature, par, detectee=True, se_retire=True)
        return
    if connue and (connue.est_un_empechement or (connue.attend_reponse and nature is None)):
        connue.delete()
        _ouvrir(membre, ligne.dossier)
        connue = None
    if nature and connue is None:
        _retenir(membre, ligne, nature, par, detectee=True, se_retire=False)


def lien_de(membre: MembreJury, dossier: Dossier) -> NatureConflit | None:
    """The strongest link between a member and a candidate that the dossier tells.

    Known by account; a member without account by the name typed.
    """
    nom, utilisateur = membre.nom_complet, membre.utilisateur
    if any(_a_evalue(une, nom, utilisateur) for une in _presentations(dossier)):
        return NatureConflit.EVALUATEUR
    if _suit_en_entreprise(dossier, nom, utilisateur):
        return NatureConflit.TUTEUR
    if _a_forme(dossier, nom, utilisateur):
        return NatureConflit.FORMATEUR
    if dossier.entreprise and meme_personne(membre.organisation, dossier.entreprise.raison_sociale):
        return NatureConflit.ENTREPRISE
    return None


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
        *ObservationCritere.objects.filter(**grille).values_list("evaluateur_id", flat=True),
        *ObservationCapacite.objects.filter(**grille).values_list("evaluateur_id", flat=True),
        *Preuve.objects.filter(**grille).values_list("auteur_id", flat=True),
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


# --- What a correction takes up ---------------------------------------------------------------


@transaction.atomic
def reprendre(rectificatif: SessionJury, *, par: Utilisateur) -> None:
    """Bring into a correction the links of the PV that it corrects, then compare again (R30, R40).

    For each member, those of the last signed session in which they sat for that candidate.
    """
    membres = {_identite(un): un for un in rectificatif.membres.select_related("utilisateur")}
    for ligne in rectificatif.deliberations.select_related("dossier"):
        for identite, un in _liens_signes(rectificatif, ligne.dossier).items():
            if un and identite in membres:
                champs = {nom: getattr(un, nom) for nom in REPRIS}
                _retenir(membres[identite], ligne, un.nature, par, **champs)
    detecter(rectificatif, par=par)


def _liens_signes(
    rectificatif: SessionJury, dossier: Dossier
) -> dict[int | str, DeclarationConflit | None]:
    """What each who sat for this candidate had to tell, in the PV then in its corrections."""
    ici = Q(session=rectificatif.rectifie_id) | Q(session__rectifie=rectificatif.rectifie_id)
    passages = Deliberation.objects.filter(
        ici, dossier=dossier, session__etat=EtatSession.SIGNEE
    ).prefetch_related("session__membres", "conflits__declaree_par")
    liens = {}
    for passage in passages.order_by("pk"):
        connus = {un.membre_id: un for un in passage.conflits.all()}
        for membre in passage.session.membres.all():
            liens[_identite(membre)] = connus.get(membre.pk)
    return liens


def _identite(membre: MembreJury) -> int | str:
    return membre.utilisateur_id or membre.nom_complet


# --- What people declare ----------------------------------------------------------------------


@transaction.atomic
def declarer(
    membre: MembreJury,
    deliberation: Deliberation,
    *,
    nature: str,
    precision: str = "",
    se_retire: bool = True,
    par: Utilisateur,
) -> DeclarationConflit:
    """Declare a link with a candidate, or answer the one that was found.

    Raises SessionRefusee once the jury has decided, when the software found what keeps the member
    away, or for a link with which nobody sits.
    """
    membre, ligne, connue = _verrouiller(membre, deliberation)
    if connue and connue.est_un_empechement:
        raise SessionRefusee(
            f"{membre} est déjà retiré(e) pour {ligne.dossier.candidat} : "
            f"« {connue.get_nature_display()} »."
        )
    _verifier_la_suite(membre, ligne, nature, se_retire=se_retire)
    detectee = bool(connue and connue.detectee and connue.nature == nature)
    return _retenir(
        membre,
        ligne,
        nature,
        par,
        detectee=detectee,
        se_retire=se_retire,
        precision=precision,
        declaree_par=par,
    )


def _verifier_la_suite(
    membre: MembreJury, ligne: Deliberation, nature: str, *, se_retire: bool
) -> None:
    """Nobody sits with a link that withdraws, declared or shown by the dossier (R30)."""
    if phrase := refus_de_sieger(nature, se_retire=se_retire):
        raise SessionRefusee(phrase)
    if se_retire:
        return
    trouvee = lien_de(membre, ligne.dossier)
    if trouvee in EMPECHEMENTS:
        raise SessionRefusee(
            f"Le dossier de {ligne.dossier.candidat} montre un lien avec {membre} "
            f"(« {trouvee.label} ») : le membre se retire. S'il est faux, corrigez le dossier."
        )


@transaction.atomic
def lever(membre: MembreJury, deliberation: Deliberation, *, par: Utilisateur) -> None:
    """Take a declaration back; what the software found is asked again, or stays if it blocks.

    Raises SessionRefusee.
    """
    membre, ligne, connue = _verrouiller(membre, deliberation)
    if connue is None:
        raise SessionRefusee(f"{membre} n'a déclaré aucun lien avec {ligne.dossier.candidat}.")
    if connue.est_un_empechement:
        raise SessionRefusee(
            f"Le dossier de {ligne.dossier.candidat} montre ce lien "
            f"(« {connue.get_nature_display()} ») : il ne se lève pas. S'il est faux, corrigez le "
            "dossier."
        )
    connue.delete()
    _ouvrir(membre, ligne.dossier)
    libelle = f"{membre}, membre du jury, retire sa déclaration de lien avec le candidat."
    noter(ligne.dossier, Acte.JURY, libelle, par=par)
    _detecter_un(membre, Deliberation.objects.get(pk=ligne.pk), par)


def _verrouiller(
    membre: MembreJury, deliberation: Deliberation
) -> tuple[MembreJury, Deliberation, DeclarationConflit | None]:
    session = verrouiller(membre.session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    ligne = (
        session.deliberations.select_related("dossier__candidat").filter(pk=deliberation.pk).first()
    )
    if ligne is None:
        raise SessionRefusee("Ce dossier n'est plus inscrit à la session.")
    if ligne.decision:
        raise SessionRefusee(
            f"Le jury a décidé pour {ligne.dossier.candidat} : annulez d'abord la décision, puis "
            "déclarez le lien."
        )
    membre = membre_de(session, membre)
    return membre, ligne, ligne.conflits.filter(membre=membre).first()


def _retenir(
    membre: MembreJury,
    ligne: Deliberation,
    nature: str,
    par: Utilisateur,
    **champs: bool | str | Utilisateur | None,
) -> DeclarationConflit:
    """Keep the link; the dossier closes to who withdraws, their access as evaluator stays (R22)."""
    conflit, _ = DeclarationConflit.objects.update_or_create(
        membre=membre,
        deliberation=ligne,
        defaults={"nature": nature, "declaree_par": None, "precision": "", **champs},
    )
    quoi = conflit.get_nature_display()
    if conflit.se_retire:
        jures = Affectation.objects.filter(dossier=ligne.dossier, role=RoleAffectation.JURY)
        jures.filter(utilisateur=membre.utilisateur_id).delete()
        libelle = f"{membre} se retire du jury pour ce candidat : « {quoi} »."
    else:
        _ouvrir(membre, ligne.dossier)
        libelle = f"{membre}, membre du jury : « {quoi} », sans se retirer."
    noter(ligne.dossier, Acte.JURY, libelle, par=par)
    return conflit


def _ouvrir(membre: MembreJury, dossier: Dossier) -> None:
    if membre.utilisateur_id:
        affecter([dossier], [membre.utilisateur_id])
