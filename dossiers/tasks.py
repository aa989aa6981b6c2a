"""The long jobs of this app: thin functions that fetch, call and report progress."""

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from dossiers.documents import dossier_modalites
from dossiers.emails import envoyer_reponse, envoyer_transmission
from dossiers.models import Convocation, Dossier, Transmission
from dossiers.selectors.convocations import Envoi
from dossiers.selectors.transmission import version_de
from dossiers.services import convocations


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
    envoyer_transmission(dossier, transmission, produit)
    return produit


@travaux.execute("reponse_ressources")
def envoyer_reponse_ressources(travail: Travail, avancer) -> None:
    """Tell the exam centre what the resource centre answered."""
    avancer(0, 1, "Envoi de la réponse au centre d'examen")
    transmissions = Transmission.objects.select_related("dossier__centre", "dossier__candidat")
    envoyer_reponse(transmissions.get(pk=travail.parametres["transmission"]))


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
    )
