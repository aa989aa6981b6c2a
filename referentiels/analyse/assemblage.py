"""Put the parts of the document together, in the order of the exchange format."""

from collections.abc import Sequence
from dataclasses import dataclass

from referentiels.analyse import blocs, capacites, cellules, modalites, notes
from referentiels.analyse.blocs import Liste, Regroupement
from referentiels.analyse.carnet import Carnet
from referentiels.analyse.entete import lire_en_tete
from referentiels.analyse.feuilles import Texte
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mots
from referentiels.analyse.paragraphes import Paragraphe, lire_paragraphes, numero_de_point
from referentiels.analyse.pieds import Pied
from referentiels.analyse.plan import Plan, Section
from referentiels.analyse.rangees import Rangee, separer_numero
from referentiels.analyse.regles import Dit, libelles, lire_regles
from referentiels.analyse.relecture import douter_des_pieds
from referentiels.analyse.titres import Modele, Role, signaler
from referentiels.enums import CodeModalite, NatureDoute


@dataclass(frozen=True)
class Lu:
    """The document as cut: its plan, and the lines, feet and notes taken out of it."""

    plan: Plan
    modele: Modele
    lignes: Sequence[LigneLue]
    pieds: Sequence[Pied]
    notes: Sequence[notes.Note]


def assembler(lu: Lu, carnet: Carnet) -> dict:
    """The exchange document, whose leaves still hold their words."""
    plan = lu.plan
    identite = lire_en_tete(plan.couverture.lignes, lu.pieds, carnet)
    douter_des_pieds(lu.pieds, (plan.blocs, plan.capacites), identite["numero"].mots, carnet)
    definitions, connues = _definitions(plan, carnet)
    rangees, les_blocs = _tableaux(lu, connues, carnet)
    par_capacite = plan.par_capacite or any(rangee.modalites for rangee in rangees)
    decrites = capacites.decrire(rangees, connues, par_capacite, carnet)
    _verifier_les_modalites(definitions, decrites, carnet)
    for titre in plan.titres:
        signaler(titre, carnet)
    return {
        **identite,
        **libelles(lu.lignes, carnet),
        "regles": lire_regles(_dit(lu, par_capacite, bool(les_blocs)), carnet),
        "blocs": les_blocs,
        "capacites": decrites,
        "modalites": definitions,
        "admissibilite": _admissibilite(plan, carnet),
        "sections": [section.decrire() for section in plan.sections],
        "notes": notes.decrire(lu.notes, [mot for ligne in lu.lignes for mot in ligne.mots]),
    }


def _tableaux(
    lu: Lu, connues: modalites.Connues, carnet: Carnet
) -> tuple[list[Rangee], list[dict]]:
    """The rows of the main table and the blocs: each helps to read the other."""
    plan = lu.plan
    par_rang = {ligne.rang: ligne for ligne in lu.lignes}
    liste, regroupement = _liste(plan, par_rang, carnet)
    rangees = capacites.lire_table(plan.capacites, liste, connues, par_rang, carnet)
    if regroupement and not regroupement.par_cases:
        regroupement = blocs.separer_blocs(regroupement, rangees)
    les_blocs = _blocs(plan, regroupement, rangees, carnet)
    capacites.comparer_a_la_liste(rangees, regroupement.liste if regroupement else liste, carnet)
    return rangees, les_blocs


def _dit(lu: Lu, par_capacite: bool, avec_blocs: bool) -> Dit:
    return Dit(
        validation=lu.plan.lignes_de(Role.VALIDATION),
        avis=_lignes_de_l_avis(lu.plan),
        admissibilite=lu.plan.lignes_de(Role.ADMISSIBILITE),
        par_capacite=par_capacite,
        blocs=avec_blocs,
        modele=lu.modele,
    )


