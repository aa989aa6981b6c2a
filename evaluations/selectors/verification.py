"""What anybody who holds a PV may learn of it: whether it is ours, and whether it still counts."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from cqpm.commun.models import Document, sujet_de
from evaluations.enums import DocumentJury, EtatSession, EtatVerification
from evaluations.models import SessionJury


@dataclass(frozen=True)
class Verification:
    """The PV behind a code, without a name nor a result (R53): `session` is None if unknown."""

    etat: EtatVerification
    session: SessionJury | None = None
    remplacant: SessionJury | None = None
    documents: tuple[Document, ...] = ()

    @property
    def remplace_le(self) -> datetime.date | None:
        return self.remplacant and timezone.localdate(self.remplacant.signee_le)

    def reconnait(self, empreinte: str) -> Document | None:
        """The document of this PV whose SHA-256 it is, None for any other file."""
        return next((un for un in self.documents if un.sha256 == empreinte), None)


def verification(code: str) -> Verification:
    """Read the PV of that code; three queries at most."""
    session = (
        SessionJury.objects.select_related("centre", "rectifie")
        .filter(code_verification=code)
        .first()
    )
    if session is None:
        return Verification(EtatVerification.INCONNU)
    documents = Document.objects.filter(
        sujet=sujet_de(session), nature__in=[DocumentJury.PV, DocumentJury.PV_SIGNE]
    )
    if session.etat != EtatSession.SIGNEE:
        return Verification(EtatVerification.A_SIGNER, session, documents=tuple(documents))
    remplacant = _remplacant(session)
    etat = EtatVerification.REMPLACE if remplacant else EtatVerification.AUTHENTIQUE
    return Verification(etat, session, remplacant, tuple(documents))


def _remplacant(session: SessionJury) -> SessionJury | None:
    """The last signed PV rectificatif of the same PV, if it came later."""
    origine = session.rectifie or session
    return (
        origine.rectificatifs.filter(etat=EtatSession.SIGNEE, pk__gt=session.pk)
        .order_by("-pk")
        .first()
    )
