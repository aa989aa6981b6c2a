"""What the papers of each candidate say once the PV is signed, and which exist (R37, R38, R53)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from dossiers.models import Dossier
from evaluations.accords import accord_en_vigueur
from evaluations.contenus import (
    Acquis,
    CandidatEcrit,
    CentreEcrit,
    ContenuPiece,
    Jugement,
    SessionEcrite,
)
from evaluations.enums import DecisionJury, EtatSession, NaturePiece
from evaluations.models import (
    Deliberation,
    MembreJury,
    PieceJury,
    SessionJury,
)
from evaluations.regles_conservation import blocs_valides
from evaluations.regles_pieces import natures_dues
from evaluations.selectors.conservation import fins_apres, numeros_des_blocs
from evaluations.vocabulaire import decision_du_dossier
from referentiels.models import Capacite, Referentiel

NATURE_PIECES = "pieces_jury"
NATURE_COURRIEL = "courriel_pieces"
NATURE_DUPLICATA = "duplicata"

# In which order the papers of one candidate are read.
ORDRE = [NaturePiece.NOTIFICATION, NaturePiece.LETTRE, NaturePiece.ATTESTATION]
# What is left to present would give it, unless the candidate aims at blocs only (R9).
CQPM_ENTIER, BLOCS_VISES = "le CQPM", "les blocs visés"


@dataclass(frozen=True)
class PieceDue:
    """A paper that this deliberation owes, and what it says."""

    deliberation: Deliberation
    contenu: ContenuPiece

    @property
    def cle(self) -> tuple[int, str]:
        return self.deliberation.pk, self.contenu.nature


def pieces_dues(session: SessionJury, deliberations: Iterable[int] | None = None) -> list[PieceDue]:
    """The papers that a signed session owes, candidate by candidate; nothing before (R53).

    What a later signed PV replaced is not owed any more (R40). `deliberations` keeps those. A
    constant number of queries, whatever the number of candidates.
    """
    if session.etat != EtatSession.SIGNEE:
        return []
    presidence = next((un for un in session.membres.all() if un.est_president), None)
    dues = []
    for une in _a_ecrire(session, deliberations):
        dues += _dues(une, une.preside_par or presidence)
    return dues


def pieces_du_candidat(dossier: Dossier) -> list[PieceJury]:
    """The candidate's own papers, of the last PV signed on this dossier (R53). Two queries."""
    signees = Deliberation.objects.filter(dossier=dossier, session__etat=EtatSession.SIGNEE)
    derniere = signees.order_by("-pk").first()
    if derniere is None:
        return []
    pieces = derniere.pieces.select_related("document")
    return sorted(pieces, key=lambda une: ORDRE.index(une.nature))


def doit_une_lettre(deliberation: Deliberation) -> bool:
    """Something is kept that is not the whole CQPM: the president writes (R37)."""
    if deliberation.decision == DecisionJury.PARTIEL:
        return True
    return deliberation.decision == DecisionJury.ADMIS and bool(
        deliberation.dossier.blocs_vises.all()
    )


def envoyee(deliberation: Deliberation, nature: NaturePiece) -> bool:
    return deliberation.pieces.filter(nature=nature, envoyee_le__isnull=False).exists()


def _a_ecrire(session: SessionJury, deliberations: Iterable[int] | None) -> list[Deliberation]:
    """The deliberations with all that their papers read; a version is loaded once for all."""
    lignes = Deliberation.objects.en_vigueur().filter(session=session)
    if deliberations is not None:
        lignes = lignes.filter(pk__in=deliberations)
    lignes = list(
        lignes.select_related("preside_par", "dossier__candidat")
        .defer("dossier__recherche", "dossier__candidat__nir_chiffre")
        .prefetch_related("capacites", "dossier__conservees", "dossier__blocs_vises")
        .order_by("rang", "pk")
    )
    versions = _versions({une.dossier.referentiel_id for une in lignes})
    capacites = {une.pk: une for un in versions.values() for une in un.capacites.all()}
    for ligne in lignes:
        ligne.session = session
        ligne.dossier.referentiel = versions[ligne.dossier.referentiel_id]
        for une in (*ligne.capacites.all(), *ligne.dossier.conservees.all()):
            une.capacite = capacites[une.capacite_id]
    return lignes


def _versions(pks: set[int]) -> dict[int, Referentiel]:
    capacites = Capacite.objects.select_related("bloc").defer("conditions").order_by("numero")
    return (
        Referentiel.objects.defer("recherche", "sections", "notes", "admissibilite")
        .prefetch_related(Prefetch("capacites", capacites))
        .in_bulk(pks)
    )


def _dues(deliberation: Deliberation, president: MembreJury | None) -> list[PieceDue]:
    dossier, decision = deliberation.dossier, deliberation.decision
    entier = decision == DecisionJury.ADMIS and not dossier.blocs_vises.all()
    capacites = _capacites_acquises(deliberation, entier=entier)
    visees, but = dossier.capacites_du_but(), _but(dossier)
    if decision == DecisionJury.ADMIS:
        visees, but = dossier.referentiel.capacites.all(), CQPM_ENTIER
    commun = {
        "centre": _centre(deliberation.session),
        "session": _session(deliberation, president),
        "candidat": _candidat(deliberation),
        "decision": decision,
        "libelle": decision_du_dossier(dossier, decision),
        "but": but,
        "motif": _motif_dit(deliberation),
        "jugements": _jugements(deliberation),
        "capacites": tuple(capacites.values()),
        "blocs": _blocs(dossier.referentiel, capacites),
        "a_representer": tuple(str(une) for une in visees if une.numero not in capacites),
    }
    return [
        PieceDue(deliberation, ContenuPiece(nature=str(nature), **commun))
        for nature in natures_dues(decision, entier=entier, acquis=bool(capacites))
    ]


