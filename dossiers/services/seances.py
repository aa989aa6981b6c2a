"""Plan, move, cancel and hold the meetings of a dossier (DOMAINE.md §2.2, 5)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import (
    EVALUATION_OUVERTE,
    SEANCES_OUVERTES,
    Acte,
    EtatDossier,
    EtatSeance,
    NatureSeance,
)
from dossiers.errors import DateImpossible, SeanceAConfirmer, SeanceRefusee
from dossiers.models import Dossier, Seance
from dossiers.regles import verifier_date
from dossiers.regles_seances import DUREE_MAX, DUREE_MIN, Prevision
from dossiers.selectors.seances import alertes, capacites_par_nature
from dossiers.services.journal import noter


@transaction.atomic
def planifier(
    dossier: Dossier,
    prevision: Prevision,
    *,
    par: Utilisateur,
    confirme: bool = False,
    deja_tenue: bool = False,
) -> Seance:
    """Plan a meeting, or record one that was held without having been planned.

    Raises SeanceRefusee, DateImpossible, or, unless `confirme`, SeanceAConfirmer.
    """
    dossier = _verrouiller(dossier)
    _verifier(dossier, prevision, passee=deja_tenue)
    if deja_tenue:
        _verifier_tenue(dossier, prevision.debut, prevision.fin)
    elif not confirme and (lues := alertes(dossier, prevision)):
        raise SeanceAConfirmer(lues)
    etat = EtatSeance.TENUE if deja_tenue else EtatSeance.PREVUE
    seance = Seance(dossier=dossier, etat=etat)
    _ecrire(seance, prevision)
    fait = "Séance tenue" if deja_tenue else "Séance prévue"
    noter(dossier, Acte.SEANCE, f"{fait} : {resume(seance)}.", par=par, apres=_trace(seance))
    return seance


@transaction.atomic
def planifier_plusieurs(
    previsions: Iterable[tuple[Dossier, Prevision]], *, par: Utilisateur, confirme: bool = False
) -> list[Seance]:
    """Plan one meeting per dossier, all or none. Raises what `planifier` raises, the same way.

    Warnings of every line are gathered: they are read once. A refusal names its dossier.
    """
    seances, lues = [], []
    for dossier, prevision in sorted(previsions, key=lambda paire: paire[0].pk):
        try:
            if not confirme:
                lues += [f"{dossier.numero} : {une}" for une in alertes(dossier, prevision)]
            seances.append(planifier(dossier, prevision, par=par, confirme=True))
        except (SeanceRefusee, DateImpossible) as erreur:
            raise SeanceRefusee(f"{dossier.numero} : {erreur}", f"dossier-{dossier.pk}") from erreur
    if lues:
        raise SeanceAConfirmer(lues)
    return seances


@transaction.atomic
def modifier(
    seance: Seance,
    prevision: Prevision,
    *,
    version: int,
    par: Utilisateur,
    motif: str = "",
    confirme: bool = False,
) -> Seance:
    """Move a meeting or change what it is about; calendars follow by its version.

    `version` is the one that the person read. A reason is due once someone was convened. Raises
    SeanceRefusee, DateImpossible, SeanceAConfirmer.
    """
    dossier, seance = _reprendre(seance, version)
    _exiger_prevue(seance)
    _verifier(dossier, prevision, passee=False)
    avant = _trace(seance)
    if _identique(seance, prevision):
        return seance
    if est_convoquee(seance) and not motif.strip():
        raise SeanceRefusee(
            "Des convocations sont déjà parties : écrivez pourquoi la séance change, le motif "
            "sera joint à la mise à jour.",
            "motif",
        )
    if not confirme and (lues := alertes(dossier, prevision, sauf=seance.pk)):
        raise SeanceAConfirmer(lues)
    seance.sequence += 1
    seance.motif = motif.strip()
    _ecrire(seance, prevision)
    suite = f" Motif : {seance.motif}" if seance.motif else ""
    noter(
        dossier,
        Acte.SEANCE,
        f"Séance modifiée : {resume(seance)}.{suite}",
        par=par,
        avant=avant,
        apres=_trace(seance),
    )
    return seance


@transaction.atomic
def annuler(seance: Seance, *, motif: str, version: int, par: Utilisateur) -> Seance:
    """Cancel a planned meeting; who was convened is told by a separate act."""
    dossier, seance = _reprendre(seance, version)
    _exiger_prevue(seance)
    seance.etat, seance.motif = EtatSeance.ANNULEE, motif
    seance.sequence += 1
    seance.save()
    noter(dossier, Acte.SEANCE, f"Séance annulée : {resume(seance)}. Motif : {motif}", par=par)
    return seance


@transaction.atomic
def tenir(seance: Seance, *, version: int, par: Utilisateur) -> Seance:
    """Say that a meeting took place: once begun, and after the transmission (R14)."""
    dossier, seance = _reprendre(seance, version)
    _exiger_prevue(seance)
    _verifier_tenue(dossier, seance.debut, seance.debut)
    seance.etat = EtatSeance.TENUE
    seance.save()
    noter(dossier, Acte.SEANCE, f"Séance tenue : {resume(seance)}.", par=par)
    return seance


@transaction.atomic
def noter_absence(seance: Seance, *, motif: str, version: int, par: Utilisateur) -> Seance:
    """The candidate did not come: another meeting is then awaited."""
    dossier, seance = _reprendre(seance, version)
    _exiger_prevue(seance)
    if not seance.est_commencee:
        raise SeanceRefusee(
            "La séance n'a pas commencé : une absence se note à partir de l'heure prévue. Si le "
            "candidat prévient d'avance, déplacez ou annulez la séance."
        )
    seance.etat, seance.motif = EtatSeance.ABSENCE, motif
    seance.save()
    noter(dossier, Acte.SEANCE, f"Candidat absent : {resume(seance)}. Motif : {motif}", par=par)
    return seance


def retirer_des_seances(
    dossier: Dossier, sortant: Utilisateur, remplace_par: Utilisateur | None = None
) -> None:
    """Take someone out of the coming meetings; called under the dossier's lock."""
    prevues = dossier.seances.filter(etat=EtatSeance.PREVUE, fin__gt=timezone.now())
    for seance in prevues.prefetch_related("evaluateurs"):
        nommes = list(seance.evaluateurs.all())
        if nommes and sortant not in nommes:
            continue
        seance.evaluateurs.remove(sortant)
        if nommes and remplace_par:
            seance.evaluateurs.add(remplace_par)
        seance.sequence += 1
        seance.save(update_fields=["sequence", "modifie_le"])


