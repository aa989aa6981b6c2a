"""Who is reminded of what: staff, resource centres, commissions, companies, candidates, jurors."""

import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from cqpm.commun.models import Courriel, EtatTravail, Travail
from dossiers.enums import EtatDossier
from dossiers.models import Dossier, Relance
from dossiers.services import relances
from evaluations.enums import EtatLien, EtatSession
from evaluations.liens import etat
from evaluations.models import DemandeAvis, Evaluation, MembreJury, SignatureGrille, SignaturePV
from evaluations.selectors.avis import lien_du_jeton
from evaluations.services import avis
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import DemandeAvisFactory
from tests.outils import executer_les_travaux, reunir

pytestmark = pytest.mark.django_db
LE_1 = datetime.datetime(2026, 3, 1, 7, 5, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def attentes(settings):
    settings.CQPM_ATTENTES = ["tests.dossiers.attentes_essai.ATTENTES"]
    settings.ADRESSE_PUBLIQUE = "https://cqpm.example"


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre):
    return UtilisateurFactory(gestionnaire=centre, email="claire@uimm.example")


def apres(jours: int) -> datetime.datetime:
    return LE_1 + datetime.timedelta(days=jours)


def attendus(jours: int = 0) -> list[tuple[str, str, str]]:
    """What is remembered: kind, address, words."""
    relances.accorder(apres(jours))
    lignes = Relance.objects.filter(terminee_le=None).order_by("attente", "courriel")
    return list(lignes.values_list("attente", "courriel", "libelle"))


def battre(jours: int) -> list[str]:
    """The recipients of the mails of that day."""
    avant = len(mail.outbox)
    relances.accorder(apres(jours))
    relances.envoyer_du_jour(apres(jours))
    executer_les_travaux()
    return [a for message in mail.outbox[avant:] for a in message.to]


def transmis(centre, **champs) -> Dossier:
    return DossierFactory(transmis=True, centre=centre, **champs)


# --- The dossiers -------------------------------------------------------------------------------


def test_the_manager_is_asked_what_only_a_manager_may_do(centre, gestionnaire):
    DossierFactory(centre=centre, admis=True, rapport_derogation="tardif")
    DossierFactory(centre=centre, pret_pour_jury=True, rapport_derogation="tardif")

    assert attendus() == [("deroger", "claire@uimm.example", "Rapport tardif à accepter")]
    UtilisateurFactory(responsable=centre, email="yves@uimm.example")
    assert attendus() == [("deroger", "yves@uimm.example", "Rapport tardif à accepter")]


def test_an_evaluator_who_lost_the_role_is_told_nothing_more(centre, gestionnaire):
    dossier = transmis(centre)
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.EN_EVALUATION)
    parti = UtilisateurFactory(evaluateur=centre, email="paul@uimm.example")
    AffectationFactory(dossier=dossier, utilisateur=parti)
    avant = {adresse for _, adresse, _ in attendus()}

    parti.habilitations.all().delete()

    assert avant - {adresse for _, adresse, _ in attendus()} == {"paul@uimm.example"}


def test_a_resource_centre_is_reminded_by_its_people_else_at_its_address(centre):
    dossier = transmis(centre, centre_ressources__courriel="afpi@example.org")
    transmis(centre, candidat__courriel="zoe@example.org")

    assert ("accuser", "afpi@example.org", "Dossier de modalités à lire") in attendus()
    UtilisateurFactory(ressources=dossier.centre_ressources, email="ines@afpi.example")
    acteurs = [ligne for ligne in attendus() if ligne[0] == "accuser"]
    assert acteurs[1][1] == "ines@afpi.example"
    assert Relance.objects.get(courriel="afpi@example.org").terminee_le == LE_1


def test_a_missing_address_is_told_to_staff(centre, gestionnaire):
    dossier = transmis(centre, centre_ressources__courriel="", candidat__courriel="")
    AffectationFactory(dossier=dossier, utilisateur__email="eva@uimm.example")

    assert attendus() == [
        (
            "accuser",
            "claire@uimm.example",
            "Dossier de modalités à lire (aucune adresse pour le centre de ressources : à relancer "
            "autrement)",
        ),
        ("evaluation", "eva@uimm.example", "Grille à compléter et à signer"),
        (
            "rapport",
            "claire@uimm.example",
            "Rapport à remettre (aucune adresse pour le candidat : à relancer autrement)",
        ),
    ]


