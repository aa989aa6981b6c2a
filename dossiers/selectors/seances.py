"""The meetings of a dossier: what may be planned, what clashes, what is still missing."""

from dataclasses import replace

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Habilitation, Utilisateur
from dossiers.avancement import ActeAttendu, Avancement
from dossiers.enums import (
    EVALUATION_OUVERTE,
    SEANCES_OUVERTES,
    EtatDossier,
    EtatSeance,
    NatureSeance,
    QualiteConvoque,
    RoleAffectation,
)
from dossiers.models import Affectation, Convocation, Dossier, Seance
from dossiers.permissions import est_gestionnaire, peut_organiser_seances
from dossiers.querysets import DossierQuerySet, SeanceQuerySet
from dossiers.regles_seances import Prevision
from referentiels.models import Capacite

CENTRE = "Centre d'examen"


def capacites_par_nature(dossier: Dossier) -> dict[str, list[Capacite]]:
    """What each kind of meeting would evaluate: the capacités planned so, all for an interview."""
    visees = dossier.capacites_visees()
    prevues: dict[int, set[str]] = {}
    for capacite, code in dossier.modalites_prevues.values_list("capacite_id", "modalite__code"):
        prevues.setdefault(capacite, set()).add(code)
    natures = {
        nature.value: [un for un in visees if nature in prevues.get(un.pk, ())]
        for nature in NatureSeance
        if nature != NatureSeance.ENTRETIEN
    }
    if dossier.referentiel.entretien_requis:
        natures[NatureSeance.ENTRETIEN.value] = visees
    return {nature: capacites for nature, capacites in natures.items() if capacites}


def alertes(dossier: Dossier, prevision: Prevision, *, sauf: int | None = None) -> list[str]:
    """What someone should read before this meeting is planned so; nothing of it forbids it."""
    return _avant_le_rapport(dossier, prevision) + _chevauchements(dossier, prevision, sauf)


def _avant_le_rapport(dossier: Dossier, prevision: Prevision) -> list[str]:
    limite = dossier.rapport_attendu_le
    presente = prevision.nature == NatureSeance.PRESENTATION_PROJETS
    if not (presente and limite and timezone.localdate(prevision.debut) < limite):
        return []
    return [f"La présentation est prévue avant la date limite du rapport, le {limite:%d/%m/%Y}."]


def _chevauchements(dossier: Dossier, prevision: Prevision, sauf: int | None) -> list[str]:
    commission = prevision.evaluateurs or dossier.commission
    autres = (
        Seance.objects.filter(dossier__centre_id=dossier.centre_id, etat=EtatSeance.PREVUE)
        .entre(prevision.debut, prevision.fin)
        .exclude(pk=sauf)
        .avec_personnes()
    )
    trouves = []
    for autre in autres:
        pris = [str(un) for un in commission if un in autre.commission]
        if autre.dossier.candidat_id == dossier.candidat_id:
            pris.insert(0, f"{dossier.candidat} (candidat)")
        if pris:
            heures = [timezone.localtime(un).strftime("%H:%M") for un in (autre.debut, autre.fin)]
            trouves.append(
                f"{', '.join(pris)} : déjà attendu au même moment pour le dossier "
                f"{autre.dossier.numero}, de {heures[0]} à {heures[1]}."
            )
    return trouves


# --- What waits, said as sets: the board and the reminders read them ----------------------------


def a_convoquer(seances: SeanceQuerySet) -> SeanceQuerySet:
    """Keep the coming meetings of which someone has not received the present version.

    Once the grid is signed nobody is convened to evaluate any more; the interview stays useful.
    """
    a_jour = Convocation.objects.filter(
        seance_id=OuterRef("pk"), annulee=False, sequence=OuterRef("sequence")
    )
    candidat = a_jour.filter(
        qualite=QualiteConvoque.CANDIDAT, courriel=OuterRef("dossier__candidat__courriel")
    )
    perimees = Convocation.objects.filter(
        seance_id=OuterRef("pk"), annulee=False, sequence__lt=OuterRef("sequence")
    )
    a_venir = seances.filter(debut__gt=timezone.now(), dossier__etat__in=SEANCES_OUVERTES)
    prevues = Exists(perimees) | ~Exists(candidat) | Exists(_evaluateurs_non_convoques())
    a_evaluer = Q(dossier__etat__in=[*EVALUATION_OUVERTE, EtatDossier.MODALITES_COMPLETES])
    utiles = a_evaluer | Q(nature=NatureSeance.ENTRETIEN)
    return a_venir.filter(utiles, etat=EtatSeance.PREVUE).filter(prevues) | a_venir.filter(
        etat=EtatSeance.ANNULEE
    ).filter(Exists(perimees))


def _evaluateurs_non_convoques():
    """Of the outer meeting: named there, or all the commission if nobody is."""
    seance, version = OuterRef(OuterRef("pk")), OuterRef(OuterRef("sequence"))
    nommes = Seance.evaluateurs.through.objects.filter(seance_id=seance)
    convoques = Convocation.objects.filter(
        seance_id=seance,
        utilisateur_id=OuterRef("utilisateur_id"),
        courriel=OuterRef("utilisateur__email"),
        annulee=False,
        sequence=version,
    )
    return Affectation.objects.filter(
        ~Exists(nommes) | Exists(nommes.filter(utilisateur_id=OuterRef("utilisateur_id"))),
        ~Exists(convoques),
        dossier_id=OuterRef("dossier_id"),
        role=RoleAffectation.EVALUATEUR,
    )


