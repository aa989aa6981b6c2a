"""Who waits for what in evaluations, opinions and juries (docs/architecture.md)."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef
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
from evaluations.enums import EtatSession
from evaluations.models import DemandeAvis, MembreJury, SessionJury, SignatureGrille
from evaluations.regles_jury import accord_en_vigueur

AVIS = Genre("avis", "Avis de l'entreprise à recevoir", Acteur.ENTREPRISE)
OUVRIR = Genre("ouvrir_session", "Session de jury à ouvrir", Acteur.CENTRE, sur_dossier=False)
CLORE = Genre("clore_session", "Session de jury à clore", Acteur.CENTRE, sur_dossier=False)
SIGNER = Genre("signer_pv", "PV de jury à signer", Acteur.JURY, sur_dossier=False)
# What must be done some calendar days before a session: the delay in the agreement in force on its
# date (R4, R28, R29), and the date that tells that it was.
PREAVIS = {
    Genre(
        "saisine_syndicats",
        "Organisations syndicales à saisir pour un jury",
        Acteur.CENTRE,
        sur_dossier=False,
    ): ("saisine_syndicats_jours", "demandes_syndicats_le"),
    Genre(
        "convocation_jury",
        "Membres de jury à convoquer",
        Acteur.CENTRE,
        sur_dossier=False,
    ): ("convocation_jours", "convocations_le"),
}


def _de_la_commission() -> list[attentes.Attente]:
    return [une for une in attentes.toutes() if une.acteur == Acteur.COMMISSION]


def genres() -> list[Genre]:
    return [*map(genre_de, _de_la_commission()), AVIS, *PREAVIS, OUVRIR, CLORE, SIGNER]


def sur_dossiers(dossiers: DossierQuerySet) -> Iterator[Rappel]:
    """The commissions, then the companies: a query per kind, and two more."""
    yield from _rappels_des_commissions(dossiers)
    yield from _rappels_des_entreprises(dossiers)


def _rappels_des_commissions(dossiers: DossierQuerySet) -> Iterator[Rappel]:
    """Each evaluator who has not signed, all of them if they have; staff if there is nobody."""
    if not (kinds := _de_la_commission()):
        return
    evaluateurs, annuaire = _evaluateurs_attendus(dossiers), Annuaire.lire()
    for attente in kinds:
        for attendu in attendus(attente, dossiers):
            if a_relancer := evaluateurs.get(attendu.dossier):
                yield from map(attendu.rappel, a_relancer)
            else:
                yield from rappels_sans_adresse(attendu, annuaire, "la commission")


def _evaluateurs_attendus(dossiers: DossierQuerySet) -> dict[int, list[Destinataire]]:
    """By dossier; once all have signed, what still waits is not a signature. Two queries.

    Who lost the role in the dossier's centre is told nothing more of it (R22).
    """
    tenue = Habilitation.objects.filter(
        utilisateur=OuterRef("utilisateur"),
        centre=OuterRef("dossier__centre"),
        role=Role.EVALUATEUR,
    )
    signees = set(
        SignatureGrille.objects.filter(evaluation__dossier__in=dossiers).values_list(
            "evaluation__dossier_id", "evaluateur_id"
        )
    )
    tous, attendus = defaultdict(list), defaultdict(list)
    for une in Affectation.objects.filter(
        Exists(tenue),
        dossier__in=dossiers,
        role=RoleAffectation.EVALUATEUR,
        utilisateur__is_active=True,
    ).select_related("utilisateur"):
        tous[une.dossier_id].append(personne(une.utilisateur))
        if (une.dossier_id, une.utilisateur_id) not in signees:
            attendus[une.dossier_id].append(personne(une.utilisateur))
    return tous | attendus


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
    en_cours = [EtatSession.PREPARATION, EtatSession.OUVERTE]
    for session in SessionJury.objects.filter(etat__in=en_cours):
        for un in annuaire.personnel(session.centre_id):
            for genre, echeance in _du_secretaire(session):
                yield _de_session(session, genre, un, echeance)
    membres = MembreJury.objects.filter(
        session__etat=EtatSession.CLOSE,
        present=True,
        signature=None,
        utilisateur__is_active=True,
    ).select_related("session", "utilisateur")
    for membre in membres:
        yield _de_session(membre.session, SIGNER, personne(membre.utilisateur))


def _du_secretaire(session: SessionJury) -> list[tuple[Genre, datetime.date | None]]:
    """The notices not given and the opening; an open session is only reminded of when forgotten."""
    if session.etat == EtatSession.OUVERTE:
        return [(CLORE, None)]
    accord = accord_en_vigueur(session.date)
    preavis: list[tuple[Genre, datetime.date | None]] = [
        (genre, session.date - datetime.timedelta(days=getattr(accord, delai)))
        for genre, (delai, fait) in PREAVIS.items()
        if getattr(session, fait) is None
    ]
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