def test_a_candidate_is_written_to_about_their_own_dossier_without_any_page(centre):
    dossier = transmis(
        centre,
        centre_ressources__courriel="",
        candidat__courriel="zoe@example.org",
        rapport_attendu_le=datetime.date(2026, 3, 10),
    )
    autre = transmis(centre, centre_ressources__courriel="")
    assert battre(0) == []

    assert battre(2) == ["zoe@example.org"]
    message = mail.outbox[-1]
    assert message.subject == (
        f"Pour action : votre rapport est attendu, certification CQPM, dossier {dossier.numero}"
    )
    assert "Date limite : 10 mars 2026." in message.body
    assert "http" not in message.body
    assert autre.candidat.nom not in message.body
    assert dossier.journal.get().qui == "L'application"


def test_the_commission_is_reminded_but_for_who_has_signed(centre):
    dossier = transmis(centre, centre_ressources__courriel="", candidat__courriel="")
    for prenom in ("eva", "marc"):
        AffectationFactory(dossier=dossier, utilisateur__email=f"{prenom}@uimm.example")
    signataire = dossier.affectations.get(utilisateur__email="eva@uimm.example").utilisateur
    grille = Evaluation.objects.create(dossier=dossier)
    SignatureGrille.objects.create(evaluation=grille, evaluateur=signataire, empreinte="0" * 64)

    assert [ligne[:2] for ligne in attendus()] == [("evaluation", "marc@uimm.example")]
    autre = dossier.affectations.get(utilisateur__email="marc@uimm.example").utilisateur
    SignatureGrille.objects.create(evaluation=grille, evaluateur=autre, empreinte="0" * 64)

    assert [ligne[:2] for ligne in attendus()] == [
        ("evaluation", "eva@uimm.example"),
        ("evaluation", "marc@uimm.example"),
    ]


def test_one_person_with_two_roles_is_asked_once(centre, gestionnaire):
    dossier = transmis(centre, centre_ressources__courriel="", candidat__courriel="")
    UtilisateurFactory(responsable=centre, gestionnaire=centre, email="yves@uimm.example")
    AffectationFactory(dossier=dossier, utilisateur=gestionnaire)

    assert [ligne[:2] for ligne in attendus()] == [
        ("accuser", "claire@uimm.example"),
        ("accuser", "yves@uimm.example"),
        ("evaluation", "claire@uimm.example"),
        ("rapport", "claire@uimm.example"),
        ("rapport", "yves@uimm.example"),
    ]


@pytest.mark.parametrize(
    "etat", [EtatDossier.ABANDONNE, EtatDossier.ADMIS, EtatDossier.NON_RECEVABLE]
)
def test_nobody_is_reminded_of_a_dossier_that_is_over(centre, gestionnaire, etat):
    demande = DemandeAvisFactory(dossier=DossierFactory(centre=centre, etat=EtatDossier.INSCRIT))
    Dossier.objects.filter(pk=demande.dossier_id).update(etat=etat, rapport_derogation="tardif")

    assert attendus() == []


# --- The company --------------------------------------------------------------------------------


@pytest.fixture
def demande(centre):
    dossier = DossierFactory(centre=centre, evaluations_closes=True)
    return DemandeAvisFactory(
        dossier=dossier, courriel="karim@example.org", echeance=datetime.date(2026, 3, 20)
    )


def test_a_tutor_gets_a_fresh_link_on_the_day_and_the_text_is_not_kept(demande):
    envois = [jour for jour in range(1, 31) for _ in battre(jour - 1)]

    assert envois == [13, 20, 27]
    jetons = [re.search(r"/avis/([\w-]+)/", un.body)[1] for un in mail.outbox]
    assert len(set(jetons)) == 3
    assert {un.subject for un in mail.outbox} == {
        f"Pour action : votre avis sur {demande.dossier.candidat}, d'ici le 20 mars 2026"
    }
    assert lien_du_jeton(jetons[-1]).demande == demande
    assert etat(lien_du_jeton(jetons[-1])) in {EtatLien.OUVERT, EtatLien.EXPIRE}
    assert set(Courriel.objects.values_list("corps", flat=True)) == {""}
    assert [un.libelle for un in demande.dossier.journal.all()] == [
        "Relance envoyée à Karim Bensaïd (karim@example.org) : Avis de l'entreprise à recevoir."
    ] * 3


