"""Who waits for what in evaluations, opinions and juries (docs/architecture.md)."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from cqpm.commun.models import sujet_de
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Habilitation
from dossiers import attentes
from dossiers.attentes import Acteur
from dossiers.enums import AVANT_JURY, RoleAffectation
from dossiers.models import Affectation
from dossiers.querysets import DossierQuerySet
from dossiers.relances.rappels import Destinataire, Rappel, Source
from dossiers.relances.textes import Genre
from dossiers.selectors.relances import (
    Annuaire,
    attendus,
    genre_de,
    personne,
    rappels_sans_adresse,
)
from evaluations.attentes import a_une_capacite_a_evaluer
from evaluations.enums import EtatSession
from evaluations.models import DemandeAvis, MembreJury, SessionJury, SignatureGrille
from evaluations.selectors.composition import delai_des_convocations, delai_des_demandes
from evaluations.selectors.transmission import echeance_gtp_de

AVIS = Genre("avis", "Avis de l'entreprise à recevoir", Acteur.ENTREPRISE)
OUVRIR = Genre("ouvrir_session", "Session de jury à ouvrir", Acteur.CENTRE, sur_dossier=False)
CLORE = Genre("clore_session", "Session de jury à clore", Acteur.CENTRE, sur_dossier=False)
TRANSMETTRE = Genre(
    "transmission_gtp",
    "Dossier de jury à transmettre au groupe technique paritaire",
    Acteur.CENTRE,
    sur_dossier=False,
)
SIGNER = Genre("signer_pv", "PV de jury à signer", Acteur.JURY, sur_dossier=False)
# What must be done some calendar days before a session (R28, R29), and its delay.
PREAVIS = {
    Genre(
        "saisine_syndicats",
        "Organisations syndicales à saisir pour un jury",
        Acteur.CENTRE,
        sur_dossier=False,
    ): delai_des_demandes,
    Genre(
        "convocation_jury",
        "Membres de jury à convoquer",
        Acteur.CENTRE,
        sur_dossier=False,
    ): delai_des_convocations,
}


def _de_la_commission() -> list[attentes.Attente]:
    return [une for une in attentes.toutes() if une.acteur == Acteur.COMMISSION]


def genres() -> list[Genre]:
    return [*map(genre_de, _de_la_commission()), AVIS, *PREAVIS, OUVRIR, CLORE, SIGNER, TRANSMETTRE]


def sur_dossiers(dossiers: DossierQuerySet) -> Iterator[Rappel]:
    """The commissions, then the companies: a query per kind, and two more."""
    yield from _rappels_des_commissions(dossiers)
    yield from _rappels_des_entreprises(dossiers)


def _rappels_des_commissions(dossiers: DossierQuerySet) -> Iterator[Rappel]:
    """Each evaluator whose turn it is, or who has not signed; staff if there is nobody."""
    if not (kinds := _de_la_commission()):
        return
    evaluateurs, a_evaluer = _evaluateurs_attendus(dossiers)
    annuaire = Annuaire.lire()
    for attente in kinds:
        for attendu in attendus(attente, dossiers):
            tous = evaluateurs.get(attendu.dossier)
            tour = a_evaluer.get(attendu.dossier) if attente.code == "evaluer" else None
            if a_relancer := tour or tous:
                yield from map(attendu.rappel, a_relancer)
            else:
                yield from rappels_sans_adresse(attendu, annuaire, "la commission")


def _evaluateurs_attendus(
    dossiers: DossierQuerySet,
) -> tuple[dict[int, list[Destinataire]], dict[int, list[Destinataire]]]:
    """By dossier, who has not signed, all once they have; then whose turn it is to evaluate.

    Two queries. Who lost the role in the dossier's centre is told nothing more of it (R22).
    """
    signees = set(
        SignatureGrille.objects.filter(evaluation__dossier__in=dossiers).values_list(
            "evaluation__dossier_id", "evaluateur_id"
        )
    )
    tous, attendus, a_evaluer = defaultdict(list), defaultdict(list), defaultdict(list)
    for une in _membres(dossiers):
        tous[une.dossier_id].append(personne(une.utilisateur))
        if (une.dossier_id, une.utilisateur_id) not in signees:
            attendus[une.dossier_id].append(personne(une.utilisateur))
        if une.est_son_tour:
            a_evaluer[une.dossier_id].append(personne(une.utilisateur))
    return tous | attendus, a_evaluer


def _membres(dossiers: DossierQuerySet) -> QuerySet[Affectation]:
    """Those who still hold the role in the dossier's centre, and whether it is their turn."""
    tenue = Habilitation.objects.filter(
        utilisateur=OuterRef("utilisateur"),
        centre=OuterRef("dossier__centre"),
        role=Role.EVALUATEUR,
    )
    tour = a_une_capacite_a_evaluer(OuterRef(OuterRef("utilisateur")), "dossier__")
    membres = Affectation.objects.filter(
        Exists(tenue),
        dossier__in=dossiers,
        role=RoleAffectation.EVALUATEUR,
        utilisateur__is_active=True,
    )
    return membres.annotate(est_son_tour=tour).select_related("utilisateur")


