"""Every refusal about a dossier, in French: what, why, what to do."""

import datetime

from django.utils import timezone

from cqpm.commun.errors import ErreurMetier


class TransitionInterdite(ErreurMetier):
    """The dossier is not in a state from which this act is possible."""

    def __init__(self, dossier, vers):
        self.dossier, self.vers = dossier, vers
        super().__init__(
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : il ne peut pas "
            f"passer à « {vers.label} ». Rechargez la page : une autre personne a peut-être agi."
        )


class PlanVerrouille(ErreurMetier):
    """The plan was transmitted: it is what the resource centre received."""

    def __init__(self, dossier):
        self.dossier = dossier
        super().__init__(
            f"Les modalités du dossier {dossier.numero} ne sont plus modifiables : le dossier est "
            f"« {dossier.get_etat_display()} »."
        )


class PlanIncomplet(ErreurMetier):
    """The modalités cannot be declared complete or transmitted yet (R10, R11, R13)."""

    def __init__(self, dossier, manques: list[str]):
        self.dossier, self.manques = dossier, manques
        super().__init__(
            f"Le dossier de modalités {dossier.numero} est incomplet. " + " ".join(manques)
        )


class PlanRefuse(ErreurMetier):
    """A choice of modalité breaks a rule (R11, R12); `fautes` tell which, by capacité."""

    def __init__(self, fautes):
        self.fautes = fautes
        super().__init__(" ".join(faute.message for faute in fautes))


class PlanModifie(ErreurMetier):
    """Someone changed the plan while this person was writing it; nothing was written."""

    def __init__(self, dossier, entree=None):
        self.dossier = dossier
        qui = f" par {entree.qui}" if entree else ""
        quand = f" à {timezone.localtime(entree.cree_le):%H:%M}" if entree else ""
        super().__init__(
            f"Le dossier {dossier.numero} a été modifié{qui}{quand}, pendant que vous écriviez : "
            "rien n'est enregistré. Ce que vous avez saisi est gardé ici ; relisez-le, puis "
            "enregistrez de nouveau pour remplacer l'autre version."
        )


class PlanHabituelAbsent(ErreurMetier):
    """The centre has no usual plan for this version."""

    def __init__(self, dossier):
        self.dossier = dossier
        super().__init__(
            f"Le {dossier.centre} n'a pas de plan habituel pour {dossier.referentiel}. Enregistrez "
            "d'abord les modalités d'un dossier comme plan habituel du centre."
        )


class CopieImpossible(ErreurMetier):
    """There is nothing to copy, to keep or to bring back."""


class AccordAbsent(ErreurMetier):
    """No agreement is recorded: there is nothing to withdraw."""

    def __init__(self, dossier):
        self.dossier = dossier
        super().__init__(
            f"Aucun accord n'est enregistré sur les modalités du dossier {dossier.numero} : une "
            "autre personne l'a peut-être déjà retiré."
        )


class DateImpossible(ErreurMetier):
    """A fact is dated before the registration (R8) or in the future."""

    def __init__(self, quoi: str, date: datetime.date, pourquoi: str):
        self.date = date
        super().__init__(f"{quoi} ne peut pas porter la date du {date:%d/%m/%Y} : {pourquoi}")


class AffectationRefusee(ErreurMetier):
    """This person may not evaluate this candidate (R24).

    `derogeable`: the centre's manager may name them all the same, with a written reason.
    """

    def __init__(self, message: str, *, derogeable: bool = False):
        self.derogeable = derogeable
        super().__init__(message)


class SeanceRefusee(ErreurMetier):
    """A meeting cannot be so planned or moved; `champ` names the field, if one is at fault."""

    def __init__(self, message: str, champ: str = ""):
        self.champ = champ
        super().__init__(message)


class SeanceAConfirmer(ErreurMetier):
    """Nothing forbids the meeting, but someone must have read these warnings first."""

    def __init__(self, alertes: list[str]):
        self.alertes = alertes
        super().__init__(" ".join(alertes))


class InscriptionRefusee(ErreurMetier):
    """The registration contradicts the référentiel or the parcours; `champ` names the field."""

    def __init__(self, champ: str, message: str):
        self.champ = champ
        super().__init__(message)


class PresentationRefusee(ErreurMetier):
    """This dossier opens no new presentation (R38, R39)."""


