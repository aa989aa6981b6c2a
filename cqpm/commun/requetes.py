"""Queries built once: a page that is opened thousands of times a day only changes their values.

Building the SQL of a query costs Django more than the database spends to answer it. `Requete` keeps
the SQL of a queryset, and the places of its values; the queryset itself stays where it is written,
in the words of the models.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.models import QuerySet

# Keys that no row has; each stands for one value while the SQL is built.
PREMIER_REPERE = 2_000_000_011
CLE_MAX = 2**63 - 1


class Requete:
    """A SELECT whose SQL is built once per thread and per database.

    `construire` receives a key for each name of `noms`, and gives a queryset of `values_list`. A
    value must reach the SQL as it is: keys of rows, whole numbers. `lignes` runs it with the real
    ones and gives tuples, converted as Django does.
    """

    def __init__(self, construire: Callable[..., QuerySet], *noms: str):
        self.construire, self.noms = construire, noms
        self._construites = threading.local()

    def lignes(self, **valeurs: int) -> list[tuple]:
        """Run it. Raises TypeError where a value is missing or not awaited.

        A number that no key can be finds nothing, as it does for Django.
        """
        if set(valeurs) != set(self.noms):
            raise TypeError(f"Values awaited: {self.noms}, given: {tuple(valeurs)}")
        if any(not 0 <= valeur <= CLE_MAX for valeur in valeurs.values()):
            return []
        compilateur, sql, places, convertisseurs = self._construite()
        parametres = [valeurs[nom] if nom else fixe for nom, fixe in places]
        with connections[compilateur.using].cursor() as curseur:
            curseur.execute(sql, parametres)
            lignes = curseur.fetchall()
        if convertisseurs:
            lignes = map(tuple, compilateur.apply_converters(lignes, convertisseurs))
        return list(lignes)

    def _construite(self) -> tuple[Any, str, list, dict]:
        reperes = {PREMIER_REPERE + rang: nom for rang, nom in enumerate(self.noms)}
        connues = self._construites.__dict__
        modele = self.__dict__.setdefault("_base", None)
        if modele is None:
            modele = self._base = self.construire(
                **{nom: repere for repere, nom in reperes.items()}
            )
        base = modele.db
        if base not in connues:
            compilateur = modele.query.get_compiler(using=base)
            sql, parametres = compilateur.as_sql()
            places = [(reperes.get(un) if type(un) is int else None, un) for un in parametres]
            if missing := set(self.noms) - {nom for nom, _ in places}:
                raise TypeError(f"The SQL holds no place for {sorted(missing)}")
            colonnes = [expression for expression, *_ in compilateur.select]
            connues[base] = (
                compilateur,
                sql,
                places,
                compilateur.get_converters(colonnes),
            )
        return connues[base]
