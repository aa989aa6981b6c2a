"""What each member of a jury has received, and what they still lack (R29)."""

from dataclasses import dataclass

from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from evaluations.models import MembreJury, SessionJury

NATURE_CONVOCATION = "convocation_jury"
NATURE_ANNULATION = "annulation_jury"
NATURE_ATTESTATION = "attestation_presence"


@dataclass(frozen=True)
class LigneConvocation:
    """A member in front of the session's present version."""

    membre: MembreJury
    version: int
    travail: Travail | None
    papier: Document | None
    attestation: Travail | None

    @property
    def a_envoyer(self) -> str:
        """What the next sending brings them; empty when they know the present version."""
        if self.membre.convocation_recue is None:
            return "convocation"
        return "mise à jour" if self.membre.convocation_recue < self.version else ""

    @property
    def est_en_route(self) -> bool:
        return self.travail is not None and not self.travail.est_fini

    @property
    def a_remettre(self) -> bool:
        """Nothing can be mailed: the paper waits to be given by hand."""
        return bool(self.a_envoyer) and not self.membre.adresse

    @property
    def etat(self) -> tuple[str, str]:
        """Words and tone of its badge."""
        if self.est_en_route:
            return ("Envoi en cours", "info")
        if self.a_envoyer and self.travail and self.travail.etat == EtatTravail.ECHEC:
            return ("Envoi en échec", "danger")
        if self.a_envoyer == "mise à jour":
            return ("À prévenir du changement", "alerte")
        if self.a_envoyer:
            return ("À convoquer", "alerte")
        return ("Convoqué", "succes")


def convocations_de(session: SessionJury) -> list[LigneConvocation]:
    """One line per member. Two queries beside the members, whatever their number."""
    convocations, attestations = {}, {}
    for un in Travail.objects.filter(sujet=sujet_de(session)).select_related("document"):
        if un.nature == NATURE_CONVOCATION:
            convocations.setdefault(un.parametres["membre"], []).append(un)
        elif un.nature == NATURE_ATTESTATION:
            attestations.setdefault(un.parametres["membre"], un)
    lignes = []
    for membre in session.membres.all():
        siens = convocations.get(membre.pk, [])
        papier = next((un.document for un in siens if hasattr(un, "document")), None)
        dernier = siens[0] if siens else None
        attestation = attestations.get(membre.pk)
        lignes.append(LigneConvocation(membre, session.sequence, dernier, papier, attestation))
    return lignes
