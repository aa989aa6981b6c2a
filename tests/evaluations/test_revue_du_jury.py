"""What a member reads of a candidate before the day, and what would block them."""

import datetime
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import sujet_de
from dossiers.enums import EtatDossier, NaturePiece
from dossiers.models import CapaciteConservee, Dossier
from evaluations.enums import Conclusion, NatureConflit
from evaluations.models import (
    ConclusionCapacite,
    DeclarationConflit,
    Deliberation,
    Evaluation,
    ObservationCapacite,
)
from evaluations.regles_revue import FaitCapacite, FaitCritere, pourquoi_pas
from evaluations.services import deliberation, jury
from tests.accessibilite import assert_page_accessible
from tests.evaluations.test_deliberation_pages import SUIVRE, lire
from tests.evaluations.test_deliberation_pages import adresse as adresse_de
from tests.factories.commun import DocumentFactory
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.evaluations import AvisEntrepriseFactory, PreuveFactory
from tests.outils import dossier_pret, noter_tout, planifier, reunir

LE_JOUR = datetime.date(2026, 11, 21)
UN_JOUR = datetime.timedelta(days=1)


# --- Why not? ---------------------------------------------------------------------------------


def test_r32_everything_acquired_or_kept_blocks_nothing():
    faits = [
        FaitCapacite(1, Conclusion.ACQUISE),
        FaitCapacite(2, conservee_jusqu_au=LE_JOUR),
        FaitCapacite(3, Conclusion.NON_ACQUISE, validee=True),
    ]

    assert pourquoi_pas(faits, LE_JOUR) == []


@pytest.mark.parametrize(("jours", "bloque"), [(-1, True), (0, False), (1, False)])
def test_r32_a_kept_capacite_counts_until_its_last_day_included(jours, bloque):
    fait = FaitCapacite(2, conservee_jusqu_au=LE_JOUR + jours * UN_JOUR)

    raisons = pourquoi_pas([fait], LE_JOUR)

    assert [un.bloque for un in raisons] == ([True] if bloque else [])
    if bloque:
        assert "jusqu'au 20/11/2026 inclus : le 21/11/2026, elle ne compte plus" in (
            raisons[0].pourquoi
        )


def test_r33_a_capacite_not_acquired_names_its_criteres_and_the_way_out():
    critere = FaitCritere("2.1 Le réglage est tenu", "Non acquis", "L'étuve dérive.")

    (raison,) = pourquoi_pas([FaitCapacite(2, Conclusion.NON_ACQUISE, [critere])], LE_JOUR)

    assert raison.details == ["2.1 Le réglage est tenu (non acquis) : L'étuve dérive."]
    assert "en écrivant pourquoi" in raison.remede


def test_r34_a_capacite_never_evaluated_goes_back_to_the_commission():
    (raison,) = pourquoi_pas([FaitCapacite(2)], LE_JOUR)

    assert "le jury ne peut pas la valider" in raison.pourquoi
    assert "Renvoyez le dossier pour complément" in raison.remede


def test_r18_the_company_s_opinion_is_told_and_blocks_nothing():
    fait = FaitCapacite(
        1, Conclusion.ACQUISE, avis_defavorable=True, avis_commentaire="Peu autonome."
    )

    (raison,) = pourquoi_pas([fait], LE_JOUR)

    assert (raison.bloque, raison.details) == (False, ["Peu autonome."])


def test_what_the_jury_refused_blocks_with_its_reason():
    (raison,) = pourquoi_pas(
        [FaitCapacite(1, Conclusion.ACQUISE, validee=False, motif="Preuves trop anciennes.")],
        LE_JOUR,
    )

    assert raison.details == ["Preuves trop anciennes."]


# --- On the page ------------------------------------------------------------------------------


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


def deuxieme_presentation(reunion, jusqu_au) -> Dossier:
    """A candidate who keeps capacité 2 of an earlier jury, and was evaluated on the first."""
    premier = dossier_pret(centre=reunion.centre)
    meme = {nom: getattr(premier, nom) for nom in ("centre", "candidat", "referentiel")}
    Dossier.objects.filter(pk=premier.pk).update(etat=EtatDossier.VALIDATION_PARTIELLE)
    dossier = DossierFactory(transmis=True, origine=premier, **meme)
    CapaciteConservee.objects.create(
        dossier=dossier,
        capacite=dossier.referentiel.capacites.get(numero=2),
        validee_le=jusqu_au - 700 * UN_JOUR,
        session_numero="2024-007",
        jusqu_au=jusqu_au,
    )
    noter_tout(planifier(dossier), UtilisateurFactory())
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.PRET_POUR_JURY)
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.parametrize(
    ("jours", "decision", "etiquette"),
    [(-1, "partiel", "Ne compte plus"), (0, "admis", "Compte"), (1, "admis", "Compte")],
)
def test_r32_the_day_of_the_session_decides_whether_a_kept_capacite_counts(
    client_de, reunion, jours, decision, etiquette
):
    dossier = deuxieme_presentation(reunion, timezone.localdate() + jours * UN_JOUR)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    client = client_de(reunion.presidente)
    url = adresse_de(reunion, dossier)

    page = client.get(url)
    assert page.context["vote"].decision == decision
    assert etiquette in lire(page)
    assert "2024-007" in lire(page)
    assert ("elle ne compte plus" in lire(page)) == (decision == "partiel")
    assert_page_accessible(page)
    client.post(
        url,
        {
            "version": "0",
            "conditions_verifiees": "on",
            "capacite_1": "oui",
            "decision": page.context["vote"].decision,
        },
    )

    assert Deliberation.objects.get().decision == decision


