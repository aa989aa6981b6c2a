"""The deliberation page: everything side by side, one decision, nothing typed is lost."""

import pytest
from django.urls import reverse

from evaluations.models import AvisCritere, Deliberation
from evaluations.services import deliberation as service
from evaluations.services import jury
from referentiels.models import Critere
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory
from tests.factories.evaluations import AvisEntrepriseFactory, EntretienFactory
from tests.factories.referentiels import SousPointFactory
from tests.outils import dossier_pret, reunir
from tests.verrous import retoucher

SUIVRE = {
    "version": "0",
    "conditions_verifiees": "on",
    "capacite_1": "oui",
    "capacite_2": "oui",
    "decision": "admis",
}


def ouvrir(**champs):
    """An open session of one candidate; the candidate's page."""
    reunion = reunir(CentreFactory())
    dossier = dossier_pret(centre=reunion.centre, **champs)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    return reunion, dossier, adresse(reunion, dossier)


def adresse(reunion, dossier) -> str:
    return reverse("evaluations:deliberation", args=[reunion.session.pk, dossier.pk])


@pytest.fixture
def seance(db):
    return ouvrir()


def lire(reponse) -> str:
    return reponse.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


# --- What is read -----------------------------------------------------------------------------


def test_commission_and_company_are_side_by_side(client_de, db):
    reunion = reunir(CentreFactory())
    dossier = dossier_pret(centre=reunion.centre, non_acquises=[2], referentiel__modele_2013=True)
    avis = AvisEntrepriseFactory(demande__dossier=dossier, sens="reserve")
    critere = Critere.objects.filter(capacite__referentiel=dossier.referentiel).first()
    AvisCritere.objects.create(avis=avis, critere=critere, sens="defavorable")
    with retoucher(dossier.referentiel):
        SousPointFactory(critere=critere, texte="Un sous-point du référentiel.")
    EntretienFactory(dossier=dossier)
    reunion.inscrire(dossier)

    reponse = client_de(reunion.salarie).get(adresse(reunion, dossier))

    contenu = lire(reponse)
    for mots in (
        "Le réglage n'est pas maîtrisé.",
        "Le réglage reste à revoir.",
        "Peu d'occasions de le voir.",
        "Le critère 1.1 est respecté. : défavorable",
        "Un sous-point du référentiel.",
        "Les consignes sont données.",
        "Le candidat explique ses choix.",
        "Signé par Karim Bensaïd (tuteur)",
    ):
        assert mots in contenu, mots
    assert_page_accessible(reponse)


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_no_query_per_capacite_nor_candidate(
    client_de, nombre, django_assert_num_queries, db
):
    reunion = reunir(CentreFactory())
    dossiers = [
        dossier_pret(centre=reunion.centre, referentiel__nombre_capacites=nombre)
        for _ in range(nombre)
    ]
    for dossier in dossiers:
        AvisEntrepriseFactory(demande__dossier=dossier)
    reunion.inscrire(*dossiers)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    client = client_de(reunion.presidente)

    # two of them for the CQPM of the session and the unions asked
    with django_assert_num_queries(36):
        reponse = client.get(adresse(reunion, dossiers[0]))

    assert len(reponse.context["lignes"]) == nombre


def test_the_form_starts_from_the_commission_s_proposal(client_de, db):
    reunion, _, url = ouvrir(non_acquises=[2])

    contexte = client_de(reunion.presidente).get(url).context

    assert [item["validee"] for item in contexte["lignes"]] == [True, False]
    assert (contexte["vote"].decision, contexte["vote"].conditions_verifiees) == ("partiel", False)


def test_r41_the_decisions_are_offered_in_the_version_s_words(client_de, db):
    mots = {}
    for modele in ("modele_2013", "modele_2018"):
        reunion, _, url = ouvrir(**{f"referentiel__{modele}": True})
        contexte = client_de(reunion.presidente).get(url).context
        mots[modele] = [libelle for _, libelle, _ in contexte["decisions"]]

    assert mots["modele_2013"][0] == "Déclaré admissible"
    assert mots["modele_2018"][0] == "CQPM attribué"


