"""The PV de délibération, read back from its PDF."""

import datetime
import re

import pytest
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from evaluations.enums import DecisionJury
from evaluations.models import (
    AvisCapacite,
    ConclusionCapacite,
    DecisionCapacite,
    Deliberation,
    SessionJury,
)
from evaluations.rapports.pv import proces_verbal, produire_pv
from evaluations.regles_conservation import fin_conservation
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury
from referentiels.models import Referentiel
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.evaluations import (
    AvisEntrepriseFactory,
    DispenseAvisFactory,
    EntretienFactory,
)
from tests.lecture_pdf import pages
from tests.outils import dossier_pret, reunir
from tests.verrous import retoucher

LONG = "Le réglage n'est pas maîtrisé : l'étuve dérive à 150 °C. " * 70


def texte(session: SessionJury) -> str:
    return " ".join(pages(produire(session)))


def produire(session: SessionJury) -> bytes:
    session = SessionJury.objects.get(pk=session.pk)
    return produire_pv(session, lambda *_: None).contenu


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory(nom="UIMM Isère"))


def tenir(reunion, *dossiers, observations="") -> str:
    """Decide as the commission concluded, close, and read the PV."""
    reunion.inscrire(*dossiers)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    jury.clore(reunion.session, observations=observations, par=reunion.secretaire)
    return texte(reunion.session)


def test_the_header_names_centre_session_agreement_and_every_member(reunion):
    lu = tenir(reunion, dossier_pret(centre=reunion.centre))

    session = SessionJury.objects.get()
    for mots in (
        "Procès-verbal de délibération",
        "UIMM Isère",
        session.numero,
        "Maison des industries",
        "accord national du 8 novembre 2019",
        "Vasseur Hélène, président(e) du jury",
        "Délégation patronale Vide et Procédés",
        "Pham Yves",
        "Organisations syndicales de salariés",
        "la parité est respectée",
        "Le jury a vérifié, pour chaque candidat, les conditions d'organisation des évaluations, "
        "puis les conditions d'admission.",
        f"document généré le {timezone.localtime(session.close_le):%d/%m/%Y}",
    ):
        assert mots in lu.replace("’", "'"), mots


def test_r41_both_vocabularies_meet_in_one_pv(reunion):
    centre = reunion.centre
    ancien = dossier_pret(centre=centre, referentiel__modele_2013=True)
    recent = dossier_pret(centre=centre)

    lu = tenir(reunion, recent, ancien)

    assert "Décision : Déclaré admissible" in lu
    assert "Décision : CQPM attribué" in lu
    assert "Jury de délibération." in lu
    assert "Jury paritaire de délibération." in lu
    assert lu.index("Technicien(ne) en essais") < lu.index("Technicien.ne d'essais")


def test_the_certification_is_named_exactly(reunion):
    dossier = dossier_pret(centre=reunion.centre, referentiel__rncp=True)

    lu = tenir(reunion, dossier)

    numero = dossier.referentiel.numero
    assert "Technicien.ne d'essais" in lu
    assert f"N° {numero}, catégorie B, référentiel du 05/04/2018, fiche RNCP00001." in lu


@pytest.mark.parametrize(("mois", "lu"), [(5, "né(e) en 05/1998"), (None, "né(e) en 1998")])
def test_r45_a_birth_date_that_is_known_in_part_is_printed_as_it_is(reunion, mois, lu):
    dossier = dossier_pret(
        centre=reunion.centre, candidat__naissance_mois=mois, candidat__naissance_jour=None
    )

    assert lu in tenir(reunion, dossier)


def test_a_candidate_is_identified_with_their_road(reunion):
    dossier = dossier_pret(
        centre=reunion.centre, candidat__nom="Muñoz", candidat__prenom="Íñigo", vae=True
    )

    lu = tenir(reunion, dossier)

    assert "Muñoz Íñigo, né(e) le 17/05/1998" in lu
    assert f"Dossier {dossier.numero} · VAE (validation des acquis de l'expérience)" in lu
    assert "vise le CQPM" in lu
    assert "Avis de l'entreprise : non demandé par le référentiel" in lu


@pytest.mark.parametrize("prenom", ["Łukasz", "Ðorđe", "Çağrı", "Œdipe", "Ngọc"])
def test_rare_letters_are_printed(reunion, prenom):
    assert prenom in tenir(reunion, dossier_pret(centre=reunion.centre, candidat__prenom=prenom))


def test_a_partial_result_tells_what_is_kept_and_until_when(reunion):
    lu = tenir(reunion, dossier_pret(centre=reunion.centre, non_acquises=[2]))

    fin = fin_conservation(SessionJury.objects.get().date, 24)
    assert "Décision : CQPM non attribué, validation partielle" in lu
    assert f"Bénéfice de la capacité 1 conservé jusqu'au {fin:%d/%m/%Y} inclus." in lu
    assert "Commission : Le réglage n'est pas maîtrisé." in lu
    assert "Blocs de compétences" not in lu


