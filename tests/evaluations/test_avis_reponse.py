"""Signing the opinion, once, through a personal link."""

import datetime

import pytest
from django.utils import timezone

from dossiers import transitions
from dossiers.enums import EtatDossier
from dossiers.errors import DateImpossible
from dossiers.models import EntreeJournal
from evaluations.enums import Conclusion, EtatLien, SensAvis
from evaluations.errors import AvisRefuse, LienFerme
from evaluations.models import (
    AvisCapacite,
    AvisCritere,
    AvisEntreprise,
    ConclusionCapacite,
    ResultatCritere,
)
from evaluations.regles_avis import AvisDonne, Reponse
from evaluations.selectors.avis import avis_des_dossiers, avis_du_dossier, lien_du_jeton
from evaluations.selectors.grille import grille
from evaluations.services import reponse_avis, signature
from referentiels.models import Critere
from tests.factories.commun import CODE
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import (
    AvisEntrepriseFactory,
    DemandeAvisFactory,
    DispenseAvisFactory,
    EntretienFactory,
    LienAvisFactory,
)
from tests.outils import noter_tout, planifier

pytestmark = pytest.mark.django_db

MOT_DE_PASSE = "pompe-a-palettes-7"


def donne(sens: str = SensAvis.FAVORABLE, **champs) -> AvisDonne:
    commentaire = "" if sens == SensAvis.FAVORABLE else "N'a pas su régler la pompe."
    return AvisDonne(
        **{
            "reponses": [Reponse(1, sens, commentaire), Reponse(2, SensAvis.FAVORABLE)],
            "signataire": "  Karim   Bensaïd ",
            "qualite": "tuteur",
            "fonction": "Chef d'atelier",
            "declaration": True,
            **champs,
        }
    )


def repondre(lien, avis):
    """Sign with the code that came with the link."""
    return reponse_avis.repondre(lien, avis, code=CODE)


def rien_n_est_ecrit() -> bool:
    return not (
        AvisEntreprise.objects.exists()
        or AvisCapacite.objects.exists()
        or EntreeJournal.objects.exclude(acte="abandon").exists()
    )


def test_repondre_keeps_the_answers_and_who_signed():
    lien = LienAvisFactory()

    avis, nouveau = repondre(lien, donne(SensAvis.RESERVE, observations=" Sérieux. "))

    assert nouveau
    assert (avis.dossier, avis.demande) == (lien.demande.dossier, lien.demande)
    assert (avis.signataire, avis.qualite, avis.fonction, avis.observations) == (
        "Karim Bensaïd",
        "tuteur",
        "Chef d'atelier",
        "Sérieux.",
    )
    reponses = avis.capacites.values_list("capacite__numero", "sens", "commentaire")
    assert list(reponses) == [
        (1, "reserve", "N'a pas su régler la pompe."),
        (2, "favorable", ""),
    ]
    lien.demande.refresh_from_db()
    assert lien.demande.repondue_le == avis.signe_le


def test_r50_repondre_writes_one_line_in_the_name_of_the_person_without_account():
    lien = LienAvisFactory()

    repondre(lien, donne(SensAvis.RESERVE))

    ligne = EntreeJournal.objects.get()
    assert (ligne.acte, ligne.auteur, ligne.qui, ligne.libelle) == (
        "avis",
        None,
        "Karim Bensaïd",
        "Avis de l'entreprise signé par Karim Bensaïd, tuteur (Chef d'atelier).",
    )
    assert ligne.apres == {"1": "Réservé", "2": "Favorable"}


def test_r17_repondre_keeps_the_criteres_where_the_version_opens_them():
    dossier = DossierFactory(transmis=True, referentiel__modele_2013=True)
    lien = LienAvisFactory(demande__dossier=dossier)
    reponses = [
        Reponse(1, SensAvis.FAVORABLE, criteres={2: SensAvis.RESERVE}),
        Reponse(2, SensAvis.FAVORABLE),
    ]

    avis, _ = repondre(lien, donne(reponses=reponses))

    criteres = avis.criteres.values_list("critere__capacite__numero", "critere__rang", "sens")
    assert list(criteres) == [(1, 2, "reserve")]


def test_r17_repondre_refuses_a_critere_where_the_version_does_not_open_them():
    lien = LienAvisFactory(demande__dossier__referentiel__modele_2018=True)
    reponses = [
        Reponse(1, SensAvis.FAVORABLE, criteres={2: SensAvis.RESERVE}),
        Reponse(2, SensAvis.FAVORABLE),
    ]

    with pytest.raises(AvisRefuse) as refus:
        repondre(lien, donne(reponses=reponses))

    assert [faute.champ for faute in refus.value.fautes] == ["sens-1"]
    assert rien_n_est_ecrit()


