"""A report after its deadline: it waits, then the centre accepts or refuses it (R13)."""

import datetime

import pytest
from django.core import mail

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.models import Document
from dossiers.enums import Acte, EtatDossier, NaturePiece, SuiteDepot
from dossiers.errors import DepotRefuse, PieceRefusee, RapportRefuse
from dossiers.models import DepotRapport, Dossier
from dossiers.selectors.rapport import rapport_du_dossier
from dossiers.services import pieces
from dossiers.services import rapport as service
from tests.concurrence import en_meme_temps
from tests.dossiers.rapports import (
    APRES,
    AVANT,
    LIMITE,
    attend,
    deposer,
    dossier_au_rapport,
    envoi,
    pdf,
    regler_l_horloge,
)
from tests.factories.comptes import UtilisateurFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db

MOTIF = "Panne du réseau de l'entreprise, constatée."
RECU_EN_RETARD = (
    "Il était attendu le 10/03/2026 : il est en retard. Le centre d'examen vous dira s'il "
    "l'accepte."
)


@pytest.fixture
def horloge(monkeypatch):
    regler_l_horloge(monkeypatch, *APRES)
    return lambda *quand: regler_l_horloge(monkeypatch, *quand)


@pytest.fixture
def dossier(horloge):
    return dossier_au_rapport()


@pytest.fixture
def responsable(dossier):
    return UtilisateurFactory(prenom="Claire", nom="Moreau", responsable=dossier.centre)


def refus(erreur: type[ErreurMetier], acte, *args, **champs) -> str:
    with pytest.raises(erreur) as leve:
        acte(*args, **champs)
    return str(leve.value)


def courriels() -> dict[str, str]:
    """Send what waits: the texts by subject."""
    executer_les_travaux()
    return {un.subject: un.body for un in mail.outbox}


def etapes(dossier) -> tuple[bool, bool, bool]:
    """What the board says: report to receive, late one to accept; then: may it be scored on?"""
    dossier.refresh_from_db()
    return (
        attend(dossier, "rapport"),
        attend(dossier, "rapport_tardif"),
        dossier.rapport_disponible,
    )


def test_r13_a_late_report_is_kept_and_waits_for_the_manager(dossier):
    depot = deposer(dossier)

    assert (depot.en_retard, depot.suite, bool(depot.document)) == (True, "", True)
    assert etapes(dossier) == (False, True, False)
    assert rapport_du_dossier(dossier).attend_decision is True
    assert dossier.journal.get(acte=Acte.RAPPORT).libelle == (
        "Rapport du candidat déposé : Rapport d'Anaïs.pdf, après la date limite du 10/03/2026."
    )


def test_the_receipt_of_a_late_report_says_so(dossier):
    deposer(dossier)

    assert (
        RECU_EN_RETARD
        in courriels()["Votre rapport est arrivé après la date limite : reçu du dépôt"]
    )


def test_the_receipt_tells_the_moment_of_the_deposit_even_if_it_leaves_after_the_answer(
    dossier, responsable
):
    service.accepter(deposer(dossier), motif=MOTIF, par=responsable)

    lus = courriels()

    assert RECU_EN_RETARD in lus["Votre rapport est arrivé après la date limite : reçu du dépôt"]
    assert len(lus) == 2


def test_r13_accepted_it_opens_its_capacites(dossier, responsable):
    depot = service.accepter(deposer(dossier), motif=MOTIF, par=responsable)

    assert (depot.suite, depot.motif, depot.decide_par) == (SuiteDepot.ACCEPTE, MOTIF, responsable)
    assert etapes(dossier) == (False, False, True)
    assert dossier.rapport_derogation == MOTIF
    ligne = dossier.journal.first()
    assert ligne.libelle == f"Rapport arrivé en retard, le 12/03/2026, accepté : {MOTIF}"
    assert ligne.apres["sha256"] == depot.sha256
    assert f"Motif : {MOTIF}" in courriels()["Votre rapport est accepté malgré le retard"]


def test_r13_refused_it_is_awaited_again_and_the_commission_does_not_read_it(dossier, responsable):
    depot = service.refuser(deposer(dossier), motif=MOTIF, par=responsable)

    assert etapes(dossier) == (True, False, False)
    assert dossier.rapport_recu_le is None
    assert (depot.suite, depot.motif) == (SuiteDepot.REFUSE, MOTIF)
    assert depot.document.__class__.objects.get().nature == NaturePiece.AUTRE
    assert rapport_du_dossier(dossier).courant is None
    assert dossier.journal.first().libelle == (
        f"Rapport arrivé en retard, le 12/03/2026, refusé : {MOTIF}"
    )
    objet = "Pour action : votre rapport, arrivé en retard, est refusé"
    assert f"Motif : {MOTIF}" in courriels()[objet]


