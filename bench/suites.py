"""A signed session of so many candidates, for the measure of what follows; written as rows."""

import datetime
import re

from django.template.loader import render_to_string
from django.utils import timezone

from bench.terrain import Terrain
from cqpm.commun import pdf
from cqpm.commun.fichiers import enregistrer_document
from cqpm.commun.models import sujet_de
from dossiers.enums import EtatDossier, Parcours
from dossiers.models import Candidat, Dossier
from evaluations.enums import College, DecisionJury, DocumentJury, EtatSession
from evaluations.models import DecisionCapacite, Deliberation, MembreJury, SessionJury
from evaluations.rapports.pieces import GABARITS
from evaluations.selectors.pieces import pieces_dues

JOUR = datetime.date(2026, 6, 15)
VALIDEES = 5


def session_signee(terrain: Terrain, nombre: int) -> SessionJury:
    """Every candidate has a partial result, hence the most papers: three."""
    session = SessionJury.objects.create(
        numero=f"J-2026-{SessionJury.objects.count() + 1:04d}",
        centre=terrain.centre,
        date=JOUR,
        lieu="Maison des industries",
        etat=EtatSession.SIGNEE,
        signee_le=timezone.make_aware(datetime.datetime.combine(JOUR, datetime.time(17))),
    )
    for nom, college in (("Vasseur", College.EMPLOYEURS), ("Pham", College.SALARIES)):
        MembreJury.objects.create(
            session=session,
            prenom="Camille",
            nom=nom,
            college=college,
            organisation="UIMM",
            est_president=college == College.EMPLOYEURS,
            present=True,
        )
    for rang in range(nombre):
        _juger(terrain, session, rang)
    page = pdf.rendre("pdf/base.html", {})
    session.pv_signe = enregistrer_document(
        sujet_de(session), DocumentJury.PV_SIGNE, "PV signé", "pv.pdf", page
    )
    session.save()
    return session


def _juger(terrain: Terrain, session: SessionJury, rang: int) -> None:
    candidat = Candidat.objects.create(
        centre=terrain.centre, nom=terrain.nom(), prenom="Anaïs", naissance_annee=1998
    )
    dossier = Dossier.objects.numeroter(
        centre=terrain.centre,
        candidat=candidat,
        referentiel=terrain.version,
        parcours=Parcours.DEMANDEUR_EMPLOI,
        etat=EtatDossier.VALIDATION_PARTIELLE,
        inscrit_le=JOUR,
    )
    passage = Deliberation.objects.create(
        session=session,
        dossier=dossier,
        rang=rang,
        decision=DecisionJury.PARTIEL,
        conditions_verifiees=True,
    )
    DecisionCapacite.objects.bulk_create(
        DecisionCapacite(
            deliberation=passage,
            capacite=une,
            validee=une.numero <= VALIDEES,
            motif="" if une.numero <= VALIDEES else "Le réglage n'est pas maîtrisé.",
        )
        for une in terrain.capacites
    )


def document_seul(session: SessionJury) -> str:
    """The HTML of all the papers of the session in one document, each on a new page."""
    return "".join(["<!DOCTYPE html>", *_morceaux(session)])


def _morceaux(session: SessionJury):
    yield '<html lang="fr"><head><title>Pièces</title></head><body>'
    for due in pieces_dues(session):
        contenu = due.contenu
        contexte = {"piece": contenu, "centre": contenu.centre, "session": contenu.session}
        html = render_to_string(GABARITS[contenu.nature], contexte)
        corps = re.search(r"<body>(.*)</body>", html, re.DOTALL)[1]
        corps = corps.replace("<main>", '<div class="nouvelle-page">')
        yield corps.replace("</main>", "</div>")
    yield "</body></html>"
