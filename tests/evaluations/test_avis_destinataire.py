"""The person asked passes the request on, declines it, or asks for a fresh link."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import LienPersonnel, Travail
from dossiers import transitions
from dossiers.models import EntreeJournal
from evaluations.enums import IssueDemande
from evaluations.models import DemandeAvis
from tests.accessibilite import assert_page_accessible
from tests.evaluations.avis import FAVORABLE, contenu, lien_du_message
from tests.factories.commun import CODE
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory
from tests.factories.evaluations import AvisEntrepriseFactory, LienAvisFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db

CONFIER = {
    "etape": "confier",
    "confier-nom": "Sofia Lambert",
    "confier-courriel": "sofia@example.org",
    "confier-code": CODE,
}
DECLINER = {
    "etape": "decliner",
    "decliner-motif": "J'ai quitté le service.",
    "decliner-code": CODE,
}


@pytest.fixture
def lien():
    return LienAvisFactory(
        jeton="clef",
        demande__dossier__candidat__nom="Lefèvre",
        demande__dossier__centre__nom="UIMM Loire",
    )


@pytest.fixture
def autre():
    return reverse("evaluations:avis_autre", args=["clef"])


@pytest.fixture
def avis():
    return reverse("evaluations:avis_public", args=["clef"])


def etat_de_la_base() -> list:
    modeles = (DemandeAvis, LienPersonnel, EntreeJournal, Travail)
    return [list(modele.objects.order_by("pk").values()) for modele in modeles]


def test_the_page_offers_both_ways_out(client, lien, autre):
    reponse = client.get(autre)

    assert_page_accessible(reponse)
    page = contenu(reponse)
    assert "adressée à <b>Karim Bensaïd</b>" in page
    assert "La confier à un collègue" in page
    assert "Ne pas y répondre" in page


# --- To a colleague ---------------------------------------------------------------------------


def test_a_colleague_receives_their_own_link_and_the_first_one_closes(client, lien, autre, avis):
    reponse = client.post(autre, CONFIER, follow=True)
    executer_les_travaux()

    assert reponse.status_code == 200
    assert "La demande est confiée à votre collègue" in contenu(reponse)
    (message,) = mail.outbox
    assert message.to == ["sofia@example.org"]
    assert "Karim Bensaïd vous confie cette demande." in message.body
    jeton, code = lien_du_message(message.body)
    assert client.post(avis, FAVORABLE).status_code == 410
    suite = reverse("evaluations:avis_public", args=[jeton])
    signe = client.post(suite, {**FAVORABLE, "code": code, "signataire": "Sofia Lambert"})
    assert signe.status_code == 302
    assert lien.demande.dossier.avis.demande.nom == "Sofia Lambert"


def test_r50_the_trace_says_who_passed_it_on_to_whom(client, lien, autre):
    client.post(autre, CONFIER)

    suite = DemandeAvis.objects.first()
    assert (suite.nom, suite.origine) == ("Sofia Lambert", lien.demande)
    lien.demande.refresh_from_db()
    assert lien.demande.issue == IssueDemande.TRANSFEREE
    ligne = lien.demande.dossier.journal.get()
    assert ligne.libelle == (
        "Karim Bensaïd confie la demande d'avis à Sofia Lambert (sofia@example.org), pour le "
        f"{suite.echeance:%d/%m/%Y}."
    )
    assert ligne.signataire == "Karim Bensaïd"


def test_the_colleague_has_a_week_at_least(client, lien, autre):
    DemandeAvis.objects.update(echeance=timezone.localdate() - datetime.timedelta(days=3))

    client.post(autre, CONFIER)

    assert DemandeAvis.objects.first().echeance == timezone.localdate() + datetime.timedelta(days=7)


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"confier-code": ""}, "Écrivez le code à 6 chiffres"),
        ({"confier-code": "000000"}, "Ce code n&#x27;est pas le bon"),
        ({"confier-nom": ""}, "Écrivez le prénom et le nom de votre collègue."),
        ({"confier-courriel": "sofia"}, "Cette adresse est mal écrite"),
        ({"confier-courriel": "KARIM@example.org"}, "la demande est déjà arrivée"),
        ({"confier-courriel": "eva@example.org"}, "l&#x27;adresse d&#x27;un évaluateur"),
        ({"confier-courriel": "anais@example.org"}, "l&#x27;adresse du candidat"),
    ],
)
def test_a_wrong_colleague_is_refused_and_nothing_typed_is_lost(client, lien, autre, champs, faute):
    dossier = lien.demande.dossier
    dossier.candidat.courriel = "anais@example.org"
    dossier.candidat.save()
    AffectationFactory(dossier=dossier, utilisateur=UtilisateurFactory(email="eva@example.org"))
    avant = etat_de_la_base()

    reponse = client.post(autre, {**CONFIER, **champs})

    assert reponse.status_code == 200
    assert_page_accessible(reponse)
    page = contenu(reponse).replace("'", "&#x27;")
    assert faute in page
    if champs.get("confier-nom") != "":
        assert 'value="Sofia Lambert"' in page
    assert etat_de_la_base() == avant


def test_a_request_is_not_passed_on_for_ever(client, lien, autre):
    for _ in range(3):
        LienAvisFactory(
            demande__dossier=lien.demande.dossier,
            demande__revoquee=True,
            demande__issue=IssueDemande.TRANSFEREE,
        )

    reponse = client.post(autre, CONFIER)

    assert "a déjà changé 3 fois de destinataire" in contenu(reponse)
    assert DemandeAvis.objects.filter(revoquee_le=None).get() == lien.demande


# --- Declined ---------------------------------------------------------------------------------


def test_who_declines_is_left_alone_and_the_centre_looks_for_someone_else(client, lien, autre):
    reponse = client.post(autre, DECLINER, follow=True)

    assert "Le centre d'examen est prévenu" in contenu(reponse)
    lien.demande.refresh_from_db()
    assert (lien.demande.issue, lien.demande.motif) == ("declinee", "J'ai quitté le service.")
    gestionnaire = UtilisateurFactory(gestionnaire=lien.demande.dossier.centre)
    client.force_login(gestionnaire)
    page = contenu(client.get(reverse("evaluations:avis", args=[lien.demande.dossier_id])))
    assert "déclinée le" in page
    assert "J&#x27;ai quitté le service." in page
    assert "Demander l'avis" in page


@pytest.mark.parametrize(
    "champs", [{"decliner-code": "000000"}, {"decliner-motif": ""}, {"decliner-motif": "x" * 2001}]
)
def test_declining_takes_the_code_and_a_reason(client, lien, autre, champs):
    avant = etat_de_la_base()

    reponse = client.post(autre, {**DECLINER, **champs})

    assert reponse.status_code == 200
    assert etat_de_la_base() == avant


@pytest.mark.parametrize("envoye", [CONFIER, DECLINER])
def test_a_dossier_stopped_meanwhile_waits_for_nobody(client, lien, autre, envoye):
    dossier = lien.demande.dossier
    par = UtilisateurFactory(gestionnaire=dossier.centre)
    transitions.abandonner(dossier, motif="Départ.", par=par)

    reponse = client.post(autre, envoye)

    assert reponse.status_code == 410
    assert "Cet avis n'est plus attendu" in contenu(reponse)
    assert DemandeAvis.objects.get().est_ouverte


def test_once_signed_there_is_nobody_else_to_name(client, autre, avis):
    LienAvisFactory(jeton="clef", demande=AvisEntrepriseFactory().demande)

    assert client.get(autre)["Location"] == avis
    assert client.post(autre, CONFIER)["Location"] == avis
    assert DemandeAvis.objects.count() == 1


# --- A fresh link -----------------------------------------------------------------------------


def test_an_expired_link_gets_a_fresh_one_from_its_own_page(client, avis):
    lien = LienAvisFactory(jeton="clef", expire=True)
    page = client.get(avis)
    assert_page_accessible(page)
    adresse = reverse("evaluations:avis_nouveau_message", args=[lien.demande.uid])
    assert f'action="{adresse}"' in contenu(page)

    reponse = client.post(adresse, {"courriel": "karim@example.org"})
    executer_les_travaux()

    assert_page_accessible(reponse)
    assert "un message vient d&#x27;y partir" in contenu(reponse)
    jeton, _ = lien_du_message(mail.outbox[0].body)
    assert client.get(reverse("evaluations:avis_public", args=[jeton])).status_code == 200


def test_the_page_of_the_paper_form_names_neither_candidate_nor_tutor(client, lien):
    adresse = reverse("evaluations:avis_nouveau_message", args=[lien.demande.uid])

    for reponse in (client.get(adresse), client.post(adresse, {"courriel": "x@example.org"})):
        page = contenu(reponse)
        assert "UIMM Loire" in page
        assert [mot for mot in ("Lefèvre", "Karim", "karim@") if mot in page] == []


def test_another_address_and_the_right_one_read_the_same_words(client, lien):
    adresse = reverse("evaluations:avis_nouveau_message", args=[lien.demande.uid])

    pages = {
        contenu(client.post(adresse, {"courriel": un})).replace(un, "")
        for un in ("karim@example.org", "autre@example.org")
    }
    executer_les_travaux()

    sans_jeton = {page.split('name="csrfmiddlewaretoken"')[0] for page in pages}
    assert len(sans_jeton) == 1
    assert [message.to for message in mail.outbox] == [["karim@example.org"]]


@pytest.mark.parametrize("champs", [{"demande__revoquee": True}, {"demande__repondue": True}])
def test_a_closed_request_sends_nothing_more(client, champs):
    lien = LienAvisFactory(**champs)
    adresse = reverse("evaluations:avis_nouveau_message", args=[lien.demande.uid])

    reponse = client.post(adresse, {"courriel": "karim@example.org"})
    executer_les_travaux()

    assert "Cet avis n&#x27;est plus attendu" in contenu(reponse)
    assert mail.outbox == []


def test_fresh_links_are_sent_three_times_an_hour(client, lien):
    adresse = reverse("evaluations:avis_nouveau_message", args=[lien.demande.uid])
    for _ in range(4):
        reponse = client.post(adresse, {"courriel": "karim@example.org"})
        executer_les_travaux()

    assert len(mail.outbox) == 3
    assert "Plusieurs messages viennent de partir" in contenu(reponse)


def test_wrong_addresses_do_not_use_up_the_right_one(client, lien):
    adresse = reverse("evaluations:avis_nouveau_message", args=[lien.demande.uid])
    for essai in range(20):
        client.post(adresse, {"courriel": f"robot{essai}@example.org"})

    client.post(adresse, {"courriel": "karim@example.org"})
    executer_les_travaux()

    (message,) = mail.outbox
    assert message.subject.startswith("Votre nouveau code : avis sur")


def test_an_address_too_long_for_the_column_is_refused(client, lien, autre):
    long = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.example.org"
    assert 254 < len(long) < 320

    reponse = client.post(autre, {**CONFIER, "confier-courriel": long})

    assert reponse.status_code == 200
    assert DemandeAvis.objects.count() == 1


def test_without_a_code_a_fresh_one_can_be_asked_for(client, lien, autre):
    adresse = reverse("evaluations:avis_nouveau_message", args=[lien.demande.uid])

    assert f'action="{adresse}"' in contenu(client.get(autre))


def test_who_declined_is_not_proposed_again(client, lien, autre):
    dossier = lien.demande.dossier
    dossier.tuteur.courriel = "karim@example.org"
    dossier.tuteur.save()
    client.post(autre, DECLINER)
    gestionnaire = UtilisateurFactory(gestionnaire=dossier.centre)
    client.force_login(gestionnaire)

    page = client.get(reverse("evaluations:avis", args=[dossier.pk]))
    fiche = client.get(dossier.get_absolute_url())

    assert "<b>Karim Bensaïd ne répondra pas</b>" in contenu(page)
    assert page.context["form"]["courriel"].value() is None
    assert [un.libelle for un in fiche.context["avancement"].attendus if "avis" in un.code] == [
        "Demander l'avis à quelqu'un d'autre : Karim Bensaïd ne répondra pas."
    ]


def test_many_unknown_links_are_slowed_down_and_known_ones_are_not(client, lien, avis):
    inconnu = reverse("evaluations:avis_public", args=["inconnu"])

    statuts = [client.get(inconnu).status_code for _ in range(62)]

    assert statuts == [404] * 60 + [429] * 2
    assert client.get(avis).status_code == 200
