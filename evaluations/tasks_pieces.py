"""The long jobs that follow a signed PV: each candidate's papers, the dispatch pack."""

from cqpm.commun import travaux
from cqpm.commun.models import Document, Travail
from evaluations.models import SessionJury
from evaluations.rapports.envoi_gtp import produire_papier_gtp
from evaluations.rapports.liasse import a_imprimer
from evaluations.selectors.envoi_pieces import NATURE_ENVOI_A_TOUS
from evaluations.selectors.liasse import NATURE_IMPRESSION, NATURE_LIASSE, NATURE_PAPIER_GTP
from evaluations.selectors.pieces import NATURE_COURRIEL, NATURE_DUPLICATA, NATURE_PIECES
from evaluations.services.jury import liasse, pieces


@travaux.execute(NATURE_LIASSE)
def preparer_l_envoi(travail: Travail, avancer) -> travaux.Produit:
    """Draw what lacks, with every worker that is free, then make the archive."""
    return liasse.executer(travail, avancer)


@travaux.execute(NATURE_PIECES)
def rendre_un_lot(travail: Travail, avancer) -> None:
    """Draw what a few candidates lack."""
    liasse.executer_lot(travail, avancer)


@travaux.execute(NATURE_PAPIER_GTP)
def produire_un_papier_gtp(travail: Travail, avancer) -> travaux.Produit:
    """Draw the letter, or the proof of the composition."""
    avancer(0, 1, "Mise en page")
    return produire_papier_gtp(_session(travail), travail.parametres["nom"])


@travaux.execute(NATURE_IMPRESSION)
def joindre_pour_imprimer(travail: Travail, avancer) -> travaux.Produit:
    """Join the documents of the pack, in its order."""
    avancer(0, 1, "Assemblage du fichier à imprimer")
    documents = Document.objects.in_bulk(travail.parametres["documents"])
    ordre = [documents[pk] for pk in travail.parametres["documents"]]
    return a_imprimer(_session(travail), ordre)


@travaux.execute(NATURE_COURRIEL)
def envoyer_les_pieces(travail: Travail, avancer) -> None:
    """Mail one candidate what they have not received."""
    avancer(0, 1, "Envoi du courriel")
    pieces.executer_envoi(travail)


@travaux.execute(NATURE_ENVOI_A_TOUS)
def envoyer_a_tous(travail: Travail, avancer) -> None:
    """Ask for the mail of every candidate to whom something is still to send."""
    pieces.executer_envoi_a_tous(travail, avancer)


@travaux.execute(NATURE_DUPLICATA)
def delivrer_un_duplicata(travail: Travail, avancer) -> travaux.Produit:
    """Draw an attestation again, as a duplicata."""
    avancer(0, 1, "Mise en page du duplicata")
    return pieces.executer_duplicata(travail)


def _session(travail: Travail) -> SessionJury:
    return SessionJury.objects.select_related("centre").get(pk=travail.parametres["session"])
