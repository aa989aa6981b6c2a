"""Evidence, by its service: what is kept, once, by whom, when; and what is taken back."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import est_intact, ouvrir
from cqpm.commun.models import Document, sujet_de
from dossiers.enums import Acte, EtatDossier
from dossiers.models import Affectation, Dossier, ReglagesCentre
from evaluations.enums import NaturePreuve
from evaluations.errors import AccesPerdu, EvaluationFermee, PreuveRefusee, ResultatRefuse
from evaluations.models import (
    MiseEnCommun,
    ObservationCritere,
    Preuve,
    SignatureGrille,
    TraceCellule,
)
from evaluations.services import preuves
from referentiels.enums import CodeModalite
from tests.concurrence import en_meme_temps
from tests.evaluations.pieces import PDF, fichier, jpeg, position
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True))


@pytest.fixture
def par(dossier):
    return membre(dossier)


def membre(dossier):
    utilisateur = UtilisateurFactory(evaluateur=dossier.centre)
    return AffectationFactory(dossier=dossier, utilisateur=utilisateur).utilisateur


def premiere(dossier):
    return dossier.capacites_visees()[0]


def joindre(dossier, par, nature="note", **champs):
    """Attach to the dossier's first critère, unless told otherwise."""
    capacite = champs.pop("capacite", premiere(dossier))
    feuille = nature == NaturePreuve.FEUILLE
    donnees = {
        "critere": None if feuille else capacite.criteres.first(),
        "fichier": None,
        "page": None,
        "texte": "Le joint est remonté sans reprise." if nature == "note" else "",
        "jeton": uuid.uuid4(),
    } | champs
    return preuves.ajouter(dossier, capacite, nature=nature, par=par, **donnees)[0]


def refus(dossier, par, nature="note", **champs) -> tuple[str, str]:
    """The field and the sentence of a refusal, after which nothing is kept."""
    with pytest.raises(ErreurMetier) as erreur:
        joindre(dossier, par, nature, **champs)
    assert (Preuve.objects.count(), Document.objects.count()) == (0, 0)
    return getattr(erreur.value, "champ", ""), str(erreur.value)


def lu(document) -> bytes:
    with ouvrir(document) as contenu:
        return contenu.read()


def mettre_en_commun(dossier):
    MiseEnCommun.objects.create(evaluation=dossier.evaluation, capacite=premiere(dossier))


# --- What is kept -----------------------------------------------------------------------------


def test_a_photo_is_kept_without_the_place_where_it_was_taken(dossier, par):
    avant = jpeg(3000, 2000)
    assert position(avant) != {}

    preuve = joindre(dossier, par, "photo", fichier=fichier(avant, "IMG 0412.JPEG"), texte="Vu.")

    document = preuve.document
    apres = lu(document)
    assert (document.nom, document.titre, document.type_mime) == (
        "IMG 0412.jpg",
        "IMG 0412.jpg",
        "image/jpeg",
    )
    assert (est_intact(document), position(apres)) == (True, {})
    assert (preuve.texte, preuve.critere, preuve.auteur) == (
        "Vu.",
        premiere(dossier).criteres.first(),
        par,
    )


def test_the_dossier_s_own_papers_do_not_show_it(dossier, par):
    document = joindre(dossier, par, "photo", fichier=fichier()).document

    assert document.sujet == sujet_de(dossier.evaluation) != sujet_de(dossier)
    assert (document.nature, document.cree_par) == ("preuve_photo", par)


def test_a_pdf_is_kept_as_it_came_under_a_true_name(dossier, par):
    preuve = joindre(dossier, par, "pdf", fichier=fichier(PDF, "Compte rendu.JPG"))

    assert lu(preuve.document) == PDF
    assert (preuve.document.nom, preuve.libelle) == ("Compte rendu.pdf", "Compte rendu.pdf")


def test_a_very_long_name_is_kept_short(dossier, par):
    preuve = joindre(dossier, par, "pdf", fichier=fichier(PDF, "é" * 240 + ".pdf"))

    assert (len(preuve.document.nom), len(preuve.document.titre)) == (150, 200)


