import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("evaluations", "0006_liens_deja_envoyes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="demandeavis",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant"),
        ),
        migrations.DeleteModel(name="LienAvis"),
    ]
