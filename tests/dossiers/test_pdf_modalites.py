"""The dossier de modalités on paper: everything of DOMAINE.md §5.3, for both templates."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from dossiers.documents import demander_dossier_modalites, dossier_modalites
from dossiers.enums import EtatSeance, NatureSeance
from dossiers.models import Amenagement, Dossier, Seance
from dossiers.plan import Situation
from dossiers.regles import Choix
from dossiers.services.accord import enregistrer_accord
from dossiers.services.modalites import enregistrer_plan
from dossiers.services.situations import enregistrer_situations
from referentiels.enums import CodeModalite as M
from referentiels.models import Referentiel
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.referentiels import ReferentielFactory
from tests.lecture_pdf import pages
from tests.outils import planifier

pytestmark = pytest.mark.django_db


def relire(dossier):
    return Dossier.objects.pour_fiche().get(pk=dossier.pk)


def texte(dossier) -> str:
    return " ".join(pages(dossier_modalites(relire(dossier)).contenu))


def seance(dossier, **champs):
    debut = timezone.make_aware(datetime.datetime(2026, 4, 20, 9))
    return Seance.objects.create(
        dossier=dossier,
        **{
            "nature": NatureSeance.PRESENTATION_PROJETS,
            "debut": debut,
            "fin": debut + datetime.timedelta(hours=2),
            "lieu": "Salle Belledonne",
        }
        | champs,
    )


@pytest.fixture
def dossier():
    dossier = DossierFactory(referentiel__modele_2013=True)
    par = UtilisateurFactory()
    enregistrer_plan(
        dossier,
        [
            Choix(1, M.SITUATION_RECONSTITUEE, "observation", "Atelier arrêté"),
            Choix(2, M.PRESENTATION_PROJETS),
            Choix(2, M.AVIS_ENTREPRISE),
        ],
        rapport_attendu_le=datetime.date(2026, 3, 1),
        rapport_forme="Dix pages en PDF",
        par=par,
    )
    projet = Situation(M.PRESENTATION_PROJETS, "Projet de pompe", "Atelier 3", frozenset({(2, 1)}))
    enregistrer_situations(dossier, [projet], par=par)
    return enregistrer_accord(
        dossier, signataire="Karim, chef", date=datetime.date(2026, 1, 20), par=par
    )


def test_the_paper_says_everything(dossier):
    evaluatrice = UtilisateurFactory(prenom="Nadia", nom="Benali")
    AffectationFactory(dossier=dossier, utilisateur=evaluatrice)
    prevue = seance(dossier)
    prevue.evaluateurs.add(evaluatrice)
    seance(dossier, lieu="Salle annulée", etat=EtatSeance.ANNULEE)
    Amenagement.objects.create(
        dossier=dossier,
        mesure="Temps majoré d'un tiers",
        demande_le=datetime.date(2026, 1, 16),
        accorde_le=datetime.date(2026, 1, 18),
        accorde_par="Médecin Untel",
    )

    lu = texte(dossier)

    attendus = [
        f"{dossier.candidat.prenom} {dossier.candidat.nom}",
        str(dossier.entreprise),
        "Chef d'atelier",
        "Formation (salarié)",
        "UIMM centre de ressource Pas encore transmis",
        "par observation avec questionnements",
        "Motif : Atelier arrêté",
        "au plus tard le 01/03/2026. Forme attendue : Dix pages en PDF",
        "1 Projet de pompe Atelier 3 Présentation de projets",
        "3 critères sur 4 que rien ne prouvera",
        "Capacité 1 : 2 critères ; Capacité 2 : 1 critère.",
        "Commission d'évaluation : Nadia Benali",
        "Le 20/04/2026, de 09:00 à 11:00, Salle Belledonne",
        "Temps majoré d'un tiers",
        "Karim, chef Accord donné le 20/01/2026",
        "Le critère 2.1 est respecté. 1 Le critère 2.2 est respecté. aucune",
    ]
    assert [phrase for phrase in attendus if phrase not in lu] == []
    assert [un for un in ("Salle annulée", "Médecin Untel", "18/01/2026") if un in lu] == []


def test_without_situations_the_paper_says_so_and_has_no_annex():
    lu = texte(planifier(DossierFactory()))

    assert "la couverture des 4 critères n'est pas établie" in lu
    assert ("Annexe" in lu, "Dates et lieux : à fixer" in lu) == (False, True)


def test_r41_the_words_are_those_of_the_version():
    lu = texte(planifier(DossierFactory()))

    assert "UIMM centre de ressources Pas encore transmis" in lu


@pytest.mark.parametrize("numero", ["1991 06 42 0083", "MQ 2018 04 38 0324"])
def test_r6_a_real_version_prints_no_leftover_of_its_template(numero):
    call_command("charger_referentiels", verbosity=0)
    dossier = DossierFactory(referentiel=Referentiel.objects.get(numero=numero))
    choix = [
        Choix(capacite.numero, M.SITUATION_RECONSTITUEE, "restitution", "Atelier arrêté")
        for capacite in dossier.capacites_visees()
    ]
    par = UtilisateurFactory()
    enregistrer_plan(dossier, choix, rapport_attendu_le=None, par=par)
    enregistrer_situations(dossier, [Situation(M.SITUATION_RECONSTITUEE, "Maquette")], par=par)

    lu = texte(dossier)

    assert "Supprimer la rubrique" not in lu
    manquants = [
        critere.texte
        for capacite in dossier.capacites_visees()
        for critere in capacite.criteres.all()
        if " ".join(critere.texte.split())[:25] not in lu
    ]
    assert manquants == []


def test_thirteen_capacites_of_long_texts_lose_nothing():
    dossier = planifier(DossierFactory(referentiel=ReferentielFactory(nombre_capacites=13)))
    par = UtilisateurFactory()
    long = "Banc d'essai de l'atelier " * 7
    enregistrer_situations(
        dossier,
        [
            Situation(M.SITUATION_REELLE, f"{long}{rang}", "Mot " * 900, frozenset({(rang, 1)}))
            for rang in range(1, 4)
        ],
        par=par,
    )

    lu = texte(dossier)

    assert [n for n in range(1, 14) if f"Le critère {n}.2 est respecté." not in lu] == []
    assert lu.count("Mot Mot") == 3 * 450


# --- The same content asked twice is one document; anything printed makes another -------------


def cle(dossier) -> str:
    return demander_dossier_modalites(relire(dossier), par=UtilisateurFactory()).cle


def test_the_same_content_is_the_same_document(dossier):
    assert cle(dossier) == cle(dossier)


@pytest.mark.parametrize(
    "changer",
    [
        lambda d: seance(d),
        lambda d: Amenagement.objects.create(
            dossier=d,
            mesure="Pause",
            demande_le=d.inscrit_le,
            accorde_le=d.inscrit_le,
            accorde_par="X",
        ),
        lambda d: AffectationFactory(dossier=d),
        lambda d: type(d.entreprise).objects.update(raison_sociale="Autre SA"),
        lambda d: type(d.tuteur).objects.update(fonction="Directeur"),
        lambda d: type(d.candidat).objects.update(nom_usage="Durand"),
        lambda d: type(d.centre).objects.update(ville="Voiron"),
        lambda d: enregistrer_situations(d, [], par=UtilisateurFactory()),
    ],
)
def test_whatever_is_printed_makes_another_document(dossier, changer):
    avant = cle(dossier)

    changer(dossier)

    assert cle(dossier) != avant