def test_a_page_of_the_report_and_a_note_have_no_file(dossier, par):
    page = joindre(dossier, par, "rapport", page=12, texte="Le schéma.")
    note = joindre(dossier, par, "note", page=12, texte="é" * 4000)

    assert (page.libelle, page.page, page.document) == ("Page 12 du rapport", 12, None)
    assert (len(note.texte), note.page, note.document) == (4000, None, None)


@pytest.mark.parametrize(
    ("contenu", "type_mime"), [(jpeg(), "image/jpeg"), (PDF, "application/pdf")]
)
def test_a_sheet_filled_by_hand_is_about_the_whole_capacite(dossier, par, contenu, type_mime):
    feuille = joindre(dossier, par, "feuille", fichier=fichier(contenu, "feuille"))

    assert (feuille.critere, feuille.capacite) == (None, premiere(dossier))
    assert feuille.document.type_mime == type_mime


def test_the_first_piece_starts_the_evaluation(dossier, par):
    joindre(dossier, par)

    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.EN_EVALUATION


# --- Once -------------------------------------------------------------------------------------


def test_the_same_piece_sent_twice_is_kept_once(dossier, par):
    jeton = uuid.uuid4()
    donnees = {"nature": "photo", "page": None, "texte": "", "jeton": jeton, "par": par}
    capacite = premiere(dossier)
    donnees["critere"] = capacite.criteres.first()

    premier, nouvelle = preuves.ajouter(dossier, capacite, fichier=fichier(), **donnees)
    second, encore = preuves.ajouter(dossier, capacite, fichier=fichier(), **donnees)

    assert (premier, nouvelle, encore) == (second, True, False)
    assert (Preuve.objects.count(), Document.objects.count()) == (1, 1)


def test_a_piece_already_kept_is_confirmed_even_once_the_grid_is_signed(dossier, par):
    jeton = uuid.uuid4()
    preuve = joindre(dossier, par, jeton=jeton)
    SignatureGrille.objects.create(evaluation=dossier.evaluation, evaluateur=par, empreinte="0")

    assert joindre(dossier, par, jeton=jeton) == preuve


def test_a_piece_that_came_while_its_file_was_read_is_kept_once(dossier, par, monkeypatch):
    jeton, premieres, lire = uuid.uuid4(), [], preuves.lire_photo

    def entre_temps(fichier):
        monkeypatch.setattr(preuves, "lire_photo", lire)
        premieres.append(joindre(dossier, par, "photo", fichier=fichier, jeton=jeton))
        return lire(fichier)

    monkeypatch.setattr(preuves, "lire_photo", entre_temps)

    assert [joindre(dossier, par, "photo", fichier=fichier(), jeton=jeton)] == premieres
    assert (Preuve.objects.count(), Document.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_piece_sent_by_two_windows_at_once_is_kept_once(dossier, par):
    jeton = uuid.uuid4()

    issues = en_meme_temps(
        *[lambda: joindre(Dossier.objects.get(pk=dossier.pk), par, jeton=jeton)] * 2
    )

    assert issues == [Preuve.objects.get()] * 2


def test_the_number_of_another_s_piece_shows_nothing_of_it(dossier, par):
    jeton = joindre(dossier, par).jeton

    with pytest.raises(PreuveRefusee, match="porte le numéro d'une autre preuve"):
        joindre(dossier, membre(dossier), jeton=jeton)

    assert Preuve.objects.get().auteur == par


def test_a_number_taken_by_another_dossier_meanwhile_is_refused(dossier, par, monkeypatch):
    """As if the other sending were committed after this one had looked."""
    ailleurs = planifier(DossierFactory(transmis=True))
    jeton = joindre(ailleurs, membre(ailleurs)).jeton
    monkeypatch.setattr(preuves, "_deja_recue", lambda *_: None)

    with pytest.raises(PreuveRefusee, match="porte le numéro d'une autre preuve"):
        joindre(dossier, par, jeton=jeton)

    assert Preuve.objects.count() == 1


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "donnees", "champ", "phrase"),
    [
        ("photo", {"fichier": fichier(PDF, "photo.jpg")}, "", "est un PDF, pas une photo"),
        ("photo", {"fichier": fichier(b"<html>", "photo.jpg")}, "", "n'est pas une photo"),
        ("photo", {"fichier": fichier(jpeg()[:-90], "photo.jpg")}, "", "est incomplète"),
        ("pdf", {"fichier": fichier(jpeg(), "x.pdf")}, "", "n'est pas un PDF"),
        ("pdf", {"fichier": fichier(PDF + b"/S /Launch ", "x.pdf")}, "", "contient un programme"),
        ("feuille", {"fichier": fichier(b"<html>", "x.pdf")}, "", "n'est pas une photo"),
        ("photo", {}, "fichier", "Prenez une photo ou choisissez un fichier"),
        ("note", {"texte": ""}, "texte", "Écrivez la note"),
        ("note", {"texte": "é" * 4001}, "texte", "compte 4001 signes, la limite est de 4000"),
        ("photo", {"texte": "é" * 4001, "fichier": fichier()}, "texte", "4001 signes"),
        ("rapport", {}, "page", "de 1 à 2000"),
        ("rapport", {"page": 0}, "page", "de 1 à 2000"),
        ("rapport", {"page": 2001}, "page", "de 1 à 2000"),
        ("film", {}, "nature", "Choisissez une photo, un PDF, une page ou une note"),
    ],
)
def test_what_cannot_be_kept_says_why(dossier, par, nature, donnees, champ, phrase):
    obtenu = refus(dossier, par, nature, **donnees)

    assert (obtenu[0], phrase in obtenu[1]) == (champ, True), obtenu


