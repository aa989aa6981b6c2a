"""The identity is what the PV says: locked at the closing, corrected by a PV rectificatif (R40)."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.fichiers import ouvrir
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Parcours
from dossiers.errors import IdentiteVerrouillee, InscriptionRefusee
from dossiers.models import Dossier
from dossiers.naissance import DateNaissance
from dossiers.services.identite import (
    DecisionPersonne,
    candidat_a_inscrire,
    identite_de,
    rectifier_identite,
)
from dossiers.services.inscription import modifier_inscription
from evaluations.errors import SessionRefusee
from evaluations.models import Certificat, SessionJury
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury
from tests.accessibilite import assert_page_accessible
from tests.evaluations.certificateur import laureat
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.lecture_pdf import pages
from tests.outils import Reunion, dossier_pret, reunir

JUSTE = {
    "prenom": "Anaïs",
    "nom": "Lefèvre",
    "nom_usage": "",
    "naissance": DateNaissance(1998, 5, 17),
}


@pytest.fixture
def close(db) -> Reunion:
    """A closed session of one candidate, its PV not signed yet."""
    reunion = reunir(CentreFactory())
    candidat = {"candidat__nom": "Lefevre", "candidat__prenom": "Anaïs"}
    reunion.inscrire(dossier_pret(centre=reunion.centre, **candidat))
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    return reunion


@pytest.fixture
def dossier(close) -> Dossier:
    dossier = close.session.deliberations.get().dossier
    dossier.candidat.naissance = JUSTE["naissance"]
    dossier.candidat.save()
    return dossier


@pytest.fixture
def rectificatif(close, dossier) -> SessionJury:
    signer(close)
    dossier.refresh_from_db()
    return jury.preparer_rectificatif(
        close.session,
        dossiers=[dossier],
        motif="Faute de frappe dans le nom.",
        date=timezone.localdate(),
        par=close.secretaire,
    )


@pytest.fixture
def responsable(close) -> Utilisateur:
    return UtilisateurFactory(responsable=close.centre)


def signer(reunion) -> None:
    for personne in (reunion.presidente, reunion.salarie):
        jury.signer_pv(reunion.session, mot_de_passe=MOT_DE_PASSE, par=personne)
    reunion.session.refresh_from_db()


def tenir(reunion, rectificatif) -> Reunion:
    """The jury meets again and decides as before, up to the produced PV."""
    suite = Reunion(rectificatif, reunion.secretaire, reunion.presidente, reunion.salarie)
    suite.ouvrir()
    ligne = rectificatif.deliberations.get()
    validees = {un.numero: True for un in ligne.dossier.capacites_visees()}
    vote = Vote(validees, conditions_verifiees=True)
    deliberation.decider(ligne, vote, version=ligne.version, par=reunion.presidente)
    suite.clore()
    return suite


def corriger(dossier, **change) -> None:
    identite = replace(identite_de(dossier.candidat), **change)
    rectifier_identite(dossier, identite, motif="Faute de frappe.", par=UtilisateurFactory())


def noms(dossier) -> tuple[str, str]:
    dossier.candidat.refresh_from_db()
    return dossier.candidat.nom, dossier.candidat.prenom


def texte_du_pv(session) -> str:
    with ouvrir(jury.pv_de(session)) as fichier:
        return " ".join(" ".join(pages(fichier.read())).split())


# --- While the PV waits for its signatures ----------------------------------------------------


def test_r40_a_closed_session_locks_what_its_pv_says_of_the_candidate(close, dossier):
    with pytest.raises(IdentiteVerrouillee, match="attend ses signatures"):
        corriger(dossier, nom="Lefèvre")

    assert noms(dossier) == ("Lefevre", "Anaïs")
    corriger(dossier, courriel="anais@example.org")
    dossier.candidat.refresh_from_db()
    assert dossier.candidat.courriel == "anais@example.org"


def test_r40_another_dossier_of_the_same_person_does_not_turn_the_lock(close, dossier):
    autre = DossierFactory(centre=close.centre, candidat=dossier.candidat, transmis=True)

    with pytest.raises(IdentiteVerrouillee, match="attend ses signatures"):
        corriger(autre, nom="Lefèvre")

    assert noms(dossier) == ("Lefevre", "Anaïs")


def test_r40_the_page_says_so_and_keeps_what_was_typed(client_de, close, dossier):
    url = reverse("dossiers:identite", args=[dossier.pk])
    saisie = {"prenom": "Anaïs", "nom": "Lefèvre", "naissance": "17/05/1998", "motif": "Faute."}

    page = client_de(close.secretaire).post(url, saisie)

    assert_page_accessible(page)
    texte = page.content.decode().replace("&#x27;", "'")
    assert "corrige l'identité par un PV rectificatif" in texte
    assert 'value="Lefèvre"' in texte


# --- Once a PV is signed ------------------------------------------------------------------------


def test_r40_another_dossier_does_not_change_the_identity_of_a_signed_pv(client_de, close, dossier):
    autre = DossierFactory(centre=close.centre, candidat=dossier.candidat, transmis=True)
    signer(close)

    with pytest.raises(IdentiteVerrouillee, match=f"signé de la session {close.session.numero}"):
        corriger(autre, nom="Autre")
    assert noms(dossier) == ("Lefevre", "Anaïs")
    url = reverse("dossiers:identite", args=[autre.pk])
    saisie = {"prenom": "Anaïs", "nom": "Autre", "naissance": "17/05/1998", "motif": "Faute."}
    texte = client_de(close.secretaire).post(url, saisie).content.decode()
    assert "par un PV rectificatif" in texte
    assert 'value="Autre"' in texte


def test_r40_the_address_still_changes_through_another_dossier(close, dossier):
    autre = DossierFactory(centre=close.centre, candidat=dossier.candidat, transmis=True)
    signer(close)

    corriger(autre, courriel="anais@example.org", telephone="0601020304")

    dossier.candidat.refresh_from_db()
    assert dossier.candidat.courriel == "anais@example.org"
    assert dossier.candidat.telephone == "0601020304"


def test_r40_a_registration_that_is_not_transmitted_does_not_change_it_either(close, dossier):
    autre = DossierFactory(centre=close.centre, candidat=dossier.candidat)
    signer(close)

    with pytest.raises(IdentiteVerrouillee, match="PV rectificatif"):
        modifier_inscription(
            autre,
            parcours=Parcours.VAE,
            inscrit_le=autre.inscrit_le,
            identite=replace(identite_de(autre.candidat), nom="Autre"),
            accueil=None,
            par=close.secretaire,
        )

    assert noms(dossier) == ("Lefevre", "Anaïs")


def test_r40_a_new_registration_gives_no_other_name_to_the_known_person(close, dossier):
    signer(close)
    version = DossierFactory(centre=close.centre).referentiel
    identite = replace(identite_de(dossier.candidat), nom_usage="Martin")

    with pytest.raises(InscriptionRefusee, match="Laissez ce champ vide") as refus:
        candidat_a_inscrire(
            close.centre, version, identite, decision=DecisionPersonne(meme=dossier.candidat_id)
        )

    assert refus.value.champ == "nom_usage"
    dossier.candidat.refresh_from_db()
    assert dossier.candidat.nom_usage == ""


def test_r39_who_presents_themselves_again_is_told_which_pv_will_be_rectified(close, dossier):
    signer(close)
    suite = DossierFactory(
        centre=close.centre, candidat=dossier.candidat, origine=dossier, transmis=True
    )

    with pytest.raises(
        IdentiteVerrouillee, match=f"une fois signé le PV de son dossier {suite.numero}"
    ):
        corriger(suite, nom="Autre")


# --- Two PVs of the same person ----------------------------------------------------------------


@pytest.fixture
def rectificatifs(close, dossier) -> list[Reunion]:
    """Two open PVs rectificatifs of the same person, each for one of their two CQPM."""
    second = reunir(close.centre)
    second.inscrire(dossier_pret(centre=close.centre, candidat=dossier.candidat))
    second.ouvrir()
    second.suivre_la_commission()
    second.clore()
    suites = []
    for reunion in (close, second):
        signer(reunion)
        rectificatif = jury.preparer_rectificatif(
            reunion.session,
            dossiers=[une.dossier for une in reunion.session.deliberations.all()],
            motif="Faute de frappe dans le nom.",
            date=timezone.localdate(),
            par=reunion.secretaire,
        )
        personnes = (reunion.secretaire, reunion.presidente, reunion.salarie)
        suites.append(Reunion(rectificatif, *personnes))
    return suites


def dire(suite: Reunion, **change) -> None:
    dossier = suite.session.deliberations.get().dossier
    jury.preparer_identite(suite.session, dossier, **JUSTE | change, par=suite.secretaire)


def test_r40_two_pvs_that_say_the_same_identity_are_both_signed(rectificatifs, dossier):
    for suite in rectificatifs:
        dire(suite)
    for suite in rectificatifs:
        tenir(suite, suite.session)
        suite.session.refresh_from_db()

    for suite in rectificatifs:
        signer(suite)

    assert [suite.session.etat for suite in rectificatifs] == ["signee", "signee"]
    assert noms(dossier) == ("Lefèvre", "Anaïs")


def test_r40_a_session_does_not_close_while_another_pv_names_the_person_otherwise(
    rectificatifs, dossier
):
    premier, second = rectificatifs
    dire(premier)
    dire(second, nom="Lefebvre")
    tenir(premier, premier.session)

    with pytest.raises(SessionRefusee, match=f"au PV de la session {premier.session.numero}"):
        tenir(second, second.session)
    second.session.refresh_from_db()
    assert second.session.etat == "ouverte"
    premier.session.refresh_from_db()
    signer(premier)
    jury.clore(second.session, par=second.secretaire)
    assert noms(dossier) == ("Lefèvre", "Anaïs")


def test_r40_nor_is_another_identity_prepared_while_a_pv_waits(rectificatifs):
    premier, second = rectificatifs
    tenir(premier, premier.session)

    with pytest.raises(SessionRefusee, match="faites d'abord signer ce PV"):
        dire(second)

    assert second.session.deliberations.get().identite is None


# --- The way out ------------------------------------------------------------------------------


def test_r40_the_pv_rectificatif_says_the_right_identity_then_the_register_does(
    close, dossier, rectificatif
):
    jury.preparer_identite(rectificatif, dossier, **JUSTE, par=close.secretaire)
    suite = tenir(close, rectificatif)
    texte = texte_du_pv(suite.session)
    assert "Lefèvre Anaïs, né(e) le 17/05/1998" in texte
    assert "le PV rectifié portait : Lefevre Anaïs, né(e) le 17/05/1998" in texte
    assert noms(dossier) == ("Lefevre", "Anaïs")

    signer(suite)

    assert noms(dossier) == ("Lefèvre", "Anaïs")
    assert Certificat.objects.en_vigueur().get().deliberation.session == close.session
    ligne = dossier.journal.filter(acte="identite").first()
    assert rectificatif.numero in ligne.libelle
    assert (ligne.avant, ligne.apres) == ({"nom": "Lefevre"}, {"nom": "Lefèvre"})
    dossier.refresh_from_db()
    assert "lefevre" in dossier.recherche


def test_r40_a_correction_given_up_changes_no_identity(close, dossier, rectificatif):
    jury.preparer_identite(rectificatif, dossier, **JUSTE, par=close.secretaire)

    jury.abandonner_rectificatif(rectificatif, par=close.secretaire)

    assert noms(dossier) == ("Lefevre", "Anaïs")


def test_r45_a_wrong_identity_is_refused_and_an_ordinary_session_carries_none(
    close, dossier, rectificatif
):
    for change, champ in (({"nom": "R2D2"}, "nom"), ({"naissance": None}, "naissance")):
        with pytest.raises(InscriptionRefusee) as refus:
            jury.preparer_identite(rectificatif, dossier, **JUSTE | change, par=close.secretaire)
        assert refus.value.champ == champ
    autre = reunir(close.centre).session
    with pytest.raises(SessionRefusee, match="n'est pas, ou plus"):
        jury.preparer_identite(autre, dossier, **JUSTE, par=close.secretaire)

    assert rectificatif.deliberations.get().identite is None


def test_the_manager_types_it_on_its_page_and_takes_it_back(
    client_de, dossier, rectificatif, responsable
):
    client = client_de(responsable)
    page = client.get(dossier.get_absolute_url())
    assert "une faute se corrige par un PV rectificatif" in page.content.decode()
    url = reverse("evaluations:identite_au_pv", args=[rectificatif.pk, dossier.pk])
    assert url in client.get(rectificatif.get_absolute_url()).content.decode()
    assert_page_accessible(client.get(url))
    saisie = {"prenom": "Anaïs", "nom": "Lefèvre", "naissance": "17/05/1998"}
    page = client.post(url, {**saisie, "nom": "R2D2"})
    assert 'value="R2D2"' in page.content.decode()
    assert_page_accessible(page)

    client.post(url, saisie)
    assert rectificatif.deliberations.get().identite == {"nom": "Lefèvre"}
    assert 'value="Lefèvre"' in client.get(url).content.decode()

    client.post(url, {**saisie, "nom": "Lefevre"})
    assert rectificatif.deliberations.get().identite is None


def test_only_the_manager_of_a_correction_that_is_not_closed(
    client_de, close, dossier, rectificatif, responsable
):
    def statut(personne, session):
        url = reverse("evaluations:identite_au_pv", args=[session.pk, dossier.pk])
        return client_de(personne).get(url).status_code

    assert statut(close.secretaire, rectificatif) == 403
    assert statut(responsable, close.session) == 403
    tenir(close, rectificatif)
    assert statut(responsable, rectificatif) == 403


def test_r44_the_certifier_s_checks_lead_to_the_signed_session(client_de, db):
    centre = CentreFactory()
    session = laureat(centre, identite={"naissance_annee": 1098}).deliberation.session

    page = client_de(UtilisateurFactory(gestionnaire=centre)).get(reverse("registre:certificateur"))

    assert f"{session.get_absolute_url()}#titre-rectification" in page.content.decode()
