"""Correct a signed PV by a dated PV rectificatif: nothing that was signed is edited (R40).

It is a session of its own, with the same members, for the candidates to correct alone: it opens,
decides, closes and is signed as any other. Until then the dossiers keep their result.
"""

import datetime
from collections.abc import Collection

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.models import Dossier
from dossiers.services.journal import noter
from evaluations.enums import DecisionJury, EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import Deliberation, MembreJury, SessionJury
from evaluations.regles_rectification import refus_de_la_date
from evaluations.selectors.conservation import deliberation_signee
from evaluations.services.jury.conflits import reprendre
from evaluations.services.jury.convocations import annuler
from evaluations.services.jury.socle import dossiers_de, fermer_acces, verrouiller

# What a member keeps from one session to its rectification.
CHAMPS_MEMBRE = (
    "utilisateur_id",
    "prenom",
    "nom",
    "college",
    "organisation",
    "qualite",
    "est_president",
    "courriel",
)


@transaction.atomic
def preparer_rectificatif(
    session: SessionJury,
    *,
    dossiers: Collection[Dossier],
    motif: str,
    date: datetime.date,
    par: Utilisateur,
) -> SessionJury:
    """Plan the session that corrects this signed PV for some of its candidates.

    Who withdrew for one of them stays withdrawn (R30).
    Raises SessionRefusee: another correction is under way, a candidate is not of this PV, was sent
    back by it, or has presented themselves again since.
    """
    session = verrouiller(session, EtatSession.SIGNEE)
    _verifier(session, date)
    passages = {un.dossier_id: un for un in session.deliberations.select_related("dossier")}
    for dossier in _verrouiller_dossiers(dossiers):
        _verifier_dossier(dossier, passages.get(dossier.pk))
    if not dossiers:
        raise SessionRefusee("Choisissez au moins un candidat à rectifier.")
    rectificatif = _creer(session, dossiers, motif=motif, date=date)
    _noter(rectificatif, f"PV rectificatif {rectificatif.numero} préparé : {motif}", par)
    reprendre(rectificatif, par=par)
    return rectificatif


def _verrouiller_dossiers(dossiers: Collection[Dossier]) -> list[Dossier]:
    """Nobody registers one of them again meanwhile (R39)."""
    cles = [un.pk for un in dossiers]
    verrou = Dossier.objects.select_for_update(of=("self",)).select_related("candidat")
    return list(verrou.filter(pk__in=cles).order_by("pk"))


def _creer(
    session: SessionJury, dossiers: Collection[Dossier], *, motif: str, date: datetime.date
) -> SessionJury:
    """The session, its members and its candidates."""
    rang = session.rectificatifs.count() + 1
    rectificatif = SessionJury.objects.create(
        numero=f"{session.numero}-R{rang}",
        centre=session.centre,
        date=date,
        lieu=session.lieu,
        mode=session.mode,
        lien_visio=session.lien_visio,
        demandes_syndicats_le=session.demandes_syndicats_le,
        rectifie=session,
        motif_rectification=motif,
    )
    MembreJury.objects.bulk_create(
        MembreJury(session=rectificatif, **{nom: getattr(un, nom) for nom in CHAMPS_MEMBRE})
        for un in session.membres.all()
    )
    Deliberation.objects.bulk_create(
        Deliberation(session=rectificatif, dossier=dossier, rang=rang)
        for rang, dossier in enumerate(dossiers, 1)
    )
    return rectificatif


@transaction.atomic
def abandonner_rectificatif(rectificatif: SessionJury, *, par: Utilisateur) -> None:
    """Give up a correction that is not closed: the signed PV stays as it is.

    Whoever sat in it alone no longer reads its dossiers (R22); those who are convened are told.
    """
    rectificatif = verrouiller(rectificatif, EtatSession.PREPARATION, EtatSession.OUVERTE)
    if not rectificatif.rectifie_id:
        raise SessionRefusee("Cette session ne rectifie aucun PV : supprimez-la ou tenez-la.")
    _noter(rectificatif, f"PV rectificatif {rectificatif.numero} abandonné.", par)
    membres = list(rectificatif.membres.select_related("session__centre", "utilisateur"))
    fermer_acces(rectificatif, dossiers_de(rectificatif), membres)
    for membre in membres:
        annuler(membre, sujet=rectificatif.rectifie, par=par)
    rectificatif.deliberations.all().delete()
    rectificatif.membres.all().delete()
    rectificatif.delete()


def _verifier(session: SessionJury, date: datetime.date) -> None:
    if session.rectifie_id:
        raise SessionRefusee(
            "Ce PV est déjà un rectificatif : partez de la session qu'il rectifie, "
            f"{session.rectifie.numero}."
        )
    en_cours = session.rectificatifs.exclude(etat=EtatSession.SIGNEE).first()
    if en_cours:
        raise SessionRefusee(
            f"Un rectificatif est déjà en cours, {en_cours.numero} : terminez-le ou abandonnez-le."
        )
    if phrase := refus_de_la_date(date, origine=session.date):
        raise SessionRefusee(phrase)


def _verifier_dossier(dossier: Dossier, passage: Deliberation | None) -> None:
    if passage is None:
        raise SessionRefusee(f"{dossier.candidat} n'est pas au PV que vous rectifiez.")
    if passage.decision == DecisionJury.RENVOI or not dossier.est_decide:
        raise SessionRefusee(
            f"Le jury n'a pas prononcé de résultat pour {dossier.candidat} : son dossier repasse "
            "devant une session ordinaire."
        )
    if suite := dossier.suites.first():
        raise SessionRefusee(f"{_de_nouveau(dossier, suite)} : ce passage ne se rectifie plus.")


def verifier_les_suites(session: SessionJury, *, ouvre: bool = False) -> None:
    """Refuse a correction whose candidate presents themselves again, on what it would change (R40).

    At the opening nothing is decided yet: whoever presents themselves again stops it. Raises
    SessionRefusee; an ordinary session has nothing to check.
    """
    if not session.rectifie_id:
        return
    for ligne in session.deliberations.select_related("dossier__candidat"):
        suite = ligne.dossier.suites.first()
        if suite and (ouvre or _change_la_decision(ligne)):
            raise SessionRefusee(
                f"{_de_nouveau(ligne.dossier, suite)}. Ce passage ne se rectifie plus : "
                "abandonnez ce rectificatif"
                + (
                    " et préparez-en un autre sans ce candidat."
                    if ouvre
                    else ", ou confirmez pour ce candidat la décision du PV signé."
                )
            )


def _de_nouveau(dossier: Dossier, suite: Dossier) -> str:
    return (
        f"{dossier.candidat} se présente de nouveau avec le dossier {suite.numero}, qui reprend "
        "ce que ce PV a validé"
    )


def _change_la_decision(ligne: Deliberation) -> bool:
    """Tell whether what the jury says now differs from what the last signed PV says."""
    signee = deliberation_signee(ligne.dossier)
    return signee is None or _dit(signee) != _dit(ligne)


def _dit(ligne: Deliberation) -> tuple[str, dict[int, bool]]:
    return ligne.decision, dict(ligne.capacites.values_list("capacite_id", "validee"))


def _noter(rectificatif: SessionJury, libelle: str, par: Utilisateur) -> None:
    for une in rectificatif.deliberations.select_related("dossier"):
        noter(une.dossier, Acte.JURY, libelle, par=par)
