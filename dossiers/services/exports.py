"""What leaves the list as a file, and the trace of it (R50)."""

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.exports import FORMATS
from cqpm.commun.models import EtatTravail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.errors import ExportRefuse
from dossiers.models import ExportDossiers
from dossiers.permissions import peut_exporter
from dossiers.querysets import DossierQuerySet
from dossiers.selectors.colonnes import Colonne, colonnes_connues
from dossiers.selectors.table import entetes, lignes

NATURE = "export_dossiers"


def exporter(
    dossiers: DossierQuerySet,
    colonnes: list[Colonne],
    *,
    nature: str,
    filtre: str,
    libelle: str,
    par: Utilisateur,
) -> travaux.Produit:
    """Write the file of a short list now, and keep the trace of it."""
    table = list(lignes(dossiers, colonnes))
    contenu = FORMATS[nature].ecrire(entetes(colonnes), table)
    ExportDossiers.objects.create(
        demande_par=par,
        nature=nature,
        filtre=filtre,
        libelle=libelle,
        colonnes=[une.code for une in colonnes],
        nombre=len(table),
    )
    return _produit(nature, contenu)


@transaction.atomic
def demander_export(
    colonnes: list[Colonne], *, nature: str, filtre: str, libelle: str, par: Utilisateur
) -> ExportDossiers:
    """Ask a worker for the file of a long list; the same one asked twice is made once."""
    codes = [une.code for une in colonnes]
    Utilisateur.objects.select_for_update(of=("self",)).get(pk=par.pk)
    demandes = ExportDossiers.objects.filter(demande_par=par, nature=nature, filtre=filtre)
    en_cours = demandes.filter(travail__etat__in=[EtatTravail.EN_ATTENTE, EtatTravail.EN_COURS])
    for deja in en_cours:
        if deja.colonnes == codes:
            return deja
    export = ExportDossiers.objects.create(
        demande_par=par, nature=nature, filtre=filtre, libelle=libelle, colonnes=codes
    )
    export.travail = travaux.demander(
        NATURE,
        sujet=sujet_de(export),
        cle=f"export:{export.pk}",
        parametres={"export": export.pk},
        par=par,
    )
    export.save(update_fields=["travail"])
    return export


def produire(export: ExportDossiers, dossiers: DossierQuerySet, avancer) -> travaux.Produit:
    """Write the file of a long list; `dossiers` are those its person sees now.

    Raises ExportRefuse if that person may not export any more.
    """
    if not (export.demande_par.is_active and peut_exporter(export.demande_par)):
        raise ExportRefuse("Vous n'avez plus le droit d'exporter les dossiers de ce centre.")
    connues = colonnes_connues()
    colonnes = [connues[code] for code in export.colonnes if code in connues]
    table = list(
        lignes(
            dossiers,
            colonnes,
            lambda faites, total: avancer(faites, total + 1, f"{faites} lignes sur {total}"),
        )
    )
    contenu = FORMATS[export.nature].ecrire(entetes(colonnes), table)
    ExportDossiers.objects.filter(pk=export.pk).update(nombre=len(table))
    return _produit(export.nature, contenu)


def _produit(nature: str, contenu: bytes) -> travaux.Produit:
    jour = timezone.localdate()
    return travaux.Produit(
        nom=f"dossiers-{jour:%Y-%m-%d}.{FORMATS[nature].extension}",
        titre=f"Export de dossiers du {jour:%d/%m/%Y}",
        contenu=contenu,
        type_mime=FORMATS[nature].type_mime,
    )
