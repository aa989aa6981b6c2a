"""Who judges one candidate, and who presides, when members withdrew (R26, R30)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from evaluations.enums import College, NatureConflit
from evaluations.errors import DecisionRefusee, SessionRefusee
from evaluations.models import DeclarationConflit, Deliberation, MembreJury, SessionJury
from evaluations.rapports.pv import produire_pv
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury
from tests.accessibilite import assert_page_accessible
from tests.evaluations.test_deliberation_pages import SUIVRE, lire
from tests.evaluations.test_deliberation_pages import adresse as adresse_de
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.lecture_pdf import pages
from tests.outils import dossier_pret, reunir


@pytest.fixture
def seance(db):
    reunion = reunir(CentreFactory())
    (ligne,) = reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    return reunion, ligne


def retirer(ligne, compte) -> MembreJury:
    membre = ligne.session.membres.get(utilisateur=compte)
    DeclarationConflit.objects.create(
        membre=membre, deliberation=ligne, nature=NatureConflit.PARENTE
    )
    return membre


def sieger(reunion, college=College.EMPLOYEURS, **champs) -> MembreJury:
    personne = {"prenom": "Ali", "nom": "Roux", "organisation": "UIMM", "present": True}
    return MembreJury.objects.create(session=reunion.session, college=college, **personne | champs)


def decider(reunion, ligne, preside_par=None) -> Deliberation:
    vote = Vote({1: True, 2: True}, conditions_verifiees=True, preside_par=preside_par)
    return deliberation.decider(ligne, vote, version=ligne.version, par=reunion.secretaire)


def test_r26_without_one_side_the_jury_does_not_judge_this_candidate(seance):
    reunion, ligne = seance
    retirer(ligne, reunion.salarie)

    with pytest.raises(DecisionRefusee) as refusee:
        decider(reunion, ligne)

    phrase = str(refusee.value)
    assert "Pour ce candidat, le quorum manque." in phrase
    assert "organisations syndicales de salariés" in phrase
    assert "ou retirez-en le dossier" in phrase
    sieger(reunion, College.SALARIES)
    assert decider(reunion, ligne).decision == "admis"


def test_r26_who_withdrew_for_one_candidate_judges_the_others(seance):
    reunion, ligne = seance
    retirer(ligne, reunion.salarie)
    autre = Deliberation.objects.create(
        session=reunion.session, dossier=dossier_pret(centre=reunion.centre)
    )

    assert decider(reunion, autre).decision == "admis"


def test_r30_when_the_president_withdrew_another_employer_takes_the_chair(seance):
    reunion, ligne = seance
    relais = sieger(reunion)
    retirer(ligne, reunion.presidente)

    with pytest.raises(DecisionRefusee, match="choisissez qui préside à sa place"):
        decider(reunion, ligne)

    assert decider(reunion, ligne, relais.pk).preside_par == relais


@pytest.mark.parametrize("qui", ["un salarié", "un absent", "un retiré", "personne"])
def test_r30_not_anybody_takes_the_chair(seance, qui):
    reunion, ligne = seance
    sieger(reunion)
    retirer(ligne, reunion.presidente)
    salarie = reunion.session.membres.get(utilisateur=reunion.salarie)
    absent = sieger(reunion, present=False)
    retiree = reunion.session.membres.get(utilisateur=reunion.presidente)
    choix = {"un salarié": salarie, "un absent": absent, "un retiré": retiree}.get(qui)

    with pytest.raises(DecisionRefusee, match="choisissez qui préside"):
        decider(reunion, ligne, choix.pk if choix else 987654)


def test_r30_nobody_replaces_a_president_who_stays(seance):
    reunion, ligne = seance
    relais = sieger(reunion)

    assert decider(reunion, ligne, relais.pk).preside_par is None


def test_r30_undoing_the_decision_leaves_the_chair_to_who_has_it(seance):
    reunion, ligne = seance
    relais = sieger(reunion)
    retirer(ligne, reunion.presidente)
    decidee = decider(reunion, ligne, relais.pk)

    deliberation.annuler_decision(decidee, version=1, par=reunion.secretaire)

    assert Deliberation.objects.get().preside_par == relais
    DeclarationConflit.objects.all().delete()
    assert decider(reunion, Deliberation.objects.get()).preside_par is None


# --- The page and the PV ----------------------------------------------------------------------


def test_r30_the_page_names_who_withdrew_and_asks_who_presides(client_de, seance):
    reunion, ligne = seance
    relais = sieger(reunion)
    retirer(ligne, reunion.presidente)
    client = client_de(reunion.secretaire)
    url = adresse_de(reunion, ligne.dossier)

    page = client.get(url)
    assert "Hélène Vasseur</b> s'est retiré(e) pour ce candidat" in lire(page)
    assert_page_accessible(page)
    refusee = client.post(url, {**SUIVRE, "motif": "Un mot.", "preside_par": "²"})
    assert "choisissez qui préside" in lire(refusee)
    assert "Un mot." in lire(refusee)
    client.post(url, {**SUIVRE, "preside_par": str(relais.pk)})

    assert "Préside pour ce candidat : Ali Roux." in lire(client_de(reunion.salarie).get(url))


def test_r30_a_withdrawn_member_does_not_open_the_candidate(client_de, seance):
    reunion, ligne = seance
    retirer(ligne, reunion.salarie)
    url = adresse_de(reunion, ligne.dossier)

    assert client_de(reunion.salarie).get(url).status_code == 404
    assert client_de(reunion.presidente).get(url).status_code == 200


def test_r30_the_pv_names_who_withdrew_and_who_presided(seance):
    reunion, ligne = seance
    relais = sieger(reunion)
    retirer(ligne, reunion.presidente)
    decider(reunion, ligne, relais.pk)
    jury.clore(reunion.session, par=reunion.secretaire)

    session = SessionJury.objects.get()
    lu = " ".join(pages(produire_pv(session, lambda *_: None).contenu)).replace("’", "'")
    assert "S'est retiré(e) pour ce candidat : Hélène Vasseur" in lu
    assert "le jury a été présidé par Ali Roux" in lu


# --- The pen of who presides for one candidate ------------------------------------------------


@pytest.fixture
def releve(seance) -> Utilisateur:
    """A member of the délégation patronale with an account; the president withdrew."""
    reunion, ligne = seance
    compte = UtilisateurFactory(prenom="Zoé", nom="Dupré", jury=reunion.centre)
    sieger(reunion, prenom="Zoé", nom="Dupré", utilisateur=compte)
    retirer(ligne, reunion.presidente)
    return compte


def confier(client, reunion, ligne, compte, **suite):
    membre = reunion.session.membres.get(utilisateur=compte)
    url = reverse("evaluations:presider_candidat", args=[reunion.session.pk, ligne.dossier_id])
    return client.post(url, {"preside_par": membre.pk, "version": ligne.version}, **suite)


def test_r30_who_presides_for_one_candidate_conducts_their_deliberation(client_de, seance, releve):
    reunion, ligne = seance
    url = adresse_de(reunion, ligne.dossier)
    client = client_de(releve)
    assert client.post(url, SUIVRE).status_code == 403

    page = confier(client_de(reunion.secretaire), reunion, ligne, releve, follow=True)
    assert "tient la plume" in lire(page)
    assert_page_accessible(page)
    montrer = reverse("evaluations:seance_montrer", args=[reunion.session.pk])
    assert client.post(montrer, {"dossier": ligne.dossier_id}).url == url
    page = client.get(url)
    assert "Enregistrer la décision" in lire(page)
    assert_page_accessible(page)
    siege = reunion.session.membres.get(utilisateur=releve)
    assert page.context["vote"].preside_par == siege.pk
    client.post(url, {**SUIVRE, "version": "1", "preside_par": str(siege.pk)})

    ligne.refresh_from_db()
    assert (ligne.decision, ligne.preside_par) == ("admis", siege)
    assert ligne.dossier.journal.filter(
        libelle="Zoé Dupré préside le jury pour ce candidat."
    ).exists()
    annuler = reverse("evaluations:annuler_decision", args=[reunion.session.pk, ligne.dossier_id])
    client.post(annuler, {"version": "2"})
    assert Deliberation.objects.get().decision == ""
    assert "Enregistrer la décision" in lire(client.get(url))


def test_r30_they_have_the_pen_of_no_other_candidate(client_de, seance, releve):
    reunion, ligne = seance
    autre = Deliberation.objects.create(
        session=reunion.session, dossier=dossier_pret(centre=reunion.centre), rang=2
    )
    confier(client_de(reunion.secretaire), reunion, ligne, releve)
    client = client_de(releve)

    assert client.post(adresse_de(reunion, autre.dossier), SUIVRE).status_code == 403
    montrer = reverse("evaluations:seance_montrer", args=[reunion.session.pk])
    assert client.post(montrer, {"dossier": autre.dossier_id}).status_code == 403
    assert confier(client, reunion, autre, releve).status_code == 403
    assert montrer not in lire(client.get(adresse_de(reunion, autre.dossier)))


@pytest.mark.parametrize("comment", ["parti", "retiré", "le président revient"])
def test_r30_the_pen_goes_with_the_chair(client_de, seance, releve, comment):
    reunion, ligne = seance
    confier(client_de(reunion.secretaire), reunion, ligne, releve)
    if comment == "parti":
        MembreJury.objects.filter(utilisateur=releve).update(parti_le=timezone.now())
    elif comment == "retiré":
        retirer(ligne, releve)
    else:
        DeclarationConflit.objects.all().delete()

    reponse = client_de(releve).post(adresse_de(reunion, ligne.dossier), SUIVRE)

    assert reponse.status_code == (404 if comment == "retiré" else 403)


@pytest.mark.parametrize("qui", ["salarie", "presidente"])
def test_r30_the_chair_is_not_given_to_anybody(client_de, seance, releve, qui):
    reunion, ligne = seance

    page = confier(
        client_de(reunion.secretaire), reunion, ligne, getattr(reunion, qui), follow=True
    )

    assert "choisissez qui préside à sa place" in lire(page)
    assert Deliberation.objects.get().preside_par is None


def test_r30_a_president_who_stays_gives_no_chair_and_a_decided_candidate_keeps_it(seance, releve):
    reunion, ligne = seance
    siege = reunion.session.membres.get(utilisateur=releve)
    decidee = decider(reunion, ligne, siege.pk)

    with pytest.raises(SessionRefusee, match="annulez d'abord la décision"):
        deliberation.confier_la_presidence(decidee, siege.pk, version=1, par=reunion.secretaire)
    deliberation.annuler_decision(decidee, version=1, par=reunion.secretaire)
    DeclarationConflit.objects.all().delete()
    with pytest.raises(SessionRefusee, match="ne s'est pas retiré"):
        deliberation.confier_la_presidence(decidee, siege.pk, version=2, par=reunion.secretaire)


def test_r30_the_president_who_withdrew_is_offered_no_pen_there(client_de, seance, releve):
    reunion, ligne = seance
    deliberation.montrer(reunion.session, ligne.dossier_id)

    page = client_de(reunion.presidente).get(
        reverse("evaluations:seance", args=[reunion.session.pk])
    )

    assert "Prendre la plume" not in lire(page)
