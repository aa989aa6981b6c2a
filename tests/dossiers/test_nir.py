"""The NIR: its key, its encryption, what is shown, what is never written: R44, R46."""

import io

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.urls import reverse

from dossiers import nir
from dossiers.errors import NirIllisible, NirRefuse
from dossiers.models import Candidat, Dossier
from dossiers.services.identite import effacer_nir, enregistrer_nir
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.referentiels import ReferentielFactory

NIR = "299033818512338"
DE_CORSE = "192052A00400129"


@pytest.mark.parametrize(
    ("texte", "lu"),
    [(NIR, NIR), ("2 99 03 38 185 123 38", NIR), ("1 92 05 2a 004 001 29", DE_CORSE)],
)
def test_a_nir_is_read_with_its_spaces(texte, lu):
    assert nir.lire(texte) == lu


@pytest.mark.parametrize(
    ("texte", "debut"),
    [
        ("299033818512339", "La clé de ce NIR"),
        ("2990338185123", "Un NIR a 15 signes"),
        ("", "Un NIR a 15 signes"),
        ("999033818512338", "Un NIR a 15 signes"),
        ("192052C00400129", "Un NIR a 15 signes"),
        ("٢99033818512338", "Un NIR a 15 signes"),
    ],
)
def test_r46_a_wrong_nir_is_refused(texte, debut):
    with pytest.raises(NirRefuse, match=f"^{debut}"):
        nir.lire(texte)


def test_r46_what_is_encrypted_comes_back_and_shows_only_its_key():
    jeton = nir.chiffrer(NIR)

    assert NIR not in jeton
    assert nir.dechiffrer(jeton) == NIR
    assert nir.masquer(jeton) == "••••••••••••• 38"
    assert nir.masquer("") == "Non renseigné"


def test_r46_a_new_key_reads_what_the_old_one_wrote(settings):
    ancienne, nouvelle = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CQPM_CLES_NIR = [ancienne]
    jeton = nir.chiffrer(NIR)

    settings.CQPM_CLES_NIR = [nouvelle, ancienne]
    assert nir.dechiffrer(jeton) == NIR

    settings.CQPM_CLES_NIR = [nouvelle]
    assert nir.masquer(jeton) == "Enregistré, mais illisible : à redemander"
    with pytest.raises(NirIllisible, match="la clé de chiffrement de l'installation a changé"):
        nir.dechiffrer(jeton)


@pytest.mark.parametrize("jeton", ["n'importe quoi", "é"])
def test_a_damaged_value_is_a_refusal(jeton):
    with pytest.raises(NirIllisible):
        nir.dechiffrer(jeton)


@pytest.fixture
def dossier(db):
    return DossierFactory(referentiel__rncp=True)


@pytest.fixture
def gestionnaire(dossier, client):
    utilisateur = UtilisateurFactory(gestionnaire=dossier.centre)
    client.force_login(utilisateur)
    return utilisateur


def test_r46_neither_the_database_nor_the_journal_holds_the_nir(dossier):
    par = UtilisateurFactory()
    enregistrer_nir(dossier, NIR, par=par)
    enregistrer_nir(dossier, DE_CORSE, par=par)

    copie = io.StringIO()
    call_command("dumpdata", stdout=copie)

    assert [numero in copie.getvalue() for numero in (NIR, NIR[:13], DE_CORSE)] == [False] * 3
    assert [ligne.libelle for ligne in dossier.journal.all()] == [
        "NIR remplacé.",
        "NIR enregistré.",
    ]
    assert nir.dechiffrer(Candidat.objects.get().nir_chiffre) == DE_CORSE


def test_r46_the_nir_is_erased_once(dossier):
    par = UtilisateurFactory()
    enregistrer_nir(dossier, NIR, par=par)

    effacer_nir(dossier, par=par)
    effacer_nir(dossier, par=par)

    assert Candidat.objects.get().nir_chiffre == ""
    assert [ligne.libelle for ligne in dossier.journal.all()] == ["NIR effacé.", "NIR enregistré."]


def test_the_page_replaces_and_shows_masked(client, dossier, gestionnaire):
    url = reverse("dossiers:nir", args=[dossier.pk])

    refus = client.post(url, {"nir": "2 99 03 38 185 123 39"})
    assert list(refus.context["form"].errors) == ["nir"]
    assert_page_accessible(refus)
    client.post(url, {"nir": "2 99 03 38 185 123 38"})

    page = client.get(url)
    assert_page_accessible(page)
    assert page.context["masque"] == "••••••••••••• 38"
    fiche = client.get(dossier.get_absolute_url()).content.decode()
    assert [NIR[:13] in texte for texte in (fiche, page.content.decode())] == [False, False]
    client.post(reverse("dossiers:nir_effacer", args=[dossier.pk]))
    assert Candidat.objects.get().nir_chiffre == ""


