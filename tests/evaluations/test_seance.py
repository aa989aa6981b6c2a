"""The meeting on every screen: who is shown, what each follows, where the form starts."""

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.enums import NatureConflit
from evaluations.errors import SessionRefusee
from evaluations.models import (
    ConclusionCapacite,
    DeclarationConflit,
    Deliberation,
    SessionJury,
)
from evaluations.services import deliberation, jury
from tests.accessibilite import assert_page_accessible
from tests.evaluations.test_deliberation_pages import SUIVRE, lire
from tests.evaluations.test_deliberation_pages import adresse as adresse_de
from tests.factories.comptes import CentreFactory
from tests.outils import dossier_pret, reunir


@pytest.fixture
def reunion(db):
    """An open session of two candidates."""
    reunion = reunir(CentreFactory())
    reunion.inscrire(*(dossier_pret(centre=reunion.centre) for _ in range(2)))
    reunion.ouvrir()
    return reunion


def candidats(reunion) -> list[Dossier]:
    return [une.dossier for une in reunion.session.deliberations.all()]


def url(reunion, nom="seance") -> str:
    return reverse(f"evaluations:{nom}", args=[reunion.session.pk])


def montrer(client, reunion, dossier, **suite):
    cle = dossier.pk if isinstance(dossier, Dossier) else dossier
    return client.post(url(reunion, "seance_montrer"), {"dossier": cle}, **suite)


# --- Who is on the screen ---------------------------------------------------------------------


def test_the_candidate_shown_is_followed_by_every_member(client_de, reunion):
    _, second = candidats(reunion)
    secretaire, salarie = client_de(reunion.secretaire), client_de(reunion.salarie)
    attente = salarie.get(url(reunion))
    assert "Personne n'est encore à l'écran" in lire(attente)
    assert "Ouvrez un candidat" in lire(secretaire.get(url(reunion)))
    assert "Ouvrez un candidat" not in lire(attente)
    assert_page_accessible(attente)

    reponse = montrer(secretaire, reunion, second)

    assert reponse.url == adresse_de(reunion, second)
    suivie = salarie.get(url(reunion))
    assert suivie.context["dossier"] == second
    assert "Enregistrer la décision" not in lire(suivie)
    assert_page_accessible(suivie)
    ici = secretaire.get(reponse.url)
    assert "À l'écran de tous" in lire(ici)
    assert_page_accessible(ici)


def test_who_holds_the_pen_follows_too_and_writes_nothing_there(client_de, reunion):
    premier, _ = candidats(reunion)
    client = client_de(reunion.presidente)
    montrer(client, reunion, premier)

    suivie = client.get(url(reunion))

    assert "Enregistrer la décision" not in lire(suivie)
    assert "Prendre la plume" in lire(suivie)


def test_a_member_shows_nobody(client_de, reunion):
    premier, _ = candidats(reunion)

    assert montrer(client_de(reunion.salarie), reunion, premier).status_code == 403
    assert SessionJury.objects.get().courante is None


@pytest.mark.parametrize("cle", ["", "x", "²", "-3", "99999999999999999999", "87654321"])
def test_showing_someone_who_is_not_listed_is_told(client_de, reunion, cle):
    reponse = montrer(client_de(reunion.secretaire), reunion, cle, follow=True)

    assert "n'est pas, ou plus, inscrit à la session" in lire(reponse)
    assert SessionJury.objects.get().courante is None


def test_nobody_is_shown_outside_an_open_session(reunion):
    premier, _ = candidats(reunion)
    reunion.suivre_la_commission()
    jury.clore(reunion.session, par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match="session ouverte"):
        deliberation.montrer(reunion.session, premier.pk)


def test_a_candidate_taken_off_leaves_the_screen(client_de, reunion):
    premier, _ = candidats(reunion)
    montrer(client_de(reunion.secretaire), reunion, premier)
    jury.retirer_dossier(Deliberation.objects.get(dossier=premier), par=reunion.secretaire)

    assert "Personne n'est encore" in lire(client_de(reunion.salarie).get(url(reunion)))


def test_r30_who_withdrew_for_the_candidate_shown_reads_nothing_of_them(client_de, reunion):
    premier, second = candidats(reunion)
    DeclarationConflit.objects.create(
        membre=reunion.session.membres.get(utilisateur=reunion.salarie),
        deliberation=Deliberation.objects.get(dossier=premier),
        nature=NatureConflit.PARENTE,
    )
    montrer(client_de(reunion.secretaire), reunion, premier)
    client = client_de(reunion.salarie)

    page = client.get(url(reunion))

    assert "Vous vous êtes retiré(e) pour ce candidat" in lire(page)
    assert premier.numero not in lire(page)
    assert_page_accessible(page)
    seance = client.get(adresse_de(reunion, second)).context["seance"]
    assert (seance.precedente, seance.suivante) == (None, None)


# --- What every screen asks -------------------------------------------------------------------


def test_the_state_says_who_is_shown_and_what_is_decided(client_de, reunion):
    premier, _ = candidats(reunion)
    montrer(client_de(reunion.secretaire), reunion, premier)
    reunion.suivre_la_commission()
    courante = Deliberation.objects.get(dossier=premier)

    lu = client_de(reunion.salarie).get(url(reunion, "seance_etat")).json()

    assert lu == {
        "courante": courante.pk,
        "version": 1,
        "decides": 2,
        "total": 2,
        "ouverte": True,
    }


