"""A dossier transmitted before transmissions were kept one by one has its row."""

from django.db import migrations
from django.utils import timezone


def creer(apps, schema_editor):
    Dossier = apps.get_model("dossiers", "Dossier")
    Transmission = apps.get_model("dossiers", "Transmission")
    Travail = apps.get_model("commun", "Travail")
    anciens = Dossier.objects.filter(
        transmis_le__isnull=False, centre_ressources__isnull=False, transmissions__isnull=True
    )
    for dossier in anciens.iterator():
        travail = Travail.objects.filter(
            nature="transmission_modalites", sujet=f"dossiers.dossier:{dossier.pk}"
        ).last()
        Transmission.objects.create(
            dossier=dossier,
            centre_id=dossier.centre_ressources_id,
            date=timezone.localtime(dossier.transmis_le).date(),
            travail=travail,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0014_e_echange_et_reglages"),
        ("commun", "0001_initial"),
    ]

    operations = [migrations.RunPython(creer, migrations.RunPython.noop)]
