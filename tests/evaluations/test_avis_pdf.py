"""The opinion as PDFs, read back: what was signed, and the form to fill with a pen (R17, R53)."""

import datetime

import pypdfium2
import pytest
import segno
from django.core import mail
from django.utils import timezone

from cqpm.commun.models import Courriel, Document, EtatCourriel, EtatTravail, Travail, sujet_de
from dossiers.models import Dossier
from evaluations.enums import DocumentAvis, OrigineAvis, SensAvis
from evaluations.errors import AvisImpossible
from evaluations.models import AvisCritere, AvisEntreprise, AvisOral, ResultatCritere
from evaluations.rapports import avis as rapport
from evaluations.services import documents_avis
from evaluations.services.reponse_avis import repondre
from referentiels.models import Critere
from tests.evaluations.avis_donnes import RESERVE, donne
from tests.factories.commun import CODE, DocumentFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.evaluations import AvisEntrepriseFactory, DemandeAvisFactory, LienAvisFactory
from tests.lecture_pdf import carres, pages
from tests.outils import executer_les_travaux, noter_tout, planifier
from tests.referentiels.papiers import importe
from tests.serveur_smtp import serveur_smtp

pytestmark = pytest.mark.django_db

V2013, V2018 = "1991-06-42-0083", "MQ-2018-04-38-0324"


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True, candidat__nom="Lefèvre"))


def dessiner(nature: DocumentAvis, dossier: Dossier) -> bytes:
    contexte = {DocumentAvis.SIGNE: rapport.contexte_signe}.get(nature, rapport.contexte_vierge)
    lu = Dossier.objects.pour_fiche().get(pk=dossier.pk)
    return rapport.produire(nature, contexte(lu)).contenu


def signe(dossier: Dossier) -> str:
    return " ".join(pages(dessiner(DocumentAvis.SIGNE, dossier)))


def vierge(dossier: Dossier) -> str:
    return " ".join(pages(dessiner(DocumentAvis.VIERGE, dossier)))


def absents(mots, texte: str) -> list[str]:
    return [un for un in mots if un not in texte]


def signer(dossier: Dossier, **champs) -> AvisEntreprise:
    """The opinion of 12 March 2026 at 14:05."""
    quand = timezone.make_aware(datetime.datetime(2026, 3, 12, 14, 5))
    return AvisEntrepriseFactory(demande__dossier=dossier, signe_le=quand, **champs)


# --- What was signed --------------------------------------------------------------------------


def test_the_copy_says_about_whom_by_whom_when_and_each_answer(dossier):
    avis = signer(dossier, sens=SensAvis.RESERVE, observations="Sérieux & ponctuel.")
    avis.capacites.filter(capacite__numero=1).update(sens="favorable", commentaire="")

    texte = signe(dossier)

    attendus = [
        "Candidat Anaïs Lefèvre",
        f"Dossier {dossier.numero}, ",
        f"n° {dossier.referentiel.numero}, catégorie B, référentiel du 05/04/2018",
        f"Entreprise {dossier.entreprise}",
        "1. Régler l'installation n° 1 Favorable 2. Régler l'installation n° 2 Réservé "
        "Commentaire : Peu d'occasions de le voir.",
        "Observations générales Sérieux & ponctuel.",
        "Signé par Karim Bensaïd, tuteur, Chef d'atelier, le 12/03/2026 à 14:05.",
        "signé en ligne par un lien personnel, avec le code envoyé",
    ]
    assert absents(attendus, texte) == []


def test_r17_r53_the_copy_never_says_what_the_commission_scored(dossier):
    noter_tout(dossier, UtilisateurFactory(), non_acquises=[2])
    ResultatCritere.objects.update(commentaire="Confidentiel")
    signer(dossier)

    texte = signe(dossier)

    assert [mot for mot in ("cquis", "Confidentiel", "ommission") if mot in texte] == []


def test_what_was_dictated_says_to_whom(dossier):
    par = UtilisateurFactory(prenom="Nadia", nom="Benali")
    signer(dossier, origine=OrigineAvis.ORAL, saisi_par=par)

    assert "dicté à Nadia Benali, puis relu et signé en ligne" in signe(dossier)


def test_what_was_on_paper_says_who_keyed_it_in_the_day_alone_and_its_scan(dossier):
    par = UtilisateurFactory(prenom="Claire", nom="Moreau")
    minuit = timezone.make_aware(datetime.datetime(2026, 3, 12))
    papier = DocumentFactory(sujet=sujet_de(dossier), nature=DocumentAvis.SCAN)
    avis = signer(dossier, origine=OrigineAvis.PAPIER, saisi_par=par, scan=papier)
    AvisEntreprise.objects.filter(pk=avis.pk).update(signe_le=minuit)

    texte = signe(dossier)

    assert "Chef d'atelier, le 12/03/2026. Avis donné" in texte
    assert "donné sur papier, saisi par Claire Moreau le" in texte
    assert papier.sha256 in texte
    assert "00:00" not in texte


