"""The import itself: a dry run that writes nothing, then all or nothing, once."""

import datetime

import pytest
from django.core.files.storage import default_storage

from cqpm.commun.models import Document, EtatTravail
from dossiers.enums import EtatImport
from dossiers.errors import ImportRefuse
from dossiers.models import Candidat, Dossier, Entreprise, ImportCandidats, Tuteur
from dossiers.selectors.importation import erreurs, resumer
from dossiers.services import importation as service
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel
from tests.concurrence import en_meme_temps
from tests.dossiers.importation.fichiers import ANAIS, ENTETES, ZOE, en_csv, en_xlsx
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import CandidatFactory, DossierFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db
MODELES = [Dossier, Candidat, Entreprise, Tuteur]


@pytest.fixture
def acte(db):
    centre = CentreFactory()
    ReferentielFactory(numero="MQ 1", titre="Technicien")
    return {"centre": centre, "par": UtilisateurFactory(gestionnaire=centre)}


def lu(acte, *lignes, **options) -> ImportCandidats:
    depose = service.deposer(en_csv(*lignes, **options), nom="groupe.csv", **acte)
    executer_les_travaux()
    depose.refresh_from_db()
    return depose


def comptes(importation) -> dict[str, int]:
    return resumer(importation.rapport["lignes"], importation.decisions)


def importe(importation, acte) -> ImportCandidats:
    service.confirmer(importation, par=acte["par"])
    executer_les_travaux()
    importation.refresh_from_db()
    return importation


def test_a_dry_run_writes_nobody_and_an_import_writes_everyone(acte):
    importation = lu(acte, ANAIS, ZOE)

    assert importation.etat == EtatImport.LU
    assert comptes(importation) == {
        "lignes": 2,
        "fautes": 0,
        "a_decider": 0,
        "ignorees": 0,
        "prets": 2,
    }
    assert [modele.objects.count() for modele in MODELES] == [0, 0, 0, 0]

    importe(importation, acte)

    assert importation.etat == EtatImport.IMPORTE
    assert sorted(str(un.candidat) for un in Dossier.objects.all()) == [
        "Anaïs Lefèvre",
        "Zoé de La Tour",
    ]
    anais = Dossier.objects.get(candidat__nom="Lefèvre")
    assert [ligne.libelle for ligne in anais.journal.order_by("pk")] == [
        "Inscription de Anaïs Lefèvre à la certification « Technicien ».",
        "Importé du fichier « groupe.csv », ligne 2.",
    ]
    assert (str(anais.entreprise), "lefevre" in anais.recherche) == ("Vide Sud", True)
    assert importation.rapport["lignes"] == [
        {"n": 2, "dossier": anais.pk},
        {"n": 3, "dossier": Dossier.objects.get(candidat__nom="de La Tour").pk},
    ]
    assert (importation.fichier, Document.objects.count()) == (None, 0)
    assert importation.nom_fichier == "groupe.csv"


@pytest.mark.django_db(transaction=True)
def test_the_file_leaves_the_disk_when_the_import_ends(acte):
    importation = lu(acte, ANAIS)
    chemin = importation.fichier.fichier.name
    assert default_storage.exists(chemin)

    importe(importation, acte)

    assert not default_storage.exists(chemin)


def test_a_workbook_is_imported_as_well(acte):
    naissance = datetime.date(1998, 5, 17)
    contenu = en_xlsx([*ANAIS[:2], naissance, *ANAIS[3:]])
    importation = service.deposer(contenu, nom="groupe.xlsx", **acte)
    executer_les_travaux()
    importation.refresh_from_db()

    importe(importation, acte)

    assert str(Candidat.objects.get().naissance) == "17/05/1998"


def test_one_fault_forbids_the_import_and_is_named(acte):
    importation = lu(acte, ANAIS, ["Roux", "Léo", "31/02/1999", "MQ 1", "formation", "", ""])

    assert comptes(importation)["fautes"] == 1
    with pytest.raises(ImportRefuse, match=r"^Ligne 3 du fichier à corriger"):
        service.confirmer(importation, par=acte["par"])
    assert erreurs(importation)[1] == [
        [
            *(3, "Léo Roux", "C", "Date de naissance", "31/02/1999"),
            "Écrivez une date qui existe, par exemple 17/05/1998, 05/1998 ou 1998.",
        ]
    ]


