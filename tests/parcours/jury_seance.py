"""What a jury does in the browser: a link declared, then each kind of decision, page by page."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.parcours.jury_pret import (
    CANDIDATS,
    ECART,
    JURE,
    PARTAGE,
    RENVOI,
    REPRIS,
    RETRAIT,
    Candidat,
)

MOTIF_ECART = "Le candidat a refait le réglage devant le tuteur, compte rendu joint."
MOTIF_PARTAGE = "L'entreprise n'a jamais vu le candidat conduire seul cette opération."
MOTIF_REPRIS = "Les consignes de sécurité n'ont pas été évaluées dans l'atelier."
ATTENDU_RENVOI = "Une nouvelle mise en situation sur la capacité 2, avec son compte rendu."
OBSERVATIONS = "Séance interrompue dix minutes : coupure de courant."


# --- Before: a member who knows a candidate ---------------------------------------------------


def declarer_un_lien(page: Page, session: str, candidat: Candidat) -> None:
    """A member says it of themselves: the dossier closes to them, the others stay open."""
    page.goto(session)
    page.get_by_role("link", name="Liens entre membres et candidats").click()
    page.get_by_role("link", name=f"Déclarer : {JURE} et {candidat}").click()
    page.get_by_label("Est un proche du candidat").check()
    page.get_by_label("Rien ne s'y oppose : siège").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Avec ce lien, le membre se retire pour ce candidat.")).to_be_visible()
    page.get_by_label("Se retire pour ce candidat").check()
    page.get_by_label("Précision").fill("son neveu")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(f"{JURE} : le lien est enregistré.")).to_be_visible()
    ligne = page.get_by_role("row").filter(has_text=str(candidat))
    expect(ligne.get_by_text("S'est retiré(e)")).to_be_visible()
    page.goto(session)
    ligne = page.get_by_role("row").filter(has_text=str(candidat))
    expect(ligne.get_by_text("vous vous êtes retiré(e) pour ce candidat")).to_be_visible()
    expect(page.get_by_role("link", name=str(candidat))).to_have_count(0)


# --- The meeting ------------------------------------------------------------------------------


def capacite(page: Page, numero: int) -> Locator:
    return page.locator(f"[data-cqpm-capacite='{numero}']")


def choisir(page: Page, numero: int, choix: str, motif: str = "") -> None:
    """Choose « Validée » or « Non validée »; the reason shows when the jury departs."""
    ici = capacite(page, numero)
    ici.locator(".cq-choix").get_by_text(choix, exact=True).click()
    if motif:
        ici.get_by_label("Motif").fill(motif)


def compter_les_voix(page: Page, numero: int, pour: int, contre: int) -> None:
    ici = capacite(page, numero)
    if not ici.get_by_label("Pour", exact=True).is_visible():
        ici.get_by_text("Vote", exact=False).first.click()
    ici.get_by_label("Pour", exact=True).fill(str(pour))
    ici.get_by_label("Contre").fill(str(contre))


def enregistrer(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer la décision").click()


def refuse(page: Page, phrase: str) -> None:
    """Nothing is recorded, and the page says why."""
    enregistrer(page)
    alerte = page.get_by_role("alert").filter(has_text="La décision n'est pas enregistrée.")
    expect(alerte).to_contain_text(phrase)


def enregistree(page: Page, candidat: Candidat, libelle: str) -> None:
    enregistrer(page)
    expect(page.get_by_text(f"La décision pour {candidat} est enregistrée.")).to_be_visible()
    expect(page.locator("h1 + p .cq-etat")).to_have_text(libelle)


def s_ecarter(page: Page) -> None:
    """The jury validates what the commission refused: not without a reason (R33)."""
    choisir(page, 3, "Validée")
    refuse(page, "Capacité 3 : le jury s'écarte de la commission, écrivez pourquoi.")
    capacite(page, 3).get_by_label("Motif").fill(MOTIF_ECART)


def partager_les_voix(page: Page) -> None:
    """The counts must give the choice; on a tie it is the president's (R36)."""
    choisir(page, 5, "Non validée", MOTIF_PARTAGE)
    compter_les_voix(page, 5, 3, 1)
    refuse(page, "le vote donne 3 voix pour et 1 contre, la capacité est donc « validée »")
    expect(capacite(page, 5).get_by_label("Motif")).to_have_value(MOTIF_PARTAGE)
    compter_les_voix(page, 5, 2, 2)


