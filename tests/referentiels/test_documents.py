"""The PDFs of a version, read back: the document itself, the blank grid, the blank opinion."""

import logging
import re
from functools import cache

import pytest

from cqpm.commun import pdf
from referentiels.documents import (
    cle_du_document,
    contexte,
    modalites_a_cocher,
    produire_document,
)
from referentiels.enums import EtatReferentiel, NatureDocument
from referentiels.importation import importer
from referentiels.mise_en_page import capacites_longues, feuilles
from referentiels.models import Referentiel
from referentiels.selectors import Contenu, contenu
from referentiels.services.ecriture import ecrire
from tests.factories.referentiels import passer_a
from tests.lecture_pdf import carres, corps, formats, pages
from tests.referentiels.comparaison import FIXTURES, NOMS
from tests.referentiels.documents import document, en_json, par_capacite

pytestmark = pytest.mark.django_db

VERSION, GRILLE, AVIS = NatureDocument
N2013, N2018 = NOMS
PHRASE = "L’installation est réglée selon les consignes données par le commanditaire. "


def importe(nom: str) -> Referentiel:
    texte = (FIXTURES / f"{nom}.json").read_text(encoding="utf-8")
    return importer(texte, nom=nom, publier=True, relu=True).referentiel


def rendre(tout: Contenu, nature: NatureDocument) -> bytes:
    return pdf.rendre(f"referentiels/pdf/{_GABARITS[nature]}.html", contexte(tout, nature))


_GABARITS = {VERSION: "version", GRILLE: "grille", AVIS: "avis"}
_produits: dict[tuple[str, NatureDocument], bytes] = {}


def officiel(nom: str, nature: NatureDocument) -> bytes:
    """The PDF of an official version, drawn once: the same content gives the same bytes."""
    if (nom, nature) not in _produits:
        _produits[nom, nature] = rendre(contenu(importe(nom)), nature)
    return _produits[nom, nature]


def brouillon(complet: dict) -> Contenu:
    return contenu(ecrire(complet))


@cache
def serre(texte: str) -> str:
    """Without spaces nor hyphens, which the end of a line may add or take away."""
    return re.sub(r"[\s\-\u00ad\ufffe\x02]", "", texte)


def absents(attendus: list[str], octets: bytes) -> list[str]:
    lu = serre(" ".join(corps(octets)))
    return [attendu for attendu in attendus if serre(attendu) not in lu]


# --- Every document ----------------------------------------------------------------------------


@pytest.mark.parametrize("nature", NatureDocument)
@pytest.mark.parametrize("nom", NOMS)
def test_each_page_names_the_version_and_is_numbered(nom, nature):
    referentiel = importe(nom)

    lues = pages(officiel(nom, nature))

    for numero, page in enumerate(lues, start=1):
        assert f"Page {numero} / {len(lues)}" in page
        assert serre(f"{referentiel.numero} · {referentiel.titre}") in serre(page)
        assert "BROUILLON" not in page


@pytest.mark.parametrize("nature", NatureDocument)
def test_a_brouillon_says_so_on_each_page(nature):
    lues = pages(rendre(brouillon(document()), nature))

    assert ["BROUILLON, ne pas utiliser · " in page for page in lues] == [True] * len(lues)
    assert (
        "BROUILLON, ne pas utiliser : le contenu de ce référentiel peut encore changer."
        in (lues[0])
    )


@pytest.mark.parametrize("nature", NatureDocument)
def test_an_archived_version_is_no_brouillon(nature):
    referentiel = passer_a(ecrire(document()), EtatReferentiel.ARCHIVE)

    assert "BROUILLON" not in " ".join(pages(rendre(contenu(referentiel), nature)))


@pytest.mark.parametrize("nature", NatureDocument)
def test_the_same_content_gives_the_same_bytes(nature):
    tout = brouillon(document())

    assert rendre(tout, nature) == rendre(tout, nature)


@pytest.mark.parametrize("nature", NatureDocument)
def test_an_empty_brouillon_can_be_drawn(nature, caplog):
    logging.getLogger("weasyprint").propagate = True
    caplog.set_level(logging.WARNING, logger="weasyprint")
    vide = document(
        numero="",
        titre="",
        categorie="",
        date_modification=None,
        capacites=[],
        blocs=[],
        modalites=[],
        admissibilite="",
        sections=[],
        notes=[],
    )

    lu = " ".join(pages(rendre(brouillon(vide), nature)))

    assert "sans date" in lu
    assert [trace.getMessage() for trace in caplog.records] == []


@pytest.mark.parametrize("nature", NatureDocument)
def test_texts_are_escaped(nature):
    complet = document(titre="<b>Titre</b> & <img src='http://exemple.org/x.png'>")

    assert "<b>Titre</b> & <img src=" in " ".join(pages(rendre(brouillon(complet), nature)))


