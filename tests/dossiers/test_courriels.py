"""The pages of the mails: who reads which, how one is read again, what staff say of it."""

import pytest
from django.urls import reverse

from cqpm.commun import courrier, emails
from cqpm.commun.fichiers import Produit
from cqpm.commun.models import Courriel, EtatCourriel, sujet_de
from dossiers import attentes
from dossiers.models import Dossier
from dossiers.selectors.avancement import avancement
from dossiers.selectors.courriels import courriels_visibles
from tests.accessibilite import assert_page_accessible
from tests.factories.commun import CourrielFactory
from tests.factories.comptes import CentreFactory, HabilitationFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import reunir

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return DossierFactory(candidat__nom="Lefèvre")


@pytest.fixture
def gestionnaire(dossier):
    return UtilisateurFactory(gestionnaire=dossier.centre)


@pytest.fixture
def client(client_de, gestionnaire):
    return client_de(gestionnaire)


@pytest.fixture
def dossier_local(settings, tmp_path):
    settings.EMAIL_BACKEND = courrier.MOTEUR
    settings.EMAIL_FILE_PATH = tmp_path
    settings.ADRESSE_PUBLIQUE = "http://127.0.0.1:8000"
    return tmp_path


def url(nom: str, *arguments) -> str:
    return reverse(f"courriels:{nom}", args=arguments)


def ecrire(dossier: Dossier, **options) -> Courriel:
    """A mail really sent, its text with a link of the site and one of elsewhere."""
    lien = "http://127.0.0.1:8000/avis/jeton/ ou https://ailleurs.example/ <b>"
    piece = Produit("séance <1>.ics", "Séance", b"BEGIN:VCALENDAR", "text/calendar")
    return emails.envoyer(
        "dossiers/emails/relance.txt",
        {"objet": "Bonjour", "corps": lien, "centre": dossier.centre},
        "karim@example.org",
        [piece],
        sujet=sujet_de(dossier),
        **options,
    )


# --- Who reads which ----------------------------------------------------------------------------


def test_staff_read_what_is_about_their_centres(dossier, gestionnaire):
    reunion = reunir(dossier.centre)
    evaluateur = UtilisateurFactory(evaluateur=dossier.centre)
    siens = [
        CourrielFactory(sujet=sujet_de(objet))
        for objet in (dossier, reunion.session, dossier.centre, evaluateur)
    ]
    de_deux_centres = UtilisateurFactory(evaluateur=dossier.centre)
    HabilitationFactory(utilisateur=de_deux_centres, centre=CentreFactory())
    for ailleurs in (DossierFactory(), UtilisateurFactory(evaluateur=True), de_deux_centres):
        CourrielFactory(sujet=sujet_de(ailleurs))
    CourrielFactory(sujet="")

    assert set(courriels_visibles(gestionnaire)) == set(siens)
    assert not courriels_visibles(evaluateur).exists()


def test_the_list_names_what_each_mail_is_about(client, dossier):
    CourrielFactory(sujet=sujet_de(dossier), objet="Votre avis <b>")

    reponse = client.get(url("liste"))

    assert_page_accessible(reponse)
    ((courriel, sujet),) = reponse.context["lignes"]
    assert courriel.objet == "Votre avis <b>"
    assert (sujet.libelle, sujet.url) == (str(dossier), dossier.get_absolute_url())
    assert "Les courriels ne partent pas" not in reponse.content.decode()


@pytest.mark.parametrize(
    ("recherche", "trouves"),
    [
        ("?q=convocation", ["Convocation"]),
        ("?q=KARIM@example", ["Avis"]),
        ("?q=avis+absent", []),
        ("?etat=refuse", ["Avis"]),
        ("?etat=nimporte", ["Convocation", "Avis"]),
        ("?q=%00", ["Convocation", "Avis"]),
    ],
)
def test_the_list_is_searched_and_filtered(client, dossier, recherche, trouves):
    CourrielFactory(sujet=sujet_de(dossier), objet="Avis", refuse=True)
    CourrielFactory(
        sujet=sujet_de(dossier), objet="Convocation", destinataires=["lise@example.org"]
    )

    reponse = client.get(url("liste") + recherche)

    assert [courriel.objet for courriel, _ in reponse.context["lignes"]] == trouves


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_runs_no_query_per_mail(client, dossier, nombre, django_assert_num_queries):
    for autre in DossierFactory.create_batch(nombre, centre=dossier.centre):
        CourrielFactory(sujet=sujet_de(autre))

    with django_assert_num_queries(6):  # session, user, roles, count, mails, dossiers
        reponse = client.get(url("liste"))

    assert len(reponse.context["lignes"]) == nombre


def test_the_list_says_when_there_is_nothing(client):
    vide = client.get(url("liste"))
    rien = client.get(url("liste") + "?q=x")

    assert_page_accessible(vide)
    assert "Aucun courriel pour l'instant." in vide.content.decode()
    assert "Aucun courriel ne correspond" in rien.content.decode()


