"""What the jury may decide of a candidate: pure functions, no database, no clock.

Source: DOMAINE.md §4, rules R31 to R36.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluations.enums import Conclusion, DecisionJury
from evaluations.regles_vote import SaisieVoix, refus_du_vote


def decision_globale(validees: set[int], visees: set[int]) -> DecisionJury:
    """What the capacités decide: the CQPM iff all the target ones are validated (R32)."""
    acquises = validees & visees
    if visees and acquises == visees:
        return DecisionJury.ADMIS
    return DecisionJury.PARTIEL if acquises else DecisionJury.REFUSE


@dataclass(frozen=True)
class Vote:
    """What the jury says of each capacité, by number, and of the whole.

    `voix` are there where a vote was held (R36); `preside_par` is the key of the member who
    presides for this candidate, when the president withdrew (R30).
    """

    validees: Mapping[int, bool]
    motifs: Mapping[int, str] = field(default_factory=dict)
    decision: str = ""
    motif: str = ""
    conditions_verifiees: bool = False
    voix: Mapping[int, SaisieVoix] = field(default_factory=dict)
    preside_par: int | None = None


@dataclass(frozen=True)
class Refus:
    """Why a decision cannot be recorded: where, and what to do."""

    champ: str
    message: str


MOTIF_MAX = 4000
MOTIF_CAPACITE_MAX = 2000


def refus_de_decider(
    vote: Vote,
    conclusions: Mapping[int, str | None],
    *,
    conservees: set[int] = frozenset(),
    but: set[int] | None = None,
    votants: int = 0,
    rectification: bool = False,
) -> list[Refus]:
    """List what forbids recording this decision.

    `conclusions` gives the commission's conclusion, or `None`, by number of evaluated capacité;
    `conservees` those kept from an earlier jury and still valid, `but` all those that the result
    takes, the evaluated ones unless told (R32, R39). The
    organisation is checked first (R31); a capacité never concluded cannot be validated (R34);
    departing from the commission needs a reason (R33); a vote of the `votants` gives the result
    that is ticked (R36); the decision posted is the one that the
    capacités make (R32); a renvoi says why and judges no capacité, and a `rectification` makes none
    (R40).
    """
    refus = _refus_du_cadre(vote)
    if vote.decision == DecisionJury.RENVOI:
        return refus + _refus_du_renvoi(vote, rectification=rectification)
    for numero, conclusion in conclusions.items():
        refus += _refus_de_la_capacite(numero, conclusion, vote)
        refus += _refus_des_voix(numero, vote, votants)
    return refus + _refus_de_l_ensemble(vote, conservees, but or set(conclusions))


def _refus_du_cadre(vote: Vote) -> list[Refus]:
    refus = []
    if not vote.conditions_verifiees:
        refus.append(
            Refus(
                "conditions_verifiees",
                "Cochez d'abord la vérification des conditions d'organisation des évaluations : "
                "le jury ne décide qu'ensuite.",
            )
        )
    if len(vote.motif) > MOTIF_MAX:
        refus.append(Refus("motif", f"Ce texte dépasse {MOTIF_MAX} signes : raccourcissez-le."))
    return refus


def _refus_du_renvoi(vote: Vote, *, rectification: bool) -> list[Refus]:
    refus = []
    if rectification:
        refus.append(
            Refus(
                "decision",
                "Un PV rectificatif prononce un résultat : choisissez les capacités validées, "
                "le renvoi n'est plus possible.",
            )
        )
    if not vote.motif.strip():
        refus.append(
            Refus("motif", "Écrivez ce que le jury attend : le dossier retourne à la commission.")
        )
    return refus


def _refus_des_voix(numero: int, vote: Vote, votants: int) -> list[Refus]:
    """The totals of a vote, once the capacité has its choice (R36)."""
    saisie, validee = vote.voix.get(numero), vote.validees.get(numero)
    if saisie is None or validee is None:
        return []
    phrase = refus_du_vote(saisie, validee=validee, votants=votants)
    return [Refus(f"voix_{numero}", f"Capacité {numero} : {phrase}")] if phrase else []


def _refus_de_la_capacite(numero: int, conclusion: str | None, vote: Vote) -> list[Refus]:
    champ = f"capacite_{numero}"
    validee = vote.validees.get(numero)
    if validee is None:
        return [Refus(champ, f"Capacité {numero} : choisissez « validée » ou « non validée ».")]
    if validee and conclusion is None:
        return [
            Refus(
                champ,
                f"Capacité {numero} : la commission ne l'a pas évaluée, le jury ne peut pas la "
                "valider. Choisissez « non validée » ou le renvoi pour complément.",
            )
        ]
    motif = vote.motifs.get(numero, "").strip()
    if len(motif) > MOTIF_CAPACITE_MAX:
        return [
            Refus(
                champ,
                f"Capacité {numero} : le motif dépasse {MOTIF_CAPACITE_MAX} signes, "
                "raccourcissez-le.",
            )
        ]
    s_ecarte = conclusion is not None and validee != (conclusion == Conclusion.ACQUISE)
    if s_ecarte and not motif:
        return [
            Refus(
                champ,
                f"Capacité {numero} : le jury s'écarte de la commission, écrivez pourquoi.",
            )
        ]
    return []


def _refus_de_l_ensemble(vote: Vote, conservees: set[int], visees: set[int]) -> list[Refus]:
    if not vote.decision:
        return []
    validees = {numero for numero, oui in vote.validees.items() if oui} | conservees
    juste = decision_globale(validees, visees)
    if vote.decision == juste:
        return []
    manquantes = ", ".join(str(numero) for numero in sorted(visees - validees))
    if vote.decision == DecisionJury.ADMIS:
        quoi = "la capacité" if len(visees - validees) == 1 else "les capacités"
        message = (
            f"La décision demande toutes les capacités, il manque {quoi} {manquantes} : "
            "choisissez la décision qui découle des capacités, ou revoyez-les."
        )
    else:
        message = (
            "La décision ne correspond pas aux capacités validées : reprenez-les une à une, la "
            "décision en découle."
        )
    return [Refus("decision", message)]
