"""The words by which a person or a company is found again, whatever the accents."""

import unicodedata

from django.db import migrations, models


def a_plat(texte):
    decompose = unicodedata.normalize("NFKD", texte).casefold()
    for lettre, ecriture in {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}.items():
        decompose = decompose.replace(lettre, ecriture)
    sans_accent = "".join(un for un in decompose if unicodedata.category(un) not in {"Mn", "Cf"})
    return " ".join("".join(un if un.isalnum() else " " for un in sans_accent).split())


def remplir(apps, schema_editor):
    for modele, champs in (
        ("Candidat", ("nom", "nom_usage", "prenom")),
        ("Entreprise", ("raison_sociale", "ville", "siret")),
    ):
        lignes = apps.get_model("dossiers", modele).objects
        for ligne in lignes.only("pk", *champs).iterator():
            recherche = a_plat(" ".join(getattr(ligne, champ) for champ in champs))
            lignes.filter(pk=ligne.pk).update(recherche=recherche)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_journee_du_centre")]

    operations = [
        migrations.AddField(
            model_name,
            "recherche",
            models.TextField("mots de la recherche", blank=True, default="", editable=False),
            preserve_default=False,
        )
        for model_name in ("candidat", "entreprise")
    ] + [migrations.RunPython(remplir, migrations.RunPython.noop)]
