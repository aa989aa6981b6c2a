"""How long the list takes with 1,000 and with 100,000 dossiers, on PostgreSQL.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python -m bench.liste

Two databases of its own, on the server of DATABASE_URL, hold invented dossiers; the same requests
go to one and to the other in turn, in this process, through the whole application. Printed: the
median of each and their ratio. The ratio of the page that a person opens must stay under BARRE:
beyond, the exit code is 1. Both databases are dropped at the end.
"""

import datetime
import gc
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2

SERVEUR = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
TAILLES = {"petite": 1_000, "grande": 100_000}
# Dossiers of each of the other centres, whatever the size of the first one.
AILLEURS = 60
CENTRES = 4
TOURS = int(os.environ.get("TOURS", "60"))
BARRE = 1.3
NOMS = ["Lévêque", "Martin", "Bernard", "Nguyen", "Évrard", "de La Tour", "Œuvrard", "Benali"]
PRENOMS = ["Zoé", "Anaïs", "Karim", "Léo", "Jean-Noël", "Inès"]
SOCIETES = ["Cryovac", "Procédés du Sud", "Mécanique Alpine", "Brasure & Cie"]
# Label, query string, whether the bar holds.
PAGES = [
    ("première page, sans filtre", "", True),
    ("un état", "etat=en_evaluation", False),
    ("un état rare", "etat=non_recevable", False),
    ("recherche d'un nom fréquent", "q=leveque", False),
    ("recherche d'une personne", "q=benali+ines+417", False),
    ("dernière page que l'on atteint", "page=9999", False),
    ("tri par nom", "tri=nom", False),
    ("tri par dernier changement", "tri=-modification", False),
    ("tri par état", "tri=etat", False),
    ("tri par CQPM", "tri=cqpm", False),
]


def adresse(base: str) -> str:
    return urlunsplit(urlsplit(SERVEUR)._replace(path=f"/{base}"))


def ordonner(ordre: str) -> None:
    """Run one order of the server, outside any transaction."""
    connexion = psycopg2.connect(adresse("postgres"))
    connexion.autocommit = True
    with connexion.cursor() as curseur:
        curseur.execute(ordre)
    connexion.close()


@contextmanager
def bases():
    """Two databases, dropped at the end whatever happens."""
    noms = {taille: f"cqpm_bench_{os.getpid()}_{taille}" for taille in TAILLES}
    try:
        for nom in noms.values():
            ordonner(f"CREATE DATABASE {nom}")
        yield noms
    finally:
        fermer()
        for nom in noms.values():
            ordonner(f"DROP DATABASE IF EXISTS {nom} WITH (FORCE)")


class Aiguillage:
    """Sends every query to the database of the moment."""

    cible = "default"

    def db_for_read(self, model, **indices):
        return self.cible

    db_for_write = db_for_read


aiguillage = Aiguillage()


def preparer(noms: dict[str, str], donnees: str) -> None:
    """Set Django up on both databases; « default » is the small one."""
    os.environ |= {"DATABASE_URL": adresse(noms["petite"]), "CQPM_DONNEES": donnees}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "cqpm.settings", "LOG_LEVEL": "ERROR", "DEBUG": "1"}
    os.makedirs(os.path.join(donnees, "statiques"))
    import django
    from django.conf import settings

    settings.DATABASES["grande"] = settings.DATABASES["default"] | {"NAME": noms["grande"]}
    settings.DATABASE_ROUTERS = [aiguillage]
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DEBUG = False
    django.setup()


def fermer() -> None:
    if "django.db" in sys.modules:
        sys.modules["django.db"].connections.close_all()


@contextmanager
def sur(taille: str):
    aiguillage.cible = "default" if taille == "petite" else "grande"
    yield aiguillage.cible
    aiguillage.cible = "default"


# --- Invented dossiers ------------------------------------------------------------------------


def remplir(taille: str) -> dict:
    """Migrate one database and fill it; returns one browser per kind of person."""
    from django.core.management import call_command
    from django.db import connections
    from django.test import Client

    from cqpm.comptes.models import Centre

    with sur(taille) as alias:
        call_command("migrate", database=alias, verbosity=0)
        centres = [
            Centre.objects.create(nom=f"Centre {rang}", ville="Lyon") for rang in range(CENTRES)
        ]
        versions, evaluateurs = inventer_versions(), inventer_evaluateurs(centres)
        for rang, centre in enumerate(centres):
            nombre = AILLEURS if rang else TAILLES[taille] - AILLEURS * (CENTRES - 1)
            inventer_dossiers(centre, nombre, versions, evaluateurs)
        with connections[alias].cursor() as curseur:
            curseur.execute("VACUUM ANALYZE")
        navigateurs = {}
        for qui, siens in (("presque tout", centres[:1]), ("60 dossiers", centres[1:2])):
            navigateurs[qui] = Client()
            navigateurs[qui].force_login(inventer_gestionnaire(qui, siens))
        return navigateurs


def inventer_versions() -> list:
    from referentiels import enums
    from referentiels.models import Referentiel

    return [
        Referentiel.objects.create(
            numero=f"MQ 2018 {rang:04d}",
            titre=f"Technicien.ne {rang} en procédés",
            date_modification=datetime.date(2018, 1, 1),
            etat=enums.EtatReferentiel.PUBLIE,
            entretien_requis=False,
            avis_vae_exempt=True,
            avis_granularite=enums.GranulariteAvis.values[0],
            modalites_niveau=enums.NiveauModalites.values[0],
            vocabulaire_decision=enums.VocabulaireDecision.values[0],
            recherche="texte " * 5000,
        )
        for rang in range(40)
    ]