def test_the_rules_of_the_registration_are_those_of_the_form(acte):
    """A route that needs a company, and a tutor known under another name."""
    tuteur = ["Prénom du tuteur", "Nom du tuteur", "Courriel du tuteur"]
    lignes = [
        [*ZOE[:4], "formation", "", "", "", "", ""],
        [*ANAIS, "Ali", "Roux", "ali@example.org"],
        ["Petit", "Léo", "2000", *ANAIS[3:], "Alice", "Roux", "ali@example.org"],
    ]

    importation = lu(acte, *lignes, entetes=[*ENTETES, *tuteur])

    fautes = [[une["entete"] for une in ligne["fautes"]] for ligne in importation.rapport["lignes"]]
    assert fautes == [["Entreprise"], [], ["Courriel du tuteur"]]
    assert (Entreprise.objects.count(), Tuteur.objects.count()) == (0, 0)


def test_a_refused_file_says_why_and_is_forgotten(acte):
    importation = lu(acte, ["x"], entetes=["y"])

    assert importation.etat == EtatImport.ABANDONNE
    assert importation.rapport["refus"].startswith("Les en-têtes des colonnes")
    assert Document.objects.count() == 0


# --- People who may be known ------------------------------------------------------------------


def connue(acte, **champs) -> Candidat:
    return CandidatFactory(centre=acte["centre"], nom="LEFEVRE", prenom="Anais", **champs)


def test_someone_known_waits_for_a_decision(acte):
    anais = connue(acte)
    importation = lu(acte, ANAIS)

    (ligne,) = importation.rapport["lignes"]
    assert [un["valeur"] for un in ligne["choix"]] == [
        f"rattacher:{anais.pk}",
        "homonyme",
        "ignorer",
    ]
    with pytest.raises(ImportRefuse, match=r"^Ligne 2 : dites"):
        service.confirmer(importation, par=acte["par"])


@pytest.mark.parametrize(
    ("choix", "candidats", "dossiers"),
    [("rattacher", 1, 1), ("homonyme", 2, 1), ("ignorer", 1, 0)],
)
def test_the_decision_is_obeyed(acte, choix, candidats, dossiers):
    anais = connue(acte)
    importation = lu(acte, ANAIS)
    valeur = f"rattacher:{anais.pk}" if choix == "rattacher" else choix
    service.decider(importation, {"2": valeur}, par=acte["par"])
    importation.refresh_from_db()

    importe(importation, acte)

    assert importation.etat == EtatImport.IMPORTE
    assert (Candidat.objects.count(), Dossier.objects.count()) == (candidats, dossiers)


def test_a_value_that_the_line_does_not_offer_is_left_out(acte):
    connue(acte)
    etranger = CandidatFactory()
    importation = lu(acte, ANAIS)

    service.decider(
        importation, {"2": f"rattacher:{etranger.pk}", "99": "ignorer"}, par=acte["par"]
    )
    importation.refresh_from_db()

    assert importation.decisions == {}


def test_someone_with_a_dossier_under_way_can_only_be_left_out(acte):
    anais = connue(acte)
    DossierFactory(centre=acte["centre"], candidat=anais)
    Dossier.objects.update(referentiel=ReferentielFactory(numero="MQ 8"))
    autre_but = lu(acte, ANAIS)
    Dossier.objects.update(referentiel=ReferentielFactory(numero="MQ 1", mention="autre"))
    meme_but = lu(acte, [*ANAIS[:3], "Technicien", *ANAIS[4:]])

    assert len(autre_but.rapport["lignes"][0]["choix"]) == 3
    assert [un["valeur"] for un in meme_but.rapport["lignes"][0]["choix"]] == ["ignorer"]


def test_twins_inside_the_file_are_seen(acte):
    ReferentielFactory(numero="MQ 5")
    autre_but = [*ANAIS[:3], "MQ 5", *ANAIS[4:]]
    importation = lu(acte, ANAIS, ANAIS, autre_but)

    lignes = importation.rapport["lignes"]
    assert [[un["valeur"] for un in ligne["choix"]] for ligne in lignes] == [
        [],
        ["ignorer"],
        ["rattacher:L2", "homonyme", "ignorer"],
    ]
    choix = {"3": "ignorer", "4": "rattacher:L2"}
    importe(service.decider(importation, choix, par=acte["par"]), acte)
    assert (Candidat.objects.count(), Dossier.objects.count()) == (1, 2)


