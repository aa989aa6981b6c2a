"""Reading again, then signing with the code: nothing is lost on the way."""

import pytest
from django.core import mail
from django.urls import reverse

from cqpm.commun.models import Courriel
from dossiers.models import EntreeJournal
from evaluations.models import AvisEntreprise, DemandeAvis
from tests.accessibilite import assert_page_accessible
from tests.evaluations.avis import FAVORABLE, REPONSES, contenu, lien_du_message
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory
from tests.factories.evaluations import LienAvisFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db

RESERVE = {
    **REPONSES,
    "sens-2": "reserve",
    "commentaire-2": "Vu <une> fois.",
    "observations": "Motivé.",
}


@pytest.fixture
def lien():
    return LienAvisFactory(jeton="clef", demande__dossier__candidat__nom="Lefèvre")


@pytest.fixture
def adresse():
    return reverse("evaluations:avis_public", args=["clef"])


def test_the_answers_are_read_again_before_the_signature(client, lien, adresse):
    reponse = client.post(adresse, RESERVE)

    assert_page_accessible(reponse)
    page = contenu(reponse)
    assert "<h1>Relisez, puis signez</h1>" in page
    assert "Vu &lt;une&gt; fois." in page
    assert "Vous signez comme tuteur, Chef d&#x27;atelier." in page
    assert reponse["Referrer-Policy"] == "same-origin"
    assert not AvisEntreprise.objects.exists()


def test_what_is_read_again_is_what_is_signed(client, lien, adresse):
    relue = client.post(adresse, RESERVE)

    client.post(
        adresse,
        dict(relue.context["form"].portees)
        | {nom: FAVORABLE[nom] for nom in ("signataire", "code", "declaration", "etape")},
    )

    avis = AvisEntreprise.objects.get()
    assert avis.observations == "Motivé."
    assert list(avis.capacites.values_list("sens", "commentaire")) == [
        ("favorable", ""),
        ("reserve", "Vu <une> fois."),
    ]


def test_one_may_go_back_and_change(client, lien, adresse):
    reponse = client.post(adresse, {**RESERVE, "etape": "modifier"})

    form = reponse.context["form"]
    assert form["sens-2"].value() == "reserve"
    assert form["commentaire-2"].value() == "Vu <une> fois."
    assert "data-cqpm-saisi" in contenu(reponse)
    assert "À corriger" not in contenu(reponse)


@pytest.mark.parametrize(
    ("champs", "fautes"),
    [
        ({"signataire": "Karim"}, ["id_signataire"]),
        ({"declaration": ""}, ["id_declaration"]),
        ({"signataire": "", "declaration": ""}, ["id_signataire", "id_declaration"]),
        ({"code": ""}, ["id_code"]),
        ({"code": "000000"}, ["id_code"]),
        ({"code": "x" * 5000}, ["id_code"]),
    ],
)
def test_a_refused_signature_keeps_the_answers_and_the_name(client, lien, adresse, champs, fautes):
    reponse = client.post(adresse, {**RESERVE, **FAVORABLE, **RESERVE, **champs})

    assert_page_accessible(reponse)
    assert [ancre for ancre, _ in reponse.context["signature"].fautes] == fautes
    page = contenu(reponse)
    assert '<input type="hidden" name="commentaire-2" value="Vu &lt;une&gt; fois.">' in page
    assert f'value="{champs.get("signataire", "Karim Bensaïd")}"' in page or "signataire" in champs
    assert not AvisEntreprise.objects.exists()


def test_the_right_code_is_asked_after_everything_else(client, lien, adresse):
    """A slip of the pen costs no try."""
    for _ in range(12):
        client.post(adresse, {**FAVORABLE, "signataire": "Karim"})

    assert client.post(adresse, FAVORABLE).status_code == 302


