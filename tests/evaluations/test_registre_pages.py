"""The register as staff read it and take it away; what partial results keep."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.enums import DecisionJury
from evaluations.models import ExportRegistre, MembreJury
from evaluations.services import exports_registre
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.jury import CertificatFactory, DeliberationFactory, SessionSigneeFactory
from tests.factories.referentiels import ReferentielFactory

pytestmark = pytest.mark.django_db
LISTE = reverse("registre:liste")
CONSERVES = reverse("registre:conserves")


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def client(client_de, centre):
    return client_de(UtilisateurFactory(gestionnaire=centre))


def laureat(centre, nom="Lefèvre", **champs):
    return CertificatFactory(
        deliberation__dossier__centre=centre,
        deliberation__dossier__candidat__nom=nom,
        **champs,
    )


def noms(reponse) -> list[str]:
    return [un.deliberation.dossier.candidat.nom for un in reponse.context["certificats"]]


def lire_csv(reponse) -> list[dict[str, str]]:
    texte = io.StringIO(reponse.content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(texte, delimiter=";"))


# --- The page ---------------------------------------------------------------------------------


def test_each_centre_reads_its_own_lines(client, centre):
    certificat = laureat(centre)
    laureat(CentreFactory(), "Ailleurs")

    reponse = client.get(LISTE)

    assert noms(reponse) == ["Lefèvre"]
    texte = reponse.content.decode()
    for attendu in (certificat.numero, "17/05/1998", "J-2026-", "15/06/2026", "Délivré"):
        assert attendu in texte
    assert certificat.deliberation.dossier.get_absolute_url() in texte
    assert_page_accessible(reponse)


def test_an_empty_register_says_what_fills_it(client):
    reponse = client.get(LISTE)

    assert "une ligne s'ajoute pour chaque CQPM attribué" in reponse.content.decode()
    assert_page_accessible(reponse)


@pytest.mark.parametrize("requete", ["lefevre", "LEFÈVRE anais", "c-2026", "Lefèvre vide"])
def test_the_search_reads_names_and_numbers_without_accents(client, centre, requete):
    laureat(centre)
    laureat(centre, "Dupont", numero="C-2025-000001", delivre_le=datetime.date(2025, 1, 1))

    assert noms(client.get(LISTE, {"q": requete})) == ["Lefèvre"]


def test_year_and_cqpm_narrow_the_register(client, centre):
    ancien = ReferentielFactory()
    nouveau = ReferentielFactory(
        numero=ancien.numero, titre=ancien.titre, date_modification=datetime.date(2026, 1, 1)
    )
    laureat(centre, "Un", deliberation__dossier__referentiel=ancien)
    laureat(
        centre,
        "Deux",
        deliberation__dossier__referentiel=nouveau,
        delivre_le=datetime.date(2025, 3, 1),
    )
    laureat(centre, "Trois")

    assert noms(client.get(LISTE, {"cqpm": ancien.numero})) == ["Un", "Deux"]
    assert noms(client.get(LISTE, {"cqpm": ancien.numero, "annee": "2025"})) == ["Deux"]
    form = client.get(LISTE).context["filtre"]
    assert [cle for cle, _ in form.fields["annee"].choices] == ["", 2026, 2025]
    assert len(form.fields["cqpm"].choices) == 3


@pytest.mark.parametrize(
    "filtre", [{"annee": "n'importe"}, {"cqpm": "inconnu"}, {"q": "x" * 501}, {"q": "a\0b"}]
)
def test_a_filter_that_cannot_be_read_is_told_and_left_out(client, centre, filtre):
    laureat(centre)

    reponse = client.get(LISTE, filtre)

    assert noms(reponse) == ["Lefèvre"]
    assert list(reponse.context["filtre"].errors) == list(filtre)
    assert_page_accessible(reponse)


def test_an_annulled_line_is_marked(client, centre):
    rectificatif = SessionSigneeFactory(centre=centre)
    laureat(centre, annule_par=rectificatif)

    texte = client.get(LISTE).content.decode()

    assert f"par le PV de {rectificatif.numero}" in texte
    assert "Délivré</span>" not in texte


@pytest.mark.parametrize("nombre", [1, 30])
def test_the_page_costs_the_same_whatever_the_number_of_lines(
    client, centre, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        laureat(centre)

    with django_assert_num_queries(7):  # session, user, roles, years, CQPM, count, lines
        client.get(LISTE)


def test_pages_are_turned(client, centre):
    for _ in range(51):
        laureat(centre)

    assert len(noms(client.get(LISTE, {"page": 2}))) == 1


# --- The files --------------------------------------------------------------------------------


def test_the_file_holds_what_a_parchemin_needs_and_leaves_a_trace(client, centre):
    certificat = laureat(centre)
    MembreJury.objects.create(
        session=certificat.deliberation.session,
        prenom="Hélène",
        nom="Vasseur",
        college="employeurs",
        organisation="UIMM",
        est_president=True,
        present=True,
    )
    laureat(centre, "Autre")

    reponse = client.post(
        reverse("registre:exporter"), {"format": "csv", "liste": "q=lefevre&annee=2026"}
    )

    (ligne,) = lire_csv(reponse)
    version = certificat.deliberation.dossier.referentiel
    attendu = {
        "Numéro": certificat.numero,
        "Annulé": "Non",
        "Nom de naissance": "Lefèvre",
        "Prénom": "Anaïs",
        "Date de naissance": "17/05/1998",
        "CQPM": version.titre,
        "Numéro de qualification": version.numero,
        "Délivré le": "15/06/2026",
        "Lieu": "Maison des industries",
        "Président du jury": "Hélène Vasseur",
        "Centre d'examen": centre.nom,
    }
    assert {cle: ligne[cle] for cle in attendu} == attendu
    trace = ExportRegistre.objects.get()
    assert (trace.nature, trace.extension, trace.nombre) == ("registre", "csv", 1)
    assert trace.libelle == "Rechercher : lefevre ; Année : 2026"
    assert reponse["Cache-Control"] == "private, no-store"


def test_the_file_marks_annulled_lines_and_runs_no_formula(client, centre):
    laureat(centre, "=1+1", annule_par=SessionSigneeFactory(centre=centre, numero="J-R"))

    reponse = client.post(reverse("registre:exporter"), {"format": "csv", "liste": ""})

    (ligne,) = lire_csv(reponse)
    assert (ligne["Annulé"], ligne["Annulé par le PV de la session"]) == ("Oui", "J-R")
    assert ligne["Nom de naissance"] == "'=1+1"


def test_the_spreadsheet_opens(client, centre):
    certificat = laureat(centre)

    reponse = client.post(reverse("registre:exporter"), {"format": "xlsx", "liste": ""})

    feuille = load_workbook(io.BytesIO(reponse.content)).active
    assert feuille["A2"].value == certificat.numero


@pytest.mark.parametrize("envoi", [{"format": "exe"}, {"format": "csv", "liste": "annee=x"}])
def test_a_forged_export_is_refused_and_leaves_no_trace(client, centre, envoi):
    laureat(centre)

    reponse = client.post(reverse("registre:exporter"), envoi, follow=True)

    assert "L&#x27;export n&#x27;est pas fait" in reponse.content.decode()
    assert ExportRegistre.objects.count() == 0


def test_a_file_too_long_to_be_made_at_once_is_refused(client, centre, monkeypatch):
    monkeypatch.setattr(exports_registre, "LIGNES_MAX", 1)
    laureat(centre)
    laureat(centre, "Dupont")

    refus = client.post(reverse("registre:exporter"), {"format": "csv", "liste": ""}, follow=True)
    court = client.post(reverse("registre:exporter"), {"format": "csv", "liste": "q=dupont"})

    assert "il compterait plus de 1 lignes" in refus.content.decode()
    assert len(lire_csv(court)) == 1


@pytest.mark.parametrize("nombre", [1, 5])
def test_the_file_costs_the_same_whatever_its_length(
    client, centre, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        laureat(centre)

    # session, user, roles, years, CQPM, savepoint, count, lines, presidents, trace, release
    with django_assert_num_queries(11):
        client.post(reverse("registre:exporter"), {"format": "csv", "liste": ""})


# --- What is kept -----------------------------------------------------------------------------


def partiel(centre, numeros=(1,), *, jury=None, **champs) -> Dossier:
    """A dossier of three capacités, of which the jury validated these; two blocs: 1, then 2-3."""
    referentiel = ReferentielFactory(nombre_capacites=3, blocs=2, **champs)
    dossier = DossierFactory(
        centre=centre, referentiel=referentiel, etat=EtatDossier.VALIDATION_PARTIELLE
    )
    date = jury or timezone.localdate()
    deliberation = DeliberationFactory(
        dossier=dossier, decision=DecisionJury.PARTIEL, session__date=date
    )
    for capacite in referentiel.capacites.all():
        deliberation.capacites.create(capacite=capacite, validee=capacite.numero in numeros)
    fin = date.replace(year=date.year + 2)
    Dossier.objects.filter(pk=dossier.pk).update(conservation_jusqu_au=fin)
    return dossier


def parts(reponse) -> list[list[tuple[str, datetime.date]]]:
    return [[(une.libelle, une.fin) for une in un.parts] for un in reponse.context["conserves"]]


def test_r38_capacites_are_kept_24_months_and_blocs_5_years(client, centre):
    jury = datetime.date(2026, 3, 15)
    partiel(centre, (1, 2), jury=jury, rncp=True)
    partiel(centre, (1, 2), jury=datetime.date(2026, 3, 16))
    partiel(CentreFactory(), (1,), jury=jury)

    reponse = client.get(CONSERVES)

    assert parts(reponse) == [
        [
            ("Capacité 2", datetime.date(2028, 3, 15)),
            ("Bloc 1 : Unité 1", datetime.date(2031, 3, 15)),
        ],
        [("Capacités 1 et 2", datetime.date(2028, 3, 16))],
    ]
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    ("reste", "fin", "vus"),
    [(90, "90", 1), (91, "90", 0), (0, "90", 1), (-1, "90", 0), (-1, "passee", 1), (0, "", 1)],
)
def test_r38_what_ends_within_90_days_is_told(client, centre, reste, fin, vus):
    dossier = partiel(centre)
    dans = timezone.localdate() + datetime.timedelta(days=reste)
    Dossier.objects.filter(pk=dossier.pk).update(conservation_jusqu_au=dans)

    reponse = client.get(CONSERVES, {"fin": fin})

    assert len(reponse.context["conserves"]) == vus
    alerte = "1 dossier perd un bénéfice dans les 90 jours" in reponse.content.decode()
    assert alerte == (0 <= reste <= 90)


def test_r39_a_decided_presentation_takes_the_place_of_the_first_one(client, centre):
    premier = partiel(centre)
    suite = DossierFactory(centre=centre, origine=premier)

    (un,) = client.get(CONSERVES).context["conserves"]
    assert (un.dossier, un.suite) == (premier, suite)

    Dossier.objects.filter(pk=suite.pk).update(etat=EtatDossier.ADMIS)
    assert client.get(CONSERVES).context["conserves"] == []


@pytest.mark.parametrize("nombre", [1, 10])
def test_what_is_kept_costs_the_same_whatever_the_number(
    client, centre, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        partiel(centre, rncp=True)

    # session, user, roles, count of the page, dossiers, deliberations, their capacités, kept ones,
    # presentations, capacités of the versions, count of the alert
    with django_assert_num_queries(11):
        client.get(CONSERVES)