def test_a_lost_key_is_told_on_the_page(client, dossier, gestionnaire, settings):
    enregistrer_nir(dossier, NIR, par=gestionnaire)
    settings.CQPM_CLES_NIR = [Fernet.generate_key().decode()]
    url = reverse("dossiers:nir", args=[dossier.pk])

    assert client.get(url).context["masque"] == "Enregistré, mais illisible : à redemander"
    settings.CQPM_CLES_NIR = ["pas une clé"]
    reponse = client.post(url, {"nir": NIR})

    assert reponse.context["form"].non_field_errors() == [str(NirIllisible())]


def test_r44_the_page_does_not_exist_for_another_version(client, db):
    dossier = DossierFactory()
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    assert client.get(reverse("dossiers:nir", args=[dossier.pk])).status_code == 404


# --- At registration --------------------------------------------------------------------------


@pytest.fixture
def saisie(db, client):
    centre = CentreFactory()
    client.force_login(UtilisateurFactory(gestionnaire=centre))

    def remplir(referentiel, **change):
        return {
            "centre": centre.pk,
            "referentiel": referentiel.pk,
            "parcours": "vae",
            "inscrit_le": "2026-01-15",
            "prenom": "Zoé",
            "nom": "de La Tour",
            "naissance": "04/03/1999",
        } | change

    return remplir


REGISTRE = {
    "sexe": "F",
    "naissance_commune": "Ajaccio",
    "naissance_code_insee": "2a004",
    "naissance_pays": "France",
    "naissance_code_pays": "100",
    "nir": NIR,
}


def test_r44_the_register_s_fields_are_kept_for_an_rncp_version(client, saisie):
    rncp = ReferentielFactory(rncp=True)

    client.post(reverse("dossiers:inscrire"), saisie(rncp, **REGISTRE))

    candidat = Candidat.objects.get()
    assert (candidat.sexe, candidat.naissance_code_insee) == ("F", "2A004")
    assert (candidat.naissance_commune, candidat.naissance_code_pays) == ("Ajaccio", "100")
    assert nir.dechiffrer(candidat.nir_chiffre) == NIR


def test_r44_they_are_ignored_when_forged_for_another_version(client, saisie):
    client.post(reverse("dossiers:inscrire"), saisie(ReferentielFactory(), **REGISTRE))

    candidat = Candidat.objects.get()
    assert [getattr(candidat, champ) for champ in REGISTRE if champ != "nir"] == [""] * 5
    assert candidat.nir_chiffre == ""


def test_r44_changing_the_cqpm_shows_and_hides_them_and_loses_nothing(client, saisie):
    url, actualiser = reverse("dossiers:inscrire"), {"actualiser": "1", "prenom": "Zoé", "nom": ""}

    page = client.get(url)
    rncp = client.post(url, saisie(ReferentielFactory(rncp=True), **REGISTRE | actualiser))
    autre = client.post(url, saisie(ReferentielFactory(), **REGISTRE | actualiser))

    montres = ["nir" in reponse.context["form"].fields for reponse in (page, rncp, autre)]
    assert montres == [False, True, False]
    assert (rncp.context["form"]["nir"].value(), rncp.context["form"]["sexe"].value()) == (NIR, "F")
    assert rncp.context["form"]["prenom"].value() == "Zoé"
    assert rncp.context["form"].errors == {}
    assert_page_accessible(rncp)
    assert Dossier.objects.count() == 0


def test_r46_a_wrong_nir_stops_the_registration(client, saisie):
    rncp = ReferentielFactory(rncp=True)

    reponse = client.post(reverse("dossiers:inscrire"), saisie(rncp, nir="299033818512339"))

    assert list(reponse.context["form"].errors) == ["nir"]
    assert (Dossier.objects.count(), Candidat.objects.count()) == (0, 0)


def test_r9_blocs_are_ticked_for_an_rncp_version(client, saisie):
    rncp = ReferentielFactory(rncp=True, blocs=2)
    url = reverse("dossiers:inscrire")
    tous = [bloc.pk for bloc in rncp.blocs.all()]

    refus = client.post(url, saisie(rncp, blocs=tous))
    assert list(refus.context["form"].errors) == ["blocs"]
    client.post(url, saisie(rncp, blocs=tous[:1]))

    assert [bloc.pk for bloc in Dossier.objects.get().blocs_vises.all()] == tous[:1]
