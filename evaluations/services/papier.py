"""The grid on paper: ask for its PDFs, keep the scan that the commission signed by hand (R23)."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cqpm.commun import travaux
from cqpm.commun.fichiers import enregistrer_document
from cqpm.commun.formats import SCANS, lire_papier
from cqpm.commun.models import EtatTravail, Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.models import Dossier
from dossiers.permissions import est_gestionnaire
from dossiers.services.journal import noter
from evaluations.enums import GrillePapier
from evaluations.errors import PapierRefuse, ResultatRefuse
from evaluations.models import Entretien, Evaluation, SignaturePapier
from evaluations.rapports import grille
from evaluations.services.ouverture import verrouiller
from evaluations.services.signature import (
    clore,
    commission_actuelle,
    empreinte,
    verifier_concluable,
)


@dataclass(frozen=True)
class Papier:
    """Where a dossier stands on paper.

    `manque` says what forbids printing the filled grid; `a_jour` tells whether the printed one is
    what would be signed today.
    """

    vierge: Travail | None
    remplie: Travail | None
    a_jour: bool
    manque: str
    empreinte: str
    signature: SignaturePapier | None


def etat(dossier: Dossier) -> Papier:
    """Read it, without writing anything."""
    evaluation = Evaluation.objects.filter(dossier=dossier).first()
    manque, imprimee, attendu = "Aucune capacité n'est évaluée pour l'instant.", None, {}
    if evaluation:
        manque, attendu = _manque(dossier, evaluation), imprime(dossier, evaluation)
        imprimee = _impression(dossier, attendu)
    signatures = SignaturePapier.objects.select_related("document", "depose_par")
    return Papier(
        vierge=travaux.dernier(sujet_de(dossier), GrillePapier.VIERGE),
        remplie=imprimee or travaux.dernier(sujet_de(dossier), GrillePapier.REMPLIE),
        a_jour=imprimee is not None,
        manque=manque,
        empreinte=attendu.get("empreinte", ""),
        signature=signatures.filter(evaluation=evaluation).first(),
    )


def _manque(dossier: Dossier, evaluation: Evaluation) -> str:
    try:
        verifier_concluable(dossier, evaluation)
    except ResultatRefuse as refus:
        return str(refus)
    return ""


def demander_vierge(dossier: Dossier, *, par: Utilisateur) -> Travail:
    """Ask for the grid to fill with a pen; the same content gives the same document."""
    return _demander(GrillePapier.VIERGE, grille.contexte_vierge(dossier), {}, par)


@transaction.atomic
def demander_remplie(dossier: Dossier, *, par: Utilisateur) -> Travail:
    """Ask for the commission's grid, to sign by hand. Raises ResultatRefuse: not all concluded.

    The job remembers which content it prints and for whom: the scan is held against that.
    """
    evaluation, _ = Evaluation.objects.get_or_create(dossier=dossier)
    verifier_concluable(dossier, evaluation)
    contexte = grille.contexte_remplie(dossier, evaluation, empreinte(evaluation))
    return _demander(GrillePapier.REMPLIE, contexte, imprime(dossier, evaluation), par)


def imprime(dossier: Dossier, evaluation: Evaluation) -> dict:
    """What a hand-signed grid vouches for: its content, and the members who sign it.

    `tour` counts the signatures on paper: pages signed before a reopening are signed again.
    """
    return {
        "empreinte": empreinte(evaluation),
        "commission": sorted(commission_actuelle(dossier)),
        "tour": grille.tour(dossier, evaluation),
        "annexes": _annexes(dossier, evaluation),
    }


def _annexes(dossier: Dossier, evaluation: Evaluation) -> list:
    """What else is printed: the evidence, and the interview as it was last written."""
    preuves = evaluation.preuves.communes().order_by("pk").values_list("pk", flat=True)
    entretien = Entretien.objects.filter(dossier=dossier).first()
    return [list(preuves), entretien.modifie_le.isoformat() if entretien else ""]


def _demander(nature: GrillePapier, contexte: dict, retenu: dict, par: Utilisateur) -> Travail:
    dossier = contexte["dossier"]
    cle = grille.cle_de(nature, contexte)
    commun = {"dossier": dossier.pk, "cle": cle, "titre": grille.titre_de(nature, dossier)}
    return travaux.demander(
        nature.value, sujet=sujet_de(dossier), cle=cle, parametres=commun | retenu, par=par
    )


def produire(travail: Travail) -> travaux.Produit:
    """Draw what was asked for. Raises PapierRefuse if the grid changed since it was asked."""
    dossier = Dossier.objects.pour_fiche().get(pk=travail.parametres["dossier"])
    nature = GrillePapier(travail.nature)
    if nature == GrillePapier.VIERGE:
        contexte = grille.contexte_vierge(dossier)
    else:
        evaluation = Evaluation.objects.get(dossier=dossier)
        contexte = grille.contexte_remplie(dossier, evaluation, empreinte(evaluation))
    if grille.cle_de(nature, contexte) != travail.parametres["cle"]:
        raise PapierRefuse(
            f"La grille du dossier {dossier.numero} a changé depuis que vous l'avez demandée : "
            "demandez-la de nouveau."
        )
    return grille.produire(nature, contexte)


def _impression(dossier: Dossier, attendu: dict) -> Travail | None:
    """The produced grid that vouches for this (`imprime`): what was signed by hand."""
    faits = Travail.objects.select_related("document").filter(
        sujet=sujet_de(dossier), nature=GrillePapier.REMPLIE, etat=EtatTravail.TERMINE
    )
    return faits.filter(**{f"parametres__{nom}": valeur for nom, valeur in attendu.items()}).first()


@transaction.atomic
def deposer_scan(dossier: Dossier, fichier: UploadedFile, *, par: Utilisateur) -> SignaturePapier:
    """Keep the scan of the grid signed by hand, and close the grid as the last signature does.

    Raises FichierRefuse, EvaluationFermee, ResultatRefuse (not all concluded) or PapierRefuse: who
    deposits left the commission, or the grid changed since it was printed.
    """
    contenu, format_ = lire_papier(fichier, formats=SCANS)
    evaluation = verrouiller(dossier)
    verifier_concluable(dossier, evaluation)
    _verifier_depot(dossier, evaluation, par)
    document = enregistrer_document(
        sujet_de(dossier),
        GrillePapier.SIGNEE,
        grille.titre_de(GrillePapier.SIGNEE, dossier),
        fichier.name,
        contenu,
        par=par,
        type_mime=format_.type_mime,
    )
    signature = SignaturePapier.objects.create(
        evaluation=evaluation, document=document, empreinte=empreinte(evaluation), depose_par=par
    )
    _noter_le_depot(dossier, signature)
    clore(dossier, evaluation, par=par)
    return signature


def _noter_le_depot(dossier: Dossier, signature: SignaturePapier) -> None:
    """The fingerprint of the content that was signed, and that of the file."""
    document = signature.document
    noter(
        dossier,
        Acte.SIGNATURE,
        f"{signature.depose_par} a déposé la grille d'évaluation signée à la main.",
        par=signature.depose_par,
        apres={
            "sha256": signature.empreinte,
            "fichier": document.nom,
            "sha256_fichier": document.sha256,
        },
    )


def _verifier_depot(dossier: Dossier, evaluation: Evaluation, par: Utilisateur) -> None:
    membres = commission_actuelle(dossier)
    if par.pk not in membres and not est_gestionnaire(par, dossier):
        raise PapierRefuse("Vous ne faites plus partie de la commission de ce dossier.")
    if not membres:
        raise PapierRefuse(
            "Ce dossier n'a pas de commission : personne n'a pu signer sa grille. Le centre "
            "d'examen doit d'abord nommer les évaluateurs."
        )
    if _impression(dossier, imprime(dossier, evaluation)) is None:
        raise PapierRefuse(
            "La grille, ou sa commission, a changé depuis qu'elle a été imprimée, ou elle ne l'a "
            "jamais été d'ici. Imprimez-la de nouveau, faites-la signer, puis déposez ce scan."
        )
