"""Many evaluators save cells at once: is every acknowledged tick in the database, none twice?

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python -m bench.charge
    .venv/bin/python -m bench.charge                          # SQLite, in a temporary folder

50 evaluators on PostgreSQL, 8 on SQLite (EVALUATEURS), each with their own session, save cells one
after the other for 60 seconds (DUREE), through gunicorn on a port of the loopback: their own cells
in dossiers that they share by three, and the commission's cells, where they meet. Some sendings are
repeated on purpose, some are cut before the answer and sent again. Then each cell must hold the
last value that was acknowledged, each acknowledged value must have left one trace, and no other
must be there: else the exit code is 1. The database and the site are gone at the end.
"""

import json
import os
import random
import statistics
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException

from bench.serveur import Navigateur, entier, installation, session_de, site

SUR_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
EVALUATEURS = entier("EVALUATEURS", 50 if SUR_POSTGRESQL else 8, 60)
DUREE = entier("DUREE", 60, 300)  # seconds
PAR_COMMISSION = 3
# One sending in so many, from the first ones on, goes out again after its answer, or is cut.
REPETITION, COUPURE = 5, 7
ESSAIS = 4
NIVEAUX = ["acquis", "non_acquis", "non_evalue", "non_observable"]


@dataclass
class Cellule:
    """One cell as an evaluator's page knows it; `chez` is 0 when it is the commission's."""

    dossier: int
    nom: str
    chez: int
    chemin: str
    version: int = 0

    @property
    def portee(self) -> str:
        return "individuelle" if self.chez else "commune"

    @property
    def cle(self) -> tuple[int, str, int]:
        return self.dossier, self.nom, self.chez


@dataclass
class Bilan:
    """What one evaluator was answered.

    `incertaines` are the commission's values whose first answer was lost, and where a colleague had
    written in between when they were sent again: a conflict was shown. They may have been there.
    """

    confirmes: dict = field(default_factory=dict)  # (cell, version) -> [level, comment]
    incertaines: set = field(default_factory=set)  # (dossier, author, level, comment)
    durees: list[float] = field(default_factory=list)
    conflits: int = 0
    repetes: int = 0
    coupes: int = 0
    sans_reponse: int = 0
    anomalies: list[str] = field(default_factory=list)

    @property
    def perdues(self) -> int:
        """Answers that never came."""
        return self.coupes + self.sans_reponse


class Evaluateur(threading.Thread):
    """One person who saves, as fast as the site answers, until the end of the load."""

    def __init__(self, personne, port: int, cellules: list[Cellule], depart: threading.Barrier):
        super().__init__(name=str(personne))
        self.pk, self.cellules, self.depart = personne.pk, cellules, depart
        self.navigateur = Navigateur(port, session_de(personne))
        self.hasard, self.bilan, self.numero = random.Random(personne.pk), Bilan(), 0

    def run(self) -> None:
        try:
            self.envoyer(self.cellules[0], {})  # refused: the site is up, the person known
            self.bilan.durees.clear()
            self.navigateur.fermer()  # the others may take long: the site would do it
            self.depart.wait()
            fin = time.monotonic() + DUREE
            while time.monotonic() < fin:
                self.noter(self.hasard.choice(self.cellules))
        except Exception as erreur:
            self.depart.abort()
            self.bilan.anomalies.append(f"{self.name} s'arrête : {erreur!r}")
        finally:
            self.navigateur.fermer()

    def noter(self, cellule: Cellule) -> None:
        """Save another value; where a colleague was faster, keep one's own."""
        for _ in range(ESSAIS):
            envoi, perdues = self.nouvelle_valeur(cellule), self.bilan.perdues
            if self.numero % COUPURE == 2:
                self.navigateur.couper(cellule.chemin, envoi)
                self.bilan.coupes += 1
            statut, reponse = self.envoyer(cellule, envoi)
            if statut == 200:
                self.retenir(cellule, envoi, reponse)
                if self.numero % REPETITION == 1:
                    self.repeter(cellule, envoi, reponse["version"])
                return
            if statut != 409 or cellule.chez:
                self.bilan.anomalies.append(f"{cellule.cle} : {statut} {reponse}")
                return
            self.bilan.conflits += 1
            if self.bilan.perdues > perdues:
                self.bilan.incertaines.add((cellule.dossier, self.pk, *valeur_de(envoi)))
            cellule.version = reponse["actuelle"]["version"]

    def nouvelle_valeur(self, cellule: Cellule) -> dict:
        from bench import terrain

        self.numero += 1
        niveau = {"niveau": self.hasard.choice(NIVEAUX)} if "critere" in cellule.nom else {}
        return terrain.corps(
            cellule.nom,
            self.pk,
            portee=cellule.portee,
            commentaire=f"{self.pk}/{self.numero}",
            version=cellule.version,
            **niveau,
        )

    def envoyer(self, cellule: Cellule, envoi: dict) -> tuple[int, dict]:
        """Send until there is an answer, as the device does: the same value keeps its name."""
        for _ in range(ESSAIS):
            depart = time.perf_counter()
            try:
                statut, texte = self.navigateur.demander(cellule.chemin, envoi)
            except (OSError, HTTPException):
                self.bilan.sans_reponse += 1
                continue
            self.bilan.durees.append(time.perf_counter() - depart)
            try:
                return statut, json.loads(texte)
            except ValueError:
                return statut, {}  # a page of error: the site's log says why
        raise RuntimeError("le site ne répond plus")

    def retenir(self, cellule: Cellule, envoi: dict, reponse: dict) -> None:
        cellule.version = reponse["version"]
        valeur = valeur_de(envoi)
        deja = self.bilan.confirmes.setdefault((cellule.cle, cellule.version), valeur)
        if deja != valeur:
            self.bilan.anomalies.append(
                f"{cellule.cle} : {deja} et {valeur} en version {cellule.version}"
            )

    def repeter(self, cellule: Cellule, envoi: dict, version: int) -> None:
        """The same sending again: acknowledged alike, unless a colleague wrote meanwhile."""
        statut, reponse = self.envoyer(cellule, envoi)
        self.bilan.repetes += 1
        depassee = statut == 409 and not cellule.chez
        if not depassee and (statut, reponse.get("version")) != (200, version):
            self.bilan.anomalies.append(f"{cellule.cle} répétée : {statut} {reponse}")


