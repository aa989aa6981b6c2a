"""What a resource centre was sent, and who changed the options of a centre."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0002_role_ressources'),
        ("dossiers", "0007_forme_du_rapport"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='transmission',
            name='contenu',
            field=models.JSONField(default=dict, editable=False, verbose_name='ce qui a été transmis'),
        ),
        migrations.AddField(
            model_name='transmission',
            name='recherche',
            field=models.TextField(blank=True, editable=False, verbose_name='mots de la recherche'),
        ),
        migrations.CreateModel(
            name='EntreeReglages',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('libelle', models.TextField(verbose_name='ce qui a changé')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='le')),
                ('auteur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='journal_des_reglages', to='comptes.centre', verbose_name='centre')),
            ],
            options={
                'verbose_name': 'entrée du journal des réglages',
                'verbose_name_plural': 'journal des réglages',
                'ordering': ['-pk'],
            },
        ),
    ]
