"""Take the plan of another dossier, or bring back the plan before its last change."""

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.errors import CopieImpossible, PlanModifie
from dossiers.models import Dossier, EntreeJournal
from dossiers.plan import Plan, de_json, en_json, fondre
from dossiers.selectors.plan import dernier_changement, lire_plan, modele_pour
from dossiers.services.plan import remplacer, verifier_version, verrouiller_plan


def plan_copie(dossier: Dossier, origine: Dossier) -> Plan:
    """What this dossier's plan becomes when it takes the other's (shown before it is done).

    Capacités kept or not targeted here are left out; those that the other does not plan stay as
    they are. Raises CopieImpossible.
    """
    if origine.referentiel_id != dossier.referentiel_id:
        raise CopieImpossible(
            f"Le dossier {origine.numero} suit une autre version : choisissez un dossier de "
            f"{dossier.referentiel}."
        )
    modele = modele_pour(dossier, lire_plan(origine))
    if not modele.choix:
        raise CopieImpossible(
            f"Le dossier {origine.numero} ne prévoit rien pour les capacités visées ici. "
            "Choisissez un autre dossier."
        )
    return fondre(lire_plan(dossier), modele)


@transaction.atomic
def copier(
    dossier: Dossier, origine: Dossier, *, par: Utilisateur, version: str | None = None
) -> Dossier:
    """Replace the plan by the other dossier's, situations included.

    Raises CopieImpossible, PlanRefuse, PlanModifie or PlanVerrouille.
    """
    dossier = verrouiller_plan(dossier)
    verifier_version(dossier, version, lire_plan(dossier).version_entiere)
    return remplacer(
        dossier,
        plan_copie(dossier, origine),
        libelle=f"Plan copié du dossier {origine.numero}.",
        par=par,
    )


@transaction.atomic
def revenir(dossier: Dossier, entree_pk: int, *, par: Utilisateur) -> Dossier:
    """Bring back the plan before its last change, and the agreement that was given to it.

    `entree_pk` is the line of the journal that the person saw: a change made since is not undone.
    Raises CopieImpossible, PlanRefuse, PlanModifie or PlanVerrouille.
    """
    dossier = verrouiller_plan(dossier)
    entree = dernier_changement(dossier)
    if entree is None:
        raise CopieImpossible("Ce plan n'a pas encore été changé : il n'y a rien à rétablir.")
    if entree.pk != entree_pk:
        raise PlanModifie(dossier, entree)
    numeros = [un.numero for un in dossier.capacites_visees()]
    return remplacer(
        dossier,
        de_json(entree.avant).restreint(numeros),
        libelle="Retour au plan précédent.",
        par=par,
        accord=_accord_a_rendre(dossier, entree),
    )


def _accord_a_rendre(dossier: Dossier, entree: EntreeJournal) -> dict | None:
    """The agreement given to that very plan, by who must still give it."""
    accord = entree.avant.get("accord")
    if accord is None or accord["par"] != dossier.partie_de_l_accord:
        return None
    numeros = [un.numero for un in dossier.capacites_visees()]
    avant = de_json(entree.avant)
    return accord if en_json(avant) == en_json(avant.restreint(numeros)) else None
