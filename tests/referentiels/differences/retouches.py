"""Edits of the 2018 document, each with what a reader must be told of it, and nothing more."""

from collections.abc import Callable

Retouche = Callable[[dict], None]


def criteres(document: dict, numero: int) -> list[dict]:
    return document["capacites"][numero - 1]["criteres"]


def critere(texte: str, *points: str, groupe: int = 1) -> dict:
    return {"texte": texte, "groupe": groupe, "sous_points": list(points)}


def _capacite(intitule: str, *textes: str) -> dict:
    return {
        "numero": 0,
        "intitule": intitule,
        "conditions": ["Un livret d’accueil est remis."],
        "criteres": [critere(texte) for texte in textes],
        "modalites": [],
        "modalites_detail": [],
    }


def renumeroter(document: dict) -> None:
    """Number the capacités 1..n in their order; the blocs follow."""
    nouveaux = {c["numero"]: rang for rang, c in enumerate(document["capacites"], start=1)}
    for rang, capacite in enumerate(document["capacites"], start=1):
        capacite["numero"] = rang
    for bloc in document["blocs"]:
        bloc["capacites"] = sorted(nouveaux[n] for n in bloc["capacites"] if n in nouveaux)


def reformuler_un_mot(d):
    criteres(d, 1)[1]["texte"] = "Les paramètres de conduite sont ajustés."


def ajouter_en_tete(d):
    criteres(d, 1).insert(0, critere("Le port des protections individuelles est respecté."))


def retirer(d):
    del criteres(d, 1)[2]


def echanger_deux_lointains(d):
    liste = criteres(d, 3)
    liste[1], liste[5] = liste[5], liste[1]


def echanger_deux_voisins(d):
    liste = criteres(d, 3)
    liste[1], liste[2] = liste[2], liste[1]


def deplacer_vers_une_capacite(d):
    criteres(d, 5).insert(2, criteres(d, 3).pop(3))


def deplacer_et_reformuler(d):
    deplace = criteres(d, 3).pop(5)
    deplace["texte"] = deplace["texte"].replace("respect", "strict respect")
    criteres(d, 5).append(deplace)


def scinder(d):
    criteres(d, 5)[6:7] = [
        critere("Les interventions à réaliser sont identifiées", groupe=6),
        critere(
            "Elles sont hiérarchisées (dépannage, démontage, remplacement, remontage…)", groupe=6
        ),
    ]


def scinder_avec_ses_sous_points(d):
    entier = criteres(d, 6)[0]
    points = entier["sous_points"]
    criteres(d, 6)[0:1] = [
        critere(entier["texte"], *points[:2]),
        critere("Le compte rendu est exploitable :", *points[2:]),
    ]


def fondre(d):
    liste = criteres(d, 4)
    liste[2]["texte"] += " " + liste[3]["texte"]
    del liste[3]


def retoucher_les_sous_points(d):
    points = criteres(d, 7)[1]["sous_points"]
    points[1] = "Les informations sont communiquées aux personnes concernées."
    points.append("Un bilan est tenu.")


def separer(d):
    criteres(d, 1)[1]["groupe"] = 9
    criteres(d, 1)[2]["groupe"] = 9


def ajouter_une_capacite_en_tete(d):
    d["capacites"].insert(0, _capacite("Accueillir", "Le client est accueilli.", "Il est écouté."))
    renumeroter(d)
    d["blocs"][0]["capacites"].insert(0, 1)


def retirer_une_capacite(d):
    del d["capacites"][6]
    renumeroter(d)


def renumeroter_la_derniere(d):
    d["capacites"][6]["numero"] = 9
    d["blocs"][2]["capacites"] = [6, 9]


def echanger_deux_capacites(d):
    capacites = d["capacites"]
    capacites[0]["numero"], capacites[1]["numero"] = 2, 1
    capacites[:2] = capacites[1], capacites[0]


def retitrer_une_capacite(d):
    d["capacites"][5]["intitule"] = "Transférer et capitaliser l’information"


def changer_de_bloc(d):
    d["blocs"][0]["capacites"] = [1]
    d["blocs"][1]["capacites"] = [2, 3, 4, 5]


def retitrer_un_bloc_sans_rien_garder(d):
    d["blocs"][0]["intitule"] = "Tout autre chose"


