"""Edit a brouillon in the browser: what it holds and lacks, then one page per part."""

from django.http import HttpRequest
from django.shortcuts import redirect, render

from referentiels.echange.echelle import NIVEAUX_MAX, NIVEAUX_MIN
from referentiels.echange.exportation import exporter
from referentiels.enums import CodeModalite, Connecteur, ContenuSection, NiveauCritere
from referentiels.redaction.echelle import EFFETS, est_usuelle
from referentiels.redaction.modalites import manquantes
from referentiels.redaction.pages import adresse
from referentiels.redaction.regles import REGLES
from referentiels.redaction.sommaire import sommaire
from referentiels.views.acces import brouillon_a_modifier, version_ou_l_on_ecrit
from referentiels.views.atelier import editer
from referentiels.views.manques import a_completer


def modifier(request: HttpRequest, pk: int):
    """What the brouillon holds, what it lacks before publication, and where to go."""
    referentiel = brouillon_a_modifier(request, pk)
    document = exporter(referentiel)
    contexte = {
        "referentiel": referentiel,
        "capacites": document["capacites"],
        "parties": [(un, adresse(pk, un.page)) for un in sommaire(document)],
        **a_completer(referentiel, document),
    }
    return render(request, "referentiels/edition/modifier.html", contexte)


def identite(request: HttpRequest, pk: int):
    """What names the version, the rules that differ between the templates (R3), the scale (R25)."""
    return editer(
        request,
        pk,
        titre="Identité et règles",
        gabarit="referentiels/edition/identite.html",
        regles=REGLES,
        sens=NiveauCritere.choices,
        effets=EFFETS,
        selon=_echelle,
    )


def _echelle(document: dict) -> dict:
    nombre = len(document["echelle"])
    return {
        "echelle_usuelle": est_usuelle(document),
        "echelle_courte": nombre <= NIVEAUX_MIN,
        "echelle_pleine": nombre >= NIVEAUX_MAX,
    }


def capacites(request: HttpRequest, pk: int):
    """Order, numbers and titles of the capacités."""
    return editer(request, pk, titre="Capacités", gabarit="referentiels/edition/capacites.html")


def capacite(request: HttpRequest, pk: int, rang: int):
    """One capacité: title, conditions, critères, modalities. `rang` counts from 1."""
    referentiel = version_ou_l_on_ecrit(request, pk)
    nombre = referentiel.capacites.count()
    if request.method != "POST" and not 1 <= rang <= nombre:
        return redirect("referentiels:modifier_capacites", pk)
    return editer(
        request,
        pk,
        titre="Capacité",
        gabarit="referentiels/edition/capacite.html",
        rang=rang - 1,
        precedent=rang - 1 or None,
        suivant=rang + 1 if rang < nombre else None,
        connecteurs=Connecteur.choices,
    )


def blocs(request: HttpRequest, pk: int):
    """The blocs, and which one holds each capacité."""
    return editer(
        request,
        pk,
        titre="Regroupements",
        gabarit="referentiels/edition/blocs.html",
        selon=_regroupements,
    )


def _regroupements(document: dict) -> dict:
    titres = [
        (rang, f"{rang + 1}. {bloc['intitule'] or 'sans titre'}")
        for rang, bloc in enumerate(document["blocs"])
    ]
    return {"regroupements": [("", "Aucun"), *titres]}


def modalites(request: HttpRequest, pk: int):
    """The modalities that the document defines."""
    return editer(
        request,
        pk,
        titre="Modalités",
        gabarit="referentiels/edition/modalites.html",
        selon=_a_definir,
    )


def _a_definir(document: dict) -> dict:
    return {"a_definir": [(code, CodeModalite(code).label) for code in manquantes(document)]}


def textes(request: HttpRequest, pk: int):
    """The admissibility, the other sections, the notes."""
    return editer(
        request,
        pk,
        titre="Textes",
        gabarit="referentiels/edition/textes.html",
        contenus=ContenuSection.choices,
        profondeurs=[(1, "1, titre principal"), (2, "2, sous-titre"), (3, "3, titre de détail")],
    )