def test_a_refused_report_may_be_sent_again_and_decided_again(
    dossier, responsable, django_capture_on_commit_callbacks
):
    premier = service.refuser(deposer(dossier), motif=MOTIF, par=responsable)

    with django_capture_on_commit_callbacks(execute=True):
        second = deposer(dossier)

    premier.refresh_from_db()
    assert (premier.document, premier.suite, second.suite) == (None, SuiteDepot.REFUSE, "")
    assert Document.objects.get() == second.document
    assert service.accepter(second, motif=MOTIF, par=responsable).suite == SuiteDepot.ACCEPTE


def test_a_late_report_that_waits_may_be_replaced(dossier, responsable):
    premier = deposer(dossier, pdf("Première version"))
    second = deposer(dossier, pdf("Seconde version"))

    assert rapport_du_dossier(dossier).courant == second
    for acte in (service.accepter, service.refuser):
        phrase = refus(DepotRefuse, acte, premier, motif=MOTIF, par=responsable)
        assert phrase.startswith("Un autre dépôt a remplacé ce rapport pendant ce temps.")
    assert service.accepter(second, motif=MOTIF, par=responsable).suite == SuiteDepot.ACCEPTE


def test_r13_a_late_report_never_takes_the_place_of_one_in_time(dossier, horloge):
    horloge(*AVANT)
    premier = deposer(dossier)
    horloge(*APRES)

    phrase = refus(DepotRefuse, service.deposer, dossier, envoi(pdf("Tard")), par=None)

    assert phrase == (
        "La date limite est passée, et le rapport reçu le 02/03/2026 est arrivé dans les délais : "
        "c'est lui qui compte. Pour le remplacer, adressez-vous au centre d'examen."
    )
    assert rapport_du_dossier(dossier).pourquoi_pas == phrase
    assert DepotRapport.objects.get() == premier
    assert premier.document.fichier.storage.exists(premier.document.fichier.name)


def test_r13_nor_of_one_that_was_accepted(dossier, responsable):
    service.accepter(deposer(dossier), motif=MOTIF, par=responsable)

    phrase = refus(DepotRefuse, service.deposer, dossier, envoi(pdf("Encore")), par=None)

    assert "est arrivé en retard, et le centre d'examen l'a accepté" in phrase


def test_r13_nor_of_one_received_on_paper_in_time(dossier, responsable):
    service.recevoir_rapport(dossier, date=LIMITE, par=responsable)

    phrase = refus(DepotRefuse, service.deposer, dossier, envoi(), par=None)

    assert "le rapport reçu le 10/03/2026 est arrivé dans les délais" in phrase


def test_a_late_report_allowed_beforehand_waits_for_nobody(dossier, responsable):
    service.deroger_au_rapport(dossier, motif=MOTIF, par=responsable)

    depot = deposer(dossier)

    assert (depot.en_retard, depot.suite, depot.motif) == (True, SuiteDepot.ACCEPTE, MOTIF)
    assert etapes(dossier) == (False, False, True)
    (recu,) = courriels().values()
    assert "Le centre d'examen avait autorisé ce retard : il compte." in recu


def test_an_override_accepts_the_deposit_that_waits(dossier, responsable):
    deposer(dossier)

    service.deroger_au_rapport(dossier, motif=MOTIF, par=responsable)

    assert DepotRapport.objects.get().suite == SuiteDepot.ACCEPTE
    assert etapes(dossier) == (False, False, True)


