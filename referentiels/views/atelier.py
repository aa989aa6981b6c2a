"""What every editing page does with its form: one revision, typed texts, at most one act."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.forms import lire_entier
from referentiels.echange.exportation import exporter
from referentiels.echange.lignes import Chemin, en_texte
from referentiels.errors import BrouillonModifie, VersionFigee
from referentiels.models import Acte, Referentiel
from referentiels.redaction import actes, conflit, saisie
from referentiels.redaction.echelle import depliee
from referentiels.redaction.retouche import lieu
from referentiels.services import brouillon
from referentiels.views.acces import version_ou_l_on_ecrit

PERIME_SANS_SAISIE = (
    "Le brouillon a été modifié par ailleurs depuis que vous avez ouvert cette page : rien n'a été "
    "changé. Vous le voyez ci-dessous tel qu'il est maintenant ; recommencez si vous le voulez "
    "encore."
)


@dataclass(frozen=True)
class Feuille:
    """What a page shows: a content, saved or only typed, and what is wrong with it.

    After a conflict, `reporte` tells that the typed texts stand at their place in it.
    `suite` is the place to go to once it is saved, `None` while it is not.
    """

    document: dict
    fautes: dict[str, str] = field(default_factory=dict)
    ecarts: list[conflit.Ecart] = field(default_factory=list)
    erreur: str = ""
    reporte: bool = False
    suite: Chemin | None = None

    @property
    def fautes_dites(self) -> list[tuple[str, str, str]]:
        """Each wrong field: its name, its place in words, what is wrong."""
        return [
            (nom, saisie.lieu_dit(lieu(nom), self.document), faute)
            for nom, faute in self.fautes.items()
        ]

    @property
    def est_refusee(self) -> bool:
        return bool(self.fautes or self.erreur)


def editer(
    request: HttpRequest,
    pk: int,
    *,
    titre: str,
    gabarit: str,
    selon: Callable[[dict], dict] = lambda document: {},
    **contexte,
) -> HttpResponse:
    """Show a part of a brouillon, or save what the page sends: its texts, then its act.

    `selon` completes the context from the content that is shown.
    """
    referentiel = version_ou_l_on_ecrit(request, pk)
    if request.method == "POST":
        feuille = _recevoir(request, referentiel, titre)
        if feuille.suite is not None:
            ancre = en_texte(feuille.suite)
            return redirect(f"{request.path}#{ancre}" if ancre else request.path)
    else:
        feuille = Feuille(contenu_actuel(referentiel))
    contexte |= {"referentiel": referentiel, "feuille": feuille, **selon(feuille.document)}
    if not referentiel.est_brouillon:
        return render(request, "referentiels/edition/figee.html", contexte, status=403)
    return render(request, gabarit, contexte, status=400 if feuille.est_refusee else 200)


def contenu_actuel(referentiel: Referentiel) -> dict:
    """The present content as the pages edit it."""
    return depliee(exporter(referentiel))


def contenu_vu(referentiel: Referentiel, revision: int) -> dict:
    """The content the person was looking at; the present one when it is no longer kept."""
    acte = Acte.objects.filter(
        referentiel=referentiel, revision=revision, document__isnull=False
    ).first()
    return depliee(acte.document) if acte else contenu_actuel(referentiel)


def _recevoir(request: HttpRequest, referentiel: Referentiel, titre: str) -> Feuille:
    revision = lire_entier(request.POST, "revision")
    perimee = revision != referentiel.revision
    base = contenu_vu(referentiel, revision) if perimee else contenu_actuel(referentiel)
    ecrit, changes = saisie.saisir(base, dict(request.POST.lists()))
    try:
        if not referentiel.est_brouillon:
            raise VersionFigee(referentiel)
        if perimee:
            raise BrouillonModifie(referentiel)
        if fautes := saisie.fautes(ecrit):
            return Feuille(ecrit, fautes)
        return _enregistrer(request, referentiel, ecrit, changes, titre)
    except BrouillonModifie as erreur:
        present = contenu_actuel(referentiel)
        montre = conflit.reporter(base, ecrit, present, changes)
        return Feuille(
            montre or present,
            reporte=montre is not None,
            ecarts=conflit.ecarts(base, ecrit, present, changes),
            erreur=str(erreur) if changes else PERIME_SANS_SAISIE,
        )
    except VersionFigee as erreur:
        present = contenu_actuel(referentiel)
        ecarts = conflit.ecarts(base, ecrit, present, changes)
        return Feuille(present, ecarts=ecarts, erreur=str(erreur))
    except ErreurMetier as erreur:
        return Feuille(ecrit, erreur=str(erreur))


def _enregistrer(
    request: HttpRequest,
    referentiel: Referentiel,
    ecrit: dict,
    changes: list[Chemin],
    titre: str,
) -> Feuille:
    acte = request.POST.get("acte", "")
    document, suite, libelles = ecrit, (), []
    if changes:
        libelles.append(saisie.dire(changes, ecrit, titre))
    if acte:
        retouche = actes.appliquer(ecrit, acte, request.POST.get(acte, ""))
        document, suite = retouche.document, retouche.chemin
        libelles.insert(0, retouche.libelle)
    if not libelles:
        messages.info(request, "Rien n'a changé : il n'y avait rien à enregistrer.")
        return Feuille(document, suite=())
    libelle = " ; ".join(libelles)
    brouillon.enregistrer(
        referentiel, document, revision=referentiel.revision, par=request.user, libelle=libelle
    )
    messages.success(request, f"Enregistré. {libelle}.")
    return Feuille(document, suite=suite)
