"""The words of the search follow what they are made of."""

import datetime
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from dossiers.naissance import DateNaissance
from dossiers.services.accueil import DecisionTuteur, corriger_entreprise, corriger_tuteur
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
    autre = inscrire(**acte | {"identite": Identite("Petit", "Léo", DateNaissance(2000, 1, 1))})

    modifier_inscription(
        dossier,
        parcours="formation",
        inscrit_le=acte["inscrit_le"],
        identite=Identite("Évrard", "Zoé", DateNaissance(1999, 3, 4)),
        accueil=Accueil("Cryo Sud", "Nice", "Aline", "Roux", "ali@example.org", "", "tuteur"),
        decision_tuteur=DecisionTuteur(dossier.tuteur_id, corriger=True),
        par=acte["par"],
    )

    assert lus(dossier)[1] == "evrard zoe"
    assert [un for un in (dossier, autre) if "aline roux" not in lus(un)[0]] == []


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