def test_a_tutor_who_answered_or_was_replaced_is_left_alone(demande, gestionnaire):
    assert [ligne[1] for ligne in attendus()] == ["karim@example.org"]
    avis.revoquer(demande, par=gestionnaire)
    assert attendus() == []
    DemandeAvisFactory(dossier=demande.dossier, courriel="lise@example.org")
    assert [ligne[1] for ligne in attendus()] == ["lise@example.org"]


def test_a_tutor_who_answers_before_the_mail_leaves_gets_none(demande):
    battre(0)
    relances.accorder(apres(12))
    relances.envoyer_du_jour(apres(12))
    DemandeAvis.objects.update(repondue_le=apres(12))

    executer_les_travaux()

    assert (mail.outbox, Travail.objects.get().etat) == ([], EtatTravail.TERMINE)


def test_a_tutor_replaced_between_the_beat_and_the_job_is_left_alone(demande, gestionnaire):
    relances.accorder(LE_1)
    relances.accorder(apres(12))
    assert relances.envoyer_du_jour(apres(12)) == 1
    avis.revoquer(demande, par=gestionnaire)
    executer_les_travaux()

    assert [un.to for un in mail.outbox] == []
    assert set(Travail.objects.values_list("etat", flat=True)) == {EtatTravail.TERMINE}


def test_the_words_of_the_company_are_those_of_the_centre(demande, centre):
    centre.reglages_relances.create(
        attente="avis", objet="Avis sur {candidat}", texte="Monsieur,\n{lien}"
    )

    for jour in range(13):
        battre(jour)

    (message,) = mail.outbox
    assert message.subject == f"Avis sur {demande.dossier.candidat}"
    assert message.body.startswith("Monsieur,\nhttps://cqpm.example/avis/")


# --- The jury -----------------------------------------------------------------------------------


def test_staff_are_reminded_of_the_notices_of_a_session(centre):
    reunion = reunir(centre)
    reunion.session.demandes_syndicats_le = reunion.session.convocations_le = None
    reunion.session.save()
    jour, quand = reunion.session.date, f"{reunion.session.date:%d/%m/%Y}"

    relances.accorder(timezone.now())

    lignes = Relance.objects.order_by("attente").values_list("attente", "echeance", "libelle")
    assert list(lignes) == [
        (
            "convocation_jury",
            jour - datetime.timedelta(days=8),
            f"Membres de jury à convoquer : session {reunion.session.numero} du {quand}",
        ),
        (
            "ouvrir_session",
            jour,
            f"Session de jury à ouvrir : session {reunion.session.numero} du {quand}",
        ),
        (
            "saisine_syndicats",
            jour - datetime.timedelta(days=15),
            "Organisations syndicales à saisir pour un jury : session "
            f"{reunion.session.numero} du {quand}",
        ),
    ]
    assert set(Relance.objects.values_list("utilisateur", flat=True)) == {reunion.secretaire.pk}


@pytest.mark.parametrize(
    ("etat", "attente"),
    [(EtatSession.PREPARATION, "ouvrir_session"), (EtatSession.OUVERTE, "clore_session")],
)
def test_a_session_whose_notices_were_given_waits_for_its_secretary(centre, etat, attente):
    session = reunir(centre).session
    session.etat = etat
    session.save()

    relances.accorder(timezone.now())

    assert list(Relance.objects.values_list("attente", "sujet")) == [
        (attente, f"evaluations.sessionjury:{session.pk}")
    ]


def test_an_act_of_a_session_is_not_said_dossier_by_dossier(centre, gestionnaire, settings):
    settings.CQPM_ATTENTES = ["tests.dossiers.attentes_essai.DE_SEANCE"]
    DossierFactory(centre=centre, en_session=True)

    assert attendus() == []


def test_jurors_who_were_there_and_have_an_account_are_asked_to_sign(centre):
    reunion = reunir(centre)
    session = reunion.session
    MembreJury.objects.filter(session=session).update(present=True)
    session.etat = EtatSession.CLOSE
    session.save()
    president = session.membres.get(utilisateur=reunion.presidente)
    SignaturePV.objects.create(session=session, membre=president, empreinte="0" * 64)

    relances.accorder(timezone.now())

    (relance,) = Relance.objects.all()
    assert (relance.utilisateur, relance.dossier, relance.attente) == (
        reunion.salarie,
        None,
        "signer_pv",
    )
    assert relance.chemin == session.get_absolute_url()