def test_a_deadline_put_off_afterwards_leaves_nothing_to_decide(dossier, responsable):
    depot = deposer(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(rapport_attendu_le=datetime.date(2026, 3, 20))
    dossier.refresh_from_db()

    assert rapport_du_dossier(dossier).attend_decision is False
    phrase = refus(DepotRefuse, service.accepter, depot, motif=MOTIF, par=responsable)
    assert phrase.startswith("Ce rapport n'attend pas de décision")


@pytest.mark.parametrize("acte", [service.accepter, service.refuser])
def test_a_decision_is_taken_once(dossier, responsable, acte):
    depot = service.accepter(deposer(dossier), motif=MOTIF, par=responsable)
    lignes = dossier.journal.count()

    phrase = refus(DepotRefuse, acte, depot, motif=MOTIF, par=responsable)

    assert phrase == (
        "Claire Moreau a déjà répondu le 12/03/2026 : « Accepté malgré le retard ». Rechargez la "
        "page du dossier."
    )
    assert dossier.journal.count() == lignes


@pytest.mark.parametrize("acte", [service.accepter, service.refuser])
def test_a_dossier_that_moved_on_takes_no_decision(dossier, responsable, acte):
    depot = deposer(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.ABANDONNE)

    refus(RapportRefuse, acte, depot, motif=MOTIF, par=responsable)

    depot.refresh_from_db()
    assert depot.suite == ""


# --- A file taken back ----------------------------------------------------------------------------


def test_a_report_filed_by_mistake_is_taken_back_and_awaited_again(
    dossier, responsable, django_capture_on_commit_callbacks
):
    depot = deposer(dossier, par=responsable, recu_le=LIMITE)
    document = depot.document

    with django_capture_on_commit_callbacks(execute=True):
        pieces.retirer(dossier, document, motif="Rapport d'un autre.", par=responsable)

    depot.refresh_from_db()
    assert (depot.document, Document.objects.count()) == (None, 0)
    assert not document.fichier.storage.exists(document.fichier.name)
    assert etapes(dossier) == (True, False, False)


def test_the_report_on_which_the_commission_concluded_stays(dossier, responsable):
    document = deposer(dossier, par=responsable, recu_le=LIMITE).document
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.EVALUATIONS_CLOSES)

    refus(PieceRefusee, pieces.retirer, dossier, document, motif=MOTIF, par=responsable)

    assert Document.objects.get() == document


def test_a_refused_report_is_taken_back_without_changing_anything_else(dossier, responsable):
    depot = service.refuser(deposer(dossier), motif=MOTIF, par=responsable)
    service.recevoir_rapport(dossier, date=LIMITE, par=responsable)

    pieces.retirer(dossier, depot.document, motif="Inutile à garder.", par=responsable)

    assert etapes(dossier) == (False, False, True)


def test_r13_a_file_withdrawn_takes_its_acceptance_with_it(dossier, responsable):
    depot = service.accepter(deposer(dossier), motif=MOTIF, par=responsable)

    pieces.retirer(dossier, depot.document, motif="Ce n'est pas le bon.", par=responsable)

    dossier.refresh_from_db()
    assert (dossier.rapport_derogation, dossier.rapport_disponible) == ("", False)
    assert deposer(dossier).suite == ""


def test_r13_an_override_given_to_the_dossier_outlives_the_file(dossier, responsable):
    service.deroger_au_rapport(dossier, motif=MOTIF, par=responsable)
    depot = deposer(dossier)

    pieces.retirer(dossier, depot.document, motif="Ce n'est pas le bon.", par=responsable)

    dossier.refresh_from_db()
    assert dossier.rapport_derogation == MOTIF


def test_r13_a_date_alone_decides_nothing_about_a_late_report(dossier, responsable):
    deposer(dossier)

    with pytest.raises(DepotRefuse, match="attend une décision"):
        service.recevoir_rapport(dossier, date=LIMITE, par=responsable)
    with pytest.raises(DepotRefuse, match="attend une décision"):
        deposer(dossier, par=responsable, recu_le=LIMITE)

    assert etapes(dossier) == (False, True, False)


def test_the_staff_who_replace_an_accepted_report_are_told_how(dossier, responsable):
    service.accepter(deposer(dossier), motif=MOTIF, par=responsable)

    with pytest.raises(DepotRefuse, match="retirez-le d'abord des documents du dossier"):
        deposer(dossier, par=responsable)


# --- At once --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_deposits_at_once_leave_one_file(dossier):
    actes = [
        lambda texte=texte: service.deposer(dossier, envoi(pdf(texte)), par=None)
        for texte in ("Onglet de gauche", "Onglet de droite")
    ]

    issues = en_meme_temps(*actes)

    assert [type(une) for une in issues] == [DepotRapport] * 2
    gardes = [un for un in DepotRapport.objects.select_related("document") if un.document]
    assert [un.document for un in gardes] == list(Document.objects.all())
    assert len(gardes) == 1
    dossier.refresh_from_db()
    assert rapport_du_dossier(dossier).courant == gardes[0]


@pytest.mark.django_db(transaction=True)
def test_accepted_and_refused_at_once_only_one_is_done(dossier, responsable):
    depot = deposer(dossier)
    actes = [
        lambda acte=acte: acte(depot, motif=MOTIF, par=responsable)
        for acte in (service.accepter, service.refuser)
    ]

    issues = en_meme_temps(*actes)

    assert sorted(type(une).__name__ for une in issues) == ["DepotRapport", "DepotRefuse"]
    depot.refresh_from_db()
    dossier.refresh_from_db()
    accepte = depot.suite == SuiteDepot.ACCEPTE
    assert (bool(dossier.rapport_derogation), dossier.rapport_recu_le is None) == (
        accepte,
        not accepte,
    )
