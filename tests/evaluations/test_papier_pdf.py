"""The grid on paper, read back from its PDFs: to fill with a pen, to sign by hand."""

import re
import uuid

import pypdfium2
import pytest
import segno

from dossiers.models import Dossier
from evaluations.enums import GrillePapier
from evaluations.models import (
    Evaluation,
    MiseEnCommun,
    NoteEntretien,
    ObservationCritere,
    Preuve,
    ResultatCritere,
    SignatureGrille,
)
from evaluations.rapports import grille
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel
from tests.factories.commun import DocumentFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, AmenagementFactory, DossierFactory
from tests.factories.evaluations import EntretienFactory
from tests.factories.referentiels import ReferentielFactory, SousPointFactory, passer_a
from tests.lecture_pdf import MM, carres, pages
from tests.outils import noter_tout, planifier

pytestmark = pytest.mark.django_db

EMPREINTE = "3f2a9c0b" * 8
LONG = "Le réglage n'est pas maîtrisé : l'étuve dérive à 150 °C. " * 70


@pytest.fixture
def evaluatrice():
    return UtilisateurFactory(prenom="Nadia", nom="Benali", fonction="Responsable essais")


@pytest.fixture
def dossier(evaluatrice):
    dossier = planifier(DossierFactory(transmis=True, candidat__nom="Lefèvre"))
    AffectationFactory(dossier=dossier, utilisateur=evaluatrice)
    return dossier


@pytest.fixture
def conclu(dossier, evaluatrice):
    noter_tout(dossier, evaluatrice, non_acquises=[2])
    return dossier


def relire(dossier) -> Dossier:
    return Dossier.objects.pour_fiche().get(pk=dossier.pk)


def vierge(dossier) -> bytes:
    return grille.produire(GrillePapier.VIERGE, grille.contexte_vierge(relire(dossier))).contenu


def remplie(dossier) -> bytes:
    evaluation = Evaluation.objects.get(dossier=dossier)
    contexte = grille.contexte_remplie(relire(dossier), evaluation, EMPREINTE)
    return grille.produire(GrillePapier.REMPLIE, contexte).contenu


def lu(octets: bytes) -> str:
    return " ".join(pages(octets))


def absents(mots, texte: str) -> list[str]:
    return [un for un in mots if un not in texte]


# --- The blank grid ---------------------------------------------------------------------------


def test_the_blank_grid_says_whose_it_is_and_what_was_planned(dossier):
    AmenagementFactory(dossier=dossier, mesure="Un tiers de temps en plus")
    projet = dossier.situations.create(nature="situation_reelle", intitule="Banc de pompage")
    projet.criteres.set(dossier.capacites_visees()[1].criteres.all())

    garde, premiere, deuxieme, signatures = pages(vierge(dossier))

    attendus = [
        "Candidat Anaïs Lefèvre",
        f"Dossier {dossier.numero}",
        f"n° {dossier.referentiel.numero}",
        str(dossier.centre),
        "Commission d'évaluation Nadia Benali (Responsable essais)",
        "Un tiers de temps en plus",
        "tout critère « Non acquis » ou « Non observable »",
    ]
    assert absents(attendus, garde) == []
    assert "Conditions de réalisation Les consignes sont données." in premiere
    assert "Modalité prévue : Évaluation en situation professionnelle réelle" in premiere
    assert "Banc de pompage" not in premiere
    assert "Situations prévues : Banc de pompage" in deuxieme
    assert "Nadia Benali, Responsable essais" in signatures


def test_each_capacite_starts_a_page_that_says_which_one_it_is(dossier):
    lues = pages(vierge(dossier))

    reperes = ["la grille à l'écran", "capacité 1", "capacité 2", "signatures"]
    attendus = [f"{dossier.numero} {repere}" for repere in reperes]
    assert [attendu in page for attendu, page in zip(attendus, lues, strict=True)] == [True] * 4
    for page in lues:
        assert "Candidat : Anaïs Lefèvre" in page
    assert ["1.1 Le critère 1.1" in page for page in lues] == [False, True, False, False]


