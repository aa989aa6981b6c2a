"""The first page after signing in: where this person's work is."""

from django.shortcuts import redirect

from cqpm.comptes.enums import Role


def accueil(request):
    """Jury members find their sessions, everyone else the dossiers they may see."""
    roles = {role for role in Role if request.user.a_role(role)}
    return redirect("evaluations:sessions" if roles == {Role.JURY} else "dossiers:liste")
