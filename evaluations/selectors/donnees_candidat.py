"""What the centre holds about a candidate, whole, for the candidate (DOMAINE.md §6.1).

Before the PV is signed nothing of the commission's scores, of the company's opinion or of the
decision is there (R53); afterwards all of it is. Words between staff stay out.
"""

import datetime
from typing import Any

from django.utils import timezone

from cqpm.commun.models import Courriel, Document, sujet_de
from dossiers import nir
from dossiers.enums import NaturePiece, QualiteConvoque
from dossiers.models import Candidat, Convocation, Dossier
from dossiers.plan import en_json
from dossiers.selectors.plan import lire_plan
from evaluations.enums import EtatSession
from evaluations.models import AvisEntreprise, ConclusionCapacite, PieceJury, ResultatCritere
from evaluations.selectors.conservation import benefices, deliberation_signee
from evaluations.selectors.entretien import lire_entretien
from evaluations.vocabulaire import decision_du_dossier

Donnees = dict[str, Any]


def donnees_du_candidat(dossier: Dossier) -> Donnees:
    """Everything, as JSON values; `dossier` comes from `pour_fiche`."""
    return {
        "exporte_le": _moment(timezone.now()),
        "identite": _identite(dossier.candidat),
        "dossier": _dossier(dossier),
        "amenagements": [
            {
                "mesure": un.mesure,
                "demande_le": _jour(un.demande_le),
                "accorde_le": _jour(un.accorde_le),
            }
            for un in dossier.amenagements.all()
        ],
        "plan": _plan(dossier),
        "capacites_conservees": [_conservee(une) for une in _conservees(dossier)],
        "seances": _seances(dossier),
        "rapports_deposes": _depots(dossier),
        "pieces": _pieces(dossier),
        "demandes": _demandes(dossier),
        "courriels": _courriels(dossier),
        "resultats": _resultats(dossier),
        "documents_du_jury": _documents_du_jury(dossier),
    }


def _jour(jour: datetime.date | None) -> str | None:
    return jour.isoformat() if jour else None


