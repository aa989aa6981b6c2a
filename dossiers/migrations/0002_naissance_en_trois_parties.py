"""A birth date of which month or day may be unknown: three columns for one date (R45)."""

from django.db import migrations, models


def separer(apps, schema_editor):
    Candidat = apps.get_model("dossiers", "Candidat")
    for candidat in Candidat.objects.iterator():
        date = candidat.date_naissance
        Candidat.objects.filter(pk=candidat.pk).update(
            naissance_annee=date.year, naissance_mois=date.month, naissance_jour=date.day
        )


def reunir(apps, schema_editor):
    import datetime

    Candidat = apps.get_model("dossiers", "Candidat")
    for un in Candidat.objects.iterator():
        date = datetime.date(un.naissance_annee, un.naissance_mois or 1, un.naissance_jour or 1)
        Candidat.objects.filter(pk=un.pk).update(date_naissance=date)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]

    operations = [
        migrations.AddField(
            "candidat",
            "naissance_annee",
            models.PositiveSmallIntegerField("année de naissance", default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            "candidat",
            "naissance_mois",
            models.PositiveSmallIntegerField("mois de naissance", null=True, blank=True),
        ),
        migrations.AddField(
            "candidat",
            "naissance_jour",
            models.PositiveSmallIntegerField("jour de naissance", null=True, blank=True),
        ),
        migrations.AlterField(
            "candidat", "date_naissance", models.DateField("date de naissance", null=True)
        ),
        migrations.RunPython(separer, reunir),
    ]
