"""Every change of a brouillon is whole, dated, refused when it is stale, and can be undone."""

import copy

import pytest

from referentiels.echange.exportation import exporter
from referentiels.enums import NatureDoute
from referentiels.errors import BrouillonModifie, ContenuInvalide, RetourImpossible, VersionFigee
from referentiels.importation import importer
from referentiels.models import Acte, PointARelire, Referentiel
from referentiels.services import brouillon, histoire, versions
from referentiels.services.relecture import cocher
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory
from tests.referentiels.documents import document, en_json, pose

pytestmark = pytest.mark.django_db


@pytest.fixture
def personne():
    return UtilisateurFactory()


@pytest.fixture
def version(personne) -> Referentiel:
    return importer(en_json(document()), nom="a.json", par=personne).referentiel


def changer(version, personne, *, revision=None, **changements) -> Referentiel:
    return brouillon.enregistrer(
        version,
        document(**changements),
        revision=version.revision if revision is None else revision,
        par=personne,
        libelle=f"Modification de {', '.join(changements)}",
    )


def test_enregistrer_writes_the_whole_content_and_its_line(version, personne):
    voulu = pose(document(titre="Autre"), "capacites.0.criteres.0.texte", "Autre critère.")

    brouillon.enregistrer(version, voulu, revision=0, par=personne, libelle="Essai")

    assert exporter(Referentiel.objects.get()) == voulu
    acte = Acte.objects.first()
    assert (acte.libelle, acte.auteur, acte.revision) == ("Essai", personne, 1)
    assert acte.document == voulu


def test_an_incomplete_content_is_kept(version, personne):
    vide = document(titre="", date_modification=None, capacites=[], modalites=[], blocs=[])

    brouillon.enregistrer(version, vide, revision=0, par=personne, libelle="Tout vider")

    relu = exporter(Referentiel.objects.get())
    assert relu == pose(vide, "regles.blocs", False)


def test_a_content_that_contradicts_itself_is_refused_whole(version, personne):
    double = document()
    double["capacites"][1]["numero"] = 1
    avant = exporter(version)

    with pytest.raises(ContenuInvalide) as refus:
        brouillon.enregistrer(version, double, revision=0, par=personne, libelle="Essai")

    assert str(refus.value) == (
        f"« {version} » n'a pas été enregistré. Capacité 1, numéro : le numéro « 1 » figure déjà "
        "plus haut. Corrigez l'un des deux. Regroupement 1, capacité 2 : la capacité 2 n'existe "
        "pas dans ce document."
    )
    assert exporter(Referentiel.objects.get()) == avant


def test_a_stale_change_is_refused_and_writes_nothing(version, personne):
    changer(version, personne, titre="Premier")

    with pytest.raises(BrouillonModifie, match="a été modifié par ailleurs"):
        changer(version, personne, revision=0, titre="Second")

    assert Referentiel.objects.get().titre == "Premier"
    assert Acte.objects.count() == 2


def test_r2_a_version_published_meanwhile_is_not_changed(version, personne):
    versions.publier(Referentiel.objects.get())

    with pytest.raises(VersionFigee, match="Faites une nouvelle version"):
        changer(version, personne, titre="Trop tard")

    assert Referentiel.objects.get().titre == document()["titre"]


# --- Undo -------------------------------------------------------------------------------------


def titre_apres(version) -> str:
    return Referentiel.objects.get(pk=version.pk).titre


def annuler(version, personne) -> str:
    version = Referentiel.objects.get(pk=version.pk)
    return brouillon.annuler(version, revision=version.revision, par=personne).titre


def test_undo_goes_back_step_by_step_to_the_import(version, personne):
    for titre in ("Un", "Deux", "Trois"):
        changer(version, personne, titre=titre)

    retours = [annuler(version, personne) for _ in range(3)]

    assert retours == ["Deux", "Un", document()["titre"]]
    with pytest.raises(RetourImpossible):
        annuler(version, personne)


def test_undo_after_an_undo_and_a_new_change_skips_what_was_undone(version, personne):
    changer(version, personne, titre="Un")
    changer(version, personne, titre="Deux")
    annuler(version, personne)
    changer(Referentiel.objects.get(), personne, titre="Trois")

    assert [annuler(version, personne) for _ in range(2)] == ["Un", document()["titre"]]


def test_revenir_takes_up_any_content_again_and_loses_no_line(version, personne):
    changer(version, personne, titre="Un")
    changer(version, personne, titre="Deux")

    brouillon.revenir(version, 1, revision=2, par=personne)

    assert titre_apres(version) == "Un"
    assert [acte.libelle for acte in Acte.objects.all()] == [
        "Retour à l'état « Modification de titre »",
        "Modification de titre",
        "Modification de titre",
        "Import de « a.json »",
    ]


def test_the_first_and_the_last_contents_are_kept(version, personne, monkeypatch):
    monkeypatch.setattr(histoire, "CONTENUS_GARDES", 2)
    for titre in ("Un", "Deux", "Trois"):
        changer(version, personne, titre=titre)

    gardes = [acte.document is not None for acte in Acte.objects.order_by("pk")]

    assert gardes == [True, False, True, True]
    with pytest.raises(RetourImpossible):
        brouillon.revenir(version, 1, revision=3, par=personne)


# --- Doubtful places follow the content (R6) --------------------------------------------------


def points(version) -> list[tuple]:
    return [(p.nature, p.chemin, p.relu_le is not None) for p in version.points_a_relire.all()]


def test_a_place_keeps_its_tick_when_it_moves_and_goes_with_its_text(version, personne):
    douteux = pose(document(), "capacites.0.criteres.0.texte", "Un * orphelin.")
    brouillon.enregistrer(version, douteux, revision=0, par=personne, libelle="Ajout")
    cocher(version, [version.points_a_relire.get().pk], par=personne)

    deplace = copy.deepcopy(douteux)
    deplace["capacites"][0]["criteres"].reverse()
    brouillon.enregistrer(version, deplace, revision=1, par=personne, libelle="Ordre")

    assert points(version) == [(NatureDoute.ASTERISQUE, "capacites[0].criteres[1].texte", True)]
    brouillon.enregistrer(version, document(), revision=2, par=personne, libelle="Retrait")
    assert points(version) == []


def test_a_place_that_appears_is_to_read(version, personne):
    changer(version, personne, admissibilite="Toutes * acquises.")

    assert points(version) == [(NatureDoute.ASTERISQUE, "admissibilite", False)]


def test_a_place_outside_of_every_field_stays(version, personne):
    PointARelire.objects.create(
        referentiel=version, rang=1, nature=NatureDoute.ASTERISQUE, extrait="* seul", debut=3, fin=9
    )

    changer(version, personne, titre="Autre")

    assert points(version) == [(NatureDoute.ASTERISQUE, "", False)]


def test_a_factory_version_has_no_history_and_nothing_to_undo(personne):
    nue = ReferentielFactory(etat="brouillon")

    with pytest.raises(RetourImpossible):
        brouillon.annuler(nue, revision=0, par=personne)