@pytest.mark.parametrize(("nom", "lignes"), [(V2018, 7), (V2013, 6)])
def test_r17_the_copy_has_a_row_per_capacite_of_the_official_version(nom, lignes):
    dossier = DossierFactory(transmis=True, referentiel=importe(nom))
    avis = signer(dossier)
    if dossier.referentiel.avis_par_critere:
        critere = Critere.objects.get(capacite__in=dossier.capacites_visees()[:1], rang=2)
        AvisCritere.objects.create(avis=avis, critere=critere, sens=SensAvis.RESERVE)

    texte = signe(dossier)

    assert texte.count("Favorable") == lignes
    assert ("Critère 1.2, réservé : Les orientations" in texte) == (nom == V2013)


def test_a_long_comment_is_printed_whole_and_read_as_text(dossier):
    avis = signer(dossier, sens=SensAvis.RESERVE)
    avis.capacites.update(commentaire=f"<b>gras</b> {'La pompe dérive. ' * 230}"[:3990] + " FIN")

    texte = signe(dossier)

    assert (texte.count("<b>gras</b>"), texte.count("FIN")) == (2, 2)


# --- The job ----------------------------------------------------------------------------------


def travail() -> Travail:
    return Travail.objects.get(nature=DocumentAvis.SIGNE)


def test_r52_signing_gives_one_kept_copy_mailed_once_to_who_signed(dossier):
    lien = LienAvisFactory(demande__dossier=dossier, demande__nom="Karim Bensaïd")
    repondre(lien, donne(dossier, SensAvis.RESERVE), code=CODE)
    repondre(lien, donne(dossier), code=CODE)
    executer_les_travaux()

    document = Document.objects.get(nature=DocumentAvis.SIGNE)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        ["karim@example.org"],
        "Votre avis sur Anaïs Lefèvre : copie signée",
    )
    assert message.body.startswith("Bonjour Karim Bensaïd,")
    assert f"écrivez à {lien.demande.contact}" in message.body
    ((nom, contenu, type_mime),) = message.attachments
    with document.fichier.open("rb") as fichier:
        assert fichier.read() == contenu
    assert (nom, type_mime) == (f"avis-signe-{dossier.numero}.pdf", "application/pdf")
    assert f"Réservé Commentaire : {RESERVE}" in " ".join(pages(contenu))


def test_a_worker_killed_after_the_mail_leaves_one_mail_and_one_copy(dossier):
    repondre(LienAvisFactory(demande__dossier=dossier), donne(dossier), code=CODE)
    documents_avis.produire_copie(travail(), lambda *_: None)
    assert not Document.objects.exists()

    executer_les_travaux()

    assert (len(mail.outbox), Courriel.objects.count()) == (1, 1)
    assert Document.objects.get().travail == travail()


