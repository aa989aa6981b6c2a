"""The papers of each candidate after a signed PV: rendered once, sent, issued again (R37)."""

import datetime
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.fichiers import fichier_ecrit
from cqpm.commun.models import EtatTravail, Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.services.journal import noter
from evaluations import emails
from evaluations.contenus import depuis_json, en_json
from evaluations.enums import MoyenDEnvoi, NaturePiece
from evaluations.errors import PieceRefusee
from evaluations.models import Deliberation, PieceJury, SessionJury
from evaluations.rapports.pieces import empreinte_de, produire
from evaluations.selectors.envoi_pieces import (
    NATURE_ENVOI_A_TOUS,
    envoi_a_tous,
    etat_d_envoi,
    nom_du_pv,
    passages_en_attente,
    remplacante_de,
)
from evaluations.selectors.pieces import (
    NATURE_COURRIEL,
    NATURE_DUPLICATA,
    PieceDue,
    pieces_dues,
)


def a_rendre(dues: Iterable[PieceDue]) -> list[PieceDue]:
    """Those that do not exist yet, or would no longer be the same. One query.

    A paper that was sent stays as it left: a change comes by a PV rectificatif, which has papers
    of its own (R40).
    """
    dues = list(dues)
    faites = PieceJury.objects.filter(deliberation__in={due.deliberation.pk for due in dues}).only(
        "deliberation_id", "nature", "empreinte", "envoyee_le"
    )
    par_cle = {(une.deliberation_id, une.nature): une for une in faites}
    return [due for due in dues if _manque(due, par_cle.get(due.cle))]


def _manque(due: PieceDue, faite: PieceJury | None) -> bool:
    if faite is None:
        return True
    return faite.envoyee_le is None and faite.empreinte != empreinte_de(due.contenu)


def rendre_les_manquantes(
    session: SessionJury,
    deliberations: Collection[int],
    avancer: Callable[[int, int, str], None],
    *,
    par_id: int | None,
) -> None:
    """Render what these candidates lack, each paper kept as soon as it is drawn.

    Started again after a death, it renders what was not kept. Raises BibliothequesAbsentes, or
    EspaceInsuffisant: the papers kept before it stay.
    """
    dues = a_rendre(pieces_dues(session, deliberations))
    for rang, due in enumerate(dues):
        avancer(rang, len(dues), due.contenu.titre)
        _rendre(due, par_id)
    avancer(len(dues), max(len(dues), 1), "Pièces rendues")


def _rendre(due: PieceDue, par_id: int | None) -> None:
    """Draw it, then keep it unless it is not wanted any more."""
    produit = produire(due.contenu)
    origine = {"sujet": sujet_de(due.deliberation), "nature": due.contenu.nature}
    with transaction.atomic():
        if not _manque_encore(due):
            return
        with fichier_ecrit(produit, cree_par_id=par_id, **origine) as document:
            document.save(force_insert=True)
            PieceJury.objects.update_or_create(
                deliberation=due.deliberation,
                nature=due.contenu.nature,
                defaults={
                    "empreinte": empreinte_de(due.contenu),
                    "contenu": en_json(due.contenu),
                    "document": document,
                },
            )


def _manque_encore(due: PieceDue) -> bool:
    """While it was drawn, the paper may have left, and a PV rectificatif may have replaced it.

    The rows stay locked: nobody notes a sending, or keeps the same paper, before this one is kept.
    """
    passages = Deliberation.objects.en_vigueur().select_for_update(of=("self",))
    if passages.filter(pk=due.deliberation.pk).first() is None:
        return False
    faites = due.deliberation.pieces.select_for_update(of=("self",))
    return _manque(due, faites.filter(nature=due.contenu.nature).first())


# --- Sending ----------------------------------------------------------------------------------


@transaction.atomic
def remettre(
    deliberation: Deliberation, *, le: datetime.date, de_nouveau: bool = False, par: Utilisateur
) -> None:
    """The candidate was given their papers, or they left by post, on that day.

    `de_nouveau` is for those that left already and were not received. Raises PieceRefusee:
    nothing to send, replaced papers, or a day that cannot be.
    """
    siennes = _a_envoyer(deliberation, de_nouveau=de_nouveau)
    signee, aujourd_hui = timezone.localdate(deliberation.session.signee_le), timezone.localdate()
    if not signee <= le <= aujourd_hui:
        raise PieceRefusee(
            f"Le PV a été signé le {signee:%d/%m/%Y} : la remise date de ce jour au plus tôt, "
            "d'aujourd'hui au plus tard."
        )
    _noter_envoyees(deliberation, siennes, MoyenDEnvoi.COURRIER, le, par)