def est_convoquee(seance: Seance) -> bool:
    """Someone has received this meeting, in any version, and was not told of its end."""
    return seance.convocations.filter(sequence__isnull=False, annulee=False).exists()


def resume(seance: Seance) -> str:
    """The meeting in one line of the journal."""
    debut, fin = timezone.localtime(seance.debut), timezone.localtime(seance.fin)
    return (
        f"{seance.get_nature_display()}, le {debut:%d/%m/%Y} de {debut:%H:%M} à {fin:%H:%M}, "
        f"{seance.lieu}"
    )


# --- Rules --------------------------------------------------------------------------------------


def _verifier(dossier: Dossier, prevision: Prevision, *, passee: bool) -> None:
    verifier_date("La séance", timezone.localdate(prevision.debut), inscrit_le=dossier.inscrit_le)
    duree = prevision.fin - prevision.debut
    if not DUREE_MIN <= duree <= DUREE_MAX:
        raise SeanceRefusee(
            "La séance finit le même jour, après avoir commencé : corrigez l'heure de fin.", "fin"
        )
    if not passee and prevision.debut <= timezone.now():
        debut = timezone.localtime(prevision.debut)
        raise SeanceRefusee(
            f"Le {debut:%d/%m/%Y à %H:%M} est déjà passé : choisissez une date à "
            "venir. Une séance qui a eu lieu s'enregistre en cochant « Cette séance a déjà eu "
            "lieu ».",
            "jour",
        )
    permises = capacites_par_nature(dossier)
    _verifier_nature(dossier, prevision, permises)
    etrangers = set(prevision.evaluateurs) - set(dossier.commission)
    if etrangers:
        raise SeanceRefusee(
            f"{', '.join(map(str, etrangers))} ne fait pas partie de la commission de ce dossier. "
            "Composez d'abord la commission.",
            "evaluateurs",
        )


