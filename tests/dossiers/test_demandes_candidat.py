"""What a candidate asks about their data, and the answer of the exam centre."""

import pytest
from django.core import mail
from django.urls import reverse

from cqpm.commun.models import Courriel, sujet_de
from dossiers.attentes import par_code
from dossiers.enums import Acte, EtatDossier, NatureDemande
from dossiers.errors import DemandeRefusee
from dossiers.models import DemandeCandidat, Dossier
from dossiers.selectors.relances import attendus
from dossiers.services import demandes_candidat as service
from tests.accessibilite import assert_page_accessible
from tests.concurrence import en_meme_temps
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DemandeCandidatFactory, DossierFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db

TEXTE = "Mon nom de naissance s'écrit Lefèbvre, avec un b."
REPONSE = "Votre nom est corrigé sur le dossier."


@pytest.fixture
def dossier():
    return DossierFactory(
        transmis=True,
        candidat__courriel="anais@example.org",
        centre__courriel="centre@example.org",
    )


@pytest.fixture
def gestionnaire(client, dossier):
    gestionnaire = UtilisateurFactory(prenom="Claire", nom="Moreau", gestionnaire=dossier.centre)
    client.force_login(gestionnaire)
    return gestionnaire


def demander(dossier, texte=TEXTE, nature=NatureDemande.RECTIFICATION) -> DemandeCandidat:
    return service.demander(dossier, nature=nature, texte=texte)


def refus(acte, *args, **champs) -> tuple[str, str]:
    avant = list(DemandeCandidat.objects.values())
    with pytest.raises(DemandeRefusee) as leve:
        acte(*args, **champs)
    assert list(DemandeCandidat.objects.values()) == avant
    return leve.value.champ, str(leve.value)


def attend(dossier) -> bool:
    dossiers = Dossier.objects.filter(pk=dossier.pk)
    return par_code("demande_candidat").filtre(dossiers).exists()


def test_a_request_is_kept_and_its_words_are_not_in_the_journal(dossier):
    demande = demander(dossier, f"  {TEXTE}\n")

    assert (demande.texte, demande.traitee_le) == (TEXTE, None)
    ligne = dossier.journal.get(acte=Acte.ESPACE)
    assert ligne.libelle == "Demande du candidat : corriger mes données."
    assert (ligne.qui, ligne.avant, ligne.apres) == (str(dossier.candidat), None, None)
    assert attend(dossier) is True


@pytest.mark.parametrize("etat", [EtatDossier.ADMIS, EtatDossier.ABANDONNE])
def test_data_may_be_corrected_after_the_end(dossier, etat):
    Dossier.objects.filter(pk=dossier.pk).update(etat=etat)

    demander(dossier)

    assert attend(dossier) is True


@pytest.mark.parametrize(
    ("texte", "nature", "attendu"),
    [
        (" \n", "autre", ("texte", "Écrivez ce que vous demandez.")),
        (
            "é" * 4001,
            "autre",
            ("texte", "Ce texte fait 4001 signes, la limite est de 4000. Raccourcissez-le."),
        ),
        (TEXTE, "effacer", ("nature", "Choisissez ce que vous demandez dans la liste.")),
    ],
    ids=["empty", "too long", "unknown"],
)
def test_what_is_no_request_says_why(dossier, texte, nature, attendu):
    assert refus(demander, dossier, texte, nature) == attendu


def test_a_text_of_the_greatest_length_is_kept(dossier):
    assert len(demander(dossier, "é" * 4000).texte) == 4000


def test_at_most_five_wait_at_a_time(dossier, gestionnaire):
    demandes = [demander(dossier, f"Question {rang}") for rang in range(5)]

    assert refus(demander, dossier, "Une de plus")[1] == (
        "5 demandes attendent déjà une réponse. Attendez celle du centre d'examen, ou "
        "contactez-le directement."
    )
    service.traiter(demandes[0], reponse=REPONSE, par=gestionnaire)
    assert demander(dossier, "Une de plus").pk


