"""A jury of four decides on eight candidates of both référentiels; its PV is read and checked."""

import base64
import io
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.lecture_pdf import corps
from tests.parcours import actes, jury_seance
from tests.parcours.conftest import TABLETTE
from tests.parcours.jury_pret import (
    CANDIDATS,
    DE_2013,
    DE_2018,
    ECART,
    JURE,
    JURY,
    PARTAGE,
    PRESIDENTE,
    RENVOI,
    REPRIS,
    RETRAIT,
    Candidat,
    preparer_sur,
)

pytestmark = pytest.mark.navigateur

GESTIONNAIRE = "gestionnaire@demo.example"
DERNIERE = {DE_2013: 6, DE_2018: 7}
TOTAUX = {
    "CQPM attribué": 2,
    "CQPM non attribué, validation partielle": 2,
    "Déclaré admissible": 2,
    "Non admissible, validation partielle": 1,
    "Renvoyé pour complément": 1,
}


@dataclass(frozen=True)
class Tenue:
    """A meeting that was held: its page, and the PV as the browser received it."""

    session: str
    pv: bytes

    @property
    def texte(self) -> str:
        return " ".join(corps(self.pv)).replace("’", "'")

    @property
    def verification(self) -> str:
        """The public page whose address is printed in the PV, whatever the lines cut."""
        return re.search(r"/verifier/[\w-]+/", self.texte.replace(" ", ""))[0]

    def de(self, candidat: Candidat) -> str:
        """What the PV says of one candidate: from their name to the next one's."""
        texte = self.texte
        places = [texte.index(f"{un.nom} {un.prenom}, né(e) le 09/03/1996") for un in CANDIDATS]
        debut = places[CANDIDATS.index(candidat)]
        fins = [*places, texte.index("3. Récapitulatif")]
        return texte[debut : min(fin for fin in fins if fin > debut)]


@pytest.fixture(scope="module")
def tenue(site, ouvrir, tmp_path_factory) -> Tenue:
    """Seat four members, decide on eight candidates, close, sign: every act in the browser."""
    preparer_sur(site.donnees)
    with ouvrir(GESTIONNAIRE) as page:
        session = actes.preparer_session(
            page,
            [str(un) for un in CANDIDATS],
            le=timezone.localdate().isoformat(),
            sieges=[(str(un), un.college, un.organisation, un.preside) for un in JURY],
        )
    with ouvrir(JURE.email, TABLETTE) as suiveuse, ouvrir(PRESIDENTE.email) as page:
        jury_seance.declarer_un_lien(suiveuse, session, RETRAIT)
        jury_seance.deliberer(page, session, suiveuse)
    with ouvrir(GESTIONNAIRE) as page:
        jury_seance.relire_avant_de_clore(page, session)
        pv = actes.clore(page, tmp_path_factory.mktemp("pv")).read_bytes()
    fait = Tenue(session, pv)
    with ouvrir() as page:
        page.goto(fait.verification)
        expect(page.get_by_text("Produit, pas encore signé.")).to_be_visible()
    for jure in JURY:
        with ouvrir(jure.email) as page:
            actes.signer_le_pv(page, session)
    return fait


# --- What the PV says -------------------------------------------------------------------------


@pytest.mark.parametrize("candidat", CANDIDATS, ids=str)
def test_the_pv_says_of_each_candidate_what_was_decided(tenue, candidat):
    lu = tenue.de(candidat)

    validees = [
        numero
        for numero in range(1, DERNIERE[candidat.cqpm] + 1)
        if numero not in candidat.non_validees
    ]
    if candidat is RENVOI:
        validees = []
    assert re.findall(r"Décision : (.+?)(?= Bénéfice| Motif|$)", lu.strip()) == [candidat.libelle]
    assert len(re.findall(r"\bValidée\b", lu)) == len(validees)
    assert lu.count("Non validée") == len(candidat.non_validees)
    conserve = f"Bénéfice des capacités {', '.join(map(str, validees))} conservé jusqu'au"
    assert (conserve in lu) == bool(candidat.non_validees)
    assert ("Entretien avec le candidat le" in lu) == (candidat.cqpm == DE_2013)
    assert ("Défavorable" in lu) == bool(candidat.defavorables)


