"""What evaluation, opinion and interview still lack, and how far they are."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.timezone import localtime

from cqpm.comptes.models import Utilisateur
from dossiers.avancement import ActeAttendu, Avancement, Etape, EtatEtape
from dossiers.enums import AVANT_JURY, EVALUATION_OUVERTE, PLAN_MODIFIABLE, EtatDossier
from dossiers.models import Dossier
from dossiers.permissions import peut_composer_commission, peut_enregistrer_rapport
from dossiers.selectors.transmission import attend_l_accord
from evaluations.models import AvisEntreprise, DemandeAvis, DispenseAvis, Entretien
from evaluations.permissions import (
    peut_lire_grille,
    peut_noter_oral,
    peut_saisir_entretien,
    peut_suivre_avis,
)
from evaluations.regles_avis import avis_requis
from evaluations.selectors.avis import derniere_declinee
from evaluations.selectors.grille import Grille, LigneCapacite, grille

COMMISSION = "Commission d'évaluation"
CENTRE = "Centre d'examen"
# Where each kind of act is done, and who may open that page.
PAGES = {
    "commission": ("dossiers:commission", peut_composer_commission),
    "rapport": ("dossiers:rapport", peut_enregistrer_rapport),
    "rapport_tardif": ("dossiers:rapport", peut_enregistrer_rapport),
    "evaluer": ("evaluations:grille", peut_lire_grille),
    "signature_grille": ("evaluations:grille", peut_lire_grille),
    "demander_avis": ("evaluations:avis", peut_suivre_avis),
    "avis": ("evaluations:avis", peut_suivre_avis),
    "avis_sans_reponse": ("evaluations:avis", peut_suivre_avis),
    "entretien": ("evaluations:entretien", peut_saisir_entretien),
}


def attendus_avant_jury(dossier: Dossier) -> list[ActeAttendu]:
    """Every act missing before the dossier is ready for the jury (R15, R19, R20, R23)."""
    return (
        _attendus_grille(dossier, grille(dossier))
        + _attendus_avis(dossier, _lire_avis(dossier))
        + _attendus_entretien(dossier)
    )


def avancement_evaluations(dossier: Dossier, utilisateur: Utilisateur | None) -> Avancement:
    """Steps 5 to 8: grid, opinion, interview; links only for who may follow them."""
    la_grille, lu = grille(dossier), _lire_avis(dossier)
    ouvert = dossier.etat in AVANT_JURY
    manques = (
        _attendus_grille(dossier, la_grille)
        + _attendus_avis(dossier, lu)
        + _attendus_entretien(dossier)
    )
    attendus = [_pour(utilisateur, dossier, un) for un in manques] if ouvert else []
    etapes = [
        _etape_grille(dossier, la_grille, utilisateur),
        _etape_avis(dossier, lu, utilisateur),
    ]
    if dossier.referentiel.entretien_requis:
        etapes.append(_etape_entretien(dossier, utilisateur))
    return Avancement(etapes, attendus)


def _pour(utilisateur: Utilisateur | None, dossier: Dossier, attendu: ActeAttendu) -> ActeAttendu:
    """The act with its link, an anchor completed; without any for who may not open that page."""
    url, permis = PAGES[attendu.code]
    if utilisateur is None or not permis(utilisateur, dossier):
        return replace(attendu, url="")
    return replace(attendu, url=reverse(url, args=[dossier.pk]) + attendu.url)


# --- The grid ---------------------------------------------------------------------------------


def _attendus_grille(dossier: Dossier, la_grille: Grille) -> list[ActeAttendu]:
    if dossier.etat not in EVALUATION_OUVERTE:
        return []
    if not dossier.commission:
        return [ActeAttendu("commission", "Nommer la commission d'évaluation.", CENTRE)]
    attendus = []
    if any(ligne.attend_rapport for ligne in la_grille.capacites):
        attendus.append(_attendu_rapport(dossier))
    if attend_l_accord(dossier):
        return attendus
    for ligne in la_grille.capacites:
        if ligne.conclusion is None:
            attendus.append(
                ActeAttendu(
                    "evaluer",
                    f"Évaluer la capacité {ligne.capacite.numero} : {_reste(dossier, ligne)}.",
                    COMMISSION,
                    f"#capacite-{ligne.capacite.numero}",
                    personnes=_evaluateurs_attendus(dossier, ligne),
                )
            )
    if not attendus:
        manquants = [un for un in dossier.commission if un.pk not in la_grille.signataires]
        noms = ", ".join(str(un) for un in manquants) or "la commission"
        personnes = frozenset(un.pk for un in manquants)
        attendus.append(
            ActeAttendu(
                "signature_grille", "Signer la grille d'évaluation.", noms, personnes=personnes
            )
        )
    return attendus


def _evaluateurs_attendus(dossier: Dossier, ligne: LigneCapacite) -> frozenset[int]:
    """Who has still to share it; else the whole commission, to put in common and conclude (R20).

    The same people as the set « evaluer » of `evaluations.attentes`.
    """
    membres = frozenset(un.pk for un in dossier.commission)
    return membres if ligne.est_commune else membres - ligne.partages or membres


def _reste(dossier: Dossier, ligne: LigneCapacite) -> str:
    """What the commission still has to do before it concludes (R20)."""
    partages = len(ligne.partages & {un.pk for un in dossier.commission})
    if partages and not ligne.est_commune:
        ont = "ont partagé leurs résultats" if partages > 1 else "a partagé ses résultats"
        pluriel = "s" if partages > 1 else ""
        return f"{partages} évaluateur{pluriel} sur {len(dossier.commission)} {ont}"
    reste = ligne.compte.total - ligne.compte.evalues
    return f"{reste} critère{'s' if reste > 1 else ''} à noter" if reste else "à conclure"


def _attendu_rapport(dossier: Dossier) -> ActeAttendu:
    """The report to receive, or the late one to accept (R13)."""
    if dossier.rapport_en_retard:
        return ActeAttendu(
            "rapport_tardif",
            f"Accepter, avec un motif, le rapport arrivé le {dossier.rapport_recu_le:%d/%m/%Y}, "
            f"après la date limite du {dossier.rapport_attendu_le:%d/%m/%Y}.",
            "Responsable du centre d'examen",
        )
    attendu = dossier.rapport_attendu_le
    return ActeAttendu(
        "rapport",
        f"Enregistrer le rapport du candidat{f', attendu le {attendu:%d/%m/%Y}' if attendu else ''}"
        " : les capacités évaluées sur présentation l'attendent.",
        "Candidat, puis centre d'examen",
    )


def _etape_grille(dossier: Dossier, la_grille: Grille, utilisateur: Utilisateur | None) -> Etape:
    concluses = sum(1 for ligne in la_grille.capacites if ligne.conclusion)
    total = len(la_grille.capacites)
    close = dossier.transmis_le is not None and dossier.etat not in EVALUATION_OUVERTE
    if close and dossier.etat != EtatDossier.ABANDONNE:
        etat, detail = EtatEtape.FAITE, "grille signée"
    elif dossier.etat in EVALUATION_OUVERTE:
        etat, detail = EtatEtape.EN_COURS, f"{concluses}/{total} capacités"
    else:
        etat, detail = EtatEtape.A_VENIR, ""
    return Etape(
        "evaluation",
        "Évaluation",
        etat,
        detail,
        _lien("evaluations:grille", dossier, utilisateur, peut_lire_grille),
    )


# --- The company's opinion --------------------------------------------------------------------


@dataclass(frozen=True)
class _Avis:
    """Where the opinion stands, read once for the missing acts and for the step."""

    requis: bool
    avis: AvisEntreprise | None
    dispense: bool
    demande: DemandeAvis | None


def _lire_avis(dossier: Dossier) -> _Avis:
    return _Avis(
        avis_requis(dossier.parcours, dossier.referentiel.avis_vae_exempt),
        AvisEntreprise.objects.filter(dossier=dossier).first(),
        DispenseAvis.objects.filter(dossier=dossier).exists(),
        DemandeAvis.objects.filter(
            dossier=dossier, revoquee_le__isnull=True, repondue_le__isnull=True
        ).first(),
    )


def _attendus_avis(dossier: Dossier, lu: _Avis) -> list[ActeAttendu]:
    if not lu.requis or lu.avis or lu.dispense:
        return []
    if lu.demande:
        libelle = (
            f"Recevoir l'avis de l'entreprise, demandé à {lu.demande.nom} pour le "
            f"{lu.demande.echeance:%d/%m/%Y}."
        )
        attendus = [ActeAttendu("avis", libelle, lu.demande.nom)]
        if lu.demande.est_sans_reponse:
            libelle = (
                f"Obtenir autrement l'avis de l'entreprise : {lu.demande.nom} n'a pas répondu."
            )
            attendus.append(ActeAttendu("avis_sans_reponse", libelle, CENTRE))
        return attendus
    if dossier.entreprise_id is None:
        return [
            ActeAttendu(
                "demander_avis",
                "Obtenir l'avis d'une entreprise d'accueil, ou dispenser le dossier avec un motif.",
                "Centre d'examen, puis son responsable",
            )
        ]
    if declinee := derniere_declinee(dossier):
        libelle = f"Demander l'avis à quelqu'un d'autre : {declinee.nom} ne répondra pas."
        return [ActeAttendu("demander_avis", libelle, CENTRE)]
    return [ActeAttendu("demander_avis", "Demander l'avis de l'entreprise.", CENTRE)]


def _etape_avis(dossier: Dossier, lu: _Avis, utilisateur: Utilisateur | None) -> Etape:
    lien = _lien("evaluations:avis", dossier, utilisateur, peut_suivre_avis)
    if not lien and lu.demande and dossier.etat in AVANT_JURY:
        lien = _lien("evaluations:avis_oral", dossier, utilisateur, peut_noter_oral)
    detail = f"demandé à {lu.demande.nom}" if lu.demande else ""
    etat = EtatEtape.EN_COURS if dossier.etat in AVANT_JURY else EtatEtape.A_VENIR
    if lu.avis:
        etat, detail = EtatEtape.FAITE, f"le {localtime(lu.avis.signe_le):%d/%m/%Y}"
    elif not lu.requis:
        etat, detail = EtatEtape.SANS_OBJET, "VAE : exempté"
    elif lu.dispense:
        etat, detail = EtatEtape.SANS_OBJET, "dispensé"
    return Etape("avis", "Avis de l'entreprise", etat, detail, lien)


# --- The interview ----------------------------------------------------------------------------


def _attendus_entretien(dossier: Dossier) -> list[ActeAttendu]:
    if not dossier.referentiel.entretien_requis:
        return []
    if Entretien.objects.filter(dossier=dossier).exists():
        return []
    return [
        ActeAttendu(
            "entretien",
            "Enregistrer l'entretien avec le candidat.",
            f"{COMMISSION} ou centre d'examen",
        )
    ]


def _etape_entretien(dossier: Dossier, utilisateur: Utilisateur | None) -> Etape:
    entretien = Entretien.objects.filter(dossier=dossier).first()
    lien = _lien("evaluations:entretien", dossier, utilisateur, peut_lire_grille)
    if dossier.etat in PLAN_MODIFIABLE:
        lien = ""
    if entretien:
        detail = f"le {entretien.date:%d/%m/%Y}"
        return Etape("entretien", "Entretien", EtatEtape.FAITE, detail, lien)
    etat = EtatEtape.EN_COURS if dossier.etat in AVANT_JURY else EtatEtape.A_VENIR
    return Etape("entretien", "Entretien", etat, "", lien)


def _lien(nom: str, dossier: Dossier, utilisateur: Utilisateur | None, permis) -> str:
    if utilisateur is None or dossier.etat in PLAN_MODIFIABLE or not permis(utilisateur, dossier):
        return ""
    return reverse(nom, args=[dossier.pk])
