"""People who leave, pages that are old, devices that change hands: nothing leaks or slips in."""

import datetime

import pytest
from django.urls import reverse

from dossiers.models import Affectation
from evaluations.errors import AccesPerdu, ConclusionModifiee, ResultatRefuse
from evaluations.models import (
    ConclusionCapacite,
    ObservationCapacite,
    Preuve,
    SignatureGrille,
)
from evaluations.saisie import Portee
from evaluations.selectors.page_grille import marque
from evaluations.services import conclusion, partage, saisies, signature
from referentiels.models import Critere
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import noter, noter_tout, planifier

MOT_DE_PASSE = "un-vrai-mot-de-passe"


@pytest.fixture
def dossier(db):
    return planifier(DossierFactory(transmis=True, vae=True))


def membre(dossier, prenom="Nadia"):
    utilisateur = UtilisateurFactory(evaluateur=dossier.centre, prenom=prenom)
    utilisateur.set_password(MOT_DE_PASSE)
    utilisateur.save()
    AffectationFactory(dossier=dossier, utilisateur=utilisateur)
    return utilisateur


def premier(dossier):
    return Critere.objects.filter(capacite__referentiel=dossier.referentiel).first()


def partir(utilisateur):
    Affectation.objects.filter(utilisateur=utilisateur).delete()


def partager(dossier, *membres):
    dossier.refresh_from_db()
    for un in membres:
        partage.partager(dossier, dossier.capacites_visees(), par=un)


def conclure(dossier, par, verdict="acquise", vue=None):
    return conclusion.conclure(
        dossier,
        dossier.capacites_visees()[0],
        conclusion=verdict,
        commentaire="Vu ensemble.",
        evaluee_le=datetime.date(2026, 2, 1),
        lieu="",
        par=par,
        vue=vue,
    )


# --- Who leaves without sharing keeps theirs ----------------------------------------------------


def test_r22_what_was_never_shared_stays_unread(client, dossier):
    nadia, marc, parti = (membre(dossier, un) for un in ("Nadia", "Marc", "Léo"))
    noter(dossier, premier(dossier), nadia)
    noter(dossier, premier(dossier), parti, "non_acquis", "Rien que pour moi.")
    Preuve.objects.create(
        evaluation=dossier.evaluation,
        capacite=premier(dossier).capacite,
        critere=premier(dossier),
        nature="note",
        texte="Ma note.",
        jeton="00000000-0000-0000-0000-000000000001",
        auteur=parti,
    )
    partir(parti)
    partager(dossier, nadia, marc)
    client.force_login(nadia)

    pages = [
        client.get(reverse(f"evaluations:{nom}", args=[dossier.pk])).content.decode()
        for nom in ("grille", "desaccords")
    ]

    assert [mot in page for page in pages for mot in ("Rien que pour moi", "Ma note")] == [
        False
    ] * 4
    assert "Aucun désaccord" in pages[1]


def test_r22_evidence_gathered_after_the_sharing_is_everyone_s(client, dossier):
    nadia, marc = membre(dossier), membre(dossier, "Marc")
    partager(dossier, nadia, marc)
    ObservationCapacite.objects.filter(evaluateur=marc).delete()
    preuve = Preuve.objects.create(
        evaluation=dossier.evaluation,
        capacite=premier(dossier).capacite,
        nature="note",
        texte="Après coup.",
        jeton="00000000-0000-0000-0000-000000000002",
        auteur=marc,
    )

    assert list(Preuve.objects.all().visibles_par(nadia)) == [preuve]


# --- Who leaves writes no more ------------------------------------------------------------------


def test_r22_a_member_who_left_neither_concludes_nor_decides_nor_takes_back(dossier):
    nadia, parti = membre(dossier), membre(dossier, "Léo")
    noter_tout(dossier, nadia)
    partir(parti)
    actes = (
        lambda: conclure(dossier, parti),
        lambda: partage.reprendre(dossier, dossier.capacites_visees()[0], par=parti),
        lambda: conclusion.trancher(
            dossier, premier(dossier), niveau="acquis", divergence="", version=1, par=parti
        ),
    )

    for acte in actes:
        with pytest.raises(ResultatRefuse, match="ne faites plus partie"):
            acte()


