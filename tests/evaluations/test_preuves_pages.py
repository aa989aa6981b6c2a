"""Evidence, by its addresses: what the grid's script sends, the page without it, who reads what."""

import pytest
from django.urls import reverse

from cqpm.commun import lecture_isolee
from dossiers.enums import EtatDossier
from dossiers.models import Affectation, Dossier
from evaluations.models import Evaluation, Preuve, SignatureGrille
from tests.accessibilite import assert_page_accessible
from tests.evaluations.pieces import PDF, champs, fichier, jpeg, position
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import PreuveFactory
from tests.outils import planifier

pytestmark = pytest.mark.django_db

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True, vae=True))


@pytest.fixture
def evaluatrice(dossier):
    return membre(dossier)


@pytest.fixture
def client(client_de, evaluatrice):
    return client_de(evaluatrice)


def membre(dossier):
    utilisateur = UtilisateurFactory(evaluateur=dossier.centre, prenom="Inès", nom="Roy")
    return AffectationFactory(dossier=dossier, utilisateur=utilisateur).utilisateur


def premier(dossier):
    return dossier.capacites_visees()[0].criteres.first()


def adresse(dossier) -> str:
    return reverse("evaluations:ajouter_preuve", args=[dossier.pk])


def note(dossier, auteur, **autres) -> Preuve:
    evaluation = Evaluation.objects.get_or_create(dossier=dossier)[0]
    donnees = {"evaluation": evaluation, "critere": premier(dossier), "auteur": auteur} | autres
    return PreuveFactory(**donnees)


def lu(reponse) -> bytes:
    return reponse.getvalue()


# --- What the grid's script sends -------------------------------------------------------------


def test_a_photo_is_confirmed_then_confirmed_again_and_it_opens(client, dossier, evaluatrice):
    envoi = champs(premier(dossier), texte="Vu.", evaluateur=evaluatrice.pk)

    premiere = client.post(adresse(dossier), envoi | {"fichier": fichier()}, **JSON)
    seconde = client.post(adresse(dossier), envoi | {"fichier": fichier()}, **JSON)

    preuve = Preuve.objects.get()
    url = reverse("evaluations:preuve", args=[dossier.pk, preuve.pk])
    assert [une.status_code for une in (premiere, seconde)] == [201, 200]
    assert (
        premiere.json()
        == seconde.json()
        == {
            "etat": "confirme",
            "preuve": {
                "pk": preuve.pk,
                "nature": "photo",
                "libelle": preuve.libelle,
                "url": url,
                "texte": "Vu.",
            },
        }
    )
    reponse = client.get(url)
    entetes = ["Content-Type", "Cache-Control", "X-Content-Type-Options", "Content-Disposition"]
    assert [reponse[entete] for entete in entetes] == [
        "image/jpeg",
        "private, no-store",
        "nosniff",
        'inline; filename="IMG_0412.jpg"',
    ]
    assert reponse["Content-Security-Policy"].startswith("default-src 'none'")
    assert reponse["Content-Security-Policy"].endswith("sandbox")
    assert position(lu(reponse)) == {}


def test_a_pdf_opens_in_a_reader_that_may_run_and_a_document_that_may_not(client, dossier):
    envoi = champs(premier(dossier), "pdf", fichier=fichier(PDF, "x.pdf"))
    url = client.post(adresse(dossier), envoi, **JSON).json()["preuve"]["url"]

    reponse = client.get(url)

    assert (reponse["Content-Type"], lu(reponse)) == ("application/pdf", PDF)
    assert reponse["Content-Disposition"] == 'inline; filename="x.pdf"'
    politique = reponse["Content-Security-Policy"]
    assert (politique[:19], politique[-22:]) == ("default-src 'none';", " sandbox allow-scripts")


