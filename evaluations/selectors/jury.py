"""How far a dossier is on the jury's side: its session, then the signed PV."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.avancement import ActeAttendu, Avancement, Etape, EtatEtape
from dossiers.enums import AVANT_JURY, DECIDES, EtatDossier, RoleAffectation
from dossiers.models import Dossier
from dossiers.permissions import est_affecte, est_gestionnaire
from evaluations.enums import DecisionJury, EtatSession, NaturePiece
from evaluations.models import Deliberation, MembreJury
from evaluations.selectors.pieces import doit_une_lettre, envoyee
from evaluations.vocabulaire import decision_du_dossier

CENTRE = "Centre d'examen"


def avancement_jury(dossier: Dossier, utilisateur: Utilisateur | None) -> Avancement:
    """Steps 9 to 11: session and signed PV. The decision is only told once signed (R53)."""
    deliberation = _derniere(dossier)
    if dossier.etat == EtatDossier.EN_SESSION and deliberation:
        return _en_session(dossier, deliberation, utilisateur)
    if dossier.etat in DECIDES and deliberation:
        return _decide(dossier, deliberation, utilisateur)
    renvoi = deliberation is not None and deliberation.decision == DecisionJury.RENVOI
    detail = f"renvoyé le {deliberation.session.date:%d/%m/%Y}" if renvoi else ""
    pret = dossier.etat == EtatDossier.PRET_POUR_JURY
    etapes = [
        Etape("jury", "Jury", EtatEtape.EN_COURS if pret else EtatEtape.A_VENIR, detail),
        Etape("pv", "PV signé", EtatEtape.A_VENIR),
    ]
    inscrit = utilisateur is not None and est_gestionnaire(utilisateur, dossier)
    url = reverse("evaluations:choisir_session", args=[dossier.pk]) if inscrit else ""
    inscrire = ActeAttendu("session", "Inscrire le dossier à une session de jury.", CENTRE, url)
    attendus = [inscrire] if pret else []
    if renvoi and dossier.etat in AVANT_JURY:
        attendus.append(_reponse_au_renvoi(dossier, deliberation, utilisateur))
    return Avancement(etapes, attendus)


def _reponse_au_renvoi(
    dossier: Dossier, deliberation: Deliberation, utilisateur: Utilisateur | None
) -> ActeAttendu:
    """What the jury asked for when it sent the dossier back, in its own words (10d)."""
    lit = utilisateur is not None and (
        est_gestionnaire(utilisateur, dossier)
        or est_affecte(utilisateur, dossier, RoleAffectation.EVALUATEUR)
    )
    return ActeAttendu(
        "renvoi",
        f"Répondre au renvoi du jury du {deliberation.session.date:%d/%m/%Y} : "
        f"« {deliberation.motif} »",
        "Commission d'évaluation",
        reverse("evaluations:grille", args=[dossier.pk]) if lit else "",
    )


def _derniere(dossier: Dossier) -> Deliberation | None:
    """The dossier's newest passage before a jury, with what its page names. One or two queries.

    A PV rectificatif being prepared tells nothing yet of a decided dossier (R53).
    """
    membres = Prefetch("session__membres", MembreJury.objects.select_related("signature"))
    passages = Deliberation.objects.filter(dossier=dossier)
    if dossier.est_decide:
        passages = passages.filter(session__etat=EtatSession.SIGNEE)
    return passages.select_related("session").prefetch_related(membres).order_by("-pk").first()


def _en_session(
    dossier: Dossier, deliberation: Deliberation, utilisateur: Utilisateur | None
) -> Avancement:
    session = deliberation.session
    url = _lien(dossier, deliberation, utilisateur)
    detail = f"{session.numero}, le {session.date:%d/%m/%Y}"
    close = session.etat == EtatSession.CLOSE
    etapes = [
        Etape("jury", "Jury", EtatEtape.FAITE if close else EtatEtape.EN_COURS, detail, url),
        Etape("pv", "PV signé", EtatEtape.EN_COURS if close else EtatEtape.A_VENIR),
    ]
    return Avancement(etapes, [_acte_de_session(deliberation, url)])


def _acte_de_session(deliberation: Deliberation, url: str) -> ActeAttendu:
    session = deliberation.session
    if session.etat == EtatSession.PREPARATION:
        libelle = f"Ouvrir la session de jury {session.numero}, prévue le {session.date:%d/%m/%Y}."
        return ActeAttendu("ouvrir_session", libelle, CENTRE, url)
    if session.etat == EtatSession.OUVERTE and not deliberation.decision:
        return ActeAttendu("decider", "Décider, capacité par capacité.", "Jury", url)
    if session.etat == EtatSession.OUVERTE:
        libelle = f"Clore la session de jury {session.numero}."
        return ActeAttendu("clore_session", libelle, CENTRE, url)
    attendus = [un for un in session.membres.all() if un.en_seance and not hasattr(un, "signature")]
    noms = ", ".join(str(un) for un in attendus) or "Membres du jury"
    comptes = frozenset(un.utilisateur_id for un in attendus if un.utilisateur_id)
    libelle = f"Signer le PV de la session {session.numero}."
    return ActeAttendu("signer_pv", libelle, noms, url, comptes)


def _decide(
    dossier: Dossier, deliberation: Deliberation, utilisateur: Utilisateur | None
) -> Avancement:
    session = deliberation.session
    url = _lien(dossier, deliberation, utilisateur)
    libelle = decision_du_dossier(dossier, deliberation.decision)
    signee = f"le {timezone.localtime(session.signee_le):%d/%m/%Y}" if session.signee_le else ""
    return Avancement(
        [
            Etape("jury", "Jury", EtatEtape.FAITE, libelle, url),
            Etape("pv", "PV signé", EtatEtape.FAITE, signee),
        ],
        _lettre_a_envoyer(dossier, deliberation, utilisateur),
    )


def _lettre_a_envoyer(
    dossier: Dossier, deliberation: Deliberation, utilisateur: Utilisateur | None
) -> list[ActeAttendu]:
    """The president's letter that a partial result calls for, until it leaves (R37)."""
    if not doit_une_lettre(deliberation) or envoyee(deliberation, NaturePiece.LETTRE):
        return []
    gere = utilisateur is not None and est_gestionnaire(utilisateur, dossier)
    url = reverse("evaluations:pieces_jury", args=[deliberation.session_id]) if gere else ""
    libelle = "Envoyer au candidat la lettre du président du jury."
    return [ActeAttendu("lettre_president", libelle, CENTRE, url)]


def _lien(dossier: Dossier, deliberation: Deliberation, utilisateur: Utilisateur | None) -> str:
    """Staff go to the session, its members to the deliberation; others have no link (R22)."""
    if utilisateur is None:
        return ""
    if est_gestionnaire(utilisateur, dossier):
        return deliberation.session.get_absolute_url()
    if est_affecte(utilisateur, dossier, RoleAffectation.JURY):
        return reverse("evaluations:deliberation", args=[deliberation.session_id, dossier.pk])
    return ""
