"""Prepare the dispatch pack of a signed session, by as many workers as there are (R42).

One job, which the page follows, cuts the candidates into lots; each lot is a job that any worker
may take, that one included. Each paper is kept as soon as it is drawn: whoever dies, what is taken
up again renders only what lacks.
"""

import hashlib
import time
from collections.abc import Callable

from django.db import transaction

from cqpm.commun import travaux
from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from evaluations.enums import EtatSession
from evaluations.errors import LiasseRefusee
from evaluations.models import SessionJury
from evaluations.rapports.envoi_gtp import empreinte_gtp
from evaluations.rapports.liasse import archive
from evaluations.selectors.liasse import (
    NATURE_IMPRESSION,
    NATURE_LIASSE,
    NATURE_PAPIER_GTP,
    derniere_liasse,
    fichiers_des_candidats,
    fichiers_du_gtp,
)
from evaluations.selectors.pieces import NATURE_PIECES, pieces_dues
from evaluations.selectors.transmission import echeance_gtp_de
from evaluations.services.jury import emargement
from evaluations.services.jury.pieces import a_rendre, rendre_les_manquantes
from evaluations.services.jury.socle import verrouiller

# Candidates per lot: a second of work, so that two workers end together.
LOT = 5
# Seconds between two looks at the lots that others are doing.
ATTENTE = 0.1

Avancer = Callable[[int, int, str], None]


@transaction.atomic
def demander(session: SessionJury, *, par: Utilisateur) -> Travail:
    """Ask for the pack; while one is being made, it is that one.

    Raises SessionRefusee before the PV is signed: nothing is told to anybody (R53).
    """
    session = verrouiller(session, EtatSession.SIGNEE)
    precedente = derniere_liasse(session)
    if precedente and precedente.etat != EtatTravail.TERMINE:
        return travaux.relancer_echec(precedente, par=par)
    return travaux.demander(
        NATURE_LIASSE,
        sujet=sujet_de(session),
        cle=f"{NATURE_LIASSE}:{session.pk}:{precedente.pk if precedente else 0}",
        parametres={"session": session.pk},
        par=par,
    )


def executer(travail: Travail, avancer: Avancer) -> travaux.Produit:
    """Do the pack's job. Raises LiasseRefusee with what stopped one of its parts."""
    avancer(0, 1, "Recensement des pièces")
    session = SessionJury.objects.select_related("centre", "rectifie", "pv_signe").get(
        pk=travail.parametres["session"]
    )
    manquent = [due.deliberation.pk for due in a_rendre(pieces_dues(session))]
    papiers = _demander_les_papiers_gtp(session, travail.demande_par)
    lots = _demander_les_lots(travail, session, set(manquent))
    _attendre(lots + papiers, len(manquent), avancer)
    if a_rendre(pieces_dues(session)):  # something changed while the papers were drawn
        pks = list(session.deliberations.values_list("pk", flat=True))
        rendre_les_manquantes(session, pks, avancer, par_id=travail.demande_par_id)
    return _assembler(travail, session, papiers, avancer)


def executer_lot(travail: Travail, avancer: Avancer) -> None:
    """Do the job of one lot."""
    session = SessionJury.objects.select_related("centre", "rectifie").get(
        pk=travail.parametres["session"]
    )
    rendre_les_manquantes(
        session,
        travail.parametres["deliberations"],
        avancer,
        par_id=travail.demande_par_id,
    )


def _demander_les_lots(travail: Travail, session: SessionJury, concernees: set[int]) -> list[int]:
    """The keys of the jobs. The lots are the same at every attempt: what is done stays done."""
    tous = list(session.deliberations.order_by("rang", "pk").values_list("pk", flat=True))
    lots = [tous[debut : debut + LOT] for debut in range(0, len(tous), LOT)]
    return [
        travaux.demander(
            NATURE_PIECES,
            sujet=sujet_de(session),
            cle=f"{NATURE_PIECES}:{travail.pk}:{rang}",
            parametres={"session": session.pk, "deliberations": lot},
            par=travail.demande_par,
        ).pk
        for rang, lot in enumerate(lots)
        if concernees.intersection(lot)
    ]


