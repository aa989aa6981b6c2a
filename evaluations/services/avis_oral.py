"""Note what the company's representative said aloud; only their own signature makes it an opinion.

The personal link shows what is noted here, to be read again, corrected and signed (ADR 10).
"""

import datetime
from typing import Any

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.enums import AVANT_JURY, Acte
from dossiers.models import Dossier
from dossiers.services.journal import noter as noter_au_journal
from evaluations.errors import AvisImpossible, AvisOralModifie, AvisRefuse
from evaluations.models import AvisOral, DemandeAvis
from evaluations.regles_avis import AvisDonne, verifier_dicte
from evaluations.selectors.avis import capacites_a_apprecier
from evaluations.services.avis import demande_ouverte, demander_courriel, verrouiller


@transaction.atomic
def noter(
    dossier: Dossier,
    donne: AvisDonne,
    *,
    par: Utilisateur,
    lu_le: datetime.datetime | None = None,
    envoyer: bool = False,
) -> AvisOral:
    """Keep what was said, complete or not, and if asked write again to who has to sign it.

    `lu_le` is the `modifie_le` of the note that the page showed: if someone wrote since,
    AvisOralModifie is raised and nothing is overwritten; the same words are written once. Raises
    AvisImpossible (nobody is asked, or too late) or AvisRefuse (too long, empty).
    """
    dossier = verrouiller(dossier)
    demande = demande_a_noter(dossier)
    rangs = {
        capacite.numero: [critere.rang for critere in capacite.criteres.all()]
        for capacite in capacites_a_apprecier(dossier)
    }
    if fautes := verifier_dicte(donne, rangs, dossier.referentiel.avis_par_critere):
        raise AvisRefuse(fautes)
    ancien, contenu = note_de(demande), contenu_de(donne)
    change = ancien is None or ancien.contenu != contenu
    if change and ancien and ancien.modifie_le != lu_le:
        raise AvisOralModifie(ancien)
    if change:
        AvisOral.objects.update_or_create(
            demande=demande, defaults={"contenu": contenu, "saisi_par": par}
        )
    if change or envoyer:
        _tracer(demande, ancien, contenu, par, envoyer=envoyer)
    if envoyer:
        demander_courriel(demande, par=par)
    return note_de(demande)


def contenu_de(donne: AvisDonne) -> dict[str, str]:
    """What was said, under the names of the form's fields; what was left out has none."""
    contenu = {
        "qualite": donne.qualite,
        "fonction": donne.fonction.strip(),
        "observations": donne.observations.strip(),
    }
    for reponse in donne.reponses:
        contenu[f"sens-{reponse.capacite}"] = reponse.sens
        contenu[f"commentaire-{reponse.capacite}"] = reponse.commentaire.strip()
        for rang, sens in reponse.criteres.items():
            contenu[f"critere-{reponse.capacite}-{rang}"] = sens
    return {champ: valeur for champ, valeur in contenu.items() if valeur}


def note_de(demande: DemandeAvis) -> AvisOral | None:
    """What is noted of this request, with who noted it."""
    return AvisOral.objects.select_related("saisi_par").filter(demande=demande).first()


def demande_a_noter(dossier: Dossier) -> DemandeAvis:
    """The request that what is said will answer. Raises AvisImpossible: none open, or too late."""
    if dossier.etat not in AVANT_JURY:
        raise AvisImpossible(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : l'avis de "
            "l'entreprise n'est pas attendu."
        )
    demande = demande_ouverte(dossier)
    if demande is None:
        raise AvisImpossible(
            "Aucune demande d'avis n'est en cours : faites-la d'abord envoyer par le centre "
            "d'examen. Si l'entreprise vient de signer, il n'y a plus rien à noter."
        )
    demande.dossier = dossier
    return demande


def _tracer(
    demande: DemandeAvis, ancien: AvisOral | None, contenu: Any, par: Utilisateur, *, envoyer: bool
) -> None:
    envoi = f" {demande.nom} est invité à le relire et à signer." if envoyer else ""
    noter_au_journal(
        demande.dossier,
        Acte.AVIS,
        f"Avis de l'entreprise donné de vive voix par {demande.nom}, noté par {par}.{envoi}",
        par=par,
        avant=ancien.contenu if ancien else None,
        apres=contenu,
    )
