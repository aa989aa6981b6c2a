"""What the grid costs the server: processor time per request, as a ratio to a bare Django view.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python -m bench.grille
    … .venv/bin/python -m bench.grille --profil               # and where that time goes

PostgreSQL must run on this machine, and work for nobody else meanwhile. A database of its own holds
both référentiels, 300 dossiers scored on the 2018 version, and the measured ones, whose 45 critères
are scored by a commission of 2, then put in common. One gunicorn, in production settings, serves
the product and the bare view. Requests follow one another on one connection; the processor time
is that of gunicorn's processes and of PostgreSQL's together. Each of TOURS rounds spends about
CPU_TOUR milliseconds on every line; printed: medians of the rounds. Opening and saving must stay
under OUVRIR and NOTER times the bare view; their SQL statements under SQL_OUVRIR and SQL_NOTER,
the same with 2 and 10 evaluators, 1 and 300 dossiers: else the exit code is 1. The database and
the site are gone at the end.
"""

import cProfile
import json
import math
import os
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg2

from bench import processeur
from bench.serveur import HOTE, Navigateur, entier, installation, session_de, site

OUVRIR, NOTER = 38, 14
SQL_OUVRIR, SQL_NOTER = 12, 6
AILLEURS = 300
TOURS = entier("TOURS", 9, 50)
# A tick of the processor's clock is 10 ms: it weighs 1 % of a round.
CPU_TOUR = entier("CPU_TOUR", 1000, 10_000)
PROFILEES = 200
# Two levels that need no comment: a grid where one was saved is shared as well.
NIVEAUX = ["acquis", "non_evalue"]


# --- What is done -----------------------------------------------------------------------------


class Ouverture:
    """Open a page."""

    def __init__(self, chemin: str):
        self.chemin = chemin

    def __call__(self, navigateur) -> None:
        statut, _ = navigateur.demander(self.chemin)
        if statut != 200:
            raise RuntimeError(f"{self.chemin} : {statut}")


class Saisie:
    """Save the next cell of a grid: a level that it does not hold yet."""

    def __init__(self, dossier, evaluateur, portee: str):
        from bench import terrain
        from evaluations.models import ObservationCritere, ResultatCritere

        lignes = ResultatCritere.objects.filter(evaluation__dossier=dossier)
        if portee == "individuelle":
            lignes = ObservationCritere.objects.filter(
                evaluation__dossier=dossier, evaluateur=evaluateur
            )
        self.chemin, self.pk, self.portee = (
            terrain.adresse_des_cellules(dossier.pk),
            evaluateur.pk,
            portee,
        )
        self.cellules = list(lignes.values("critere", "niveau", "commentaire", "version"))

    def __call__(self, navigateur) -> None:
        from bench import terrain

        cellule = self.cellules.pop(0)
        self.cellules.append(cellule)
        niveau = NIVEAUX[cellule["niveau"] == NIVEAUX[0]]
        corps = terrain.corps(
            f"critere-{cellule['critere']}",
            self.pk,
            portee=self.portee,
            niveau=niveau,
            commentaire=cellule["commentaire"],
            version=cellule["version"],
        )
        statut, reponse = navigateur.demander(self.chemin, corps)
        lue = json.loads(reponse) if statut == 200 else {}
        if lue.get("version") != cellule["version"] + 1:
            raise RuntimeError(f"{self.chemin} : {statut} {reponse[:300]!r}")
        cellule |= {"niveau": niveau, "version": lue["version"]}


@dataclass
class Mesure:
    """One line of the table: what is done, by whom, under which bars."""

    nom: str
    faire: Callable
    session: str = ""
    barre: float = math.inf
    nombre: int = 0
    site: list[float] = field(default_factory=list)
    base: list[float] = field(default_factory=list)
    attentes: list[float] = field(default_factory=list)

    @property
    def totaux(self) -> list[float]:
        """Milliseconds of processor per request, by round."""
        return [site + base for site, base in zip(self.site, self.base, strict=True)]


# --- The scene, and its SQL statements --------------------------------------------------------


class Interne:
    """A browser without network: the same requests, in this process."""

    def __init__(self, utilisateur):
        from django.test import Client

        self.client = Client(SERVER_NAME=HOTE)
        self.client.force_login(utilisateur)

    def demander(self, chemin: str, corps: dict | None = None) -> tuple[int, bytes]:
        reponse = (
            self.client.get(chemin)
            if corps is None
            else self.client.post(chemin, corps, content_type="application/json")
        )
        return reponse.status_code, reponse.content