def dossiers_a_convoquer(dossiers: DossierQuerySet) -> DossierQuerySet:
    return dossiers.filter(
        etat__in=SEANCES_OUVERTES, pk__in=a_convoquer(Seance.objects.all()).values("dossier_id")
    )


def dossiers_sans_seance(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Transmitted, its commission named, nothing scored, no meeting.

    Scoring stays possible without a meeting: this is advice.
    """
    vives = Seance.objects.exclude(etat=EtatSeance.ANNULEE).filter(dossier_id=OuterRef("pk"))
    commission = Affectation.objects.filter(
        dossier_id=OuterRef("pk"), role=RoleAffectation.EVALUATEUR
    )
    return dossiers.filter(Exists(commission), ~Exists(vives), etat=EtatDossier.TRANSMIS)


def absences_a_reprendre() -> SeanceQuerySet:
    """The meetings that the candidate missed and that no later one has replaced."""
    reprises = Seance.objects.filter(
        dossier_id=OuterRef("dossier_id"),
        nature=OuterRef("nature"),
        debut__gt=OuterRef("debut"),
    ).exclude(etat=EtatSeance.ANNULEE)
    return Seance.objects.filter(
        ~Exists(reprises), etat=EtatSeance.ABSENCE, dossier__etat__in=SEANCES_OUVERTES
    )


def dossiers_a_replanifier(dossiers: DossierQuerySet) -> DossierQuerySet:
    return dossiers.filter(pk__in=absences_a_reprendre().values("dossier_id"))


def evaluateurs_partis() -> QuerySet:
    """The assignments of people who are no longer evaluators of the dossier's centre."""
    tenues = Habilitation.objects.filter(
        utilisateur_id=OuterRef("utilisateur_id"),
        utilisateur__is_active=True,
        centre_id=OuterRef("dossier__centre_id"),
        role=Role.EVALUATEUR,
    )
    return Affectation.objects.filter(
        ~Exists(tenues),
        role=RoleAffectation.EVALUATEUR,
        dossier__etat__in=EVALUATION_OUVERTE,
    )


def dossiers_a_evaluateur_parti(dossiers: DossierQuerySet) -> DossierQuerySet:
    return dossiers.filter(pk__in=evaluateurs_partis().values("dossier_id"))


# --- The same, on one dossier's page ------------------------------------------------------------


def avancement_seances(dossier: Dossier, utilisateur: Utilisateur | None) -> Avancement:
    """Meetings to plan, to plan again, to convene; an evaluator to replace."""
    if dossier.etat not in SEANCES_OUVERTES:
        return Avancement()
    attendus = _evaluateurs_a_remplacer(dossier) + _seances_a_planifier(dossier)
    for seance in a_convoquer(Seance.objects.filter(dossier=dossier)).order_by("debut", "pk"):
        quoi = "Annoncer l'annulation" if seance.etat == EtatSeance.ANNULEE else "Convoquer"
        suite = " de la séance du" if seance.etat == EtatSeance.ANNULEE else " à la séance du"
        attendus.append(
            ActeAttendu(
                "convocation",
                f"{quoi}{suite} {seance.jour:%d/%m/%Y}.",
                CENTRE,
                seance.get_absolute_url(),
            )
        )
    if utilisateur is None or not peut_organiser_seances(utilisateur, dossier):
        attendus = [replace(un, url="") for un in attendus]
    return Avancement(attendus=attendus)


def _seances_a_planifier(dossier: Dossier) -> list[ActeAttendu]:
    url = reverse("dossiers:seances", args=[dossier.pk])
    attendus = [
        ActeAttendu(
            "replanifier",
            f"Planifier une nouvelle séance : le candidat était absent le {absence.jour:%d/%m/%Y}.",
            CENTRE,
            url,
        )
        for absence in absences_a_reprendre().filter(dossier=dossier)
    ]
    transmis = dossier.etat == EtatDossier.TRANSMIS and dossier.commission
    if transmis and not _a_une_seance(dossier):
        attendus.append(ActeAttendu("seance", "Planifier une séance d'évaluation.", CENTRE, url))
    return attendus


def _a_une_seance(dossier: Dossier) -> bool:
    return dossier.seances.exclude(etat=EtatSeance.ANNULEE).exists()


def _evaluateurs_a_remplacer(dossier: Dossier) -> list[ActeAttendu]:
    if dossier.etat not in EVALUATION_OUVERTE:
        return []
    return [
        ActeAttendu(
            "evaluateur",
            f"Remplacer {partie.utilisateur}, qui n'est plus évaluateur du centre.",
            CENTRE,
            reverse("dossiers:remplacer_evaluateur", args=[dossier.pk, partie.utilisateur_id]),
        )
        for partie in evaluateurs_partis().filter(dossier=dossier).select_related("utilisateur")
    ]


def seances_du_dossier(dossier: Dossier, utilisateur: Utilisateur) -> list[Seance]:
    """The meetings that this person sees on the page of a dossier. Three queries."""
    seances = Seance.objects.filter(dossier=dossier)
    if not est_gestionnaire(utilisateur, dossier):
        seances = seances.visible_par(utilisateur)
    return list(seances.avec_personnes().prefetch_related("capacites"))
