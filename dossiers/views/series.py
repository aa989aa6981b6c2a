"""Plan the meetings of several dossiers in a row: choose, correct the slots, save all or none."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from dossiers.errors import SeanceAConfirmer, SeanceRefusee
from dossiers.forms.seances import Lignes, SerieForm
from dossiers.models import Seance
from dossiers.permissions import peut_inscrire
from dossiers.selectors.series import dossiers_a_planifier, suivant
from dossiers.services import seances as service


def planifier_plusieurs(request):
    """First which dossiers and from when; then the slots proposed, in a table."""
    if not peut_inscrire(request.user):
        raise PermissionDenied
    proposables = dossiers_a_planifier(request.user)
    if request.method == "POST":
        return _enregistrer(request, proposables)
    choisis = [pk for pk in request.GET.getlist("dossiers") if pk.isdecimal() and len(pk) < 18]
    form = SerieForm(request.GET if "proposer" in request.GET else None, initial=_depart(request))
    if form.is_bound and form.is_valid():
        retenus = list(proposables.filter(pk__in=choisis))
        if retenus:
            lignes = Lignes(initial=form.proposer(retenus), form_kwargs={"dossiers": proposables})
            return _table(request, form, lignes, retenus)
        form.add_error(None, "Cochez au moins un dossier.")
    contexte = {
        "form": form,
        "dossiers": list(proposables[:200]),
        "choisis": {int(pk) for pk in choisis},
    }
    return render(request, "dossiers/seances/plusieurs.html", contexte)


def _depart(request) -> dict:
    """What the first page proposes: the slot after a given meeting, or nothing but usual values."""
    comme = request.GET.get("comme", "")
    if not (comme.isdecimal() and len(comme) < 18):
        return {}
    modele = Seance.objects.visible_par(request.user).filter(pk=comme).first()
    return suivant(modele) if modele else {}


def _enregistrer(request, proposables):
    form = SerieForm(request.POST)
    lignes = Lignes(request.POST, form_kwargs={"dossiers": proposables})
    alertes: list[str] = []
    if form.is_valid() and lignes.is_valid() and lignes.forms:
        nature, lieu = form.cleaned_data["nature"], form.cleaned_data["lieu"]
        previsions = [(un.cleaned_data["dossier"], un.prevision(nature, lieu)) for un in lignes]
        confirme = request.POST.get("confirmer") == "on"
        try:
            prevues = service.planifier_plusieurs(previsions, par=request.user, confirme=confirme)
        except SeanceAConfirmer as erreur:
            alertes = erreur.alertes
        except SeanceRefusee as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, f"{len(prevues)} séances sont planifiées.")
            mois = timezone.localdate(prevues[0].debut)
            return redirect(f"{reverse('planning:mois')}?mois={mois:%Y-%m}")
    lues = [str(un["dossier"].value()) for un in lignes]
    pks = [cle for cle in lues if cle.isdecimal() and len(cle) < 18]
    retenus = list(proposables.filter(pk__in=pks))
    return _table(request, form, lignes, retenus, alertes)


def _table(request, form, lignes, dossiers, alertes=()):
    """The table of slots; each line knows its dossier."""
    par_pk = {str(un.pk): un for un in dossiers}
    for ligne in lignes:
        ligne.de = par_pk.get(str(ligne["dossier"].value()))
    contexte = {"form": form.en_table(), "lignes": lignes, "alertes": alertes}
    return render(request, "dossiers/seances/creneaux.html", contexte)
