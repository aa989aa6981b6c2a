"""The administration tunes a brouillon, and only reads the rest (R2)."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import BlocFactory, ReferentielFactory

pytestmark = pytest.mark.django_db

LISTE = "admin:referentiels_referentiel_changelist"
FICHE = "admin:referentiels_referentiel_change"


@pytest.fixture
def admin(client_de):
    return client_de(UtilisateurFactory(is_staff=True, is_superuser=True))


def saisie(referentiel: Referentiel, **changements) -> dict:
    """What the form of a brouillon sends: its header and the bloc of each capacité."""
    champs = (
        *("numero", "titre", "categorie", "niveau", "numero_rncp", "date_modification"),
        *("emetteur", "avis_granularite", "modalites_niveau", "vocabulaire_decision"),
        *("libelle_jury", "libelle_centre_ressources", "admissibilite"),
    )
    donnees = {champ: getattr(referentiel, champ) for champ in champs}
    for prefixe, champ in (("blocs", "intitule"), ("capacites", "bloc_id"), ("modalites", "")):
        lignes = list(getattr(referentiel, prefixe).all())
        donnees |= {f"{prefixe}-TOTAL_FORMS": len(lignes), f"{prefixe}-INITIAL_FORMS": len(lignes)}
        for rang, ligne in enumerate(lignes):
            donnees |= {f"{prefixe}-{rang}-id": ligne.pk}
            if champ:
                nom = champ.removesuffix("_id")
                donnees[f"{prefixe}-{rang}-{nom}"] = getattr(ligne, champ) or ""
    return donnees | changements


def agir(admin, action: str, referentiel: Referentiel) -> list[str]:
    """Run an action of the list; answer the last message waiting, if any."""
    donnees = {"action": action, "_selected_action": [referentiel.pk]}
    reponse = admin.post(reverse(LISTE), donnees)
    return [str(message) for message in get_messages(reponse.wsgi_request)][-1:]


def test_a_brouillon_has_its_flags_and_its_grouping_corrected(admin):
    referentiel = ReferentielFactory(etat=EtatReferentiel.BROUILLON, blocs=1)
    second = BlocFactory(referentiel=referentiel, rang=2)

    admin.post(
        reverse(FICHE, args=[referentiel.pk]),
        saisie(referentiel, entretien_requis="on", **{"capacites-1-bloc": second.pk}),
    )

    referentiel.refresh_from_db()
    assert referentiel.entretien_requis
    assert [c.bloc.rang for c in referentiel.capacites.all()] == [1, 2]


def test_a_capacite_is_not_put_in_the_bloc_of_another_version(admin):
    referentiel = ReferentielFactory(etat=EtatReferentiel.BROUILLON, blocs=1)
    ailleurs = BlocFactory()

    reponse = admin.post(
        reverse(FICHE, args=[referentiel.pk]),
        saisie(referentiel, **{"capacites-0-bloc": ailleurs.pk}),
    )

    assert reponse.status_code == 200
    assert [c.bloc.rang for c in referentiel.capacites.all()] == [1, 1]


@pytest.mark.parametrize("etat", [EtatReferentiel.PUBLIE, EtatReferentiel.ARCHIVE])
def test_r2_a_version_that_was_published_is_only_read(admin, etat):
    referentiel = ReferentielFactory(etat=etat, blocs=1)
    avant = exporter(referentiel)
    fiche = reverse(FICHE, args=[referentiel.pk])

    assert admin.get(fiche).context["has_change_permission"] is False
    modifiee = admin.post(fiche, saisie(referentiel, titre="Autre titre"))
    supprimee = admin.post(fiche.replace("change", "delete"), {"post": "yes"})

    assert (modifiee.status_code, supprimee.status_code) == (403, 403)
    referentiel.refresh_from_db()
    assert exporter(referentiel) == avant


def test_a_brouillon_can_be_thrown_away(admin):
    referentiel = ReferentielFactory(etat=EtatReferentiel.BROUILLON)
    suppression = reverse("admin:referentiels_referentiel_delete", args=[referentiel.pk])

    admin.post(suppression, {"post": "yes"})

    assert not Referentiel.objects.exists()


def test_versions_are_published_and_archived_from_the_list(admin):
    referentiel = ReferentielFactory(etat=EtatReferentiel.BROUILLON)

    assert agir(admin, "publier", referentiel) == [f"« {referentiel} » est publié."]
    assert agir(admin, "publier", referentiel) == [
        f"Le référentiel « {referentiel} » ne peut pas être publié : il est déjà publié."
    ]
    assert agir(admin, "archiver", referentiel) == [f"« {referentiel} » est archivé."]
    assert Referentiel.objects.get().etat == EtatReferentiel.ARCHIVE


def test_versions_are_not_typed_by_hand_nor_deleted_in_bulk(admin):
    referentiel = ReferentielFactory()

    assert admin.get(reverse("admin:referentiels_referentiel_add")).status_code == 403
    agir(admin, "delete_selected", referentiel)
    assert Referentiel.objects.get() == referentiel