def test_neighbours_are_linked_in_the_session_s_order(client_de, db):
    reunion = reunir(CentreFactory())
    dossiers = [dossier_pret(centre=reunion.centre) for _ in range(3)]
    reunion.inscrire(*dossiers)

    seance = client_de(reunion.salarie).get(adresse(reunion, dossiers[1])).context["seance"]

    assert (seance.precedente.dossier, seance.suivante.dossier) == (dossiers[0], dossiers[2])


@pytest.mark.parametrize(
    ("sens", "non_acquises", "signales"),
    [
        ("favorable", [], 0),
        ("favorable", [2], 1),
        ("defavorable", [], 2),
        ("defavorable", [2], 1),
        ("reserve", [2], 0),
    ],
)
def test_r18_a_company_that_says_the_contrary_is_flagged(
    client_de, db, sens, non_acquises, signales
):
    reunion = reunir(CentreFactory())
    dossier = dossier_pret(centre=reunion.centre, non_acquises=non_acquises)
    AvisEntrepriseFactory(demande__dossier=dossier, sens=sens)
    reunion.inscrire(dossier)

    contenu = lire(client_de(reunion.salarie).get(adresse(reunion, dossier)))

    assert contenu.count("En désaccord avec la commission") == signales


# --- Who reads, who writes --------------------------------------------------------------------


def test_r22_a_member_reads_and_does_not_write(client_de, seance):
    reunion, _, url = seance
    client = client_de(reunion.salarie)

    reponse = client.get(url)

    assert "Enregistrer la décision" not in lire(reponse)
    assert_page_accessible(reponse)
    assert client.post(url, SUIVRE).status_code == 403
    assert Deliberation.objects.get().decision == ""


@pytest.mark.parametrize("role", ["jury", "evaluateur", "gestionnaire"])
def test_r22_without_a_seat_nothing_is_seen(client_de, seance, role):
    reunion, dossier, url = seance
    ailleurs = CentreFactory() if role == "gestionnaire" else reunion.centre
    personne = UtilisateurFactory(**{role: ailleurs})
    if role == "evaluateur":
        AffectationFactory(dossier=dossier, utilisateur=personne)

    assert client_de(personne).get(url).status_code == 404


def test_r22_a_candidate_of_another_session_is_a_404(client_de, seance):
    reunion, _, _ = seance
    _, ailleurs, _ = ouvrir()

    assert client_de(reunion.secretaire).get(adresse(reunion, ailleurs)).status_code == 404


# --- Deciding ---------------------------------------------------------------------------------


@pytest.mark.parametrize("qui", ["presidente", "secretaire"])
def test_the_president_or_the_secretary_decides(client_de, seance, qui):
    reunion, _, url = seance

    reponse = client_de(getattr(reunion, qui)).post(url, SUIVRE, follow=True)

    assert Deliberation.objects.get().decision == "admis"
    assert "CQPM attribué" in lire(reponse)
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"conditions_verifiees": ""}, "Cochez d'abord la vérification des conditions"),
        ({"capacite_2": "non"}, "Capacité 2 : le jury s'écarte de la commission"),
        ({"capacite_2": ""}, "Capacité 2 : choisissez « validée » ou « non validée »."),
        ({"capacite_2": "peut-être"}, "Capacité 2 : choisissez"),
        ({"capacite_2": "non", "motif_2": "Doute."}, "il manque la capacité 2"),
        ({"decision": "renvoi", "motif": ""}, "Écrivez ce que le jury attend"),
        ({"motif": "é" * 4001}, "dépasse 4000 signes"),
        ({"version": "x"}, "Une autre personne a écrit cette décision"),
    ],
)
def test_a_refusal_says_why_and_loses_nothing_typed(client_de, seance, change, phrase):
    reunion, _, url = seance
    saisie = {**SUIVRE, "motif_1": "Un mot sur la capacité 1.", "motif": "Un mot.", **change}

    reponse = client_de(reunion.presidente).post(url, saisie)

    contenu = lire(reponse)
    assert phrase in contenu
    assert "Un mot sur la capacité 1." in contenu
    assert saisie["motif"] in contenu
    assert Deliberation.objects.get().decision == ""
    assert_page_accessible(reponse)


