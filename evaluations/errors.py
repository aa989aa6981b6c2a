"""Every refusal about evaluation, opinion and jury, in French: what, why, what to do."""

from cqpm.commun.errors import ErreurMetier
from dossiers.enums import PLAN_MODIFIABLE


class EvaluationFermee(ErreurMetier):
    """The dossier's state does not allow scoring (R14), or the grid is signed (R23)."""

    def __init__(self, dossier, *, signee: bool = False, sans_accord: bool = False):
        self.dossier = dossier
        if sans_accord:
            suite = (
                f"{dossier.centre_ressources} n'a pas encore donné son accord sur les modalités, "
                "et votre centre l'attend avant d'évaluer. Relancez le centre de ressources, ou "
                "enregistrez son accord sur la page du dossier."
            )
        elif dossier.etat in PLAN_MODIFIABLE:
            suite = (
                "le dossier de modalités n'est pas encore transmis au centre de ressources. "
                "Le centre d'examen doit d'abord le transmettre."
            )
        elif signee:
            suite = (
                "elle est signée par un membre de la commission. Le responsable du centre peut "
                "annuler les signatures, avec un motif."
            )
        else:
            suite = (
                f"le dossier est « {dossier.libelle_etat} ». Le responsable du centre peut la "
                "rouvrir tant que le jury ne s'est pas prononcé."
            )
        super().__init__(f"La grille du dossier {dossier.numero} ne s'écrit pas : {suite}")


class ResultatRefuse(ErreurMetier):
    """A score, conclusion or signature breaks a rule (R13, R20, R21); `champ` names the field."""

    def __init__(self, champ: str, message: str):
        self.champ = champ
        super().__init__(message)


class AccesPerdu(ErreurMetier):
    """This person no longer evaluates this dossier (R22); what they typed stays on the device."""

    def __init__(self):
        super().__init__(
            "Vous n'avez plus accès à cette grille. Vos saisies restent sur cet appareil : "
            "demandez au centre d'examen de vous remettre dans la commission, ou copiez-les pour "
            "les lui transmettre."
        )


class SaisieDUnAutre(ErreurMetier):
    """The device holds what another person typed; only they may send it."""

    def __init__(self):
        super().__init__(
            "Ces saisies sont celles d'une autre personne : elle doit se connecter sur cet "
            "appareil pour les envoyer. Elles y restent en attendant."
        )


class ConflitDeSaisie(ErreurMetier):
    """The same cell was written elsewhere since it was shown; nothing was overwritten.

    `actuelle` is the cell as it now stands (evaluations.saisie.Enregistree).
    """

    def __init__(self, actuelle, *, par):
        self.actuelle = actuelle
        mot = f"« {actuelle.libelle.lower()} »"
        qui = actuelle.auteur
        if not actuelle.version:
            message = (
                "Cette case est maintenant vide dans la grille de la commission. Gardez votre "
                "saisie pour l'y écrire, ou laissez la case vide."
            )
        elif qui and qui != str(par):
            message = (
                f"{qui} a noté ce critère {mot} entre-temps. Votre saisie n'est pas enregistrée : "
                "gardez la vôtre ou prenez la sienne."
            )
        else:
            message = (
                f"Cette case a été écrite sur un autre appareil ou dans un autre onglet ({mot}). "
                "Gardez l'une des deux saisies."
            )
        super().__init__(message)


class PreuveRefusee(ErreurMetier):
    """This piece of evidence cannot be kept, or taken back; `champ` names the field."""

    def __init__(self, champ: str, message: str):
        self.champ = champ
        super().__init__(message)


class PapierRefuse(ErreurMetier):
    """The paper grid cannot be drawn, or its signed scan cannot be kept (R23)."""


