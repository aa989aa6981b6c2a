"""The timeline of a dossier: what it merges, how it groups, who comments, at what cost."""

import datetime
from contextlib import suppress

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Courriel, sujet_de
from dossiers.enums import Acte
from dossiers.errors import CommentaireRefuse
from dossiers.models import Commentaire, EntreeJournal
from dossiers.selectors.fil import Fil
from dossiers.services import commentaires
from dossiers.services.journal import noter
from tests.accessibilite import assert_page_accessible
from tests.factories.commun import DocumentFactory
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, CommentaireFactory, DossierFactory

pytestmark = pytest.mark.django_db

MIDI = timezone.make_aware(datetime.datetime(2026, 3, 10, 12))


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def gestionnaire(client, centre):
    gestionnaire = UtilisateurFactory(gestionnaire=centre)
    client.force_login(gestionnaire)
    return gestionnaire


@pytest.fixture
def dossier(centre):
    return DossierFactory(centre=centre)


def dater(objet, minutes: int):
    """Give a row its moment, so many minutes after noon."""
    moment = MIDI + datetime.timedelta(minutes=minutes)
    type(objet).objects.filter(pk=objet.pk).update(cree_le=moment)
    return objet


def courriel(dossier):
    return Courriel.objects.create(
        sujet=sujet_de(dossier), destinataires=["a@example.org"], objet="Convocation"
    )


def lignes(dossier, genre=""):
    return [(str(un.genre), un.objet.pk, un.nombre) for un in Fil(dossier, genre)[:50]]


def test_every_source_is_merged_by_date_newest_first(dossier, gestionnaire):
    acte = dater(noter(dossier, Acte.ACCORD, "Accord donné.", par=gestionnaire), 1)
    commentaire = dater(CommentaireFactory(dossier=dossier), 2)
    document = dater(DocumentFactory(sujet=sujet_de(dossier)), 3)
    message = dater(courriel(dossier), 4)
    tardif = dater(noter(dossier, Acte.RAPPORT, "Rapport reçu.", par=gestionnaire), 5)
    CommentaireFactory()
    courriel(DossierFactory())

    assert lignes(dossier) == [
        ("acte", tardif.pk, 1),
        ("courriel", message.pk, 1),
        ("document", document.pk, 1),
        ("commentaire", commentaire.pk, 1),
        ("acte", acte.pk, 1),
    ]
    assert lignes(dossier, "commentaire") == [("commentaire", commentaire.pk, 1)]


def test_the_scores_of_one_person_on_one_day_are_one_line(dossier):
    premiere, autre = UtilisateurFactory.create_batch(2)
    for rang, (par, minutes) in enumerate([(premiere, 0), (autre, 1), (premiere, 2)]):
        dater(noter(dossier, Acte.SCORE, f"Critère 1.{rang} : acquis.", par=par), minutes)
    lendemain = dater(noter(dossier, Acte.SCORE, "Critère 2.1 : acquis.", par=premiere), 24 * 60)

    pks = list(EntreeJournal.objects.order_by("pk").values_list("pk", flat=True))
    assert lignes(dossier) == [
        ("score", lendemain.pk, 1),
        ("score", pks[2], 2),
        ("score", pks[1], 1),
    ]
    assert [nombre for _, _, nombre in lignes(dossier, "score")] == [1, 1, 1, 1]