def _but(dossier: Dossier) -> str:
    return BLOCS_VISES if dossier.blocs_vises.all() else CQPM_ENTIER


def _motif_dit(deliberation: Deliberation) -> str:
    """Who is sent back or refused reads why; of others, what the jury noted stays in its PV (R33).

    Deliberations are secret (DOMAINE.md §6.1).
    """
    dit = deliberation.decision in {DecisionJury.RENVOI, DecisionJury.REFUSE}
    return deliberation.motif if dit else ""


def _jugements(deliberation: Deliberation) -> tuple[Jugement, ...]:
    """A renvoi judged no capacité. The words on a validated one are the jury's own affair."""
    if deliberation.decision == DecisionJury.RENVOI:
        return ()
    return tuple(
        Jugement(str(une.capacite), une.validee, "" if une.validee else une.motif)
        for une in deliberation.capacites.all()
    )


def _capacites_acquises(deliberation: Deliberation, *, entier: bool) -> dict[int, Acquis]:
    """By number; each keeps the date and session of the jury that validated it (R38)."""
    if deliberation.decision in {DecisionJury.RENVOI, DecisionJury.REFUSE}:
        return {}
    dossier, session = deliberation.dossier, deliberation.session
    jour = session.date_de_deliberation
    nouvelles = {
        un.capacite.numero: un.capacite for un in deliberation.capacites.all() if un.validee
    }
    anciennes = {une.capacite.numero: une for une in dossier.conservees.all()}
    fins = fins_apres(dossier, jour, nouvelles=set(nouvelles), anciennes=anciennes.values())
    acquises = {}
    for numero, fin in sorted(fins.items()):
        ancienne = None if numero in nouvelles else anciennes[numero]
        acquises[numero] = Acquis(
            str(ancienne.capacite if ancienne else nouvelles[numero]),
            ancienne.validee_le if ancienne else jour,
            ancienne.session_numero if ancienne else session.numero,
            None if entier else fin,
        )
    return acquises


def _blocs(referentiel: Referentiel, acquises: dict[int, Acquis]) -> tuple[Acquis, ...]:
    """The blocs that these capacités make, validated the day of the last one (R35)."""
    capacites = referentiel.capacites.all()
    numeros = numeros_des_blocs(capacites)
    valides = blocs_valides(numeros, set(acquises), enregistre_rncp=referentiel.est_enregistre_rncp)
    blocs = {une.bloc_id: une.bloc for une in capacites if une.bloc_id in valides}
    return tuple(
        _bloc(f"Bloc {bloc.rang} : {bloc}", [acquises[numero] for numero in sorted(numeros[cle])])
        for cle, bloc in blocs.items()
    )


def _bloc(libelle: str, siennes: list[Acquis]) -> Acquis:
    derniere = max(siennes, key=lambda un: un.validee_le)
    fins = [un.jusqu_au for un in siennes if un.jusqu_au]
    return Acquis(libelle, derniere.validee_le, derniere.session, min(fins, default=None))


def _centre(session: SessionJury) -> CentreEcrit:
    centre = session.centre
    return CentreEcrit(centre.nom, centre.adresse, centre.ville, centre.courriel)


def _session(deliberation: Deliberation, president: MembreJury | None) -> SessionEcrite:
    session = deliberation.session
    return SessionEcrite(
        numero=session.numero,
        date=session.date,
        deliberee_le=session.date_de_deliberation,
        lieu=session.lieu,
        signee_le=timezone.localdate(session.signee_le),
        rectifie=session.rectifie.numero if session.rectifie_id else "",
        president=president.nom_complet if president else "",
        president_qualite=president.qualite if president else "",
        jury=deliberation.dossier.referentiel.libelle_jury,
        accord=accord_en_vigueur(session.date_de_deliberation).texte,
    )


def _candidat(deliberation: Deliberation) -> CandidatEcrit:
    dossier = deliberation.dossier
    candidat = dossier.candidat
    usage = f" ({candidat.nom_usage})" if candidat.nom_usage else ""
    return CandidatEcrit(
        nom=candidat.nom_complet,
        etat_civil=f"{candidat.nom}{usage} {candidat.prenom}, né(e) {candidat.naissance.en_mots}",
        dossier=dossier.numero,
        cqpm=dossier.referentiel.titre,
        version=_version(dossier.referentiel),
        blocs_vises=" ; ".join(str(un) for un in dossier.blocs_vises.all()),
    )


def _version(referentiel: Referentiel) -> str:
    """The version, exactly: number, day of the document, RNCP sheet."""
    modifie: datetime.date | None = referentiel.date_modification
    return ", ".join(
        partie
        for partie in (
            f"n° {referentiel.numero}",
            f"référentiel du {modifie:%d/%m/%Y}" if modifie else "",
            referentiel.mention,
            f"fiche {referentiel.numero_rncp}" if referentiel.numero_rncp else "",
        )
        if partie
    )