def test_a_file_of_21_mb_is_refused(dossier, par):
    gros = SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff" + bytes(21 * 2**20))

    assert "la limite est de 20 Mo" in refus(dossier, par, "photo", fichier=gros)[1]


def test_r1_a_critere_of_another_version_is_refused(dossier, par):
    ailleurs = premiere(DossierFactory())
    voisine = dossier.capacites_visees()[1]

    for critere in (ailleurs.criteres.first(), voisine.criteres.first()):
        champ, phrase = refus(dossier, par, critere=critere)
        assert (champ, "n'est pas de la grille" in phrase) == ("critere", True)
    assert refus(dossier, par, capacite=ailleurs)[0] == "critere"


def test_a_sheet_is_not_of_a_critere_nor_a_photo_of_a_whole_capacite(dossier, par):
    critere = premiere(dossier).criteres.first()

    assert refus(dossier, par, "feuille", critere=critere, fichier=fichier())[0] == "nature"
    assert refus(dossier, par, "photo", critere=None, fichier=fichier())[0] == "critere"


def test_twenty_pieces_of_one_evaluator_on_one_critere_are_enough(dossier, par, monkeypatch):
    monkeypatch.setattr(preuves, "NOMBRE_MAX", 2)
    joindre(dossier, par)
    joindre(dossier, par)

    with pytest.raises(PreuveRefusee, match="déjà joint 2 preuves"):
        joindre(dossier, par)

    joindre(dossier, membre(dossier))
    joindre(dossier, par, critere=premiere(dossier).criteres.last())
    joindre(dossier, par, "feuille", fichier=fichier())
    assert Preuve.objects.count() == 5


def test_r14_nothing_is_attached_before_the_transmission_nor_the_agreement(par, dossier):
    inscrit = planifier(DossierFactory(modalites_completes=True))
    with pytest.raises(EvaluationFermee, match="pas encore transmis"):
        joindre(inscrit, membre(inscrit))

    ReglagesCentre.objects.create(centre=dossier.centre, approbation_requise=True)
    with pytest.raises(EvaluationFermee, match="n'a pas encore donné son accord"):
        joindre(dossier, par)


def test_r13_nothing_is_attached_to_a_capacite_whose_report_is_awaited():
    dossier = planifier(DossierFactory(transmis=True), CodeModalite.PRESENTATION_PROJETS)

    with pytest.raises(ResultatRefuse, match="s'évalue sur le rapport du candidat"):
        joindre(dossier, membre(dossier))