@pytest.mark.parametrize(
    ("envoi", "champ", "phrase"),
    [
        ({"fichier": fichier(PDF, "x.jpg")}, "fichier", "est un PDF, pas une photo"),
        ({}, "fichier", "Prenez une photo"),
        ({"fichier": [fichier(), fichier()]}, "fichier", "Un fichier à la fois"),
        ({"nature": ""}, "nature", "Choisissez une photo"),
        ({"nature": "film"}, "nature", "Choisissez une photo"),
        ({"nature": "note", "texte": "é" * 100_000}, "texte", "compte 100000 signes"),
        ({"nature": "note", "texte": "a\0b"}, "texte", "nul"),
        ({"nature": "rapport", "page": "12 bis"}, "page", "en chiffres"),
        ({"nature": "rapport", "page": "9" * 30}, "page", "de 1 à 2000"),
        ({"nature": "note", "texte": "Vu.", "jeton": "abc"}, "jeton", "est illisible"),
        ({"nature": "note", "texte": "Vu.", "jeton": ""}, "jeton", "n'a pas de numéro"),
        ({"nature": "note", "texte": "Vu.", "critere": "9" * 40}, "preuve", "pas de la grille"),
        ({"nature": "note", "texte": "Vu.", "critere": "x"}, "preuve", "pas de la grille"),
        ({"nature": "note", "texte": "Vu.", "critere": ""}, "preuve", "se joint à un critère"),
    ],
)
def test_bad_input_is_a_sentence_and_stays_on_the_device(client, dossier, envoi, champ, phrase):
    reponse = client.post(adresse(dossier), champs(premier(dossier)) | envoi, **JSON)

    assert reponse.status_code == 422
    refus = reponse.json()
    assert (refus["etat"], refus["champ"], phrase in refus["message"]) == ("refus", champ, True)
    assert Preuve.objects.count() == 0


def test_r1_a_critere_of_another_version_is_refused(client, dossier):
    ailleurs = premier(DossierFactory())

    reponse = client.post(adresse(dossier), champs(ailleurs, "note", texte="Vu."), **JSON)

    assert reponse.status_code == 422
    assert "il vient d'une autre version du référentiel" in reponse.json()["message"]


def test_r23_a_signed_grid_refuses_and_says_why(client, dossier, evaluatrice):
    evaluation = Evaluation.objects.create(dossier=dossier)
    SignatureGrille.objects.create(evaluation=evaluation, evaluateur=evaluatrice, empreinte="0")

    reponse = client.post(adresse(dossier), champs(premier(dossier), "note", texte="Vu."), **JSON)

    assert (reponse.status_code, reponse.json()["champ"]) == (422, "preuve")
    assert "elle est signée" in reponse.json()["message"]


def test_a_file_of_21_mb_is_a_sentence(client, dossier):
    gros = fichier(b"\xff\xd8\xff" + bytes(21 * 2**20))

    reponse = client.post(adresse(dossier), champs(premier(dossier), fichier=gros), **JSON)

    assert (reponse.status_code, reponse.json()["champ"]) == (422, "fichier")
    assert "la limite est de 20 Mo" in reponse.json()["message"]


def test_a_server_that_reads_another_file_asks_for_the_same_piece_again(
    client, dossier, monkeypatch
):
    monkeypatch.setattr(lecture_isolee, "ATTENTE_MAX", 0)
    envoi = champs(premier(dossier), fichier=fichier())

    with lecture_isolee._UN_A_LA_FOIS:
        reponse = client.post(adresse(dossier), envoi, **JSON)

    assert (reponse.status_code, reponse.json()["etat"]) == (503, "occupe")
    assert "le serveur traite déjà d'autres fichiers" in reponse.json()["message"]


def test_a_sending_too_big_for_the_guard_is_a_sentence(client, dossier, settings):
    settings.CQPM_TELEVERSEMENT_MAX = 1000

    reponse = client.post(
        adresse(dossier), champs(premier(dossier), fichier=fichier(jpeg(900, 900))), **JSON
    )

    assert (reponse.status_code, reponse.json()["champ"]) == (422, "fichier")
    assert "n'a pas été reçu" in reponse.json()["message"]


def test_r22_what_another_person_gathered_on_this_device_is_not_sent_in_one_s_name(client, dossier):
    autre = membre(dossier)

    reponse = client.post(
        adresse(dossier), champs(premier(dossier), "note", texte="Vu.", evaluateur=autre.pk), **JSON
    )

    assert (reponse.status_code, reponse.json()["etat"]) == (403, "ferme")
    assert "celles d'une autre personne" in reponse.json()["message"]
    assert Preuve.objects.count() == 0


@pytest.mark.parametrize("qui", ["left", "staff", "other centre"])
def test_r22_who_has_no_access_is_told_so_and_keeps_their_piece(client_de, dossier, qui):
    personne = membre(dossier)
    if qui == "left":
        Affectation.objects.filter(utilisateur=personne).delete()
    elif qui == "staff":
        personne = UtilisateurFactory(gestionnaire=dossier.centre)
    else:
        personne = membre(DossierFactory(transmis=True))

    reponse = client_de(personne).post(
        adresse(dossier), champs(premier(dossier), "note", texte="Vu."), **JSON
    )

    assert (reponse.status_code, reponse.json()["etat"]) == (403, "ferme")
    assert "restent sur cet appareil" in reponse.json()["message"]
    assert Preuve.objects.count() == 0


