"""PDFs joined for the printer: in order, with bookmarks, and what stops it is said."""

import resource

import pikepdf
import pytest

from cqpm.commun.fichiers import fichier_temporaire
from cqpm.commun.jonction import GROUPE, JonctionImpossible, joindre
from tests.lecture_pdf import pages
from tests.referentiels.pdfs_bruts import ecrire, pdf_brut


@pytest.fixture
def documents(tmp_path) -> list[tuple[str, str]]:
    """More files than are joined at once."""
    trouves = []
    for rang in range(GROUPE + 2):
        chemin = tmp_path / f"{rang}.pdf"
        chemin.write_bytes(pdf_brut(ecrire(f"Page de {rang}", 50, 700)))
        trouves.append((f"Pièce {rang}", str(chemin)))
    return trouves


def joint(documents) -> bytes:
    with fichier_temporaire() as sortie:
        joindre("À imprimer", documents, sortie)
    with sortie:
        sortie.seek(0)
        return sortie.read()


def test_the_pages_follow_each_other_with_a_bookmark_each(documents, tmp_path):
    octets = joint(documents)

    assert pages(octets) == [f"Page de {rang}" for rang in range(GROUPE + 2)]
    (tmp_path / "joint.pdf").write_bytes(octets)
    with pikepdf.open(tmp_path / "joint.pdf") as document, document.open_outline() as plan:
        assert [un.title for un in plan.root] == [titre for titre, _ in documents]
        assert str(document.docinfo["/Title"]) == "À imprimer"


@pytest.mark.parametrize(
    ("contenu", "attendu"), [(None, (31, None, False)), (b"%PDF-1.7 abime", (None, 31, False))]
)
def test_the_file_that_stops_it_is_told_by_its_rank(documents, tmp_path, contenu, attendu):
    fautif = tmp_path / "31.pdf"
    fautif.unlink() if contenu is None else fautif.write_bytes(contenu)

    with pytest.raises(JonctionImpossible) as refus:
        joint(documents)

    lu = refus.value
    assert (lu.absent, lu.illisible, lu.plein) == attendu


def test_a_full_disk_is_told_and_the_process_does_not_take_ours_with_it(documents):
    souple, dure = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, dure))
    try:
        with pytest.raises(JonctionImpossible) as refus:
            joint(documents)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (souple, dure))

    assert refus.value.plein
