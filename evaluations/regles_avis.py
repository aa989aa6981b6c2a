"""The rules of the company's opinion (R15–R18): pure functions, no database, no clock."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from cqpm.commun.recherche import normaliser
from dossiers.enums import Parcours, QualiteTuteur
from evaluations.enums import EtatAvis, EtatLien, IssueDemande, SensAvis

TEXTE_MAX = 4000
FONCTION_MAX = 120
MOTIF_MAX = 2000
MOTS_DU_MOTIF = 3
# A request is not left open for ever: its link lives as long.
ATTENTE_MAX = datetime.timedelta(days=180)


@dataclass(frozen=True)
class Reponse:
    """The opinion on one capacité, by its number; `criteres` gives the finer opinions by rang."""

    capacite: int
    sens: str
    commentaire: str = ""
    criteres: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AvisDonne:
    """What the company's representative signs; before the signature, nobody and undeclared."""

    reponses: Collection[Reponse]
    qualite: str
    fonction: str
    signataire: str = ""
    declaration: bool = False
    observations: str = ""


@dataclass(frozen=True)
class FauteAvis:
    """What is wrong, in which field of the form (« commentaire-3 »), and what to do."""

    champ: str
    message: str


def avis_requis(parcours: Parcours | str, avis_vae_exempt: bool) -> bool:
    """Tell whether a dossier needs the opinion before the jury.

    Only a VAE, and only where the version says so, goes without (R15); a demandeur d'emploi does
    not (R16).
    """
    return not (avis_vae_exempt and parcours == Parcours.VAE)


def etat_avis(
    *, requis: bool, repondu: bool = False, dispense: bool = False, demande: bool = False
) -> EtatAvis:
    """Sum up where the opinion stands; an answer outweighs everything else."""
    if repondu:
        return EtatAvis.REPONDU
    if not requis:
        return EtatAvis.EXEMPTE
    if dispense:
        return EtatAvis.DISPENSE
    return EtatAvis.DEMANDE if demande else EtatAvis.A_DEMANDER


# What a link says once its request was closed without an answer.
_ETATS_CLOS = {
    IssueDemande.ANNULEE: EtatLien.REVOQUE,
    IssueDemande.TRANSFEREE: EtatLien.TRANSFERE,
    IssueDemande.DECLINEE: EtatLien.DECLINE,
}


def etat_lien(
    *, issue: IssueDemande | str, repondu: bool, expire: bool, dossier_ouvert: bool
) -> EtatLien:
    """Say what a personal link opens; a closed or expired one opens nothing, even an answer."""
    if issue:
        return _ETATS_CLOS[IssueDemande(issue)]
    if expire:
        return EtatLien.EXPIRE
    if repondu:
        return EtatLien.REPONDU
    return EtatLien.OUVERT if dossier_ouvert else EtatLien.FERME


def expiration(
    maintenant: datetime.datetime, fin_echeance: datetime.datetime, jours: int
) -> datetime.datetime:
    """A link lives so many days, and never dies before the answer is due."""
    return max(maintenant + datetime.timedelta(days=jours), fin_echeance)


def echeance_acceptable(echeance: datetime.date, aujourd_hui: datetime.date) -> bool:
    """The answer is expected from today on, within six months."""
    return aujourd_hui <= echeance <= aujourd_hui + ATTENTE_MAX


def motif_suffisant(motif: str) -> bool:
    """A reason that the PV can print: a few words at least (R15)."""
    return len(motif.split()) >= MOTS_DU_MOTIF and len(motif) <= MOTIF_MAX


def verifier_avis(
    reponses: Iterable[Reponse], capacites: Mapping[int, Collection[int]], par_critere: bool
) -> list[FauteAvis]:
    """List what makes the opinion unacceptable.

    `capacites` gives the rangs of the critères by number of target capacité. Each of them takes
    exactly one answer, with a comment unless favorable; a critère is answered only where the
    version opens that grain, `par_critere` (R17).
    """
    par_numero: dict[int, Reponse] = {}
    fautes = []
    for reponse in reponses:
        if reponse.capacite not in capacites or reponse.capacite in par_numero:
            fautes.append(
                FauteAvis(
                    "",
                    f"La capacité {reponse.capacite} n'est pas à évaluer ici ou a deux réponses. "
                    "Rechargez la page, puis recommencez.",
                )
            )
        par_numero[reponse.capacite] = reponse
    for numero, rangs in sorted(capacites.items()):
        permis = rangs if par_critere else ()
        fautes += _fautes_de_la_capacite(numero, par_numero.get(numero), permis)
    return fautes


