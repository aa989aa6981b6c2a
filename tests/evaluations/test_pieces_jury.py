"""What each candidate receives once the PV is signed: who, what, tagged, and once (R37, R38)."""

import datetime
import io

import pikepdf
import pytest
from django.utils import timezone

from cqpm.commun.models import Document
from dossiers.models import CapaciteConservee
from evaluations.contenus import depuis_json, en_json
from evaluations.enums import NaturePiece
from evaluations.models import DecisionCapacite, PieceJury
from evaluations.rapports.pieces import empreinte_de, produire
from evaluations.regles_conservation import fin_conservation
from evaluations.regles_pieces import natures_dues
from evaluations.selectors.pieces import pieces_dues
from evaluations.services import jury
from evaluations.services.jury import pieces
from tests.evaluations.session_signee import (
    IL_Y_A_10_JOURS,
    longue_session,
    rectifier,
    rendre_les_pieces,
    session_tenue,
    signer,
)
from tests.lecture_pdf import pages
from tests.outils import Reunion

N, L, A = NaturePiece.NOTIFICATION, NaturePiece.LETTRE, NaturePiece.ATTESTATION


@pytest.fixture
def reunion(db) -> Reunion:
    reunion = session_tenue()
    signer(reunion)
    return reunion


def contenus(session) -> dict[tuple[str, str], object]:
    """By candidate's name and nature."""
    return {
        (due.deliberation.dossier.candidat.nom, due.contenu.nature): due.contenu
        for due in pieces_dues(session)
    }


def lu(contenu, **options) -> str:
    return " ".join(pages(produire(contenu, **options).contenu)).replace("’", "'")


def documents(session) -> dict[tuple[int, str], int]:
    lignes = PieceJury.objects.filter(deliberation__session=session)
    return {(une.deliberation_id, une.nature): une.document_id for une in lignes}


def changer_le_centre(session) -> None:
    """Every paper would say something else."""
    session.centre.courriel = "nouveau@example.org"
    session.centre.save()


# --- Who receives what ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "entier", "acquis", "attendues"),
    [
        ("admis", True, True, [N, A]),
        ("admis", False, True, [N, L, A]),
        ("partiel", False, True, [N, L, A]),
        ("refuse", False, False, [N]),
        ("refuse", False, True, [N]),
        ("renvoi", False, False, [N]),
    ],
)
def test_r37_the_papers_follow_the_decision(decision, entier, acquis, attendues):
    assert natures_dues(decision, entier=entier, acquis=acquis) == attendues


def test_r37_each_candidate_has_their_own_papers(reunion):
    assert list(contenus(reunion.session)) == [
        ("Admis", N),
        ("Admis", A),
        ("Partiel", N),
        ("Partiel", L),
        ("Partiel", A),
        ("Refus", N),
        ("Renvoi", N),
    ]


@pytest.mark.django_db
def test_r53_nothing_is_written_before_the_signature():
    reunion = session_tenue()

    assert pieces_dues(reunion.session) == []
    rendre_les_pieces(reunion.session)
    assert not PieceJury.objects.exists()


# --- What they say ----------------------------------------------------------------------------


def test_r37_the_president_writes_what_is_kept_until_when_and_what_is_left(reunion):
    lettre = lu(contenus(reunion.session)["Partiel", L])

    fin = fin_conservation(IL_Y_A_10_JOURS, 60)
    assert "Au nom du jury" in lettre
    assert "Pour le jury, le président ou la présidente : Hélène Vasseur" in lettre
    assert "CQPM non attribué, validation partielle" in lettre
    assert lettre.count(f"{fin:%d/%m/%Y}") == 2  # the capacité and the bloc that it makes (R35)
    assert "1. Régler l'installation n° 1" in lettre
    assert "Bloc 1 : Unité 1" in lettre
    assert "il vous reste à présenter" in lettre
    assert lettre.index("il vous reste") < lettre.index("2. Régler l'installation n° 2")
    assert "ce jour-là compris" in lettre


