"""The papers of each candidate after a signed PV: rendered once, sent, issued again (R37)."""

import datetime
import hashlib
from collections.abc import Callable, Collection, Iterable

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.fichiers import fichier_ecrit
from cqpm.commun.models import Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.services.journal import noter
from evaluations import emails
from evaluations.contenus import depuis_json, en_json
from evaluations.enums import MoyenDEnvoi, NaturePiece
from evaluations.errors import PieceRefusee
from evaluations.models import Deliberation, PieceJury, SessionJury
from evaluations.rapports.pieces import empreinte_de, produire
from evaluations.selectors.envoi_pieces import nom_du_pv, remplacante_de
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
    passages = Deliberation.objects.en_vigueur().select_for_update()
    if passages.filter(pk=due.deliberation.pk).first() is None:
        return False
    faites = PieceJury.objects.select_for_update().filter(deliberation=due.deliberation)
    return _manque(due, faites.filter(nature=due.contenu.nature).first())


# --- Sending ----------------------------------------------------------------------------------


@transaction.atomic
def remettre(deliberation: Deliberation, *, le: datetime.date, par: Utilisateur) -> None:
    """The candidate was given their papers, or they left by post, on that day.

    Raises PieceRefusee: nothing to send, or a day that cannot be.
    """
    reste = _a_envoyer(deliberation)
    signee, aujourd_hui = timezone.localdate(deliberation.session.signee_le), timezone.localdate()
    if not signee <= le <= aujourd_hui:
        raise PieceRefusee(
            f"Le PV a été signé le {signee:%d/%m/%Y} : la remise date de ce jour au plus tôt, "
            "d'aujourd'hui au plus tard."
        )
    _noter_envoyees(deliberation, reste, MoyenDEnvoi.COURRIER, le, par)


@transaction.atomic
def envoyer(deliberation: Deliberation, *, par: Utilisateur) -> Travail:
    """Mail the candidate the papers that have not left; asked twice, they leave once.

    Raises PieceRefusee: nothing to send, or no address.
    """
    reste, candidat = _a_envoyer(deliberation), deliberation.dossier.candidat
    if not candidat.courriel:
        raise PieceRefusee(
            f"{candidat} n'a pas d'adresse électronique : ajoutez-la à son identité, ou remettez "
            "les pièces et notez la remise."
        )
    quoi = "|".join([candidat.courriel, *(une.empreinte for une in reste)])
    return travaux.demander(
        NATURE_COURRIEL,
        sujet=sujet_de(deliberation),
        cle=f"{NATURE_COURRIEL}:{deliberation.pk}:{hashlib.sha256(quoi.encode()).hexdigest()[:32]}",
        parametres={"deliberation": deliberation.pk, "courriel": candidat.courriel},
        par=par,
    )


def envoyer_tout(session: SessionJury, *, par: Utilisateur) -> tuple[int, list[str]]:
    """Mail every candidate what has not left: how many, and who has no address.

    Raises PieceRefusee: nothing waits.
    """
    reste = (
        session.deliberations.en_vigueur()
        .filter(pieces__isnull=False, pieces__envoyee_le=None)
        .select_related("session", "dossier__candidat")
        .distinct()
    )
    sans_adresse, partis = [], 0
    for deliberation in reste:
        if deliberation.dossier.candidat.courriel:
            envoyer(deliberation, par=par)
            partis += 1
        else:
            sans_adresse.append(str(deliberation.dossier.candidat))
    if not partis and not sans_adresse:
        raise PieceRefusee(
            "Aucune pièce n'attend d'être envoyée : préparez l'envoi s'il ne l'est pas encore."
        )
    return partis, sans_adresse


def executer_envoi(travail: Travail) -> None:
    """Do the mail's job: what left meanwhile, or goes to another address, does not leave."""
    deliberation = Deliberation.objects.select_related(
        "session__centre", "dossier__candidat", "dossier__referentiel"
    ).get(pk=travail.parametres["deliberation"])
    _refuser_si_remplacee(deliberation)
    pieces = list(deliberation.pieces.filter(envoyee_le=None).select_related("document"))
    if not pieces or deliberation.dossier.candidat.courriel != travail.parametres["courriel"]:
        return
    emails.envoyer_pieces_jury(deliberation, pieces, cle=travail.cle)
    with transaction.atomic():
        _noter_envoyees(
            deliberation,
            pieces,
            MoyenDEnvoi.COURRIEL,
            timezone.localdate(),
            travail.demande_par,
        )


def _a_envoyer(deliberation: Deliberation) -> list[PieceJury]:
    _refuser_si_remplacee(deliberation)
    reste = list(deliberation.pieces.select_for_update().filter(envoyee_le=None))
    if not reste:
        raise PieceRefusee(
            f"Rien n'attend d'être envoyé à {deliberation.dossier.candidat} : ses pièces sont "
            "parties, ou l'envoi n'est pas encore préparé."
        )
    return reste


def _refuser_si_remplacee(deliberation: Deliberation) -> None:
    """What a later signed PV withdrew is neither sent nor issued as valid (R40)."""
    if remplacante := remplacante_de(deliberation):
        raise PieceRefusee(
            f"Les pièces de {deliberation.dossier.candidat} sont remplacées par "
            f"{nom_du_pv(remplacante)} : seules celles de cette session s'envoient et se délivrent."
        )


def _noter_envoyees(deliberation, pieces, moyen, le: datetime.date, par) -> None:
    """A paper that was replaced meanwhile is not the one that left."""
    for une in pieces:
        PieceJury.objects.filter(pk=une.pk, document=une.document_id).update(
            envoyee_le=le, envoyee_moyen=moyen, modifie_le=timezone.now()
        )
    noms = ", ".join(une.get_nature_display().lower() for une in pieces)
    libelle = f"{MoyenDEnvoi(moyen).label}, le {le:%d/%m/%Y} : {noms}."
    noter(deliberation.dossier, Acte.JURY, f"Pièces du jury envoyées. {libelle}", par=par)


# --- Again ------------------------------------------------------------------------------------


@transaction.atomic
def demander_duplicata(piece: PieceJury, *, par: Utilisateur) -> Travail:
    """Issue an attestation again: today's duplicata says what the original says.

    Raises PieceRefusee for another paper, which is sent once, and for one that a later PV replaced.
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
