"""The pages of the personal link, as the company's representative meets them."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import LienPersonnel
from dossiers.models import EntreeJournal
from evaluations.models import AvisEntreprise, DemandeAvis
from tests.accessibilite import assert_page_accessible
from tests.evaluations.avis import FAVORABLE, contenu
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.evaluations import AvisEntrepriseFactory, LienAvisFactory
from tests.factories.referentiels import SousPointFactory
from tests.verrous import retoucher

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


# --- Reading ----------------------------------------------------------------------------------


def test_the_form_names_the_candidate_the_cqpm_and_the_capacites(client, lien, adresse):
    reponse = client.get(adresse)

    assert reponse.status_code == 200
    assert_page_accessible(reponse)
    page = contenu(reponse)
    dossier = lien.demande.dossier
    assert "<h1>Votre avis sur Anaïs Lefèvre</h1>" in page
    assert "Technicien.ne d&#x27;essais" in page
    assert dossier.entreprise.raison_sociale in page
    assert "Régler l&#x27;installation n° 1" in page
    assert "Régler l&#x27;installation n° 2" in page


@pytest.mark.parametrize(
    ("modele", "lignes", "criteres"), [("modele_2018", 2, 0), ("modele_2013", 2, 4)]
)
def test_r17_criteres_are_offered_only_where_the_version_opens_them(
    client, adresse, modele, lignes, criteres
):
    LienAvisFactory(jeton="clef", **{f"demande__dossier__referentiel__{modele}": True})

    form = client.get(adresse).context["form"]

    assert len(form.lignes) == lignes
    assert sum(len(ligne.criteres) for ligne in form.lignes) == criteres


def test_r17_a_critere_is_shown_with_its_sous_points(client, adresse):
    dossier = DossierFactory(transmis=True, referentiel__modele_2013=True)
    with retoucher(dossier.referentiel):
        critere = dossier.referentiel.capacites.first().criteres.last()
        SousPointFactory(critere=critere)
    LienAvisFactory(jeton="clef", demande__dossier=dossier)

    reponse = client.get(adresse)

    assert_page_accessible(reponse)
    assert "<li>Un sous-point.</li>" in contenu(reponse)


def test_a_scanner_that_opens_the_link_fifty_times_changes_nothing(client, lien, adresse):
    avant = list(LienPersonnel.objects.values()), list(DemandeAvis.objects.values())

    for methode in (client.get, client.head):
        for _ in range(50):
            assert methode(adresse).status_code == 200

    assert (list(LienPersonnel.objects.values()), list(DemandeAvis.objects.values())) == avant
    assert not AvisEntreprise.objects.exists()
    assert not EntreeJournal.objects.exists()


def test_reading_needs_and_leaves_no_session(lien, adresse):
    reponse = Client().get(adresse)

    assert set(reponse.cookies) == {"csrftoken"}
    assert not Session.objects.exists()


def test_every_page_of_the_link_is_kept_by_nobody(client, lien, adresse):
    signe = AvisEntrepriseFactory()
    LienAvisFactory(jeton="signe", demande=signe.demande)
    LienAvisFactory(jeton="vieux", expire=True)
    jetons = {"clef": 200, "signe": 200, "vieux": 410, "inconnu": 404}

    for jeton, statut in jetons.items():
        reponse = client.get(reverse("evaluations:avis_public", args=[jeton]))
        assert reponse.status_code == statut
        assert_page_accessible(reponse)
        assert reponse["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in reponse["Cache-Control"]
        # Under `no-referrer` the form would be sent with `Origin: null` and refused.
        assert reponse["Referrer-Policy"] == (
            "same-origin" if jeton in {"clef", "vieux"} else "no-referrer"
        )


def test_the_address_without_its_last_slash_still_opens(client, lien, adresse):
    reponse = client.get(adresse.rstrip("/"))

    assert (reponse.status_code, reponse["Location"]) == (301, adresse)


def test_signed_in_staff_see_the_same_page(client, lien, adresse):
    client.force_login(UtilisateurFactory(gestionnaire=True))

    assert "<h1>Votre avis sur Anaïs Lefèvre</h1>" in contenu(client.get(adresse))


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_form_runs_no_query_per_capacite(client, adresse, nombre, django_assert_num_queries):
    LienAvisFactory(
        jeton="clef",
        demande__dossier__referentiel__modele_2013=True,
        demande__dossier__referentiel__nombre_capacites=nombre,
    )

    with django_assert_num_queries(9):
        # link, request, what was said aloud, situations, modalités, blocs, capacités, critères,
        # points
        reponse = client.get(adresse)

    assert len(reponse.context["form"].lignes) == nombre


def test_the_known_tutor_finds_quality_and_function_filled_in_but_not_the_name(client, adresse):
    dossier = DossierFactory(transmis=True, tuteur__qualite="hierarchique")
    LienAvisFactory(
        jeton="clef", demande__dossier=dossier, demande__courriel=dossier.tuteur.courriel
    )
    form = client.get(adresse).context["form"]

    assert [form[nom].value() for nom in ("qualite", "fonction")] == [
        "hierarchique",
        "Chef d'atelier",
    ]
    assert "signataire" not in form.fields


def test_somebody_else_fills_in_everything(client, lien, adresse):
    form = client.get(adresse).context["form"]

    assert [form[nom].value() for nom in ("qualite", "fonction")] == [None] * 2


# --- Signing ----------------------------------------------------------------------------------


def test_signing_thanks_then_shows_what_was_signed(client, lien, adresse):
    envoye = {
        **FAVORABLE,
        "sens-2": "reserve",
        "commentaire-2": "Une seule fois.",
        "observations": "Motivé.",
    }

    reponse = client.post(adresse, envoye, follow=True)

    assert reponse.redirect_chain == [(f"{adresse}merci/", 302)]
    assert_page_accessible(reponse)
    page = contenu(reponse)
    assert "<h1>Merci, votre avis est signé</h1>" in page
    assert "Karim Bensaïd, tuteur, Chef d&#x27;atelier" in page
    assert f"{timezone.localdate():%Y} à" in page
    assert "Une seule fois." in page
    assert "Motivé." in page
    assert [un.sens for un in AvisEntreprise.objects.get().capacites.all()] == [
        "favorable",
        "reserve",
    ]


def test_r17_signing_keeps_the_criteres(client, adresse):
    LienAvisFactory(jeton="clef", demande__dossier__referentiel__modele_2013=True)

    client.post(adresse, {**FAVORABLE, "critere-1-2": "defavorable", "critere-2-1": ""})

    assert list(AvisEntreprise.objects.get().criteres.values_list("critere__rang", "sens")) == [
        (2, "defavorable")
    ]


def test_opened_again_the_link_is_read_only(client, lien, adresse):
    client.post(adresse, FAVORABLE)

    reponse = client.get(adresse)

    assert_page_accessible(reponse)
    assert "<h1>Vous avez déjà répondu</h1>" in contenu(reponse)
    assert "<form" not in contenu(reponse)


def test_a_double_post_gets_the_answered_page_and_changes_nothing(client, lien, adresse):
    client.post(adresse, FAVORABLE)

    reponse = client.post(adresse, {**FAVORABLE, "sens-1": "defavorable", "commentaire-1": "Non."})

    assert reponse.status_code == 200
    assert "le second envoi n&#x27;a rien changé" in contenu(reponse).replace("'", "&#x27;")
    assert [un.sens for un in AvisEntreprise.objects.get().capacites.all()] == ["favorable"] * 2


def test_thanks_are_not_shown_before_signing(client, lien, adresse):
    assert client.get(f"{adresse}merci/")["Location"] == adresse
    assert client.get(reverse("evaluations:avis_merci", args=["inconnu"])).status_code == 302


def test_r53_the_signed_page_tells_nothing_of_the_commission_nor_of_the_result(client, adresse):
    avis = AvisEntrepriseFactory(demande__dossier__admis=True, demande__dossier__transmis=False)
    LienAvisFactory(jeton="clef", demande=avis.demande)

    page = contenu(client.get(adresse)).lower()

    for mot in ("acquis", "validé", "attribué", "admis", "certifié", "commission", "pv "):
        assert mot not in page, mot


def test_the_post_needs_the_csrf_token(lien, adresse):
    client = Client(enforce_csrf_checks=True)

    assert client.post(adresse, FAVORABLE).status_code == 403
    assert not AvisEntreprise.objects.exists()

    client.get(adresse)
    jeton = client.cookies["csrftoken"].value
    assert client.post(adresse, {**FAVORABLE, "csrfmiddlewaretoken": jeton}).status_code == 302