class Scene:
    """The measured dossiers and the others; the statements are counted as they come."""

    def __init__(self):
        from bench import terrain

        self.lieu = terrain.Terrain()
        self.membres = self.lieu.evaluateurs(10)
        self.comptes: dict[str, dict[str, tuple[int, int]]] = {}
        a_deux, a_dix = self.commission(2, "1 dossier"), self.commission(10, "3 dossiers")
        self.lieu.remplir(AILLEURS, self.membres + self.lieu.evaluateurs(10))
        terrain.faire_le_menage()
        self.compter(a_deux, f"2 évaluateurs, {AILLEURS} dossiers")
        self.compter(a_dix, f"10 évaluateurs, {AILLEURS} dossiers")
        self.gestes = a_deux

    @property
    def evaluateur(self):
        return self.membres[0]

    def commission(self, nombre: int, quand: str) -> dict[str, Callable]:
        """A dossier scored by so many then put in common, and another one as it was before."""
        membres = self.membres[:nombre]
        commun = self._noter(membres)
        separes = gestes(commun, membres[0], "individuelle")
        self.compter(separes, f"{nombre} évaluateurs, {quand}")
        self.lieu.mettre_en_commun(commun, membres)
        ensemble = gestes(commun, membres[0], "commune")
        self.compter(ensemble, f"{nombre} évaluateurs, {quand}")
        return gestes(self._noter(membres), membres[0], "individuelle") | ensemble

    def _noter(self, membres: list):
        dossier = self.lieu.dossier(membres)
        for rang, membre in enumerate(membres):
            self.lieu.noter(dossier, membre, desaccord=rang == 1)
        return dossier

    def compter(self, ceux_ci: dict[str, Callable], quand: str) -> None:
        for nom, faire in ceux_ci.items():
            self.comptes.setdefault(nom, {})[quand] = compter(faire, self.evaluateur)


def gestes(dossier, evaluateur, portee: str) -> dict[str, Callable]:
    from bench import terrain

    quand = {"individuelle": "chacun pour soi", "commune": "en commun"}[portee]
    return {
        f"Ouvrir, {quand}": Ouverture(terrain.adresse_de_la_grille(dossier)),
        f"Noter, {quand}": Saisie(dossier, evaluateur, portee),
    }


