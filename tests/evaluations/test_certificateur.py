"""The certifier's data: who, what is missing, the files, what became of them (R44, R46-R48)."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from dossiers.nir import chiffrer
from dossiers.selectors.echeances import echeances
from evaluations.enums import DecisionJury
from evaluations.models import Certificat, ExportRegistre
from tests.accessibilite import assert_page_accessible
from tests.evaluations.certificateur import NIR, configurer, laureat
from tests.evaluations.test_certificateur_xml import SCHEMA, textes
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.jury import CertificatFactory, DeliberationFactory, SessionSigneeFactory

PAGE = reverse("registre:certificateur")
AUJOURD_HUI = timezone.localdate


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def client(client_de, centre):
    return client_de(UtilisateurFactory(gestionnaire=centre))


def exporter(client, *certificats, **envoi):
    cles = [un.pk for un in certificats]
    adresse = reverse("registre:certificateur_exporter")
    return client.post(adresse, {"certificats": cles, "format": "csv", **envoi}, follow=True)


def marquer(client, *certificats, acte="transmis", le=None):
    envoi = {"certificats": [un.pk for un in certificats], "acte": acte}
    envoi["le"] = (le or AUJOURD_HUI()).isoformat()
    return client.post(reverse("registre:certificateur_marquer"), envoi, follow=True)


def lire_csv(reponse) -> list[dict[str, str]]:
    texte = io.StringIO(reponse.content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(texte, delimiter=";"))


def vus(reponse) -> list[Certificat]:
    return [une.certificat for une in reponse.context["lignes"]]


# --- Who --------------------------------------------------------------------------------------


def test_r44_only_versions_of_the_rncp_are_sent(client, centre):
    certificat = laureat(centre)
    hors = CertificatFactory(deliberation__dossier__centre=centre)
    laureat(CentreFactory())

    reponse = client.get(PAGE)

    assert vus(reponse) == [certificat]
    assert "Complet</span>" in reponse.content.decode()
    assert_page_accessible(reponse)
    assert lire_csv(exporter(client, certificat, hors))[0]["idTechnique"] == certificat.numero


def test_r48_a_mixed_session_gives_its_laureats_alone(client, centre):
    admis = laureat(centre)
    session = admis.deliberation.session
    for decision in (DecisionJury.PARTIEL, DecisionJury.REFUSE):
        DeliberationFactory(
            session=session,
            decision=decision,
            dossier__centre=centre,
            dossier__referentiel=admis.deliberation.dossier.referentiel,
        )
    annule = laureat(
        centre, deliberation__session=session, annule_par=SessionSigneeFactory(centre=centre)
    )

    assert vus(client.get(PAGE, {"session": session.pk})) == [admis]
    lignes = lire_csv(exporter(client, admis, annule))
    assert [une["idTechnique"] for une in lignes] == [admis.numero]


def test_a_session_or_a_period_is_chosen(client, centre):
    juin = laureat(centre)
    mars = laureat(centre, delivre_le=datetime.date(2026, 3, 1))

    assert vus(client.get(PAGE, {"session": juin.deliberation.session_id})) == [juin]
    assert vus(client.get(PAGE, {"du": "2026-02-01", "au": "2026-03-01"})) == [mars]
    reponse = client.get(PAGE, {"du": "hier", "session": "x"})
    assert vus(reponse) == [juin, mars]
    assert set(reponse.context["filtre"].errors) == {"du", "session"}


def test_what_is_missing_leads_to_where_it_is_mended(client, centre):
    certificat = laureat(centre, identite={"sexe": ""})
    dossier = certificat.deliberation.dossier

    texte = client.get(PAGE).content.decode()
    lien = reverse("dossiers:completer_registre", args=[dossier.pk])
    assert "Le sexe à l&#x27;état civil manque" in texte
    assert lien in texte
    assert_page_accessible(client.get(lien))

    envoi = {champ: getattr(dossier.candidat, champ) for champ in ("naissance_code_insee",)}
    client.post(lien, {**envoi, "sexe": "M", "nom": "Autre"})

    dossier.candidat.refresh_from_db()
    assert (dossier.candidat.sexe, dossier.candidat.nom) == ("M", "Lefèvre")
    assert dossier.journal.first().libelle == "Données du registre national complétées."
    assert "Complet</span>" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("nombre", [1, 12])
def test_the_page_costs_the_same_whatever_the_number(
    client, centre, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        laureat(centre)

    # session, user, roles, sessions of the filter, count, lines, annulled after transmission
    with django_assert_num_queries(7):
        client.get(PAGE)


# --- The files --------------------------------------------------------------------------------


def test_r47_default_export_has_no_contract_so_the_xml_is_refused_and_the_csv_is_fine(
    client, centre
):
    certificat = laureat(centre)

    refus = exporter(client, certificat, format="xml")
    assert "n&#x27;est pas déclarée déposante" in refus.content.decode()
    assert ExportRegistre.objects.count() == 0

    (ligne,) = lire_csv(exporter(client, certificat))
    attendu = {
        "code": "RNCP12345",
        "dateDebutValidite": "2026-06-15",
        "dateInscription": "2026-01-15",
        "modaliteAcces": "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION",
        "nomNaissance": "Lefèvre",
        "prenom1": "Anaïs",
        "anneeNaissance": "1998",
        "codeInsee": "38185",
    }
    assert {cle: ligne[cle] for cle in attendu} == attendu


@pytest.mark.parametrize(
    ("reglage", "valeur"),
    [
        ("CQPM_EMETTEUR_ID_CLIENT", "COURT"),
        ("CQPM_CERTIFICATEUR_ID_CONTRAT", "x" * 21),
        ("CQPM_NATURE_DEPOSANT", "PARTENAIRE"),
    ],
)
def test_r47_a_badly_described_depositor_is_refused(client, centre, settings, reglage, valeur):
    configurer(settings)
    setattr(settings, reglage, valeur)

    reponse = exporter(client, laureat(centre), format="xml")

    assert "les numéros du déposant ne sont pas valables" in reponse.content.decode()


def test_r47_a_depositor_produces_a_valid_file_and_its_trace(client, centre, settings):
    configurer(settings)
    certificat = laureat(centre)

    reponse = exporter(client, certificat, laureat(centre, identite={"sexe": ""}), format="xml")

    racine = etree.fromstring(reponse.content)
    SCHEMA.assertValid(racine)
    assert textes(racine, "idTechnique") == [certificat.numero]
    trace = ExportRegistre.objects.get()
    assert (trace.extension, trace.nombre, trace.avec_nir) == ("xml", 1, False)
    assert textes(racine, "idFlux") == [f"CQPM-{AUJOURD_HUI():%Y%m%d}-{trace.pk}"]
    assert certificat.deliberation.dossier.journal.first().libelle == (
        f"Données du certificat {certificat.numero} exportées pour le certificateur (XML)."
    )


def test_nothing_leaves_when_nobody_is_complete_or_ticked(client, centre):
    incomplet = laureat(centre, identite={"sexe": ""})

    assert "n&#x27;a toutes ses données" in exporter(client, incomplet).content.decode()
    assert "cochez au moins un lauréat" in exporter(client).content.decode()
    etranger = laureat(CentreFactory())
    assert "cochez au moins un lauréat" in exporter(client, etranger).content.decode()
    assert ExportRegistre.objects.count() == 0


def test_the_table_runs_no_formula(client, centre):
    certificat = laureat(centre, identite={"naissance_commune": "=2+2"})

    assert lire_csv(exporter(client, certificat))[0]["libelleCommuneNaissance"] == "'=2+2"


# --- The NIR ----------------------------------------------------------------------------------


def test_r46_the_nir_is_never_in_the_csv_and_in_the_xml_only_if_ticked(client, centre, settings):
    configurer(settings)
    certificat = laureat(centre, identite={"nir_chiffre": chiffrer(NIR)})

    for envoi in ({"avec_nir": "1"}, {"format": "xml"}):
        assert NIR[:13].encode() not in exporter(client, certificat, **envoi).content
    reponse = exporter(client, certificat, format="xml", avec_nir="1")

    racine = etree.fromstring(reponse.content)
    SCHEMA.assertValid(racine)
    assert textes(racine, "nir") == [NIR[:13]]
    assert textes(racine, "sexe") == []
    assert ExportRegistre.objects.first().avec_nir
    assert "XML, NIR compris" in certificat.deliberation.dossier.journal.first().libelle
    assert reponse["Cache-Control"] == "private, no-store"


def test_r46_an_older_schema_has_no_place_for_the_nir(client, centre, settings):
    configurer(settings)
    settings.CQPM_CERTIFICATEUR_SCHEMA = "1.1.2"

    reponse = exporter(client, laureat(centre), format="xml", avec_nir="1")

    assert "n&#x27;a pas de place pour le NIR" in reponse.content.decode()


def test_r46_the_nir_is_erased_after_acceptance(client, centre):
    certificat = laureat(centre, identite={"nir_chiffre": chiffrer(NIR)})
    candidat = certificat.deliberation.dossier.candidat

    marquer(client, certificat)
    candidat.refresh_from_db()
    assert candidat.nir_chiffre
    marquer(client, certificat, acte="accepte")

    candidat.refresh_from_db()
    assert candidat.nir_chiffre == ""
    assert [ligne.libelle for ligne in certificat.deliberation.dossier.journal.all()[:2]] == [
        "NIR effacé.",
        f"Données du certificat {certificat.numero} acceptées le {AUJOURD_HUI():%d/%m/%Y}.",
    ]


def test_r46_the_nir_stays_while_another_certificate_of_the_person_is_awaited(client, centre):
    premier = laureat(centre, identite={"nir_chiffre": chiffrer(NIR)})
    candidat = premier.deliberation.dossier.candidat
    second = CertificatFactory(
        deliberation__dossier__centre=centre,
        deliberation__dossier__candidat=candidat,
        deliberation__dossier__referentiel__rncp=True,
    )
    marquer(client, premier, second)

    marquer(client, premier, acte="accepte")
    candidat.refresh_from_db()
    assert candidat.nir_chiffre
    marquer(client, second, acte="accepte")

    candidat.refresh_from_db()
    assert candidat.nir_chiffre == ""


# --- What became of it ------------------------------------------------------------------------


def test_a_mark_is_dated_and_follows_the_one_before(client, centre):
    certificat = laureat(centre)

    marquer(client, certificat, acte="accepte")
    for le, dit in (
        (AUJOURD_HUI() + datetime.timedelta(days=1), "dans le futur"),
        (datetime.date(2026, 6, 14), "précède la délivrance"),
    ):
        assert dit in marquer(client, certificat, le=le).content.decode()
    certificat.refresh_from_db()
    assert (certificat.transmis_le, certificat.accepte_le) == (None, None)

    marquer(client, certificat, le=datetime.date(2026, 6, 20))
    tot = marquer(client, certificat, acte="accepte", le=datetime.date(2026, 6, 19))
    assert "précède la transmission" in tot.content.decode()
    marquer(client, certificat, acte="accepte", le=datetime.date(2026, 6, 25))

    certificat.refresh_from_db()
    assert (certificat.transmis_le, certificat.accepte_le) == (
        datetime.date(2026, 6, 20),
        datetime.date(2026, 6, 25),
    )
    assert vus(client.get(PAGE, {"suivi": "acceptes"})) == [certificat]
    assert client.get(PAGE).context["lignes"] == []


def test_a_forged_mark_changes_nothing(client, centre):
    etranger = laureat(CentreFactory())

    assert "Rien n&#x27;a changé" in marquer(client, etranger).content.decode()
    adresse = reverse("registre:certificateur_marquer")
    envoi = {"certificats": ["9" * 40, "x"], "acte": "transmis", "le": "31/02/2026"}
    assert "une date qui existe" in client.post(adresse, envoi, follow=True).content.decode()
    etranger.refresh_from_db()
    assert etranger.transmis_le is None


def test_what_was_sent_then_annulled_is_told(client, centre):
    certificat = laureat(centre, transmis_le=datetime.date(2026, 6, 20))
    Certificat.objects.update(annule_par=SessionSigneeFactory(centre=centre))

    reponse = client.get(PAGE)

    assert f"{certificat.numero}, Anaïs Lefèvre" in reponse.content.decode()
    assert_page_accessible(reponse)


# --- The alarm --------------------------------------------------------------------------------


def alarmes(centre, le: datetime.date) -> list[tuple[str, int]]:
    return [
        (un.echeance.libelle, un.jours)
        for un in echeances({centre.pk}, le)
        if un.echeance.code == "certificateur"
    ]


def test_r44_the_certifier_is_served_within_three_months_of_the_delivery(client, centre):
    certificat = laureat(centre)
    laureat(centre, deliberation__session=certificat.deliberation.session)
    CertificatFactory(deliberation__dossier__centre=centre)
    dit = "Transmettre les données des 2 lauréats au certificateur"

    assert alarmes(centre, datetime.date(2026, 6, 16)) == []
    assert alarmes(centre, datetime.date(2026, 9, 14)) == [(dit, 1)]
    assert alarmes(centre, datetime.date(2026, 9, 17)) == [(dit, -2)]
    assert "En retard" in client.get(PAGE).content.decode()

    marquer(client, *Certificat.objects.pour_certificateur(), le=datetime.date(2026, 9, 1))
    assert alarmes(centre, datetime.date(2026, 9, 17)) == []
    assert "En retard" not in client.get(PAGE, {"suivi": "tous"}).content.decode()
