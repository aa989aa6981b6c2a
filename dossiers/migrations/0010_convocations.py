"""In what capacity a person is convened, and who received the paper by hand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0009_transmissions_anciennes"),
    ]

    operations = [
        migrations.AddField(
            model_name="convocation",
            name="en_main_propre",
            field=models.BooleanField(default=False, verbose_name="remise en main propre"),
        ),
        migrations.AddField(
            model_name="convocation",
            name="qualite",
            field=models.CharField(
                choices=[
                    ("candidat", "Candidat"),
                    ("evaluateur", "Évaluateur"),
                    ("tuteur", "Tuteur, pour information"),
                ],
                default="candidat",
                max_length=10,
                verbose_name="qualité",
            ),
            preserve_default=False,
        ),
    ]