def _demander_les_papiers_gtp(session: SessionJury, par: Utilisateur | None) -> list[int]:
    """The keys of the jobs, the letter's first; a paper that would say the same is done."""
    jobs = [
        travaux.demander(
            NATURE_PAPIER_GTP,
            sujet=sujet_de(session),
            cle=f"{NATURE_PAPIER_GTP}:{nom}:{session.pk}:{empreinte_gtp(session, nom)[:32]}",
            parametres={"session": session.pk, "nom": nom},
            par=par,
        )
        for nom in ("lettre_gtp", "saisines")
    ]
    return [un.pk for un in (*jobs, emargement.demander(session, par=par))]


def _attendre(pks: list[int], pieces: int, avancer: Avancer) -> None:
    """Do what nobody does, from the end, until everything is done.

    Raises LiasseRefusee with what stopped one of them, its worker's death at the last attempt
    included.
    """
    suivi = Suivi(pks, pieces, avancer)
    for pk in reversed(pks):
        travaux.executer(pk)
        suivi.compter()
    while reste := suivi.compter():
        time.sleep(ATTENTE)
        travaux.abandonner_les_morts(reste)
        for pk in reste:
            travaux.executer(pk)


class Suivi:
    """How many papers the jobs of this attempt have drawn, told as they go."""

    def __init__(self, pks: list[int], pieces: int, avancer: Avancer):
        self.lignes = Travail.objects.filter(pk__in=pks).only("nature", "etat", "etape", "erreur")
        self.pieces, self.avancer = pieces, avancer
        self.avant = sum(une.etape for une in self._lots() if une.est_fini)

    def _lots(self, lignes=None) -> list[Travail]:
        lignes = self.lignes.all() if lignes is None else lignes
        return [une for une in lignes if une.nature == NATURE_PIECES]

    def compter(self) -> list[int]:
        """The jobs that are not over. One query. Raises LiasseRefusee with what stopped one."""
        lignes = list(self.lignes.all())
        for une in lignes:
            if une.etat == EtatTravail.ECHEC:
                raise LiasseRefusee(une.erreur)
        rendues = sum(une.etape for une in self._lots(lignes)) - self.avant
        faites = max(0, min(rendues, self.pieces))
        libelle = f"Pièces des candidats : {faites} sur {self.pieces}"
        self.avancer(faites, self.pieces + 1, libelle)
        return [une.pk for une in lignes if not une.est_fini]


def _assembler(
    travail: Travail, session: SessionJury, papiers: list[int], avancer: Avancer
) -> travaux.Produit:
    avancer(travail.etape, travail.etapes, "Assemblage de l'envoi")
    par_travail = {un.travail_id: un for un in Document.objects.filter(travail__in=papiers)}
    candidats = fichiers_des_candidats(session)
    gtp = fichiers_du_gtp(session, [par_travail[pk] for pk in papiers])
    _demander_l_impression(session, [un.document for un in (*candidats, *gtp)], travail.demande_par)
    return archive(session, [*gtp, *candidats], echeance_gtp_de(session))


def _demander_l_impression(
    session: SessionJury, documents: list[Document], par: Utilisateur | None
) -> None:
    """The same documents make the same bundle: it is joined once."""
    pks = [un.pk for un in documents if un.type_mime == "application/pdf"]
    marque = hashlib.sha256(repr(pks).encode()).hexdigest()[:32]
    travaux.demander(
        NATURE_IMPRESSION,
        sujet=sujet_de(session),
        cle=f"{NATURE_IMPRESSION}:{session.pk}:{marque}",
        parametres={"session": session.pk, "documents": pks},
        par=par,
    )
