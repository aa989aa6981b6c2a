"""Every rule of a version is asked, with every answer it may have (R3)."""

from referentiels.enums import GranulariteAvis, NiveauModalites, VocabulaireDecision
from referentiels.redaction.regles import REGLES
from tests.referentiels.documents import document

REPONSES = {
    "entretien_requis": {"oui", "non"},
    "avis_vae_exempt": {"oui", "non"},
    "avis_granularite": set(GranulariteAvis.values),
    "modalites_niveau": set(NiveauModalites.values),
    "vocabulaire_decision": set(VocabulaireDecision.values),
}


def test_each_rule_but_the_one_that_follows_the_blocs_is_asked_once():
    posees = {regle.nom: {choix.valeur for choix in regle.choix} for regle in REGLES}

    assert posees == REPONSES
    assert len(REGLES) == len(posees)
    assert set(posees) == set(document()["regles"]) - {"blocs"}
