"""What the form of a candidate shows before anything is typed: decision, else proposal."""

from collections.abc import Mapping

from evaluations.models import DecisionCapacite
from evaluations.regles_jury import Vote, decision_globale
from evaluations.regles_vote import SaisieVoix
from evaluations.selectors.deliberation import PageDeliberation


def vote_montre(page: PageDeliberation) -> Vote:
    """The recorded decision, else that of the rectified PV, else the commission's proposal."""
    deliberation = page.deliberation
    if deliberation.decision:
        decisions = {un.capacite.numero: un.decision for un in page.lignes if un.decision}
        return Vote(
            _validees(decisions),
            _motifs(decisions),
            deliberation.decision,
            deliberation.motif,
            conditions_verifiees=True,
            voix={numero: _saisie(une) for numero, une in decisions.items()},
            preside_par=deliberation.preside_par_id,
        )
    if page.rectifiee:
        rectifiees = {un.capacite.numero: un for un in page.rectifiee.capacites.all()}
        return Vote(
            _validees(rectifiees),
            _motifs(rectifiees),
            page.rectifiee.decision,
            page.rectifiee.motif,
            preside_par=deliberation.preside_par_id,
        )
    validees = {un.capacite.numero: un.proposition for un in page.lignes}
    acquises = {numero for numero, oui in validees.items() if oui}
    return Vote(
        validees,
        decision=decision_globale(acquises | page.conservees, page.but),
        preside_par=deliberation.preside_par_id,
    )


def _validees(decisions: Mapping[int, DecisionCapacite]) -> dict[int, bool]:
    return {numero: une.validee for numero, une in decisions.items()}


def _motifs(decisions: Mapping[int, DecisionCapacite]) -> dict[int, str]:
    return {numero: une.motif for numero, une in decisions.items()}


def _saisie(decision: DecisionCapacite) -> SaisieVoix:
    voix = decision.voix
    if voix is None:
        return SaisieVoix()
    return SaisieVoix(str(voix.pour), str(voix.contre), str(voix.abstentions))


def lignes_montrees(
    page: PageDeliberation, saisi: Vote | None, refus: Mapping[str, str]
) -> list[dict]:
    """Each capacité with what its fields hold, what was refused, and where a choice comes from."""
    vote = saisi or vote_montre(page)
    propose = "" if saisi or page.deliberation.decision else _origine(page)
    lignes = []
    for ligne in page.lignes:
        numero = ligne.capacite.numero
        lignes.append(
            {
                "ligne": ligne,
                "validee": vote.validees.get(numero),
                "motif": vote.motifs.get(numero, ""),
                "voix": vote.voix.get(numero, SaisieVoix()),
                "note": page.notes.get(ligne.capacite.pk, ""),
                "preuves": page.preuves.get(ligne.capacite.pk, []),
                "propose": propose if ligne.conclusion else "",
                "erreur": refus.get(f"capacite_{numero}", ""),
                "erreur_voix": refus.get(f"voix_{numero}", ""),
            }
        )
    return lignes


def blocs_montres(page: PageDeliberation, vote: Vote) -> list[dict]:
    """Which blocs these choices would grant, and what each still lacks (R35)."""
    acquises = {numero for numero, oui in vote.validees.items() if oui} | page.conservees
    return [
        {
            "bloc": un.bloc,
            "numeros": sorted(un.numeros),
            "manquent": sorted(un.numeros - acquises),
        }
        for un in page.blocs
    ]


def _origine(page: PageDeliberation) -> str:
    if page.rectifiee:
        return f"Décision du PV {page.rectifiee.session.numero}, à confirmer ou à corriger"
    return "Proposition de la commission, pas encore décidée"