def valeur_de(envoi: dict) -> list[str]:
    return [envoi.get("niveau", ""), envoi["commentaire"]]


# --- The scene --------------------------------------------------------------------------------


def preparer(port: int) -> list[Evaluateur]:
    """By commissions of three: one dossier where each has their own cells, one in common."""
    from bench import terrain

    lieu = terrain.Terrain()
    depart, personnes = threading.Barrier(EVALUATEURS + 1), lieu.evaluateurs(EVALUATEURS)
    evaluateurs = []
    for debut in range(0, EVALUATEURS, PAR_COMMISSION):
        membres = personnes[debut : debut + PAR_COMMISSION]
        individuel, commun = lieu.dossier(membres), lieu.dossier(membres)
        premiere = lieu.capacites[0]
        lieu.mettre_en_commun(commun, membres, [premiere])
        noms = [f"critere-{un.pk}" for un in lieu.criteres]
        noms += [f"capacite-{une.pk}" for une in lieu.capacites]
        communes = [f"critere-{un.pk}" for un in premiere.criteres.all()]
        communes.append(f"capacite-{premiere.pk}")
        for un in membres:
            cellules = cellules_de(individuel.pk, noms, un.pk)
            cellules += cellules_de(commun.pk, communes, 0) * 3
            evaluateurs.append(Evaluateur(un, port, cellules, depart))
    return evaluateurs


def cellules_de(dossier_pk: int, noms: list[str], chez: int) -> list[Cellule]:
    from bench import terrain

    chemin = terrain.adresse_des_cellules(dossier_pk)
    return [Cellule(dossier_pk, nom, chez, chemin) for nom in noms]


def charger(evaluateurs: list[Evaluateur]) -> float:
    """Everybody at once, until the last one has ended; returns the seconds it took."""
    for un in evaluateurs:
        un.start()
    with suppress(threading.BrokenBarrierError):  # who broke it says why
        evaluateurs[0].depart.wait()
    depart = time.monotonic()
    for un in evaluateurs:
        un.join()
    return time.monotonic() - depart


# --- What the database holds ------------------------------------------------------------------


def etats() -> dict:
    """Every cell: (dossier, name, whose) -> (version, [level, comment])."""
    from evaluations.models import (
        MiseEnCommun,
        ObservationCapacite,
        ObservationCritere,
        ResultatCritere,
    )

    trouves = {}
    for modele, genre, est_commune in (
        (ObservationCritere, "critere", False),
        (ObservationCapacite, "capacite", False),
        (ResultatCritere, "critere", True),
        (MiseEnCommun, "capacite", True),
    ):
        for une in modele.objects.select_related("evaluation"):
            chez = 0 if est_commune else une.evaluateur_id
            cle = une.evaluation.dossier_id, f"{genre}-{getattr(une, genre + '_id')}", chez
            trouves[cle] = une.version, [getattr(une, "niveau", ""), une.commentaire]
    return trouves


