"""Files that hold people's names and that nobody came back for."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from cqpm.commun.models import Document, EtatTravail, Travail
from dossiers.enums import EtatImport
from dossiers.models import ExportDossiers, ImportCandidats
from dossiers.services.importation import oublier


def purger(maintenant: datetime.datetime) -> int:
    """Remove the files of forgotten imports and of old exports; gives how many. May run twice."""
    return _imports(maintenant) + _exports(maintenant)


def _imports(maintenant: datetime.datetime) -> int:
    """Nobody confirmed them, or their registering failed and nobody tried again."""
    limite = maintenant - datetime.timedelta(days=settings.CQPM_GARDE_IMPORTS)
    attendus = Q(etat__in=[EtatImport.A_LIRE, EtatImport.LU])
    echoues = Q(etat=EtatImport.A_IMPORTER, travail__etat=EtatTravail.ECHEC)
    oublies = ImportCandidats.objects.filter(attendus | echoues, modifie_le__lt=limite)
    return sum(oublier(un) for un in oublies.defer("rapport"))


def _exports(maintenant: datetime.datetime) -> int:
    """The trace of who took what stays (R50), its file goes."""
    limite = maintenant - datetime.timedelta(days=settings.CQPM_GARDE_EXPORTS)
    travaux = Travail.objects.filter(
        pk__in=ExportDossiers.objects.filter(travail__isnull=False).values("travail_id")
    )
    documents = list(Document.objects.filter(travail__in=travaux, cree_le__lt=limite))
    for document in documents:
        stockage, chemin = document.fichier.storage, document.fichier.name
        with transaction.atomic():
            document.delete()
        stockage.delete(chemin)
    return len(documents)
