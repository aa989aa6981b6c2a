"""Every refusal about a dossier, in French: what, why, what to do."""

import datetime

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


class DateImpossible(ErreurMetier):
    """A fact is dated before the registration (R8) or in the future."""

    def __init__(self, quoi: str, date: datetime.date, pourquoi: str):
        self.date = date
        super().__init__(f"{quoi} ne peut pas porter la date du {date:%d/%m/%Y} : {pourquoi}")


class AffectationRefusee(ErreurMetier):
    """This person may not evaluate this candidate (R24)."""


class InscriptionRefusee(ErreurMetier):
    """The registration contradicts the référentiel or the parcours; `champ` names the field."""

    def __init__(self, champ: str, message: str):
        self.champ = champ
        super().__init__(message)


class IdentiteVerrouillee(ErreurMetier):
    """The PV is signed, or the dossier stopped: the identity is what they say."""

    def __init__(self, dossier):
        self.dossier = dossier
        super().__init__(
            f"L'identité du dossier {dossier.numero} ne se corrige plus : le dossier est "
            f"« {dossier.libelle_etat} »."
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


class ExportRefuse(ErreurMetier):
    """The file would not hold what was asked for, or is not for this person any more."""


class ImportRefuse(ErreurMetier):
    """The import is not at the stage where this act is possible, or a choice is missing."""


class LotRefuse(ErreurMetier):
    """The batch act cannot be prepared or confirmed as asked."""
