"""Find a version for an act: not visible is a 404, not allowed a 403."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from referentiels.models import Referentiel
from referentiels.permissions import peut_modifier, peut_preparer


def version_visible(request: HttpRequest, pk: int) -> Referentiel:
    """A version this person may read. Raises Http404."""
    return get_object_or_404(Referentiel.objects.visible_par(request.user), pk=pk)


def version_a_preparer(request: HttpRequest, pk: int) -> Referentiel:
    """A version to copy, publish or archive. Raises Http404 or PermissionDenied."""
    referentiel = version_visible(request, pk)
    if not peut_preparer(request.user):
        raise PermissionDenied
    return referentiel


def version_ou_l_on_ecrit(request: HttpRequest, pk: int) -> Referentiel:
    """The version of an editing page: a brouillon, or what one that was open has become.

    What is typed in a page still comes in after its version was published: it must be shown back,
    not lost in a bare refusal. Raises Http404 or PermissionDenied.
    """
    ouvrir = version_a_preparer if request.method == "POST" else brouillon_a_modifier
    return ouvrir(request, pk)


def brouillon_a_modifier(request: HttpRequest, pk: int) -> Referentiel:
    """A brouillon to edit or read again. Raises Http404 or PermissionDenied, which says why."""
    referentiel = version_a_preparer(request, pk)
    if not peut_modifier(request.user, referentiel):
        raise PermissionDenied(
            "Cette version a été publiée : son contenu ne change plus. Pour la corriger, faites "
            "une nouvelle version à partir d'elle, depuis sa page."
        )
    return referentiel
