"""Each version has its own scale, frozen with the rest once the version is published (R2, R25).

The triggers of migration 0003 are lifted for the time of the change: SQLite rebuilds the table,
which would drop its own and break those that name it. They then look at every column, the new one
too.
"""

from importlib import import_module

from django.db import migrations, models

figees = import_module("referentiels.migrations.0003_versions_figees")


class Migration(migrations.Migration):
    dependencies = [("referentiels", "0003_versions_figees")]

    operations = [
        migrations.RunPython(figees.lever, figees.poser),
        migrations.AddField(
            model_name="referentiel",
            name="echelle",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Liste de {code, libelle, sens} dans l'ordre ; vide : l'échelle usuelle.",
                verbose_name="échelle des critères",
            ),
        ),
        migrations.RunPython(figees.poser, figees.lever),
    ]
