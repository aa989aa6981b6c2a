"""Each shared partial, rendered with the variables its first line lists."""

from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from cqpm.commun.models import Travail
from cqpm.comptes.forms import ConfirmationForm
from tests.accessibilite import Element, PageParser, defects


def rendre(partial: str, request=None, **variables) -> Element:
    """Render a partial inside a sound page, check the whole, return the partial alone."""
    html = render_to_string(f"partials/{partial}", variables, request)
    entoure = (
        '<html lang="fr"><head><title>x</title></head>'
        f"<body><h1>x</h1><main>{html}</main></body></html>"
    )
    assert defects(entoure) == []
    parser = PageParser()
    parser.feed(entoure)
    return next(parser.page.all("main"))


def icones(partial: Element) -> list[str]:
    return [use.attrs["href"].split("#")[1] for use in partial.all("use")]


@pytest.mark.parametrize(
    ("niveau", "role", "texte"),
    [
        (messages.ERROR, "alert", "Erreur : Le dossier est incomplet."),
        (messages.WARNING, "alert", "Attention : Le dossier est incomplet."),
        (messages.SUCCESS, "status", "Le dossier est incomplet."),
        (messages.INFO, "status", "Le dossier est incomplet."),
    ],
)
def test_messages_say_their_level_in_words(niveau, role, texte):
    partial = rendre("_messages.html", messages=[Message(niveau, "Le dossier est incomplet.")])

    (message,) = [e for e in partial.all("div") if "role" in e.attrs]
    assert (message.attrs["role"], message.text()) == (role, texte)


def test_messages_without_message_are_empty():
    assert rendre("_messages.html", messages=[]).text() == ""


@pytest.mark.parametrize(
    ("ton", "icone"),
    [
        ("neutre", "cercle"),
        ("info", "clock"),
        ("succes", "check"),
        ("alerte", "warning"),
        ("danger", "danger"),
    ],
)
def test_etat_shows_a_text_and_an_icon_for_each_tone(ton, icone):
    partial = rendre("_etat.html", libelle="En évaluation", ton=ton)

    (etat,) = partial.all("span")
    assert (etat.text(), etat.attrs["class"]) == ("En évaluation", f"cq-etat cq-ton-{ton}")
    assert icones(partial) == [icone]


def test_etat_takes_another_icon():
    assert icones(rendre("_etat.html", libelle="Signé", ton="succes", icone_etat="lock")) == [
        "lock"
    ]


def test_attendus_name_who_must_act():
    attendus = [
        SimpleNamespace(libelle="L'avis manque", acteur="Paul Durand", url="/avis/"),
        SimpleNamespace(libelle="Aucune session", acteur="", url=""),
    ]

    partial = rendre("_attendus.html", attendus=attendus)

    assert [li.text() for li in partial.all("li")] == [
        "L'avis manque À faire par : Paul Durand",
        "Aucune session",
    ]
    assert [a.attrs["href"] for a in partial.all("a")] == ["/avis/"]


def test_attendus_say_when_nothing_is_missing():
    assert rendre("_attendus.html", attendus=[]).text() == "Rien ne manque."


def test_etapes_say_their_state_in_words():
    etapes = [
        SimpleNamespace(libelle="Inscription", etat="faite", detail="12/01/2026", url="/i/"),
        SimpleNamespace(libelle="Évaluations", etat="en_cours", detail="", url=""),
        SimpleNamespace(libelle="Entretien", etat="sans_objet", detail="", url=""),
        SimpleNamespace(libelle="Jury", etat="a_venir", detail="", url=""),
    ]

    partial = rendre("_etapes.html", etapes=etapes)

    assert [li.text() for li in partial.all("li")] == [
        "Inscription (fait) 12/01/2026",
        "Évaluations (en cours)",
        "Entretien (sans objet)",
        "Jury (à venir)",
    ]
    courantes = [li.attrs.get("aria-current", "") for li in partial.all("li")]
    assert courantes == ["", "step", "", ""]


ADRESSES = {
    "libelle": "PV de délibération",
    "url_etat": "/travaux/7/",
    "url_document": "/documents/3/",
    "url_relancer": "/travaux/7/relancer/",
}