@transaction.atomic
def envoyer(
    deliberation: Deliberation, *, de_nouveau: bool = False, par: Utilisateur | None
) -> Travail:
    """Mail the candidate the papers that have not left; asked twice, they leave once.

    `de_nouveau` mails those that left already and were not received. Raises PieceRefusee: nothing
    to send, replaced papers, or no address.
    """
    siennes = _a_envoyer(deliberation, de_nouveau=de_nouveau)
    candidat = deliberation.dossier.candidat
    if not candidat.courriel:
        raise PieceRefusee(
            f"{candidat} n'a pas d'adresse électronique : ajoutez-la à son identité, ou remettez "
            "les pièces et notez la remise."
        )
    parametres = {
        "deliberation": deliberation.pk,
        "courriel": candidat.courriel,
        "pieces": [etat_d_envoi(une) for une in siennes],
    }
    return travaux.demander(
        NATURE_COURRIEL,
        sujet=sujet_de(deliberation),
        cle=_cle_du_courriel(deliberation, parametres),
        parametres=parametres,
        par=par,
    )


def _cle_du_courriel(deliberation: Deliberation, parametres: dict) -> str:
    """The same mail until it has left; never one that was asked for before another."""
    dernier = travaux.dernier(sujet_de(deliberation), NATURE_COURRIEL)
    if dernier and dernier.etat != EtatTravail.TERMINE and dernier.parametres == parametres:
        return dernier.cle
    documents = "-".join(str(document) for document, *_ in parametres["pieces"])
    precedent = dernier.pk if dernier else 0
    return f"{NATURE_COURRIEL}:{deliberation.pk}:{precedent}:{documents}"


def envoyer_tout(session: SessionJury, *, par: Utilisateur) -> tuple[int, list[str]]:
    """Have every candidate mailed what has not left: how many, and who has no address.

    A job asks for the mails, one by candidate. Raises PieceRefusee: nothing waits.
    """
    attendent = passages_en_attente(session).select_related("dossier__candidat")
    candidats = [une.dossier.candidat for une in attendent]
    if not candidats:
        raise PieceRefusee(
            "Aucune pièce n'attend d'être envoyée : préparez l'envoi s'il ne l'est pas encore."
        )
    sans_adresse = [str(un) for un in candidats if not un.courriel]
    if len(sans_adresse) < len(candidats):
        _demander_l_envoi_a_tous(session, par)
    return len(candidats) - len(sans_adresse), sans_adresse


def _demander_l_envoi_a_tous(session: SessionJury, par: Utilisateur) -> None:
    """The one that has not begun, or a new one: who is ready since is not in what runs."""
    dernier = envoi_a_tous(session)
    if dernier and dernier.etat in {EtatTravail.EN_ATTENTE, EtatTravail.ECHEC}:
        travaux.relancer_echec(dernier, par=par)
        return
    travaux.demander(
        NATURE_ENVOI_A_TOUS,
        sujet=sujet_de(session),
        cle=f"{NATURE_ENVOI_A_TOUS}:{session.pk}:{dernier.pk if dernier else 0}",
        parametres={"session": session.pk},
        par=par,
    )


def executer_envoi_a_tous(travail: Travail, avancer: Callable[[int, int, str], None]) -> None:
    """Ask for each candidate's mail; who has nothing left to send, or no address, is passed by."""
    session = SessionJury.objects.get(pk=travail.parametres["session"])
    passages = list(passages_en_attente(session).select_related("session", "dossier__candidat"))
    for rang, une in enumerate(passages):
        avancer(rang, len(passages), f"Courriel à {une.dossier.candidat}")
        with suppress(PieceRefusee):
            envoyer(une, par=travail.demande_par)


def executer_envoi(travail: Travail) -> None:
    """Do the mail's job: the very papers that it was asked for, those that left since excepted.

    Raises PieceRefusee, which the list shows: replaced by a PV or drawn again since, or the
    address is another one.
    """
    deliberation = Deliberation.objects.select_related(
        "session__centre", "dossier__candidat", "dossier__referentiel"
    ).get(pk=travail.parametres["deliberation"])
    siennes = _a_joindre(deliberation, travail.parametres["pieces"])
    if not siennes:
        return
    _refuser_si_remplacee(deliberation)
    candidat = deliberation.dossier.candidat
    if candidat.courriel != travail.parametres["courriel"]:
        raise PieceRefusee(
            f"L'adresse électronique de {candidat} a changé depuis la demande d'envoi : ce "
            "courriel n'est pas parti. Relisez l'adresse, puis envoyez les pièces de nouveau."
        )
    emails.envoyer_pieces_jury(deliberation, siennes, cle=travail.cle)
    with transaction.atomic():
        _noter_envoyees(
            deliberation,
            siennes,
            MoyenDEnvoi.COURRIEL,
            timezone.localdate(),
            travail.demande_par,
        )


