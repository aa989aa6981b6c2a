"""The board: the first page after signing in."""

from django.shortcuts import redirect, render
from django.utils import timezone

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre
from dossiers.permissions import peut_inscrire
from dossiers.selectors.tableau import tableau as lire_tableau


def tableau(request):
    """What waits for this person, what others must do, the due dates, the states.

    Who works for a resource centre alone finds what it was sent instead.
    """
    utilisateur = request.user
    if {role for role in Role if utilisateur.a_role(role)} == {Role.RESSOURCES}:
        return redirect("dossiers:ressources")
    centres = Centre.objects.filter(habilitations__utilisateur=utilisateur).distinct()
    contexte = {
        "tableau": lire_tableau(utilisateur),
        "centres": [centre.nom for centre in centres],
        "aujourd_hui": timezone.localdate(),
        "peut_inscrire": peut_inscrire(utilisateur),
    }
    return render(request, "dossiers/tableau.html", contexte)