@pytest.mark.parametrize(
    ("etat", "texte"),
    [
        ("en_attente", "PV de délibération : en attente, la production commence dans un instant."),
        ("en_cours", "PV de délibération : Mise en page."),
    ],
)
def test_travail_polls_until_finished(etat, texte):
    travail = Travail(pk=7, etat=etat, etape=3, etapes=4, libelle_etape="Mise en page")

    partial = rendre("_travail.html", travail=travail, **ADRESSES)

    boite = next(partial.all("div"))
    assert boite.attrs["role"] == "status"
    assert {k: v for k, v in boite.attrs.items() if k.startswith("hx-")} == {
        "hx-get": "/travaux/7/",
        "hx-trigger": "every 1s",
        "hx-swap": "outerHTML",
    }
    assert next(partial.all("p")).text() == texte
    avancement = next(partial.all("progress"))
    assert avancement.attrs == {
        "value": "75",
        "max": "100",
        "aria-label": "Avancement : PV de délibération",
    }
    assert next(partial.all("noscript")).text() == "Actualiser"


def test_travail_offers_the_file_when_finished():
    partial = rendre("_travail.html", travail=Travail(pk=7, etat="termine"), **ADRESSES)

    assert "hx-get" not in next(partial.all("div")).attrs
    assert [(a.text(), a.attrs["href"]) for a in partial.all("a")] == [
        ("Télécharger : PV de délibération", "/documents/3/")
    ]


def test_travail_says_why_it_failed_and_how_to_start_again():
    travail = Travail(pk=7, etat="echec", erreur="La police est introuvable.")

    partial = rendre("_travail.html", RequestFactory().get("/"), travail=travail, **ADRESSES)

    assert next(partial.all("p")).text() == (
        "PV de délibération : la production a échoué. La police est introuvable."
    )
    formulaire = next(partial.all("form"))
    assert (formulaire.attrs["action"], formulaire.text()) == (
        "/travaux/7/relancer/",
        "Relancer : PV de délibération",
    )
    assert "hx-get" not in next(partial.all("div")).attrs


def test_pagination_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/dossiers/", {"q": "benali", "page": "4"})

    partial = rendre(
        "_pagination.html", request, page=Paginator(range(240), 20).page(4), nom="dossiers"
    )

    assert next(partial.all("span")).text() == "61 à 80 sur 240 dossiers"
    assert [(a.text(), a.attrs["href"]) for a in partial.all("a")] == [
        ("Page précédente", "?q=benali&page=3"),
        ("Page 1", "?q=benali&page=1"),
        ("Page 2", "?q=benali&page=2"),
        ("Page 3", "?q=benali&page=3"),
        ("Page 4", "?q=benali&page=4"),
        ("Page 5", "?q=benali&page=5"),
        ("Page 12", "?q=benali&page=12"),
        ("Page suivante", "?q=benali&page=5"),
    ]
    assert [a.text() for a in partial.all("a") if "aria-current" in a.attrs] == ["Page 4"]


def test_pagination_of_one_page_is_left_out():
    request = RequestFactory().get("/dossiers/")

    assert rendre("_pagination.html", request, page=Paginator([1], 20).page(1)).text() == ""


def test_vide_offers_the_first_action():
    partial = rendre(
        "_vide.html",
        phrase="Aucun dossier.",
        url_action="/dossiers/nouveau/",
        libelle_action="Inscrire",
    )

    assert partial.text() == "Aucun dossier. Inscrire"
    assert icones(partial) == ["dossier"]


def test_confirmation_asks_before_it_posts():
    partial = rendre(
        "_confirmation.html",
        RequestFactory().get("/"),
        libelle="Abandonner",
        question="Le dossier sera clos.",
        url_action="/dossiers/12/abandonner/",
        libelle_action="Abandonner le dossier",
        ton="danger",
    )

    assert partial.text() == "Abandonner Le dossier sera clos. Abandonner le dossier"
    assert next(partial.all("form")).attrs["action"] == "/dossiers/12/abandonner/"
    assert "open" not in next(partial.all("details")).attrs


def test_champ_mot_de_passe_shows_its_refusal():
    formulaire = ConfirmationForm({"mot_de_passe": ""}, utilisateur=None)

    partial = rendre("_champ_mot_de_passe.html", champ=formulaire["mot_de_passe"])

    assert partial.text() == "Votre mot de passe * Ce champ est obligatoire. Il vaut signature."
