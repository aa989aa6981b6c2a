"""May the jury judge this candidate, and who presides: pure functions, no database, no clock.

Source: DOMAINE.md §4.2, rules R26 and R30, candidate by candidate.
"""

from collections.abc import Sequence

from evaluations.regles_composition import Siege, quorum_manquant
from evaluations.regles_jury import Refus

# What the field that names the president of one candidate is called, here and on the page.
PRESIDENCE = "preside_par"

A_CHOISIR = Refus(
    PRESIDENCE,
    "Le président s'est retiré pour ce candidat : choisissez qui préside à sa place, parmi les "
    "membres de la délégation patronale en séance.",
)


def refus_de_quorum(sieges: Sequence[Siege], *, president_retire: bool) -> list[Refus]:
    """Why those who judge this candidate are too few, and what to do (R26).

    `sieges` leave out who withdrew or went away. When it is the president who withdrew, another
    member of the délégation patronale takes the chair.
    """
    if not (manques := quorum_manquant(sieges)):
        return []
    if president_retire and len(manques) == 1 and not any(un.est_president for un in sieges):
        return [A_CHOISIR]
    return [
        Refus(
            "quorum",
            f"Pour ce candidat, le quorum manque. {' '.join(manques)} Notez l'arrivée d'un membre "
            "sur la page de la session, ou retirez-en le dossier : une autre session en décidera.",
        )
    ]


def refus_des_retraits(retraits: Sequence[tuple[str, str]], *, decidee: bool) -> list[Refus]:
    """Who is found, at the moment of deciding, to have a link that withdraws them (R30).

    `retraits` gives each name and its link. A decision that is recorded was taken with them.
    """
    if not retraits:
        return []
    noms = ", ".join(f"{nom} : « {lien} »" for nom, lien in retraits)
    suite = (
        "annulez d'abord la décision enregistrée, puis décidez de nouveau sans ce membre."
        if decidee
        else "ce membre s'est retiré pour ce candidat. Relisez qui siège, puis enregistrez de "
        "nouveau la décision du jury, prise sans lui."
    )
    return [Refus("quorum", f"Le dossier montre maintenant un lien. {noms} : {suite}")]