def test_the_state_is_cheap_and_not_sent_twice(client_de, reunion, django_assert_max_num_queries):
    client = client_de(reunion.salarie)
    client.get(url(reunion, "seance_etat"))

    with django_assert_max_num_queries(4):
        lu = client.get(url(reunion, "seance_etat"))
    connue = {"If-None-Match": lu["ETag"]}
    assert client.get(url(reunion, "seance_etat"), headers=connue).status_code == 304

    montrer(client_de(reunion.secretaire), reunion, candidats(reunion)[0])
    assert client.get(url(reunion, "seance_etat"), headers=connue).status_code == 200


def test_the_page_follows_only_an_open_session(client_de, reunion):
    client = client_de(reunion.salarie)
    assert "data-cqpm-seance=" in lire(client.get(url(reunion)))
    reunion.suivre_la_commission()
    jury.clore(reunion.session, par=reunion.secretaire)

    page = lire(client.get(url(reunion)))

    assert "data-cqpm-seance=" not in page
    assert "La séance n'est pas en cours" in page
    assert client.get(url(reunion, "seance_etat")).json()["ouverte"] is False


# --- The form in the meeting ------------------------------------------------------------------


def test_the_bar_tells_progress_and_each_candidate_s_state(client_de, reunion):
    premier, _ = candidats(reunion)
    client = client_de(reunion.presidente)
    client.post(adresse_de(reunion, premier), SUIVRE)

    page = lire(client.get(adresse_de(reunion, premier)))

    assert "1/2 décidé" in page
    assert "CQPM attribué" in page
    assert "Annuler la décision enregistrée" in page


def test_the_proposal_is_told_as_such_until_it_is_decided(client_de, reunion):
    premier, _ = candidats(reunion)
    client = client_de(reunion.presidente)
    mots = "Proposition de la commission"
    assert lire(client.get(adresse_de(reunion, premier))).count(mots) == 2

    client.post(adresse_de(reunion, premier), SUIVRE)

    assert mots not in lire(client.get(adresse_de(reunion, premier)))


def test_r34_a_capacite_never_evaluated_cannot_be_ticked_and_says_why(client_de, reunion):
    premier, _ = candidats(reunion)
    ConclusionCapacite.objects.filter(evaluation__dossier=premier, capacite__numero=2).delete()

    reponse = client_de(reunion.presidente).get(adresse_de(reunion, premier))

    page = " ".join(lire(reponse).split())
    assert 'data-cqpm-validee disabled aria-describedby="jamais-evaluee-2"' in page
    assert "le jury ne peut pas la valider" in page
    assert_page_accessible(reponse)


def test_r35_blocs_follow_their_capacites_in_a_registered_version(client_de, db):
    reunion = reunir(CentreFactory())
    dossier = dossier_pret(
        centre=reunion.centre,
        non_acquises=[2],
        referentiel__rncp=True,
        referentiel__nombre_capacites=3,
        referentiel__blocs=2,
    )
    reunion.inscrire(dossier)
    reunion.ouvrir()

    reponse = client_de(reunion.presidente).get(adresse_de(reunion, dossier))

    assert [(un["numeros"], un["manquent"]) for un in reponse.context["blocs"]] == [
        ([1], []),
        ([2, 3], [2]),
    ]
    assert "non validé, manque 2" in lire(reponse)


def test_r35_no_bloc_is_shown_for_a_version_out_of_the_rncp(client_de, reunion):
    reponse = client_de(reunion.presidente).get(adresse_de(reunion, candidats(reunion)[0]))

    assert reponse.context["blocs"] == []
    assert "forment des unités cohérentes" in lire(reponse)


def test_r40_a_rectification_starts_from_the_decision_that_it_corrects(client_de, db):
    reunion = reunir(CentreFactory())
    dossier = dossier_pret(centre=reunion.centre, non_acquises=[2])
    reunion.inscrire(dossier)
    reunion.ouvrir()
    vote = deliberation.Vote(
        {1: False, 2: True}, {1: "Doute.", 2: "Preuves lues."}, conditions_verifiees=True
    )
    deliberation.decider(
        reunion.session.deliberations.get(), vote, version=0, par=reunion.presidente
    )
    reunion.clore()
    SessionJury.objects.update(etat="signee")
    Dossier.objects.update(etat=EtatDossier.VALIDATION_PARTIELLE)
    dossier.refresh_from_db()
    rectificatif = jury.preparer_rectificatif(
        reunion.session,
        dossiers=[dossier],
        motif="Erreur de saisie.",
        date=reunion.session.date,
        par=reunion.secretaire,
    )
    SessionJury.objects.filter(pk=rectificatif.pk).update(etat="ouverte")

    reponse = client_de(reunion.presidente).get(
        reverse("evaluations:deliberation", args=[rectificatif.pk, dossier.pk])
    )

    montre = reponse.context["vote"]
    assert (montre.validees, montre.motifs) == (vote.validees, vote.motifs)
    assert not montre.conditions_verifiees
    assert f"Décision du PV {reunion.session.numero}, à confirmer" in lire(reponse)