def renvoyer(page: Page) -> None:
    page.get_by_text(RENVOI.libelle, exact=True).last.click()
    refuse(page, "Écrivez ce que le jury attend : le dossier retourne à la commission.")
    page.get_by_label("Motif ou observation portée au PV").fill(ATTENDU_RENVOI)


def se_raviser(page: Page) -> None:
    """Follow the commission, then undo it: the candidate is to decide again."""
    enregistree(page, REPRIS, "Déclaré admissible")
    page.get_by_role("button", name="Annuler la décision enregistrée").click()
    expect(page.get_by_text("La décision est annulée.")).to_be_visible()
    expect(page.locator("h1 + p .cq-etat")).to_have_text("À décider")
    page.get_by_label("Le jury a vérifié", exact=False).check()
    choisir(page, 1, "Non validée", MOTIF_REPRIS)


def constater_le_retrait(page: Page) -> None:
    expect(page.get_by_text(f"{JURE} s'est retiré(e) pour ce candidat")).to_be_visible()
    compter_les_voix(page, 1, 4, 0)
    refuse(page, "4 voix comptées pour 3 membres du jury en séance pour ce candidat")
    compter_les_voix(page, 1, 2, 1)


ACTES = {
    ECART: s_ecarter,
    PARTAGE: partager_les_voix,
    RENVOI: renvoyer,
    RETRAIT: constater_le_retrait,
    REPRIS: se_raviser,
}


def deliberer(page: Page, session: str, suiveuse: Page) -> None:
    """The president shows one candidate after the other; a member follows on another screen."""
    page.goto(session)
    page.get_by_role("link", name=str(CANDIDATS[0]), exact=True).click()
    page.get_by_role("button", name="Montrer ce candidat").click()
    suiveuse.goto(f"{session}seance/")
    for rang, candidat in enumerate(CANDIDATS):
        expect(page.get_by_role("heading", level=1)).to_have_text(str(candidat))
        suivre(suiveuse, candidat)
        page.get_by_label("Le jury a vérifié", exact=False).check()
        ACTES.get(candidat, lambda _: None)(page)
        enregistree(page, candidat, candidat.libelle)
        expect(page.get_by_text(f"{rang + 1}/{len(CANDIDATS)} décidé")).to_be_visible()
        if candidat is not CANDIDATS[-1]:
            page.get_by_role("button", name=re.compile("Candidat suivant")).click()


def suivre(page: Page, candidat: Candidat) -> None:
    """What the member who withdrew for one candidate sees of each."""
    if candidat is RETRAIT:
        expect(page.get_by_text("le jury délibère sans vous")).to_be_visible()
        expect(page.get_by_role("heading", name="Le dossier")).to_have_count(0)
    else:
        expect(page.get_by_role("heading", level=1)).to_have_text(str(candidat))
        expect(page.get_by_role("button", name="Enregistrer la décision")).to_have_count(0)


# --- After ------------------------------------------------------------------------------------


def relire_avant_de_clore(page: Page, session: str) -> None:
    """The page of the closing says, before the act, what the PV is going to say."""
    page.goto(session)
    expect(page.get_by_text("Tous les candidats sont décidés.")).to_be_visible()
    page.get_by_role("link", name="Clore la session").click()
    for candidat in CANDIDATS:
        ligne = page.get_by_role("row").filter(has_text=str(candidat))
        expect(ligne.locator(".cq-etat")).to_have_text(candidat.libelle)
    page.get_by_label("Observations et incidents").fill(OBSERVATIONS)
