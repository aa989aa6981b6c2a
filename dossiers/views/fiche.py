"""The dossier's own page, and the documents attached to it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun import travaux
from cqpm.commun.fichiers import reponse_document
from cqpm.commun.models import Document, Travail, sujet_de
from dossiers import permissions
from dossiers.documents import demander_dossier_modalites
from dossiers.enums import PLAN_MODIFIABLE
from dossiers.forms.fil import CommentaireForm
from dossiers.selectors import fil
from dossiers.selectors.avancement import avancement
from dossiers.selectors.blocage import blocage
from dossiers.selectors.commission import membres
from dossiers.selectors.demandes_candidat import demandes_du_dossier
from dossiers.selectors.plan import plan_par_capacite
from dossiers.selectors.presentation import presentations
from dossiers.selectors.rapport import rapport_du_dossier
from dossiers.selectors.seances import seances_du_dossier
from dossiers.selectors.transmission import echange_de
from dossiers.views.acces import dossier_visible
from dossiers.views.parcours_liste import contexte_voisins


def fiche(request, pk):
    """What blocks first, then the road travelled, the plan, the papers and the journal."""
    dossier = dossier_visible(request, pk)
    utilisateur = request.user
    gestionnaire = permissions.est_gestionnaire(utilisateur, dossier)
    lit_documents = permissions.peut_lire_documents(utilisateur, dossier)
    chemin = avancement(dossier, utilisateur)
    contexte = {
        "dossier": dossier,
        "avancement": chemin,
        "blocage": blocage(chemin.attendus, dossier, utilisateur),
        "presentation": presentations(dossier),
        "plan": plan_par_capacite(dossier),
        "est_gestionnaire": gestionnaire,
        "plan_modifiable": dossier.etat in PLAN_MODIFIABLE,
        "documents": _documents(utilisateur, dossier) if lit_documents else [],
        "travaux": _travaux(dossier) if gestionnaire else [],
        "evenements": fil.derniers(dossier) if gestionnaire else [],
        "form_commentaire": CommentaireForm() if gestionnaire else None,
        "lit_documents": lit_documents,
        "echange": echange_de(dossier) if gestionnaire else [],
        "rapport": rapport_du_dossier(dossier, au_centre=True) if lit_documents else None,
        "demandes": demandes_du_dossier(dossier) if gestionnaire else [],
        "membres": membres(dossier),
        "seances": seances_du_dossier(dossier, utilisateur) if lit_documents else [],
        **contexte_voisins(request, dossier),
    }
    return render(request, "dossiers/fiche.html", contexte)


def _documents(utilisateur, dossier):
    """The papers this person may read: for the commission, the candidate's report (R22)."""
    documents = Document.objects.filter(sujet=sujet_de(dossier)).select_related("cree_par")
    natures = permissions.natures_lisibles(utilisateur, dossier)
    return documents if natures is None else documents.filter(nature__in=natures)


def _travaux(dossier):
    return Travail.objects.filter(sujet=sujet_de(dossier), document__isnull=True)


@require_POST
def produire_modalites(request, pk):
    """Ask for the PDF « dossier de modalités » of the plan as it stands."""
    dossier = dossier_visible(request, pk)
    if not permissions.est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    demander_dossier_modalites(dossier, par=request.user)
    return redirect(f"{dossier.get_absolute_url()}#documents")


def travail_etat(request, pk, travail_pk):
    """The progress of one of this dossier's jobs, polled by its page."""
    dossier, travail = _travail(request, pk, travail_pk)
    return render(
        request, "dossiers/partials/_travail.html", {"dossier": dossier, "travail": travail}
    )


@require_POST
def travail_relancer(request, pk, travail_pk):
    """Queue a failed job again: staff only, since it may mail a third party."""
    dossier, travail = _travail(request, pk, travail_pk)
    if not permissions.est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    travaux.relancer_echec(travail, par=request.user)
    return redirect(f"{dossier.get_absolute_url()}#documents")


def _travail(request, pk, travail_pk):
    dossier = dossier_visible(request, pk)
    if not permissions.est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    jobs = Travail.objects.select_related("document")
    return dossier, get_object_or_404(jobs, pk=travail_pk, sujet=sujet_de(dossier))


def document(request, pk, document_pk):
    """Download one of this dossier's documents."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_lire_documents(request.user, dossier):
        raise PermissionDenied
    lisibles = _documents(request.user, dossier)
    return reponse_document(get_object_or_404(lisibles, pk=document_pk))
