"""Which jury sessions: sight and the rows of each list."""

from typing import Self

from django.db import models
from django.db.models import Count, Q

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur


class SessionJuryQuerySet(models.QuerySet):
    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """Staff see their centres' sessions, a jury member those where they sit (R22)."""
        return self.filter(
            Q(centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE))
            | Q(pk__in=utilisateur.sieges.values("session_id"))
        )

    def pour_liste(self) -> Self:
        """Load what a row of the list shows; counting drops the model's own order."""
        return (
            self.select_related("centre")
            .annotate(
                nombre_dossiers=Count("deliberations", distinct=True),
                nombre_decides=Count(
                    "deliberations", filter=~Q(deliberations__decision=""), distinct=True
                ),
            )
            .order_by("-date", "-pk")
        )