def test_r33_the_page_names_what_blocks_in_the_version_s_words(client_de, reunion):
    dossier = dossier_pret(centre=reunion.centre, non_acquises=[2], referentiel__modele_2013=True)
    AvisEntrepriseFactory(demande__dossier=dossier, sens="defavorable")
    reunion.inscrire(dossier)

    page = client_de(reunion.salarie).get(adresse_de(reunion, dossier))

    contenu = lire(page)
    assert "Pourquoi pas admissible ?" in contenu
    assert "2.1 Le critère 2.1 est respecté. (non acquis)" in contenu
    assert "Signalé, ne bloque pas" in contenu
    assert page.context["page"].bloquants == 1
    assert_page_accessible(page)


def test_nothing_blocks_is_told_too(client_de, reunion):
    dossier = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier)

    contenu = lire(client_de(reunion.salarie).get(adresse_de(reunion, dossier)))

    assert "Pourquoi le CQPM ne serait-il pas attribué ?" in contenu
    assert "Rien ne s'y oppose" in contenu


def test_the_question_is_closed_with_the_session(client_de, reunion):
    """What the jury validated against the commission would read « toutes acquises » there."""
    dossier = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()

    contenu = lire(client_de(reunion.salarie).get(adresse_de(reunion, dossier)))

    assert "Décision du jury" in contenu
    assert "Pourquoi le CQPM ne serait-il pas attribué ?" not in contenu


# --- Evidence and report ----------------------------------------------------------------------


@pytest.fixture
def avec_preuves(reunion):
    """A candidate before the jury, with a note, a PDF, a page of the report, and the report."""
    dossier = dossier_pret(centre=reunion.centre)
    evaluation = Evaluation.objects.get(dossier=dossier)
    critere = dossier.referentiel.capacites.get(numero=1).criteres.first()
    auteur = dossier.affectations.get(role="evaluateur").utilisateur
    creer = partial(PreuveFactory, evaluation=evaluation, critere=critere, auteur=auteur)
    sujet = sujet_de(dossier)
    DocumentFactory(sujet=sujet, nature=NaturePiece.RAPPORT, nom="rapport.pdf")
    pdf = DocumentFactory(sujet=sujet, nature="preuve", nom="releve.pdf")
    preuves = {
        "note": creer(texte="Vu au poste, sans aide."),
        "pdf": creer(nature="pdf", document=pdf, texte=""),
        "rapport": creer(nature="rapport", page=4, texte=""),
    }
    reunion.inscrire(dossier)
    return dossier, preuves


def ouvrir(client, reunion, dossier, preuve):
    return client.get(
        reverse("evaluations:preuve_du_jury", args=[reunion.session.pk, dossier.pk, preuve.pk])
    )


def rapport(client, reunion, dossier):
    return client.get(reverse("evaluations:rapport_du_jury", args=[reunion.session.pk, dossier.pk]))


def lu(reponse) -> bytes:
    return b"".join(reponse.streaming_content)


def test_r22_the_jury_reads_the_evidence_in_common_and_the_report(client_de, reunion, avec_preuves):
    dossier, preuves = avec_preuves
    client = client_de(reunion.salarie)

    page = client.get(adresse_de(reunion, dossier))

    contenu = lire(page)
    for mots in ("Vu au poste, sans aide.", "releve.pdf", "Page 4 du rapport", "rapport.pdf"):
        assert mots in contenu, mots
    assert_page_accessible(page)
    assert lu(ouvrir(client, reunion, dossier, preuves["pdf"])) == b"%PDF-"
    assert ouvrir(client, reunion, dossier, preuves["note"]).content.decode().startswith("Vu au")
    assert ouvrir(client, reunion, dossier, preuves["rapport"]).url.endswith("/rapport/#page=4")
    assert lu(rapport(client, reunion, dossier)) == b"%PDF-"


def test_r22_what_an_evaluator_keeps_for_themselves_is_not_the_jury_s(
    client_de, reunion, avec_preuves
):
    dossier, preuves = avec_preuves
    Evaluation.objects.get(dossier=dossier).mises_en_commun.all().delete()
    ObservationCapacite.objects.filter(evaluation__dossier=dossier).update(partagee_le=None)
    client = client_de(reunion.salarie)

    assert "Vu au poste" not in lire(client.get(adresse_de(reunion, dossier)))
    assert ouvrir(client, reunion, dossier, preuves["note"]).status_code == 404


