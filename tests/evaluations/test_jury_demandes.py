"""The requests to the unions: by mail or by post, answered or not, fifteen days before (R28)."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Courriel, Document, Travail, sujet_de
from evaluations.enums import MoyenDEnvoi, ReponseSyndicat
from evaluations.errors import SessionRefusee
from evaluations.models import DemandeSyndicat, SessionJury
from evaluations.regles_composition import Siege, avertissements
from evaluations.selectors.composition import Delai, avertissements_de
from evaluations.selectors.demandes import lignes_de
from evaluations.services.jury import demandes, preparation
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory
from tests.factories.evaluations import OrganisationSyndicaleFactory
from tests.lecture_pdf import pages
from tests.outils import executer_les_travaux, reunir
from tests.serveur_smtp import serveur_smtp

JOUR = datetime.date(2026, 6, 30)
PARITE = [Siege("employeurs", True, True), Siege("salaries", False, True)]


@pytest.fixture
def reunion(db):
    """A session in three weeks, before which nobody was asked or convened."""
    date = timezone.localdate() + datetime.timedelta(days=21)
    reunion = reunir(CentreFactory(), date=date)
    SessionJury.objects.update(demandes_syndicats_le=None, convocations_le=None)
    reunion.session.refresh_from_db()
    return reunion


@pytest.fixture
def cfdt(db):
    return OrganisationSyndicaleFactory()


def demander(reunion, *organisations) -> list:
    adresses = {une: f"{une.sigle.lower()}@exemple.org" for une in organisations}
    return demandes.demander(reunion.session, adresses, par=reunion.secretaire)


def saisie_le(reunion) -> datetime.date | None:
    return SessionJury.objects.get(pk=reunion.session.pk).demandes_syndicats_le


# --- The notice -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jours", "phrases"),
    [
        (
            14,
            [
                "Les organisations syndicales ont été saisies le 16/06/2026, moins de 15 jours "
                "avant la session."
            ],
        ),
        (15, []),
    ],
)
def test_r28_a_request_14_days_before_is_late_and_15_is_not(jours, phrases):
    assert phrases == avertissements(
        JOUR,
        demandes_le=JOUR - datetime.timedelta(days=jours),
        convocations_le=JOUR - datetime.timedelta(days=8),
        sieges=PARITE,
    )


@pytest.mark.parametrize(
    ("dans", "fait_dans", "etat"),
    [
        (2, None, ("Encore 2 jours", "info")),
        (0, None, ("Dernier jour", "alerte")),
        (-1, None, ("Délai dépassé", "alerte")),
        (0, 0, ("Dans les délais", "succes")),
        (0, 1, ("Hors délai", "alerte")),
    ],
)
def test_r28_the_page_counts_the_days_that_are_left(dans, fait_dans, etat):
    jour = timezone.localdate()
    fait_le = None if fait_dans is None else jour + datetime.timedelta(days=fait_dans)

    assert Delai(jour + datetime.timedelta(days=dans), fait_le, 15).etat == etat


# --- By mail ----------------------------------------------------------------------------------


def test_r28_a_request_leaves_once_with_its_letter_and_dates_the_session(reunion, cfdt):
    assert demander(reunion, cfdt) == [cfdt]
    assert demander(reunion, cfdt) == []
    executer_les_travaux()
    executer_les_travaux()

    (message,) = mail.outbox
    assert message.subject.startswith("Pour action : désigner un membre du jury CQPM du ")
    assert message.to == ["cfdt@exemple.org"]
    assert [piece[0] for piece in message.attachments] == [
        f"demande-CFDT-{reunion.session.numero}.pdf"
    ]
    demande = DemandeSyndicat.objects.get()
    assert (demande.envoyee_le, demande.moyen) == (timezone.localdate(), MoyenDEnvoi.COURRIEL)
    assert saisie_le(reunion) == timezone.localdate()
    assert Courriel.objects.get().sujet == sujet_de(reunion.session)


def test_r28_the_letter_says_when_where_and_until_when_members_are_convened(reunion, cfdt):
    demander(reunion, cfdt)
    executer_les_travaux()

    with Document.objects.get().fichier.open() as fichier:
        texte = " ".join(" ".join(pages(fichier.read())).split())
    assert "Confédération CFDT (CFDT)" in texte
    assert "Maison des industries" in texte
    assert "au moins 8 jours calendaires avant la session" in texte


def test_r28_nothing_counts_as_sent_before_the_mail_has_left(reunion, cfdt):
    demander(reunion, cfdt)

    (ligne,) = lignes_de(reunion.session)
    assert (ligne.etat, ligne.est_demandee) == (("Envoi en cours", "info"), False)
    assert saisie_le(reunion) is None


def test_r28_a_refused_mail_is_told_and_sent_again(reunion, cfdt, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with serveur_smtp() as serveur:
        settings.EMAIL_PORT = serveur.port
        serveur.refus["cfdt@exemple.org"] = b"550 inconnu"
        demander(reunion, cfdt)
        executer_les_travaux()
        (ligne,) = lignes_de(reunion.session)
        assert ligne.etat == ("Envoi en échec", "danger")
        assert "cfdt@exemple.org (« 550 inconnu »)" in ligne.travail.erreur
        assert saisie_le(reunion) is None

        serveur.refus.clear()
        assert demander(reunion, cfdt) == [cfdt]
        executer_les_travaux()

    assert serveur.destinataires == ["cfdt@exemple.org"]
    assert lignes_de(reunion.session)[0].etat == ("Réponse attendue", "info")


def test_r28_the_session_is_dated_by_the_last_union_to_be_asked(reunion, cfdt):
    cgt = OrganisationSyndicaleFactory(sigle="CGT")
    il_y_a = timezone.localdate() - datetime.timedelta(days=4)

    demandes.noter_courrier(reunion.session, cgt, le=il_y_a, par=reunion.secretaire)
    assert saisie_le(reunion) == il_y_a
    demander(reunion, cfdt)
    executer_les_travaux()
    assert saisie_le(reunion) == timezone.localdate()


def test_r28_a_reminder_says_so_and_does_not_move_the_request(reunion, cfdt):
    il_y_a = timezone.localdate() - datetime.timedelta(days=6)
    demandes.noter_courrier(reunion.session, cfdt, le=il_y_a, par=reunion.secretaire)

    demander(reunion, cfdt)
    executer_les_travaux()

    assert mail.outbox[0].subject.startswith("Rappel, pour action")
    assert (DemandeSyndicat.objects.get().envoyee_le, saisie_le(reunion)) == (il_y_a, il_y_a)


def test_r28_the_address_of_the_last_request_of_the_centre_is_proposed(reunion, cfdt):
    demander(reunion, cfdt)
    autre_centre = reunir(CentreFactory(), date=reunion.session.date)
    suivante = reunir(reunion.centre, date=reunion.session.date)

    assert lignes_de(suivante.session)[0].adresse == "cfdt@exemple.org"
    assert lignes_de(autre_centre.session)[0].adresse == ""


def test_r28_the_letter_alone_is_no_request(reunion, cfdt):
    demandes.produire_lettre(reunion.session, cfdt, par=reunion.secretaire)
    executer_les_travaux()

    (ligne,) = lignes_de(reunion.session)
    assert (ligne.lettre is not None, ligne.est_demandee, mail.outbox) == (True, False, [])


# --- By post, and answers ---------------------------------------------------------------------


def test_r28_a_request_by_post_is_not_dated_in_the_future(reunion, cfdt):
    demain = timezone.localdate() + datetime.timedelta(days=1)

    with pytest.raises(SessionRefusee, match="à venir"):
        demandes.noter_courrier(reunion.session, cfdt, le=demain, par=reunion.secretaire)

    assert DemandeSyndicat.objects.count() == 0


def test_r28_a_union_that_was_not_asked_does_not_answer(reunion, cfdt):
    with pytest.raises(SessionRefusee, match="n'a pas encore été saisie"):
        demandes.repondre(
            reunion.session,
            cfdt,
            reponse=ReponseSyndicat.AUCUN,
            le=timezone.localdate(),
            par=reunion.secretaire,
        )


def test_r28_a_union_that_names_nobody_is_a_warning_and_blocks_nothing(reunion, cfdt):
    jour = timezone.localdate()
    demandes.noter_courrier(reunion.session, cfdt, le=jour, par=reunion.secretaire)
    demandes.repondre(
        reunion.session, cfdt, reponse=ReponseSyndicat.AUCUN, le=jour, par=reunion.secretaire
    )

    textes = avertissements_de(SessionJury.objects.get())
    assert f"CFDT, saisie le {jour:%d/%m/%Y}, n'a désigné personne." in textes
    assert lignes_de(reunion.session)[0].etat == ("Ne désigne personne", "neutre")


def test_r28_a_date_typed_by_hand_is_kept_where_nothing_was_sent_from_here(reunion):
    hier = timezone.localdate() - datetime.timedelta(days=1)
    preparation.modifier_session(
        reunion.session, demandes_syndicats_le=hier, par=reunion.secretaire
    )

    assert saisie_le(reunion) == hier


# --- The pages --------------------------------------------------------------------------------


def test_the_page_sends_to_the_unions_that_are_ticked(client_de, reunion, cfdt):
    client = client_de(reunion.secretaire)
    cgt = OrganisationSyndicaleFactory(sigle="CGT")
    url = reverse("evaluations:demandes", args=[reunion.session.pk])
    assert_page_accessible(client.get(url))

    client.post(url, {f"saisir_{cfdt.pk}": "on", f"courriel_{cfdt.pk}": "cfdt@exemple.org"})

    assert list(DemandeSyndicat.objects.values_list("organisation", "courriel")) == [
        (cfdt.pk, "cfdt@exemple.org")
    ]
    page = client.get(url)
    assert_page_accessible(page)
    assert [ligne.est_en_route for ligne, *_ in page.context["rangees"]] == [True, False]
    assert cgt.pk


@pytest.mark.parametrize(
    ("adresse", "phrase"),
    [("", "Donnez une adresse"), ("cfdt@", "Saisissez une adresse")],
)
def test_a_wrong_address_sends_nothing_and_keeps_what_was_typed(
    client_de, reunion, cfdt, adresse, phrase
):
    cgt = OrganisationSyndicaleFactory(sigle="CGT")
    reponse = client_de(reunion.secretaire).post(
        reverse("evaluations:demandes", args=[reunion.session.pk]),
        {
            f"saisir_{cfdt.pk}": "on",
            f"courriel_{cfdt.pk}": adresse,
            f"saisir_{cgt.pk}": "on",
            f"courriel_{cgt.pk}": "cgt@exemple.org",
        },
    )

    assert_page_accessible(reponse)
    assert phrase in reponse.content.decode()
    assert 'value="cgt@exemple.org"' in reponse.content.decode()
    assert (DemandeSyndicat.objects.count(), Travail.objects.count()) == (0, 0)


def test_the_answer_that_names_somebody_leads_to_seating_them(client_de, reunion, cfdt):
    client = client_de(reunion.secretaire)
    url = reverse("evaluations:demande", args=[reunion.session.pk, cfdt.pk])
    jour = timezone.localdate().isoformat()
    client.post(url, {"envoi": "1", "le": jour})

    reponse = client.post(
        url, {"reponse": "designe", "le": jour, "precision": "Ali Roux, Société du Vide"}
    )

    page = client.get(reponse["Location"])
    assert_page_accessible(page)
    form = page.context["form"]
    assert [form[nom].value() for nom in ("prenom", "nom", "college", "organisation")] == [
        *("Ali", "Roux"),
        *("salaries", "CFDT"),
    ]


def test_the_letter_is_downloaded_once_produced(client_de, reunion, cfdt):
    client = client_de(reunion.secretaire)
    cles = [reunion.session.pk, cfdt.pk]
    assert client.get(reverse("evaluations:lettre", args=cles)).status_code == 404

    client.post(reverse("evaluations:lettre_produire", args=cles))
    executer_les_travaux()

    reponse = client.get(reverse("evaluations:lettre", args=cles))
    assert b"".join(reponse.streaming_content)[:5] == b"%PDF-"
    assert_page_accessible(client.get(reverse("evaluations:demande", args=cles)))


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_no_query_per_union(client_de, reunion, nombre, django_assert_num_queries):
    for rang in range(nombre):
        une = OrganisationSyndicaleFactory(sigle=f"S{rang}")
        demander(reunion, une)
    client = client_de(reunion.secretaire)
    url = reverse("evaluations:demandes", args=[reunion.session.pk])
    client.get(url)

    # session, user, roles, then the session with members, CQPM, requests; then five for the lines
    with django_assert_num_queries(12):
        client.get(url)
