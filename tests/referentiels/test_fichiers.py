"""A file is told by its content; what it holds becomes a brouillon, or nothing at all."""

import itertools
import json

import pytest

from referentiels.echange.examen import examiner
from referentiels.echange.exportation import exporter
from referentiels.echange.reparation import reparer
from referentiels.enums import Destination, EtatReferentiel, NatureProvenance
from referentiels.errors import DocumentInvalide, FichierIllisible, PasUnReferentiel
from referentiels.fichiers import importer_fichier
from referentiels.models import Acte, PointARelire, Provenance, Referentiel
from referentiels.relecture import relecture
from tests.factories.comptes import UtilisateurFactory
from tests.referentiels.comparaison import FIXTURES, NOMS, SOURCES
from tests.referentiels.documents import document, en_json
from tests.referentiels.pdfs import pdf_du_document

pytestmark = pytest.mark.django_db

TABLES = (Referentiel, Provenance, PointARelire, Acte)


def reference(nom: str) -> dict:
    return json.loads((FIXTURES / f"{nom}.json").read_text(encoding="utf-8"))


def texte(nom: str) -> bytes:
    return (SOURCES / f"{nom}.txt").read_bytes()


def lettres(chaine: str) -> str:
    return "".join(chaine.split())


@pytest.mark.parametrize("nom", NOMS)
def test_an_official_text_becomes_a_brouillon_with_its_source_and_its_places(nom):
    personne = UtilisateurFactory()

    resultat = importer_fichier(texte(nom), nom=f"{nom}.txt", par=personne)

    referentiel = resultat.referentiel
    assert exporter(referentiel) == reference(nom)
    assert (resultat.cree, referentiel.etat) == (True, EtatReferentiel.BROUILLON)
    provenance = referentiel.provenance
    assert (provenance.nature, provenance.nom_fichier, provenance.par) == (
        NatureProvenance.TEXTE,
        f"{nom}.txt",
        personne,
    )
    assert lettres(provenance.texte) == lettres(texte(nom).decode())
    assert len(resultat.a_relire) == referentiel.points_a_relire.count() > 0


@pytest.mark.parametrize("nom", NOMS)
def test_nothing_looks_edited_right_after_an_import(nom):
    referentiel = importer_fichier(texte(nom), nom="a.txt").referentiel

    lus = relecture(referentiel)

    assert [p.texte for p in lus.passages if p.change] == []
    assert sum(len(p.points) for p in lus.passages) + len(lus.ailleurs) == lus.total


@pytest.mark.parametrize("nom", NOMS)
def test_no_character_of_the_official_text_is_lost(nom):
    provenance = importer_fichier(texte(nom), nom="a.txt").referentiel.provenance

    runs = provenance.attributions
    attribuees = "".join(lettres(provenance.texte[debut:fin]) for debut, fin, _, _ in runs)

    assert attribuees == lettres(texte(nom).decode())
    assert [a[1] <= b[0] for a, b in itertools.pairwise(runs)] == [True] * (len(runs) - 1)
    assert {d for _, _, d, _ in runs} <= set(Destination.values)


def test_a_pdf_is_read_whatever_its_name():
    pdf = pdf_du_document(reference(NOMS[0]), modele="2013")

    resultat = importer_fichier(pdf, nom="sans-extension")

    assert exporter(resultat.referentiel) == reference(NOMS[0])
    assert resultat.referentiel.provenance.nature == NatureProvenance.PDF


@pytest.mark.parametrize("debut", ["", "\ufeff", "\n  "])
def test_a_json_document_is_told_by_its_first_sign(debut):
    resultat = importer_fichier((debut + en_json(document())).encode(), nom="a.txt")

    assert exporter(resultat.referentiel) == document()
    assert resultat.referentiel.provenance.nature == NatureProvenance.JSON


def test_the_same_official_content_is_never_written_twice():
    premier = importer_fichier(texte(NOMS[0]), nom="a.txt").referentiel

    second = importer_fichier(texte(NOMS[0]), nom="b.txt")

    assert (second.cree, second.referentiel) == (False, premier)
    assert Provenance.objects.count() == 1


@pytest.mark.parametrize(
    ("octets", "nom", "erreur"),
    [
        (b"", "vide.txt", PasUnReferentiel),
        (b"", "vide.pdf", FichierIllisible),
        (b"PK\x03\x04" + b"\0" * 500, "bombe.pdf", FichierIllisible),
        (b"PK\x03\x04" + b"\0" * 500, "bombe.docx", DocumentInvalide),
        (b"%PDF-1.7\n%tronque", "tronque.pdf", FichierIllisible),
        (b"{", "faux.json", DocumentInvalide),
        (b"Une recette de cuisine.\n" * 50, "recette.txt", PasUnReferentiel),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(octets, nom, erreur):
    with pytest.raises(erreur) as refus:
        importer_fichier(octets, nom=nom)

    assert f"« {nom} »" in str(refus.value)
    assert [table.objects.count() for table in TABLES] == [0] * 4


def test_a_document_that_contradicts_itself_is_still_a_brouillon_to_read_again():
    """A row misnumbered by the branch: kept, renumbered, and marked."""
    source = texte(NOMS[0]).decode()
    faux = source.replace("6. Utiliser ou rédiger en \n", "7. Utiliser ou rédiger en \n")

    referentiel = importer_fichier(faux.encode(), nom="a.txt").referentiel

    assert referentiel.etat == EtatReferentiel.BROUILLON
    assert referentiel.capacites.count() >= 5


def test_what_contradicts_itself_is_mended_to_be_kept():
    faux = document(blocs=[{"intitule": "Un", "capacites": [1, 1, 9]}])
    faux["capacites"][1]["numero"] = 1
    faux["capacites"][0]["modalites"] = ["presentation_projets"]
    faux["notes"] *= 2

    repare, problemes = examiner(reparer(faux), complet=False)

    assert problemes == []
    assert [c["numero"] for c in repare["capacites"]] == [1, 2]
    assert repare["blocs"][0]["capacites"] == [1]
    assert (len(repare["notes"]), repare["capacites"][0]["modalites"]) == (1, [])
