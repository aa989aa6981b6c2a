"""Draw the capacités of a grid: partials drawn once, filled with what this person sees.

`ligne` is a `selectors.lignes_grille.CapaciteAffichee`, `page` the context of the grid's page.
"""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cqpm.commun.patrons import DEBUT, FIN, Patron, patron
from evaluations.enums import Conclusion
from evaluations.fragments import MotsCritere

VIDE = SafeString("")
DOSSIER = "evaluations/grille/"
CONCLUSIONS = (
    (Conclusion.ACQUISE.value, Conclusion.ACQUISE.label, "succes"),
    (Conclusion.NON_ACQUISE.value, Conclusion.NON_ACQUISE.label, "danger"),
)
SOUS_TITRES = {
    "commune": "de la commission",
    "individuelle": "vos résultats, que personne d'autre ne lit",
}
ENSEMBLE = (
    "Personne d'autre ne lit vos résultats avant que vous les partagiez. Quand chaque membre a "
    "partagé, la commission compare et conclut."
)
SEUL = "Partagez vos résultats pour conclure la capacité : vous êtes seul dans la commission."

_CAPACITE = ("pk", "numero", "intitule", "phase", "sous_titre", "etat", "contexte", "annonce")
_CAPACITE += ("rangees", "suite")
_CRITERE = ("pk", "numero", "mots", "boutons", "version", "portee", "sens", "commentaire")
_CRITERE += ("statut", "desaccord", "preuves", "divergence", "url_criteres", "url_preuve", "jeton")
_PARTAGE = ("pk", "numero", "version", "commentaire", "explication", "url_capacites", "jeton")
_PARTAGE += ("evaluateur",)
_CONCLUSION = ("pk", "numero", "evaluee_le", "lieu", "commentaire", "version", "conclue")
_CONCLUSION += ("url_capacites", "jeton", "evaluateur", "vue", "proposition", "refus", "choix")


def dessiner(ligne, page: dict) -> SafeString:
    """The whole section of a capacité."""
    fermee = ligne.phase == "fermee" and not ligne.est_commune
    return patron(f"{DOSSIER}_capacite.html", _CAPACITE).rendre(
        {
            "pk": ligne.pk,
            "numero": ligne.numero,
            "intitule": ligne.mots.intitule,
            "phase": ligne.phase,
            "sous_titre": SOUS_TITRES.get(ligne.phase, ""),
            "etat": etat(ligne),
            "contexte": _contexte(ligne, page),
            "annonce": _rendre("_pas_commune", page, ligne=ligne) if fermee else VIDE,
            "rangees": _rangees(ligne, page),
            "suite": _suite(ligne, page),
        }
    )


def _rendre(gabarit: str, page: dict, **champs) -> SafeString:
    """A partial that is seldom drawn, or never the same twice."""
    return render_to_string(f"{DOSSIER}{gabarit}.html", page | champs)


# --- The running state, the context -------------------------------------------------------------


_ETAT = ("pk", "compte", "conclusion", "desaccords", "est_commune", "phase", "attend_rapport")
_ETAT += ("complete",)


def etat(ligne) -> SafeString:
    """« 5/7 critères, 1 non acquis » and where the capacité is."""
    conclusion = ligne.conclusion.conclusion if ligne.conclusion else ""
    return _etat(
        ligne.pk,
        str(ligne.compte),
        conclusion,
        ligne.desaccords,
        ligne.est_commune,
        str(ligne.phase),
        ligne.attend_rapport,
        not ligne.a_completer,
    )


@lru_cache(maxsize=4096)
def _etat(*valeurs) -> SafeString:
    contexte = dict(zip(_ETAT, valeurs, strict=True))
    return render_to_string(f"{DOSSIER}_etat_capacite.html", contexte)


def _contexte(ligne, page: dict) -> SafeString:
    if ligne.feuilles:
        return _rendre("_contexte", page, ligne=ligne)
    return _contexte_sans_feuille(
        ligne.pk,
        ligne.mots.conditions,
        tuple(ligne.modalites),
        tuple(ligne.situations),
        ligne.attend_rapport,
        ligne.est_ouverte,
    ).rendre(page)


@lru_cache(maxsize=1024)
def _contexte_sans_feuille(
    pk, conditions, modalites, situations, attend_rapport, est_ouverte
) -> Patron:
    """The same words for every dossier planned alike; the address alone is the dossier's."""
    ligne = {
        "pk": pk,
        "mots": {"conditions": conditions},
        "modalites": modalites,
        "situations": situations,
        "attend_rapport": attend_rapport,
        "est_ouverte": est_ouverte,
    }
    html = render_to_string(
        f"{DOSSIER}_contexte.html", {"ligne": ligne, "url_preuve": f"{DEBUT}url_preuve{FIN}"}
    )
    return Patron(html)


# --- Rows --------------------------------------------------------------------------------------


