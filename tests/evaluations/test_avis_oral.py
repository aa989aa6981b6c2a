"""An opinion given aloud: noted by an evaluator, worth nothing until its author signs it (R22)."""

import html

import pytest
from django.core import mail
from django.urls import reverse

from cqpm.commun.models import Travail
from dossiers import transitions
from dossiers.models import EntreeJournal
from evaluations.enums import OrigineAvis
from evaluations.errors import AvisImpossible, AvisOralModifie, AvisRefuse
from evaluations.models import AvisEntreprise, AvisOral
from evaluations.regles_avis import AvisDonne, Reponse
from evaluations.services import avis_oral as service
from evaluations.services.reponse_avis import repondre
from tests.accessibilite import assert_page_accessible
from tests.concurrence import en_meme_temps
from tests.evaluations.avis_donnes import RESERVE, donne
from tests.factories.commun import CODE
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import DemandeAvisFactory, LienAvisFactory
from tests.outils import executer_les_travaux, planifier

pytestmark = pytest.mark.django_db

DIT = {"sens-1": "reserve", "commentaire-1": RESERVE, "observations": "Ponctuel."}


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True))


@pytest.fixture
def demande(dossier):
    return DemandeAvisFactory(dossier=dossier, nom="Karim Bensaïd")


def evaluateur(dossier, **champs):
    personne = UtilisateurFactory(evaluateur=dossier.centre, **champs)
    AffectationFactory(dossier=dossier, utilisateur=personne)
    return personne


@pytest.fixture
def par(dossier):
    return evaluateur(dossier, prenom="Nadia", nom="Benali")


def dit(sens: str = "reserve", mots: str = RESERVE, **champs) -> AvisDonne:
    """Only the first capacité was spoken of."""
    reponses = [Reponse(1, sens, mots), Reponse(2, "")]
    return AvisDonne(**{"reponses": reponses, "qualite": "", "fonction": ""} | champs)


def adresse(dossier) -> str:
    return reverse("evaluations:avis_oral", args=[dossier.pk])


def texte(reponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).split())


# --- The note ---------------------------------------------------------------------------------


def test_what_was_said_is_kept_under_the_names_of_the_form(dossier, demande, par):
    note = service.noter(dossier, dit(observations="Ponctuel."), par=par)

    assert (note.demande, note.saisi_par, note.contenu) == (demande, par, DIT)
    ligne = EntreeJournal.objects.get()
    assert (ligne.acte, ligne.auteur, ligne.apres) == ("avis", par, DIT)
    assert ligne.libelle == (
        "Avis de l'entreprise donné de vive voix par Karim Bensaïd, noté par Nadia Benali."
    )
    assert not AvisEntreprise.objects.exists()


def test_r17_the_criteres_are_noted_where_the_version_opens_them(par):
    dossier = DossierFactory(transmis=True, referentiel__modele_2013=True)
    DemandeAvisFactory(dossier=dossier)
    reponses = [Reponse(1, "", criteres={2: "reserve"})]

    note = service.noter(dossier, dit(reponses=reponses), par=par)

    assert note.contenu == {"critere-1-2": "reserve"}


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"reponses": [Reponse(1, "reserve", "x" * 4001)]}, "commentaire-1"),
        ({"observations": "x" * 4001}, "observations"),
        ({"fonction": "x" * 121}, "fonction"),
        ({"reponses": [Reponse(1, "", criteres={1: "reserve"})]}, "sens-1"),
        ({"reponses": [Reponse(9, "favorable")]}, ""),
        ({"reponses": [Reponse(1, "parfait")]}, ""),
        ({"reponses": [Reponse(1, ""), Reponse(2, "")]}, ""),
    ],
)
def test_r17_what_no_opinion_may_hold_is_refused(dossier, demande, par, champs, champ):
    with pytest.raises(AvisRefuse) as refus:
        service.noter(dossier, dit(**champs), par=par)

    assert [faute.champ for faute in refus.value.fautes] == [champ]
    assert not AvisOral.objects.exists()


