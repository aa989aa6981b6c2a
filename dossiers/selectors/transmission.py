"""The exchange with the resource centre: what was sent, what it answered, what it waits for."""

from collections.abc import Iterable

from django.db.models import Prefetch

from cqpm.commun.recherche import normaliser
from dossiers.enums import EtatDossier, ReponseRessources
from dossiers.models import DemandeCorrection, Dossier, ReglagesCentre, Transmission
from dossiers.selectors.plan import plan_par_capacite


def echange_de(dossier: Dossier) -> list[Transmission]:
    """Every sending of this dossier, newest first, ready for its page. Two queries."""
    corrections = DemandeCorrection.objects.select_related("capacite")
    envois = dossier.transmissions.select_related("centre", "accusee_par", "repondue_par")
    envois = list(envois.prefetch_related(Prefetch("corrections", corrections)))
    for envoi in envois:
        envoi.dossier = dossier
    return envois


def corrections_ouvertes(dossier: Dossier) -> list[DemandeCorrection]:
    """What the resource centre asked and nobody has treated yet. One query."""
    return list(
        DemandeCorrection.objects.filter(
            transmission__dossier=dossier, traitee_le__isnull=True
        ).select_related("capacite")
    )


def attend_l_accord(dossier: Dossier) -> bool:
    """The centre wants the resource centre's agreement before any score, and has none yet (R14).

    Only asked before the first score: an option switched on later stops no evaluation.
    """
    if dossier.etat != EtatDossier.TRANSMIS:
        return False
    requise = ReglagesCentre.objects.filter(centre=dossier.centre_id, approbation_requise=True)
    return (
        requise.exists()
        and not dossier.transmissions.filter(reponse=ReponseRessources.ACCORD).exists()
    )


def version_de(transmission: Transmission) -> int:
    """1 for the first sending of a dossier, 2 after a correction… One query."""
    return Transmission.objects.filter(
        dossier=transmission.dossier_id, pk__lte=transmission.pk
    ).count()


def contenu_transmis(transmission: Transmission) -> dict:
    """What was sent; for a sending older than the snapshots, the dossier, locked since then."""
    return transmission.contenu or contenu_a_transmettre(transmission.dossier)


def contenu_a_transmettre(dossier: Dossier) -> dict:
    """What the resource centre reads of the dossier: texts only, kept as they are sent.

    The least that a dossier de modalités needs (DOMAINE.md §5.3): no contact, no accommodation.
    """
    referentiel = dossier.referentiel
    return {
        "candidat": _identite(dossier),
        "naissance": str(dossier.candidat.naissance),
        "cqpm": referentiel.titre,
        "version": f"n° {referentiel.numero}, version du {referentiel.date_modification:%d/%m/%Y}"
        + (f" ({referentiel.mention})" if referentiel.mention else ""),
        "vise": _liste(dossier.blocs_vises.all()) or "Le CQPM",
        "parcours": dossier.get_parcours_display(),
        "inscrit_le": f"{dossier.inscrit_le:%d/%m/%Y}",
        "entreprise": _entreprise(dossier),
        "rapport_attendu_le": _jour(dossier.rapport_attendu_le),
        "accord": _accord(dossier),
        "commission": _liste(dossier.commission),
        "plan": _plan(dossier),
        "situations": _situations(dossier),
    }


def recherche_de(dossier: Dossier, contenu: dict) -> str:
    """The words by which the resource centre finds it: person, CQPM, company, exam centre."""
    textes = [dossier.numero, str(dossier.centre)]
    textes += [contenu[cle] for cle in ("candidat", "cqpm", "version", "entreprise")]
    return normaliser(" ".join(textes))


def _identite(dossier: Dossier) -> str:
    candidat = dossier.candidat
    usage = f" (nom d'usage : {candidat.nom_usage})" if candidat.nom_usage else ""
    return f"{candidat.prenom} {candidat.nom}{usage}"


def _entreprise(dossier: Dossier) -> str:
    if dossier.entreprise is None:
        return ""
    return ", ".join(filter(None, [dossier.entreprise.raison_sociale, dossier.entreprise.ville]))


def _accord(dossier: Dossier) -> str:
    if dossier.accord_le is None:
        return ""
    return f"{dossier.accord_signataire}, le {dossier.accord_le:%d/%m/%Y}"


def _plan(dossier: Dossier) -> list[dict]:
    return [
        {
            "numero": ligne.capacite.numero,
            "capacite": str(ligne.capacite),
            "modalites": [
                {
                    "libelle": prevue.modalite.get_code_display(),
                    "variante": prevue.get_variante_display() if prevue.variante else "",
                    "motif": prevue.motif,
                }
                for prevue in ligne.modalites
            ],
        }
        for ligne in plan_par_capacite(dossier)
    ]


def _situations(dossier: Dossier) -> list[dict]:
    situations = dossier.situations.prefetch_related("criteres__capacite")
    return [
        {
            "nature": une.get_nature_display(),
            "intitule": une.intitule,
            "contexte": une.contexte,
            "criteres": _liste(
                f"{critere.capacite.numero}.{critere.rang}" for critere in une.criteres.all()
            ),
        }
        for une in situations
    ]


def _liste(objets: Iterable) -> str:
    return ", ".join(str(un) for un in objets)


def _jour(date) -> str:
    return f"{date:%d/%m/%Y}" if date else ""
