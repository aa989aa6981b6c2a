"""An import forgets its file when it ends, keeps its name, and remembers what was chosen."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commun", "0002_courriels"),
        ("dossiers", "0011_relances"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importcandidats",
            name="fichier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="commun.document",
                verbose_name="fichier",
            ),
        ),
        migrations.AddField(
            model_name="importcandidats",
            name="nom_fichier",
            field=models.CharField(default="", max_length=150, verbose_name="nom du fichier"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="importcandidats",
            name="decisions",
            field=models.JSONField(default=dict, verbose_name="choix sur les doublons possibles"),
        ),
    ]