def test_the_mails_of_a_dossier_have_their_page(client, dossier):
    CourrielFactory(sujet=sujet_de(dossier))
    CourrielFactory(sujet=sujet_de(DossierFactory(centre=dossier.centre)))

    reponse = client.get(reverse("dossiers:courriels", args=[dossier.pk]))

    assert_page_accessible(reponse)
    assert len(reponse.context["lignes"]) == 1


# --- Reading one again --------------------------------------------------------------------------


def test_where_mails_are_files_even_a_personal_link_is_read(client, dossier, dossier_local):
    courriel = ecrire(dossier, secret=True)

    reponse = client.get(url("courriel", courriel.pk))

    assert_page_accessible(reponse)
    page = reponse.content.decode()
    lien = "http://127.0.0.1:8000/avis/jeton/"
    assert f'<a href="{lien}">{lien}</a> ou https://ailleurs.example/ &lt;b&gt;' in page
    assert "Les courriels ne partent pas" in client.get(url("liste")).content.decode()


def test_an_attachment_is_downloaded_never_shown(client, dossier, dossier_local):
    courriel = ecrire(dossier)

    reponse = client.get(url("piece", courriel.pk, 1))

    assert reponse.content == b"BEGIN:VCALENDAR"
    assert reponse.headers["Content-Disposition"].startswith("attachment; filename")
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    assert [client.get(url("piece", courriel.pk, rang)).status_code for rang in (0, 2)] == [404] * 2


def test_where_mails_leave_the_text_kept_is_shown_and_nothing_of_a_secret(client, dossier):
    ouvert, secret = ecrire(dossier), ecrire(dossier, secret=True)

    lisible = client.get(url("courriel", ouvert.pk)).content.decode()
    tu = client.get(url("courriel", secret.pk)).content.decode()

    assert "http://127.0.0.1:8000/avis/jeton/" in lisible
    assert "séance &lt;1&gt;.ics" in lisible
    assert "Le texte n'est pas conservé : il contenait un lien personnel." in tu
    assert "jeton" not in tu


def test_a_file_that_was_removed_is_said(client, dossier, dossier_local):
    courriel = ecrire(dossier, secret=True)
    (dossier_local / courriel.fichier).unlink()

    reponse = client.get(url("courriel", courriel.pk))

    assert "n'est plus dans le dossier des courriels" in reponse.content.decode()


def test_a_mail_of_another_centre_is_not_found(client, dossier_local):
    courriel = ecrire(DossierFactory())

    assert [
        client.get(url("courriel", courriel.pk)).status_code,
        client.get(url("piece", courriel.pk, 1)).status_code,
        client.post(url("non_distribue", courriel.pk)).status_code,
        client.post(url("regler", courriel.pk)).status_code,
    ] == [404] * 4


# --- A mail that did not arrive -----------------------------------------------------------------


def attendus(dossier: Dossier, utilisateur) -> list[tuple[str, str]]:
    return [
        (un.libelle, un.url)
        for un in avancement(dossier, utilisateur).attendus
        if un.code == "courriel"
    ]


def en_attente(dossier: Dossier) -> bool:
    attente = attentes.par_code("courriel")
    return attente.filtre(Dossier.objects.all()).filter(pk=dossier.pk).exists()


def test_a_mail_that_came_back_waits_for_staff_until_settled(client, dossier, gestionnaire):
    courriel = CourrielFactory(sujet=sujet_de(dossier))
    CourrielFactory(sujet=sujet_de(DossierFactory(centre=dossier.centre)))
    assert (attendus(dossier, gestionnaire), en_attente(dossier)) == ([], False)

    client.post(url("non_distribue", courriel.pk))
    client.post(url("non_distribue", courriel.pk))

    phrase = (
        "Corriger l'adresse karim@example.org, puis renvoyer « Votre avis est attendu » : il n'est "
        "pas arrivé."
    )
    assert attendus(dossier, gestionnaire) == [(phrase, url("courriel", courriel.pk))]
    assert attendus(dossier, UtilisateurFactory(evaluateur=dossier.centre)) == []
    assert en_attente(dossier)
    assert_page_accessible(client.get(url("courriel", courriel.pk)))

    client.post(url("regler", courriel.pk))
    client.post(url("regler", courriel.pk))

    assert (attendus(dossier, gestionnaire), en_attente(dossier)) == ([], False)
    assert [(un.libelle, un.auteur) for un in dossier.journal.all()] == [
        ("Courriel « Votre avis est attendu » à karim@example.org : réglé.", gestionnaire),
        ("Courriel « Votre avis est attendu » à karim@example.org : non distribué.", gestionnaire),
    ]


def test_a_refused_mail_waits_too_and_says_why(client, dossier, gestionnaire):
    courriel = CourrielFactory(sujet=sujet_de(dossier), refuse=True)

    assert len(attendus(dossier, gestionnaire)) == 1
    assert "Le serveur a refusé." in client.get(url("courriel", courriel.pk)).content.decode()


def test_a_mail_that_arrived_cannot_be_settled(client, dossier):
    courriel = CourrielFactory(sujet=sujet_de(dossier))

    client.post(url("regler", courriel.pk))

    courriel.refresh_from_db()
    assert (courriel.etat, courriel.regle_le) == (EtatCourriel.ENVOYE, None)