def _definitions(plan: Plan, carnet: Carnet) -> tuple[list[dict], modalites.Connues]:
    """Read the definitions first: the table names the modalities by their titles."""
    if plan.definitions is None:
        return [], modalites.connues_par_defaut()
    lues, avant, connues = modalites.lire_definitions(plan.definitions.lignes, carnet)
    plan.definitions.paragraphes = lire_paragraphes(avant, carnet)
    return lues, connues


def _lignes_de_l_avis(plan: Plan) -> list[LigneLue]:
    if plan.definitions is None:
        return []
    return modalites.lignes_de(CodeModalite.AVIS_ENTREPRISE, plan.definitions.lignes)


def _liste(
    plan: Plan, par_rang: dict[int, LigneLue], carnet: Carnet
) -> tuple[Liste, Regroupement | None]:
    """The capacités announced before the table, with the table of the blocs when there is one."""
    admissibilite = plan.premiere(Role.ADMISSIBILITE)
    for section in plan.sections:
        if section not in (plan.definitions, admissibilite):
            section.paragraphes = lire_paragraphes(section.lignes, carnet)
    if plan.blocs.tete is None:
        return _liste_en_points(plan.sections), None
    roles = cellules.roles_des_colonnes(plan.blocs.tete, par_rang)
    lignes = plan.blocs.lignes
    carnet.reperer(*(ligne.glyphe for ligne in lignes))
    lu = blocs.lire_cases(lignes, roles) if roles else blocs.lire_flux(lignes)
    return lu.liste, lu


def _liste_en_points(sections: Sequence[Section]) -> Liste:
    """The longest list of numbered points."""
    listes = [_points_numerotes(p) for section in sections for p in section.paragraphes]
    return max(listes, key=len, default={})


def _points_numerotes(paragraphe: Paragraphe) -> Liste:
    numeros = ((numero_de_point(point[:3]), point) for point in paragraphe.points if point)
    return {n: separer_numero(tuple(point))[1] for n, point in numeros if n is not None}


def _blocs(
    plan: Plan, lu: Regroupement | None, rangees: Sequence[Rangee], carnet: Carnet
) -> list[dict]:
    if lu is None:
        return []
    plan.blocs.section.points = list(lu.points.values())
    blocs.douter_des_fusions(lu.blocs, carnet)
    ranges = {numero for bloc in lu.blocs for numero in bloc.capacites}
    for rangee in rangees:
        if lu.blocs and rangee.numero not in ranges:
            constat = f"La capacité {rangee.numero} n'est dans aucun regroupement. Choisissez-le."
            carnet.douter(NatureDoute.SANS_BLOC, constat, rangee.intitule)
    return [bloc.decrire() for bloc in lu.blocs]


def _admissibilite(plan: Plan, carnet: Carnet) -> Texte:
    section = plan.premiere(Role.ADMISSIBILITE)
    if section is None or not section.lignes:
        constat = "Les conditions d'admissibilité sont introuvables : écrivez-les."
        carnet.douter(NatureDoute.TITRE, constat, chemin="admissibilite")
        return Texte()
    alineas: list[Mots] = []
    for paragraphe in lire_paragraphes(section.lignes, carnet):
        alineas += [tuple(mots) for mots in (paragraphe.mots, *paragraphe.points) if mots]
    return Texte(tuple(alineas))


def _verifier_les_modalites(
    definitions: Sequence[dict], decrites: Sequence[dict], carnet: Carnet
) -> None:
    definis = {definition["code"] for definition in definitions}
    if not definis:
        constat = "Aucune modalité d'évaluation n'est définie : écrivez-les."
        carnet.douter(NatureDoute.MODALITE, constat, chemin="modalites")
    for capacite in decrites:
        for prevue in capacite["modalites_detail"]:
            if definis and prevue["code"] not in definis:
                constat = "Cette modalité du tableau n'est pas définie dans le document."
                carnet.douter(NatureDoute.MODALITE, constat, prevue["libelle"].mots)
