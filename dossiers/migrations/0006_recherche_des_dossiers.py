"""Write the words of the search of every dossier; on PostgreSQL, index their trigrams."""

import re
import unicodedata

from django.db import Error, migrations, transaction

LETTRES = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
LIAISON = re.compile(r"(?<=[^\W\d_])[(.·•](?=[^\W\d_]{1,3}\b)")
PAQUET = 500
INDEX = "dossier_recherche_trigrammes"


def a_plat(texte):
    decompose = unicodedata.normalize("NFKD", LIAISON.sub("\u00ad", texte)).casefold()
    signes = (
        "" if unicodedata.category(un) in {"Mn", "Cf"} else un if un.isalnum() else " "
        for un in "".join(LETTRES.get(lettre, lettre) for lettre in decompose)
    )
    return " ".join("".join(signes).split())


def remplir(apps, schema_editor):
    Dossier = apps.get_model("dossiers", "Dossier")
    dossiers = Dossier.objects.select_related("candidat", "entreprise", "tuteur", "referentiel")
    paquet = []
    for dossier in dossiers.order_by("pk").iterator(chunk_size=PAQUET):
        candidat, entreprise, tuteur = dossier.candidat, dossier.entreprise, dossier.tuteur
        textes = [
            dossier.numero, candidat.nom, candidat.nom_usage,
            candidat.prenom, candidat.prenom2, candidat.prenom3,
            entreprise.raison_sociale if entreprise else "", entreprise.siret if entreprise else "",
            f"{tuteur.prenom} {tuteur.nom}" if tuteur else "",
            dossier.referentiel.titre, dossier.referentiel.numero,
        ]
        dossier.recherche = a_plat(" ".join(un for un in textes if un))
        dossier.nom_de_tri = a_plat(f"{candidat.nom_usage or candidat.nom} {candidat.prenom}")[:200]
        paquet.append(dossier)
        if len(paquet) == PAQUET:
            Dossier.objects.bulk_update(paquet, ["recherche", "nom_de_tri"])
            paquet = []
    Dossier.objects.bulk_update(paquet, ["recherche", "nom_de_tri"])


def indexer_les_trigrammes(apps, schema_editor):
    """Without the extension, or the right to install it, a search reads every row: no failure."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(
                f"CREATE INDEX IF NOT EXISTS {INDEX} ON dossiers_dossier "
                "USING gin (recherche gin_trgm_ops)"
            )
    except Error:
        return


def oublier_les_trigrammes(apps, schema_editor):
    """The extension stays: something else may use it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_liste")]

    operations = [
        migrations.RunPython(remplir, migrations.RunPython.noop),
        migrations.RunPython(indexer_les_trigrammes, oublier_les_trigrammes),
    ]
