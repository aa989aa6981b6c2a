"""The door of the candidate's space: who enters, who does not, and what a scanner changes."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import LienPersonnel
from dossiers.enums import Acte
from evaluations.services import espace as service
from tests.accessibilite import assert_page_accessible
from tests.evaluations.espace import PAGES, candidat_entre, visiteur
from tests.factories.commun import CODE
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.evaluations import LienAvisFactory
from tests.outils import executer_les_travaux
from tests.test_acces import lignes

pytestmark = pytest.mark.django_db
MAUVAIS = "000 000"


@pytest.fixture
def dossier():
    return DossierFactory(
        transmis=True,
        candidat__nom="Lefèvre",
        candidat__courriel="anais@example.org",
        centre__nom="UIMM Loire",
        centre__courriel="certif@uimm.example",
    )


def texte(reponse) -> str:
    return " ".join(reponse.content.decode().split())


def test_the_door_names_the_centre_and_nobody_else(dossier):
    reponse = visiteur(dossier).client.get(visiteur(dossier, "autre").url())

    assert reponse.status_code == 200
    assert_page_accessible(reponse)
    page = texte(reponse)
    assert "UIMM Loire" in page
    absents = ["Lefèvre", "Anaïs", dossier.numero, dossier.referentiel.titre, "anais@"]
    assert [mot for mot in absents if mot in page] == []


def test_the_right_code_opens_the_space_and_is_told_once_in_the_journal(dossier):
    un = visiteur(dossier)

    reponse = un.entrer(f" {CODE[:3]} {CODE[3:]} ")

    assert (reponse.status_code, reponse["Location"]) == (302, un.url())
    temoin = reponse.cookies["espace"]
    assert temoin["path"] == un.url()
    assert (temoin["httponly"], temoin["samesite"], temoin["max-age"]) == (True, "Lax", 12 * 3600)
    assert "Lefèvre" in un.lire()
    un.entrer()
    assert [une.libelle for une in dossier.journal.filter(acte=Acte.ESPACE)] == [
        "Anaïs Lefèvre ouvre son espace."
    ]


def test_the_cookie_travels_over_https_alone_where_there_is_https(dossier, settings):
    settings.HTTPS = True

    assert visiteur(dossier).entrer().cookies["espace"]["secure"] is True


@pytest.mark.parametrize("saisi", ["", "12", "abcdef", MAUVAIS, "0" * 500])
def test_a_wrong_code_is_refused_in_the_page_and_writes_nothing(dossier, saisi):
    un = visiteur(dossier)
    avant = lignes()

    reponse = un.entrer(saisi)

    assert reponse.status_code == 200
    assert_page_accessible(reponse)
    assert len(reponse.context["form"].errors["code"]) == 1
    assert "espace" not in reponse.cookies
    assert lignes() == avant


def test_after_ten_wrong_codes_the_right_one_is_refused_too(dossier):
    un = visiteur(dossier)
    for essai in range(10):
        un.entrer(f"{essai:06d}")

    reponse = un.entrer()

    assert "Trop de codes ont été essayés" in texte(reponse)
    assert "espace" not in reponse.cookies


def test_a_scanner_that_opens_and_submits_everything_fifty_times_changes_nothing(dossier):
    un = visiteur(dossier)
    avant = lignes()

    for _ in range(50):
        assert un.client.get(un.url()).status_code == 200
        un.client.head(un.url())
        un.client.post(un.url(), {"code": ""})
        un.client.post(un.url("espace_nouveau_lien"), {"courriel": "robot@example.org"})
        un.client.post(un.url("espace_quitter"))
        for nom in PAGES:
            un.client.get(un.url(nom))
            un.client.post(un.url(nom), {"nature": "autre", "texte": "x", "code": "x"})

    assert lignes() == avant
    assert not Session.objects.exists()


@pytest.mark.parametrize("nom", [nom for nom in PAGES if nom != "espace"])
def test_without_the_code_every_page_leads_to_the_door(dossier, nom):
    un = visiteur(dossier)

    for methode in (un.client.get, un.client.post):
        reponse = methode(un.url(nom))
        assert (reponse.status_code, reponse["Location"]) == (302, un.url())


def test_quitting_shuts_the_door_again(dossier):
    un = candidat_entre(dossier)

    reponse = un.client.post(un.url("espace_quitter"))

    assert (reponse.status_code, reponse["Location"]) == (302, un.url())
    assert reponse.cookies["espace"]["path"] == un.url()
    assert "Lefèvre" not in un.lire()
    assert un.client.get(un.url("espace_donnees")).status_code == 302


def test_the_cookie_of_one_space_opens_no_other(dossier):
    un = candidat_entre(dossier)
    autre = visiteur(DossierFactory(candidat__nom="Rivière"), "autre")

    # The test's browser sends its cookie everywhere; a real one keeps it under the first space.
    assert "Rivière" not in " ".join(
        un.client.get(autre.url(nom), follow=True).content.decode() for nom in PAGES
    )
    assert un.client.post(autre.url("espace_telecharger")).status_code == 302


def test_a_forged_or_old_cookie_opens_nothing(dossier, settings):
    un = candidat_entre(dossier)
    vrai = un.client.cookies["espace"].value
    un.client.cookies["espace"] = vrai[:-1] + ("a" if vrai[-1] != "a" else "b")
    assert "Lefèvre" not in un.lire()
    un.client.cookies["espace"] = vrai
    assert "Lefèvre" in un.lire()

    settings.DUREE_VISITE_ESPACE = -1

    assert "Lefèvre" not in un.lire()


@pytest.mark.parametrize("fin", ["ferme", "expire"])
def test_closed_or_expired_the_link_opens_nothing_at_once_cookie_or_not(dossier, fin):
    un = candidat_entre(dossier)
    if fin == "ferme":
        service.fermer(dossier, par=UtilisateurFactory(gestionnaire=dossier.centre))
    else:
        LienPersonnel.objects.update(expire_le=timezone.now())

    for nom in PAGES:
        reponse = un.client.get(un.url(nom))
        assert reponse.status_code == 410
        assert_page_accessible(reponse)
        assert "Lefèvre" not in texte(reponse)
        # An expired link offers another one, a closed one sends to the centre.
        assert ("Recevoir un nouveau lien" in texte(reponse)) == (fin == "expire")
        assert "certif@uimm.example" in texte(reponse)
    assert un.entrer().status_code == 410


def test_the_token_of_another_kind_or_of_nothing_opens_nothing(client, dossier):
    LienAvisFactory(jeton="avis", demande__dossier=dossier)
    un = candidat_entre(dossier)

    for jeton in ("avis", "inconnu"):
        for nom in (*PAGES, "espace_nouveau_lien"):
            assert un.client.get(reverse(f"evaluations:{nom}", args=[jeton])).status_code == 404
    assert un.client.get(reverse("evaluations:avis_public", args=["clef"])).status_code == 404


def test_every_page_is_kept_by_nobody(dossier):
    un = candidat_entre(dossier)

    for nom in (*PAGES, "espace_nouveau_lien"):
        reponse = un.client.get(un.url(nom))
        assert reponse["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in reponse["Cache-Control"]
        assert reponse["Referrer-Policy"] in {"same-origin", "no-referrer"}


# --- Another link -------------------------------------------------------------------------------


@pytest.mark.parametrize("expire", [False, True])
def test_the_right_address_receives_another_link_and_code(dossier, expire, mailoutbox):
    un = visiteur(dossier, expire=expire)

    reponse = un.client.post(un.url("espace_nouveau_lien"), {"courriel": " Anais@Example.org"})

    assert_page_accessible(reponse)
    executer_les_travaux()
    assert [message.to for message in mailoutbox] == [["anais@example.org"]]
    assert LienPersonnel.objects.count() == 2


def test_the_answer_is_the_same_whatever_the_address(dossier, mailoutbox):
    un = visiteur(dossier)
    adresse = un.url("espace_nouveau_lien")

    pages = [
        un.client.post(adresse, {"courriel": courriel}).context["envoye"]
        for courriel in ("quelqu.un@example.org", "anais@example.org")
    ]

    assert pages[0] == pages[1] != ""
    executer_les_travaux()
    assert len(mailoutbox) == 1


def test_messages_are_asked_for_three_times_an_hour(dossier):
    un = visiteur(dossier)
    for _ in range(3):
        un.client.post(un.url("espace_nouveau_lien"), {"courriel": "anais@example.org"})
        executer_les_travaux()

    reponse = un.client.post(un.url("espace_nouveau_lien"), {"courriel": "anais@example.org"})

    assert "Plusieurs messages viennent de partir" in texte(reponse)
    assert 'value="anais@example.org"' in texte(reponse)


def test_wrong_addresses_do_not_use_up_the_right_one(dossier, mailoutbox):
    un = visiteur(dossier)
    for essai in range(20):
        un.client.post(un.url("espace_nouveau_lien"), {"courriel": f"robot{essai}@example.org"})

    un.client.post(un.url("espace_nouveau_lien"), {"courriel": "anais@example.org"})
    executer_les_travaux()

    assert [message.to for message in mailoutbox] == [["anais@example.org"]]


def test_what_was_typed_when_the_visit_ended_is_given_back(dossier):
    un = candidat_entre(dossier)
    un.client.post(un.url("espace_quitter"))
    envoye = {"nature": "autre", "texte": "Mon <nom> est mal écrit."}

    porte = un.client.post(un.url("espace_donnees"), envoye)
    service.fermer(dossier, par=UtilisateurFactory(gestionnaire=dossier.centre))
    ferme = un.client.post(un.url("espace_donnees"), envoye)

    assert "Mon &lt;nom&gt; est mal écrit." in texte(porte)
    assert_page_accessible(porte)
    assert "Mon &lt;nom&gt; est mal écrit." in texte(ferme)


def test_a_closed_space_gives_no_other_link(dossier, mailoutbox):
    un = visiteur(dossier)
    visiteur(dossier, "vieux", expire=True)
    service.fermer(dossier, par=UtilisateurFactory(gestionnaire=dossier.centre))

    for jeton in ("clef", "vieux"):
        adresse = reverse("evaluations:espace_nouveau_lien", args=[jeton])
        assert un.client.post(adresse, {"courriel": "anais@example.org"}).status_code == 410
    executer_les_travaux()
    assert mailoutbox == []
