"""The list of dossiers: chosen columns, exports, and an index per order of the page."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commun', '0002_courriels'),
        ('comptes', '0002_role_ressources'),
        ("dossiers", "0004_recherche_des_entreprises"),
        ('referentiels', '0003_versions_figees'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportDossiers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                ('nature', models.CharField(max_length=4, verbose_name='format')),
                ('filtre', models.TextField(blank=True, verbose_name='filtre')),
                ('libelle', models.TextField(blank=True, verbose_name='filtre en clair')),
                ('colonnes', models.JSONField(default=list, verbose_name='colonnes')),
                ('nombre', models.PositiveIntegerField(blank=True, null=True, verbose_name='nombre de dossiers')),
            ],
            options={
                'verbose_name': 'export de dossiers',
                'verbose_name_plural': 'exports de dossiers',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PreferenceListe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                ('colonnes', models.JSONField(default=list, verbose_name='colonnes')),
            ],
            options={
                'verbose_name': 'préférence de liste',
                'verbose_name_plural': 'préférences de liste',
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveIndex(
            model_name='dossier',
            name='dossier_centre_etat',
        ),
        migrations.AddField(
            model_name='dossier',
            name='nom_de_tri',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='nom de tri'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['centre', 'id'], name='dossier_centre_numero'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['centre', 'etat', 'id'], name='dossier_centre_etat'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['centre', 'nom_de_tri', 'id'], name='dossier_centre_nom'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['centre', 'inscrit_le', 'id'], name='dossier_centre_inscrit'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['centre', 'modifie_le', 'id'], name='dossier_centre_modifie'),
        ),
        migrations.AddField(
            model_name='exportdossiers',
            name='demande_par',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports_dossiers', to=settings.AUTH_USER_MODEL, verbose_name='demandé par'),
        ),
        migrations.AddField(
            model_name='exportdossiers',
            name='travail',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='commun.travail', verbose_name='travail'),
        ),
        migrations.AddField(
            model_name='preferenceliste',
            name='utilisateur',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='preference_liste', to=settings.AUTH_USER_MODEL, verbose_name='personne'),
        ),
    ]