def test_nothing_is_noted_without_an_open_request(dossier, par):
    with pytest.raises(AvisImpossible, match="faites-la d'abord envoyer"):
        service.noter(dossier, dit(), par=par)
    DemandeAvisFactory(dossier=dossier, revoquee=True)
    with pytest.raises(AvisImpossible, match="faites-la d'abord envoyer"):
        service.noter(dossier, dit(), par=par)


def test_nothing_is_noted_once_it_is_signed(dossier, par):
    lien = LienAvisFactory(demande__dossier=dossier)
    repondre(lien, donne(dossier), code=CODE)

    with pytest.raises(AvisImpossible):
        service.noter(dossier, dit(), par=par)


def test_nothing_is_noted_of_a_dossier_abandoned_meanwhile(dossier, demande, par):
    ouvert = type(dossier).objects.get(pk=dossier.pk)
    transitions.abandonner(dossier, motif="Le candidat renonce à la certification.", par=par)

    with pytest.raises(AvisImpossible, match="n'est pas attendu"):
        service.noter(ouvert, dit(), par=par)


def test_another_evaluator_s_note_is_not_overwritten(dossier, demande, par):
    ines = evaluateur(dossier, prenom="Inès", nom="Roy")
    premiere = service.noter(dossier, dit(), par=par)

    with pytest.raises(AvisOralModifie, match="Nadia Benali a noté autre chose"):
        service.noter(dossier, dit("defavorable"), par=ines)
    assert AvisOral.objects.get().contenu["sens-1"] == "reserve"

    note = service.noter(dossier, dit("defavorable"), par=ines, lu_le=premiere.modifie_le)
    assert (note.contenu["sens-1"], note.saisi_par) == ("defavorable", ines)


def test_the_same_words_sent_twice_are_written_once(dossier, demande, par):
    service.noter(dossier, dit(), par=par)
    service.noter(dossier, dit(), par=par)

    assert EntreeJournal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_evaluators_at_once_keep_one_note_and_the_other_is_told(dossier, demande, par):
    ines = evaluateur(dossier)

    issues = en_meme_temps(
        lambda: service.noter(dossier, dit("reserve"), par=par),
        lambda: service.noter(dossier, dit("defavorable"), par=ines),
    )

    refus = [une for une in issues if isinstance(une, AvisOralModifie)]
    note = AvisOral.objects.get()
    assert len(refus) == 1
    assert note.saisi_par == (ines if issues[0] is refus[0] else par)


# --- Its author signs it ----------------------------------------------------------------------


def test_the_mail_says_who_noted_it_and_asks_to_read_correct_and_sign(dossier, demande, par):
    service.noter(dossier, dit(), par=par, envoyer=True)
    executer_les_travaux()

    (message,) = mail.outbox
    assert message.to == [demande.courriel]
    assert "Nadia Benali a noté ce que vous lui avez dit. Relisez, corrigez, signez" in message.body
    assert EntreeJournal.objects.get().libelle.endswith("est invité à le relire et à signer.")


def test_a_plain_note_mails_nobody(dossier, demande, par):
    service.noter(dossier, dit(), par=par)

    assert not Travail.objects.exists()


def test_the_link_shows_it_and_the_signature_says_to_whom_it_was_said(dossier, par, client):
    lien = LienAvisFactory(demande__dossier=dossier, jeton="dicte")
    service.noter(dossier, dit(observations="Ponctuel."), par=par)

    page = texte(client.get("/avis/dicte/"))
    assert "Nadia Benali a noté ce que vous lui avez dit" in page
    assert page.count(RESERVE) == 1
    note = AvisOral.objects.get().modifie_le.isoformat()
    assert f'name="note" value="{note}"' in page
    avis, _ = repondre(lien, donne(dossier), code=CODE, note=note)

    assert (avis.origine, avis.saisi_par, avis.provenance) == (
        OrigineAvis.ORAL,
        par,
        "dicté à Nadia Benali, confirmé en ligne",
    )
    assert avis.capacites.filter(sens="favorable").count() == 2


@pytest.mark.parametrize("note", ["", "2026-01-01T00:00:00+00:00"])
def test_who_signed_without_having_read_the_note_dictated_nothing(dossier, par, note):
    lien = LienAvisFactory(demande__dossier=dossier, jeton="dicte")
    service.noter(dossier, dit(observations="Ponctuel."), par=par)

    avis, _ = repondre(lien, donne(dossier), code=CODE, note=note)

    assert (avis.origine, avis.saisi_par) == (OrigineAvis.LIEN, None)


