"""What the personal link refuses: every refusal says why, what to do, and loses nothing typed."""

import pytest
from django.urls import reverse

from dossiers import transitions
from evaluations.models import AvisEntreprise
from tests.accessibilite import assert_page_accessible
from tests.evaluations.avis import FAVORABLE, contenu
from tests.factories.comptes import UtilisateurFactory
from tests.factories.evaluations import AvisEntrepriseFactory, DemandeAvisFactory, LienAvisFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lien():
    return LienAvisFactory(
        jeton="clef",
        demande__dossier__candidat__nom="Lefèvre",
        demande__dossier__centre__nom="UIMM Loire",
        demande__dossier__centre__courriel="certif@uimm.example",
    )


@pytest.fixture
def adresse():
    return reverse("evaluations:avis_public", args=["clef"])


def test_a_refusal_keeps_what_was_typed_and_says_where(client, lien, adresse):
    envoye = {
        **FAVORABLE,
        "sens-1": "reserve",
        "sens-2": "",
        "commentaire-2": "Vu <une> fois.",
        "fonction": "",
        "observations": "Motivé.",
    }

    reponse = client.post(adresse, envoye)

    assert_page_accessible(reponse)
    assert reponse.context["form"].fautes == [
        ("id_fonction", "Écrivez votre fonction dans l'entreprise."),
        ("id_commentaire-1", "Capacité 1 : expliquez votre avis réservé, le jury le lira."),
        ("id_sens-2_0", "Capacité 2 : choisissez un avis."),
    ]
    page = contenu(reponse)
    assert "<title>À corriger : votre avis sur Anaïs Lefèvre" in page
    for typed in ("Vu &lt;une&gt; fois.", "Motivé."):
        assert typed in page
    assert reponse.context["form"]["sens-1"].value() == "reserve"
    assert 'id="id_commentaire-1_error"' in page
    assert not AvisEntreprise.objects.exists()


def test_an_over_long_comment_is_refused_and_kept(client, lien, adresse):
    long = "a" * 4001

    reponse = client.post(adresse, {**FAVORABLE, "commentaire-1": long})

    assert [message for _, message in reponse.context["form"].fautes] == [
        "Capacité 1 : votre texte a 4001 caractères, 4000 au plus. Raccourcissez-le, puis envoyez "
        "à nouveau."
    ]
    assert long in contenu(reponse)


def test_a_line_end_counts_for_one_sign(client, lien, adresse):
    texte = "\r\n".join(["a"] * 2000)

    client.post(adresse, {**FAVORABLE, "commentaire-1": texte})

    premiere = AvisEntreprise.objects.get().capacites.first()
    assert premiere.commentaire == "\n".join(["a"] * 2000)


@pytest.mark.parametrize(
    "envoye",
    [
        {},
        {"sens-1": "excellent"},
        {"sens-1": "favorable\x00"},
        {**FAVORABLE, "sens-1": ["favorable", "excellent"]},
        {**FAVORABLE, "fonction": "x" * 100_000},
        {**FAVORABLE, "commentaire-1": "\x00"},
    ],
)
def test_nonsense_is_refused_with_the_form(client, lien, adresse, envoye):
    reponse = client.post(adresse, envoye)

    assert reponse.status_code == 200
    assert reponse.context["form"].fautes
    assert not AvisEntreprise.objects.exists()


def test_an_unknown_answer_is_refused_once(client, lien, adresse):
    reponse = client.post(adresse, {**FAVORABLE, "sens-1": "excellent"})

    assert reponse.context["form"].fautes == [("id_sens-1_0", "Capacité 1 : choisissez un avis.")]


def test_unknown_fields_are_ignored(client, lien, adresse):
    client.post(adresse, {**FAVORABLE, "sens-9": "favorable", "critere-1-1": "defavorable"})

    avis = AvisEntreprise.objects.get()
    assert (avis.capacites.count(), avis.criteres.count()) == (2, 0)


def test_an_unknown_link_says_what_to_do(client):
    reponse = client.get(reverse("evaluations:avis_public", args=["x" * 300]))

    assert reponse.status_code == 404
    assert_page_accessible(reponse)
    page = contenu(reponse)
    assert "<h1>Ce lien n'est pas reconnu</h1>" in page
    assert "demandez-lui un nouveau lien" in page


@pytest.mark.parametrize(
    ("situation", "titre"),
    [
        ({"expire": True}, "Ce lien a expiré"),
        ({"demande__revoquee": True}, "Cette demande d'avis est annulée"),
        ({"demande__dossier__etat": "abandonne"}, "Cet avis n'est plus attendu"),
        ({"demande__dossier__etat": "en_session"}, "Cet avis n'est plus attendu"),
    ],
)
def test_a_closed_link_names_the_centre_and_nobody_else(client, adresse, situation, titre):
    lien = LienAvisFactory(
        jeton="clef",
        demande__dossier__candidat__nom="Lefèvre",
        demande__dossier__centre__nom="UIMM Loire",
        demande__dossier__centre__courriel="certif@uimm.example",
        **situation,
    )

    for reponse in (client.get(adresse), client.post(adresse, FAVORABLE)):
        assert reponse.status_code == 410
        assert_page_accessible(reponse)
        page = contenu(reponse)
        assert f"<h1>{titre}</h1>" in page
        assert "<b>UIMM Loire</b>" in page
        assert "certif@uimm.example" in page
        assert "Lefèvre" not in page
        assert lien.demande.nom not in page
        assert lien.demande.courriel not in page
    assert not AvisEntreprise.objects.exists()


def test_an_expired_link_reassures_who_has_answered(client, adresse):
    avis = AvisEntrepriseFactory()
    LienAvisFactory(jeton="clef", demande=avis.demande, expire=True)

    reponse = client.get(adresse)

    assert reponse.status_code == 410
    assert "Votre avis a bien été signé le" in contenu(reponse)
    assert "<form" not in contenu(reponse)


def test_a_dossier_abandoned_meanwhile_gives_back_what_was_typed(client, lien, adresse):
    assert client.get(adresse).status_code == 200
    par = UtilisateurFactory(gestionnaire=lien.demande.dossier.centre)
    transitions.abandonner(lien.demande.dossier, motif="Départ du candidat.", par=par)

    reponse = client.post(
        adresse, {**FAVORABLE, "sens-1": "reserve", "commentaire-1": "Vu <une> fois.\nPas plus."}
    )

    assert reponse.status_code == 410
    page = contenu(reponse)
    assert "Rien n'a été enregistré." in page
    assert "<dt>Capacité 1, avis</dt> <dd> Réservé </dd>" in page
    assert "<dt>Capacité 1, commentaire</dt> <dd> Vu &lt;une&gt; fois.<br>Pas plus. </dd>" in page
    assert not AvisEntreprise.objects.exists()


def test_r22_a_link_opens_one_dossier_only(client, lien, adresse):
    autre = DemandeAvisFactory(dossier__candidat__nom="Autre")

    assert "Autre" not in contenu(client.get(adresse))
    client.post(adresse, FAVORABLE)

    assert AvisEntreprise.objects.get().dossier == lien.demande.dossier
    autre.refresh_from_db()
    assert autre.est_ouverte
