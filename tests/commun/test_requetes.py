"""A query built once gives what the queryset gives, with each value in its place."""

import threading

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Value

from cqpm.commun.requetes import Requete
from cqpm.comptes.models import Habilitation, Utilisateur
from tests.factories.comptes import UtilisateurFactory


def personnes(utilisateur, centre):
    """Two values, a boolean, a date: what converters are for."""
    tenues = Habilitation.objects.filter(utilisateur=OuterRef("pk"), centre=centre)
    lignes = Utilisateur.objects.filter(pk=utilisateur).annotate(tient=Exists(tenues))
    return lignes.values_list("pk", "prenom", "tient", "date_joined")


PERSONNES = Requete(personnes, "utilisateur", "centre")


@pytest.mark.django_db
def test_each_value_takes_its_own_place():
    nadia, marc = UtilisateurFactory(evaluateur=True), UtilisateurFactory()
    centre = nadia.habilitations.get().centre_id

    for un in (nadia, marc, nadia):
        attendu = list(personnes(un.pk, centre))
        assert PERSONNES.lignes(utilisateur=un.pk, centre=centre) == attendu
    assert PERSONNES.lignes(utilisateur=nadia.pk, centre=centre)[0][2] is True


@pytest.mark.django_db
def test_it_runs_one_statement_and_no_more(django_assert_num_queries):
    PERSONNES.lignes(utilisateur=1, centre=1)

    with django_assert_num_queries(1):
        PERSONNES.lignes(utilisateur=2, centre=3)


@pytest.mark.django_db
@pytest.mark.parametrize("cle", [10**20, -1, 2**63])
def test_a_number_that_no_key_can_be_finds_nothing(cle):
    assert PERSONNES.lignes(utilisateur=cle, centre=1) == []


@pytest.mark.django_db
def test_a_union_is_built_once_too():
    un = UtilisateurFactory(prenom="Nadia")

    def union(utilisateur, centre):
        comptes = Utilisateur.objects.filter(pk=utilisateur).order_by()
        roles = Habilitation.objects.filter(centre=centre).order_by()
        return comptes.values_list("pk", "prenom").union(
            roles.values_list("pk", Value("rôle")), all=True
        )

    lignes = Requete(union, "utilisateur", "centre").lignes(utilisateur=un.pk, centre=0)

    assert lignes == [(un.pk, "Nadia")]


@pytest.mark.django_db
@pytest.mark.parametrize("valeurs", [{}, {"utilisateur": 1}, {"utilisateur": 1, "ville": 2}])
def test_a_value_that_is_missing_is_told(valeurs):
    with pytest.raises(TypeError, match="Values awaited"):
        PERSONNES.lignes(**valeurs)


@pytest.mark.django_db
def test_a_value_without_a_place_is_told():
    requete = Requete(
        lambda utilisateur, centre: personnes(utilisateur, 1), "utilisateur", "centre"
    )

    with pytest.raises(TypeError, match="no place"):
        requete.lignes(utilisateur=1, centre=2)


def test_each_thread_builds_its_own(transactional_db):
    """A compiler belongs to a connection, and a connection to a thread."""
    un = UtilisateurFactory()
    attendu = PERSONNES.lignes(utilisateur=un.pk, centre=1)
    lues = []

    def lire():
        try:
            lues.append(PERSONNES.lignes(utilisateur=un.pk, centre=1))
        finally:
            connection.close()

    fil = threading.Thread(target=lire)
    fil.start()
    fil.join()

    assert lues == [attendu]
