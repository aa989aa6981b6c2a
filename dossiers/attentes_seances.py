"""What the exam centre still has to organise: meetings, convocations, evaluators to replace."""

from dossiers.attentes import Acteur, Attente
from dossiers.selectors import seances

ATTENTES = [
    Attente(
        "evaluateur",
        "Évaluateur à remplacer",
        Acteur.CENTRE,
        seances.dossiers_a_evaluateur_parti,
        "dossiers:commission",
    ),
    Attente(
        "seance",
        "Séance à planifier",
        Acteur.CENTRE,
        seances.dossiers_sans_seance,
        "dossiers:seances",
    ),
    Attente(
        "replanifier",
        "Séance à replanifier après une absence",
        Acteur.CENTRE,
        seances.dossiers_a_replanifier,
        "dossiers:seances",
    ),
    Attente(
        "convocation",
        "Convocations à envoyer",
        Acteur.CENTRE,
        seances.dossiers_a_convoquer,
        "dossiers:seances",
    ),
]
