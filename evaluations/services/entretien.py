"""Record the interview with the candidate, where the version requires it (R19)."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import AVANT_SESSION, Acte
from dossiers.models import Dossier
from dossiers.regles import verifier_date
from dossiers.regles_dates import verifier_apres_transmission
from dossiers.services.journal import noter
from evaluations.errors import EntretienModifie, EntretienRefuse
from evaluations.models import Entretien, NoteEntretien
from evaluations.selectors.entretien import lire_entretien
from evaluations.services.avancement import actualiser

SANS_NOTE: Mapping[int, str] = {}


@transaction.atomic
def enregistrer(
    dossier: Dossier,
    *,
    date: datetime.date,
    participants: str,
    notes: str,
    par: Utilisateur,
    notes_capacites: Mapping[int, str] = SANS_NOTE,
    lu_le: datetime.datetime | None = None,
) -> Entretien:
    """Write or complete the interview.

    `notes_capacites` is what was typed on each capacité, by its number: an empty text takes the
    note back, a capacité left out keeps its own. `lu_le` is the `modifie_le` that the page showed:
    if someone wrote since, EntretienModifie is raised and nothing is overwritten. Raises
    EntretienRefuse or DateImpossible (R8, R14).
    """
    dossier = (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("referentiel")
        .get(pk=dossier.pk)
    )
    _verifier(dossier, participants, notes_capacites)
    verifier_date(
        "L'entretien", date, inscrit_le=dossier.inscrit_le, aujourd_hui=timezone.localdate()
    )
    verifier_apres_transmission("L'entretien", date, transmis_le=dossier.jour_transmission)
    ancien = lire_entretien(dossier)
    if ancien and ancien.modifie_le != lu_le:
        raise EntretienModifie(ancien)
    entretien, _ = Entretien.objects.update_or_create(
        dossier=dossier,
        defaults={
            "date": date,
            "participants": participants.strip(),
            "notes": notes.strip(),
            "auteur": par,
        },
    )
    _annoter(dossier, entretien, notes_capacites)
    noter(
        dossier,
        Acte.ENTRETIEN,
        f"Entretien du {date:%d/%m/%Y} {'corrigé' if ancien else 'enregistré'}.",
        par=par,
        avant=_contenu(ancien),
        apres=_contenu(lire_entretien(dossier)),
    )
    actualiser(dossier, par=par)
    return entretien


def _annoter(dossier: Dossier, entretien: Entretien, notes: Mapping[int, str]) -> None:
    """Write each capacité's note, or take back the one that was emptied."""
    for capacite in dossier.capacites_visees():
        if capacite.numero not in notes:
            continue
        texte = notes[capacite.numero].strip()
        ici = {"entretien": entretien, "capacite": capacite}
        if texte:
            NoteEntretien.objects.update_or_create(**ici, defaults={"texte": texte})
        else:
            NoteEntretien.objects.filter(**ici).delete()


def _verifier(dossier: Dossier, participants: str, notes: Mapping[int, str]) -> None:
    if not dossier.referentiel.entretien_requis:
        raise EntretienRefuse(
            "Cette version du référentiel ne prévoit pas d'entretien : il n'y a rien à enregistrer."
        )
    if dossier.etat not in AVANT_SESSION:
        raise EntretienRefuse(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : l'entretien "
            "s'enregistre une fois les modalités transmises, et avant la session de jury."
        )
    if not participants.strip():
        raise EntretienRefuse("Écrivez qui a participé à l'entretien, candidat compris.")
    if etrangeres := set(notes) - {un.numero for un in dossier.capacites_visees()}:
        raise EntretienRefuse(
            f"La capacité {min(etrangeres)} n'est pas à évaluer dans le dossier "
            f"{dossier.numero} : revenez à la page de l'entretien pour voir celles qui le sont."
        )


def _contenu(entretien: Entretien | None) -> dict | None:
    if entretien is None:
        return None
    return {
        "date": entretien.date.isoformat(),
        "participants": entretien.participants,
        "notes": entretien.notes,
        "capacites": {
            str(note.capacite.numero): note.texte for note in entretien.notes_capacites.all()
        },
    }
