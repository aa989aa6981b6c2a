"""A place of a document is named as its reader does, and its path is read back."""

import pytest

from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import depuis_texte, en_texte
from tests.referentiels.documents import document, pose

LIEUX = {
    "titre": "Titre du CQPM",
    "capacites": "Capacités",
    "regles.blocs": "Règles, regroupements",
    "echelle": "Échelle des critères",
    "echelle[1].libelle": "Échelle, niveau 2, libellé",
    "echelle[1].code": "Échelle, niveau 2",
    "capacites[1]": "Capacité 7",
    "capacites[1].intitule": "Capacité 7, intitulé",
    "capacites[1].criteres": "Capacité 7, critères",
    "capacites[0].criteres[1].texte": "Capacité 1, critère 2",
    "capacites[0].criteres[1].sous_points[0]": "Capacité 1, critère 2, sous-point 1",
    "capacites[0].conditions[2]": "Capacité 1, condition 3",
    "capacites[0].modalites_detail[0].libelle": "Capacité 1, modalité 1, libellé",
    "modalites[1].texte": "Modalité « Avis de l’entreprise »",
    "modalites[1].points[0]": "Modalité « Avis de l’entreprise », point 1",
    "sections[0].paragraphes[0].points[2]": "Section 1, paragraphe 1, point 3",
    "blocs[0].capacites[1]": "Regroupement 1, capacité 2",
    "notes[0].appel": "Note 1, appel",
}


@pytest.mark.parametrize(("chemin", "lieu"), LIEUX.items())
def test_a_place_is_named_in_words(chemin, lieu):
    complet = pose(document(), "capacites.1.numero", 7)

    assert en_clair(depuis_texte(chemin), complet) == lieu


def test_r5_a_group_is_a_bloc_in_a_version_of_the_rncp_only():
    inscrit = document(numero_rncp="RNCP 35001")

    assert [en_clair(("blocs", 0, "intitule"), un) for un in (document(), inscrit)] == [
        "Regroupement 1, intitulé",
        "Bloc 1, intitulé",
    ]


@pytest.mark.parametrize("chemin", LIEUX)
def test_a_path_is_read_back(chemin):
    assert en_texte(depuis_texte(chemin)) == chemin
