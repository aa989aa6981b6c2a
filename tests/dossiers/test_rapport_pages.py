"""The pages of the report on the side of the centre: its card, its reception, its delay (R13)."""

import pytest
from django.urls import reverse

from cqpm.commun.models import Document
from dossiers.enums import SuiteDepot
from dossiers.models import DepotRapport, Dossier
from dossiers.services import rapport as service
from tests.accessibilite import PageParser, assert_page_accessible
from tests.dossiers.rapports import (
    APRES,
    AVANT,
    deposer,
    dossier_au_rapport,
    envoi,
    pdf,
    regler_l_horloge,
)
from tests.factories.comptes import UtilisateurFactory

pytestmark = pytest.mark.django_db

MOTIF = "Panne du réseau de l'entreprise, constatée."


@pytest.fixture
def horloge(monkeypatch):
    regler_l_horloge(monkeypatch, *APRES)
    return lambda *quand: regler_l_horloge(monkeypatch, *quand)


@pytest.fixture
def dossier(horloge):
    return dossier_au_rapport()


@pytest.fixture
def responsable(client, dossier):
    responsable = UtilisateurFactory(responsable=dossier.centre)
    client.force_login(responsable)
    return responsable


@pytest.fixture
def gestionnaire(dossier):
    return UtilisateurFactory(gestionnaire=dossier.centre)


def adresse(nom: str, dossier, *autres) -> str:
    return reverse(f"dossiers:{nom}", args=[dossier.pk, *autres])


def carte(reponse) -> tuple[str, list[str]]:
    """The words of the report's card, and where its links lead."""
    lecteur = PageParser()
    lecteur.feed(reponse.content.decode())
    for section in lecteur.page.all("section"):
        if section.attrs.get("aria-labelledby") == "rapport":
            return " ".join(section.text().split()), [a.attrs["href"] for a in section.all("a")]
    return "", []


def test_the_card_shows_each_deposit_and_what_can_be_done(client, dossier, responsable):
    premier = deposer(dossier, pdf("Première version"))
    second = deposer(dossier, pdf("Seconde version"))

    page = client.get(dossier.get_absolute_url())

    texte, liens = carte(page)
    assert_page_accessible(page)
    assert "En retard, à décider 12/03/2026 à 09:00" in texte
    assert f"Empreinte {second.sha256[:12]}… {second.sha256}" in texte
    assert "Remplacé" in texte
    assert "fichier effacé" in texte
    assert liens == [
        adresse("rapport", dossier),
        adresse("document", dossier, second.document.pk),
        adresse("rapport_accepter", dossier, second.pk),
        adresse("rapport_refuser", dossier, second.pk),
    ]
    assert premier.sha256 in texte


def test_staff_who_are_not_the_manager_refuse_only(client, dossier, gestionnaire):
    depot = deposer(dossier)
    client.force_login(gestionnaire)

    texte, liens = carte(client.get(dossier.get_absolute_url()))

    assert adresse("rapport_accepter", dossier, depot.pk) not in liens
    assert adresse("rapport_refuser", dossier, depot.pk) in liens
    assert "Seul le responsable du centre peut l'accepter." in texte


def test_the_commission_reads_the_deposit_that_counts_and_nothing_else(
    client, dossier, responsable
):
    premier = service.refuser(deposer(dossier), motif=MOTIF, par=responsable)
    refuse = premier.document
    evaluateur = dossier.affectations.get().utilisateur
    client.force_login(evaluateur)

    sans = carte(client.get(dossier.get_absolute_url()))
    ferme = client.get(adresse("document", dossier, refuse.pk)).status_code
    second = deposer(dossier, pdf("Seconde version"))
    page = client.get(dossier.get_absolute_url())
    avec = carte(page)

    assert (sans[1], ferme) == ([], 404)
    assert avec[1] == [adresse("document", dossier, second.document.pk)]
    assert MOTIF not in avec[0]
    assert_page_accessible(page)
    lu = client.get(avec[1][0])
    assert b"".join(lu.streaming_content) == pdf("Seconde version")


