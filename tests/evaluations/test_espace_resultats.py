"""The candidate reads no result before the PV is signed, and all of it afterwards (R53, R38)."""

import datetime

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from cqpm.commun.limites import oublier
from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.enums import SensAvis
from evaluations.models import ConclusionCapacite, ResultatCritere
from evaluations.regles_jury import Vote
from evaluations.selectors.conservation import benefices
from evaluations.services import deliberation, jury
from evaluations.services.presentation import representer
from tests.accessibilite import assert_page_accessible
from tests.evaluations.espace import Visiteur, candidat_entre
from tests.factories.comptes import MOT_DE_PASSE, UtilisateurFactory
from tests.factories.evaluations import AvisEntrepriseFactory
from tests.outils import Reunion, dossier_pret, reunir

pytestmark = pytest.mark.django_db

OBSERVE = "Le joint fuit encore."
CONCLU = "La remise en service n'est pas maîtrisée."
DIT = "Je ne l'ai pas vu travailler seul."
MOTIF = "Le jury lit autrement la fiche d'essai."
MOTS = [
    *(OBSERVE, CONCLU, DIT, MOTIF),
    *("CQPM non attribué", "CQPM attribué", "validation partielle", "Défavorable"),
    *("Non acquis", "Non acquise", "Validée", "Non validée", "conservée jusqu"),
]


@pytest.fixture(autouse=True)
def essais_oublies():
    oublier()


@pytest.fixture
def dossier() -> Dossier:
    """Two capacités, the second failed; an unfavourable opinion; words everywhere."""
    dossier = dossier_pret(non_acquises=[2], candidat__nom="Lefèvre")
    ResultatCritere.objects.filter(niveau="non_acquis").update(commentaire=OBSERVE)
    ConclusionCapacite.objects.filter(conclusion="non_acquise").update(commentaire=CONCLU)
    avis = AvisEntrepriseFactory(demande__dossier=dossier, sens=SensAvis.DEFAVORABLE)
    avis.capacites.update(commentaire=DIT)
    return dossier


@pytest.fixture
def reunion(dossier) -> Reunion:
    """A session, open, whose jury has decided on it, not as the commission."""
    reunion = reunir(dossier.centre)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    une = reunion.session.deliberations.get()
    vote = Vote({1: True, 2: False}, conditions_verifiees=True)
    deliberation.decider(une, vote, version=une.version, par=reunion.presidente)
    une.capacites.update(motif=MOTIF)
    return reunion


def signer(reunion: Reunion) -> None:
    reunion.clore()
    for membre in (reunion.presidente, reunion.salarie):
        jury.signer_pv(reunion.session, mot_de_passe=MOT_DE_PASSE, par=membre)


def tout(un: Visiteur) -> str:
    """Every page of the space in one text, as read."""
    pages = ("espace", "espace_donnees", "espace_telecharger", "espace_rapport")
    texte = " ".join(un.lire(nom) for nom in pages)
    return texte.replace("&#x27;", "'")


def lus(un: Visiteur) -> list[str]:
    texte = tout(un)
    return [mot for mot in MOTS if mot in texte]


def test_r53_before_the_signature_no_page_says_a_word_of_the_results(dossier, reunion):
    un = candidat_entre(dossier)
    assert lus(un) == []
    assert "Vous lirez votre résultat ici" in un.lire()

    reunion.clore()

    assert lus(un) == []
    assert un.client.post(un.url("espace_telecharger")).json()["resultats"] is None


def test_r53_the_signature_tells_the_decision_in_the_versions_own_words(dossier, reunion):
    un = candidat_entre(dossier)

    signer(reunion)

    reponse = un.client.get(un.url())
    assert_page_accessible(reponse)
    page = un.lire()
    assert "CQPM non attribué, validation partielle" in page
    assert page.count("Non validée") == 1
    # The commission's words and the company's are in the file, not on the page.
    assert [mot for mot in (OBSERVE, CONCLU, DIT) if mot in page.replace("&#x27;", "'")] == []