def test_r38_the_dates_are_those_of_the_session(reunion):
    dossier = dossier_pret(
        centre=reunion.centre,
        non_acquises=[2],
        inscrit_le=datetime.date(2024, 1, 2),
        transmis_le=timezone.make_aware(datetime.datetime(2024, 1, 10)),
    )
    tenir(reunion, dossier)
    SessionJury.objects.update(date=datetime.date(2024, 2, 29))

    assert "jusqu'au 28/02/2026 inclus" in texte(reunion.session)


def test_r35_blocs_are_printed_only_for_a_registered_version(reunion):
    dossier = dossier_pret(
        centre=reunion.centre, non_acquises=[2], referentiel__blocs=2, referentiel__rncp=True
    )

    lu = tenir(reunion, dossier)

    assert "Blocs de compétences validés, conservés jusqu'au" in lu
    assert lu.count("Unité 1") == 1
    assert "Unité 2" not in lu
    with retoucher(dossier.referentiel) as version:
        Referentiel.objects.filter(pk=version.pk).update(numero_rncp="")
    assert "Blocs de compétences" not in texte(reunion.session)


def test_a_certified_candidate_keeps_no_partial_benefit(reunion):
    dossier = dossier_pret(centre=reunion.centre, referentiel__blocs=2, referentiel__rncp=True)

    lu = tenir(reunion, dossier)

    assert "Blocs de compétences validés : Unité 1 ; Unité 2" in lu
    assert "Bénéfice" not in lu


def test_r9_a_candidate_for_a_bloc_is_not_given_the_cqpm(reunion):
    dossier = dossier_pret(centre=reunion.centre, referentiel__blocs=2, referentiel__rncp=True)
    dossier.blocs_vises.set(dossier.referentiel.blocs.filter(rang=1))
    ConclusionCapacite.objects.filter(capacite__numero=2).delete()

    lu = tenir(reunion, dossier)

    assert "vise Unité 1" in lu
    assert "Décision : Blocs visés attribués" in lu
    assert "CQPM attribué" not in lu


def test_r33_a_departure_is_printed_with_its_reason_beside_the_findings(reunion):
    dossier = dossier_pret(centre=reunion.centre, non_acquises=[2])
    AvisEntrepriseFactory(demande__dossier=dossier, sens="reserve")
    (ligne,) = reunion.inscrire(dossier)
    reunion.ouvrir()
    deliberation.decider(
        ligne,
        Vote({1: True, 2: True}, {2: "Preuves lues en séance."}, conditions_verifiees=True),
        version=0,
        par=reunion.presidente,
    )
    reunion.clore()

    lu = texte(reunion.session)

    assert "Non acquise Réservé Validée" in lu
    assert "Motif du jury : Preuves lues en séance." in lu
    assert "Entreprise : Peu d'occasions de le voir." in lu
    assert "Avis de l'entreprise : donné par Karim Bensaïd, tuteur" in lu


def test_r15_an_exemption_is_printed_with_its_reason(reunion):
    dossier = dossier_pret(centre=reunion.centre)
    DispenseAvisFactory(
        dossier=dossier, accordee_par=UtilisateurFactory(prenom="Claire", nom="Martin")
    )

    lu = tenir(reunion, dossier)

    assert "dispense accordée par Claire Martin" in lu
    assert "Motif : Aucune entreprise n'a accueilli le candidat." in lu


def test_r19_the_interview_is_mentioned_where_there_was_one(reunion):
    dossier = dossier_pret(centre=reunion.centre, referentiel__modele_2013=True)
    EntretienFactory(dossier=dossier)

    assert "Entretien avec le candidat le 10/02/2026" in tenir(reunion, dossier)


def test_a_renvoi_prints_its_reason_and_judges_nothing(reunion):
    (ligne,) = reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    deliberation.decider(
        ligne,
        Vote({}, decision="renvoi", motif="Grille à compléter.", conditions_verifiees=True),
        version=0,
        par=reunion.presidente,
    )
    reunion.clore()

    lu = texte(reunion.session)

    assert "Décision : Renvoyé pour complément" in lu
    assert "Motif ou observation du jury : Grille à compléter." in lu
    assert "Validée" not in lu


def test_r27_r28_r29_irregularities_are_mentioned(reunion):
    SessionJury.objects.update(demandes_syndicats_le=None)
    jury.ajouter_membre(
        reunion.session,
        prenom="Ali",
        nom="Roux",
        college="salaries",
        organisation="Syndicat",
        par=reunion.secretaire,
    )

    lu = tenir(reunion, dossier_pret(centre=reunion.centre))

    assert "la parité n'est pas atteinte" in lu
    assert "La date de saisine des organisations syndicales n'est pas renseignée." in lu
    assert "La composition du jury n'est pas paritaire" in lu