def test_each_critere_has_its_sub_points_and_the_boxes_of_the_version(evaluatrice):
    version = ReferentielFactory(etat=EtatReferentiel.BROUILLON)
    SousPointFactory(critere=version.capacites.first().criteres.first(), texte="La pression.")
    echelle = [
        {"code": "oui", "libelle": "Maîtrisé", "sens": "acquis"},
        {"code": "partiel", "libelle": "Partiellement maîtrisé", "sens": "non_acquis"},
        {"code": "vide", "libelle": "Pas vu", "sens": "non_evalue"},
    ]
    Referentiel.objects.filter(pk=version.pk).update(echelle=echelle)
    passer_a(version, EtatReferentiel.PUBLIE)

    octets = vierge(planifier(DossierFactory(transmis=True, referentiel=version)))

    texte = lu(octets)
    assert "1.1 Le critère 1.1 est respecté. La pression." in texte
    assert texte.count("Maîtrisé Partiellement maîtrisé Pas vu Commentaire, preuves :") == 4
    assert "tout critère « Partiellement maîtrisé »," in texte
    # 3 per critère, 2 per conclusion
    assert (len(carres(octets)), min(carres(octets)) >= 5) == (4 * 3 + 2 * 2, True)


def test_r9_only_the_capacites_to_evaluate_are_printed():
    dossier = DossierFactory(transmis=True, referentiel__blocs=2, referentiel__rncp=True)
    dossier.blocs_vises.add(dossier.referentiel.blocs.last())

    texte = lu(vierge(dossier))

    assert "2.1 Le critère 2.1" in texte
    assert "Bloc de compétences : Unité 2" in texte
    assert "1.1 Le critère" not in texte
    assert "Commission d'évaluation à nommer" in texte


def test_a_code_on_each_page_opens_the_capacite_printed_there(dossier, settings, monkeypatch):
    settings.ADRESSE_PUBLIQUE = "https://cqpm.example"
    codes, fabriquer = [], segno.make
    monkeypatch.setattr(
        segno, "make", lambda contenu, **k: codes.append(contenu) or fabriquer(contenu, **k)
    )

    octets = vierge(dossier)

    page = f"https://cqpm.example/dossiers/{dossier.pk}/grille/"
    assert codes == [page, f"{page}?feuille=1#capacite-1", f"{page}?feuille=2#capacite-2"]
    assert [len(un) for un in codes_dessines(octets)] == [1, 1, 1, 1]
    assert min(cote for page in codes_dessines(octets) for cote in page) > 18


def codes_dessines(octets: bytes) -> list[list[float]]:
    """The side of the QR codes of each page, in millimetres, without their quiet zone."""
    cotes = []
    with pypdfium2.PdfDocument(octets) as document:
        for page in document:
            ici = []
            for trait in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
                gauche, bas, droite, haut = trait.get_bounds()
                largeur, hauteur = (droite - gauche) / MM, (haut - bas) / MM
                if largeur > 12 and abs(largeur - hauteur) < 1:
                    ici.append(largeur)
            cotes.append(ici)
            page.close()
    return cotes


def test_a_long_capacite_keeps_its_code_on_its_next_pages():
    version = ReferentielFactory(etat=EtatReferentiel.BROUILLON, nombre_capacites=1)
    version.capacites.get().criteres.update(texte=LONG[:3900])
    passer_a(version, EtatReferentiel.PUBLIE)
    dossier = planifier(DossierFactory(transmis=True, referentiel=version))

    octets = vierge(dossier)

    suite = pages(octets)[1:-1]
    assert len(suite) > 1
    assert [page for page in suite if f"{dossier.numero} capacité 1" not in page] == []
    assert {len(codes) for codes in codes_dessines(octets)} == {1}


def test_the_blank_grid_prints_nothing_of_what_is_already_scored(conclu):
    ResultatCritere.objects.update(commentaire="Confidentiel")

    assert "Confidentiel" not in lu(vierge(conclu))


# --- The filled grid --------------------------------------------------------------------------


def test_r23_the_filled_grid_prints_what_the_commission_put_in_common(conclu):
    ResultatCritere.objects.filter(critere__capacite__numero=2, critere__rang=1).update(
        divergence="Inès Roy retient « acquis »."
    )

    texte = lu(remplie(conclu))

    attendus = [
        "Candidat Anaïs Lefèvre",
        "Commission d'évaluation Nadia Benali (Responsable essais)",
        "Capacité 1 : Régler l'installation n° 1",
        "Modalité prévue : Évaluation en situation professionnelle réelle",
        "1.1 Le critère 1.1 est respecté. Acquis",
        "2.1 Le critère 2.1 est respecté. Non acquis Commentaire : Le réglage reste à revoir. "
        "Désaccord consigné : Inès Roy retient « acquis ».",
        "Conclusion de la commission : Acquise, évaluée le 14/02/2026, Atelier de l'entreprise",
        "Conclusion de la commission : Non acquise, évaluée le 14/02/2026, Atelier de l'entreprise "
        "Le réglage n'est pas maîtrisé.",
        "Signatures de la commission d'évaluation",
        "Nadia Benali, Responsable essais",
    ]
    assert absents(attendus, texte) == []


