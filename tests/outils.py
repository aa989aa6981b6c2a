"""Shortcuts that several tests share: the same acts, through the real services."""

import datetime

from cqpm.celery import app
from cqpm.commun import travaux
from cqpm.commun.models import EtatTravail, Travail
from dossiers.models import Dossier, ModalitePrevue
from evaluations.enums import Conclusion, NiveauCritere
from evaluations.services import evaluation
from referentiels.enums import CodeModalite


def planifier(dossier: Dossier, code: str = CodeModalite.SITUATION_REELLE) -> Dossier:
    """Give every target capacité that one modality."""
    modalite = dossier.referentiel.modalites.get(code=code)
    for capacite in dossier.capacites_visees():
        ModalitePrevue.objects.create(dossier=dossier, capacite=capacite, modalite=modalite)
    return dossier


def noter_tout(dossier: Dossier, par, *, non_acquises=()) -> None:
    """Score and conclude every capacité; the first critère of `non_acquises` numbers fails."""
    for capacite in dossier.capacites_visees():
        echec = capacite.numero in non_acquises
        for critere in capacite.criteres.select_related("capacite"):
            manque = echec and critere.rang == 1
            evaluation.noter_critere(
                dossier,
                critere,
                niveau=NiveauCritere.NON_ACQUIS if manque else NiveauCritere.ACQUIS,
                commentaire="Le réglage reste à revoir." if manque else "",
                version=0,
                par=par,
            )
        evaluation.conclure(
            dossier,
            capacite,
            conclusion=Conclusion.NON_ACQUISE if echec else Conclusion.ACQUISE,
            commentaire="Le réglage n'est pas maîtrisé." if echec else "",
            evaluee_le=dossier.inscrit_le + datetime.timedelta(days=30),
            lieu="Atelier",
            par=par,
        )


def executer_les_travaux() -> None:
    """Do here what a worker would do: run every waiting job, the real functions included."""
    app.loader.import_default_modules()
    for travail in Travail.objects.filter(etat=EtatTravail.EN_ATTENTE):
        travaux.executer(travail.pk)