@pytest.mark.parametrize("nombre", [1, 12])
def test_the_whole_timeline_costs_the_same_whatever_its_length(
    client, dossier, gestionnaire, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        noter(dossier, Acte.ACCORD, "Accord donné.", par=UtilisateurFactory())
        noter(dossier, Acte.SCORE, "Critère 1.1 : acquis.", par=UtilisateurFactory())
        CommentaireFactory(dossier=dossier)
        DocumentFactory(sujet=sujet_de(dossier), cree_par=gestionnaire)
        courriel(dossier)

    with django_assert_num_queries(13):
        reponse = client.get(reverse("dossiers:journal", args=[dossier.pk]))

    assert len(reponse.context["page"].object_list) == min(nombre * 5, 50)
    assert_page_accessible(reponse)


def test_the_dossier_shows_the_last_thirty_and_the_rest_is_paginated(client, dossier, gestionnaire):
    for rang in range(60):
        dater(noter(dossier, Acte.ACCORD, f"Accord n° {rang}.", par=gestionnaire), rang)

    fiche = client.get(dossier.get_absolute_url())
    suite = client.get(reverse("dossiers:journal", args=[dossier.pk]) + "?page=2")

    assert [un.objet.libelle for un in fiche.context["evenements"]] == [
        f"Accord n° {rang}." for rang in range(59, 29, -1)
    ]
    assert [un.objet.libelle for un in suite.context["page"]] == [
        f"Accord n° {rang}." for rang in range(9, -1, -1)
    ]


@pytest.mark.parametrize("requete", ["?genre=inconnu", "?page=-4", "?page=x&genre=", "?genre=acte"])
def test_a_query_typed_by_hand_shows_the_timeline(client, dossier, gestionnaire, requete):
    ligne = noter(dossier, Acte.ACCORD, "Accord donné.", par=gestionnaire)

    reponse = client.get(reverse("dossiers:journal", args=[dossier.pk]) + requete)

    assert [un.objet for un in reponse.context["page"]] == [ligne]


def test_a_refused_mail_says_so(client, dossier, gestionnaire):
    Courriel.objects.create(
        sujet=sujet_de(dossier),
        destinataires=["absent@example.org"],
        objet="Convocation",
        etat="refuse",
        erreur="Adresse inconnue.",
    )

    html = client.get(reverse("dossiers:journal", args=[dossier.pk])).content.decode()

    assert "Refusé par le serveur" in html
    assert "Adresse inconnue." in html


# --- Comments ---------------------------------------------------------------------------------


def test_a_comment_is_added_from_the_dossier_and_escaped(client, dossier, gestionnaire):
    url = reverse("dossiers:commenter", args=[dossier.pk])
    texte = "Rappeler <b>M. Bensaïd</b>\r\njeudi."

    reponse = client.post(url, {"texte": texte}, follow=True)

    commentaire = Commentaire.objects.get()
    assert (commentaire.texte, commentaire.auteur) == (texte, gestionnaire)
    assert "&lt;b&gt;M. Bensaïd&lt;/b&gt;<br>jeudi." in reponse.content.decode()
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    ("texte", "message"),
    [("", "Écrivez votre commentaire."), ("  ", "Écrivez votre commentaire."), ("x" * 4001, None)],
)
def test_a_comment_empty_or_too_long_is_refused_and_kept(
    client, dossier, gestionnaire, texte, message
):
    reponse = client.post(reverse("dossiers:commenter", args=[dossier.pk]), {"texte": texte})

    (faute,) = reponse.context["form"].errors["texte"]
    assert faute == message or "4000" in faute
    assert reponse.context["form"]["texte"].value() == texte
    assert not Commentaire.objects.exists()
    assert_page_accessible(reponse)


def test_one_corrects_one_s_own_words_within_a_day(client, dossier, gestionnaire):
    sien = CommentaireFactory(dossier=dossier, auteur=gestionnaire)
    url = reverse("dossiers:commentaire_modifier", args=[dossier.pk, sien.pk])

    client.post(url, {"texte": "Le tuteur rappelle vendredi."})

    sien.refresh_from_db()
    assert sien.texte == "Le tuteur rappelle vendredi."
    Commentaire.objects.filter(pk=sien.pk).update(
        cree_le=timezone.now() - commentaires.DELAI_CORRECTION
    )
    reponse = client.post(url, {"texte": "Trop tard."})
    assert "vingt-quatre heures" in reponse.context["form"].errors["texte"][0]
    sien.refresh_from_db()
    assert sien.texte == "Le tuteur rappelle vendredi."


def test_a_retired_comment_keeps_its_line_and_loses_its_words(client, dossier, gestionnaire):
    sien = CommentaireFactory(dossier=dossier, auteur=gestionnaire, texte="Erreur de dossier.")
    url = reverse("dossiers:commentaire_retirer", args=[dossier.pk, sien.pk])

    html = client.post(url, follow=True).content.decode()

    sien.refresh_from_db()
    assert (sien.texte, sien.retire_le is None) == ("", False)
    assert "Commentaire retiré le" in html
    assert "déjà retiré" in client.post(url, follow=True).content.decode()


@pytest.mark.parametrize(("role", "retire"), [("gestionnaire", False), ("responsable", True)])
def test_the_manager_alone_retires_the_words_of_another(dossier, centre, role, retire):
    commentaire = CommentaireFactory(dossier=dossier)
    personne = UtilisateurFactory(**{role: centre})

    with suppress(CommentaireRefuse):
        commentaires.retirer(commentaire, par=personne)

    commentaire.refresh_from_db()
    assert (commentaire.retire_le is not None) == retire
    with pytest.raises(CommentaireRefuse):
        commentaires.modifier(commentaire, texte="Autre chose.", par=personne)


def test_a_comment_of_another_dossier_is_a_404(client, dossier, gestionnaire):
    ailleurs = CommentaireFactory()

    for nom in ("commentaire_modifier", "commentaire_retirer"):
        reponse = client.post(reverse(f"dossiers:{nom}", args=[dossier.pk, ailleurs.pk]))
        assert reponse.status_code == 404


@pytest.mark.parametrize("jury", [False, True])
def test_r22_neither_the_commission_nor_the_jury_reads_a_comment(client, dossier, jury):
    CommentaireFactory(dossier=dossier, texte="Mot entre nous.")
    client.force_login(AffectationFactory(dossier=dossier, jury=jury).utilisateur)

    fiche = client.get(dossier.get_absolute_url())

    assert "Mot entre nous." not in fiche.content.decode()
    assert client.get(reverse("dossiers:journal", args=[dossier.pk])).status_code == 403