def test_r22_an_evaluator_s_own_observations_are_never_printed(conclu, evaluatrice):
    ObservationCritere.objects.update(commentaire="Je pense autrement.", niveau="non_observable")

    texte = lu(remplie(conclu))

    assert "Je pense autrement." not in texte
    assert "Non observable" not in texte


def test_the_fingerprint_is_printed_whole_once_and_short_on_each_page(conclu):
    lues = pages(remplie(conclu))

    assert " ".join(lues).count(EMPREINTE) == 1
    assert all(f"empreinte {EMPREINTE[:12]}" in page for page in lues)


def test_the_evidence_is_listed_by_its_title_alone(conclu, evaluatrice):
    capacite = conclu.capacites_visees()[0]
    critere = capacite.criteres.first()
    joindre(capacite, evaluatrice, critere=critere, nature="photo", document=DocumentFactory())
    joindre(
        capacite, evaluatrice, critere=critere, nature="pdf", document=DocumentFactory(nom="b.pdf")
    )
    joindre(capacite, evaluatrice, critere=critere, nature="rapport", page=12)
    joindre(capacite, evaluatrice, critere=critere, nature="note", texte="Propos du tuteur.")
    joindre(capacite, evaluatrice, nature="feuille", document=DocumentFactory())

    texte = lu(remplie(conclu))

    assert re.search(r"Preuves : Photo du \S+ à \S+ ; b.pdf ; Page 12 du rapport ; Note du", texte)
    assert re.search(r"l'entreprise Preuves : Feuille remplie à la main du \S+ à", texte)
    assert "Propos du tuteur." not in texte


def test_r22_evidence_that_is_not_in_common_is_not_listed(conclu, evaluatrice):
    joindre(conclu.capacites_visees()[0], evaluatrice, nature="feuille", document=DocumentFactory())
    MiseEnCommun.objects.all().delete()

    assert "Preuves" not in lu(remplie(conclu))


def joindre(capacite, par, **champs) -> None:
    Preuve.objects.create(
        evaluation=Evaluation.objects.get(),
        capacite=capacite,
        auteur=par,
        jeton=uuid.uuid4(),
        **champs,
    )


def test_r19_the_interview_is_printed_with_its_notes(evaluatrice):
    dossier = planifier(DossierFactory(transmis=True, referentiel__modele_2013=True))
    noter_tout(dossier, evaluatrice)
    entretien = EntretienFactory(dossier=dossier)
    NoteEntretien.objects.create(
        entretien=entretien, capacite=dossier.capacites_visees()[1], texte="Il compare."
    )

    texte = lu(remplie(dossier))

    assert "Le 10/02/2026, avec : Anaïs Lefèvre, Karim Bensaïd" in texte
    assert "Le candidat explique ses choix. Capacité 2 : Il compare." in texte


def test_who_signed_on_screen_does_not_sign_again(conclu, evaluatrice):
    parti = UtilisateurFactory(prenom="Paul", nom="Durand")
    for membre in (parti, evaluatrice):
        SignatureGrille.objects.create(
            evaluation=Evaluation.objects.get(), evaluateur=membre, empreinte=EMPREINTE
        )

    texte = lu(remplie(conclu))

    assert texte.count("Signée à l'écran à") == 2
    assert texte.index("Nadia Benali, Responsable essais") < texte.index("Paul Durand")


def test_nothing_typed_is_lost_nor_read_as_html(conclu):
    ResultatCritere.objects.filter(critere__capacite__numero=1, critere__rang=1).update(
        commentaire=f"<b>gras</b> & {LONG}"[:3990] + " FIN", divergence=LONG[:3990] + " FIN"
    )

    texte = lu(remplie(conclu))

    assert "<b>gras</b> & Le réglage" in texte
    assert texte.count("FIN") == 2


def test_the_same_content_gives_the_same_bytes(conclu):
    assert remplie(conclu) == remplie(conclu)
    assert vierge(conclu) == vierge(conclu)


@pytest.mark.parametrize("dessiner", [vierge, remplie])
def test_the_pdfs_are_tagged_without_a_warning(conclu, caplog, dessiner):
    octets = dessiner(conclu)

    with pypdfium2.PdfDocument(octets) as document:
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
        assert document.get_metadata_value("Title").startswith("Grille")
    assert [r for r in caplog.records if r.name == "weasyprint"] == []