def _fautes_de_la_capacite(
    numero: int, reponse: Reponse | None, permis: Collection[int]
) -> list[FauteAvis]:
    if reponse is None or reponse.sens not in SensAvis.values:
        return [FauteAvis(f"sens-{numero}", f"Capacité {numero} : choisissez un avis.")]
    fautes = []
    if reponse.sens != SensAvis.FAVORABLE and not reponse.commentaire.strip():
        fautes.append(FauteAvis(f"commentaire-{numero}", _demander_commentaire(numero, reponse)))
    return fautes + _fautes_de_forme(reponse, permis)


def _fautes_de_forme(reponse: Reponse, permis: Collection[int]) -> list[FauteAvis]:
    """What no answer may be, complete or not: too long, or on a critère that is not opened."""
    numero, fautes = reponse.capacite, []
    if len(reponse.commentaire) > TEXTE_MAX:
        fautes.append(
            FauteAvis(f"commentaire-{numero}", trop_long(f"Capacité {numero}", reponse.commentaire))
        )
    if any(
        rang not in permis or sens not in SensAvis.values for rang, sens in reponse.criteres.items()
    ):
        fautes.append(
            FauteAvis(
                f"sens-{numero}",
                f"Capacité {numero} : le référentiel ne prévoit pas cet avis sur un critère. "
                "Rechargez la page, puis recommencez.",
            )
        )
    return fautes


def _demander_commentaire(numero: int, reponse: Reponse) -> str:
    if reponse.sens == SensAvis.NON_OBSERVE:
        return f"Capacité {numero} : dites pourquoi vous n'avez pas pu l'observer, le jury le lira."
    sens = SensAvis(reponse.sens).label.lower()
    return f"Capacité {numero} : expliquez votre avis {sens}, le jury le lira."


def trop_long(quoi: str, texte: str, maximum: int = TEXTE_MAX) -> str:
    return (
        f"{quoi} : votre texte a {len(texte)} caractères, {maximum} au plus. "
        "Raccourcissez-le, puis envoyez à nouveau."
    )


def verifier_repondant(avis: AvisDonne) -> list[FauteAvis]:
    """Who answers, and the general remarks: what is said beside the capacités."""
    fautes = []
    if avis.qualite not in QualiteTuteur.values:
        fautes.append(FauteAvis("qualite", "Dites à quel titre vous donnez cet avis."))
    if not avis.fonction.strip() or len(avis.fonction) > FONCTION_MAX:
        fautes.append(FauteAvis("fonction", "Écrivez votre fonction dans l'entreprise."))
    return fautes + _fautes_des_observations(avis)


def _fautes_des_observations(avis: AvisDonne) -> list[FauteAvis]:
    if len(avis.observations) > TEXTE_MAX:
        return [FauteAvis("observations", trop_long("Observations", avis.observations))]
    return []


def verifier_dicte(
    avis: AvisDonne, capacites: Mapping[int, Collection[int]], par_critere: bool
) -> list[FauteAvis]:
    """List what cannot be noted of what was said aloud: nothing there is missing, it is not signed.

    `capacites` and `par_critere` are those of `verifier_avis`.
    """
    fautes = []
    for reponse in avis.reponses:
        if reponse.capacite not in capacites or reponse.sens not in ("", *SensAvis.values):
            fautes.append(
                FauteAvis(
                    "",
                    f"La capacité {reponse.capacite} n'est pas à évaluer ici, ou cet avis n'existe "
                    "pas. Rechargez la page, puis recommencez.",
                )
            )
            continue
        fautes += _fautes_de_forme(reponse, capacites[reponse.capacite] if par_critere else ())
    if len(avis.fonction) > FONCTION_MAX:
        fautes.append(FauteAvis("fonction", trop_long("Fonction", avis.fonction, FONCTION_MAX)))
    fautes += _fautes_des_observations(avis)
    if not fautes and not _dit_quelque_chose(avis):
        fautes.append(FauteAvis("", "Notez au moins un avis ou une remarque : tout est vide."))
    return fautes


def _dit_quelque_chose(avis: AvisDonne) -> bool:
    return bool(avis.observations.strip()) or any(
        un.sens or un.commentaire.strip() or un.criteres for un in avis.reponses
    )


def meme_nom(un: str, autre: str) -> bool:
    """Two ways to write one person's name: case, accents and order do not count (R24)."""
    return sorted(normaliser(un).split()) == sorted(normaliser(autre).split())


def verifier_signature(avis: AvisDonne) -> list[FauteAvis]:
    """A typed name and the declaration make the signature."""
    fautes = []
    if len(avis.signataire.split()) < 2 or len(avis.signataire) > 120:
        fautes.append(
            FauteAvis("signataire", "Écrivez votre prénom et votre nom : ils signent l'avis.")
        )
    if not avis.declaration:
        fautes.append(
            FauteAvis("declaration", "Cochez la déclaration : sans elle, l'avis n'est pas signé.")
        )
    return fautes
