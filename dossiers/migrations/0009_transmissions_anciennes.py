"""A dossier transmitted before transmissions were kept one by one has its row."""

import re
import unicodedata

from django.db import migrations
from django.utils import timezone


def a_plat(*textes):
    """Plain words, without accents or punctuation, as the search reads them."""
    plat = unicodedata.normalize("NFKD", " ".join(textes)).casefold()
    plat = "".join(signe for signe in plat if not unicodedata.combining(signe))
    plat = plat.replace("œ", "oe").replace("æ", "ae")
    return " ".join(re.sub(r"[^\w]+|_", " ", plat).split())


def creer(apps, schema_editor):
    Dossier = apps.get_model("dossiers", "Dossier")
    Transmission = apps.get_model("dossiers", "Transmission")
    Travail = apps.get_model("commun", "Travail")
    anciens = Dossier.objects.filter(
        transmis_le__isnull=False, centre_ressources__isnull=False, transmissions__isnull=True
    )
    for dossier in anciens.select_related("candidat", "referentiel", "centre").iterator():
        travail = Travail.objects.filter(
            nature="transmission_modalites", sujet=f"dossiers.dossier:{dossier.pk}"
        ).last()
        Transmission.objects.create(
            dossier=dossier,
            centre_id=dossier.centre_ressources_id,
            date=timezone.localtime(dossier.transmis_le).date(),
            travail=travail,
            recherche=a_plat(
                dossier.numero,
                dossier.centre.nom,
                dossier.candidat.prenom,
                dossier.candidat.nom,
                dossier.candidat.nom_usage,
                dossier.referentiel.titre,
                dossier.referentiel.numero,
            ),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0008_echange_et_reglages"),
        ("commun", "0001_initial"),
        ("comptes", "0002_role_ressources"),
    ]

    operations = [migrations.RunPython(creer, migrations.RunPython.noop)]
