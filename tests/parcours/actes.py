"""What each person does in the browser, by the labels they read."""

import re
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from tests.parcours.conftest import MOT_DE_PASSE


@dataclass(frozen=True)
class Inscription:
    """A candidate to register through the form."""

    cqpm: str
    prenom: str
    nom: str
    parcours: str = "Formation (salarié)"
    entreprise: str = "Cryovac Alpes"


def inscrire(page: Page, quoi: Inscription) -> str:
    """Register; gives the address of the dossier's page."""
    page.goto("/dossiers/")
    page.get_by_role("link", name="Inscrire un candidat").click()
    cqpm = page.get_by_label("CQPM et version du référentiel")
    cqpm.select_option(label=cqpm.locator("option", has_text=quoi.cqpm).inner_text())
    page.get_by_label("Parcours").select_option(label=quoi.parcours)
    page.get_by_label("Inscrit à la certification le").fill("2026-01-15")
    page.get_by_label("Prénom", exact=False).first.fill(quoi.prenom)
    page.get_by_label("Nom de naissance").fill(quoi.nom)
    page.get_by_label("Date de naissance").fill("1998-05-17")
    if quoi.entreprise:
        page.get_by_label("Entreprise", exact=True).fill(quoi.entreprise)
        page.get_by_label("Prénom du tuteur").fill("Karim")
        page.get_by_label("Nom du tuteur", exact=True).fill("Bensaïd")
        page.get_by_label("Adresse électronique du tuteur").fill("karim@cryovac.example")
        page.get_by_label("Fonction du tuteur").fill("Chef d'atelier")
    page.get_by_role("button", name="Inscrire le candidat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{quoi.prenom} {quoi.nom}")
    return page.url


def planifier(page: Page, dossier: str) -> None:
    """First a plan that is refused, then real situations everywhere."""
    page.goto(f"{dossier}modalites/")
    avis = page.locator("[data-cqpm-code=avis_entreprise]")
    reelle = page.locator("[data-cqpm-code=situation_reelle]")
    for rang in range(avis.count()):
        avis.nth(rang).check()
    page.get_by_role("button", name="Enregistrer les modalités").click()
    expect(page.get_by_role("alert").first).to_contain_text("l'avis de l'entreprise ne suffit pas")
    page.get_by_role("button", name="Partout : Situation réelle").click()
    expect(reelle.last).to_be_checked()
    page.get_by_role("button", name="Enregistrer les modalités").click()
    expect(page.get_by_text("Les modalités sont enregistrées.")).to_be_visible()


def accorder_et_transmettre(page: Page, dossier: str) -> None:
    """A date before the registration is refused; then agreement, then transmission (R8, R10)."""
    page.goto(f"{dossier}accord/")
    page.get_by_label("Accord donné le").fill("2026-01-14")
    page.get_by_role("button", name="Enregistrer l'accord").click()
    expect(page.get_by_text("précède toute démarche")).to_be_visible()
    page.get_by_label("Accord donné le").fill("2026-01-20")
    page.get_by_role("button", name="Enregistrer l'accord").click()
    expect(page.get_by_text("L'accord sur les modalités est enregistré.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Transmettre le dossier de modalités")).click()
    page.get_by_label("Transmis le").fill("2026-01-25")
    page.get_by_role("button", name="Transmettre le dossier").click()
    expect(page.get_by_text("Le dossier de modalités est transmis.")).to_be_visible()
    expect(page.get_by_role("link", name="Télécharger")).to_be_visible()


def nommer(page: Page, dossier: str, *evaluateurs: str) -> None:
    for nom in evaluateurs:
        page.goto(f"{dossier}commission/")
        personnes = page.get_by_label("Évaluateur")
        personnes.select_option(label=personnes.locator("option", has_text=nom).inner_text())
        page.get_by_role("button", name="Ajouter à la commission").click()
        expect(page.get_by_text(f"{nom} fait partie de la commission.")).to_be_visible()


def copier_le_lien(page: Page, dossier: str) -> tuple[str, str]:
    """Ask the tutor by mail, then copy a personal link too; gives it, and its code."""
    page.goto(f"{dossier}avis/")
    page.get_by_role("button", name="Envoyer la demande").click()
    page.get_by_role("button", name="Copier un lien").click()
    code = page.locator(".cq-avis-code b").inner_text()
    return page.get_by_label("Adresse à copier").input_value(), code


def noter(page: Page, dossier: str, *, non_acquises: tuple[int, ...] = ()) -> int:
    """Score every critère for oneself and share; gives the number of critères."""
    page.goto(f"{dossier}grille/")
    total = 0
    for capacite in page.locator("section.cq-capacite").all():
        numero = int(capacite.get_attribute("id").removeprefix("capacite-"))
        for rang, critere in enumerate(capacite.locator("li.cq-critere").all()):
            total += 1
            if numero in non_acquises and rang == 0:
                critere.get_by_text("Non acquis", exact=True).click()
                critere.get_by_role("textbox").fill("Démarche incomplète.")
                critere.get_by_role("textbox").blur()
            else:
                critere.get_by_text("Acquis", exact=True).click()
        expect(capacite.get_by_text(re.compile("nregistré à"))).to_have_count(rang + 1)
    page.reload()
    page.get_by_role("button", name="Partager les capacités complètes").click()
    expect(page.get_by_text("Vos résultats sont partagés")).to_be_visible()
    return total


def partager_sans_noter(page: Page, dossier: str) -> None:
    """The other member has observed nothing: what was scored is the commission's."""
    page.goto(f"{dossier}grille/")
    page.get_by_text("Je n'ai rien à noter").click()
    page.get_by_role("button", name="Tout partager sans noter").click()
    expect(page.get_by_text("La commission peut conclure.")).to_be_visible()