@pytest.mark.parametrize(
    ("acte", "suite", "dit"),
    [
        ("rapport_accepter", SuiteDepot.ACCEPTE, "Le rapport est accepté malgré le retard."),
        ("rapport_refuser", SuiteDepot.REFUSE, "Le rapport est refusé : il est de nouveau"),
    ],
)
def test_r13_a_late_report_is_decided_with_a_reason(client, dossier, responsable, acte, suite, dit):
    depot = deposer(dossier)
    url = adresse(acte, dossier, depot.pk)
    page = client.get(url)
    assert_page_accessible(page)
    assert "Il part aussi à anais@example.org." in page.content.decode()
    assert list(client.post(url, {"motif": ""}).context["form"].errors) == ["motif"]

    reponse = client.post(url, {"motif": MOTIF}, follow=True)

    depot.refresh_from_db()
    assert (depot.suite, depot.motif, depot.decide_par) == (suite, MOTIF, responsable)
    texte, _ = carte(reponse)
    assert f"{suite.label} par {responsable}, le 12/03/2026 : {MOTIF}" in texte
    assert dit in reponse.content.decode()
    assert_page_accessible(reponse)
    encore = client.post(url, {"motif": "Une seconde fois, pour voir."})
    assert "a déjà répondu le 12/03/2026" in encore.context["form"].errors["__all__"][0]
    assert encore.context["form"]["motif"].value() == "Une seconde fois, pour voir."


def test_the_page_of_the_reception_leads_to_the_decision_that_waits(client, dossier, responsable):
    depot = deposer(dossier)

    page = client.get(adresse("rapport", dossier))

    assert_page_accessible(page)
    texte = page.content.decode()
    assert "Un rapport en retard attend une décision" in texte
    assert adresse("rapport_accepter", dossier, depot.pk) in texte
    assert adresse("rapport_derogation", dossier) not in texte


# --- « Enregistrer la réception » -----------------------------------------------------------------


def recevoir(client, dossier, jour="2026-03-10", **champs):
    return client.post(adresse("rapport", dossier), {"date": jour, **champs})


def test_staff_file_the_report_with_the_day_it_came(client, dossier, responsable):
    recevoir(client, dossier, fichier=envoi())

    depot = DepotRapport.objects.get()
    dossier.refresh_from_db()
    assert (depot.document.cree_par, depot.en_retard) == (responsable, False)
    assert f"{dossier.rapport_recu_le:%d/%m/%Y}" == "10/03/2026"
    page = client.get(adresse("rapport", dossier))
    assert "Déjà déposé : « Rapport d&#x27;Anaïs.pdf »" in page.content.decode()
    assert_page_accessible(page)


def test_without_a_file_the_day_alone_is_recorded(client, dossier, responsable):
    recevoir(client, dossier)

    dossier.refresh_from_db()
    assert f"{dossier.rapport_recu_le:%d/%m/%Y}" == "10/03/2026"
    assert not DepotRapport.objects.exists()


@pytest.mark.parametrize(
    ("contenu", "pourquoi"),
    [
        (b"", "est vide"),
        (b"PK\x03\x04", "n'est pas un PDF"),
        (b"%PDF-1.7\n" + bytes(21 * 2**20), "la limite est de 20 Mo"),
        (b"%PDF-1.7\n" + bytes(26 * 2**20), "n'a pas été reçu"),
    ],
    ids=["empty", "disguised", "21 MB", "26 MB"],
)
def test_a_refused_file_is_told_beside_its_field(client, dossier, responsable, contenu, pourquoi):
    reponse = recevoir(client, dossier, fichier=envoi(contenu))

    form = reponse.context["form"]
    assert pourquoi in form.errors["fichier"][0]
    assert form["date"].value() == "2026-03-10"
    assert_page_accessible(reponse)
    dossier.refresh_from_db()
    assert (dossier.rapport_recu_le, Document.objects.count()) == (None, 0)


def test_a_date_that_cannot_be_is_told_beside_the_date(client, dossier, responsable):
    reponse = recevoir(client, dossier, jour="2026-03-13", fichier=envoi())

    assert list(reponse.context["form"].errors) == ["date"]


def test_a_late_file_does_not_replace_one_in_time(client, dossier, responsable, horloge):
    horloge(*AVANT)
    deposer(dossier)
    horloge(*APRES)

    reponse = recevoir(client, dossier, jour="2026-03-12", fichier=envoi(pdf("Tard")))

    assert "arrivé dans les délais" in reponse.context["form"].errors["fichier"][0]
    assert Dossier.objects.get(pk=dossier.pk).depots_rapport.count() == 1