# --- Without JavaScript -----------------------------------------------------------------------


def test_the_page_of_a_critere_offers_each_kind_and_what_is_there(client, dossier, evaluatrice):
    note(dossier, evaluatrice, texte="Le jeu est de 0,2 mm.")
    note(dossier, membre(dossier), texte="Celle d'une collègue.")
    second = premier(dossier).capacite.criteres.last()
    note(dossier, evaluatrice, critere=second, texte="Sur un autre critère.")

    reponse = client.get(adresse(dossier), {"critere": premier(dossier).pk})

    assert_page_accessible(reponse)
    formulaires = reponse.context["formulaires"]
    assert [un["nature"].value() for un in formulaires] == ["photo", "pdf", "rapport", "note"]
    assert len({un["jeton"].value() for un in formulaires}) == 4
    page = reponse.content.decode()
    vues = [mots in page for mots in ("0,2 mm", "une collègue", "un autre critère")]
    assert vues == [True, False, False]
    assert 'capture="environment"' in page


def test_the_page_of_a_capacite_asks_for_its_sheet(client, dossier):
    capacite = dossier.capacites_visees()[0]
    reponse = client.get(adresse(dossier), {"capacite": capacite.pk})
    assert_page_accessible(reponse)
    assert [un["nature"].value() for un in reponse.context["formulaires"]] == ["feuille"]

    envoi = champs(capacite, "feuille", fichier=fichier(PDF, "feuille.pdf"))
    retour = client.post(adresse(dossier), envoi, follow=True)

    assert retour.redirect_chain == [
        (reverse("evaluations:grille", args=[dossier.pk]) + "#capacite-1", 302)
    ]
    preuve = Preuve.objects.get()
    assert (preuve.nature, preuve.critere) == ("feuille", None)
    page = retour.content.decode()
    assert f"Preuve ajoutée : {preuve.libelle}." in page
    assert reverse("evaluations:preuve", args=[dossier.pk, preuve.pk]) in page


@pytest.mark.parametrize(
    ("nature", "envoi"),
    [
        ("photo", {"fichier": fichier()}),
        ("pdf", {"fichier": fichier(PDF, "x.pdf")}),
        ("rapport", {"page": "12"}),
        ("note", {"texte": "Vu.\r\nBien."}),
    ],
)
def test_each_kind_is_attached_and_comes_back_to_its_critere(client, dossier, nature, envoi):
    critere = premier(dossier)

    reponse = client.post(adresse(dossier), champs(critere, nature, **envoi))

    grille = reverse("evaluations:grille", args=[dossier.pk])
    assert reponse["Location"] == f"{grille}#critere-{critere.pk}"
    preuve = Preuve.objects.get()
    assert (preuve.nature, preuve.texte) == (nature, "Vu.\nBien." if nature == "note" else "")


@pytest.mark.parametrize(
    ("nature", "envoi", "faute"),
    [
        ("photo", {"fichier": fichier(b"<html>", "x.jpg"), "texte": "Le joint"}, "fichier"),
        ("rapport", {"page": "0", "texte": "Le joint"}, "page"),
        ("note", {"texte": "Le joint" + "é" * 4000}, "texte"),
        ("note", {"texte": "Le joint", "evaluateur": 99_999}, "__all__"),
    ],
)
def test_a_refusal_stands_beside_its_field_with_what_was_typed(
    client, dossier, nature, envoi, faute
):
    reponse = client.post(adresse(dossier), champs(premier(dossier), nature, **envoi))

    assert_page_accessible(reponse)
    refuse = [un for un in reponse.context["formulaires"] if un.errors]
    assert [(un["nature"].value(), list(un.errors)) for un in refuse] == [(nature, [faute])]
    page = reponse.content.decode()
    assert ("Le joint" in page, str(next(iter(refuse[0].errors[faute])))[:20] in page) == (
        True,
        True,
    )
    assert Preuve.objects.count() == 0


def test_a_page_that_names_nothing_of_this_grid_is_not_there(client, dossier):
    ailleurs = premier(DossierFactory())
    demandes = [{}, {"critere": ailleurs.pk}, {"capacite": ailleurs.capacite_id}, {"critere": "x"}]

    assert [client.get(adresse(dossier), une).status_code for une in demandes] == [404] * 4
    envoi = champs(ailleurs, "note", texte="Vu.")
    assert client.post(adresse(dossier), envoi).status_code == 404


def test_r23_a_closed_grid_opens_no_page_to_attach(client, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.EVALUATIONS_CLOSES)

    reponse = client.get(adresse(dossier), {"critere": premier(dossier).pk})

    assert reponse.status_code == 403
