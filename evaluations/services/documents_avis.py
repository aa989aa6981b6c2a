"""The PDFs of an opinion: its signed copy, kept and mailed; the form to fill with a pen."""

from collections.abc import Callable
from contextlib import suppress

from django.db import transaction

from cqpm.commun import travaux
from cqpm.commun.emails import CourrielRefuse
from cqpm.commun.models import Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier
from evaluations.emails import envoyer_avis_signe
from evaluations.enums import DocumentAvis
from evaluations.errors import AvisImpossible
from evaluations.models import AvisEntreprise
from evaluations.rapports import avis as rapport
from evaluations.services.avis import verifier_attendu


def demander_copie(avis: AvisEntreprise, *, par: Utilisateur | None) -> Travail:
    """Ask for the copy of what was just signed, in its transaction; it is made once (R52)."""
    return _demander(DocumentAvis.SIGNE, avis.dossier, f"{DocumentAvis.SIGNE}:{avis.pk}", par)


@transaction.atomic
def demander_vierge(dossier: Dossier, *, par: Utilisateur) -> Travail:
    """Ask for the form to fill; the same content gives the same document.

    Raises AvisImpossible: no opinion is waited for.
    """
    verifier_attendu(dossier)
    cle = rapport.cle_de(DocumentAvis.VIERGE, rapport.contexte_vierge(dossier))
    return _demander(DocumentAvis.VIERGE, dossier, cle, par)


def _demander(nature: DocumentAvis, dossier: Dossier, cle: str, par: Utilisateur | None) -> Travail:
    parametres = {"dossier": dossier.pk, "titre": rapport.titre_de(nature, dossier)}
    return travaux.demander(
        nature.value, sujet=sujet_de(dossier), cle=cle, parametres=parametres, par=par
    )


def produire_copie(travail: Travail, avancer: Callable[[int, int, str], None]) -> travaux.Produit:
    """Draw the copy and mail it, once, to the address that was asked, if there is one.

    An address that refuses it leaves its own trace on the dossier: the copy is kept all the same.
    """
    contexte = rapport.contexte_signe(_dossier(travail))
    produit = rapport.produire(DocumentAvis.SIGNE, contexte)
    avis = contexte["avis"]
    if avis.demande:
        avancer(1, 2, "Envoi de la copie")
        avis.demande.dossier = contexte["dossier"]
        with suppress(CourrielRefuse):
            envoyer_avis_signe(avis, produit, cle=travail.cle)
    return produit


def produire_vierge(travail: Travail) -> travaux.Produit:
    """Draw the form asked for. Raises AvisImpossible if what it prints changed since."""
    contexte = rapport.contexte_vierge(_dossier(travail))
    if rapport.cle_de(DocumentAvis.VIERGE, contexte) != travail.cle:
        raise AvisImpossible(
            f"Le dossier {contexte['dossier'].numero} a changé depuis que vous avez demandé ce "
            "formulaire : demandez-le de nouveau."
        )
    return rapport.produire(DocumentAvis.VIERGE, contexte)


def _dossier(travail: Travail) -> Dossier:
    return Dossier.objects.pour_fiche().get(pk=travail.parametres["dossier"])