# --- The page ---------------------------------------------------------------------------------


def test_the_evaluator_notes_what_was_said_then_sends_it(client_de, dossier, demande, par):
    client = client_de(par)
    page = client.get(adresse(dossier))
    assert_page_accessible(page)
    assert "Notez les mots de Karim Bensaïd" in texte(page)

    reponse = client.post(adresse(dossier), DIT | {"envoyer": "1"}, follow=True)

    assert_page_accessible(reponse)
    assert "Un courriel part à Karim Bensaïd" in texte(reponse)
    assert "Noté par Nadia Benali" in texte(reponse)
    assert AvisOral.objects.get().contenu == DIT
    assert Travail.objects.count() == 1


def test_r22_the_page_offers_no_signature_and_names_no_address(client_de, dossier, demande, par):
    page = texte(client_de(par).get(adresse(dossier)))

    assert [mot for mot in (demande.courriel, 'name="code"', "declaration") if mot in page] == []


def test_it_is_corrected_until_it_is_signed(client_de, dossier, demande, par):
    client = client_de(par)
    client.post(adresse(dossier), DIT)
    lu_le = client.get(adresse(dossier)).context["form"]["lu_le"].value()

    client.post(adresse(dossier), {"sens-1": "favorable", "lu_le": lu_le})

    assert AvisOral.objects.get().contenu == {"sens-1": "favorable"}


def test_a_conflict_shows_the_other_note_and_keeps_what_is_typed(client_de, dossier, demande, par):
    ines = evaluateur(dossier, prenom="Inès", nom="Roy")
    service.noter(dossier, dit("defavorable", observations="Jamais en retard."), par=ines)

    page = client_de(par).post(adresse(dossier), {"sens-1": "favorable", "lu_le": "n'importe"})

    assert_page_accessible(page)
    assert "Ce que Inès Roy a noté entre-temps" in texte(page)
    form = page.context["form"]
    assert (form["sens-1"].value(), form["observations"].value()) == (
        "favorable",
        "Jamais en retard.",
    )
    saisi = {nom: form[nom].value() or "" for nom in form.fields}
    assert client_de(par).post(adresse(dossier), saisi).status_code == 302
    assert AvisOral.objects.get().contenu["sens-1"] == "favorable"


def test_a_refusal_gives_back_what_was_typed(client_de, dossier, demande, par):
    trop = "x" * 4001

    page = client_de(par).post(adresse(dossier), DIT | {"observations": trop})

    assert_page_accessible(page)
    assert "Rien n'est encore enregistré, et rien n'est perdu." in texte(page)
    assert page.context["form"]["observations"].value() == trop


def test_what_is_typed_is_not_lost_when_the_request_closes_meanwhile(client_de, dossier, par):
    DemandeAvisFactory(dossier=dossier, revoquee=True)
    client = client_de(par)

    avant = texte(client.get(adresse(dossier)))
    page = client.post(adresse(dossier), DIT)

    assert "faites-la d'abord envoyer" in avant
    assert "<textarea" not in avant
    assert_page_accessible(page)
    assert "Ponctuel." in texte(page)
    assert not AvisOral.objects.exists()


def test_the_evaluator_finds_the_page_from_the_grid_and_from_the_dossier(client_de, dossier, par):
    client, lien = client_de(par), f'href="{adresse(dossier)}"'
    fiche = reverse("dossiers:fiche", args=[dossier.pk])
    assert lien not in texte(client.get(fiche))

    DemandeAvisFactory(dossier=dossier)

    assert lien in texte(client.get(fiche))
    assert lien in texte(client.get(reverse("evaluations:grille", args=[dossier.pk])))


def test_r15_the_grid_of_an_exempt_vae_does_not_offer_it(client_de):
    dossier = planifier(DossierFactory(transmis=True, vae=True))

    page = client_de(evaluateur(dossier)).get(reverse("evaluations:grille", args=[dossier.pk]))

    assert adresse(dossier) not in texte(page)
