"""Signed sessions for the tests of what follows a PV: real ones, and long ones made of rows."""

import datetime

from django.utils import timezone

from cqpm.commun.fichiers import enregistrer_document
from cqpm.commun.models import sujet_de
from dossiers.models import Candidat, Dossier
from evaluations.enums import College, DecisionJury, DocumentJury, MoyenDEnvoi, NaturePiece
from evaluations.models import (
    DecisionCapacite,
    Deliberation,
    MembreJury,
    PieceJury,
    SessionJury,
)
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury
from evaluations.services.jury import pieces
from tests.factories.commun import DocumentFactory
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.jury import DeliberationFactory, SessionSigneeFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import Reunion, dossier_pret, reunir
from tests.referentiels.pdfs_bruts import ecrire, pdf_brut

SCAN = pdf_brut(ecrire("PV signé à la main", 50, 700))
IL_Y_A_10_JOURS = timezone.localdate() - datetime.timedelta(days=10)


def signer(reunion: Reunion) -> None:
    for personne in (reunion.presidente, reunion.salarie):
        jury.signer_pv(reunion.session, mot_de_passe=MOT_DE_PASSE, par=personne)
    reunion.session.refresh_from_db()


def session_tenue(**centre) -> Reunion:
    """A closed session of ten days ago, PV produced: admitted, partial, refused, sent back."""
    reunion = reunir(CentreFactory(**centre), date=IL_Y_A_10_JOURS)
    rncp = {"referentiel__rncp": True, "referentiel__blocs": 2}
    dossiers = [
        dossier_pret(centre=reunion.centre, candidat__nom="Admis", **rncp),
        dossier_pret(centre=reunion.centre, candidat__nom="Partiel", non_acquises=[2], **rncp),
        dossier_pret(centre=reunion.centre, candidat__nom="Refus", non_acquises=[1, 2]),
        dossier_pret(centre=reunion.centre, candidat__nom="Renvoi"),
    ]
    *_, passage = reunion.inscrire(*dossiers)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    passage.refresh_from_db()
    vote = Vote({}, decision="renvoi", motif="Pièce illisible.", conditions_verifiees=True)
    deliberation.decider(passage, vote, version=passage.version, par=reunion.presidente)
    reunion.clore()
    return reunion


def longue_session(nombre: int) -> SessionJury:
    """A signed session of so many partial candidates, without replaying the meeting."""
    session = SessionSigneeFactory(centre__nom="UIMM Isère")
    for prenom, college in (("Hélène", College.EMPLOYEURS), ("Yves", College.SALARIES)):
        MembreJury.objects.create(
            session=session,
            prenom=prenom,
            nom="Vasseur",
            college=college,
            organisation="UIMM",
            est_president=college == College.EMPLOYEURS,
            present=True,
        )
    version = ReferentielFactory(rncp=True, blocs=2)
    for rang in range(nombre):
        dossier = DossierFactory(
            centre=session.centre, referentiel=version, admis=True, candidat__nom=f"Nom{rang:04d}"
        )
        passage = DeliberationFactory(
            session=session, dossier=dossier, rang=rang, decision=DecisionJury.PARTIEL
        )
        DecisionCapacite.objects.bulk_create(
            DecisionCapacite(deliberation=passage, capacite=une, validee=une.numero == 1)
            for une in version.capacites.all()
        )
    session.pv_signe = enregistrer_document(
        sujet_de(session), DocumentJury.PV_SIGNE, "PV signé", "pv-signe.pdf", SCAN
    )
    session.save()
    return session


def rendre_les_pieces(session: SessionJury) -> None:
    """Draw here the papers that its candidates lack."""
    pks = list(session.deliberations.values_list("pk", flat=True))
    pieces.rendre_les_manquantes(session, pks, lambda *_: None, par_id=None)


def session_avec_pieces(nombre: int) -> SessionJury:
    """A long session whose papers are drawn, and whose candidates have an address."""
    session = longue_session(nombre)
    for une in session.deliberations.select_related("dossier__candidat"):
        changer_l_adresse(une, f"rang{une.rang}@example.org")
    rendre_les_pieces(session)
    return session


def changer_l_adresse(passage: Deliberation, courriel: str) -> None:
    Candidat.objects.filter(pk=passage.dossier.candidat_id).update(courriel=courriel)


def rectifier(passage: Deliberation, **champs) -> Deliberation:
    """Another session signed a PV rectificatif, which certifies this candidate."""
    session = SessionSigneeFactory(
        numero=f"{passage.session.numero}-R1",
        centre=passage.session.centre,
        rectifie=passage.session,
        **champs,
    )
    return DeliberationFactory(session=session, dossier=passage.dossier)


def resultat_partiel(dossier: Dossier, *, envoyee: bool) -> None:
    """A signed PV validated a part of it; the president's letter left, or not (R37)."""
    passage = DeliberationFactory(dossier=dossier, decision=DecisionJury.PARTIEL)
    if envoyee:
        PieceJury.objects.create(
            deliberation=passage,
            nature=NaturePiece.LETTRE,
            empreinte="0" * 64,
            document=DocumentFactory(),
            envoyee_le=timezone.localdate(),
            envoyee_moyen=MoyenDEnvoi.COURRIEL,
        )
