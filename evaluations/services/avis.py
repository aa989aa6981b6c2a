"""Ask the company for its opinion, send the link, take it back, do without it (R15, R16)."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.liens import Cle
from cqpm.commun.models import Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers import transitions
from dossiers.enums import AVANT_JURY, AVANT_SESSION, Acte, EtatDossier, RoleAffectation
from dossiers.models import Dossier
from dossiers.services.journal import noter
from evaluations import liens
from evaluations.enums import IssueDemande
from evaluations.errors import AvisImpossible
from evaluations.models import AvisEntreprise, DemandeAvis, DispenseAvis
from evaluations.regles_avis import (
    ATTENTE_MAX,
    MOTIF_MAX,
    avis_requis,
    echeance_acceptable,
    motif_suffisant,
)
from evaluations.selectors.avis import NATURE_COURRIEL, dernier_courriel
from evaluations.services.avancement import actualiser


@transaction.atomic
def demander(
    dossier: Dossier,
    *,
    nom: str = "",
    courriel: str = "",
    echeance: datetime.date | None = None,
    par: Utilisateur,
) -> DemandeAvis:
    """Ask one person of the company, by mail; an open request to someone else is revoked.

    Name and address default to the dossier's tutor. The same request asked twice is one request;
    another date moves it: its links stay good, and what was noted of it stays noted. Raises
    AvisImpossible: exempt, not transmitted, already answered or dispensed, nobody to ask, an
    evaluator asked (R24), a due date out of bounds.
    """
    dossier = verrouiller(dossier)
    verifier_attendu(dossier)
    tuteur = dossier.tuteur
    nom = nom.strip() or (tuteur.nom_complet[:120] if tuteur else "")
    courriel = courriel.strip() or (tuteur.courriel if tuteur else "")
    echeance = echeance or echeance_par_defaut()
    verifier_destinataire(dossier, nom, courriel, echeance)
    ouverte = demande_ouverte(dossier)
    if ouverte and (ouverte.nom, ouverte.courriel) == (nom, courriel):
        return _reporter(ouverte, dossier, echeance, par=par)
    if ouverte:
        _revoquer(ouverte, dossier, par=par)
    return _ouvrir(dossier, nom, courriel, echeance, par=par)


def _ouvrir(
    dossier: Dossier, nom: str, courriel: str, echeance: datetime.date, *, par: Utilisateur
) -> DemandeAvis:
    demande = DemandeAvis.objects.create(
        dossier=dossier, nom=nom, courriel=courriel, echeance=echeance, demandee_par=par
    )
    noter(
        dossier,
        Acte.AVIS,
        f"Avis de l'entreprise demandé à {nom} ({courriel}), attendu le {echeance:%d/%m/%Y}.",
        par=par,
        apres={"nom": nom, "courriel": courriel, "echeance": echeance.isoformat()},
    )
    demander_courriel(demande, par=par)
    return demande


def _reporter(
    demande: DemandeAvis, dossier: Dossier, echeance: datetime.date, *, par: Utilisateur
) -> DemandeAvis:
    """Move the date of an open request, and tell the person."""
    if demande.echeance == echeance:
        return demande
    avant, demande.echeance = demande.echeance, echeance
    demande.save(update_fields=["echeance", "modifie_le"])
    noter(
        dossier,
        Acte.AVIS,
        f"Avis demandé à {demande.nom} : attendu le {echeance:%d/%m/%Y}.",
        par=par,
        avant={"echeance": avant.isoformat()},
        apres={"echeance": echeance.isoformat()},
    )
    demander_courriel(demande, par=par)
    return demande


@transaction.atomic
def renvoyer(demande: DemandeAvis, *, par: Utilisateur) -> Travail:
    """Send the mail again, with a fresh link; nothing more while one is on its way."""
    demande = _verrouiller_ouverte(demande)
    dernier = dernier_courriel(demande)
    if dernier and not dernier.est_fini:
        return dernier
    noter(
        demande.dossier,
        Acte.AVIS,
        f"Courriel de demande d'avis envoyé de nouveau à {demande.nom} ({demande.courriel}).",
        par=par,
    )
    return demander_courriel(demande, par=par)


@transaction.atomic
def nouveau_lien(demande: DemandeAvis, *, par: Utilisateur) -> Cle:
    """Give staff a link to hand over themselves, and its code to read aloud; shown once.

    Links already sent stay valid. Raises AvisImpossible.
    """
    demande = _verrouiller_ouverte(demande)
    noter(
        demande.dossier,
        Acte.AVIS,
        f"Lien personnel vers l'avis copié, pour être remis à {demande.nom}.",
        par=par,
    )
    return liens.creer(demande)


@transaction.atomic
def lien_du_courriel(demande: DemandeAvis) -> Cle:
    """The link that a mail being sent will carry. Raises AvisImpossible if nobody waits for it."""
    return liens.creer(_verrouiller_ouverte(demande))


@transaction.atomic
def revoquer(demande: DemandeAvis, *, par: Utilisateur) -> DemandeAvis:
    """Close the request: none of its links opens any more. Raises AvisImpossible."""
    demande = _verrouiller_ouverte(demande)
    _revoquer(demande, demande.dossier, par=par)
    return demande


@transaction.atomic
def dispenser(dossier: Dossier, *, motif: str, par: Utilisateur) -> DispenseAvis:
    """Let the dossier go to the jury without opinion, for a reason the PV prints (R15, R16).

    An open request is revoked. Raises AvisImpossible.
    """
    dossier = verrouiller(dossier)
    verifier_attendu(dossier)
    motif = motif.strip()
    if not motif_suffisant(motif):
        raise AvisImpossible(
            "Écrivez en quelques mots pourquoi l'avis manquera : le procès-verbal du jury "
            f"imprimera ce motif ({MOTIF_MAX} caractères au plus)."
        )
    if ouverte := demande_ouverte(dossier):
        _revoquer(ouverte, dossier, par=par)
    dispense = DispenseAvis.objects.create(dossier=dossier, motif=motif, accordee_par=par)
    noter(dossier, Acte.AVIS, f"Dispense d'avis de l'entreprise accordée : {motif}", par=par)
    actualiser(dossier, par=par)
    return dispense


@transaction.atomic
def lever_dispense(dossier: Dossier, *, par: Utilisateur) -> None:
    """Expect the opinion again; a dossier that was ready for the jury on that account is not.

    Raises AvisImpossible: no exemption, or the jury's list already names the dossier.
    """
    dossier = verrouiller(dossier)
    dispense = DispenseAvis.objects.filter(dossier=dossier).first()
    if dispense is None:
        raise AvisImpossible(
            f"Aucune dispense d'avis n'est accordée pour le dossier {dossier.numero} : une autre "
            "personne l'a peut-être déjà levée."
        )
    if dossier.etat not in AVANT_SESSION:
        raise AvisImpossible(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : retirez-le d'abord de "
            "la session de jury pour attendre de nouveau l'avis de l'entreprise."
        )
    dispense.delete()
    noter(
        dossier,
        Acte.AVIS,
        "Dispense d'avis de l'entreprise levée : l'avis est de nouveau attendu.",
        par=par,
        avant={"motif": dispense.motif},
    )
    if dossier.etat == EtatDossier.PRET_POUR_JURY:
        manque = "l'avis de l'entreprise est de nouveau attendu."
        transitions.n_etre_plus_pret(dossier, par=par, manque=manque)


def echeance_par_defaut() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=settings.DELAI_AVIS)


def demande_ouverte(dossier: Dossier) -> DemandeAvis | None:
    return DemandeAvis.objects.filter(
        dossier=dossier, revoquee_le__isnull=True, repondue_le__isnull=True
    ).first()


def verrouiller(dossier: Dossier) -> Dossier:
    """Read the dossier again and hold it: whoever writes about its opinion waits here."""
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("candidat", "referentiel", "tuteur", "centre", "entreprise")
        .get(pk=dossier.pk)
    )


def verifier_attendu(dossier: Dossier) -> None:
    """Refuse unless an opinion is required, possible now, and not already settled."""
    if not avis_requis(dossier.parcours, dossier.referentiel.avis_vae_exempt):
        raise AvisImpossible(
            f"Le référentiel du dossier {dossier.numero} ne demande pas l'avis de l'entreprise en "
            "VAE : il n'y a rien à faire."
        )
    if AvisEntreprise.objects.filter(dossier=dossier).exists():
        raise AvisImpossible(
            f"L'entreprise a déjà signé son avis sur le dossier {dossier.numero} : il ne peut être "
            "ni redemandé ni remplacé. Lisez-le sur la page « Avis de l'entreprise »."
        )
    if DispenseAvis.objects.filter(dossier=dossier).exists():
        raise AvisImpossible(
            f"Une dispense d'avis est déjà accordée pour le dossier {dossier.numero} : aucun avis "
            "n'est attendu."
        )
    if dossier.etat not in AVANT_JURY:
        raise AvisImpossible(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : l'avis de "
            "l'entreprise se demande une fois les modalités transmises, et avant le jury."
        )


def verifier_destinataire(
    dossier: Dossier, nom: str, courriel: str, echeance: datetime.date
) -> None:
    """Raises AvisImpossible: nobody, an evaluator or the candidate (R24), a date out of bounds."""
    if not nom or not courriel:
        raise AvisImpossible(
            "Personne à qui demander l'avis : indiquez le nom et l'adresse électronique du tuteur "
            "ou du responsable."
        )
    if est_evaluateur_du(dossier, courriel):
        raise AvisImpossible(
            f"{courriel} est l'adresse d'un évaluateur de la commission, qui ne peut pas donner "
            "aussi l'avis de l'entreprise. Indiquez une autre personne."
        )
    if courriel.lower() == dossier.candidat.courriel.lower():
        raise AvisImpossible(
            f"{courriel} est l'adresse du candidat, qui ne donne pas d'avis sur lui-même. Indiquez "
            "celle de son tuteur ou de son responsable."
        )
    if not echeance_acceptable(echeance, timezone.localdate()):
        raise AvisImpossible(
            f"L'avis ne peut pas être attendu le {echeance:%d/%m/%Y} : choisissez une date à "
            f"venir, dans les {ATTENTE_MAX.days} jours."
        )


def est_evaluateur_du(dossier: Dossier, courriel: str) -> bool:
    """This address is the one of a member of the commission (R24)."""
    return dossier.affectations.filter(
        role=RoleAffectation.EVALUATEUR, utilisateur__email__iexact=courriel
    ).exists()


def _verrouiller_ouverte(demande: DemandeAvis) -> DemandeAvis:
    """Hold the dossier, then read the request again and refuse a closed one."""
    dossier = verrouiller(demande.dossier)
    demande = DemandeAvis.objects.get(pk=demande.pk)
    demande.dossier = dossier
    if not demande.est_ouverte:
        pourquoi = "a déjà reçu sa réponse" if demande.repondue_le else "a été annulée"
        raise AvisImpossible(
            f"La demande d'avis adressée à {demande.nom} {pourquoi}. Rechargez la page : une autre "
            "personne a peut-être agi."
        )
    if dossier.etat not in AVANT_JURY:
        raise AvisImpossible(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : l'avis de "
            "l'entreprise n'est plus attendu."
        )
    return demande


def _revoquer(demande: DemandeAvis, dossier: Dossier, *, par: Utilisateur) -> None:
    clore(demande, IssueDemande.ANNULEE)
    noter(dossier, Acte.AVIS, f"Demande d'avis adressée à {demande.nom} annulée.", par=par)


def clore(demande: DemandeAvis, issue: IssueDemande, *, motif: str = "") -> None:
    """Close a request that nobody will answer; its links open nothing any more."""
    demande.revoquee_le, demande.issue, demande.motif = timezone.now(), issue, motif
    demande.save(update_fields=["revoquee_le", "issue", "motif", "modifie_le"])


def demander_courriel(
    demande: DemandeAvis, *, par: Utilisateur | None, redemande: bool = False
) -> Travail:
    """One job per sending; two clicks at once give the same key, hence one mail.

    `redemande`: the person has just asked for another code.
    """
    sujet = sujet_de(demande)
    dernier = travaux.dernier(sujet, NATURE_COURRIEL)
    if dernier and not dernier.est_fini:
        return dernier
    return travaux.demander(
        NATURE_COURRIEL,
        sujet=sujet,
        cle=f"{NATURE_COURRIEL}:{demande.pk}:{dernier.pk if dernier else 0}",
        parametres={"demande": demande.pk} | ({"redemande": True} if redemande else {}),
        par=par,
    )