def _a_joindre(deliberation: Deliberation, demandees: list) -> list[PieceJury]:
    """Those that are as they were when their mail was asked for."""
    actuelles = list(deliberation.pieces.select_related("document"))
    siennes = [une for une in actuelles if etat_d_envoi(une) in demandees]
    refaites = {document for document, *_ in demandees} - {une.document_id for une in actuelles}
    if refaites and not siennes:
        raise PieceRefusee(
            f"Les pièces de {deliberation.dossier.candidat} ont été refaites depuis la demande "
            "d'envoi : celles d'avant ne sont pas parties. Envoyez les nouvelles."
        )
    return siennes


def _a_envoyer(deliberation: Deliberation, *, de_nouveau: bool) -> list[PieceJury]:
    _refuser_si_remplacee(deliberation)
    siennes = deliberation.pieces.select_for_update(of=("self",)).filter(
        envoyee_le__isnull=not de_nouveau
    )
    if not siennes:
        qui = deliberation.dossier.candidat
        raise PieceRefusee(
            f"Aucune pièce n'est encore partie pour {qui} : envoyez-les d'abord."
            if de_nouveau
            else f"Rien n'attend d'être envoyé à {qui} : ses pièces sont parties, ou l'envoi "
            "n'est pas encore préparé."
        )
    return list(siennes)


def _refuser_si_remplacee(deliberation: Deliberation) -> None:
    """What a later signed PV withdrew is neither sent nor issued as valid (R40)."""
    if remplacante := remplacante_de(deliberation):
        raise PieceRefusee(
            f"Les pièces de {deliberation.dossier.candidat} sont remplacées par "
            f"{nom_du_pv(remplacante)} : seules celles de cette session s'envoient et se délivrent."
        )


def _noter_envoyees(deliberation, pieces, moyen, le: datetime.date, par) -> None:
    """Note those that are still as they were; what was noted of one meanwhile stays."""
    notees = [une for une in pieces if _noter_envoyee(une, moyen, le)]
    if not notees:
        return
    noms = ", ".join(une.get_nature_display().lower() for une in notees)
    acte = "envoyées de nouveau" if notees[0].envoyee_le else "envoyées"
    libelle = f"{MoyenDEnvoi(moyen).label}, le {le:%d/%m/%Y} : {noms}."
    noter(deliberation.dossier, Acte.JURY, f"Pièces du jury {acte}. {libelle}", par=par)


def _noter_envoyee(piece: PieceJury, moyen: MoyenDEnvoi, le: datetime.date) -> bool:
    """A paper replaced, or noted as sent, since it was read is not the one that left."""
    telle_quelle = PieceJury.objects.filter(
        pk=piece.pk,
        document=piece.document_id,
        envoyee_le=piece.envoyee_le,
        envoyee_moyen=piece.envoyee_moyen,
    )
    return bool(telle_quelle.update(envoyee_le=le, envoyee_moyen=moyen, modifie_le=timezone.now()))


# --- Again ------------------------------------------------------------------------------------


@transaction.atomic
def demander_duplicata(piece: PieceJury, *, par: Utilisateur) -> Travail:
    """Issue an attestation again: today's duplicata says what the original says.

    Raises PieceRefusee for another paper, and for one that a later PV replaced (R40).
    """
    if piece.nature != NaturePiece.ATTESTATION:
        raise PieceRefusee("Seule une attestation se délivre en duplicata.")
    _refuser_si_remplacee(piece.deliberation)
    aujourd_hui = timezone.localdate()
    cle = f"{NATURE_DUPLICATA}:{piece.pk}:{piece.document_id}:{aujourd_hui.isoformat()}"
    if not travaux.est_demande(cle):
        noter(
            piece.deliberation.dossier,
            Acte.JURY,
            f"Duplicata de l'attestation demandé le {aujourd_hui:%d/%m/%Y}.",
            par=par,
        )
    return travaux.demander(
        NATURE_DUPLICATA,
        sujet=sujet_de(piece),
        cle=cle,
        parametres={
            "piece": piece.pk,
            "contenu": piece.contenu,
            "le": aujourd_hui.isoformat(),
        },
        par=par,
    )


def executer_duplicata(travail: Travail) -> travaux.Produit:
    """Draw it from what the original said when it was asked for.

    Raises PieceRefusee if a PV signed meanwhile replaced it (R40).
    """
    passages = Deliberation.objects.select_related("dossier__candidat")
    _refuser_si_remplacee(passages.get(pieces=travail.parametres["piece"]))
    le = datetime.date.fromisoformat(travail.parametres["le"])
    return produire(depuis_json(travail.parametres["contenu"]), duplicata_le=le)