def test_r22_a_score_that_waits_while_its_author_is_removed_is_refused(dossier, monkeypatch):
    """The removal is committed between the lock, asked for by a member, and the reading."""
    nadia, parti = membre(dossier), membre(dossier, "Léo")
    noter(dossier, premier(dossier), nadia)
    partager(dossier, nadia, parti)
    lire = saisies.lire_cellule

    def lire_apres_le_depart(*args):
        partir(parti)
        return lire(*args)

    monkeypatch.setattr(saisies, "lire_cellule", lire_apres_le_depart)
    with pytest.raises(AccesPerdu):
        noter(
            dossier,
            premier(dossier),
            parti,
            "non_acquis",
            "Tard.",
            portee=Portee.COMMUNE,
            version=1,
        )


# --- One signs, and concludes over, what one has seen -------------------------------------------


def test_r23_a_grid_reopened_meanwhile_is_not_signed_without_the_password(dossier, monkeypatch):
    """The first signature is read, then cancelled while this one waits for the lock."""
    nadia = membre(dossier)
    membre(dossier, "Marc")
    noter_tout(dossier, nadia)
    signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=nadia)
    verrouiller = signature.verrouiller

    def rouvrir_d_abord(un):
        SignatureGrille.objects.all().delete()
        return verrouiller(un)

    monkeypatch.setattr(signature, "verrouiller", rouvrir_d_abord)
    with pytest.raises(ResultatRefuse, match="viennent d'être annulées"):
        signature.signer(dossier, mot_de_passe="FAUX", par=nadia)


def test_r23_one_signs_what_one_has_read(dossier):
    nadia = membre(dossier)
    noter_tout(dossier, nadia)
    vue = marque(dossier.evaluation.pk)
    conclure(dossier, nadia, "non_acquise")

    with pytest.raises(ResultatRefuse, match="a changé depuis"):
        signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=nadia, vue=vue)

    actuelle = marque(dossier.evaluation.pk)
    assert signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=nadia, vue=actuelle).pk


def test_r23_the_page_gives_the_mark_that_signing_asks_for(client, dossier):
    nadia = membre(dossier)
    noter_tout(dossier, nadia)
    client.force_login(nadia)

    page = client.get(reverse("evaluations:grille", args=[dossier.pk]))

    assert page.context["form_signature"].initial["vue"] == marque(dossier.evaluation.pk)


def test_a_conclusion_is_not_overwritten_unseen(client, dossier):
    nadia, marc = membre(dossier), membre(dossier, "Marc")
    noter_tout(dossier, nadia)
    vue = ConclusionCapacite.objects.first().modifie_le.isoformat()
    conclure(dossier, nadia, "non_acquise", vue=vue)

    with pytest.raises(ConclusionModifiee, match=r"Nadia .* a conclu entre-temps « non acquise »"):
        conclure(dossier, marc, vue=vue)

    assert ConclusionCapacite.objects.first().conclusion == "non_acquise"


# --- A device that changes hands ----------------------------------------------------------------


@pytest.mark.parametrize("nom", ["partager", "reprendre_capacite", "conclure"])
def test_a_page_drawn_for_someone_else_does_nothing(client, dossier, nom):
    nadia, marc = membre(dossier), membre(dossier, "Marc")
    noter(dossier, premier(dossier), marc)
    client.force_login(marc)
    url = reverse(f"evaluations:{nom}", args=[dossier.pk, premier(dossier).capacite_id])

    reponse = client.post(url, {"evaluateur": nadia.pk}, follow=True)

    assert "une autre personne" in reponse.content.decode()
    assert ObservationCapacite.objects.count() == 0


def test_the_page_keeps_no_copy_in_the_browser(client, dossier):
    client.force_login(membre(dossier))

    page = client.get(reverse("evaluations:grille", args=[dossier.pk]))

    assert page["Cache-Control"] == "private, no-store"