def inverser_deux_blocs_et_retitrer(d):
    d["blocs"][:2] = d["blocs"][1], d["blocs"][0]
    for bloc in d["blocs"][:2]:
        bloc["intitule"] += " utiles"


def retirer_les_blocs(d):
    d["blocs"] = []
    d["regles"]["blocs"] = False


def changer_une_regle(d):
    d["regles"]["entretien_requis"] = True


def changer_l_identite(d):
    d["date_modification"], d["numero_rncp"] = None, "RNCP00001"


def retoucher_les_conditions(d):
    conditions = d["capacites"][1]["conditions"]
    conditions[0] = conditions[0].replace("mis à disposition", "fournis")
    conditions.append("Un détecteur étalonné est fourni.")


def retoucher_une_modalite(d):
    d["modalites"][0]["titre"] = "Évaluation en situation professionnelle réelle"
    d["modalites"][0]["points"].pop()


def inverser_deux_modalites(d):
    modalites = d["modalites"]
    modalites[0], modalites[1] = modalites[1], modalites[0]


def retoucher_l_admissibilite(d):
    d["admissibilite"] = d["admissibilite"].replace("Qualifications", "Certifications")


def retoucher_les_sections(d):
    d["sections"][1]["paragraphes"].pop(0)
    d["sections"][2]["titre"] = "Environnement"
    d["sections"][3]["profondeur"] = 1


def retirer_une_note(d):
    d["notes"].pop()


def reformuler_sans_rien_garder(d):
    criteres(d, 1)[1]["texte"] = "Tout est neuf ici."


def ajouter_une_espace(d):
    criteres(d, 1)[5]["texte"] += " "


RETOUCHES: list[tuple[Retouche, list[str]]] = [
    (reformuler_un_mot, ["1 critère reformulé"]),
    (ajouter_en_tete, ["1 critère ajouté"]),
    (retirer, ["1 critère retiré"]),
    (echanger_deux_lointains, ["2 critères déplacés"]),
    (echanger_deux_voisins, ["1 critère déplacé"]),
    (deplacer_vers_une_capacite, ["1 critère déplacé"]),
    (deplacer_et_reformuler, ["1 critère déplacé", "1 critère reformulé"]),
    (scinder, ["1 critère scindé"]),
    (scinder_avec_ses_sous_points, ["1 critère scindé"]),
    (fondre, ["1 critère fondu"]),
    (retoucher_les_sous_points, ["1 critère reformulé"]),
    (separer, ["1 critère séparé du précédent"]),
    (ajouter_une_capacite_en_tete, ["1 capacité ajoutée"]),
    (retirer_une_capacite, ["1 capacité retirée"]),
    (renumeroter_la_derniere, ["1 capacité renumérotée"]),
    (retitrer_une_capacite, ["1 capacité reformulée"]),
    (echanger_deux_capacites, ["1 capacité déplacée"]),
    (changer_de_bloc, ["1 rattachement de capacité à un bloc modifié"]),
    (retitrer_un_bloc_sans_rien_garder, ["1 bloc reformulé"]),
    (inverser_deux_blocs_et_retitrer, ["1 bloc déplacé", "2 blocs reformulés"]),
    (
        retirer_les_blocs,
        ["1 règle modifiée", "3 blocs retirés", "7 rattachements de capacités à un bloc modifiés"],
    ),
    (changer_une_regle, ["1 règle modifiée"]),
    (changer_l_identite, ["2 champs d'identité modifiés"]),
    (retoucher_les_conditions, ["1 condition reformulée", "1 condition ajoutée"]),
    (retoucher_une_modalite, ["1 modalité reformulée", "1 point de modalité retiré"]),
    (inverser_deux_modalites, ["1 modalité déplacée"]),
    (retoucher_l_admissibilite, ["1 texte d'admissibilité modifié"]),
    (
        retoucher_les_sections,
        ["1 paragraphe retiré", "1 section reformulée", "1 section modifiée"],
    ),
    (retirer_une_note, ["1 note retirée"]),
    (reformuler_sans_rien_garder, ["1 critère retiré", "1 critère ajouté"]),
    (ajouter_une_espace, ["1 critère reformulé"]),
]