def inventer_evaluateurs(centres) -> dict:
    from cqpm.comptes.models import Habilitation, Utilisateur

    siens = {}
    for centre in centres:
        siens[centre.pk] = Utilisateur.objects.bulk_create(
            Utilisateur(email=f"e{centre.pk}-{rang}@example.org", prenom="Ali", nom=f"Roux {rang}")
            for rang in range(15)
        )
        Habilitation.objects.bulk_create(
            Habilitation(utilisateur=un, centre=centre, role="evaluateur")
            for un in siens[centre.pk]
        )
    return siens


def inventer_gestionnaire(qui: str, centres):
    from cqpm.comptes.models import Habilitation, Utilisateur

    personne = Utilisateur.objects.create(email=f"{len(qui)}@example.org", prenom="Paul", nom=qui)
    for centre in centres:
        Habilitation.objects.create(utilisateur=personne, centre=centre, role="gestionnaire")
    return personne


def inventer_dossiers(centre, nombre: int, versions, evaluateurs) -> None:
    from dossiers.enums import EtatDossier, Parcours
    from dossiers.models import Affectation, Candidat, Dossier, Entreprise
    from dossiers.services.indexation import mots_de, nom_de_tri

    hasard = random.Random(1)
    entreprises = Entreprise.objects.bulk_create(
        Entreprise(centre=centre, raison_sociale=f"{hasard.choice(SOCIETES)} {rang}", ville="Nice")
        for rang in range(max(nombre // 20, 1))
    )
    etats = [un for un in EtatDossier if un != EtatDossier.NON_RECEVABLE]
    for debut in range(0, nombre, 5_000):
        rangs = range(debut, min(debut + 5_000, nombre))
        candidats = Candidat.objects.bulk_create(
            Candidat(
                centre=centre,
                nom=f"{hasard.choice(NOMS)} {rang}",
                prenom=hasard.choice(PRENOMS),
                naissance_annee=1990,
            )
            for rang in rangs
        )
        dossiers = [
            Dossier(
                numero=f"D-{candidat.pk:05d}",
                centre=centre,
                candidat=candidat,
                referentiel=hasard.choice(versions),
                parcours=hasard.choice(Parcours.values),
                entreprise=hasard.choice(entreprises),
                etat=hasard.choice(etats) if hasard.random() > 0.005 else EtatDossier.NON_RECEVABLE,
                inscrit_le=datetime.date(2020, 1, 1) + datetime.timedelta(hasard.randrange(2000)),
            )
            for candidat in candidats
        ]
        for dossier in dossiers:
            dossier.recherche, dossier.nom_de_tri = mots_de(dossier), nom_de_tri(dossier)
        crees = Dossier.objects.bulk_create(dossiers)
        Affectation.objects.bulk_create(
            Affectation(dossier=un, utilisateur=evaluateur, role="evaluateur")
            for un in crees
            for evaluateur in hasard.sample(evaluateurs[centre.pk], 2)
        )


# --- Measures ---------------------------------------------------------------------------------


def mesurer(navigateurs: dict, qui: str, requete: str) -> dict[str, list[float]]:
    """Time the same request on both databases in turn, the first one changing at each round."""
    durees: dict[str, list[float]] = {taille: [] for taille in TAILLES}
    for tour in range(-5, TOURS):
        for taille in list(TAILLES)[:: 1 if tour % 2 else -1]:
            with sur(taille):
                depart = time.perf_counter()
                reponse = navigateurs[taille][qui].get(f"/dossiers/?{requete}")
                duree = time.perf_counter() - depart
            if reponse.status_code != 200:
                raise RuntimeError(f"{requete} : {reponse.status_code}")
            if tour >= 0:
                durees[taille].append(duree * 1000)
    return durees


def afficher(qui: str, libelle: str, durees: dict[str, list[float]]) -> float:
    petite, grande = (statistics.median(durees[taille]) for taille in TAILLES)
    ligne = f"{qui:<14}{libelle:<34}{petite:>9.1f} ms{grande:>9.1f} ms{grande / petite:>8.2f}"
    sys.stdout.write(ligne + "\n")
    sys.stdout.flush()
    return grande / petite


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the databases go all the same
    with tempfile.TemporaryDirectory() as donnees, bases() as noms:
        preparer(noms, donnees)
        navigateurs = {taille: remplir(taille) for taille in TAILLES}
        gc.collect()
        gc.freeze()
        sys.stdout.write(f"{'Centre':<14}{'Page':<34}{'1 000':>12}{'100 000':>12}{'Rapport':>8}\n")
        rapports = [
            (retenu, afficher(qui, libelle, mesurer(navigateurs, qui, requete)))
            for qui in navigateurs["petite"]
            for libelle, requete, retenu in PAGES
        ]
    pire = max(rapport for retenu, rapport in rapports if retenu)
    verdict = "tenue" if pire <= BARRE else "DÉPASSÉE"
    sys.stdout.write(f"Page que l'on ouvre : rapport {pire:.2f}, barre {BARRE} {verdict}.\n")
    return 0 if pire <= BARRE else 1


if __name__ == "__main__":
    sys.exit(main())
