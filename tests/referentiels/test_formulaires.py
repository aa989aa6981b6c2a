"""The blank grid and the blank opinion, as they are filled with a pen."""

from collections import defaultdict

import pytest

from referentiels.documents import (
    modalites_a_cocher,
)
from referentiels.selectors import contenu
from tests.lecture_pdf import carres, corps, pages, places_des_carres
from tests.referentiels.comparaison import NOMS
from tests.referentiels.documents import ECHELLE, document, par_capacite
from tests.referentiels.papiers import (
    AVIS,
    GRILLE,
    N2013,
    N2018,
    PHRASE,
    absents,
    brouillon,
    importe,
    officiel,
    rendre,
    serre,
)

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("nombre", [2, 3, 6])
def test_the_boxes_are_the_levels_of_the_version_each_in_its_column(nombre):
    """Two or three levels, then as many as there can be: each critère has them on one line."""
    autres = [
        {"code": f"autre_{un}", "libelle": f"Niveau {mot}", "sens": "non_observable"}
        for un, mot in enumerate(["premier", "second"])
    ]
    echelle = [*ECHELLE, *autres][-nombre:]
    octets = rendre(brouillon(document(echelle=echelle)), GRILLE)

    attendu = " ".join(un["libelle"] for un in echelle)
    assert absents([f"1.1 Le poste est prêt. {attendu} Commentaire, preuves :"], octets) == []
    rangees = defaultdict(list)
    for numero, gauche, bas, _ in places_des_carres(octets):
        rangees[numero, bas].append(gauche)
    colonnes = [tuple(une) for une in rangees.values()]
    # 3 critères, 2 conclusions, 1 modality for each of the 2 capacités
    assert sorted(map(len, colonnes)) == sorted([*[nombre] * 3, 2, 2, 1, 1])
    assert nombre == 2 or len({une for une in colonnes if len(une) == nombre}) == 1


@pytest.mark.parametrize(
    ("libelles", "consigne"),
    [
        (["Partiellement acquis", "À reprendre"], "« Partiellement acquis » ou « À reprendre »"),
        (["", "À reprendre"], "« À reprendre »"),
        (["", ""], ""),
    ],
)
def test_r21_the_grid_says_which_levels_need_a_comment(libelles, consigne):
    echelle = [un | {} for un in ECHELLE]
    echelle[1]["libelle"], echelle[2]["libelle"] = libelles
    tout = brouillon(document(echelle=echelle))

    tete = f"tout critère {consigne}, et " if consigne else ""
    attendu = f"Expliquez dans le commentaire {tete}toute capacité non acquise."
    assert absents([attendu], rendre(tout, GRILLE)) == []


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
        "Expliquez dans le commentaire tout critère « Non acquis » ou « Non observable », et "
        "toute capacité non acquise.",
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