def traces() -> Counter:
    """How many times each value was written: the cells' own lines, and the dossiers' journal."""
    from dossiers.enums import Acte
    from dossiers.models import EntreeJournal
    from evaluations.models import TraceCellule

    lignes = list(TraceCellule.objects.values_list("evaluation__dossier", "auteur", "apres"))
    journal = EntreeJournal.objects.filter(acte=Acte.SCORE, libelle__startswith="Critère ")
    lignes += journal.values_list("dossier", "auteur", "apres")
    return Counter((dossier, auteur, *valeur) for dossier, auteur, valeur in lignes)


def verifier(evaluateurs: list[Evaluateur]) -> list[str]:
    """What is wrong, in sentences; nothing if every acknowledged value is there, and once."""
    fautes, confirmes, attendues = [], {}, Counter()
    for un in evaluateurs:
        fautes += un.bilan.anomalies
        for (cle, version), valeur in un.bilan.confirmes.items():
            if (cle, version) in confirmes:
                fautes.append(f"{cle} : deux personnes ont la version {version}")
            confirmes[cle, version] = valeur
            attendues[cle[0], un.pk, *valeur] += 1
    dernieres: dict = {}
    for (cle, version), valeur in confirmes.items():
        dernieres[cle] = max(dernieres.get(cle, (0, [])), (version, valeur))
    presents = etats()
    fautes += [
        f"{cle} : {derniere} est confirmé, la base contient {presents.get(cle)}"
        for cle, derniere in dernieres.items()
        if presents.get(cle) != derniere
    ]
    ecrites, possibles = traces(), Counter()
    for un in evaluateurs:
        possibles.update(un.bilan.incertaines)
    de_trop = ecrites - attendues - possibles
    fautes += [f"{une} : confirmée sans trace" for une in attendues - ecrites]
    fautes += [f"{une} : écrite sans être confirmée, ou deux fois" for une in de_trop]
    return fautes


# --- What is printed --------------------------------------------------------------------------


def dire(phrase: str) -> None:
    sys.stdout.write(phrase + "\n")
    sys.stdout.flush()


def rendre_compte(evaluateurs: list[Evaluateur], secondes: float) -> None:
    bilans = [un.bilan for un in evaluateurs]
    confirmes = sum(len(un.confirmes) for un in bilans)
    durees = sorted(duree * 1000 for un in bilans for duree in un.durees)
    quantiles = statistics.quantiles(durees, n=100) if len(durees) > 1 else [0] * 99
    p50, p95, p99 = (quantiles[rang - 1] for rang in (50, 95, 99))
    dire(f"{len(evaluateurs)} évaluateurs, {secondes:.1f} s, {len(durees)} réponses.")
    dire(f"Saisies confirmées : {confirmes} ({confirmes / secondes:.0f}/s).")
    dire(f"Envois répétés exprès : {sum(un.repetes for un in bilans)}.")
    dire(f"Envois coupés avant la réponse, repris : {sum(un.coupes for un in bilans)}.")
    dire(f"Conflits montrés : {sum(un.conflits for un in bilans)}.")
    dire(f"Envois restés sans réponse, repris : {sum(un.sans_reponse for un in bilans)}.")
    dire(f"Attente d'une réponse : p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms.")


def main() -> int:
    with installation("charge") as donnees:
        journal = donnees / "site.log"
        with site("cqpm.wsgi:application", journal) as (_, port):
            evaluateurs = preparer(port)
            secondes = charger(evaluateurs)
        fautes = verifier(evaluateurs)
        ecrit = journal.read_text(encoding="utf-8")
        fautes += [
            f"le journal du site contient « {mot} »"
            for mot in ("database is locked", "Internal Server Error", "Traceback")
            if mot in ecrit
        ]
        rendre_compte(evaluateurs, secondes)
    for faute in fautes[:20]:
        dire(f"FAUTE : {faute}")
    if fautes:
        dire(f"Fin du journal du site :\n{ecrit[-2000:]}")
    tenu = "chaque saisie confirmée est dans la base, une seule fois"
    dire(f"Verdict : {f'{len(fautes)} FAUTES' if fautes else tenu}.")
    return 1 if fautes else 0


if __name__ == "__main__":
    sys.exit(main())