def test_r9_repondre_answers_only_the_targeted_capacites():
    dossier = DossierFactory(transmis=True, referentiel__rncp=True, referentiel__blocs=2)
    dossier.blocs_vises.add(dossier.referentiel.blocs.get(rang=2))
    lien = LienAvisFactory(demande__dossier=dossier)

    with pytest.raises(AvisRefuse):
        repondre(lien, donne())
    avis, _ = repondre(lien, donne(reponses=[Reponse(2, SensAvis.FAVORABLE)]))

    assert [une.capacite.numero for une in avis.capacites.all()] == [2]


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"reponses": [Reponse(1, SensAvis.FAVORABLE)]}, "sens-2"),
        ({"declaration": False}, "declaration"),
        ({"signataire": "Karim"}, "signataire"),
    ],
)
def test_repondre_refuses_an_incomplete_answer_and_writes_nothing(champs, champ):
    lien = LienAvisFactory()

    with pytest.raises(AvisRefuse) as refus:
        repondre(lien, donne(**champs))

    assert [faute.champ for faute in refus.value.fautes] == [champ]
    assert rien_n_est_ecrit()
    lien.demande.refresh_from_db()
    assert lien.demande.est_ouverte


def test_repondre_twice_gives_the_first_answer_back():
    lien = LienAvisFactory(jeton="clef")
    autre_onglet = lien_du_jeton("clef")
    premier, _ = repondre(lien, donne())

    second, nouveau = repondre(autre_onglet, donne(SensAvis.DEFAVORABLE))

    assert (second, nouveau) == (premier, False)
    assert set(AvisCapacite.objects.values_list("sens", flat=True)) == {"favorable"}
    assert EntreeJournal.objects.count() == 1


def test_repondre_through_another_link_of_the_same_request_gives_the_first_answer_back():
    lien = LienAvisFactory()
    autre = LienAvisFactory(demande=lien.demande)
    premier, _ = repondre(lien, donne())

    assert repondre(autre, donne(SensAvis.DEFAVORABLE)) == (premier, False)


@pytest.mark.parametrize(
    ("situation", "etat"),
    [
        ({"expire": True}, EtatLien.EXPIRE),
        ({"demande__revoquee": True}, EtatLien.REVOQUE),
        ({"demande__dossier__etat": EtatDossier.EN_SESSION}, EtatLien.FERME),
        ({"demande__dossier__etat": EtatDossier.ADMIS}, EtatLien.FERME),
    ],
)
def test_repondre_refuses_a_closed_link_and_writes_nothing(situation, etat):
    lien = LienAvisFactory(**situation)

    with pytest.raises(LienFerme) as refus:
        repondre(lien, donne())

    assert refus.value.etat == etat
    assert rien_n_est_ecrit()


def test_repondre_refuses_a_dossier_abandoned_since_the_page_was_opened():
    lien = LienAvisFactory(jeton="clef")
    par = UtilisateurFactory(gestionnaire=lien.demande.dossier.centre)
    page = lien_du_jeton("clef")
    transitions.abandonner(lien.demande.dossier, motif="Départ.", par=par)

    with pytest.raises(LienFerme):
        repondre(page, donne())

    assert rien_n_est_ecrit()


def test_r8_repondre_refuses_an_opinion_before_the_registration():
    demain = timezone.localdate() + datetime.timedelta(days=1)
    dossier = DossierFactory(
        etat=EtatDossier.TRANSMIS, inscrit_le=demain, accord_le=None, rapport_attendu_le=None
    )
    lien = LienAvisFactory(demande__dossier=dossier)

    with pytest.raises(DateImpossible, match="l'inscription à la certification"):
        repondre(lien, donne())

    assert rien_n_est_ecrit()


# --- What the opinion changes, and does not ---------------------------------------------------


@pytest.fixture
def evalue():
    """A dossier whose commission has acquired and signed everything; only the opinion misses."""
    dossier = planifier(DossierFactory(transmis=True))
    evaluateur = UtilisateurFactory(evaluateur=dossier.centre)
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)
    noter_tout(dossier, evaluateur)
    dossier.refresh_from_db()
    signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=evaluateur)
    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.EVALUATIONS_CLOSES
    return dossier