@pytest.mark.parametrize("nature", NatureDocument)
def test_the_mention_tells_apart_two_versions_of_the_same_date(nature):
    referentiel = ecrire(document())
    Referentiel.objects.update(mention="modèle 2030")
    referentiel.refresh_from_db()

    assert "modèle 2030" in pages(rendre(contenu(referentiel), nature))[0]


# --- The version -------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", NOMS)
def test_the_version_prints_every_text_of_the_document(nom):
    referentiel = importe(nom)
    tout = contenu(referentiel)
    criteres = [critere for un in tout.capacites for critere in un.criteres.all()]
    attendus = [str(capacite) for capacite in tout.capacites]
    attendus += [condition for un in tout.capacites for condition in un.conditions]
    attendus += [critere.texte for critere in criteres]
    attendus += [point.texte for critere in criteres for point in critere.sous_points.all()]
    attendus += [bloc.intitule for bloc in tout.blocs]
    attendus += [ligne for modalite in tout.modalites for ligne in modalite.paragraphes]
    attendus += [point for modalite in tout.modalites for point in modalite.points]
    attendus += [note["texte"] for note in referentiel.notes]
    for section in referentiel.sections:
        attendus += [section["titre"], *section["colonnes"]]
        for paragraphe in section["paragraphes"]:
            attendus += [paragraphe["texte"], *paragraphe["points"]]

    assert absents(attendus, officiel(nom, VERSION)) == []


@pytest.mark.parametrize(
    ("nom", "couverture"),
    [
        (
            N2013,
            "COMMISSION PARITAIRE NATIONALE DE L'EMPLOI DE LA METALLURGIE "
            "Qualification 1991 06 42 0083 Catégorie C Dernière modification 27/11/2013 "
            "Référentiel du CQPM Titre du CQPM : Technicien(ne) en technologie du vide "
            "I OBJECTIF PROFESSIONNEL DU CQPM",
        ),
        (
            N2018,
            "Commission paritaire nationale de l’emploi et de la formation professionnelle de la "
            "métallurgie Qualification MQ 2018 04 38 0324 Catégorie B "
            "Dernière modification 05/04/2018 Référentiel du CQPM Titre du CQPM : Technicien.ne "
            "de maintenance des systèmes sous vide dans l’industrie et la recherche "
            "1. REFERENTIEL D’ACTIVITES DU CQPM",
        ),
    ],
)
def test_the_version_opens_with_the_cover_block(nom, couverture):
    assert corps(officiel(nom, VERSION))[0].startswith(couverture)


@pytest.mark.parametrize(
    ("nom", "tete"),
    [
        (N2013, "avec niveau d’exigence Modalités d’évaluation"),
        (N2018, "Critères observables et ou mesurables avec niveau d’exigence"),
    ],
)
def test_the_table_lies_down_and_its_head_comes_back(nom, tete):
    octets = officiel(nom, VERSION)
    couchees = [cotes == (297, 210) for cotes in formats(octets)]

    assert couchees[0] is False
    assert couchees[-1] is False
    assert couchees.count(True) >= 3
    assert [tete in page for page in corps(octets)] == couchees


@pytest.mark.parametrize("nom", NOMS)
def test_no_capacite_of_the_official_texts_is_cut(nom):
    tout = contenu(importe(nom))
    lues = [serre(page) for page in corps(officiel(nom, VERSION))]

    for capacite in tout.capacites:
        criteres = [serre(critere.texte) for critere in capacite.criteres.all()]
        assert any(all(critere in page for critere in criteres) for page in lues), capacite
    assert capacites_longues(tout) == []


@pytest.mark.parametrize(
    ("nom", "mots", "note"),
    [
        (N2013, "Pour que le candidat1 soit", "1 Le terme générique"),
        (N2018, "en unités cohérentes1", "1 Blocs de compétences pour les CQPM"),
        (N2018, "sont attribués aux candidats2", "2 Le terme générique"),
    ],
)
def test_a_note_stands_at_the_foot_of_the_page_that_calls_it(nom, mots, note):
    lues = corps(officiel(nom, VERSION))

    (page,) = [page for page in lues if serre(mots) in serre(page)]
    assert note in page
    assert sum(note in page for page in lues) == 1


def test_a_note_that_nothing_calls_is_printed_once_on_the_last_section():
    orpheline = {"numero": "7", "appel": "", "texte": "Note orpheline."}

    parties = feuilles(brouillon(document(notes=[orpheline])))

    assert [une["notes"] for feuille in parties for une in feuille.sections][-1] == [orpheline]