@pytest.mark.parametrize(
    ("candidat", "phrase"),
    [
        (ECART, f"Motif du jury : {jury_seance.MOTIF_ECART}"),
        (PARTAGE, "Vote : 2 voix pour, 2 voix contre : voix prépondérante du président"),
        (PARTAGE, f"Motif du jury : {jury_seance.MOTIF_PARTAGE}"),
        (RENVOI, f"Motif ou observation du jury : {jury_seance.ATTENDU_RENVOI}"),
        (RETRAIT, f"S'est retiré(e) pour ce candidat : {JURE}"),
        (RETRAIT, "Vote : 2 voix pour, 1 voix contre"),
        (REPRIS, f"Motif du jury : {jury_seance.MOTIF_REPRIS}"),
    ],
    ids=lambda un: str(un)[:24],
)
def test_the_pv_gives_the_reason_the_votes_and_the_withdrawal_of_that_candidate_alone(
    tenue, candidat, phrase
):
    assert [un for un in CANDIDATS if phrase in tenue.de(un)] == [candidat]


def test_the_pv_names_the_jury_counts_the_decisions_and_tells_the_incident(tenue):
    lu = tenue.texte

    for jure in JURY:
        assert f"{jure.nom} {jure.prenom}" in lu
        assert jure.organisation in lu
    assert "Vasseur Hélène, président(e) du jury" in lu
    assert "Présents : 2 membres de la délégation patronale et 2 membres des" in lu
    assert f"{JURE} s'est retiré(e) pour le candidat {RETRAIT} : est un proche" in lu
    assert jury_seance.OBSERVATIONS in lu
    recapitulatif = lu[lu.index("3. Récapitulatif") : lu.index("4. Observations")]
    for libelle, nombre in TOTAUX.items():
        assert f" {libelle} {nombre}" in recapitulatif


# --- Its seal, by tools that are not the product's --------------------------------------------


def test_pyhanko_finds_the_signature_intact_over_the_whole_file(tenue):
    (une,) = PdfFileReader(io.BytesIO(tenue.pv)).embedded_signatures

    confiance = ValidationContext(trust_roots=[une.signer_cert], allow_fetching=False)
    # Playwright's loop runs in this thread: the validator, which starts its own, takes another.
    with ThreadPoolExecutor() as fil:
        etat = fil.submit(validate_pdf_signature, une, confiance).result()

    assert (etat.intact, etat.valid, etat.coverage.name) == (True, True, "ENTIRE_FILE")
    assert etat.bottom_line


@pytest.mark.parametrize(
    ("change", "dit"), [(False, "Signature is Valid."), (True, "Digest Mismatch.")]
)
def test_pdfsig_finds_the_file_valid_and_the_changed_one_not(tenue, tmp_path, change, dit):
    fichier = tmp_path / "pv.pdf"
    fichier.write_bytes(abimer(tenue.pv) if change else tenue.pv)

    lu = subprocess.run(["pdfsig", "-nocert", fichier], capture_output=True, text=True).stdout

    assert f"Signature Validation: {dit}" in lu
    assert "Total document signed" in lu


# --- What follows -----------------------------------------------------------------------------


def test_the_public_page_says_authentic_and_tells_a_changed_file_from_the_right_one(tenue, ouvrir):
    with ouvrir() as page:
        page.goto(tenue.verification)
        expect(page.get_by_text("Authentique.")).to_be_visible()
        expect(page.get_by_text("il est en vigueur")).to_be_visible()
        for candidat in CANDIDATS:
            assert candidat.nom not in page.content()
        deposer(page, tenue.pv)
        expect(page.get_by_text("Identique.")).to_be_visible()
        expect(page.get_by_text("Différent.")).to_be_hidden()
        deposer(page, abimer(tenue.pv))
        expect(page.get_by_text("Différent.")).to_be_visible()
        expect(page.get_by_text("Identique.")).to_be_hidden()


def test_every_dossier_takes_its_result_once_the_pv_is_signed(tenue, ouvrir):
    with ouvrir(GESTIONNAIRE) as page:
        for candidat in CANDIDATS:
            page.goto(f"/dossiers/?q={candidat.prenom}")
            page.get_by_role("link", name=f"{candidat.nom} {candidat.prenom}").click()
            expect(page.locator("h1 + p .cq-etat")).to_have_text(candidat.etat)


def deposer(page: Page, octets: bytes) -> None:
    """Drop a file on the page's form, as from the desktop."""
    depot = page.evaluate_handle(
        """(texte) => {
          const octets = Uint8Array.from(atob(texte), (un) => un.charCodeAt(0));
          const depot = new DataTransfer();
          depot.items.add(new File([octets], "pv.pdf", { type: "application/pdf" }));
          return depot;
        }""",
        base64.b64encode(octets).decode(),
    )
    page.dispatch_event("[data-cqpm-verifier]", "drop", {"dataTransfer": depot})


def abimer(octets: bytes) -> bytes:
    """One bit changed in the middle of an object."""
    milieu = octets.index(b"endobj") - 3
    return octets[:milieu] + bytes([octets[milieu] ^ 1]) + octets[milieu + 1 :]