def _moment(moment: datetime.datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


# --- The person and the dossier -----------------------------------------------------------------


def _identite(candidat: Candidat) -> Donnees:
    """As typed; the NIR is masked: nobody reads it whole (R46)."""
    return {
        "nom": candidat.nom,
        "nom_usage": candidat.nom_usage,
        "prenoms": [un for un in (candidat.prenom, candidat.prenom2, candidat.prenom3) if un],
        "naissance": str(candidat.naissance),
        "sexe": candidat.get_sexe_display(),
        "lieu_de_naissance": {
            "commune": candidat.naissance_commune,
            "code_insee": candidat.naissance_code_insee,
            "code_postal": candidat.naissance_code_postal,
            "pays": candidat.naissance_pays or candidat.naissance_code_pays,
        },
        "nir": nir.masquer(candidat.nir_chiffre),
        "courriel": candidat.courriel,
        "telephone": candidat.telephone,
    }


def _dossier(dossier: Dossier) -> Donnees:
    recevabilite = getattr(dossier, "recevabilite", None)
    return {
        "numero": dossier.numero,
        "centre_d_examen": str(dossier.centre),
        "cqpm": dossier.referentiel.titre,
        "numero_de_qualification": dossier.referentiel.numero,
        "version_du": _jour(dossier.referentiel.date_modification),
        "blocs_vises": [str(un) for un in dossier.blocs_vises.all()],
        "parcours": dossier.get_parcours_display(),
        "entreprise": str(dossier.entreprise or ""),
        "tuteur": str(dossier.tuteur or ""),
        "organisme_de_formation": dossier.organisme_formation,
        "formateur": dossier.formateur_nom,
        "etat": dossier.libelle_etat,
        "inscrit_le": _jour(dossier.inscrit_le),
        "recevabilite": recevabilite
        and {
            "demande_complete_le": _jour(recevabilite.complet_le),
            "decision": recevabilite.get_decision_display(),
            "decidee_le": _jour(recevabilite.decidee_le),
            "motif": recevabilite.motif,
        },
        "accord_le": _jour(dossier.accord_le),
        "accord_signe_par": dossier.accord_signataire,
        "transmis_au_centre_de_ressources_le": _moment(dossier.transmis_le),
        "rapport_attendu_le": _jour(dossier.rapport_attendu_le),
        "rapport_recu_le": _jour(dossier.rapport_recu_le),
        "derogation_au_rapport": dossier.rapport_derogation,
        "reporte_jusqu_au": _jour(dossier.report_jusqu_au),
        "motif_du_report": dossier.report_motif,
        "motif_de_l_arret": dossier.motif_arret,
        "premiere_presentation": dossier.origine.numero if dossier.origine else None,
    }


def _plan(dossier: Dossier) -> Donnees:
    """The plan with the capacités named: their numbers alone would say nothing."""
    plan = en_json(lire_plan(dossier))
    return {
        "capacites": {un.numero: un.intitule for un in dossier.capacites_visees()},
        "modalites": [
            {"capacite": numero, "modalite": code, "variante": variante, "motif": motif}
            for numero, code, variante, motif in plan["choix"]
        ],
        "forme_du_rapport": plan["rapport_forme"],
        "situations": plan["situations"],
    }


def _conservees(dossier: Dossier):
    return dossier.conservees.select_related("capacite")


def _conservee(une) -> Donnees:
    return {
        "capacite": une.capacite.numero,
        "validee_le": _jour(une.validee_le),
        "session_de_jury": une.session_numero,
        "conservee_jusqu_au": _jour(une.jusqu_au),
    }


# --- What was planned, sent and received --------------------------------------------------------


def _siennes(dossier: Dossier) -> list[Convocation]:
    convocations = Convocation.objects.filter(
        seance__dossier=dossier, qualite=QualiteConvoque.CANDIDAT
    )
    return list(convocations)


def _seances(dossier: Dossier) -> list[Donnees]:
    convocations = {une.seance_id: une for une in _siennes(dossier)}
    return [
        {
            "objet": une.get_nature_display(),
            "debut": _moment(une.debut),
            "fin": _moment(une.fin),
            "lieu": une.lieu,
            "precisions": une.precisions,
            "etat": une.get_etat_display(),
            "motif": une.motif,
            "convocation": _convocation(convocations.get(une.pk)),
        }
        for une in dossier.seances.all()
    ]


def _convocation(convocation: Convocation | None) -> Donnees | None:
    return convocation and {
        "a": convocation.courriel,
        "envoyee_le": _moment(convocation.envoyee_le),
        "remise_en_main_propre": convocation.en_main_propre,
        "annulee": convocation.annulee,
    }


def _depots(dossier: Dossier) -> list[Donnees]:
    return [
        {
            "fichier": un.nom,
            "taille_octets": un.taille,
            "sha256": un.sha256,
            "depose_le": _moment(un.depose_le),
            "attendu_le": _jour(un.attendu_le),
            "en_retard": un.en_retard,
            "suite": un.get_suite_display(),
            "motif": un.motif,
            "conserve": un.document_id is not None,
        }
        for un in dossier.depots_rapport.all()
    ]


def _pieces(dossier: Dossier) -> list[Donnees]:
    pieces = Document.objects.filter(sujet=sujet_de(dossier), nature__in=NaturePiece.values)
    return [
        {
            "nature": NaturePiece(une.nature).label,
            "titre": une.titre,
            "fichier": une.nom,
            "sha256": une.sha256,
            "deposee_le": _moment(une.cree_le),
        }
        for une in pieces
    ]


def _demandes(dossier: Dossier) -> list[Donnees]:
    return [
        {
            "nature": une.get_nature_display(),
            "demande": une.texte,
            "faite_le": _moment(une.cree_le),
            "reponse": une.reponse,
            "traitee_le": _moment(une.traitee_le),
        }
        for une in dossier.demandes_candidat.all()
    ]


def _courriels(dossier: Dossier) -> list[Donnees]:
    """Those written to the candidate; the others name other people."""
    adresses = {dossier.candidat.courriel.lower()}
    adresses |= {une.courriel.lower() for une in _siennes(dossier)}
    courriels = Courriel.objects.filter(sujet=sujet_de(dossier))
    return [
        {"objet": un.objet, "le": _moment(un.cree_le), "etat": un.get_etat_display()}
        for un in courriels
        if adresses.intersection(adresse.lower() for adresse in un.destinataires)
    ]


# --- The results, once the PV is signed (R53) ---------------------------------------------------


def _resultats(dossier: Dossier) -> Donnees | None:
    deliberation = deliberation_signee(dossier) if dossier.est_decide else None
    if deliberation is None:
        return None
    return {
        "decision": decision_du_dossier(dossier, deliberation.decision),
        "motif": deliberation.motif,
        "session_de_jury": deliberation.session.numero,
        "date_de_deliberation": _jour(deliberation.session.date_de_deliberation),
        "capacites": [
            {"capacite": une.capacite.numero, "validee": une.validee, "motif": une.motif}
            for une in deliberation.capacites.select_related("capacite")
        ],
        "benefices": [_conservee(une) for une in benefices(dossier)],
        "conclusions_de_la_commission": _conclusions(dossier),
        "criteres": _criteres(dossier),
        "avis_de_l_entreprise": _avis(dossier),
        "entretien": _entretien(dossier),
    }


def _documents_du_jury(dossier: Dossier) -> list[Donnees]:
    """Every paper that a signed PV gave, those that a PV rectificatif replaced included."""
    pieces = PieceJury.objects.filter(
        deliberation__dossier=dossier, deliberation__session__etat=EtatSession.SIGNEE
    ).select_related("document", "deliberation__session")
    return [
        {
            "nature": une.get_nature_display(),
            "session_de_jury": une.deliberation.session.numero,
            "fichier": une.document.nom,
            "sha256": une.document.sha256,
            "produit_le": _moment(une.document.cree_le),
            "envoye_le": _jour(une.envoyee_le),
            "moyen": une.get_envoyee_moyen_display(),
        }
        for une in pieces
    ]


def _conclusions(dossier: Dossier) -> list[Donnees]:
    conclusions = ConclusionCapacite.objects.filter(evaluation__dossier=dossier)
    return [
        {
            "capacite": une.capacite.numero,
            "conclusion": une.get_conclusion_display(),
            "commentaire": une.commentaire,
            "evaluee_le": _jour(une.evaluee_le),
            "lieu": une.lieu,
        }
        for une in conclusions.select_related("capacite")
    ]


def _criteres(dossier: Dossier) -> list[Donnees]:
    echelle = dossier.referentiel.echelle_des_criteres
    resultats = ResultatCritere.objects.filter(evaluation__dossier=dossier)
    return [
        {
            "capacite": un.critere.capacite.numero,
            "critere": un.critere.texte,
            "resultat": echelle.libelle(un.niveau),
            "commentaire": un.commentaire,
            "desaccord_consigne": un.divergence,
        }
        for un in resultats.select_related("critere__capacite")
    ]


def _avis(dossier: Dossier) -> Donnees | None:
    avis = (
        AvisEntreprise.objects.filter(dossier=dossier)
        .prefetch_related("capacites__capacite", "criteres__critere__capacite")
        .first()
    )
    return avis and {
        "signataire": avis.signataire,
        "qualite": avis.get_qualite_display(),
        "fonction": avis.fonction,
        "signe_le": _moment(avis.signe_le),
        "observations": avis.observations,
        "capacites": [
            {
                "capacite": une.capacite.numero,
                "avis": une.get_sens_display(),
                "commentaire": une.commentaire,
            }
            for une in avis.capacites.all()
        ],
        "criteres": [
            {
                "capacite": un.critere.capacite.numero,
                "critere": un.critere.texte,
                "avis": un.get_sens_display(),
            }
            for un in avis.criteres.all()
        ],
    }


def _entretien(dossier: Dossier) -> Donnees | None:
    entretien = lire_entretien(dossier)
    return entretien and {
        "date": _jour(entretien.date),
        "participants": entretien.participants,
        "notes": entretien.notes,
        "par_capacite": [
            {"capacite": une.capacite.numero, "note": une.texte}
            for une in entretien.notes_capacites.all()
        ],
    }