def _rangees(ligne, page: dict) -> SafeString:
    if not ligne.est_ouverte:
        lues = [_rendre("_rangee_lue", page, un=un, ligne=ligne) for un in ligne.criteres]
        return SafeString("".join(lues))
    rangee = patron(f"{DOSSIER}_critere.html", _CRITERE)
    communs = {nom: page[nom] for nom in ("url_criteres", "url_preuve", "jeton")}
    communs["portee"] = ligne.portee
    dessinees = [
        rangee.rendre(communs | _cases(un, mots, ligne.numero, page))
        for un, mots in zip(ligne.criteres, ligne.mots.criteres, strict=True)
    ]
    return SafeString("".join(dessinees))


def _cases(un, mots: MotsCritere, numero: int, page: dict) -> dict:
    return {
        "pk": un.pk,
        "numero": f"{numero}.{mots.rang}",
        "mots": un.mots,
        "boutons": un.boutons,
        "version": un.version,
        "sens": un.sens,
        "commentaire": un.commentaire,
        "statut": un.statut,
        "desaccord": _lien_du_desaccord(un.pk, page) if un.en_desaccord else VIDE,
        "preuves": _preuves(un.preuves, page) if un.preuves else VIDE,
        "divergence": _rendre("_divergence", {}, divergence=un.divergence)
        if un.divergence
        else VIDE,
    }


def _lien_du_desaccord(critere_pk: int, page: dict) -> SafeString:
    return format_html(
        '<a href="{}#critere-{}">Désaccord à trancher</a>', page["url_desaccords"], critere_pk
    )


def _preuves(preuves: list, page: dict) -> SafeString:
    return render_to_string("evaluations/preuves/_liste.html", page | {"preuves": preuves})


# --- What comes after the rows ------------------------------------------------------------------


def _suite(ligne, page: dict) -> SafeString:
    """One's own comment and sharing; or what is awaited; or the commission's conclusion."""
    if ligne.phase == "individuelle":
        return _partage(ligne, page)
    if ligne.phase == "partagee":
        return _rendre("_partagee", page, ligne=ligne)
    if ligne.phase == "commune":
        return _conclusion(ligne, page)
    return _rendre("_conclusion_lue", page, ligne=ligne) if ligne.est_commune else VIDE


def _partage(ligne, page: dict) -> SafeString:
    return patron(f"{DOSSIER}_partage.html", _PARTAGE).rendre(
        {
            "pk": ligne.pk,
            "numero": ligne.numero,
            "version": ligne.suivi.version if ligne.suivi else 0,
            "commentaire": ligne.suivi.commentaire if ligne.suivi else "",
            "explication": ENSEMBLE if len(page["membres"]) > 1 else SEUL,
            "url_capacites": page["url_capacites"],
            "jeton": page["jeton"],
            "evaluateur": page["evaluateur"],
        }
    )


def _conclusion(ligne, page: dict) -> SafeString:
    """The form as it stands, or as it was refused: nothing typed is lost."""
    refusee = page.get("refus_conclusion") or {}
    if refusee.get("capacite") == ligne.pk:
        saisi = {nom: refusee["saisi"].get(nom, "") for nom in _SAISIS}
        refus = _rendre("_refus", {}, messages=refusee["messages"])
    else:
        saisi, refus = _enregistre(ligne), VIDE
    conclue = ligne.conclusion
    return patron(f"{DOSSIER}_conclusion.html", _CONCLUSION).rendre(
        {
            "pk": ligne.pk,
            "numero": ligne.numero,
            "evaluee_le": saisi["evaluee_le"],
            "lieu": saisi["lieu"],
            "commentaire": saisi["commentaire"],
            "version": ligne.en_commun.version,
            "conclue": f"Conclue par {conclue.auteur}, {ligne.conclue}" if conclue else "",
            "vue": conclue.le.isoformat() if conclue else "",
            "url_capacites": page["url_capacites"],
            "jeton": page["jeton"],
            "evaluateur": page["evaluateur"],
            "proposition": _proposition(ligne.proposition, ligne.compte.est_complet),
            "refus": refus,
            "choix": _choix(ligne.pk, _connue(saisi["conclusion"])),
        }
    )


_SAISIS = ("conclusion", "evaluee_le", "lieu", "commentaire")


def _enregistre(ligne) -> dict:
    return {
        "conclusion": str(ligne.choix),
        "evaluee_le": ligne.evaluee_le.isoformat(),
        "lieu": ligne.conclusion.lieu if ligne.conclusion else "",
        "commentaire": ligne.commentaire,
    }


def _connue(valeur: str) -> str:
    """A forged answer ticks nothing, and is not kept."""
    return valeur if valeur in Conclusion.values else ""


@lru_cache(maxsize=8)
def _proposition(proposition: str | None, est_complet: bool) -> SafeString:
    return render_to_string(
        f"{DOSSIER}_proposition.html", {"proposition": proposition, "est_complet": est_complet}
    )


@lru_cache(maxsize=2048)
def _choix(pk: int, choix: str) -> SafeString:
    return render_to_string(
        f"{DOSSIER}_choix.html", {"pk": pk, "conclusions": CONCLUSIONS, "choix": choix}
    )
