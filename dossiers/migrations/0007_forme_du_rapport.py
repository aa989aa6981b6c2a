"""The form of the candidate's report, agreed with its deadline."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_recherche_des_dossiers")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="rapport_forme",
            field=models.TextField(
                blank=True, default="", max_length=1000, verbose_name="forme attendue du rapport"
            ),
            preserve_default=False,
        ),
    ]