def test_r22_who_left_the_commission_meanwhile_attaches_and_takes_back_nothing(dossier, par):
    preuve = joindre(dossier, par)
    Affectation.objects.filter(utilisateur=par).delete()

    with pytest.raises(AccesPerdu):
        joindre(dossier, par)
    with pytest.raises(AccesPerdu):
        preuves.retirer(dossier, preuve, par=par)
    assert Preuve.objects.get() == preuve


def test_r23_a_signed_grid_neither_takes_nor_gives_back(dossier, par):
    preuve = joindre(dossier, par)
    SignatureGrille.objects.create(evaluation=dossier.evaluation, evaluateur=par, empreinte="0")

    with pytest.raises(EvaluationFermee, match="signée"):
        joindre(dossier, par)
    with pytest.raises(EvaluationFermee, match="signée"):
        preuves.retirer(dossier, preuve, par=par)
    assert Preuve.objects.get() == preuve


# --- Taken back, and what is told of it -------------------------------------------------------


def test_a_piece_taken_back_goes_with_its_file(dossier, par, django_capture_on_commit_callbacks):
    preuve = joindre(dossier, par, "feuille", fichier=fichier())
    document = preuve.document
    notee = ObservationCritere.objects.create(
        evaluation=dossier.evaluation,
        critere=premiere(dossier).criteres.first(),
        evaluateur=par,
        niveau="acquis",
        source=preuve,
    )

    with django_capture_on_commit_callbacks(execute=True):
        preuves.retirer(dossier, preuve, par=par)

    assert (Preuve.objects.count(), Document.objects.count()) == (0, 0)
    assert not document.fichier.storage.exists(document.fichier.name)
    notee.refresh_from_db()
    assert (notee.niveau, notee.source) == ("acquis", None)


def test_only_one_s_own_piece_is_taken_back_and_only_once(dossier, par):
    preuve = joindre(dossier, par)
    with pytest.raises(PreuveRefusee):
        preuves.retirer(dossier, preuve, par=membre(dossier))
    assert Preuve.objects.exists()

    preuves.retirer(dossier, preuve, par=par)
    with pytest.raises(PreuveRefusee, match="déjà retirée"):
        preuves.retirer(dossier, preuve, par=par)


def test_r50_before_the_capacite_is_in_common_the_journal_says_nothing(dossier, par):
    joindre(dossier, par, "rapport", page=3, texte="Le schéma.")
    feuille = joindre(dossier, par, "feuille", fichier=fichier())
    preuves.retirer(dossier, feuille, par=par)

    assert not dossier.journal.exclude(acte=Acte.ETAT).exists()
    page = {"nature": "rapport", "page": 3, "texte": "Le schéma."}
    photo = {"nature": "feuille", "page": None, "texte": ""}
    photo |= {"fichier": "IMG_0412.jpg", "sha256": feuille.document.sha256}
    capacite = premiere(dossier)
    lignes = TraceCellule.objects.order_by("pk").values_list("cellule", "avant", "apres", "auteur")
    assert list(lignes) == [
        (f"critere-{capacite.criteres.first().pk}", None, {"preuve": page}, par.pk),
        (f"capacite-{capacite.pk}", None, {"preuve": photo}, par.pk),
        (f"capacite-{capacite.pk}", {"preuve": photo}, None, par.pk),
    ]


def test_r50_once_in_common_the_journal_says_who_attached_and_took_back_what(dossier, par):
    joindre(dossier, par, capacite=dossier.capacites_visees()[1])
    mettre_en_commun(dossier)

    preuve = joindre(dossier, par, "photo", fichier=fichier())
    preuves.retirer(dossier, preuve, par=par)

    lignes = dossier.journal.filter(acte=Acte.DOCUMENT).order_by("pk")
    assert [(une.libelle, une.auteur) for une in lignes] == [
        ("Preuve ajoutée, critère 1.1 : photo.", par),
        ("Preuve retirée, critère 1.1 : photo.", par),
    ]
    assert [lignes[0].apres["fichier"], lignes[1].avant["fichier"]] == ["IMG_0412.jpg"] * 2
    assert TraceCellule.objects.count() == 1
