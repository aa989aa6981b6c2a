"""The long jobs of this app: thin functions that fetch, call and report progress."""

import datetime

from celery import shared_task
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from cqpm.comptes.models import Utilisateur
from dossiers.documents import dossier_modalites
from dossiers.emails import (
    envoyer_decision_rapport,
    envoyer_recu_rapport,
    envoyer_reponse,
    envoyer_reponse_demande,
    envoyer_transmission,
)
from dossiers.errors import ExportRefuse
from dossiers.forms.filtres import FiltreDossiers
from dossiers.models import (
    Convocation,
    DemandeCandidat,
    DepotRapport,
    Dossier,
    ExportDossiers,
    ImportCandidats,
    Transmission,
)
from dossiers.relances import courriels
from dossiers.selectors.convocations import Envoi
from dossiers.selectors.relances import a_envoyer
from dossiers.selectors.transmission import version_de
from dossiers.services import (
    convocations,
    demandes_candidat,
    exports,
    importation,
    lots,
    purge,
    rapport,
    relances,
)


@travaux.execute("dossier_modalites")
def produire_dossier_modalites(travail: Travail, avancer) -> travaux.Produit:
    """Render the dossier de modalités as PDF."""
    avancer(0, 1, "Mise en page du dossier de modalités")
    return dossier_modalites(_dossier(travail))


@travaux.execute("transmission_modalites")
def transmettre_dossier_modalites(travail: Travail, avancer) -> travaux.Produit:
    """Render the dossier as transmitted and mail it to the resource centre."""
    avancer(0, 2, "Mise en page du dossier de modalités")
    dossier = _dossier(travail)
    transmission = dossier.transmissions.filter(pk=travail.parametres.get("transmission")).first()
    produit = dossier_modalites(dossier, version=version_de(transmission) if transmission else 1)
    avancer(1, 2, "Envoi au centre de ressources")
    envoyer_transmission(dossier, transmission, produit, cle=travail.cle)
    return produit


@travaux.execute("reponse_ressources")
def envoyer_reponse_ressources(travail: Travail, avancer) -> None:
    """Tell the exam centre what the resource centre answered."""
    avancer(0, 1, "Envoi de la réponse au centre d'examen")
    transmissions = Transmission.objects.select_related("dossier__centre", "dossier__candidat")
    envoyer_reponse(transmissions.get(pk=travail.parametres["transmission"]), cle=travail.cle)


@travaux.execute(exports.NATURE)
def exporter_dossiers(travail: Travail, avancer) -> travaux.Produit:
    """Write the file of a long list, with the rights that its person has now."""
    export = ExportDossiers.objects.select_related("demande_par").get(
        pk=travail.parametres["export"]
    )
    filtre = FiltreDossiers.de_l_adresse(export.filtre, export.demande_par)
    if filtre.erreurs:
        raise ExportRefuse("Un filtre n'est plus valable : revenez à la liste et recommencez.")
    return exports.produire(export, filtre.dossiers, avancer)


@travaux.execute(importation.NATURE_LECTURE)
def lire_import(travail: Travail, avancer) -> None:
    """Read a spreadsheet of candidates without writing any of them."""
    importation.lire(_import(travail), avancer)


@travaux.execute(importation.NATURE_ECRITURE)
def importer_candidats(travail: Travail, avancer) -> None:
    """Register every candidate of a spreadsheet, or none."""
    par = Utilisateur.objects.get(pk=travail.parametres["par"])
    importation.importer(_import(travail), avancer, par=par)


@travaux.execute(lots.NATURE)
def executer_ligne_de_lot(travail: Travail, avancer) -> None:
    """Do a batch act on one of its dossiers."""
    par = Utilisateur.objects.get(pk=travail.parametres["par"])
    lots.executer_ligne(travail.parametres["ligne"], par=par)


