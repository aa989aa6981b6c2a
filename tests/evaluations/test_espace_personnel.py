"""How staff give a candidate their space: the page, the mails, the reminders, the closing."""

import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.models import Courriel, EtatTravail, LienPersonnel, Travail
from dossiers import lots
from dossiers.enums import Acte
from dossiers.identite import Identite
from dossiers.services import relances
from dossiers.services.identite import rectifier_identite
from evaluations.actes_groupes import ACTES
from evaluations.enums import EtatEspace
from evaluations.errors import EspaceImpossible
from evaluations.selectors.espace import suivi_de
from evaluations.services import espace as service
from tests.accessibilite import assert_page_accessible
from tests.evaluations.espace import visiteur
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db
LIEN = re.compile(r"https://cqpm\.example(/espace/[\w-]+/)")
CODE = re.compile(r"Votre code, à saisir \D+: (\d{3} \d{3})")


@pytest.fixture(autouse=True)
def adresse_publique(settings):
    settings.ADRESSE_PUBLIQUE = "https://cqpm.example"


@pytest.fixture
def dossier():
    return DossierFactory(
        transmis=True,
        candidat__nom="Lefèvre",
        candidat__courriel="anais@example.org",
        centre__courriel="certif@uimm.example",
    )


@pytest.fixture
def par(dossier):
    return UtilisateurFactory(gestionnaire=dossier.centre)


@pytest.fixture
def page(dossier) -> str:
    return reverse("evaluations:espace_du_dossier", args=[dossier.pk])


def poster(client, dossier, acte: str, **suite):
    return client.post(reverse(f"evaluations:espace_{acte}", args=[dossier.pk]), **suite)


def ouvrir(client, message) -> str:
    """Follow the link of a mail, type its code: what the candidate then reads."""
    adresse, code = LIEN.search(message.body)[1], CODE.search(message.body)[1]
    assert client.post(adresse, {"code": code}).status_code == 302
    return client.get(adresse).content.decode()


# --- The mail -----------------------------------------------------------------------------------


def test_the_mail_carries_a_link_and_a_code_that_open(client, client_de, dossier, par, page):
    reponse = poster(client_de(par), dossier, "envoyer", follow=True)
    executer_les_travaux()

    assert "Le lien part à anais@example.org." in reponse.content.decode()
    (message,) = mail.outbox
    assert message.to == ["anais@example.org"]
    assert message.subject == (
        f"Votre espace candidat : certification CQPM, dossier {dossier.numero}"
    )
    assert "certif@uimm.example" in message.body
    assert "Lefèvre" in ouvrir(client, message)
    courriel = Courriel.objects.get()
    assert (courriel.corps, courriel.sujet) == ("", f"dossiers.dossier:{dossier.pk}")


def test_the_subject_asks_for_the_report_while_it_is_awaited(dossier, par):
    dossier.rapport_attendu_le = timezone.localdate() + datetime.timedelta(days=5)
    dossier.save()

    service.envoyer(dossier, par=par)
    executer_les_travaux()

    assert mail.outbox[0].subject.startswith("Pour action : votre rapport, d'ici le ")


def test_two_clicks_at_once_send_one_mail(dossier, par):
    assert service.envoyer(dossier, par=par) == service.envoyer(dossier, par=par)
    executer_les_travaux()
    assert len(mail.outbox) == 1

    service.envoyer(dossier, par=par)
    executer_les_travaux()

    assert len(mail.outbox) == 2
    assert dossier.journal.filter(acte=Acte.ESPACE).count() == 2


def test_without_an_address_nothing_is_sent_and_the_page_says_where_to_write_it(
    client_de, dossier, par, page
):
    dossier.candidat.courriel = ""
    dossier.candidat.save()
    client = client_de(par)

    reponse = client.get(page)
    refus = poster(client, dossier, "envoyer", follow=True)

    assert_page_accessible(reponse)
    assert reverse("dossiers:identite", args=[dossier.pk]) in reponse.content.decode()
    assert "Envoyer le lien" not in reponse.content.decode()
    assert "n&#x27;a pas d&#x27;adresse électronique" in refus.content.decode()
    assert not Travail.objects.exists()


