"""Write a plan in place of another: every act on the modalités goes through here.

The row of the dossier is locked, the journal keeps the plan before and after, and an agreement
given to other modalités is withdrawn (R10).
"""

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers import transitions
from dossiers.enums import PLAN_MODIFIABLE, Acte, EtatDossier
from dossiers.errors import PlanModifie, PlanRefuse, PlanVerrouille
from dossiers.models import Dossier, ModalitePrevue, SituationPrevue
from dossiers.plan import Plan, Situation, en_json
from dossiers.regles import fautes_du_plan
from dossiers.selectors.plan import dernier_changement, lire_plan, manques_du_plan
from dossiers.services.journal import noter
from referentiels.models import Capacite, Critere
from referentiels.selectors import modalites_permises


def verrouiller_plan(dossier: Dossier) -> Dossier:
    """Take the row for this transaction; two people never write one plan half each.

    Raises PlanVerrouille.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat not in PLAN_MODIFIABLE:
        raise PlanVerrouille(dossier)
    return dossier


def verifier_version(dossier: Dossier, vue: str | None, actuelle: str) -> None:
    """Refuse to overwrite what this person has not seen; `vue` None means: replace anyway."""
    if vue is not None and vue != actuelle:
        raise PlanModifie(dossier, dernier_changement(dossier))


@transaction.atomic
def remplacer(
    dossier: Dossier, plan: Plan, *, libelle: str, par: Utilisateur, accord: dict | None = None
) -> Dossier:
    """Write this plan, finished or not, and move the dossier accordingly; `dossier` is locked.

    `accord` is the agreement that was given to this very plan, when an undo brings it back.
    Raises PlanRefuse (R11, R12).
    """
    avant = lire_plan(dossier)
    if plan == avant:
        return dossier
    change = plan.modalites != avant.modalites
    if change:
        _ecrire_choix(dossier, plan)
    if plan.situations != avant.situations:
        _ecrire_situations(dossier, plan.situations)
    retire = change and dossier.accord_le is not None and accord is None
    noter(
        dossier,
        Acte.MODALITES,
        libelle + (" L'accord enregistré est à redemander." if retire else ""),
        par=par,
        avant=en_json(avant) | {"accord": _accord_de(dossier)},
        apres=en_json(plan),
    )
    _ecrire_dossier(dossier, plan, accord if change else _accord_de(dossier))
    return suivre_le_plan(dossier, par=par)


def suivre_le_plan(dossier: Dossier, *, par: Utilisateur) -> Dossier:
    """Give the dossier the state of its plan: complete, or to define again."""
    complet = dossier.accord_le is not None and not manques_du_plan(dossier)
    if dossier.etat == EtatDossier.MODALITES_COMPLETES and not complet:
        transitions.rouvrir_modalites(dossier, par=par)
    elif dossier.etat == EtatDossier.INSCRIT and complet:
        transitions.completer_modalites(dossier, par=par)
    return dossier


def _ecrire_choix(dossier: Dossier, plan: Plan) -> None:
    capacites = {capacite.numero: capacite for capacite in dossier.capacites_visees()}
    permises = modalites_permises(dossier.referentiel)
    par_code = {
        numero: {modalite.code: modalite for modalite in permises[capacite.pk]}
        for numero, capacite in capacites.items()
    }
    if fautes := fautes_du_plan(plan.choix, par_code):
        raise PlanRefuse(fautes)
    dossier.modalites_prevues.all().delete()
    ModalitePrevue.objects.bulk_create(
        ModalitePrevue(
            dossier=dossier,
            capacite=capacites[un.capacite],
            modalite=par_code[un.capacite][un.code],
            variante=un.variante,
            motif=un.motif,
        )
        for un in plan.choix
    )


def _ecrire_situations(dossier: Dossier, situations: tuple[Situation, ...]) -> None:
    """Replace them all: their order is the one of the page."""
    criteres = _criteres(dossier.capacites_visees())
    dossier.situations.all().delete()
    for une in situations:
        ecrite = SituationPrevue.objects.create(
            dossier=dossier, nature=une.nature, intitule=une.intitule, contexte=une.contexte
        )
        ecrite.criteres.set(criteres[repere] for repere in une.criteres if repere in criteres)


def _criteres(capacites: list[Capacite]) -> dict[tuple[int, int], Critere]:
    criteres = Critere.objects.filter(capacite__in=capacites).select_related("capacite")
    return {(un.capacite.numero, un.rang): un for un in criteres}


def _accord_de(dossier: Dossier) -> dict | None:
    if dossier.accord_le is None:
        return None
    return {
        "par": dossier.accord_par,
        "signataire": dossier.accord_signataire,
        "le": dossier.accord_le.isoformat(),
    }


def _ecrire_dossier(dossier: Dossier, plan: Plan, accord: dict | None) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(
        rapport_attendu_le=plan.rapport_attendu_le,
        rapport_forme=plan.rapport_forme,
        accord_par=accord["par"] if accord else "",
        accord_signataire=accord["signataire"] if accord else "",
        accord_le=accord["le"] if accord else None,
        modifie_le=timezone.now(),
    )
    dossier.refresh_from_db()
