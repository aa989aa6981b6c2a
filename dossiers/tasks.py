"""The long jobs of this app: thin functions that fetch, call and report progress."""

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from cqpm.comptes.models import Utilisateur
from dossiers.documents import dossier_modalites
from dossiers.emails import envoyer_transmission
from dossiers.errors import ExportRefuse
from dossiers.forms.filtres import FiltreDossiers
from dossiers.models import Dossier, ExportDossiers, ImportCandidats
from dossiers.services import exports, importation, lots


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
    produit = dossier_modalites(dossier)
    avancer(1, 2, "Envoi au centre de ressources")
    envoyer_transmission(dossier, produit)
    return produit


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