def test_a_new_address_shuts_the_links_sent_to_the_old_one(client, dossier, par):
    service.envoyer(dossier, par=par)
    executer_les_travaux()
    dossier.candidat.courriel = "nouvelle@example.org"
    dossier.candidat.save()
    assert suivi_de(dossier).adresse_changee

    service.envoyer(dossier, par=par)
    executer_les_travaux()

    ancien, nouveau = mail.outbox
    assert nouveau.to == ["nouvelle@example.org"]
    assert client.get(LIEN.search(ancien.body)[1]).status_code == 410
    assert "Lefèvre" in ouvrir(client, nouveau)
    assert not suivi_de(dossier).adresse_changee


def test_a_mail_that_waits_does_not_open_again_a_space_closed_meanwhile(dossier, par):
    visiteur(dossier)
    service.envoyer(dossier, par=par)

    service.fermer(dossier, par=par)
    executer_les_travaux()

    assert mail.outbox == []
    assert Travail.objects.get().etat == EtatTravail.ECHEC
    assert suivi_de(dossier).etat == EtatEspace.FERME


# --- The page -----------------------------------------------------------------------------------


def test_the_dossiers_page_leads_there(client_de, dossier, par, page):
    assert f'href="{page}"' in client_de(par).get(dossier.get_absolute_url()).content.decode()


def test_the_page_tells_each_state(client_de, dossier, par, page):
    client = client_de(par)
    lus = [client.get(page).context["suivi"].etat]
    un = visiteur(dossier)
    lus.append(client.get(page).context["suivi"].etat)
    un.entrer()
    lus.append(client.get(page).context["suivi"].etat)
    assert_page_accessible(client.get(page))
    LienPersonnel.objects.update(expire_le=timezone.now())
    lus.append(client.get(page).context["suivi"].etat)
    poster(client, dossier, "fermer")
    lus.append(client.get(page).context["suivi"].etat)
    assert_page_accessible(client.get(page))

    assert lus == ["jamais", "envoye", "ouvert", "expire", "ferme"]


def test_a_copied_link_is_shown_once_with_its_code(client, client_de, dossier, par, page):
    reponse = poster(client_de(par), dossier, "lien")

    assert_page_accessible(reponse)
    texte = reponse.content.decode()
    adresse = LIEN.search(texte)[1]
    code = re.search(r"Code à lire : <b[^>]*>(\d{3} \d{3})</b>", texte)[1]
    assert client.post(adresse, {"code": code}).status_code == 302
    assert LIEN.search(client_de(par).get(page).content.decode()) is None
    assert "no-store" in reponse["Cache-Control"]


def test_closing_shuts_every_link_and_is_refused_when_nothing_is_open(client_de, dossier, par):
    liens = [visiteur(dossier), visiteur(dossier, "vieux", expire=True)]

    poster(client_de(par), dossier, "fermer")

    assert [un.client.get(un.url()).status_code for un in liens] == [410, 410]
    assert LienPersonnel.objects.filter(ferme_le=None).count() == 0
    with pytest.raises(ErreurMetier, match="déjà fermé"):
        service.fermer(dossier, par=par)


# --- Reminders and batches ------------------------------------------------------------------------