def test_a_heading_alone_goes_with_the_table_under_it():
    complet = document()
    (tableau,) = complet["sections"]
    titre = tableau | {"titre": "Chapitre", "contenu": "", "paragraphes": []}
    complet["sections"] = [titre, tableau | {"profondeur": 2}, titre | {"titre": "Fin"}]

    rangees = [
        (feuille.paysage, [section["titre"] for section in feuille.sections])
        for feuille in feuilles(brouillon(complet))
    ]

    assert rangees == [
        (True, ["Chapitre", "Certification"]),
        (
            False,
            [
                "Fin",
                "Regroupements de capacités",
                "Conditions d'admissibilité",
                "Modalités d'évaluation",
            ],
        ),
    ]


def test_a_capacite_longer_than_a_page_is_cut_under_its_head():
    complet = par_capacite()
    complet["capacites"][0]["criteres"][0]["texte"] = PHRASE * 52 + "FIN."
    tout = brouillon(complet)

    octets = rendre(tout, VERSION)

    assert capacites_longues(tout) == tout.capacites[:1]
    couchees = [cotes == (297, 210) for cotes in formats(octets)]
    assert couchees.count(True) >= 2
    assert ["Capacités Conditions Critères" in page for page in corps(octets)] == couchees
    assert absents([PHRASE * 52 + "FIN."], octets) == [PHRASE * 52 + "FIN."]  # its head is between
    assert " ".join(corps(octets)).count("consignes données") == 52


# --- The blank grid ----------------------------------------------------------------------------


@pytest.mark.parametrize(("nom", "criteres", "cases"), [(N2013, 17, 98), (N2018, 45, 215)])
def test_each_critere_has_its_four_boxes_and_each_capacite_its_conclusion(nom, criteres, cases):
    tout = contenu(importe(nom))
    octets = officiel(nom, GRILLE)
    lu = " ".join(corps(octets, haut=30))

    assert lu.count("Acquis Non acquis Non évalué Non observable") == criteres
    assert lu.count("Commentaire, preuves :") == criteres
    for capacite in tout.capacites:
        assert lu.count(f"Conclusion de la commission sur la capacité {capacite.numero}") == 1
    assert lu.count("Acquise Non acquise Commentaire :") == len(tout.capacites)
    # 4 per critère, 2 per conclusion, 3 modalities per capacité
    assert (len(carres(octets)), min(carres(octets)) >= 5) == (cases, True)


@pytest.mark.parametrize("nom", NOMS)
def test_the_grid_prints_what_is_evaluated_and_under_which_conditions(nom):
    tout = contenu(importe(nom))
    criteres = [critere for un in tout.capacites for critere in un.criteres.all()]
    attendus = [f"Capacité {un.numero} : {un.intitule}" for un in tout.capacites]
    attendus += [condition for un in tout.capacites for condition in un.conditions]
    attendus += [f"{un.capacite.numero}.{un.rang} {un.texte}" for un in criteres]
    attendus += [point.texte for critere in criteres for point in critere.sous_points.all()]
    attendus += [f"Unité cohérente : {bloc.intitule}" for bloc in tout.blocs]

    assert absents(attendus, officiel(nom, GRILLE)) == []


@pytest.mark.parametrize("nature", [GRILLE, AVIS])
@pytest.mark.parametrize("nom", NOMS)
def test_the_head_of_a_form_is_filled_by_hand_on_each_page(nom, nature):
    referentiel = importe(nom)
    tete = serre(f"N° {referentiel.numero} · {referentiel.titre}")

    for page in pages(officiel(nom, nature)):
        assert tete in serre(page)
        assert "Candidat : Dossier n°" in page


@pytest.mark.parametrize("nom", NOMS)
def test_the_grid_is_identified_and_signed_by_hand(nom):
    attendus = [
        "Candidat (nom et prénom) Dossier n° Entreprise UIMM territoriale centre d'examen "
        "Dates et lieux de l'évaluation Évaluateurs (noms et fonctions)",
        "Expliquez dans le commentaire tout critère non acquis ou non observable, et toute "
        "capacité non acquise.",
        "Signatures de la commission d'évaluation Chaque évaluateur signe "
        "Nom et prénom Fonction Date Signature",
    ]

    assert absents(attendus, officiel(nom, GRILLE)) == []


@pytest.mark.parametrize(
    ("nom", "libelles"),
    [
        (
            N2013,
            [
                "Evaluation en situation professionnelle réelle",
                "Evaluation à partir d'une situation professionnelle reconstituée",
                "Présentation des projets ou activités réalisés en milieu professionnel",
            ],
        ),
        (
            N2018,
            [
                "Evaluation en situation professionnelle réelle",
                "Présentation des projets ou activités réalisés en milieu professionnel",
                "Evaluation à partir d’une situation professionnelle reconstituée",
            ],
        ),
    ],
)
def test_r11_the_modality_is_ticked_among_the_evaluations_the_capacite_allows(nom, libelles):
    tout = contenu(importe(nom))

    assert [modalites_a_cocher(tout, un) for un in tout.capacites] == [libelles] * len(
        tout.capacites
    )
    assert absents([" ".join(libelles)], officiel(nom, GRILLE)) == []


