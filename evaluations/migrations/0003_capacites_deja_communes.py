"""Grids begun before each evaluator scored for themselves: what is in them is the commission's."""

from django.db import migrations


def mettre_en_commun(apps, schema_editor):
    resultats = apps.get_model("evaluations", "ResultatCritere").objects
    conclusions = apps.get_model("evaluations", "ConclusionCapacite").objects
    commune = apps.get_model("evaluations", "MiseEnCommun")
    couples = {*resultats.values_list("evaluation_id", "critere__capacite_id")}
    couples |= {*conclusions.values_list("evaluation_id", "capacite_id")}
    commune.objects.bulk_create(
        [
            commune(evaluation_id=evaluation, capacite_id=capacite)
            for evaluation, capacite in sorted(couples)
        ],
        ignore_conflicts=True,
    )


def oublier(apps, schema_editor):
    apps.get_model("evaluations", "MiseEnCommun").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0002_grille_de_l_evaluateur")]
    operations = [migrations.RunPython(mettre_en_commun, oublier)]
