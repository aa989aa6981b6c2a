"""The planning of a month: the meetings a person may see, and what the other apps add."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import EVALUATION_OUVERTE, EtatSeance, RoleAffectation
from dossiers.models import Dossier, Seance
from dossiers.planning import Evenement, Filtre
from dossiers.querysets import SeanceQuerySet
from dossiers.regles_seances import PARIS


def evenements(utilisateur: Utilisateur, filtre: Filtre) -> list[Evenement]:
    """Everything that happens in that lapse of time, in order; `settings.CQPM_PLANNING`."""
    tout = [
        un for chemin in settings.CQPM_PLANNING for un in import_string(chemin)(utilisateur, filtre)
    ]
    minuit = datetime.time(tzinfo=PARIS)
    return sorted(
        tout, key=lambda un: (un.debut or datetime.datetime.combine(un.jour, minuit), un.titre)
    )


def seances_filtrees(utilisateur: Utilisateur, filtre: Filtre) -> SeanceQuerySet:
    """The meetings of the planning; cancelled ones are not there."""
    debut = datetime.datetime.combine(filtre.premier, datetime.time(), tzinfo=PARIS)
    lendemain = filtre.dernier + datetime.timedelta(days=1)
    fin = datetime.datetime.combine(lendemain, datetime.time(), tzinfo=PARIS)
    seances = Seance.objects.visible_par(utilisateur).entre(debut, fin)
    if filtre.evaluateur:
        seances = seances.de(filtre.evaluateur)
    if filtre.cqpm:
        seances = seances.filter(dossier__referentiel__numero=filtre.cqpm)
    return seances.exclude(etat=EtatSeance.ANNULEE).avec_personnes()


def seances_du_planning(utilisateur: Utilisateur, filtre: Filtre) -> list[Evenement]:
    """The meetings as lines of the planning. Four queries."""
    return [
        Evenement(
            jour=une.jour,
            titre=str(une.dossier.candidat),
            genre=une.get_nature_display(),
            url=une.get_absolute_url(),
            debut=timezone.localtime(une.debut),
            fin=timezone.localtime(une.fin),
            detail=f"{une.dossier.numero} · {une.dossier.referentiel.titre}",
            lieu=une.lieu,
            personnes=", ".join(map(str, une.commission)),
            etat=une.get_etat_display(),
            ton=une.ton_etat,
        )
        for une in seances_filtrees(utilisateur, filtre)
    ]


def choix_evaluateurs(utilisateur: Utilisateur) -> list[Utilisateur]:
    """Whose planning staff may look at: everyone who sits in a commission of their centres."""
    return list(
        Utilisateur.objects.filter(
            affectations__role=RoleAffectation.EVALUATEUR,
            affectations__dossier__centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE),
        ).distinct()
    )


def choix_cqpm(utilisateur: Utilisateur) -> list[tuple[str, str]]:
    """The CQPM of the meetings one may see: number and title."""
    return list(
        Seance.objects.visible_par(utilisateur)
        .order_by("dossier__referentiel__titre", "dossier__referentiel__numero")
        .values_list("dossier__referentiel__numero", "dossier__referentiel__titre")
        .distinct()
    )


@dataclass(frozen=True)
class MesSeances:
    """What awaits an evaluator: where to be, and what to score."""

    a_venir: list[Seance]
    a_evaluer: list[Dossier]


def mes_seances(utilisateur: Utilisateur) -> MesSeances:
    """One's own meetings to come, and the dossiers whose grid is open. Constant queries."""
    siens = Seance.objects.visible_par(utilisateur).de(utilisateur.pk)
    ouverts = Dossier.objects.visible_par(utilisateur).filter(
        affectations__utilisateur=utilisateur,
        affectations__role=RoleAffectation.EVALUATEUR,
        centre_id__in=utilisateur.centres_de(Role.EVALUATEUR),
        etat__in=EVALUATION_OUVERTE,
    )
    return MesSeances(
        list(siens.filter(etat=EtatSeance.PREVUE, fin__gt=timezone.now()).avec_personnes()),
        list(ouverts.pour_liste().order_by("candidat__nom", "candidat__prenom", "pk")),
    )
