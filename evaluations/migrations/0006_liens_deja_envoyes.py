"""The links already sent keep opening: their fingerprints move to the table of every personal link.

They have no code: who holds one asks for a message with a code from the page itself.
"""

import uuid

from django.db import migrations


def deplacer(apps, schema_editor):
    LienAvis = apps.get_model("evaluations", "LienAvis")
    LienPersonnel = apps.get_model("commun", "LienPersonnel")
    for lien in LienAvis.objects.order_by("pk").iterator():
        nouveau = LienPersonnel.objects.create(
            nature="avis",
            sujet=f"evaluations.demandeavis:{lien.demande_id}",
            empreinte=lien.empreinte,
            expire_le=lien.expire_le,
        )
        LienPersonnel.objects.filter(pk=nouveau.pk).update(cree_le=lien.cree_le)


def nommer(apps, schema_editor):
    DemandeAvis = apps.get_model("evaluations", "DemandeAvis")
    DemandeAvis.objects.filter(revoquee_le__isnull=False).update(issue="annulee")
    for pk in DemandeAvis.objects.values_list("pk", flat=True):
        DemandeAvis.objects.filter(pk=pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ("commun", "0004_liens_personnels"),
        ("evaluations", "0005_avis_sans_compte"),
    ]

    operations = [
        migrations.RunPython(deplacer, migrations.RunPython.noop),
        migrations.RunPython(nommer, migrations.RunPython.noop),
    ]
