"""From the text of an official document to an exchange document, every word accounted for."""

from referentiels.analyse.assemblage import Lu, assembler
from referentiels.analyse.carnet import Carnet
from referentiels.analyse.couverture import attribuer
from referentiels.analyse.feuilles import deposer
from referentiels.analyse.lignes import lire_lignes
from referentiels.analyse.notes import retirer_notes
from referentiels.analyse.pieds import retirer_pieds
from referentiels.analyse.plan import planifier
from referentiels.analyse.relecture import conclure, relire_les_mots
from referentiels.analyse.resultat import Analyse
from referentiels.analyse.sections import decouper
from referentiels.analyse.source import Source
from referentiels.analyse.titres import modele_de
from referentiels.errors import PasUnReferentiel

MOTS_MAX = 40_000  # the official texts have 2,500; this bounds the time of what follows


def analyser(source: Source) -> Analyse:
    """Read a référentiel of either template, whatever its reader. Raises PasUnReferentiel."""
    if len(source.texte.split(maxsplit=MOTS_MAX)) > MOTS_MAX:
        raise PasUnReferentiel(source.nom)
    carnet = Carnet(source)
    toutes = lire_lignes(source)
    sans_pieds, pieds = retirer_pieds(toutes, source.nature)
    lignes, notes = retirer_notes(sans_pieds, source, carnet)
    plan = planifier(decouper(lignes), source.nom, carnet)
    modele = modele_de(plan.titres)
    arbre = assembler(Lu(plan, modele, lignes, pieds, notes), carnet)
    document = deposer(arbre, carnet)
    relire_les_mots(lignes, carnet)
    attributions = attribuer(carnet)
    return Analyse(modele.value, document, attributions, conclure(carnet, attributions))
