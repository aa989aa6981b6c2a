"""Who was certified before the register existed has a line in it, in the order of the PV."""

import uuid

from django.db import migrations


def inscrire(apps, schema_editor):
    Certificat = apps.get_model("evaluations", "Certificat")
    Deliberation = apps.get_model("evaluations", "Deliberation")
    inscrits = set(Certificat.objects.values_list("deliberation__dossier_id", flat=True))
    admis = (
        Deliberation.objects.filter(
            session__etat="signee", decision="admis", dossier__blocs_vises=None
        )
        .select_related("session__rectifie")
        .order_by("session__signee_le", "session_id", "rang", "pk")
    )
    for deliberation in admis:
        if deliberation.dossier_id in inscrits:
            continue
        inscrits.add(deliberation.dossier_id)
        session = deliberation.session
        jour = session.rectifie.date if session.rectifie_id else session.date
        certificat = Certificat.objects.create(
            numero=uuid.uuid4().hex[:20], deliberation=deliberation, delivre_le=jour
        )
        certificat.numero = f"C-{jour.year}-{certificat.pk:06d}"
        certificat.save()


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0009_composition"),
    ]

    operations = [
        # The lines stay when going back: a number once given is never given to somebody else.
        migrations.RunPython(inscrire, migrations.RunPython.noop),
    ]