def conclure(page: Page, dossier: str, *, non_acquises: tuple[int, ...] = ()) -> None:
    """The commission concludes each capacité, as the screen proposes."""
    page.goto(f"{dossier}grille/")
    for rang in range(page.locator("section.cq-capacite").count()):
        capacite = page.locator("section.cq-capacite").nth(rang)
        conclusion = capacite.locator(".cq-conclusion")
        conclusion.get_by_label("Évaluée le").fill("2026-02-10")
        if rang + 1 in non_acquises:
            conclusion.get_by_label("Commentaire de la commission").fill("À reprendre.")
        conclusion.get_by_role("button", name="Conclure").click()
        expect(conclusion.get_by_text("Conclue par")).to_be_visible()


def signer_la_grille(page: Page, dossier: str) -> None:
    page.goto(f"{dossier}grille/")
    page.get_by_label("Votre mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Signer la grille").click()
    expect(page.get_by_text("Votre signature est enregistrée.")).to_be_visible()
    expect(page.locator(".cq-capacite textarea")).to_have_count(0)


def donner_l_avis(page: Page, lien: str, code: str) -> int:
    """The tutor, on a phone: one choice per capacité, read again, sign; gives the actions done."""
    page.goto(lien)
    actions = 1
    for capacite in page.locator("fieldset.cq-avis-capacite").all():
        capacite.get_by_text("Favorable", exact=True).first.click()
        actions += 1
    page.get_by_role("button", name="Relire avant de signer").click()
    page.get_by_label("Vos prénom et nom").fill("Karim Bensaïd")
    page.get_by_label("Votre code").fill(code)
    page.locator("input[name=declaration]").check()
    page.get_by_role("button", name="Signer et envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    return actions + 5


def tenir_l_entretien(page: Page, dossier: str) -> None:
    page.goto(f"{dossier}entretien/")
    page.get_by_label("Date de l'entretien").fill("2026-02-12")
    page.get_by_label("Participants").fill("Le candidat, Nadia Benali.")
    page.get_by_role("button", name="Enregistrer l'entretien").click()
    expect(page.get_by_text("entretien", exact=False).first).to_be_visible()


# Account, side, organisation, whether they preside.
SIEGES = (
    ("Hélène Vasseur", "Délégation patronale", "UIMM Isère", True),
    ("Yves Pham", "Organisations syndicales de salariés", "CFDT Métallurgie", False),
)


def preparer_session(
    page: Page, candidats: list[str], *, le: str = "2026-11-20", sieges: tuple = SIEGES
) -> str:
    """Create a session, seat both sides, list the candidates, open; gives its address."""
    page.goto("/sessions/creer/")
    page.get_by_label("Date", exact=False).first.fill(le)
    page.get_by_label("Lieu").fill("Grenoble")
    page.get_by_role("button", name="Créer la session").click()
    session = page.url
    page.get_by_role("button", name="Ouvrir la session").click()
    expect(page.get_by_text("La session ne peut pas s'ouvrir.")).to_be_visible()
    for siege in sieges:
        asseoir(page, session, *siege)
    for candidat in candidats:
        page.get_by_label(candidat, exact=True).check()
        page.get_by_role("button", name="Inscrire les dossiers cochés").click()
        expect(page.get_by_text(f"Inscrits à la session : {candidat}.")).to_be_visible()
    for case in page.locator("input[name=present]").all():
        case.check()
    page.get_by_role("button", name="Enregistrer les présences").click()
    page.get_by_role("button", name="Ouvrir la session").click()
    expect(page.get_by_text("La session est ouverte")).to_be_visible()
    return session


def asseoir(
    page: Page, session: str, compte: str, college: str, organisation: str, preside: bool
) -> None:
    """Seat somebody who has an account."""
    page.goto(f"{session}membres/ajouter/")
    page.get_by_label("Compte").select_option(label=compte)
    page.get_by_label("Collège").select_option(label=college)
    page.get_by_label("Organisation").fill(organisation)
    if preside:
        page.get_by_label("Préside le jury").check()
    page.get_by_role("button", name="Ajouter au jury").click()
    expect(page.get_by_text(f"{compte} siège dans la session.")).to_be_visible()


def decider(page: Page, session: str, candidat: str, *, libelle: str) -> None:
    """Follow the commission: conditions first, then the decision in the version's words."""
    page.goto(session)
    page.get_by_role("link", name=candidat).click()
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_text("Cochez d'abord la vérification").first).to_be_visible()
    page.get_by_label("Le jury a vérifié", exact=False).check()
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_text(f"La décision pour {candidat} est enregistrée.")).to_be_visible()
    expect(page.locator("h1 + p .cq-etat")).to_have_text(libelle)


def clore_et_lire_le_pv(page: Page, session: str, dossier: Path) -> str:
    """Close, watch the progress, download: the PDF's text, spaces folded."""
    page.goto(f"{session}clore/")
    return texte_du_pdf(clore(page, dossier))


def clore(page: Page, dossier: Path) -> Path:
    """From the page of the closing: close, watch the progress; gives the PV downloaded."""
    page.get_by_role("button", name="Clore la session et produire le PV").click()
    telecharger = page.get_by_role("link", name="Télécharger")
    expect(telecharger).to_be_visible(timeout=60_000)
    with page.expect_download() as attente:
        telecharger.click()
    chemin = dossier / "pv.pdf"
    attente.value.save_as(chemin)
    return chemin


def texte_du_pdf(chemin: Path) -> str:
    document = pypdfium2.PdfDocument(chemin)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def signer_le_pv(page: Page, session: str) -> None:
    page.goto(session)
    page.get_by_label("Votre mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Signer le PV").click()
    expect(page.get_by_text("Votre signature du PV est enregistrée.")).to_be_visible()
