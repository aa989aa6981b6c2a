"""Publishing opens a version and freezes it; archiving withdraws it; a copy corrects it."""

import pytest
from django.db import IntegrityError, transaction

from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel, NatureDoute
from referentiels.errors import ArchivageImpossible, PublicationImpossible, VersionFigee
from referentiels.models import PointARelire, Referentiel
from referentiels.services import versions
from referentiels.services.relecture import cocher
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import CapaciteFactory, ReferentielFactory

pytestmark = pytest.mark.django_db

BROUILLON, PUBLIE, ARCHIVE = EtatReferentiel.values


def etats() -> list[str]:
    return list(Referentiel.objects.order_by("pk").values_list("etat", flat=True))


def histoire(referentiel: Referentiel) -> list[tuple]:
    return list(referentiel.actes.order_by("pk").values_list("libelle", "auteur"))


# --- Publish ----------------------------------------------------------------------------------


@pytest.mark.parametrize("depart", [BROUILLON, ARCHIVE])
def test_publier_opens_a_version_without_touching_its_content(depart):
    referentiel = ReferentielFactory(etat=depart)
    avant = exporter(referentiel)

    versions.publier(referentiel)

    referentiel.refresh_from_db()
    assert referentiel.etat == PUBLIE
    assert exporter(referentiel) == avant


def test_r50_publishing_and_archiving_leave_a_line_with_who():
    personne = UtilisateurFactory()
    referentiel = ReferentielFactory(etat=BROUILLON)

    versions.publier(referentiel, par=personne)
    versions.archiver(referentiel, par=personne)

    assert histoire(referentiel) == [("Publication", personne.pk), ("Archivage", personne.pk)]


def test_publier_refuses_a_published_version():
    referentiel = ReferentielFactory()

    with pytest.raises(PublicationImpossible, match="il est déjà publié"):
        versions.publier(referentiel)


def test_publier_names_all_that_is_missing_and_archives_nothing():
    publie = ReferentielFactory()
    vide = ReferentielFactory(
        etat=BROUILLON, numero="", date_modification=None, nombre_capacites=0, admissibilite=""
    )
    CapaciteFactory(referentiel=vide, intitule="")
    PointARelire.objects.create(referentiel=vide, rang=1, nature=NatureDoute.TITRE)

    with pytest.raises(PublicationImpossible) as refus:
        versions.publier(vide, remplace=[publie])

    assert str(refus.value) == (
        "Le référentiel « Technicien.ne d'essais (sans numéro, sans date) » ne peut pas être "
        "publié : Numéro de qualification : à écrire. "
        "Dernière modification : donnez la date que porte le document. "
        "Capacité 1, intitulé : à écrire. "
        "Capacité 1 : ajoutez au moins un critère. "
        "Conditions d'admissibilité : à écrire. "
        "1 point est à relire : cochez-le après l'avoir vérifié."
    )
    assert etats() == [PUBLIE, BROUILLON]


def test_versions_of_one_number_live_side_by_side():
    premiere = ReferentielFactory()

    versions.publier(
        ReferentielFactory(etat=BROUILLON, numero=premiere.numero, date_modification="2020-01-01")
    )

    assert etats() == [PUBLIE, PUBLIE]


def test_the_same_number_and_date_are_published_twice_if_a_mention_tells_them_apart():
    premiere = ReferentielFactory()
    seconde = ReferentielFactory(etat=BROUILLON, numero=premiere.numero)

    with pytest.raises(PublicationImpossible, match="donnez à celle-ci une mention"):
        versions.publier(seconde)
    versions.publier(seconde, mention=" modèle 2018 ")

    assert seconde.reference == f"{premiere.numero}, 05/04/2018, modèle 2018"
    assert etats() == [PUBLIE, PUBLIE]


def test_a_correction_takes_the_place_of_what_it_is_told_to():
    publiee, autre = ReferentielFactory(), ReferentielFactory()
    correction = ReferentielFactory(etat=BROUILLON, numero=publiee.numero)

    versions.publier(correction, remplace=[publiee])

    assert etats() == [ARCHIVE, PUBLIE, PUBLIE]
    assert not autre.actes.exists()


def test_the_database_refuses_two_homonyms_and_a_published_version_without_identity():
    publiee = ReferentielFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ReferentielFactory(numero=publiee.numero)
    for manque in ({"numero": ""}, {"titre": ""}, {"date_modification": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReferentielFactory(**manque)


def test_archiver_withdraws_a_published_version_only():
    referentiel = ReferentielFactory()

    versions.archiver(referentiel)

    assert referentiel.etat == ARCHIVE
    with pytest.raises(ArchivageImpossible, match="seule une version publiée s'archive"):
        versions.archiver(referentiel)


# --- Copy and throw away ----------------------------------------------------------------------


@pytest.mark.parametrize("etat", EtatReferentiel.values)
def test_dupliquer_makes_a_brouillon_with_the_same_content(etat):
    personne = UtilisateurFactory()
    referentiel = ReferentielFactory(etat=etat, modele_2013=True, blocs=2)

    copie = versions.dupliquer(referentiel, par=personne)

    assert copie.etat == BROUILLON
    assert exporter(copie) == exporter(referentiel)
    assert (copie.provenance.origine, copie.provenance.par) == (referentiel, personne)
    assert histoire(copie) == [(f"Copie de « {referentiel} »", personne.pk)]


def test_r6_what_was_doubtful_in_the_origin_is_to_read_again_in_its_copy():
    referentiel = ReferentielFactory(admissibilite="Le candidat * a tout acquis.")

    copie = versions.dupliquer(referentiel, par=UtilisateurFactory())

    assert [point.explication for point in copie.points_a_relire.all()] == [
        "Conditions d'admissibilité : un astérisque ne renvoie à aucune note."
    ]


def test_r6_what_nobody_read_in_a_brouillon_is_still_to_read_in_its_copy():
    personne = UtilisateurFactory()
    brouillon = ReferentielFactory(etat=BROUILLON)
    for rang in (1, 2):
        PointARelire.objects.create(
            referentiel=brouillon, rang=rang, nature=NatureDoute.TITRE, explication=f"Point {rang}"
        )
    cocher(brouillon, [brouillon.points_a_relire.first().pk], par=personne)

    copie = versions.dupliquer(brouillon, par=personne)

    assert [(p.explication, p.relu_le) for p in copie.points_a_relire.all()] == [("Point 2", None)]


def test_supprimer_throws_a_brouillon_away_and_nothing_else():
    referentiel = ReferentielFactory()
    brouillon = versions.dupliquer(referentiel, par=UtilisateurFactory())

    versions.supprimer(brouillon)

    with pytest.raises(VersionFigee, match="appartient à une version publiée"):
        versions.supprimer(referentiel)
    assert list(Referentiel.objects.all()) == [referentiel]
