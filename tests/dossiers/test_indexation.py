"""The words of the search follow what they are made of."""

import datetime
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from dossiers.naissance import DateNaissance
from dossiers.services.accueil import (
    DecisionTuteur,
    corriger_entreprise,
    corriger_tuteur,
    trouver_ou_creer,
)
from dossiers.services.identite import rectifier_identite
from dossiers.services.indexation import indexer
from dossiers.services.inscription import Accueil, Identite, inscrire, modifier_inscription
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.referentiels import ReferentielFactory

ACCUEIL = Accueil("Cryo Sud", "Nice", "Ali", "Roux", "ali@example.org", "Chef", "tuteur")


@pytest.fixture
def acte(db):
    centre = CentreFactory()
    return {
        "centre": centre,
        "referentiel": ReferentielFactory(numero="MQ 12", titre="Technicien(ne) en essais"),
        "parcours": "formation",
        "inscrit_le": datetime.date(2026, 1, 15),
        "identite": Identite("de La Tour", "Zoé", DateNaissance(1999, 3, 4), nom_usage="Œuvrard"),
        "accueil": ACCUEIL,
        "par": UtilisateurFactory(gestionnaire=centre),
    }


def lus(dossier) -> tuple[str, str]:
    return Dossier.objects.values_list("recherche", "nom_de_tri").get(pk=dossier.pk)


def test_a_registration_writes_its_words(acte):
    dossier = inscrire(**acte)

    assert lus(dossier) == (
        f"d {dossier.pk:05d} de la tour oeuvrard zoe cryo sud ali roux "
        "technicienne en essais mq 12",
        "oeuvrard zoe",
    )
    assert (dossier.recherche, dossier.nom_de_tri) == lus(dossier)


def test_a_correction_writes_them_again_for_all_that_share_the_tutor(acte):
    dossier = inscrire(**acte)
    decision = DecisionTuteur(dossier.tuteur_id, corriger=True)
    autre = inscrire(**acte | {"identite": Identite("Petit", "Léo", DateNaissance(2000, 1, 1))})

    modifier_inscription(
        dossier,
        parcours="formation",
        inscrit_le=acte["inscrit_le"],
        identite=Identite("Évrard", "Zoé", DateNaissance(1999, 3, 4)),
        accueil=Accueil("Cryo Sud", "Nice", "Aline", "Roux", "ali@example.org", "", "tuteur"),
        par=acte["par"],
        decision_tuteur=decision,
    )

    assert lus(dossier)[1] == "evrard zoe"
    assert [un for un in (dossier, autre) if "aline roux" not in lus(un)[0]] == []


def test_a_corrected_company_or_tutor_is_found_by_its_new_words(acte):
    dossier = inscrire(**acte)
    corriger_entreprise(
        dossier.entreprise, Accueil("Brasure Est", "Metz", siret="73282932000074"), par=acte["par"]
    )
    assert "brasure est 73282932000074" in lus(dossier)[0]

    corriger_tuteur(
        dossier.tuteur, replace(ACCUEIL, tuteur_prenom="Aline", tuteur_nom="Petit"), par=acte["par"]
    )
    assert "aline petit" in lus(dossier)[0]


def test_a_company_found_again_with_its_siret_gives_it_to_its_dossiers(acte):
    dossier = inscrire(**acte)
    trouver_ou_creer(acte["centre"], replace(ACCUEIL, siret="73282932000074"), par=acte["par"])

    assert "cryo sud 73282932000074" in lus(dossier)[0]


def test_a_tutor_corrected_by_another_registration_is_found_in_every_dossier(acte):
    dossier = inscrire(**acte)
    autre = replace(ACCUEIL, tuteur_prenom="Aline")
    decision = DecisionTuteur(dossier.tuteur_id, corriger=True)
    trouver_ou_creer(acte["centre"], autre, par=acte["par"], decision=decision)

    assert "aline roux" in lus(dossier)[0]


def test_a_rectified_identity_is_found_in_every_dossier_of_the_person(acte):
    dossier = inscrire(**acte)
    suite = DossierFactory(centre=acte["centre"], candidat=dossier.candidat, admis=True)
    Dossier.objects.filter(pk=dossier.pk).update(etat="transmis")
    identite = replace(acte["identite"], nom_usage="Évrard")
    rectifier_identite(dossier, identite, motif="Faute de frappe", par=acte["par"])

    assert [lus(un)[1] for un in (dossier, suite)] == ["evrard zoe", "evrard zoe"]


def test_every_later_correction_writes_them_again(acte):
    dossier = inscrire(**acte)
    par = acte["par"]

    corriger_entreprise(dossier.entreprise, Accueil("Froid Nord", "Lille"), par=par)
    corriger_tuteur(dossier.tuteur, replace(ACCUEIL, tuteur_nom="Blin"), par=par)
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.TRANSMIS)
    rectifiee = Identite("Faure", "Zoé", DateNaissance(1999, 3, 4))
    rectifier_identite(dossier, rectifiee, motif="pièce d'identité", par=par)

    assert lus(dossier) == (
        f"d {dossier.pk:05d} faure zoe froid nord ali blin technicienne en essais mq 12",
        "faure zoe",
    )


def test_indexer_writes_only_what_has_changed(acte, django_assert_num_queries):
    dossiers = DossierFactory.create_batch(3)
    entreprise = dossiers[0].entreprise
    entreprise.raison_sociale = "Brasure & Cie"
    entreprise.save()
    avant = Dossier.objects.values_list("modifie_le", flat=True).get(pk=dossiers[0].pk)

    assert indexer(Dossier.objects.all()) == 1
    assert indexer(entreprise.dossiers.all()) == 0
    assert "brasure cie" in lus(dossiers[0])[0]
    assert Dossier.objects.values_list("modifie_le", flat=True).get(pk=dossiers[0].pk) == avant


def test_the_command_writes_every_dossier_again(db, capsys):
    dossiers = DossierFactory.create_batch(2)
    attendus = [lus(un) for un in dossiers]
    Dossier.objects.update(recherche="", nom_de_tri="")

    call_command("reindexer")

    assert [lus(un) for un in dossiers] == attendus
    assert capsys.readouterr().out == "Dossiers dont les mots ont changé : 2.\n"


def test_the_search_has_its_index_where_the_database_knows_trigrams(db):
    with connection.cursor() as curseur:
        index = connection.introspection.get_constraints(curseur, Dossier._meta.db_table)

    assert ("dossier_recherche_trigrammes" in index) == (connection.vendor == "postgresql")