def test_the_same_words_twice_are_one_request(dossier):
    assert demander(dossier) == demander(dossier)
    assert dossier.journal.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_fifth_and_the_sixth_at_once_leave_five(dossier):
    for rang in range(4):
        demander(dossier, f"Question {rang}")

    issues = en_meme_temps(
        lambda: demander(dossier, "À gauche"), lambda: demander(dossier, "À droite")
    )

    assert sorted(type(une).__name__ for une in issues) == ["DemandeCandidat", "DemandeRefusee"]


def test_an_answer_is_kept_told_and_mailed(dossier, gestionnaire):
    demande = service.traiter(demander(dossier), reponse=f" {REPONSE} ", par=gestionnaire)

    assert (demande.reponse, demande.traitee_par) == (REPONSE, gestionnaire)
    assert attend(dossier) is False
    jour = f"{demande.cree_le:%d/%m/%Y}"
    assert dossier.journal.first().libelle.startswith("Réponse à la demande du candidat du ")
    executer_les_travaux()
    (courriel,) = mail.outbox
    assert courriel.to == ["anais@example.org"]
    assert courriel.subject == f"Réponse à votre demande du {jour} : corriger mes données"
    assert f"Vous aviez écrit :\n{TEXTE}\n\nRéponse :\n{REPONSE}" in courriel.body
    assert Courriel.objects.get().sujet == sujet_de(dossier)


def test_a_request_is_answered_once(dossier, gestionnaire):
    demande = service.traiter(demander(dossier), reponse=REPONSE, par=gestionnaire)

    _, phrase = refus(service.traiter, demande, reponse="Non.", par=gestionnaire)

    assert phrase.startswith("Claire Moreau a déjà répondu le ")


# --- The pages ------------------------------------------------------------------------------------


def url(demande) -> str:
    return reverse("dossiers:demande_candidat", args=[demande.dossier_id, demande.pk])


def test_the_dossier_shows_its_requests_and_staff_answer(client, dossier, gestionnaire):
    demande = demander(dossier, "<b>Mon nom</b>\n\nest faux.")

    fiche = client.get(dossier.get_absolute_url())
    page = client.get(url(demande))

    assert list(fiche.context["demandes"]) == [demande]
    (attendu,) = [un for un in fiche.context["blocage"].a_vous if un.code == "demande_candidat"]
    assert attendu.url == url(demande)
    assert "&lt;b&gt;Mon nom&lt;/b&gt;" in page.content.decode()
    for une in (fiche, page):
        assert_page_accessible(une)

    reponse = client.post(url(demande), {"reponse": REPONSE}, follow=True)

    assert "La réponse part à anais@example.org." in reponse.content.decode()
    demande.refresh_from_db()
    assert (demande.reponse, demande.traitee_par) == (REPONSE, gestionnaire)


def test_what_waits_comes_first(client, dossier, gestionnaire):
    ancienne, traitee = demander(dossier, "Une"), demander(dossier, "Deux")
    service.traiter(traitee, reponse=REPONSE, par=gestionnaire)

    fiche = client.get(dossier.get_absolute_url())

    assert list(fiche.context["demandes"]) == [ancienne, traitee]
    assert_page_accessible(fiche)


def test_two_people_who_answer_at_once_lose_nothing(client, dossier, gestionnaire):
    demande = demander(dossier)
    service.traiter(demande, reponse=REPONSE, par=UtilisateurFactory(prenom="Paul", nom="Roy"))

    reponse = client.post(url(demande), {"reponse": "Ce que j'ai tapé."})

    assert "Paul Roy a déjà répondu" in reponse.context["form"].errors["__all__"][0]
    assert reponse.context["form"]["reponse"].value() == "Ce que j'ai tapé."
    assert REPONSE in reponse.content.decode()
    assert_page_accessible(reponse)


def test_an_empty_answer_says_what_to_write(client, dossier, gestionnaire):
    reponse = client.post(url(demander(dossier)), {"reponse": " "})

    assert reponse.context["form"].errors == {"reponse": ["Écrivez ce que le candidat lira."]}


def test_the_reminder_names_the_act_and_its_page(dossier):
    DemandeCandidatFactory.create_batch(2, dossier=dossier)

    (un,) = attendus(par_code("demande_candidat"), Dossier.objects.all())

    assert (un.dossier, un.attente.acte) == (dossier.pk, "Répondre à la demande du candidat")
    assert un.attente.lien(dossier.pk) == dossier.get_absolute_url()