def _import(travail: Travail) -> ImportCandidats:
    imports = ImportCandidats.objects.select_related("centre", "fichier")
    return imports.get(pk=travail.parametres["import"])


def _dossier(travail: Travail) -> Dossier:
    return Dossier.objects.pour_fiche().get(pk=travail.parametres["dossier"])


@travaux.execute("convocation")
def envoyer_convocation(travail: Travail, avancer) -> travaux.Produit | None:
    """Tell one person of one version of a meeting; nothing if they know it already."""
    avancer(0, 1, "Mise en page et envoi de la convocation")
    convocation = Convocation.objects.select_related("seance").get(
        pk=travail.parametres["convocation"]
    )
    convocation.seance.dossier = Dossier.objects.pour_fiche().get(pk=convocation.seance.dossier_id)
    return convocations.executer(
        convocation,
        sequence=travail.parametres["sequence"],
        envoi=Envoi(travail.parametres["envoi"]),
        cle=travail.cle,
    )


# --- What a candidate is told by mail -----------------------------------------------------------


@travaux.execute(rapport.NATURE_RECU)
def envoyer_recu_du_rapport(travail: Travail, avancer) -> None:
    """Send the candidate the receipt of their report."""
    avancer(0, 1, "Envoi du reçu au candidat")
    envoyer_recu_rapport(_depot(travail), cle=travail.cle)


@travaux.execute(rapport.NATURE_DECISION)
def envoyer_decision_du_rapport(travail: Travail, avancer) -> None:
    """Tell the candidate what became of a late report."""
    avancer(0, 1, "Envoi de la réponse au candidat")
    envoyer_decision_rapport(_depot(travail), cle=travail.cle)


def _depot(travail: Travail) -> DepotRapport:
    depots = DepotRapport.objects.select_related("dossier__candidat", "dossier__centre")
    return depots.get(pk=travail.parametres["depot"])


@travaux.execute(demandes_candidat.NATURE_REPONSE)
def envoyer_reponse_a_la_demande(travail: Travail, avancer) -> None:
    """Send the candidate the answer to what they asked."""
    avancer(0, 1, "Envoi de la réponse au candidat")
    demandes = DemandeCandidat.objects.select_related("dossier__candidat", "dossier__centre")
    envoyer_reponse_demande(demandes.get(pk=travail.parametres["demande"]), cle=travail.cle)


@shared_task(name="dossiers.purger")
def purger() -> int:
    """Beat's call: what people left behind is not kept for ever."""
    return purge.purger(timezone.now())


# --- Reminders ----------------------------------------------------------------------------------


@shared_task(name="dossiers.relances")
def rappeler() -> int:
    """Beat's call: the memory follows what waits, then what is due is asked for."""
    maintenant = timezone.now()
    relances.accorder(maintenant)
    return relances.envoyer_du_jour(maintenant)


@travaux.execute(relances.NATURE_RECAPITULATIF)
def envoyer_recapitulatif(travail: Travail, avancer) -> None:
    """Send the summary of the day to one person, then remember it."""
    avancer(0, 1, "Envoi du récapitulatif")
    moment = datetime.datetime.fromisoformat(travail.parametres["moment"])
    dues = a_envoyer(travail.parametres["relances"], moment)
    if dues:
        personne = dues[0].utilisateur
        courriels.envoyer_recapitulatif(personne, dues, moment, cle=travail.cle)
        relances.retenir([une.pk for une in dues], moment)


@travaux.execute(relances.NATURE_RELANCE)
def envoyer_relance(travail: Travail, avancer) -> None:
    """Send one reminder to one person, then remember it."""
    avancer(0, 1, "Envoi de la relance")
    moment = datetime.datetime.fromisoformat(travail.parametres["moment"])
    for relance in a_envoyer([travail.parametres["relance"]], moment):
        courriels.envoyer_relance(relance, cle=travail.cle)
        relances.retenir_et_noter(relance, moment, par=travail.demande_par)
