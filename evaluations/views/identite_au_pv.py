"""Correct the identity that a signed PV carries, in its PV rectificatif (R40)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from cqpm.commun.errors import ErreurMetier
from evaluations.forms.identite import IdentiteAuPVForm
from evaluations.permissions import peut_rectifier_l_identite
from evaluations.selectors.identite import en_toutes_lettres
from evaluations.services import jury as service
from evaluations.views.sessions import session_visible


def identite_au_pv(request, pk, dossier_pk):
    """Type the right identity; the PV rectificatif will say it, the register once it is signed."""
    session = session_visible(request, pk)
    if not peut_rectifier_l_identite(request.user, session):
        raise PermissionDenied
    lignes = session.deliberations.select_related("dossier__candidat")
    ligne = get_object_or_404(lignes, dossier__pk=dossier_pk)
    connue = en_toutes_lettres(ligne.dossier.candidat)
    form = IdentiteAuPVForm(request.POST or None, deliberation=ligne)
    if request.method == "POST" and form.is_valid():
        try:
            rectifiee = service.preparer_identite(
                session, ligne.dossier, **form.saisie, par=request.user
            )
        except ErreurMetier as refus:
            champ = getattr(refus, "champ", None)
            form.add_error(champ if champ in form.fields else None, str(refus))
        else:
            dit = "Rien n'est changé : le PV rectificatif portera l'identité du dossier."
            if rectifiee.identite:
                dit = "Le PV rectificatif portera cette identité."
            messages.success(request, dit)
            return redirect(session)
    contexte = {"form": form, "session": session, "connue": connue}
    return render(request, "evaluations/jury/identite.html", contexte)