LE_1 = datetime.datetime(2026, 3, 1, 7, 5, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def rapport_en_retard(settings, dossier):
    """The report is awaited: reminders to the candidate leave."""
    settings.CQPM_ATTENTES = ["tests.dossiers.attentes_essai.ATTENTES"]
    return dossier


def battre(jours: int) -> list:
    avant = len(mail.outbox)
    moment = LE_1 + datetime.timedelta(days=jours)
    relances.accorder(moment)
    relances.envoyer_du_jour(moment)
    executer_les_travaux()
    return [un for un in mail.outbox[avant:] if un.to == ["anais@example.org"]]


def test_a_reminder_carries_a_fresh_link_where_the_centre_opened_the_space(
    client, rapport_en_retard
):
    visiteur(rapport_en_retard, expire=True)
    battre(0)

    (message,) = battre(8)

    assert message.subject.startswith("Pour action : votre rapport est attendu")
    assert "Lefèvre" in ouvrir(client, message)
    assert Courriel.objects.filter(destinataires=["anais@example.org"]).get().corps == ""


@pytest.mark.parametrize("pourquoi", ["jamais", "ferme", "adresse"])
def test_a_reminder_carries_none_otherwise(rapport_en_retard, par, pourquoi):
    dossier = rapport_en_retard
    if pourquoi != "jamais":
        dossier.candidat.courriel = "ancienne@example.org"
        dossier.candidat.save()
        service.envoyer(dossier, par=par)
        executer_les_travaux()
        dossier.candidat.courriel = "anais@example.org"
        dossier.candidat.save()
    if pourquoi == "ferme":
        service.fermer(dossier, par=par)
    liens = LienPersonnel.objects.count()
    battre(0)

    (message,) = battre(8)

    assert "Pour l'envoyer : écrivez à votre centre d'examen\n" in message.body
    assert LIEN.search(message.body) is None
    assert "Votre code" not in message.body
    assert LienPersonnel.objects.count() == liens


def test_a_batch_sends_their_space_to_those_who_have_an_address(dossier, par):
    acte = lots.par_code("espace")
    sans = DossierFactory(transmis=True, centre=dossier.centre)
    arrete = DossierFactory(
        abandonne=True, centre=dossier.centre, candidat__courriel="zoe@example.org"
    )
    ailleurs = DossierFactory(centre=CentreFactory(), candidat__courriel="zoe@example.org")

    obstacles = [acte.obstacle(un, {}, par) for un in (dossier, sans, arrete, ailleurs)]

    assert obstacles == [
        "",
        "son candidat n'a pas d'adresse électronique.",
        "il est « Abandonné » : son candidat n'a plus rien à y faire.",
        "il dépend d'un autre centre d'examen.",
    ]


def test_the_batch_goes_through_its_pages_to_the_mails(client_de, dossier, par):
    sans = DossierFactory(transmis=True, centre=dossier.centre)
    client, url = client_de(par), reverse("dossiers:lot_preparer")
    choix = {"acte": "espace", "dossiers": [dossier.pk, sans.pk]}

    apercu = client.post(url, choix | {"etape": "apercu"}, follow=True)
    assert_page_accessible(apercu)
    assert [un.pk for un in apercu.context["apercu"].inclus] == [dossier.pk]
    client.post(url, choix | {"etape": "confirmer"}, follow=True)
    for _ in range(2):  # the lines of the batch, then the mails that they ask for
        executer_les_travaux()

    assert [message.to for message in mail.outbox] == [["anais@example.org"]]


# --- An address corrected, a mail on its way ------------------------------------------------------


def test_a_corrected_address_shuts_what_went_to_the_wrong_one(client, dossier, par):
    service.envoyer(dossier, par=par)
    executer_les_travaux()
    porte = LIEN.search(mail.outbox[0].body)[1]
    assert client.get(porte).status_code == 200

    candidat = dossier.candidat
    identite = Identite(
        candidat.nom, candidat.prenom, candidat.naissance, courriel="juste@example.org"
    )
    rectifier_identite(dossier, identite, motif="Adresse fausse.", par=par)

    assert client.get(porte).status_code == 410
    dossier.candidat.refresh_from_db()
    assert service.lien_du_rappel(dossier, "anais@example.org") is None


def test_a_first_mail_on_its_way_can_still_be_stopped(client_de, dossier, par, page):
    service.envoyer(dossier, par=par)
    assert "Fermer l'espace" in client_de(par).get(page).content.decode()

    service.fermer(dossier, par=par)
    executer_les_travaux()

    assert mail.outbox == []
    assert suivi_de(dossier).etat == EtatEspace.FERME


def test_a_mail_to_the_former_address_is_not_taken_for_the_new_one(dossier, par):
    premier = service.envoyer(dossier, par=par)
    dossier.candidat.courriel = "juste@example.org"
    dossier.candidat.save()

    second = service.envoyer(dossier, par=par)
    executer_les_travaux()

    assert second != premier
    assert [message.to for message in mail.outbox] == [["juste@example.org"]]


def test_a_batch_leaves_a_closed_space_closed(dossier, par):
    visiteur(dossier)
    service.fermer(dossier, par=par)

    with pytest.raises(EspaceImpossible, match="rouvrez-le depuis sa page"):
        ACTES[0].executer(dossier, {}, par)
    executer_les_travaux()
    assert mail.outbox == []