@pytest.mark.django_db
def test_r38_what_an_earlier_jury_gave_keeps_its_own_end():
    session = longue_session(1)
    dossier = session.deliberations.get().dossier
    _, seconde = dossier.referentiel.capacites.all()
    DecisionCapacite.objects.filter(capacite=seconde).delete()
    CapaciteConservee.objects.create(
        dossier=dossier,
        capacite=seconde,
        validee_le=datetime.date(2025, 3, 15),
        session_numero="J-2025-0007",
        jusqu_au=datetime.date(2027, 3, 15),
    )

    attestation = lu(contenus(session)["Nom0000", A])

    assert "2. Régler l'installation n° 2 15/03/2025 J-2025-0007 15/03/2027" in attestation
    assert f"n° 1 15/06/2026 {session.numero} 15/06/2031" in attestation


def test_the_notification_tells_each_capacite_and_the_reason(reunion):
    tous = contenus(reunion.session)

    refus, admis = lu(tous["Refus", N]), lu(tous["Admis", N])
    assert "Décision : CQPM non attribué" in refus
    assert refus.count("Non validée") == 2
    assert "Aucune capacité n'est conservée" in refus
    assert "Décision : CQPM attribué" in admis
    assert "Ce résultat est définitif" in admis
    assert "Partiel" not in admis


def test_a_renvoi_is_told_as_such(reunion):
    lettre = lu(contenus(reunion.session)["Renvoi", N])

    assert "Décision : Renvoyé pour complément" in lettre
    assert "Pièce illisible." in lettre
    assert "retourne à la commission d'évaluation" in lettre
    assert "Validée" not in lettre


def test_the_attestation_of_the_certified_has_no_end(reunion):
    attestation = lu(contenus(reunion.session)["Admis", A])

    assert "Conservé jusqu'au" not in attestation
    assert "Bloc 2 : Unité 2" in attestation
    assert "né(e) le 17/05/1998" in attestation


def test_r40_a_pv_rectificatif_gives_new_papers_that_say_so(reunion):
    rendre_les_pieces(reunion.session)
    partiel = reunion.session.deliberations.get(decision="partiel").dossier
    rectificatif = jury.preparer_rectificatif(
        reunion.session,
        dossiers=[partiel],
        motif="Erreur de report.",
        date=timezone.localdate(),
        par=reunion.secretaire,
    )
    suite = Reunion(rectificatif, reunion.secretaire, reunion.presidente, reunion.salarie)
    suite.ouvrir()
    passage = rectificatif.deliberations.get()
    conclusions = partiel.evaluation.conclusions
    conclusions.update(conclusion="acquise")
    suite.suivre_la_commission()
    suite.clore()
    avant = documents(reunion.session)

    assert pieces_dues(rectificatif) == []
    signer(suite)
    rendre_les_pieces(rectificatif)

    assert list(contenus(rectificatif)) == [("Partiel", N), ("Partiel", A)]
    notification = lu(contenus(rectificatif)["Partiel", N])
    assert f"Annule et remplace les pièces de la session {reunion.session.numero}" in notification
    assert "CQPM attribué" in notification
    assert documents(reunion.session) == avant
    assert set(documents(rectificatif)) == {(passage.pk, N), (passage.pk, A)}


# --- Tagged -----------------------------------------------------------------------------------


def balises(octets: bytes) -> list[str]:
    """The structure types of the tag tree, in order."""
    trouvees = []

    def visiter(noeud) -> None:
        if isinstance(noeud, pikepdf.Array):
            for enfant in noeud:
                visiter(enfant)
        elif isinstance(noeud, pikepdf.Dictionary):
            if "/S" in noeud:
                trouvees.append(str(noeud.S))
            if "/K" in noeud:
                visiter(noeud.K)

    with pikepdf.open(io.BytesIO(octets)) as document:
        assert (document.Root.Lang, bool(document.Root.MarkInfo.Marked)) == ("fr", True)
        visiter(document.Root.StructTreeRoot.K)
    return trouvees


