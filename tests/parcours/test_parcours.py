"""The whole job in the browser, each person in turn, for each of the two real référentiels."""

import pytest
from playwright.sync_api import expect

from tests.parcours import actes
from tests.parcours.conftest import TABLETTE, TELEPHONE

pytestmark = pytest.mark.navigateur

GESTIONNAIRE, PRESIDENTE, JURE = (
    "gestionnaire@demo.example",
    "presidente@demo.example",
    "jure@demo.example",
)
COMMISSION = {"Nadia Benali": "evaluatrice@demo.example", "Marc Lefort": "evaluateur@demo.example"}


@pytest.mark.parametrize(
    ("cqpm", "prenom", "nom", "criteres", "entretien", "decision", "etat", "mots"),
    [
        (
            "1991 06 42 0083",
            "Ludovic",
            "Œuvrard",
            17,
            True,
            "Déclaré admissible",
            "Admissible",
            ["Technicien(ne) en technologie du vide", "catégorie C", "27/11/2013"],
        ),
        (
            "MQ 2018 04 38 0324",
            "Anaëlle",
            "Łukasik",
            45,
            False,
            "CQPM attribué",
            "CQPM attribué",
            ["Technicien.ne de maintenance des systèmes sous vide", "catégorie B", "05/04/2018"],
        ),
    ],
    ids=["2013", "2018"],
)
def test_one_candidate_from_registration_to_the_signed_pv(
    ouvrir, tmp_path, cqpm, prenom, nom, criteres, entretien, decision, etat, mots
):
    candidat = f"{prenom} {nom}"
    with ouvrir(GESTIONNAIRE) as page:
        dossier = actes.inscrire(page, actes.Inscription(cqpm, prenom, nom))
        expect(page.get_by_text("Choisir une modalité d'évaluation")).to_be_visible()
        actes.planifier(page, dossier)
        actes.accorder_et_transmettre(page, dossier)
        actes.nommer(page, dossier, *COMMISSION)
        lien = actes.copier_le_lien(page, dossier)

    with ouvrir(COMMISSION["Nadia Benali"], TABLETTE) as page:
        assert actes.noter(page, dossier) == criteres
    with ouvrir(COMMISSION["Marc Lefort"]) as page:
        actes.partager_sans_noter(page, dossier)
    with ouvrir(COMMISSION["Nadia Benali"], TABLETTE) as page:
        actes.conclure(page, dossier)
        if entretien:
            actes.tenir_l_entretien(page, dossier)
    for email in COMMISSION.values():
        with ouvrir(email) as page:
            actes.signer_la_grille(page, dossier)

    with ouvrir(GESTIONNAIRE) as page:
        page.goto(dossier)
        expect(page.get_by_text("Recevoir l'avis de l'entreprise, demandé à")).to_be_visible()
    with ouvrir(taille=TELEPHONE) as page:
        actes.donner_l_avis(page, *lien)

    with ouvrir(GESTIONNAIRE) as page:
        page.goto(dossier)
        expect(page.locator("h1 + p .cq-etat")).to_have_text("Prêt pour jury")
        session = actes.preparer_session(page, [candidat])
    with ouvrir(PRESIDENTE, TABLETTE) as page:
        actes.decider(page, session, candidat, libelle=decision)
    with ouvrir(GESTIONNAIRE) as page:
        texte = actes.clore_et_lire_le_pv(page, session, tmp_path)
        page.goto(dossier)
        expect(page.locator("h1 + p .cq-etat")).to_have_text("Inscrit à une session de jury")

    for mot in [
        *mots,
        cqpm,
        f"{nom} {prenom}",
        "17/05/1998",
        f"Décision : {decision}",
        "Page 1 / ",
    ]:
        assert mot in texte, mot
    assert texte.count("Validée") == (6 if entretien else 7)
    autre = "CQPM attribué" if entretien else "Déclaré admissible"
    assert autre not in texte

    for email in (PRESIDENTE, JURE):
        with ouvrir(email) as page:
            actes.signer_le_pv(page, session)
    with ouvrir(GESTIONNAIRE) as page:
        page.goto(dossier)
        expect(page.locator("h1 + p .cq-etat")).to_have_text(etat)
        assert page.request.get(f"{dossier}modalites/").status == 403


def test_a_pv_for_several_candidates_one_of_them_partial(ouvrir, tmp_path):
    """The demonstration's open session: both versions, a failed capacité, a company against."""
    with ouvrir(PRESIDENTE) as page:
        page.goto("/sessions/")
        page.get_by_role("row").filter(has_text="Ouverte").filter(
            has_text="3 inscrits"
        ).get_by_role("link").click()
        session = page.url
        actes.decider(page, session, "Inès Roy", libelle="CQPM attribué")
        actes.decider(page, session, "Gaël Tanguy", libelle="Non admissible, validation partielle")
        actes.decider(page, session, "Zoé de La Tour", libelle="CQPM attribué")
    with ouvrir(GESTIONNAIRE) as page:
        texte = actes.clore_et_lire_le_pv(page, session, tmp_path)

    for mot in (
        "Roy Inès",
        "Tanguy Gaël",
        "de La Tour Zoé",
        "Décision : CQPM attribué",
        "Décision : Non admissible, validation partielle",
        "Bénéfice des capacités 1, 2, 3, 5, 6 conservé jusqu'au",
        "Défavorable",
        "Hélène",
        "CFDT Métallurgie",
    ):
        assert mot in texte, mot
    assert texte.count("Non validée") == 1
