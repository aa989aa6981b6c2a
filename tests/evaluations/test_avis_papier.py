"""An opinion signed on paper, keyed in by the staff with its scan (R8, R15, R17, R24)."""

import datetime
import io
import zipfile

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image

from cqpm.commun import pdf
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import FichierRefuse, est_intact
from cqpm.commun.models import Document, Travail
from dossiers import transitions
from dossiers.enums import EtatDossier
from dossiers.errors import DateImpossible
from dossiers.models import EntreeJournal
from evaluations import liens
from evaluations.enums import EtatLien, OrigineAvis, SensAvis
from evaluations.errors import AvisImpossible, AvisRefuse
from evaluations.models import AvisEntreprise
from evaluations.regles_avis import Reponse
from evaluations.selectors.avancement import avancement_evaluations
from evaluations.services import avis_papier as service
from evaluations.services.reponse_avis import repondre
from tests.commun.test_pdf_recu import ACTE, avec
from tests.concurrence import en_meme_temps
from tests.evaluations.avis_donnes import RESERVE, donne, scan
from tests.evaluations.pieces import PDF, jpeg, position
from tests.factories.commun import CODE
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import (
    AvisEntrepriseFactory,
    DemandeAvisFactory,
    DispenseAvisFactory,
    LienAvisFactory,
)
from tests.outils import executer_les_travaux, noter_tout, planifier

pytestmark = pytest.mark.django_db

JOUR = datetime.date(2026, 2, 20)


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True))


@pytest.fixture
def par(dossier):
    return UtilisateurFactory(prenom="Claire", nom="Moreau", gestionnaire=dossier.centre)


@pytest.fixture
def sans_dessin(monkeypatch):
    """What the PDFs say is read back in test_avis_pdf."""
    monkeypatch.setattr(pdf, "rendre", lambda gabarit, contexte: b"%PDF-1.7")


def saisir(dossier, par, sens=SensAvis.FAVORABLE, *, le=JOUR, fichier=None, **champs):
    return service.enregistrer(
        dossier, donne(dossier, sens, **champs), signe_le=le, scan=fichier or scan(), par=par
    )


def rien_n_est_ecrit() -> bool:
    return not (
        AvisEntreprise.objects.exists()
        or Document.objects.exists()
        or Travail.objects.exists()
        or EntreeJournal.objects.filter(acte="avis").exists()
    )


# --- What is kept -----------------------------------------------------------------------------


def test_the_paper_is_kept_as_it_was_written_with_its_scan(dossier, par):
    avis = saisir(dossier, par, SensAvis.RESERVE, signataire=" Karim  Bensaïd ")

    avis.refresh_from_db()
    assert (avis.origine, avis.saisi_par, avis.demande) == (OrigineAvis.PAPIER, par, None)
    assert (avis.signataire, avis.provenance) == (
        "Karim Bensaïd",
        "sur papier, saisi par Claire Moreau",
    )
    assert timezone.localtime(avis.signe_le).isoformat() == "2026-02-20T00:00:00+01:00"
    reponses = list(avis.capacites.values_list("capacite__numero", "sens", "commentaire"))
    assert reponses == [(1, "reserve", RESERVE), (2, "favorable", "")]
    assert (avis.scan.nom, avis.scan.type_mime) == ("avis.pdf", "application/pdf")
    with avis.scan.fichier.open("rb") as fichier:
        assert fichier.read() == PDF
    assert est_intact(avis.scan)


def test_r50_one_line_of_the_journal_tells_who_signed_who_keyed_in_and_which_file(dossier, par):
    avis = saisir(dossier, par, SensAvis.RESERVE)

    ligne = EntreeJournal.objects.get(acte="avis")
    assert (ligne.auteur, ligne.libelle) == (
        par,
        "Avis de l'entreprise sur papier, signé le 20/02/2026 par Karim Bensaïd, tuteur "
        "(Chef d'atelier) : saisi par Claire Moreau.",
    )
    assert ligne.apres == {
        "1": "Réservé",
        "2": "Favorable",
        "fichier": "avis.pdf",
        "sha256": avis.scan.sha256,
    }


