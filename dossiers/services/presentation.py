"""A candidate comes back for what is still missing: a new dossier, tied to the first (R39)."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import ARRETES, Acte, EtatDossier
from dossiers.errors import DateImpossible, PresentationRefusee
from dossiers.models import CapaciteConservee, Dossier
from dossiers.services.indexation import indexer
from dossiers.services.journal import noter
from dossiers.services.plan import suivre_le_plan, verrouiller_plan
from referentiels.models import Bloc

# What a new presentation takes from the first one: the version never changes (R1, DOMAINE.md §4.4).
REPRIS = ("centre", "candidat", "referentiel", "parcours", "entreprise", "tuteur")
REPRIS += ("organisme_formation", "formateur_nom", "formateur_courriel")


@transaction.atomic
def ouvrir_presentation(
    origine: Dossier,
    *,
    conservees: Iterable[CapaciteConservee],
    blocs: Iterable[Bloc],
    inscrit_le: datetime.date,
    par: Utilisateur,
) -> Dossier:
    """Register the candidate again, for the capacités that are not in `conservees` (R39).

    `conservees` are rows without dossier. Raises PresentationRefusee when another follows already,
    DateImpossible on a registration before the jury it follows or in the future (R8).
    """
    origine = Dossier.objects.select_for_update(of=("self",)).get(pk=origine.pk)
    if suite := presentation_suivante(origine):
        if suite.est_decide:
            raise PresentationRefusee(
                f"Le dossier {suite.numero} a déjà suivi celui-ci, et un jury l'a décidé : son "
                "résultat compte. Partez de ce dossier s'il reste quelque chose à évaluer."
            )
        raise PresentationRefusee(
            f"Une nouvelle présentation est déjà ouverte : le dossier {suite.numero}. "
            "Ouvrez ce dossier, ou arrêtez-le avant d'en inscrire une autre."
        )
    lignes = list(conservees)
    _verifier_date(inscrit_le, apres=max(ligne.validee_le for ligne in lignes))
    dossier = Dossier.objects.numeroter(
        **{champ: getattr(origine, champ) for champ in REPRIS},
        origine=origine,
        inscrit_le=inscrit_le,
    )
    dossier.blocs_vises.set(blocs)
    indexer([dossier])
    for ligne in lignes:
        ligne.dossier = dossier
    CapaciteConservee.objects.bulk_create(lignes)
    indexer([dossier])
    numeros = ", ".join(str(un.numero) for un in dossier.capacites_visees())
    noter(
        dossier,
        Acte.PRESENTATION,
        f"Nouvelle présentation après le dossier {origine.numero} : capacités à évaluer {numeros}.",
        par=par,
        vers=dossier.etat,
        apres={"conservees": sorted(ligne.capacite.numero for ligne in lignes)},
    )
    noter(origine, Acte.PRESENTATION, f"Nouvelle présentation : dossier {dossier.numero}.", par=par)
    return dossier


@transaction.atomic
def reevaluer(dossier: Dossier, conservee: CapaciteConservee, *, par: Utilisateur) -> Dossier:
    """Evaluate again a capacité whose benefit has ended (R32).

    Raises PresentationRefusee while it is kept, PlanVerrouille once the dossier was transmitted.
    """
    dossier = verrouiller_plan(dossier)
    if not conservee.est_perdue:
        raise PresentationRefusee(
            f"La capacité {conservee.capacite.numero} est conservée jusqu'au "
            f"{conservee.jusqu_au:%d/%m/%Y} : elle n'est pas à évaluer de nouveau."
        )
    CapaciteConservee.objects.filter(pk=conservee.pk, dossier=dossier).delete()
    Dossier.objects.filter(pk=dossier.pk).update(
        accord_par="",
        accord_signataire="",
        accord_le=None,
        modifie_le=timezone.now(),
    )
    noter(
        dossier,
        Acte.PRESENTATION,
        f"La capacité {conservee.capacite.numero} est à évaluer de nouveau : elle n'était "
        f"conservée que jusqu'au {conservee.jusqu_au:%d/%m/%Y}.",
        par=par,
    )
    dossier.refresh_from_db()
    return suivre_le_plan(dossier, par=par)


def presentation_suivante(origine: Dossier) -> Dossier | None:
    """The presentation that takes this one's place: open, or with something a jury granted."""
    return origine.suites.exclude(etat__in=[*ARRETES, EtatDossier.NON_ADMIS]).first()


def _verifier_date(inscrit_le: datetime.date, *, apres: datetime.date) -> None:
    """One registers again once the jury has decided, and not in the future."""
    quoi = "La nouvelle présentation"
    if inscrit_le < apres:
        raise DateImpossible(quoi, inscrit_le, f"elle suit le jury du {apres:%d/%m/%Y}.")
    if inscrit_le > timezone.localdate():
        raise DateImpossible(quoi, inscrit_le, "cette date n'est pas encore passée.")
