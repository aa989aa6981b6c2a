"""What candidates ask about their data, and who waits for an answer."""

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from cqpm.comptes.models import Utilisateur
from dossiers.attentes import Acteur, Attente
from dossiers.avancement import ActeAttendu, Avancement
from dossiers.models import DemandeCandidat, Dossier
from dossiers.permissions import peut_traiter_demande
from dossiers.querysets import DossierQuerySet


def demandes_du_dossier(dossier: Dossier) -> QuerySet[DemandeCandidat]:
    """Those that wait first, then what was answered, newest first."""
    ordre = F("traitee_le").desc(nulls_first=True)
    return dossier.demandes_candidat.select_related("traitee_par").order_by(ordre, "-pk")


def demandes_ouvertes(dossier: Dossier) -> QuerySet[DemandeCandidat]:
    """The oldest first: the order in which they are answered."""
    return dossier.demandes_candidat.filter(traitee_le=None).order_by("pk")


def _avec_demande_ouverte(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Whatever its state: a person may have their data corrected after the jury too."""
    ouvertes = DemandeCandidat.objects.filter(dossier=OuterRef("pk"), traitee_le=None)
    return dossiers.filter(Exists(ouvertes))


ATTENTES = [
    Attente(
        "demande_candidat",
        "Demandes de candidats à traiter",
        Acteur.CENTRE,
        _avec_demande_ouverte,
        "dossiers:fiche",
        acte="Répondre à la demande du candidat",
    )
]


def avancement_demandes(dossier: Dossier, utilisateur: Utilisateur | None) -> Avancement:
    """One act per open request; the commission and the jury are not told of them."""
    if utilisateur is not None and not peut_traiter_demande(utilisateur, dossier):
        return Avancement()
    return Avancement(
        attendus=[_attendu(dossier, une, utilisateur) for une in demandes_ouvertes(dossier)]
    )


def _attendu(
    dossier: Dossier, demande: DemandeCandidat, utilisateur: Utilisateur | None
) -> ActeAttendu:
    return ActeAttendu(
        "demande_candidat",
        f"Répondre à la demande du candidat du {demande.cree_le:%d/%m/%Y} : "
        f"« {demande.get_nature_display()} ».",
        Acteur.CENTRE.label,
        reverse("dossiers:demande_candidat", args=[dossier.pk, demande.pk]) if utilisateur else "",
    )