def test_r15_the_last_missing_act_makes_the_dossier_ready_for_the_jury(dossier, par):
    evaluatrice = UtilisateurFactory()
    noter_tout(dossier, evaluatrice)
    type(dossier).objects.filter(pk=dossier.pk).update(etat=EtatDossier.EVALUATIONS_CLOSES)

    saisir(dossier, par)

    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.PRET_POUR_JURY


def test_the_step_of_the_dossier_tells_the_day_written_on_the_paper(dossier, par):
    saisir(dossier, par)

    etapes = {une.code: une.detail for une in avancement_evaluations(dossier, None).etapes}
    assert etapes["avis"] == "le 20/02/2026"


def test_an_open_request_is_answered_by_the_paper_and_its_link_shows_it(dossier, par, client):
    lien = LienAvisFactory(demande__dossier=dossier, jeton="papier")

    avis = saisir(dossier, par, SensAvis.RESERVE)

    lien.demande.refresh_from_db()
    assert (avis.demande, liens.etat(lien)) == (lien.demande, EtatLien.REPONDU)
    page = client.get("/avis/papier/").content.decode()
    assert "20 février 2026, sur papier" in page
    assert "00:00" not in page


def test_the_copy_is_mailed_to_the_address_that_was_asked(dossier, par, sans_dessin):
    DemandeAvisFactory(dossier=dossier, courriel="karim@example.org")
    saisir(dossier, par)

    executer_les_travaux()

    (message,) = mail.outbox
    assert message.to == ["karim@example.org"]
    assert "signé sur papier par Karim Bensaïd le 20 février 2026" in message.body
    assert "00:00" not in message.body


def test_without_a_request_the_copy_is_kept_and_mailed_to_nobody(dossier, par, sans_dessin):
    saisir(dossier, par)

    executer_les_travaux()

    natures = set(Document.objects.values_list("nature", flat=True))
    assert (natures, mail.outbox) == ({"avis_papier", "avis_signe"}, [])


def test_r17_the_criteres_are_kept_where_the_version_opens_them(par):
    dossier = DossierFactory(transmis=True, referentiel__modele_2013=True)
    reponses = [Reponse(1, "favorable", criteres={2: "reserve"}), Reponse(2, "favorable")]

    avis = saisir(dossier, par, reponses=reponses)

    criteres = avis.criteres.values_list("critere__capacite__numero", "critere__rang", "sens")
    assert list(criteres) == [(1, 2, "reserve")]


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"reponses": [Reponse(1, "favorable")]}, "sens-2"),
        ({"reponses": [Reponse(1, "reserve"), Reponse(2, "favorable")]}, "commentaire-1"),
        (
            {
                "reponses": [
                    Reponse(1, "favorable", criteres={1: "reserve"}),
                    Reponse(2, "favorable"),
                ]
            },
            "sens-1",
        ),
        ({"signataire": "Karim"}, "signataire"),
        ({"qualite": ""}, "qualite"),
    ],
)
def test_r17_an_answer_that_breaks_a_rule_is_refused(dossier, par, champs, champ):
    with pytest.raises(AvisRefuse) as refus:
        saisir(dossier, par, **champs)

    assert [faute.champ for faute in refus.value.fautes] == [champ]
    assert rien_n_est_ecrit()


@pytest.mark.parametrize("nom", ["Benali Nadia", "nadia BENALI", "Nadia Bénali"])
def test_r24_an_evaluator_of_the_candidate_does_not_sign(dossier, par, nom):
    AffectationFactory(
        dossier=dossier, utilisateur=UtilisateurFactory(prenom="Nadia", nom="Benali")
    )

    with pytest.raises(AvisRefuse, match="un évaluateur de la commission") as refus:
        saisir(dossier, par, signataire=nom)

    assert [faute.champ for faute in refus.value.fautes] == ["signataire"]
    assert rien_n_est_ecrit()


def test_r24_the_candidate_does_not_sign(dossier, par):
    with pytest.raises(AvisRefuse, match="pas d'avis sur lui-même"):
        saisir(dossier, par, signataire=str(dossier.candidat))


def test_r8_a_paper_signed_before_the_registration_or_in_the_future_is_refused(dossier, par):
    demain = timezone.localdate() + datetime.timedelta(days=1)

    for jour in (dossier.inscrit_le - datetime.timedelta(days=1), demain):
        with pytest.raises(DateImpossible):
            saisir(dossier, par, le=jour)

    assert rien_n_est_ecrit()
    assert saisir(dossier, par, le=dossier.inscrit_le)


