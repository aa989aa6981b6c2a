"""What a candidate asks about their data from their space, and the answer of the exam centre.

The journal says that a request came and that it was answered, not its words: they stay on its row.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte, NatureDemande
from dossiers.errors import DemandeRefusee
from dossiers.models import DemandeCandidat, Dossier
from dossiers.services.journal import noter

NATURE_REPONSE = "reponse_demande_candidat"
TEXTE_MAX = DemandeCandidat._meta.get_field("texte").max_length
REPONSE_MAX = DemandeCandidat._meta.get_field("reponse").max_length


@transaction.atomic
def demander(dossier: Dossier, *, nature: str, texte: str) -> DemandeCandidat:
    """Keep what the candidate asks, whatever the state of the dossier: it is their data.

    The same words sent twice are one request. Raises DemandeRefusee: no text, too long, or too
    many requests wait for an answer.
    """
    texte = _texte(texte, TEXTE_MAX, champ="texte", vide="Écrivez ce que vous demandez.")
    if nature not in NatureDemande.values:
        raise DemandeRefusee("Choisissez ce que vous demandez dans la liste.", "nature")
    dossier = _verrouiller(dossier)
    ouvertes = dossier.demandes_candidat.filter(traitee_le=None)
    if deja := ouvertes.filter(nature=nature, texte=texte).first():
        return deja
    if ouvertes.count() >= settings.CQPM_DEMANDES_CANDIDAT_MAX:
        raise DemandeRefusee(
            f"{settings.CQPM_DEMANDES_CANDIDAT_MAX} demandes attendent déjà une réponse. Attendez "
            "celle du centre d'examen, ou contactez-le directement."
        )
    demande = DemandeCandidat.objects.create(dossier=dossier, nature=nature, texte=texte)
    noter(
        dossier,
        Acte.ESPACE,
        f"Demande du candidat : {demande.get_nature_display().lower()}.",
        signataire=str(dossier.candidat),
    )
    return demande


@transaction.atomic
def traiter(demande: DemandeCandidat, *, reponse: str, par: Utilisateur) -> DemandeCandidat:
    """Answer the candidate, by mail too if they have an address.

    Raises DemandeRefusee: no words, too many, or someone has answered already.
    """
    reponse = _texte(reponse, REPONSE_MAX, champ="reponse", vide="Écrivez ce que le candidat lira.")
    dossier = _verrouiller(demande.dossier)
    demande = DemandeCandidat.objects.select_related("traitee_par").get(pk=demande.pk)
    if demande.traitee_le:
        raise DemandeRefusee(
            f"{demande.traitee_par} a déjà répondu le "
            f"{timezone.localtime(demande.traitee_le):%d/%m/%Y à %H:%M}. Rechargez la page pour "
            "lire sa réponse."
        )
    demande.reponse, demande.traitee_le, demande.traitee_par = reponse, timezone.now(), par
    demande.save(update_fields=["reponse", "traitee_le", "traitee_par", "modifie_le"])
    noter(
        dossier,
        Acte.ESPACE,
        f"Réponse à la demande du candidat du {timezone.localtime(demande.cree_le):%d/%m/%Y} "
        f"({demande.get_nature_display().lower()}).",
        par=par,
    )
    if dossier.candidat.courriel:
        travaux.demander(
            NATURE_REPONSE,
            sujet=sujet_de(demande),
            cle=f"{NATURE_REPONSE}:{demande.pk}",
            parametres={"demande": demande.pk},
            par=par,
        )
    return demande


def _texte(texte: str, maximum: int, *, champ: str, vide: str) -> str:
    texte = texte.strip()
    if not texte:
        raise DemandeRefusee(vide, champ)
    if len(texte) > maximum:
        raise DemandeRefusee(
            f"Ce texte fait {len(texte)} signes, la limite est de {maximum}. Raccourcissez-le.",
            champ,
        )
    return texte


def _verrouiller(dossier: Dossier) -> Dossier:
    dossiers = Dossier.objects.select_for_update(of=("self",)).select_related("candidat")
    return dossiers.get(pk=dossier.pk)