@pytest.mark.parametrize("qui", [("Admis", A), ("Partiel", L), ("Partiel", A), ("Refus", N)])
def test_each_paper_is_tagged_with_its_title_and_its_tables(reunion, qui):
    trouvees = balises(produire(contenus(reunion.session)[qui]).contenu)

    assert trouvees.count("/H1") == 1
    assert trouvees.count("/Table") == trouvees.count("/Caption") >= 2
    assert trouvees.count("/TH") > trouvees.count("/Table")


# --- Once -------------------------------------------------------------------------------------


def test_the_content_goes_to_json_and_comes_back(reunion):
    for contenu in contenus(reunion.session).values():
        assert depuis_json(en_json(contenu)) == contenu
        assert empreinte_de(depuis_json(en_json(contenu))) == empreinte_de(contenu)


def test_the_same_papers_are_not_rendered_again_and_one_change_renders_one(reunion):
    rendre_les_pieces(reunion.session)
    avant = documents(reunion.session)
    rendre_les_pieces(reunion.session)
    assert documents(reunion.session) == avant

    refuse = reunion.session.deliberations.get(decision="refuse")
    refuse.dossier.candidat.nom_usage = "Corrigé"
    refuse.dossier.candidat.save()
    rendre_les_pieces(reunion.session)

    apres = documents(reunion.session)
    assert {cle for cle, pk in apres.items() if avant[cle] != pk} == {(refuse.pk, N)}


def test_r40_a_paper_that_left_is_never_drawn_again(reunion):
    rendre_les_pieces(reunion.session)
    refuse = reunion.session.deliberations.get(decision="refuse")
    pieces.remettre(refuse, le=timezone.localdate(), par=reunion.secretaire)
    avant = PieceJury.objects.filter(deliberation=refuse).values().get()
    changer_le_centre(reunion.session)

    assert refuse.pk not in {
        due.deliberation.pk for due in pieces.a_rendre(pieces_dues(reunion.session))
    }
    rendre_les_pieces(reunion.session)

    assert PieceJury.objects.filter(deliberation=refuse).values().get() == avant
    assert pieces.a_rendre(pieces_dues(reunion.session)) == []


def test_a_sending_noted_while_the_papers_are_drawn_is_kept(reunion):
    rendre_les_pieces(reunion.session)
    refuse = reunion.session.deliberations.get(decision="refuse")
    changer_le_centre(reunion.session)

    def remettre_au_debut(rang, *_):
        if rang == 0:
            pieces.remettre(refuse, le=timezone.localdate(), par=reunion.secretaire)

    avant = documents(reunion.session)
    pieces.rendre_les_manquantes(
        reunion.session, {passage for passage, _ in avant}, remettre_au_debut, par_id=None
    )

    apres = documents(reunion.session)
    assert {cle for cle, pk in apres.items() if avant[cle] == pk} == {(refuse.pk, N)}
    assert refuse.pieces.get().envoyee_moyen == "courrier"


def test_a_pv_rectificatif_signed_while_the_papers_are_drawn_stops_them(reunion):
    admis = reunion.session.deliberations.get(decision="admis")

    def rectifier_au_debut(rang, *_):
        if rang == 0:
            rectifier(admis)

    pieces.rendre_les_manquantes(reunion.session, [admis.pk], rectifier_au_debut, par_id=None)

    assert not PieceJury.objects.exists()
    assert not Document.objects.filter(nature=N).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [1, 3])
def test_the_papers_of_a_session_are_read_in_a_constant_number_of_queries(
    nombre, django_assert_num_queries
):
    session = longue_session(nombre)
    session.refresh_from_db()

    # centre, members, deliberations, decisions, kept, blocs aimed at, version, capacités, papers
    with django_assert_num_queries(9):
        assert len(pieces.a_rendre(pieces_dues(session))) == 3 * nombre
