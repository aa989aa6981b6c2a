"""Who must sit, and be told, for a jury to deliberate: pure functions, no database, no clock.

Source: DOMAINE.md §4.1, §4.2, rules R26 to R30.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluations.accords import accord_en_vigueur
from evaluations.enums import College, NatureConflit, ReponseSyndicat

# The links that the dossier shows and that keep a member from its candidate (R30); the software
# knows no other one, a person declares those.
EMPECHEMENTS = frozenset({NatureConflit.EVALUATEUR, NatureConflit.TUTEUR, NatureConflit.FORMATEUR})

# The links that do not withdraw by themselves: the person says (R30).
AU_CHOIX = frozenset({NatureConflit.ENTREPRISE, NatureConflit.AUTRE})


def refus_de_sieger(nature: str | None, *, se_retire: bool) -> str:
    """Why a member with this link cannot say that they sit all the same, or "" (R30)."""
    if se_retire or nature in AU_CHOIX:
        return ""
    return "Avec ce lien, le membre se retire pour ce candidat."


@dataclass(frozen=True)
class Siege:
    """A member as the rules see them."""

    college: str
    est_president: bool
    present: bool


@dataclass(frozen=True)
class Saisine:
    """A union representative on the session's day: when it was asked, what it answered (R28)."""

    sigle: str
    envoyee_le: datetime.date | None = None
    reponse: str = ""


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


def suspension(sieges: Iterable[Siege]) -> str:
    """Why an open session may neither decide nor close; empty while it has its quorum (R26)."""
    if not (manques := quorum_manquant(sieges)):
        return ""
    return (
        "La session est suspendue, le quorum n'est plus réuni. "
        + " ".join(manques)
        + " Notez une arrivée, ou désignez le président parmi les membres en séance."
    )


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
    saisines: Sequence[Saisine] = (),
) -> list[str]:
    """What does not forbid the session but is written in the PV (R27, R28, R29).

    `saisines` has one line per union representative on that day; without any, the list is not kept
    and the composition is compared with itself alone.
    """
    accord = accord_en_vigueur(date)
    textes = []
    if demandes_le is None:
        textes.append("La date de saisine des organisations syndicales n'est pas renseignée.")
    elif (date - demandes_le).days < accord.saisine_syndicats_jours:
        textes.append(
            f"Les organisations syndicales ont été saisies le {demandes_le:%d/%m/%Y}, moins de "
            f"{accord.saisine_syndicats_jours} jours avant la session."
        )
    textes += _suites_des_saisines(saisines)
    if convocations_le is None:
        textes.append("La date d'envoi des convocations n'est pas renseignée.")
    elif (date - convocations_le).days < accord.convocation_jours:
        textes.append(
            f"Les convocations sont parties le {convocations_le:%d/%m/%Y}, moins de "
            f"{accord.convocation_jours} jours avant la session."
        )
    attendue = _composition_attendue(sieges, len(saisines))
    return textes + attendue + _parite(sieges, composition=not attendue)


def _suites_des_saisines(saisines: Sequence[Saisine]) -> list[str]:
    """Who was forgotten, and who named nobody although asked: it blocks nothing (§4.2).

    Where nothing was recorded union by union, the centre asked outside the software.
    """
    if not any(une.envoyee_le for une in saisines):
        return []
    oubliees = [une.sigle for une in saisines if not une.envoyee_le]
    textes = [f"Organisation non saisie : {', '.join(oubliees)}."] if oubliees else []
    for une in saisines:
        if une.envoyee_le and une.reponse != ReponseSyndicat.DESIGNE:
            quoi = "n'a désigné personne" if une.reponse else "n'a pas répondu"
            textes.append(f"{une.sigle}, saisie le {une.envoyee_le:%d/%m/%Y}, {quoi}.")
    return textes


def _composition_attendue(sieges: Sequence[Siege], organisations: int) -> list[str]:
    """One member per representative union, as many employers: a difference is a warning (R27)."""
    patronale, salariee = effectifs(sieges)
    if not organisations or patronale == salariee == organisations:
        return []
    accords = "s" if organisations > 1 else ""
    return [
        f"{organisations} organisation{accords} syndicale{accords} représentative{accords} à cette "
        f"date : la composition attendue est de {_membres(organisations)} de chaque délégation ; "
        f"elle compte {_membres(patronale)} de la délégation patronale et {_membres(salariee)} des "
        "organisations syndicales de salariés."
    ]


def _parite(sieges: Sequence[Siege], *, composition: bool = True) -> list[str]:
    """One sentence for the seats, one for the members present, when the sides differ (R27)."""
    ensembles = [("La composition du jury", sieges)] if composition else []
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
