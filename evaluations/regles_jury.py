"""The rules of the jury and of what it grants: pure functions, no database, no clock.

They come from the national agreement in force at the session's date, not from the référentiel
(R4). Source: DOMAINE.md §4, rules R26 to R38.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cqpm.commun.dates import mois_plus_tard
from evaluations.enums import College, Conclusion, DecisionJury


@dataclass(frozen=True)
class Accord:
    """The delays that an agreement sets."""

    depuis: datetime.date
    texte: str
    saisine_syndicats_jours: int
    convocation_jours: int
    conservation_capacite_mois: int
    conservation_bloc_mois: int


ACCORDS = (
    Accord(
        depuis=datetime.date.min,
        texte="accord national du 8 novembre 2019",
        saisine_syndicats_jours=15,
        convocation_jours=8,
        conservation_capacite_mois=24,
        conservation_bloc_mois=60,
    ),
)


def accord_en_vigueur(date: datetime.date) -> Accord:
    """The agreement that rules a session held on that day (R4)."""
    return max((un for un in ACCORDS if un.depuis <= date), key=lambda un: un.depuis)


@dataclass(frozen=True)
class Siege:
    """A member as the rules see them."""

    college: str
    est_president: bool
    present: bool


def quorum_manquant(sieges: Iterable[Siege]) -> list[str]:
    """Who must still be present for the jury to deliberate, one sentence each (R26)."""
    presents = [siege for siege in sieges if siege.present]
    manques = []
    if not any(un.est_president and un.college == College.EMPLOYEURS for un in presents):
        manques.append(
            "Le président, membre de la délégation patronale, doit être désigné et présent."
        )
    for college, nom in (
        (College.EMPLOYEURS, "de la délégation patronale"),
        (College.SALARIES, "des organisations syndicales de salariés"),
    ):
        if not any(un.college == college for un in presents):
            manques.append(f"Au moins un membre {nom} doit être présent.")
    return manques


def obstacles_ouverture(
    sieges: Iterable[Siege], nombre_dossiers: int, *, jours_avant: int = 0
) -> list[str]:
    """What forbids opening the session, one sentence each (R26).

    `jours_avant` counts the days left before its date: a PV is not dated in the future.
    """
    obstacles = quorum_manquant(sieges)
    if not nombre_dossiers:
        obstacles.append("Inscrivez au moins un dossier prêt pour le jury.")
    if jours_avant > 0:
        obstacles.append(
            f"La session est prévue dans {jours_avant} jour{'s' if jours_avant > 1 else ''} : "
            "elle s'ouvre le jour dit. Si le jury se réunit aujourd'hui, corrigez sa date."
        )
    return obstacles


def avertissements(
    date: datetime.date,
    *,
    demandes_le: datetime.date | None,
    convocations_le: datetime.date | None,
    sieges: Sequence[Siege],
) -> list[str]:
    """What does not forbid the session but is written in the PV (R27, R28, R29)."""
    accord = accord_en_vigueur(date)
    textes = []
    if demandes_le is None:
        textes.append("La date de saisine des organisations syndicales n'est pas renseignée.")
    elif (date - demandes_le).days < accord.saisine_syndicats_jours:
        textes.append(
            f"Les organisations syndicales ont été saisies le {demandes_le:%d/%m/%Y}, moins de "
            f"{accord.saisine_syndicats_jours} jours avant la session."
        )
    if convocations_le is None:
        textes.append("La date d'envoi des convocations n'est pas renseignée.")
    elif (date - convocations_le).days < accord.convocation_jours:
        textes.append(
            f"Les convocations sont parties le {convocations_le:%d/%m/%Y}, moins de "
            f"{accord.convocation_jours} jours avant la session."
        )
    return textes + _parite(sieges)


def _parite(sieges: Sequence[Siege]) -> list[str]:
    """One sentence for the seats, one for the members present, when the sides differ (R27)."""
    ensembles = [("La composition du jury", sieges)]
    presents = [un for un in sieges if un.present]
    if presents:
        ensembles.append(("Le jury présent", presents))
    phrases = []
    for sujet, membres in ensembles:
        patronale, salariee = effectifs(membres)
        if patronale != salariee:
            phrases.append(
                f"{sujet} n'est pas paritaire : {_membres(patronale)} de la délégation patronale, "
                f"{_membres(salariee)} des organisations syndicales de salariés."
            )
    return phrases


def effectifs(sieges: Iterable[Siege]) -> tuple[int, int]:
    """How many sit for the délégation patronale, and for the unions."""
    colleges = [un.college for un in sieges]
    return colleges.count(College.EMPLOYEURS), colleges.count(College.SALARIES)


def _membres(nombre: int) -> str:
    return "aucun membre" if not nombre else f"{nombre} membre{'s' if nombre > 1 else ''}"


def phrase_de_parite(sieges: Iterable[Siege]) -> str:
    """The parity statement of the PV, about the members present (R27)."""
    patronale, salariee = effectifs(un for un in sieges if un.present)
    parite = "la parité est respectée" if patronale == salariee else "la parité n'est pas atteinte"
    return (
        f"Présents : {_membres(patronale)} de la délégation patronale et {_membres(salariee)} des "
        f"organisations syndicales de salariés ; {parite}."
    )


def decision_globale(validees: set[int], visees: set[int]) -> DecisionJury:
    """What the capacités decide: the CQPM iff all the target ones are validated (R32)."""
    acquises = validees & visees
    if visees and acquises == visees:
        return DecisionJury.ADMIS
    return DecisionJury.PARTIEL if acquises else DecisionJury.REFUSE


@dataclass(frozen=True)
class Vote:
    """What the jury says of each capacité, by number, and of the whole."""

    validees: Mapping[int, bool]
    motifs: Mapping[int, str] = field(default_factory=dict)
    decision: str = ""
    motif: str = ""
    conditions_verifiees: bool = False


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
) -> list[Refus]:
    """List what forbids recording this decision.

    `conclusions` gives the commission's conclusion, or `None`, by number of evaluated capacité;
    `conservees` those kept from an earlier jury and still valid, `but` all those that the result
    takes, the evaluated ones unless told (R32, R39). The
    organisation is checked first (R31); a capacité never concluded cannot be validated (R34);
    departing from the commission needs a reason (R33); the decision posted is the one that the
    capacités make (R32); a renvoi says why and judges no capacité.
    """
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
    if vote.decision == DecisionJury.RENVOI:
        if not vote.motif.strip():
            refus.append(
                Refus(
                    "motif", "Écrivez ce que le jury attend : le dossier retourne à la commission."
                )
            )
        return refus
    for numero, conclusion in conclusions.items():
        refus += _refus_de_la_capacite(numero, conclusion, vote)
    return refus + _refus_de_l_ensemble(vote, conservees, but or set(conclusions))


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


def blocs_valides(
    blocs: Mapping[int, set[int]], validees: set[int], *, enregistre_rncp: bool
) -> set[int]:
    """Which blocs are granted: RNCP-registered version, every capacité of the bloc (R35).

    `blocs` gives, by bloc key, the numbers of its capacités. A bloc without capacité is badly
    entered data: it is never granted.
    """
    if not enregistre_rncp:
        return set()
    return {cle for cle, numeros in blocs.items() if numeros and numeros <= validees}


def fins_de_conservation(
    deliberation: datetime.date,
    *,
    nouvelles: set[int],
    anciennes: Mapping[int, datetime.date],
    blocs: Mapping[int, set[int]],
    enregistre_rncp: bool,
) -> dict[int, datetime.date]:
    """Until when each capacité is kept after a deliberation, by number (R38).

    `nouvelles` were validated that day; `anciennes` give the last day of those kept from an
    earlier jury, which keep it, and are lost when it is past. A bloc that the new ones complete is
    validated that day, with all its capacités (DOMAINE.md §4.4).
    """
    accord = accord_en_vigueur(deliberation)
    fins = {numero: fin for numero, fin in anciennes.items() if fin >= deliberation}
    fin_capacite = fin_conservation(deliberation, accord.conservation_capacite_mois)
    fins |= dict.fromkeys(nouvelles, fin_capacite)
    fin_bloc = fin_conservation(deliberation, accord.conservation_bloc_mois)
    for bloc in blocs_valides(blocs, set(fins), enregistre_rncp=enregistre_rncp):
        if blocs[bloc] & nouvelles:
            fins |= dict.fromkeys(blocs[bloc], fin_bloc)
    return fins


def fin_conservation(deliberation: datetime.date, mois: int) -> datetime.date:
    """Last day on which what was validated still counts, inclusive (R38).

    The same day of the month, `mois` months later; the month's last day where it has no such day.
    """
    return mois_plus_tard(deliberation, mois)
