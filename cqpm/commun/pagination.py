"""Pages of a list that may be very long: counting it to its end would cost more than reading it."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

# Beyond, a person narrows the list down instead of turning its pages.
PLAFOND = 2000


def compter(lignes: QuerySet, plafond: int = PLAFOND) -> tuple[int, bool]:
    """How many rows, up to the ceiling, and whether there are more: a query of bounded cost."""
    nombre = lignes.order_by().values("pk")[: plafond + 1].count()
    return min(nombre, plafond), nombre > plafond


class PaginateurBorne(Paginator):
    """Pages up to the ceiling; `en_reste` tells that the list goes further."""

    @cached_property
    def count(self) -> int:
        return self._compte[0]

    @property
    def en_reste(self) -> bool:
        return self._compte[1]

    @cached_property
    def _compte(self) -> tuple[int, bool]:
        return compter(self.object_list)