def compter(faire: Callable, evaluateur) -> tuple[int, int]:
    """(statements, transaction orders) of one request, once everything is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    navigateur = Interne(evaluateur)
    faire(navigateur)
    with CaptureQueriesContext(connection) as requetes:
        faire(navigateur)
    ordres = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    bornes = sum(un["sql"].startswith(ordres) for un in requetes.captured_queries)
    return len(requetes) - bornes, bornes


# --- Measures ---------------------------------------------------------------------------------


@dataclass
class Machine:
    """The processes whose time is counted, and the browser that makes them work."""

    arbitre: int
    postmaster: int
    navigateur: Navigateur

    def depenser(self, mesure: Mesure, nombre: int) -> tuple[float, float]:
        """Milliseconds of processor per request: (gunicorn, PostgreSQL)."""
        self.navigateur.devenir(mesure.session)
        racines = self.arbitre, self.postmaster
        avant = [processeur.temps(une) for une in racines]
        for _ in range(nombre):
            depart = time.perf_counter()
            mesure.faire(self.navigateur)
            mesure.attentes.append((time.perf_counter() - depart) * 1000)
        apres = [processeur.temps(une) for une in racines]
        site, base = ((b - a) / nombre for a, b in zip(avant, apres, strict=True))
        return site, base

    def chauffer(self, mesure: Mesure) -> None:
        """Find how many requests make a round, while caches fill."""
        mesure.nombre = 20
        while (cout := sum(self.depenser(mesure, mesure.nombre))) * mesure.nombre < CPU_TOUR / 4:
            mesure.nombre *= 2
        mesure.nombre = math.ceil(CPU_TOUR / cout)
        mesure.attentes.clear()


def mesurer(machine: Machine, mesures: list[Mesure]) -> None:
    """Rounds in which every line is done, one way then the other."""
    for une in mesures:
        machine.chauffer(une)
    for tour in range(TOURS):
        for une in mesures[:: 1 if tour % 2 else -1]:
            site, base = machine.depenser(une, une.nombre)
            une.site.append(site)
            une.base.append(base)


def un_navigateur(port: int) -> Navigateur:
    """A connection to one of the two workers, once both have answered."""
    par_processus: dict[bytes, Navigateur] = {}
    for _ in range(200):
        navigateur = Navigateur(port)
        processus = navigateur.demander("/processus/")[1]
        par_processus.setdefault(processus, navigateur)
        if len(par_processus) == 2:
            break
    for _, autre in sorted(par_processus.items())[1:]:
        autre.fermer()
    return par_processus[min(par_processus)]


class Postgresql:
    """The server of DATABASE_URL: its first process, and whether others make it work."""

    def __init__(self):
        self.connexion = psycopg2.connect(os.environ["DATABASE_URL"])
        self.connexion.autocommit = True
        ((pid,),) = self._lire("SELECT pg_backend_pid()")
        self.postmaster = processeur.parent(pid)
        self.ailleurs = self._ailleurs()

    def _lire(self, requete: str) -> list[tuple]:
        with self.connexion.cursor() as curseur:
            curseur.execute(requete)
            return curseur.fetchall()

    def _ailleurs(self) -> int:
        ((nombre,),) = self._lire(
            "SELECT coalesce(sum(xact_commit + xact_rollback), 0) FROM pg_stat_database"
            " WHERE datname <> current_database()"
        )
        return int(nombre)

    def travail_d_autrui(self) -> int:
        """Transactions of the other databases since the beginning."""
        return self._ailleurs() - self.ailleurs


# --- Where the time goes ----------------------------------------------------------------------


def profiler(nom: str, faire: Callable, evaluateur) -> None:
    """The 25 functions that take the most, in this process, in milliseconds per request."""
    navigateur, profil = Interne(evaluateur), cProfile.Profile()
    faire(navigateur)
    with profil:
        for _ in range(PROFILEES):
            faire(navigateur)
    lues = pstats.Stats(profil)
    dire(f"\n{nom} : {lues.total_tt * 1000 / PROFILEES:.2f} ms par requête, profil compris")
    dire(f"{'propre':>8}{'en tout':>9}{'appels':>8}  fonction")
    for (fichier, ligne, fonction), valeurs in _les_plus_lourdes(lues.stats):
        appels, propre, tout = (une / PROFILEES for une in valeurs[1:4])
        ou = fichier.rpartition("site-packages/")[2].removeprefix(f"{os.getcwd()}/")
        dire(f"{propre * 1000:8.3f}{tout * 1000:9.3f}{appels:8.1f}  {fonction} ({ou}:{ligne})")


def _les_plus_lourdes(fonctions: dict) -> list[tuple]:
    """Each is ((file, line, name), (primitive calls, calls, own time, whole time, callers))."""
    return sorted(fonctions.items(), key=lambda une: -une[1][2])[:25]


# --- What is printed --------------------------------------------------------------------------


def dire(phrase: str) -> None:
    sys.stdout.write(phrase + "\n")
    sys.stdout.flush()


def afficher(mesures: list[Mesure]) -> bool:
    """The table; says whether every bar holds."""
    tenues, nue = True, mesures[0].totaux
    dire(
        f"{'Processeur par requête':<26}{'site':>8}{'base':>8}{'total':>8} ms{'rapport':>9}"
        f"{'(de à)':>15}{'barre':>7}{'p50':>8}{'p95':>8} ms{'requêtes':>10}"
    )
    for une in mesures:
        rapports = [total / reference for total, reference in zip(une.totaux, nue, strict=True)]
        rapport = statistics.median(rapports)
        site, base, total = map(statistics.median, (une.site, une.base, une.totaux))
        quantiles = statistics.quantiles(une.attentes, n=20)
        barre = "" if une.barre == math.inf else f"{une.barre:.0f}"
        dire(
            f"{une.nom:<26}{site:8.3f}{base:8.3f}{total:8.3f}{rapport:12.2f}"
            f"{f'({min(rapports):.2f} à {max(rapports):.2f})':>15}{barre:>7}"
            f"{quantiles[9]:8.2f}{quantiles[18]:8.2f}{len(une.attentes):13}"
        )
        tenues &= rapport <= une.barre
    return tenues


def afficher_les_comptes(comptes: dict[str, dict[str, tuple[int, int]]]) -> bool:
    """SQL statements of each gesture; says whether the bars hold, and that nothing changes them."""
    tenues = True
    dire("\nOrdres SQL par requête, et bornes de transaction :")
    for nom, par_cas in comptes.items():
        barre = SQL_OUVRIR if nom.startswith("Ouvrir") else SQL_NOTER
        dire(f"{nom} (barre {barre})")
        for quand, (ordres, bornes) in par_cas.items():
            dire(f"    {quand:<34}{ordres:>4} + {bornes}")
        nombres = {ordres for ordres, _ in par_cas.values()}
        tenues &= len(nombres) == 1 and max(nombres) <= barre
    return tenues


def main() -> int:
    profil = "--profil" in sys.argv[1:]
    with installation("grille") as donnees:
        from django.core.management import call_command
        from django.db import connections

        call_command("collectstatic", interactive=False, verbosity=0)
        scene = Scene()
        session = session_de(scene.evaluateur)
        mesures = [
            Mesure("Vue nue", Ouverture("/nue/")),
            Mesure("Vue nue, derrière le site", Ouverture("/nue-derriere/")),
        ]
        for nom, faire in scene.gestes.items():
            barre = OUVRIR if nom.startswith("Ouvrir") else NOTER
            mesures.append(Mesure(nom, faire, session, barre))
        connections.close_all()
        serveur = Postgresql()
        with site("bench.nue:application", donnees / "site.log") as (arbitre, port):
            machine = Machine(arbitre, serveur.postmaster, un_navigateur(port))
            mesurer(machine, mesures)
        autrui = serveur.travail_d_autrui()
        tenues = afficher(mesures) & afficher_les_comptes(scene.comptes)
        if profil:
            for nom, faire in scene.gestes.items():
                profiler(nom, faire, scene.evaluateur)
    if autrui > 100:
        dire(f"PostgreSQL a aussi fait {autrui} transactions pour d'autres : mesure à refaire.")
    dire(f"Barres {'tenues' if tenues else 'DÉPASSÉES'}.")
    return 0 if tenues else 1


if __name__ == "__main__":
    sys.exit(main())