class IdentiteVerrouillee(ErreurMetier):
    """The PV is closed or signed, or the dossier stopped: the identity is what they say."""

    def __init__(self, dossier, raison: str = ""):
        self.dossier = dossier
        if dossier.est_decide:
            raison = raison or (
                "le PV signé la porte. Le responsable du centre la corrige par un PV rectificatif, "
                "depuis la page de la session de jury."
            )
        super().__init__(
            f"L'identité du dossier {dossier.numero} ne se corrige plus : "
            + (raison or f"le dossier est « {dossier.libelle_etat} ».")
        )


class PersonneRessemblante(InscriptionRefusee):
    """People of the centre look like the one who is registered; `personnes` tell who and why."""

    def __init__(self, personnes):
        self.personnes = personnes
        noms = ", ".join(f"{une.candidat} ({une.candidat.naissance})" for une in personnes)
        super().__init__(
            "personne",
            f"Cette personne ressemble à une autre déjà connue du centre : {noms}. Dites si c'est "
            "la même, ou un homonyme.",
        )


class TuteurDifferent(InscriptionRefusee):
    """The address belongs to a known tutor whom one describes otherwise."""

    def __init__(self, tuteur):
        self.tuteur = tuteur
        super().__init__(
            "tuteur_choix",
            f"L'adresse {tuteur.courriel} est celle de {tuteur}, tuteur déjà connu chez "
            f"{tuteur.entreprise}. Gardez le tuteur connu, ou corrigez-le pour tous ses dossiers.",
        )


class EntrepriseRefusee(ErreurMetier):
    """A company cannot take this name or this number; `champ` names the field."""

    def __init__(self, champ: str, message: str):
        self.champ = champ
        super().__init__(message)


class AmenagementRefuse(ErreurMetier):
    """A measure that cannot be recorded; `champ` names the field (R51)."""

    def __init__(self, champ: str, message: str):
        self.champ = champ
        super().__init__(message)


class NirRefuse(ErreurMetier):
    """What was typed is no NIR, or its key does not match (R46)."""


class NirIllisible(ErreurMetier):
    """The key that encrypted this NIR is not among those of the installation (R46)."""

    def __init__(self):
        super().__init__(
            "Le NIR enregistré ne se lit plus : la clé de chiffrement de l'installation a changé. "
            "Redemandez-le au candidat, ou prévenez l'administrateur."
        )


class RapportRefuse(ErreurMetier):
    """The report is received between the transmission and the jury (R13)."""

    def __init__(self, dossier):
        self.dossier = dossier
        super().__init__(
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : le rapport "
            "s'enregistre entre la transmission et la session de jury."
        )


class DepotRefuse(ErreurMetier):
    """This report cannot be deposited, or decided about, now (R13)."""


class DemandeRefusee(ErreurMetier):
    """The candidate's request cannot be kept or answered so; `champ` names the field."""

    def __init__(self, message: str, champ: str = ""):
        self.champ = champ
        super().__init__(message)


class ReponseRefusee(ErreurMetier):
    """The resource centre cannot answer this transmission now: answered, replaced, stopped."""


class CorrectionsOuvertes(ErreurMetier):
    """What the resource centre asked to correct was not treated yet (R14)."""

    def __init__(self, dossier, nombre: int):
        self.dossier = dossier
        quoi = "une correction" if nombre == 1 else f"{nombre} corrections"
        super().__init__(
            f"Le centre de ressources attend encore {quoi} sur le dossier {dossier.numero}. "
            "Traitez-les sur la page du dossier, dans « Échange avec le centre de ressources », "
            "puis transmettez."
        )


class ArretRefuse(ErreurMetier):
    """The dossier cannot be stopped, postponed or taken up again now."""


class TexteRefuse(ErreurMetier):
    """The text of a reminder cannot be sent as written; `champ` names the field."""

    def __init__(self, champ: str, message: str):
        self.champ = champ
        super().__init__(message)


class RecevabiliteRefusee(ErreurMetier):
    """The VAE admissibility cannot be recorded so (R43); `champ` names the field."""

    def __init__(self, champ: str | None, message: str):
        self.champ = champ
        super().__init__(message)


class CommentaireRefuse(ErreurMetier):
    """A comment is changed by its author, for a time; a retired one by nobody."""


class PieceRefusee(ErreurMetier):
    """A paper that was not deposited by hand, or that a decision already rests on."""


class RelanceRefusee(ErreurMetier):
    """This reminder cannot leave, or be suspended, now."""


class ExportRefuse(ErreurMetier):
    """The file would not hold what was asked for, or is not for this person any more."""


class ImportRefuse(ErreurMetier):
    """The import is not at the stage where this act is possible, or a choice is missing."""


class LotRefuse(ErreurMetier):
    """The batch act cannot be prepared or confirmed as asked."""
