"""The form of the candidate's report, agreed with its deadline."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_journee_du_centre")]

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
