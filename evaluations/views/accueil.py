"""The first page after signing in: where this person's work is."""

from django.shortcuts import redirect

from cqpm.comptes.enums import Role


def accueil(request):
    """Jury members find their sessions, the resource centre what it was sent, others dossiers."""
    roles = {role for role in Role if request.user.a_role(role)}
    if roles == {Role.RESSOURCES}:
        return redirect("dossiers:ressources")
    return redirect("evaluations:sessions" if roles == {Role.JURY} else "dossiers:liste")