def test_r15_nothing_is_kept_when_no_opinion_is_waited_for(par):
    dispense = DispenseAvisFactory().dossier
    exempte = DossierFactory(transmis=True, vae=True)
    pas_encore = DossierFactory(avec_accord=True)

    for dossier in (dispense, exempte, pas_encore):
        with pytest.raises(AvisImpossible):
            saisir(dossier, par)

    assert rien_n_est_ecrit()


def test_the_dossier_abandoned_meanwhile_is_refused(dossier, par):
    ouvert = type(dossier).objects.get(pk=dossier.pk)
    transitions.abandonner(dossier, motif="Le candidat renonce à la certification.", par=par)

    with pytest.raises(AvisImpossible, match="se demande une fois les modalités transmises"):
        saisir(ouvert, par)

    assert not AvisEntreprise.objects.exists()


def test_an_opinion_already_signed_is_not_replaced(dossier, par):
    signe = AvisEntrepriseFactory(demande__dossier=dossier)

    with pytest.raises(AvisImpossible, match="déjà signé son avis"):
        saisir(dossier, par)

    assert AvisEntreprise.objects.get() == signe


# --- Bad files --------------------------------------------------------------------------------


def png() -> bytes:
    tampon = io.BytesIO()
    Image.new("RGB", (40, 40)).save(tampon, "PNG")
    return tampon.getvalue()


def docx() -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return tampon.getvalue()


@pytest.mark.parametrize(
    ("contenu", "nom", "mots"),
    [
        (b"", "avis.pdf", "est vide"),
        (b"%PDF-" + b"0" * 21 * 2**20, "avis.pdf", "dépasse la limite de 20 Mo"),
        (b"MZ programme", "avis.pdf", "ni un PDF"),
        (PDF, "avis.jpg", "ni un PDF"),
        (docx(), "avis.docx", "ni un PDF"),
        (b"%PDF-1.7 ceci n'en est pas un", "avis.pdf", "incomplet ou endommagé"),
        (b"\xff\xd8\xff ni une photo", "avis.jpg", "incomplète ou endommagée"),
        (avec(b"<< %b >>" % ACTE), "avis.pdf", "contient un programme"),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(dossier, par, contenu, nom, mots):
    with pytest.raises(FichierRefuse, match=mots):
        saisir(dossier, par, fichier=scan(contenu, nom))

    assert rien_n_est_ecrit()


def test_a_photo_is_kept_without_where_it_was_taken(dossier, par):
    assert position(jpeg()) != {}

    avis = saisir(dossier, par, fichier=scan(jpeg(), "IMG_0412.jpg"))

    with avis.scan.fichier.open("rb") as fichier:
        assert position(fichier.read()) == {}
    assert avis.scan.type_mime == "image/jpeg"


def test_a_png_is_a_scan(dossier, par):
    assert saisir(dossier, par, fichier=scan(png(), "avis.png")).scan.type_mime == "image/png"


# --- Two at once ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_r15_two_people_keying_in_at_once_keep_one_opinion(dossier, par):
    autre = UtilisateurFactory(gestionnaire=dossier.centre)

    issues = en_meme_temps(
        lambda: saisir(dossier, par, SensAvis.RESERVE), lambda: saisir(dossier, autre)
    )

    refus = [une for une in issues if isinstance(une, ErreurMetier)]
    assert [type(une) for une in refus] == [AvisImpossible]
    avis = AvisEntreprise.objects.get()
    assert avis.saisi_par == (autre if issues[0] is refus[0] else par)
    assert Document.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_tutor_signing_while_staff_key_in_leaves_one_opinion(dossier, par):
    lien = LienAvisFactory(demande__dossier=dossier)

    issues = en_meme_temps(
        lambda: saisir(dossier, par, SensAvis.RESERVE),
        lambda: repondre(lien, donne(dossier), code=CODE),
    )

    avis = AvisEntreprise.objects.get()
    if avis.origine == OrigineAvis.PAPIER:
        assert issues == [avis, (avis, False)]
    else:
        assert isinstance(issues[0], AvisImpossible)
        assert issues[1] == (avis, True)
    assert avis.capacites.count() == 2