def test_an_absent_member_is_listed_and_does_not_sign(reunion):
    jury.ajouter_membre(
        reunion.session,
        prenom="Ali",
        nom="Roux",
        college="employeurs",
        organisation="Entreprise",
        par=reunion.secretaire,
    )
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    presents = reunion.session.membres.exclude(nom="Roux").values_list("pk", flat=True)
    jury.noter_presences(reunion.session, set(presents), par=reunion.secretaire)
    jury.ouvrir(reunion.session, par=reunion.secretaire)
    reunion.suivre_la_commission()
    reunion.clore()

    lu = texte(reunion.session)

    assert re.search(r"Roux Ali .{0,60}Absent", lu)
    assert "Roux Ali" not in lu[lu.index("Émargement") :]


def test_observations_and_totals_close_the_pv(reunion):
    centre = reunion.centre
    candidats = [dossier_pret(centre=centre) for _ in range(2)]
    candidats.append(dossier_pret(centre=centre, non_acquises=[1, 2]))

    lu = tenir(reunion, *candidats, observations="Coupure de courant à 10 h 15.")

    assert "CQPM attribué 2" in lu
    assert "CQPM non attribué 1" in lu
    assert "Coupure de courant à 10 h 15." in lu


def test_r25_no_mark_no_average(reunion):
    lu = tenir(reunion, dossier_pret(centre=reunion.centre)).lower()

    assert not re.search(r"\d ?/ ?20\b|moyenne|\bnotes?\b", lu)


def test_pages_are_numbered_and_the_table_s_header_comes_back(reunion):
    candidats = [
        dossier_pret(centre=reunion.centre, referentiel__nombre_capacites=40) for _ in range(2)
    ]
    tenir(reunion, *candidats)

    lues = pages(produire(reunion.session))

    assert len(lues) > 3
    for numero, page in enumerate(lues, start=1):
        assert f"Page {numero} / {len(lues)}" in page
        assert ("Validée" in page) <= ("Capacité Commission Entreprise Jury" in page)


def test_long_comments_are_printed_whole(reunion):
    dossier = dossier_pret(centre=reunion.centre, non_acquises=[1, 2])
    avis = AvisEntrepriseFactory(demande__dossier=dossier, sens="reserve")
    ConclusionCapacite.objects.update(commentaire=LONG[:3990] + "FIN-GRILLE")
    AvisCapacite.objects.filter(avis=avis).update(commentaire=LONG[:3990] + "FIN-AVIS.")
    tenir(reunion, dossier)
    DecisionCapacite.objects.update(motif=LONG[:1990] + "FIN-JURY")

    lu = texte(reunion.session)

    assert [lu.count(mot) for mot in ("FIN-GRILLE", "FIN-AVIS.", "FIN-JURY")] == [2, 2, 2]


def test_what_people_typed_is_text_not_markup(reunion):
    tenir(reunion, dossier_pret(centre=reunion.centre))
    Deliberation.objects.update(motif="<b>gras</b> & <img src='http://exemple.org/x.png'>")

    assert "<b>gras</b> & <img src=" in texte(reunion.session)


def test_the_same_session_gives_the_same_bytes_before_its_seal(reunion):
    tenir(reunion, dossier_pret(centre=reunion.centre))

    premier, second = (produire(reunion.session).partition(b"%%EOF") for _ in range(2))

    assert premier[0] == second[0]
    assert b"/ETSI.CAdES.detached" in premier[2]


def test_the_job_tells_its_progress_candidate_by_candidate(reunion):
    candidats = [
        dossier_pret(centre=reunion.centre, candidat__nom=nom, candidat__prenom="Zoé")
        for nom in ("Roy", "Tanguy")
    ]
    tenir(reunion, *candidats)
    etapes = []

    produire_pv(SessionJury.objects.get(), lambda *etape: etapes.append(etape))

    assert etapes == [
        (0, 3, "Candidat 1 : Zoé Roy"),
        (1, 3, "Candidat 2 : Zoé Tanguy"),
        (2, 3, "Mise en page du procès-verbal"),
    ]


def test_the_job_stores_one_document_of_the_session(reunion):
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    travail = Travail.objects.get(nature="pv")
    travaux.executer(travail.pk)

    document = jury.pv_de(reunion.session)

    numero = reunion.session.numero
    assert (document.nom, document.titre) == (f"pv-{numero}.pdf", f"PV de délibération {numero}")
    assert (document.travail, document.type_mime) == (travail, "application/pdf")


def test_every_decision_has_its_words_in_the_totals(reunion):
    centre = reunion.centre
    lignes = reunion.inscrire(*[dossier_pret(centre=centre) for _ in DecisionJury])
    for ligne, decision in zip(lignes, DecisionJury, strict=True):
        Deliberation.objects.filter(pk=ligne.pk).update(
            decision=decision, conditions_verifiees=True
        )

    totaux = proces_verbal(reunion.session).totaux

    assert totaux == [
        ("CQPM attribué", 1),
        ("CQPM non attribué", 1),
        ("CQPM non attribué, validation partielle", 1),
        ("Renvoyé pour complément", 1),
    ]
