"""The pages of the reminders: mine, a dossier's, a centre's choices."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Courriel, EtatCourriel, Travail
from dossiers.errors import RelanceRefusee
from dossiers.models import ReglageRelance, Relance
from dossiers.relances.rappels import genres
from dossiers.services import relances
from dossiers.services.relances_dossier import relancer_maintenant
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import HabilitationFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory, RelanceFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db
UN_JOUR = datetime.timedelta(days=1)


@pytest.fixture
def dossier():
    return DossierFactory()


@pytest.fixture
def gestionnaire(dossier):
    return UtilisateurFactory(gestionnaire=dossier.centre, email="claire@uimm.example")


@pytest.fixture
def client(client_de, gestionnaire):
    return client_de(gestionnaire)


@pytest.fixture
def relance(dossier, gestionnaire):
    """What waits really: the plan of a dossier that was just registered."""
    relances.accorder(timezone.now())
    return Relance.objects.get()


def url(nom: str, *arguments) -> str:
    return reverse(f"dossiers:{nom}", args=arguments)


def dits(reponse) -> list[str]:
    return [str(message) for message in get_messages(reponse.wsgi_request)]


# --- Mine ---------------------------------------------------------------------------------------


def test_mes_rappels_shows_what_waits_for_me_and_when(client, gestionnaire):
    RelanceFactory(terminee_le=timezone.now(), utilisateur=gestionnaire)
    RelanceFactory()
    mien = RelanceFactory(utilisateur=gestionnaire, echeance=timezone.localdate() - UN_JOUR)

    reponse = client.get(reverse("relances:mes_rappels"))

    assert_page_accessible(reponse)
    assert list(reponse.context["rappels"]) == [mien]
    assert "En retard" in reponse.content.decode()


def test_mes_rappels_says_when_nothing_waits(client):
    reponse = client.get(reverse("relances:mes_rappels"))

    assert_page_accessible(reponse)
    assert "Rien à vous rappeler pour l'instant." in reponse.content.decode()


@pytest.mark.parametrize("nombre", [1, 3])
def test_mes_rappels_runs_no_query_per_line(
    client, gestionnaire, nombre, django_assert_num_queries
):
    RelanceFactory.create_batch(nombre, utilisateur=gestionnaire)

    with django_assert_num_queries(5):  # session, user, count, reminders, roles of the menu
        client.get(reverse("relances:mes_rappels"))


# --- A dossier ----------------------------------------------------------------------------------


def test_staff_see_the_reminders_of_a_dossier(client, dossier, relance):
    RelanceFactory(dossier=dossier, terminee_le=timezone.now(), envois=2, libelle="Accord")

    reponse = client.get(url("relances", dossier.pk))

    assert_page_accessible(reponse)
    assert list(reponse.context["ouvertes"]) == [relance]
    assert [une.libelle for une in reponse.context["finies"]] == ["Accord"]


def test_the_page_of_a_finished_dossier_says_so(client_de):
    dossier = DossierFactory(abandonne=True)
    client = client_de(UtilisateurFactory(gestionnaire=dossier.centre))

    reponse = client.get(url("relances", dossier.pk))

    assert_page_accessible(reponse)
    assert "Ce dossier est terminé" in reponse.content.decode()


def test_relancer_writes_once_however_often_one_clicks(client, dossier, relance, gestionnaire):
    clic = url("relancer", dossier.pk, relance.pk)

    premier = client.post(clic)
    client.post(clic)
    executer_les_travaux()
    trop_tot = client.post(clic)

    assert dits(premier)[-1].startswith("Une relance part à ")
    assert "Laissez passer une heure" in dits(trop_tot)[-1]
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (
            ["claire@uimm.example"],
            f"Modalités à définir : {dossier.candidat}, dossier {dossier.numero}",
        )
    ]
    assert [(un.acte, un.auteur) for un in dossier.journal.all()] == [("relance", gestionnaire)]


def test_relancer_again_an_hour_later_is_another_mail(relance, gestionnaire):
    maintenant = timezone.now()
    for heures in (0, 1):
        moment = maintenant + datetime.timedelta(hours=heures)
        relancer_maintenant(relance, par=gestionnaire, maintenant=moment)
        executer_les_travaux()

    relance.refresh_from_db()
    assert (len(mail.outbox), relance.envois) == (2, 2)


def test_relancer_refuses_what_was_done_meanwhile(client, dossier, relance):
    dossier.etat = "modalites_completes"
    dossier.save()

    reponse = client.post(url("relancer", dossier.pk, relance.pk))

    assert "n'est plus attendu" in dits(reponse)[-1]
    assert not Travail.objects.exists()


def test_relancer_refuses_an_address_that_failed(relance, gestionnaire):
    Courriel.objects.create(
        destinataires=["claire@uimm.example"], objet="x", etat=EtatCourriel.NON_DISTRIBUE
    )

    with pytest.raises(RelanceRefusee, match=r"L'adresse claire@uimm\.example n'a pas reçu"):
        relancer_maintenant(relance, par=gestionnaire)


@pytest.mark.parametrize("attente", ["", "modalites"])
def test_reminders_are_paused_then_resumed(client, dossier, relance, attente):
    jusqu_au = timezone.localdate() + datetime.timedelta(days=60)
    avant = relance.prochaine_le

    reponse = client.post(
        url("suspendre_relances", dossier.pk), {"attente": attente, "jusqu_au": jusqu_au}
    )

    assert dits(reponse) == ["Les relances sont suspendues."]
    relance.refresh_from_db()
    assert relance.prochaine_le == jusqu_au
    assert_page_accessible(client.get(url("relances", dossier.pk)))

    suspension = dossier.suspensions.get()
    client.post(url("reprendre_relances", dossier.pk, suspension.pk))

    relance.refresh_from_db()
    assert relance.prochaine_le == avant
    quoi = "Modalités à définir" if attente else "tous les actes"
    assert [un.libelle for un in dossier.journal.all()] == [
        f"Relances reprises : {quoi}.",
        f"Relances suspendues jusqu'au {jusqu_au:%d/%m/%Y} : {quoi}.",
    ]


@pytest.mark.parametrize(
    ("donnees", "champ"),
    [
        ({"jusqu_au": ""}, "jusqu_au"),
        ({"jusqu_au": "2020-01-01"}, "jusqu_au"),
        ({"jusqu_au": "2099-01-01"}, "jusqu_au"),
        ({"jusqu_au": "demain"}, "jusqu_au"),
        ({"jusqu_au": "2026-12-31", "attente": "inconnu"}, "attente"),
    ],
)
def test_a_bad_pause_is_refused_and_kept_on_the_page(client, dossier, relance, donnees, champ):
    reponse = client.post(url("suspendre_relances", dossier.pk), donnees)

    assert_page_accessible(reponse)
    assert list(reponse.context["form"].errors) == [champ]
    assert not dossier.suspensions.exists()


# --- A centre's choices -------------------------------------------------------------------------


@pytest.fixture
def responsable(dossier):
    return UtilisateurFactory(responsable=dossier.centre)


def cadences(**autres) -> dict[str, str]:
    choix = {}
    for code in genres():
        choix |= {f"{code}-active": "on", f"{code}-avance_jours": "7", f"{code}-cadence_jours": "7"}
    return choix | autres


def test_the_manager_chooses_the_cadences(client_de, responsable, dossier):
    client = client_de(responsable)
    adresse = reverse("relances:reglages")
    page = client.get(adresse)
    assert_page_accessible(page)
    proposes = {
        (form["avance_jours"].value(), form["cadence_jours"].value())
        for _, form, _ in page.context["lignes"]
    }
    assert proposes == {(7, 7)}

    client.post(adresse, cadences(**{"avis-cadence_jours": "3", "modalites-active": ""}))

    choisis = {
        une.attente: (une.active, une.avance_jours, une.cadence_jours)
        for une in ReglageRelance.objects.filter(centre=dossier.centre)
    }
    assert choisis["avis"] == (True, 7, 3)
    assert choisis["modalites"] == (False, 7, 7)
    assert set(choisis) == set(genres())


@pytest.mark.parametrize("valeur", ["", "0", "-1", "121", "x", "99999999999999999999"])
def test_a_bad_cadence_changes_nothing(client_de, responsable, valeur):
    reponse = client_de(responsable).post(
        reverse("relances:reglages"), cadences(**{"avis-cadence_jours": valeur})
    )

    assert_page_accessible(reponse)
    formulaires = {genre.code: form for genre, form, _ in reponse.context["lignes"]}
    assert list(formulaires["avis"].errors) == ["cadence_jours"]
    assert not ReglageRelance.objects.exists()


def test_a_manager_of_two_centres_chooses_for_each(client_de, responsable):
    autre = HabilitationFactory(utilisateur=responsable, role="responsable").centre
    client = client_de(responsable)

    reponse = client.post(f"{reverse('relances:reglages')}?centre={autre.pk}", cadences())

    assert reponse.headers["Location"] == f"/reglages/relances/?centre={autre.pk}"
    assert set(ReglageRelance.objects.values_list("centre", flat=True)) == {autre.pk}
    assert_page_accessible(client.get(reponse.headers["Location"]))
    assert client.get(reverse("relances:reglages") + "?centre=x").status_code == 200


def test_the_manager_writes_a_text_sees_it_and_goes_back(client_de, responsable, dossier):
    client = client_de(responsable)
    adresse = reverse("relances:texte", args=[dossier.centre_id, "modalites"])
    ecrit = {"objet": "Pour {candidat}", "texte": "Bonjour {destinataire},\r\n<b>{acte}</b>"}
    assert_page_accessible(client.get(adresse))

    apercu = client.post(adresse, ecrit | {"apercu": "Voir"})

    assert_page_accessible(apercu)
    assert apercu.context["apercu"].objet == "Pour Anaïs Lefèvre"
    assert "Bonjour Claire Moreau,<br>&lt;b&gt;Modalités" in apercu.content.decode()
    assert not ReglageRelance.objects.exists()

    client.post(adresse, ecrit)
    garde = ReglageRelance.objects.get()
    assert (garde.objet, garde.texte) == (
        "Pour {candidat}",
        "Bonjour {destinataire},\n<b>{acte}</b>",
    )

    client.post(reverse("relances:texte_par_defaut", args=[dossier.centre_id, "modalites"]))
    garde.refresh_from_db()
    assert (garde.objet, garde.texte) == ("", "")


def test_an_unknown_variable_is_refused_and_what_was_typed_stays(client_de, responsable, dossier):
    adresse = reverse("relances:texte", args=[dossier.centre_id, "modalites"])

    reponse = client_de(responsable).post(adresse, {"objet": "x", "texte": "Bonjour {prenom}"})

    assert_page_accessible(reponse)
    assert reponse.context["form"]["texte"].value() == "Bonjour {prenom}"
    assert reponse.context["form"].errors["texte"][0].startswith("La variable « {prenom} »")
    assert not ReglageRelance.objects.exists()


def test_a_text_that_is_the_default_is_not_kept(client_de, responsable, dossier):
    client = client_de(responsable)
    adresse = reverse("relances:texte", args=[dossier.centre_id, "modalites"])
    form = client.get(adresse).context["form"]

    client.post(adresse, {nom: form[nom].value() for nom in ("objet", "texte")})

    garde = ReglageRelance.objects.get()
    assert (garde.objet, garde.texte) == ("", "")
