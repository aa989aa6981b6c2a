"""Who must be told of a meeting, of what, and what each one has received."""

from dataclasses import dataclass
from enum import StrEnum

from cqpm.commun.models import Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.enums import EtatSeance, QualiteConvoque
from dossiers.models import Convocation, Seance


class Envoi(StrEnum):
    """What the next sending brings a person; empty when they have the present version."""

    RIEN = ""
    CONVOCATION = "convocation"
    MISE_A_JOUR = "mise à jour"
    ANNULATION = "annulation"


@dataclass
class Destinataire:
    """A person of a meeting's list; `travail` is the last job that told them something."""

    qualite: QualiteConvoque
    nom: str
    courriel: str
    utilisateur: Utilisateur | None = None
    convocation: Convocation | None = None
    envoi: Envoi = Envoi.RIEN
    travail: Travail | None = None

    @property
    def a_remettre(self) -> bool:
        """Nothing more can be sent: the paper of this version waits to be given by hand."""
        travail = self.travail
        if not self.envoi or self.courriel or travail is None or not travail.est_fini:
            return False
        return travail.parametres.get("sequence") == self.convocation.seance.sequence

    @property
    def libelle(self) -> str:
        return QualiteConvoque(self.qualite).label


def destinataires(seance: Seance, *, tuteur: bool = False) -> list[Destinataire]:
    """Candidate, evaluators, the tutor if asked or told before, and who must be told it is over.

    `seance.dossier` comes from `pour_fiche`. Three queries.
    """
    connues = list(seance.convocations.select_related("utilisateur"))
    for une in connues:
        une.seance = seance
    attendus = _attendus(seance, connues, tuteur) if seance.etat != EtatSeance.ANNULEE else []
    liste, restantes = [], connues
    for un in attendus:
        un.convocation = next((une for une in restantes if _est_la_sienne(une, un)), None)
        restantes = [une for une in restantes if une != un.convocation]
        un.envoi = _a_envoyer(un, seance)
        liste.append(un)
    liste += [_parti(une) for une in restantes]
    _joindre_les_travaux(seance, liste)
    return liste


def _attendus(seance: Seance, connues: list[Convocation], tuteur: bool) -> list[Destinataire]:
    dossier = seance.dossier
    candidat, suivi = dossier.candidat, dossier.tuteur
    attendus = [Destinataire(QualiteConvoque.CANDIDAT, str(candidat), candidat.courriel)]
    attendus += [
        Destinataire(QualiteConvoque.EVALUATEUR, str(un), un.email, un) for un in seance.commission
    ]
    prevenu = any(une.qualite == QualiteConvoque.TUTEUR for une in connues)
    if suivi and (tuteur or prevenu):
        le_sien = Destinataire(QualiteConvoque.TUTEUR, str(suivi), suivi.courriel)
        # A candidate who follows himself is told once.
        if (le_sien.nom, le_sien.courriel) not in [(un.nom, un.courriel) for un in attendus]:
            attendus.append(le_sien)
    return attendus


def _est_la_sienne(convocation: Convocation, un: Destinataire) -> bool:
    if convocation.qualite != un.qualite:
        return False
    if un.qualite == QualiteConvoque.TUTEUR:
        return (convocation.nom, convocation.courriel) == (un.nom, un.courriel)
    return convocation.utilisateur_id == (un.utilisateur.pk if un.utilisateur else None)


def _a_envoyer(un: Destinataire, seance: Seance) -> Envoi:
    recue = un.convocation
    if seance.etat != EtatSeance.PREVUE:
        return Envoi.RIEN
    if recue is None or recue.sequence is None or recue.annulee or recue.courriel != un.courriel:
        return Envoi.CONVOCATION
    return Envoi.MISE_A_JOUR if recue.sequence < seance.sequence else Envoi.RIEN


def _parti(convocation: Convocation) -> Destinataire:
    """Someone who has a convocation and is no longer expected."""
    prevenir = convocation.sequence is not None and not convocation.annulee
    return Destinataire(
        QualiteConvoque(convocation.qualite),
        convocation.nom,
        convocation.courriel,
        convocation.utilisateur,
        convocation,
        Envoi.ANNULATION if prevenir else Envoi.RIEN,
    )


def _joindre_les_travaux(seance: Seance, liste: list[Destinataire]) -> None:
    travaux = Travail.objects.filter(sujet=sujet_de(seance)).select_related("document")
    derniers: dict[int, Travail] = {}
    for travail in travaux:  # the newest first
        derniers.setdefault(travail.parametres.get("convocation"), travail)
    for un in liste:
        if un.convocation:
            un.travail = derniers.get(un.convocation.pk)