class ConclusionModifiee(ErreurMetier):
    """Someone else concluded this capacité since it was shown; nothing was overwritten."""

    def __init__(self, actuelle):
        self.actuelle = actuelle
        if actuelle is None:
            quoi = (
                "La conclusion de cette capacité a été retirée entre-temps : un critère a changé."
            )
        else:
            mots = f" ({actuelle.commentaire})" if actuelle.commentaire else ""
            quoi = (
                f"{actuelle.auteur} a conclu entre-temps "
                f"« {actuelle.get_conclusion_display().lower()} »{mots}."
            )
        super().__init__(
            f"{quoi} Votre saisie n'est pas enregistrée : relisez, puis concluez de nouveau pour "
            "la remplacer."
        )


class AvisImpossible(ErreurMetier):
    """The opinion cannot be asked, sent again, revoked or dispensed with now (R8, R15, R16)."""


class AvisRefuse(ErreurMetier):
    """What the company's representative typed cannot be signed; `fautes` tell where and why."""

    def __init__(self, fautes):
        self.fautes = fautes
        super().__init__(" ".join(faute.message for faute in fautes))


class AvisOralModifie(ErreurMetier):
    """Someone else noted what was said since the page was shown; nothing was overwritten."""

    def __init__(self, actuel):
        self.actuel = actuel
        super().__init__(
            f"{actuel.saisi_par} a noté autre chose entre-temps : votre saisie n'est pas "
            "enregistrée. Comparez-la avec la sienne, complétez, puis enregistrez de nouveau."
        )


class LienFerme(ErreurMetier):
    """The personal link opens nothing any more; `etat` says why."""

    def __init__(self, etat):
        self.etat = etat
        super().__init__(f"Ce lien ne permet plus de donner l'avis : {etat.label.lower()}.")


class EspaceImpossible(ErreurMetier):
    """The candidate's space cannot be sent, or asked for again, now."""


class EntretienRefuse(ErreurMetier):
    """The interview cannot be recorded: version, state or content (R19)."""


class EntretienModifie(ErreurMetier):
    """Someone else wrote the interview since it was shown; nothing was overwritten."""

    def __init__(self, actuel):
        self.actuel = actuel
        super().__init__(
            f"{actuel.auteur} a enregistré cet entretien entre-temps : votre texte n'est pas "
            "enregistré. Comparez-le avec le sien, complétez, puis enregistrez de nouveau."
        )


class SessionRefusee(ErreurMetier):
    """The act does not fit the session's state or composition (R26, R30, R31, R40)."""


class DecisionRefusee(ErreurMetier):
    """The jury's decision breaks a rule (R31–R34); `refus` tell which, by field."""

    def __init__(self, refus):
        self.refus = refus
        super().__init__(" ".join(un.message for un in refus))


class DecisionModifiee(ErreurMetier):
    """Someone else decided on this dossier since it was shown; nothing was overwritten."""

    def __init__(self, deliberation, libelle: str):
        self.actuelle = deliberation
        super().__init__(
            "Une autre personne a écrit cette décision entre-temps, qui est maintenant « "
            f"{libelle} ». Votre saisie n'est pas enregistrée : comparez, puis enregistrez de "
            "nouveau pour la remplacer."
        )


class CertificateurRefuse(ErreurMetier):
    """A file for the certifier, or the mark of its transmission, is refused (R44-R48)."""


class OrganisationRefusee(ErreurMetier):
    """Two periods of one union overlap (R27)."""

    def __init__(self, autre):
        self.autre = autre
        fin = f"jusqu'au {autre.jusqu_au:%d/%m/%Y}" if autre.jusqu_au else "sans date de fin"
        super().__init__(
            f"{autre.sigle} est déjà représentative depuis le {autre.depuis:%d/%m/%Y}, {fin} : "
            "terminez d'abord cette période, ou choisissez des dates qui ne la recouvrent pas."
        )


class RegistreRefuse(ErreurMetier):
    """The register's file is too long to be made at once."""


class PieceRefusee(ErreurMetier):
    """A paper of a candidate cannot be sent, or issued again, now (R37)."""


class LiasseRefusee(ErreurMetier):
    """The papers of a session cannot be prepared: not signed yet, or a part of them failed."""