def test_an_address_that_refuses_the_mail_does_not_lose_the_copy(dossier, settings):
    repondre(LienAvisFactory(demande__dossier=dossier), donne(dossier), code=CODE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with serveur_smtp() as serveur:
        settings.EMAIL_PORT = serveur.port
        serveur.refus["karim@example.org"] = b"550 5.1.1 Utilisateur inconnu"
        executer_les_travaux()

    courriel = Courriel.objects.get()
    assert (courriel.etat, courriel.sujet) == (EtatCourriel.REFUSE, sujet_de(dossier))
    assert (travail().etat, Document.objects.count()) == (EtatTravail.TERMINE, 1)


# --- The form to fill -------------------------------------------------------------------------


def test_the_form_is_filled_in_with_whose_it_is_and_what_was_planned(dossier):
    DemandeAvisFactory(dossier=dossier, nom="Karim Bensaïd")
    projet = dossier.situations.create(
        nature="situation_reelle", intitule="Banc de pompage", contexte="Remise en service."
    )
    projet.criteres.set(dossier.capacites_visees()[1].criteres.all())

    texte = vierge(dossier)

    attendus = [
        "Candidat Anaïs Lefèvre",
        f"Entreprise {dossier.entreprise}",
        "Avis demandé à Karim Bensaïd",
        "Banc de pompage : Remise en service.",
        "Cochez une case pour chacune des 2 capacités.",
        "Capacité 1 : Régler l'installation n° 1 Prévu : Situation réelle Favorable Réservé",
        "Capacité 2 : Régler l'installation n° 2 Prévu : Banc de pompage ; Situation",
        "Tuteur Responsable hiérarchique Responsable fonctionnel",
    ]
    assert absents(attendus, texte) == []


@pytest.mark.parametrize(("nom", "capacites", "criteres"), [(V2018, 7, 0), (V2013, 6, 17)])
def test_r17_the_form_has_boxes_for_the_grain_of_the_official_version(nom, capacites, criteres):
    dossier = DossierFactory(transmis=True, referentiel=importe(nom))

    octets = dessiner(DocumentAvis.VIERGE, dossier)

    texte = " ".join(pages(octets))
    assert texte.count("Commentaire :") == capacites
    assert ("Critère par critère" in texte) == bool(criteres)
    # four per answer, three for the quality of who signs
    assert len(carres(octets)) == 4 * (capacites + criteres) + 3


def test_r53_the_form_prints_nothing_of_what_is_scored_or_answered(dossier):
    noter_tout(dossier, UtilisateurFactory(), non_acquises=[2])
    ResultatCritere.objects.update(commentaire="Confidentiel")
    demande = DemandeAvisFactory(dossier=dossier)
    AvisOral.objects.create(
        demande=demande, contenu={"observations": "Dit."}, saisi_par=UtilisateurFactory()
    )

    texte = vierge(dossier)

    assert [mot for mot in ("Confidentiel", "cquis", "Dit.") if mot in texte] == []


@pytest.fixture
def codes(settings, monkeypatch):
    """What the QR codes drawn hold."""
    settings.ADRESSE_PUBLIQUE = "https://cqpm.example"
    lus, fabriquer = [], segno.make
    monkeypatch.setattr(
        segno, "make", lambda contenu, **k: lus.append(contenu) or fabriquer(contenu, **k)
    )
    return lus


def test_the_code_of_an_open_request_sends_a_link_and_reveals_nothing(dossier, codes, client):
    demande = DemandeAvisFactory(dossier=dossier)

    texte = vierge(dossier)

    assert codes == [f"https://cqpm.example/avis/nouveau-lien/{demande.uid}/"]
    assert "Pour répondre en ligne" in texte
    page = client.get(codes[0].removeprefix("https://cqpm.example"))
    assert page.status_code == 200
    lu = page.content.decode()
    assert [nom for nom in (dossier.candidat.nom, demande.nom, demande.courriel) if nom in lu] == []


def test_without_a_request_the_code_is_for_the_staff(dossier, codes, client):
    DemandeAvisFactory(dossier=dossier, revoquee=True)

    texte = vierge(dossier)

    assert codes == [f"https://cqpm.example/dossiers/{dossier.pk}/avis/saisir/"]
    assert "Réservé au centre d'examen" in texte
    assert "Pour répondre en ligne" not in texte
    assert client.get(f"/dossiers/{dossier.pk}/avis/saisir/").status_code == 302


def test_the_same_form_asked_twice_is_made_once_until_what_it_prints_changes(dossier):
    par = UtilisateurFactory()
    lu = Dossier.objects.pour_fiche().get(pk=dossier.pk)
    premier = documents_avis.demander_vierge(lu, par=par)
    assert documents_avis.demander_vierge(lu, par=par) == premier

    DemandeAvisFactory(dossier=dossier)
    second = documents_avis.demander_vierge(lu, par=par)
    executer_les_travaux()

    premier.refresh_from_db()
    second.refresh_from_db()
    assert (premier.etat, second.etat) == (EtatTravail.ECHEC, EtatTravail.TERMINE)
    assert "a changé depuis que vous avez demandé ce formulaire" in premier.erreur
    assert second.document.nom == f"avis-a-remplir-{dossier.numero}.pdf"


def test_r15_no_form_is_prepared_when_no_opinion_is_waited_for():
    dossier = DossierFactory(transmis=True, vae=True)

    with pytest.raises(AvisImpossible, match="ne demande pas l'avis"):
        documents_avis.demander_vierge(dossier, par=UtilisateurFactory())


# --- Both -------------------------------------------------------------------------------------


@pytest.mark.parametrize("nature", [DocumentAvis.SIGNE, DocumentAvis.VIERGE])
def test_the_pdfs_are_tagged_stable_and_drawn_without_a_warning(dossier, caplog, nature):
    signer(dossier)

    octets = dessiner(nature, dossier)

    with pypdfium2.PdfDocument(octets) as document:
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
        assert document.get_metadata_value("Title").startswith("Avis de l'entreprise")
    assert [r for r in caplog.records if r.name == "weasyprint"] == []
    assert dessiner(nature, dossier) == octets
