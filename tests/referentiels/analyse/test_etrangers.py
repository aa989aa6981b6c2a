"""A line that is not of the document is set aside, or marked for a person to look at."""

import pytest

from referentiels.analyse.document import analyser
from referentiels.analyse.texte import depuis_octets
from referentiels.enums import Destination
from tests.referentiels.analyse.preuves import defauts
from tests.referentiels.comparaison import NOMS, SOURCES

EN_2013, EN_2018 = NOMS
INTRUS = [
    *("Réf. doc : ABC-12", "Diffusion interne ne pas copier", "Zorglub 42 §§ ligne parasite"),
    *("CONFIDENTIEL", "Document de travail", "Copie n° 3", "Version provisoire du 12 mai"),
    *("Imprimé par Martin", "À relire avec le comité", "Brouillon ©", "DOC_QUAL-2024-v2"),
    "Vu et approuvé",
]
# Each kind of place, by words of the line before (the last line that has them).
PLACES = [
    *((EN_2013, fin) for fin in ("NATIONALE ", "DE LA METALLURGIE ", "Technicien(ne) en tech")),
    *((EN_2013, fin) for fin in ("savoir-faire techniques. ", "la maintenance préventive et cura")),
    *((EN_2013, fin) for fin in ("d’exemples sur : ", "doit être capable de : ")),
    *((EN_2013, fin) for fin in ("réglementaires, techniques...). ", "commanditaire. ")),
    *((EN_2013, fin) for fin in ("de certification doit être acquis", "projets ou activités. ")),
    *((EN_2013, fin) for fin in ("situation réelle d’entreprise : ", "orale par le candidat. ")),
    *((EN_2018, fin) for fin in ("de la métallurgie ", "et la recherche ", "ACTIVITES DU CQPM ")),
    *((EN_2018, fin) for fin in ("grands instruments sous vide…). ", "indispensable. ")),
    *((EN_2018, fin) for fin in ("doit être capable de : ", "(clean rooms). ", "A partir : ")),
    *((EN_2018, fin) for fin in ("faciliter leur interprétation. ", "personnes concernées. ")),
    *((EN_2018, fin) for fin in ("avis de l’entreprise (hors dispositif VAE). ",)),
    *((EN_2018, fin) for fin in ("s’appuie sur : ", "orale par le candidat ")),
]


def lignes_de(nom: str) -> list[str]:
    return (SOURCES / f"{nom}.txt").read_text(encoding="utf-8").splitlines()


def inserer(nom: str, apres: str, intrus: str):
    """The text with a line between blanks, and its analysis."""
    lignes = lignes_de(nom)
    rang = max(r for r, ligne in enumerate(lignes) if apres.strip().lower() in ligne.lower()) + 1
    texte = "\n".join([*lignes[:rang], "", intrus, "", *lignes[rang:]])
    source = depuis_octets(texte.encode(), nom="essai.txt")
    return source, analyser(source)


def est_signale(source, analyse, intrus: str) -> bool:
    debut = source.texte.index(intrus)
    fin = debut + len(intrus)
    return any(
        doute.debut < fin and doute.fin > debut
        for doute in analyse.doutes
        if doute.nature != "colonnes_deduites"
    )


@pytest.mark.parametrize(("nom", "apres"), PLACES)
def test_a_foreign_line_is_marked_wherever_it_stands(nom, apres):
    manques = []
    for intrus in INTRUS:
        source, analyse = inserer(nom, apres, intrus)
        if not est_signale(source, analyse, intrus):
            manques.append(intrus)
        assert defauts(source, analyse) == []

    assert manques == []


@pytest.mark.parametrize("intrus", INTRUS)
@pytest.mark.parametrize(
    ("nom", "apres"), [(EN_2013, "DE LA METALLURGIE"), (EN_2018, "de la métallurgie")]
)
def test_the_issuer_keeps_only_the_name_of_a_commission(nom, apres, intrus):
    officielle = analyser(depuis_octets((SOURCES / f"{nom}.txt").read_bytes(), nom="o.txt"))
    lignes = lignes_de(nom)
    rang = next(r for r, ligne in enumerate(lignes) if apres in ligne) + 1
    texte = "\n".join([*lignes[:rang], intrus, *lignes[rang:]])
    source = depuis_octets(texte.encode(), nom="essai.txt")

    analyse = analyser(source)

    debut = source.texte.index(intrus)
    assert analyse.document == officielle.document
    assert [
        run.destination
        for run in analyse.attributions
        if run.debut < debut + len(intrus) and run.fin > debut
    ] == [Destination.NON_ATTRIBUE]


def test_a_paragraph_after_the_points_of_a_modality_stays_after_them():
    ajout = "Le candidat signe la feuille de présence."
    _, analyse = inserer(EN_2013, "orale par le candidat.", ajout)

    modalite = analyse.document["modalites"][3]
    assert modalite["texte"].splitlines()[0].endswith("d’entreprise :")
    assert [point.split()[-1] for point in modalite["points"]] == [
        "questionnements",
        "candidat.",
        "présence.",
    ]
    assert [d.explication for d in analyse.doutes if d.extrait == ajout] == [
        "Ligne sans puce après une liste : elle a été comptée comme un point. Vérifiez."
    ]


@pytest.mark.parametrize("nom", NOMS)
def test_an_official_text_has_no_line_that_looks_foreign(nom):
    analyse = analyser(depuis_octets((SOURCES / f"{nom}.txt").read_bytes(), nom="o.txt"))

    assert [d.extrait for d in analyse.doutes if "ne ressemble pas" in d.explication] == []