def _rappels_des_entreprises(dossiers: DossierQuerySet) -> Iterator[Rappel]:
    """Who was asked for an opinion and has not answered; the link is made when the mail leaves."""
    demandes = DemandeAvis.objects.filter(
        dossier__in=dossiers.filter(etat__in=AVANT_JURY), revoquee_le=None, repondue_le=None
    ).annotate(centre=F("dossier__centre_id"), report=F("dossier__report_jusqu_au"))
    for demande in demandes:
        yield Rappel(
            genre=AVIS.code,
            sujet=f"dossiers.dossier:{demande.dossier_id}",
            centre_id=demande.centre,
            dossier_id=demande.dossier_id,
            libelle=AVIS.libelle,
            chemin="",
            a=Destinataire(demande.nom, demande.courriel),
            echeance=demande.echeance,
            pas_avant=demande.report,
        )


def hors_dossier() -> Iterator[Rappel]:
    """What staff must do for the sessions, then the signatures of those that are closed."""
    annuaire = Annuaire.lire()
    for session in SessionJury.objects.en_cours().exclude(etat=EtatSession.CLOSE):
        for un in annuaire.personnel(session.centre_id):
            for genre, echeance in _du_secretaire(session):
                yield _de_session(session, genre, un, echeance)
    membres = MembreJury.objects.filter(
        session__etat=EtatSession.CLOSE,
        present=True,
        parti_le=None,
        signature=None,
        utilisateur__is_active=True,
    ).select_related("session", "utilisateur")
    for membre in membres:
        yield _de_session(membre.session, SIGNER, personne(membre.utilisateur))


def _du_secretaire(session: SessionJury) -> list[tuple[Genre, datetime.date | None]]:
    """The notices not given and the opening, then the file to send (R42).

    An open session is only reminded of when forgotten.
    """
    if session.etat == EtatSession.OUVERTE:
        return [(CLORE, None)]
    if session.etat == EtatSession.SIGNEE:
        return [(TRANSMETTRE, echeance_gtp_de(session).date)]
    delais = [(genre, lire(session)) for genre, lire in PREAVIS.items()]
    preavis = [(genre, delai.limite) for genre, delai in delais if delai.fait_le is None]
    return [*preavis, (OUVRIR, session.date)]


def _de_session(
    session: SessionJury,
    genre: Genre,
    a: Destinataire,
    echeance: datetime.date | None = None,
) -> Rappel:
    return Rappel(
        genre=genre.code,
        sujet=sujet_de(session),
        centre_id=session.centre_id,
        dossier_id=None,
        libelle=f"{genre.libelle} : session {session.numero} du {session.date:%d/%m/%Y}",
        chemin=reverse("evaluations:session", args=[session.pk]),
        a=a,
        echeance=echeance,
    )


SOURCE = Source(genres, sur_dossiers, hors_dossier)