def test_a_wrong_code_ten_times_shuts_the_signature_and_says_so(client, lien, adresse):
    for essai in range(10):
        client.post(adresse, {**FAVORABLE, "code": f"{essai:06d}"})

    reponse = client.post(adresse, FAVORABLE)

    assert "Trop de codes ont été essayés" in contenu(reponse)
    assert not AvisEntreprise.objects.exists()


def test_a_fresh_code_comes_to_the_address_without_leaving_the_page(client, lien, adresse):
    envoye = {**RESERVE, "signataire": "Karim Bensaïd", "courriel": "KARIM@example.org"}

    reponse = client.post(adresse, {**envoye, "etape": "code"})
    executer_les_travaux()

    page = contenu(reponse)
    assert_page_accessible(reponse)
    assert "un message vient d&#x27;y partir" in page
    assert 'value="Karim Bensaïd"' in page
    assert 'name="commentaire-2" value="Vu &lt;une&gt; fois."' in page
    (message,) = mail.outbox
    jeton, code = lien_du_message(message.body)
    assert jeton != "clef"
    assert client.post(adresse, {**FAVORABLE, "code": code}).status_code == 302


@pytest.mark.parametrize("courriel", ["autre@example.org", "pas une adresse", ""])
def test_another_address_gets_nothing_and_learns_nothing(client, lien, adresse, courriel):
    reponse = client.post(adresse, {**RESERVE, "etape": "code", "courriel": courriel})
    executer_les_travaux()

    assert mail.outbox == []
    assert "karim@example.org" not in contenu(reponse)
    assert not EntreeJournal.objects.exists()


def test_fresh_codes_are_sent_three_times_an_hour(client, lien, adresse):
    envoye = {**RESERVE, "etape": "code", "courriel": "karim@example.org"}
    for _ in range(3):
        client.post(adresse, envoye)
        executer_les_travaux()

    reponse = client.post(adresse, envoye)
    executer_les_travaux()

    assert len(mail.outbox) == 3
    assert "Plusieurs messages viennent de partir" in contenu(reponse)
    assert Courriel.objects.filter(corps="").count() == 3


def test_two_tabs_sign_once(client, lien, adresse):
    client.post(adresse, RESERVE)
    client.post(adresse, RESERVE)

    premiere = client.post(adresse, FAVORABLE)
    seconde = client.post(adresse, {**FAVORABLE, **RESERVE})

    assert premiere["Location"].endswith("/merci/")
    assert "le second envoi n'a rien changé" in contenu(seconde)
    assert {un.sens for un in AvisEntreprise.objects.get().capacites.all()} == {"favorable"}


@pytest.mark.parametrize(
    ("nom", "dit"),
    [("Claire MOREAU-DIDIER", "le nom d'un évaluateur"), ("lefevre anais", "le nom du candidat")],
)
def test_r24_neither_an_evaluator_nor_the_candidate_signs_under_their_name(
    client, lien, adresse, nom, dit
):
    AffectationFactory(
        dossier=lien.demande.dossier,
        utilisateur=UtilisateurFactory(prenom="Claire", nom="Moreau-Didier"),
    )

    reponse = client.post(adresse, {**FAVORABLE, "signataire": nom})

    assert dit in contenu(reponse).replace("&#x27;", "'")
    assert not AvisEntreprise.objects.exists()


def test_what_is_missing_of_the_signature_is_told_at_once(client, lien, adresse):
    envoye = {**FAVORABLE, "signataire": "Karim", "code": "", "declaration": ""}

    reponse = client.post(adresse, envoye)

    assert [ancre for ancre, _ in reponse.context["signature"].fautes] == [
        "id_signataire",
        "id_code",
        "id_declaration",
    ]


def test_r24_who_became_evaluator_meanwhile_does_not_sign(client, lien, adresse):
    AffectationFactory(
        dossier=lien.demande.dossier, utilisateur=UtilisateurFactory(email="karim@example.org")
    )

    reponse = client.post(adresse, FAVORABLE)

    assert "Confiez la demande à un collègue." in contenu(reponse)
    assert DemandeAvis.objects.get().est_ouverte