def _verifier_nature(dossier: Dossier, prevision: Prevision, permises: dict) -> None:
    if prevision.nature not in permises:
        raise SeanceRefusee(
            "Le plan de modalités ne prévoit aucune capacité évaluée ainsi. Choisissez un autre "
            "objet pour la séance.",
            "nature",
        )
    if set(prevision.capacites) - set(permises[prevision.nature]):
        raise SeanceRefusee(
            "Une capacité choisie n'est pas évaluée ainsi dans le plan de modalités. Décochez-la, "
            "ou choisissez un autre objet.",
            "capacites",
        )
    ferme = dossier.etat not in EVALUATION_OUVERTE | {EtatDossier.MODALITES_COMPLETES}
    if ferme and prevision.nature != NatureSeance.ENTRETIEN:
        raise SeanceRefusee(
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : il ne reste que "
            "l'entretien à planifier.",
            "nature",
        )


def _verifier_tenue(dossier: Dossier, debut, fin) -> None:
    if fin > timezone.now():
        raise SeanceRefusee(
            "La séance n'a pas encore eu lieu : elle se note comme tenue une fois passée.", "jour"
        )
    if dossier.transmis_le is None:
        raise SeanceRefusee(
            "Le dossier de modalités n'est pas transmis : aucune évaluation ne peut se tenir. "
            "Transmettez-le d'abord, ou déplacez la séance."
        )
    if timezone.localdate(debut) < timezone.localdate(dossier.transmis_le):
        transmis = timezone.localdate(dossier.transmis_le)
        raise SeanceRefusee(
            f"Le dossier de modalités a été transmis le {transmis:%d/%m/%Y} : une séance ne peut "
            "pas s'être tenue avant. Vérifiez la date.",
            "jour",
        )


def _exiger_prevue(seance: Seance) -> None:
    if seance.etat != EtatSeance.PREVUE:
        raise SeanceRefusee(
            f"Cette séance est « {seance.get_etat_display()} » : elle ne change plus. Planifiez-en "
            "une autre si nécessaire."
        )


# --- Writing ------------------------------------------------------------------------------------


def _verrouiller(dossier: Dossier) -> Dossier:
    """Take the dossier's row: acts on its meetings follow one another."""
    Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    dossier = Dossier.objects.pour_fiche().get(pk=dossier.pk)
    if dossier.etat not in SEANCES_OUVERTES:
        raise SeanceRefusee(
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : ses séances ne "
            "changent plus."
        )
    return dossier


def _reprendre(seance: Seance, version: int) -> tuple[Dossier, Seance]:
    """The dossier locked and the meeting as it is now, if it is still what the person read."""
    dossier = _verrouiller(seance.dossier)
    actuelle = Seance.objects.get(pk=seance.pk)
    actuelle.dossier = dossier
    if actuelle.sequence != version:
        raise SeanceRefusee(
            "Une autre personne a modifié cette séance pendant ce temps : rechargez la page pour "
            "voir ce qui a changé, puis recommencez."
        )
    return dossier, actuelle


def _ecrire(seance: Seance, prevision: Prevision) -> None:
    for champ in ("nature", "debut", "fin", "lieu", "precisions"):
        setattr(seance, champ, getattr(prevision, champ))
    seance.save()
    seance.capacites.set(prevision.capacites)
    seance.evaluateurs.set(prevision.evaluateurs)


def _identique(seance: Seance, prevision: Prevision) -> bool:
    champs = ("nature", "debut", "fin", "lieu", "precisions")
    return (
        all(getattr(seance, champ) == getattr(prevision, champ) for champ in champs)
        and set(seance.capacites.all()) == set(prevision.capacites)
        and set(seance.evaluateurs.all()) == set(prevision.evaluateurs)
    )


def _trace(seance: Seance) -> dict:
    return {
        "debut": seance.debut.isoformat(),
        "fin": seance.fin.isoformat(),
        "lieu": seance.lieu,
        "capacites": [un.numero for un in seance.capacites.all()],
        "evaluateurs": [str(un) for un in seance.evaluateurs.all()],
    }