def test_a_line_cannot_be_attached_to_a_line_left_out(acte):
    ReferentielFactory(numero="MQ 5")
    connue(acte)
    importation = lu(acte, ANAIS, [*ANAIS[:3], "MQ 5", *ANAIS[4:]])
    service.decider(importation, {"2": "ignorer", "3": "rattacher:L2"}, par=acte["par"])

    with pytest.raises(ImportRefuse, match="La ligne 3 est rattachée à la ligne 2"):
        service.confirmer(importation, par=acte["par"])


# --- The world has changed, the worker died, two people act -------------------------------------


def test_nothing_is_written_when_the_world_has_changed(acte):
    importation = lu(acte, ANAIS, ZOE)
    service.confirmer(importation, par=acte["par"])
    connue(acte)

    executer_les_travaux()

    importation.refresh_from_db()
    assert (importation.etat, importation.rapport["change"]) == (EtatImport.LU, True)
    assert comptes(importation)["a_decider"] == 1
    assert Dossier.objects.count() == 0
    service.ignorer_les_doublons(importation, par=acte["par"])
    importation.refresh_from_db()
    importe(importation, acte)
    assert (importation.etat, Dossier.objects.count()) == (EtatImport.IMPORTE, 1)


def test_a_version_archived_meanwhile_stops_the_import(acte):
    importation = lu(acte, ANAIS)
    service.confirmer(importation, par=acte["par"])
    Referentiel.objects.update(etat=EtatReferentiel.ARCHIVE)

    executer_les_travaux()

    importation.refresh_from_db()
    assert (importation.etat, importation.fautes) == (EtatImport.LU, 1)


def test_running_the_jobs_twice_changes_nothing(acte):
    importation = lu(acte, ANAIS, ZOE)
    service.lire(importation, lambda *_: None)
    service.confirmer(importation, par=acte["par"])
    attarde = ImportCandidats.objects.select_related("fichier").get(pk=importation.pk)
    executer_les_travaux()

    service.importer(attarde, lambda *_: None, par=acte["par"])

    assert Dossier.objects.count() == 2


def test_a_double_click_imports_once(acte):
    importation = lu(acte, ANAIS)
    service.confirmer(importation, par=acte["par"])

    with pytest.raises(ImportRefuse, match="Import en cours"):
        service.confirmer(importation, par=acte["par"])


@pytest.mark.django_db(transaction=True)
def test_two_people_who_confirm_at_once_import_once(acte):
    importation = lu(acte, ANAIS)

    def confirmer():
        return service.confirmer(ImportCandidats.objects.get(pk=importation.pk), par=acte["par"])

    issues = en_meme_temps(confirmer, confirmer)
    executer_les_travaux()

    assert sorted(type(une).__name__ for une in issues) == ["ImportCandidats", "ImportRefuse"]
    assert Dossier.objects.count() == 1


def test_an_abandoned_import_registers_nobody_and_forgets_everything(acte):
    importation = lu(acte, ANAIS)
    service.abandonner(importation, par=acte["par"])

    importation.refresh_from_db()
    assert (importation.etat, importation.rapport) == (EtatImport.ABANDONNE, {"abandon": True})
    assert (importation.fichier, Document.objects.count(), Dossier.objects.count()) == (None, 0, 0)
    with pytest.raises(ImportRefuse):
        service.confirmer(importation, par=acte["par"])


def test_a_person_who_lost_the_role_does_not_import(acte):
    importation = lu(acte, ANAIS)
    service.confirmer(importation, par=acte["par"])
    acte["par"].habilitations.all().delete()

    executer_les_travaux()

    importation.refresh_from_db()
    assert (importation.travail.etat, Dossier.objects.count()) == (EtatTravail.ECHEC, 0)
    assert "n'est plus gestionnaire" in importation.travail.erreur
    service.abandonner(importation, par=acte["par"])