def test_r53_after_the_signature_the_file_holds_scores_opinion_and_decisions(dossier, reunion):
    signer(reunion)
    un = candidat_entre(dossier)

    resultats = un.client.post(un.url("espace_telecharger")).json()["resultats"]

    assert resultats["decision"] == "CQPM non attribué, validation partielle"
    assert [(une["capacite"], une["validee"], une["motif"]) for une in resultats["capacites"]] == [
        (1, True, MOTIF),
        (2, False, MOTIF),
    ]
    refuses = [un for un in resultats["criteres"] if un["resultat"] == "Non acquis"]
    assert [(un["capacite"], un["commentaire"]) for un in refuses] == [(2, OBSERVE)]
    conclusions = resultats["conclusions_de_la_commission"]
    assert [une["conclusion"] for une in conclusions] == ["Acquise", "Non acquise"]
    assert conclusions[1]["commentaire"] == CONCLU
    avis = resultats["avis_de_l_entreprise"]
    assert (avis["signataire"], avis["capacites"][0]["commentaire"]) == ("Karim Bensaïd", DIT)


def test_r38_the_page_says_what_is_kept_until_when_and_what_it_means(dossier, reunion):
    signer(reunion)
    dossier.refresh_from_db()
    (gardee,) = benefices(dossier)

    page = candidat_entre(dossier).lire().replace("&#x27;", "'")

    assert f"conservée jusqu'au {date_format(gardee.jusqu_au, 'j F Y')}" in page
    assert "seules les autres capacités seront évaluées" in page


def test_who_obtains_the_whole_cqpm_reads_that_it_does_not_end():
    dossier = dossier_pret()
    reunion = reunir(dossier.centre)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    signer(reunion)

    page = candidat_entre(Dossier.objects.get()).lire()

    assert "CQPM attribué" in page
    assert "Ce résultat est définitif" in page
    assert "conservée jusqu" not in page


def test_r41_the_2013_version_says_admissible():
    dossier = dossier_pret(referentiel__modele_2013=True)
    reunion = reunir(dossier.centre)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    signer(reunion)

    page = candidat_entre(dossier).lire()

    assert "Déclaré admissible" in page
    assert "attribué" not in page


def test_r39_a_new_presentation_says_what_is_already_there(dossier, reunion):
    signer(reunion)
    dossier.refresh_from_db()
    par = UtilisateurFactory(gestionnaire=dossier.centre)
    suite = representer(dossier, inscrit_le=timezone.localdate(), par=par)

    page = candidat_entre(suite, "suite").lire()

    assert "Ce que vous avez déjà" in page
    fin = suite.conservees.get().jusqu_au
    assert date_format(fin, "j F Y") in page
    suite.conservees.update(jusqu_au=timezone.localdate() - datetime.timedelta(days=1))
    assert "n'est plus conservée depuis le" in candidat_entre(suite, "fin").lire().replace(
        "&#x27;", "'"
    )


def test_r53_a_dossier_sent_back_says_nothing_of_it(dossier, reunion):
    une = reunion.session.deliberations.get()
    renvoi = Vote({}, decision="renvoi", motif="Pièce manquante.", conditions_verifiees=True)
    deliberation.decider(une, renvoi, version=une.version, par=reunion.presidente)
    signer(reunion)
    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.EN_EVALUATION
    un = candidat_entre(dossier)

    assert lus(un) == []
    assert "Pièce manquante." not in tout(un)


def test_who_keeps_nothing_is_not_told_of_a_date(dossier, reunion):
    une = reunion.session.deliberations.get()
    motifs = {1: MOTIF, 2: ""}
    vote = Vote({1: False, 2: False}, motifs=motifs, conditions_verifiees=True)
    deliberation.decider(une, vote, version=une.version, par=reunion.presidente)
    signer(reunion)

    page = candidat_entre(dossier).lire()

    assert "Aucune capacité n'est conservée" in page.replace("&#x27;", "'")
    assert "jusqu'à la date indiquée" not in page.replace("&#x27;", "'")