def test_r22_evidence_is_opened_by_this_jury_and_on_this_candidate_alone(
    client_de, reunion, avec_preuves
):
    dossier, preuves = avec_preuves
    autre = dossier_pret(centre=reunion.centre)
    reunion.inscrire(autre)
    assis_ailleurs = reunir(reunion.centre)
    client = client_de(reunion.salarie)

    assert ouvrir(client, reunion, autre, preuves["note"]).status_code == 404
    assert rapport(client, reunion, autre).status_code == 404
    etranger = client_de(assis_ailleurs.salarie)
    assert ouvrir(etranger, reunion, dossier, preuves["note"]).status_code == 404
    assert rapport(etranger, reunion, dossier).status_code == 404


def test_r30_a_withdrawn_member_opens_no_evidence_nor_report(client_de, reunion, avec_preuves):
    dossier, preuves = avec_preuves
    DeclarationConflit.objects.create(
        membre=reunion.session.membres.get(utilisateur=reunion.salarie),
        deliberation=Deliberation.objects.get(),
        nature=NatureConflit.PARENTE,
    )
    client = client_de(reunion.salarie)

    assert ouvrir(client, reunion, dossier, preuves["note"]).status_code == 404
    assert rapport(client, reunion, dossier).status_code == 404


# --- Bad input --------------------------------------------------------------------------------


@pytest.fixture
def seance(reunion):
    dossier = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    return reunion, dossier, adresse_de(reunion, dossier)


def test_of_two_secretaries_the_second_reads_the_first_s_choice_beside_theirs(client_de, seance):
    reunion, _, url = seance
    premiere = {**SUIVRE, "capacite_2": "non", "motif_2": "Premier motif.", "decision": "partiel"}
    client_de(reunion.presidente).post(url, {**premiere, "pour_2": "0", "contre_2": "2"})
    seconde = {**SUIVRE, "motif_1": "Second motif.", "motif": "Bravo.", "pour_1": "2"}

    page = client_de(reunion.secretaire).post(url, seconde)

    contenu = " ".join(lire(page).split())
    assert "Une autre personne a écrit cette décision entre-temps" in contenu
    assert "Enregistré par l'autre personne :</b> non validée, vote 0 voix pour, 2 voix contre" in (
        contenu
    )
    for mots in ("Premier motif.", "Second motif.", "Bravo.", 'name="pour_1" value="2"'):
        assert mots in contenu, mots
    assert_page_accessible(page)
    assert Deliberation.objects.get().decision == "partiel"


def test_a_decision_after_the_closing_gives_back_what_was_typed(client_de, seance):
    reunion, _, url = seance
    reunion.suivre_la_commission()
    jury.clore(reunion.session, par=reunion.secretaire)
    saisie = {**SUIVRE, "version": "1", "motif_2": "À garder.", "motif": "Bravo.", "pour_1": "2"}

    page = client_de(reunion.secretaire).post(url, saisie)

    contenu = lire(page)
    for mots in ("Ce que vous aviez saisi", "À garder.", "Bravo.", "2 pour"):
        assert mots in contenu, mots
    assert_page_accessible(page)


GRANDS = "9" * 400


@pytest.mark.parametrize(
    "saisie",
    [
        {},
        {"version": "0"},
        {"version": GRANDS, "capacite_1": GRANDS, "pour_1": GRANDS},
        {**SUIVRE, "preside_par": GRANDS},
        {**SUIVRE, "pour_1": "\0", "contre_1": "é" * 5000},
        {**SUIVRE, "pour_1": "³", "contre_1": "1e3", "abstentions_1": "0x1"},
        {**SUIVRE, "decision": "n'importe quoi", "pour_1": "-1"},
        {"version": "0", "capacite_1": ["oui", "non"], "conditions_verifiees": ["x", "on"]},
    ],
)
def test_a_forged_request_is_refused_or_harmless_never_a_crash(client_de, seance, saisie):
    reunion, _, url = seance

    reponse = client_de(reunion.secretaire).post(url, saisie)

    assert reponse.status_code in (200, 302)
    assert Deliberation.objects.get().decision in ("", "admis")


def test_a_candidate_taken_off_between_the_page_and_the_click_is_told(reunion, seance):
    ligne = Deliberation.objects.select_related("dossier").get()
    jury.retirer_dossier(ligne, par=reunion.secretaire)

    with pytest.raises(deliberation.SessionRefusee, match="vient d'être retiré de la session"):
        deliberation.annuler_decision(ligne, version=0, par=reunion.secretaire)


def test_r34_the_page_of_a_capacite_never_evaluated_says_what_to_do(client_de, seance):
    reunion, dossier, url = seance
    ConclusionCapacite.objects.filter(evaluation__dossier=dossier).delete()

    contenu = lire(client_de(reunion.secretaire).get(url))

    assert contenu.count("Renvoyez le dossier pour complément") == 2