@pytest.mark.parametrize("nature", [GRILLE, AVIS])
def test_r6_leftovers_and_footnote_marks_are_not_printed_on_a_form(nature):
    complet = par_capacite()
    complet["regles"]["avis_granularite"] = "capacite_et_ou_critere"
    un = complet["capacites"][0]
    un["intitule"] = "Préparer pour le candidat1"
    un["conditions"] = ["Seul\n(Supprimer la rubrique inutile si nécessaire)"]
    un["criteres"][0]["texte"] = "Le candidat1 règle (supprimer la rubrique inutile) la pompe."
    complet["modalites"][1]["texte"] = "Avis du tuteur\nSupprimer la rubrique inutile"

    lu = " ".join(pages(rendre(brouillon(complet), nature)))

    assert "upprimer" not in lu
    assert "candidat1" not in lu
    assert "Capacité 1 : Préparer pour le candidat" in lu
    assert "1.1 Le candidat règle la pompe." in lu


@pytest.mark.parametrize("nature", [GRILLE, AVIS])
def test_a_long_critere_is_never_cut(nature):
    complet = par_capacite(titre="Un titre fort long " * 13)
    complet["regles"]["avis_granularite"] = "capacite_et_ou_critere"
    long = (PHRASE * 60)[:3990] + " FIN"
    for capacite in complet["capacites"]:
        for critere in capacite["criteres"]:
            critere["texte"] = long

    octets = rendre(brouillon(complet), nature)

    assert sum(serre(page).count(serre(long)) for page in corps(octets)) == 3


# --- The blank opinion -------------------------------------------------------------------------


@pytest.mark.parametrize(("nom", "capacites", "criteres"), [(N2013, 6, 17), (N2018, 7, 0)])
def test_r17_the_opinion_follows_the_grain_of_the_version(nom, capacites, criteres):
    octets = officiel(nom, AVIS)
    lu = " ".join(corps(octets, haut=30))

    reponses = "Favorable Réservé Défavorable Non observé"
    assert lu.count(f"{reponses} Commentaire :") == capacites
    assert lu.count(reponses) == capacites + criteres
    assert lu.count("Critère par critère, si vous le souhaitez") == (capacites if criteres else 0)
    assert len(carres(octets)) == 4 * (capacites + criteres) + 3


@pytest.mark.parametrize("nom", NOMS)
def test_r17_the_company_reads_nothing_of_the_commission(nom):
    lu = " ".join(corps(officiel(nom, AVIS))).lower()

    mots = ("non acquis", "non évalué", "non observable", "conclusion", "commission")
    assert [mot for mot in mots if mot in lu] == []


@pytest.mark.parametrize(
    ("nom", "phrases"),
    [
        (N2013, ["Cochez une case pour chacune des 6 capacités."]),
        (
            N2018,
            ["Cochez une case pour chacune des 7 capacités.", "Cet avis n'est pas demandé en VAE."],
        ),
    ],
)
def test_the_opinion_says_what_is_asked_and_who_signs(nom, phrases):
    phrases += [
        "Candidat (nom et prénom) Dossier n° Entreprise UIMM territoriale centre d'examen",
        "L’entreprise (tuteur, responsable hiérarchique ou fonctionnel…) donne un avis",
        "Un commentaire est attendu, sauf avis favorable.",
        "Votre avis éclaire le jury, il ne décide pas à sa place.",
        "Tuteur Responsable hiérarchique Responsable fonctionnel",
        "Je donne cet avis au nom de l'entreprise, d'après ce que j'ai constaté.",
        "Nom et prénom Fonction Date Signature",
    ]

    assert absents(phrases, officiel(nom, AVIS)) == []
    assert ("n'est pas demandé en VAE" in " ".join(corps(officiel(nom, AVIS)))) == (nom == N2018)


# --- The file ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "nom", "titre"),
    [
        (VERSION, "referentiel-MQ 2030 01 01 0001.pdf", "Référentiel MQ 2030 01 01 0001"),
        (
            GRILLE,
            "grille-vierge-MQ 2030 01 01 0001.pdf",
            "Grille d'évaluation vierge MQ 2030 01 01 0001",
        ),
        (
            AVIS,
            "avis-vierge-MQ 2030 01 01 0001.pdf",
            "Avis de l'entreprise vierge MQ 2030 01 01 0001",
        ),
    ],
)
def test_the_file_is_named_after_the_version(nature, nom, titre):
    referentiel = importer(en_json(document()), nom="a.json").referentiel

    cle = cle_du_document(contenu(referentiel), nature)
    produit = produire_document(referentiel, nature, cle)

    assert (produit.nom, produit.titre) == (nom, titre)
    assert produit.contenu == rendre(contenu(referentiel), nature)
