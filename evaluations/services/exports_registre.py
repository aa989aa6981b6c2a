"""What leaves the register as a file, and the trace of it (R50)."""

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.exports import FORMATS
from cqpm.comptes.models import Utilisateur
from evaluations.enums import NatureExport
from evaluations.errors import RegistreRefuse
from evaluations.models import ExportRegistre
from evaluations.querysets import CertificatQuerySet
from evaluations.selectors.registre import ENTETES, lignes_export

# The file is written while the person waits, some seconds for that many lines.
LIGNES_MAX = 3000


@transaction.atomic
def exporter_registre(
    certificats: CertificatQuerySet, *, extension: str, filtre: str, libelle: str, par: Utilisateur
) -> travaux.Produit:
    """Write the register's file for who asks, and keep the trace of it; the file is not kept.

    Raises RegistreRefuse when it is too long to be read at once.
    """
    if certificats.order_by()[: LIGNES_MAX + 1].count() > LIGNES_MAX:
        raise RegistreRefuse(
            f"L'export n'est pas fait : il compterait plus de {LIGNES_MAX} lignes. Choisissez une "
            "année ou un CQPM, puis recommencez."
        )
    lignes = list(lignes_export(certificats))
    contenu = FORMATS[extension].ecrire(ENTETES, lignes)
    ExportRegistre.objects.create(
        demande_par=par,
        nature=NatureExport.REGISTRE,
        extension=extension,
        filtre=filtre,
        libelle=libelle,
        nombre=len(lignes),
    )
    jour = timezone.localdate()
    return travaux.Produit(
        nom=f"registre-des-laureats-{jour:%Y-%m-%d}.{extension}",
        titre=f"Registre des lauréats au {jour:%d/%m/%Y}",
        contenu=contenu,
        type_mime=FORMATS[extension].type_mime,
    )