@pytest.mark.parametrize("sens", SensAvis.values)
def test_r15_any_answer_makes_an_evaluated_dossier_ready_for_the_jury(evalue, sens):
    repondre(LienAvisFactory(demande__dossier=evalue), donne(sens))

    evalue.refresh_from_db()
    assert evalue.etat == EtatDossier.PRET_POUR_JURY


def test_r18_a_defavorable_avis_changes_nothing_of_what_the_commission_proposes(evalue):
    def commission():
        return (
            list(ResultatCritere.objects.values()),
            list(ConclusionCapacite.objects.values()),
            [
                (ligne.proposition, ligne.conclusion.conclusion)
                for ligne in grille(evalue).capacites
            ],
        )

    avant = commission()
    repondre(LienAvisFactory(demande__dossier=evalue), donne(SensAvis.DEFAVORABLE))

    assert commission() == avant
    assert avant[2] == [(Conclusion.ACQUISE, Conclusion.ACQUISE)] * 2


def test_r19_the_avis_does_not_stand_for_the_entretien():
    dossier = DossierFactory(evaluations_closes=True, referentiel__modele_2013=True)

    repondre(LienAvisFactory(demande__dossier=dossier), donne())

    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.EVALUATIONS_CLOSES


def test_the_avis_completes_a_dossier_whose_entretien_is_done():
    dossier = DossierFactory(evaluations_closes=True, referentiel__modele_2013=True)
    EntretienFactory(dossier=dossier)

    repondre(LienAvisFactory(demande__dossier=dossier), donne())

    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.PRET_POUR_JURY


# --- Reading it back --------------------------------------------------------------------------


def test_avis_du_dossier_gives_each_capacite_its_answer():
    dossier = DossierFactory(transmis=True, referentiel__modele_2013=True)
    lien = LienAvisFactory(demande__dossier=dossier)
    reponses = [
        Reponse(1, SensAvis.RESERVE, "Rarement.", {1: SensAvis.FAVORABLE}),
        Reponse(2, SensAvis.FAVORABLE),
    ]
    avis, _ = repondre(lien, donne(reponses=reponses))

    lu = avis_du_dossier(dossier)

    assert (lu.etat, lu.avis, lu.dispense, lu.demande) == ("repondu", avis, None, None)
    assert [
        (ligne.capacite.numero, ligne.reponse.sens, [un.sens for un in ligne.criteres])
        for ligne in lu.lignes
    ] == [(1, "reserve", ["favorable"]), (2, "favorable", [])]
    assert lu.par_capacite[lu.lignes[1].capacite.pk] == lu.lignes[1]


def test_avis_du_dossier_says_why_there_is_none():
    demande = DemandeAvisFactory()
    dispense = DispenseAvisFactory()
    exempte = DossierFactory(vae=True)

    assert avis_du_dossier(demande.dossier).demande == demande
    assert avis_du_dossier(dispense.dossier).dispense == dispense
    assert [
        avis_du_dossier(dossier).etat
        for dossier in (demande.dossier, dispense.dossier, exempte, DossierFactory())
    ] == ["demande", "dispense", "exempte", "a_demander"]


@pytest.mark.parametrize("nombre", [1, 3])
def test_avis_des_dossiers_runs_as_many_queries_for_three_as_for_one(
    nombre, django_assert_num_queries
):
    for _ in range(nombre):
        avis = AvisEntrepriseFactory(demande__dossier__referentiel__modele_2013=True)
        for critere in Critere.objects.filter(capacite__referentiel=avis.dossier.referentiel):
            AvisCritere.objects.create(avis=avis, critere=critere, sens=SensAvis.FAVORABLE)
    dossiers = [avis.dossier for avis in AvisEntreprise.objects.select_related("dossier")]

    with django_assert_num_queries(
        8
    ):  # référentiels, capacités, blocs, avis ×3, dispenses, demandes
        lus = avis_des_dossiers(dossiers)
        assert [
            [(ligne.reponse.sens, len(ligne.criteres)) for ligne in un.lignes]
            for un in lus.values()
        ] == [[("favorable", 2), ("favorable", 2)]] * nombre


@pytest.mark.parametrize("nombre", [1, 3])
def test_repondre_runs_as_many_queries_for_three_capacites_as_for_one(
    nombre, django_assert_num_queries
):
    dossier = DossierFactory(transmis=True, referentiel__nombre_capacites=nombre)
    LienAvisFactory(jeton="clef", demande__dossier=dossier)
    lien = lien_du_jeton("clef")
    reponses = [Reponse(numero, SensAvis.FAVORABLE) for numero in range(1, nombre + 1)]

    with django_assert_num_queries(23):
        repondre(lien, donne(reponses=reponses))
