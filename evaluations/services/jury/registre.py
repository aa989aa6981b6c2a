"""Write the register of the certified, once the results are pronounced."""

import uuid

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.services.journal import noter
from evaluations.enums import DecisionJury
from evaluations.models import Certificat, Deliberation, SessionJury


@transaction.atomic
def delivrer(session: SessionJury, *, par: Utilisateur) -> None:
    """Bring the register in line with a signed PV; done twice, it changes nothing.

    One line per candidate who is given the whole CQPM; blocs alone give none. After a PV
    rectificatif the line of who stays certified is kept, whichever PV of the chain gave it; the
    one of who loses the CQPM is annulled (R40). The results were pronounced in this transaction,
    which holds the dossiers' rows: two sessions never write on the same dossier at once.
    """
    deliberations = session.deliberations.select_related("dossier").prefetch_related(
        "dossier__blocs_vises"
    )
    for deliberation in deliberations:
        actuel = Certificat.objects.en_vigueur().filter(deliberation__dossier=deliberation.dossier)
        certificat = actuel.select_for_update(of=("self",)).first()
        if est_certifie(deliberation) and certificat is None:
            _inscrire(deliberation, par=par)
        elif certificat and not est_certifie(deliberation):
            _annuler(certificat, session, par=par)


def est_certifie(deliberation: Deliberation) -> bool:
    """The whole CQPM is attributed, not blocs alone; `blocs_vises` is prefetched."""
    return (
        deliberation.decision == DecisionJury.ADMIS and not deliberation.dossier.blocs_vises.all()
    )


def _inscrire(deliberation: Deliberation, *, par: Utilisateur) -> None:
    """The number is drawn from the line's key: no two lines ever share one."""
    jour = deliberation.session.date_de_deliberation
    certificat = Certificat.objects.create(
        numero=uuid.uuid4().hex[:20], deliberation=deliberation, delivre_le=jour
    )
    certificat.numero = f"C-{jour.year}-{certificat.pk:06d}"
    certificat.save(update_fields=["numero"])
    libelle = f"Certificat {certificat.numero} inscrit au registre des lauréats."
    noter(deliberation.dossier, Acte.JURY, libelle, par=par)


def _annuler(certificat: Certificat, session: SessionJury, *, par: Utilisateur) -> None:
    certificat.annule_par = session
    certificat.save(update_fields=["annule_par", "modifie_le"])
    noter(
        certificat.deliberation.dossier,
        Acte.JURY,
        f"Certificat {certificat.numero} annulé par le PV rectificatif de la session "
        f"{session.numero}.",
        par=par,
    )
