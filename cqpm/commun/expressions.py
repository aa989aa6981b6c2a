"""Dates computed by the database, the same on SQLite and PostgreSQL."""

from django.db.models import DateField, Func


class MoisPlusTard(Func):
    """The same day some months later; the month's last day if it has no such day."""

    output_field = DateField()

    def __init__(self, date, mois: int, **options):
        super().__init__(date, mois=int(mois), **options)

    def as_sql(self, compilateur, connexion, **contexte):
        return super().as_sql(
            compilateur,
            connexion,
            template="(%(expressions)s + INTERVAL '%(mois)s months')::date",
            **contexte,
        )

    def as_sqlite(self, compilateur, connexion, **contexte):
        """SQLite carries the days too many over to the next month: the earlier date is right."""
        sql, parametres = compilateur.compile(self.source_expressions[0])
        mois = self.extra["mois"]
        return (
            f"MIN(DATE({sql}, '+{mois} months'), "
            f"DATE({sql}, 'start of month', '+{mois + 1} months', '-1 day'))",
            (*parametres, *parametres),
        )