def test_typed_line_ends_count_for_one_sign(client_de, seance):
    reunion, _, url = seance
    texte = "a\r\n" * 1333 + "b"  # 2 667 signs in the browser, 4 000 as sent

    client_de(reunion.presidente).post(url, {**SUIVRE, "motif": texte + "\0"})

    assert Deliberation.objects.get().motif == texte.replace("\r\n", "\n")


def test_a_late_secretary_reads_the_other_decision_and_may_replace_it(client_de, seance):
    reunion, _, url = seance
    client_de(reunion.presidente).post(url, SUIVRE)
    renvoi = {**SUIVRE, "decision": "renvoi", "motif": "Grille à compléter."}
    secretaire = client_de(reunion.secretaire)

    reponse = secretaire.post(url, renvoi)
    assert "qui est maintenant « CQPM attribué »" in lire(reponse)
    assert "Grille à compléter." in lire(reponse)
    assert 'name="version" value="1"' in lire(reponse)
    assert Deliberation.objects.get().decision == "admis"

    secretaire.post(url, {**renvoi, "version": "1"})
    assert Deliberation.objects.get().decision == "renvoi"


def test_r40_a_late_decision_after_the_closing_is_told(client_de, seance):
    reunion, _, url = seance
    reunion.suivre_la_commission()
    jury.clore(reunion.session, par=reunion.secretaire)

    reponse = client_de(reunion.secretaire).post(url, {**SUIVRE, "version": "1"})

    assert "les décisions ne s'écrivent que pendant une session ouverte" in lire(reponse)
    assert_page_accessible(reponse)


def test_a_decision_is_undone(client_de, seance):
    reunion, dossier, url = seance
    reunion.suivre_la_commission()
    annuler = reverse("evaluations:annuler_decision", args=[reunion.session.pk, dossier.pk])
    client = client_de(reunion.presidente)
    assert annuler in lire(client.get(url))

    refus = client.post(annuler, {"version": "²"}, follow=True)
    assert "Une autre personne a écrit cette décision" in lire(refus)
    client.post(annuler, {"version": "1"})

    assert Deliberation.objects.get().decision == ""


def test_after_the_closing_the_page_is_read_only(client_de, seance):
    reunion, _, url = seance
    reunion.suivre_la_commission()
    reunion.clore()

    reponse = client_de(reunion.presidente).get(url)

    assert "Enregistrer la décision" not in lire(reponse)
    assert lire(reponse).count("Validée") >= 2
    assert_page_accessible(reponse)


def test_a_withdrawn_candidate_is_a_404(client_de, seance):
    reunion, _, url = seance
    jury.retirer_dossier(Deliberation.objects.get(), par=reunion.secretaire)

    assert client_de(reunion.presidente).post(url, SUIVRE).status_code == 404


def test_the_decision_recorded_is_shown_again(client_de, db):
    reunion, _, url = ouvrir(non_acquises=[2])
    (une,) = Deliberation.objects.all()
    service.decider(
        une,
        service.Vote({1: True, 2: True}, {2: "Preuves lues."}, "", "Bravo.", True),
        version=0,
        par=reunion.presidente,
    )

    contexte = client_de(reunion.secretaire).get(url).context

    vote = contexte["vote"]
    assert (vote.validees, vote.motifs[2], vote.decision, vote.motif) == (
        {1: True, 2: True},
        "Preuves lues.",
        "admis",
        "Bravo.",
    )
