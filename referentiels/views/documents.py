"""The PDFs of a version: ask for one, follow it, download it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from cqpm.commun.models import Document, Travail, sujet_de
from referentiels.documents import demander_document, documents_papier, nom_de_fichier
from referentiels.echange.exportation import en_json
from referentiels.enums import NatureDocument
from referentiels.selectors import contenu
from referentiels.views.acces import version_visible


@require_POST
def produire(request, pk, nature):
    """Ask for a document of the version as it stands, or for a new try after a failure."""
    referentiel = version_visible(request, pk)
    if nature not in NatureDocument.values:
        raise Http404
    demander_document(referentiel, NatureDocument(nature), par=request.user)
    return redirect(f"{referentiel.get_absolute_url()}#papier")


def travail_etat(request, pk, travail_pk):
    """The progress of one of this version's documents, polled by its page."""
    referentiel = version_visible(request, pk)
    jobs = Travail.objects.select_related("document").filter(sujet=sujet_de(referentiel))
    travail = get_object_or_404(jobs, pk=travail_pk, nature__in=NatureDocument.values)
    contexte = {
        "referentiel": referentiel,
        "travail": travail,
        "nature": NatureDocument(travail.nature),
    }
    return render(request, "referentiels/partials/_travail.html", contexte)


def echange(request, pk):
    """The version as an exchange document, which another installation imports."""
    referentiel = version_visible(request, pk)
    reponse = HttpResponse(en_json(referentiel), content_type="application/json")
    nom = f"{nom_de_fichier(referentiel)}.json"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def document(request, pk, document_pk):
    """Download one of this version's documents, made from the content it has now.

    What was made from a brouillon is not handed out once its content changed or was published.
    """
    referentiel = version_visible(request, pk)
    papiers = documents_papier(contenu(referentiel))
    actuels = [papier.travail for papier in papiers if papier.travail]
    documents = Document.objects.filter(sujet=sujet_de(referentiel), travail__in=actuels)
    try:
        return reponse_document(get_object_or_404(documents, pk=document_pk))
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect(referentiel)
