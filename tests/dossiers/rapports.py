"""What the tests of the candidate's report share: a clock, a PDF, a deposit."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dossiers.attentes import par_code
from dossiers.models import DepotRapport, Dossier
from dossiers.services import rapport as service
from referentiels.enums import CodeModalite
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import planifier
from tests.referentiels.pdfs_bruts import ecrire, pdf_brut

LIMITE = datetime.date(2026, 3, 10)
AVANT, APRES = (2026, 3, 2, 10, 30), (2026, 3, 12, 9, 0)


def regler_l_horloge(monkeypatch, *quand: int) -> datetime.datetime:
    """Set the clock to a moment of Paris."""
    moment = timezone.make_aware(datetime.datetime(*quand))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def dossier_au_rapport(**champs) -> Dossier:
    """Transmitted, evaluated on a presentation, its report awaited; the commission is named."""
    champs = {"transmis": True, "rapport_attendu_le": LIMITE} | champs
    dossier = planifier(
        DossierFactory(
            candidat__courriel="anais@example.org", centre__courriel="centre@example.org", **champs
        ),
        CodeModalite.PRESENTATION_PROJETS,
    )
    AffectationFactory(dossier=dossier)
    return dossier


def pdf(texte: str = "Mon rapport") -> bytes:
    return pdf_brut(ecrire(texte, 50, 700))


def envoi(contenu: bytes | None = None, nom: str = "Rapport d'Anaïs.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, pdf() if contenu is None else contenu)


def deposer(dossier: Dossier, contenu: bytes | None = None, *, par=None, **champs) -> DepotRapport:
    """Deposit through the service, and read the dossier again."""
    depot = service.deposer(dossier, envoi(contenu), par=par, **champs)
    dossier.refresh_from_db()
    return depot


def attend(dossier: Dossier, code: str) -> bool:
    """Whether the board counts this dossier for that act."""
    return par_code(code).filtre(Dossier.objects.filter(pk=dossier.pk)).exists()
