"""A published or archived version is only read, whoever asks: the database says no (R2)."""

from django.db import migrations

MESSAGE = "Version publiée : son contenu ne change plus (R2). Faites-en une nouvelle version."
VERSION = "referentiels_referentiel"
# What may still change on a published version: its state, and what is not its content.
LIBRES = {"etat", "modifie_le", "recherche"}
# For each table below a version, how to reach the id of the version from a row called {ligne}.
DESSOUS = {
    "referentiels_bloc": "{ligne}.referentiel_id",
    "referentiels_modalite": "{ligne}.referentiel_id",
    "referentiels_capacite": "{ligne}.referentiel_id",
    "referentiels_capacitemodalite": (
        "(SELECT referentiel_id FROM referentiels_capacite WHERE id = {ligne}.capacite_id)"
    ),
    "referentiels_critere": (
        "(SELECT referentiel_id FROM referentiels_capacite WHERE id = {ligne}.capacite_id)"
    ),
    "referentiels_souspoint": (
        "(SELECT c.referentiel_id FROM referentiels_capacite c JOIN referentiels_critere r "
        "ON r.capacite_id = c.id WHERE r.id = {ligne}.critere_id)"
    ),
}
LIGNES = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}


def colonnes(apps) -> list[str]:
    champs = apps.get_model("referentiels", "Referentiel")._meta.local_concrete_fields
    return [champ.column for champ in champs if champ.column not in LIBRES]


# --- SQLite: one trigger per table and per act -------------------------------------------------
# « OR REPLACE » removes the row in its way without running its triggers: what stands in the way of
# a new row, by its key or as a published homonym, is looked at before.

ECRASEES = (
    "v.etat <> 'brouillon' AND (v.id = NEW.id OR v.etat = 'publie' AND NEW.etat = 'publie' "
    "AND v.numero = NEW.numero AND v.mention = NEW.mention "
    "AND v.date_modification IS NEW.date_modification)"
)


def nom(table: str, acte: str) -> str:
    return f"{table}_fige_{acte.lower()}"


def poser_sqlite(apps) -> list[str]:
    changee = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in colonnes(apps))
    ecrasee = f"EXISTS (SELECT 1 FROM {VERSION} v WHERE {ECRASEES})"
    retouchee = f"OLD.etat <> 'brouillon' AND (NEW.etat = 'brouillon' OR {changee})"
    ordres = [
        declencheur(VERSION, "INSERT", ecrasee),
        declencheur(VERSION, "DELETE", "OLD.etat <> 'brouillon'"),
        declencheur(
            VERSION, "UPDATE", f"({retouchee}) OR (NEW.id <> OLD.id OR NEW.etat <> OLD.etat) AND "
            f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id <> OLD.id AND ({ECRASEES}))"
        ),
    ]
    for table, chemin in DESSOUS.items():
        for acte, lignes in LIGNES.items():
            versions = [chemin.format(ligne=ligne) for ligne in lignes]
            if acte != "DELETE":  # the row that OR REPLACE would remove without a word
                ancienne = chemin.format(ligne="ancienne")
                versions.append(f"(SELECT {ancienne} FROM {table} ancienne WHERE id = NEW.id)")
            figee = f"etat <> 'brouillon' AND id IN ({', '.join(versions)})"
            ordres.append(
                declencheur(table, acte, f"EXISTS (SELECT 1 FROM {VERSION} WHERE {figee})")
            )
    return ordres


def declencheur(table: str, acte: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER {nom(table, acte)} BEFORE {acte} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def lever_sqlite() -> list[str]:
    actes = [(VERSION, "INSERT"), (VERSION, "DELETE"), (VERSION, "UPDATE")]
    actes += [(table, acte) for table in DESSOUS for acte in LIGNES]
    return [f"DROP TRIGGER {nom(*acte)}" for acte in actes]


# --- PostgreSQL: one function, one trigger per table -------------------------------------------
# The version is read FOR SHARE: a write that crosses a publication waits for its outcome.


def poser_postgresql(apps) -> list[str]:
    changee = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in colonnes(apps))
    refus = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'"
    ordres = [
        f"""
        CREATE FUNCTION referentiels_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {refus}; END $$
        """,
        f"""
        CREATE TRIGGER {nom(VERSION, "DELETE")} BEFORE DELETE ON {VERSION} FOR EACH ROW
        WHEN (OLD.etat <> 'brouillon') EXECUTE FUNCTION referentiels_refuser()
        """,
        f"""
        CREATE TRIGGER {nom(VERSION, "UPDATE")} BEFORE UPDATE ON {VERSION} FOR EACH ROW
        WHEN (OLD.etat <> 'brouillon' AND (NEW.etat = 'brouillon' OR {changee}))
        EXECUTE FUNCTION referentiels_refuser()
        """,
        f"""
        CREATE FUNCTION referentiels_refuser_vidage() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT 1 FROM {VERSION} WHERE etat <> 'brouillon') THEN {refus}; END IF;
          RETURN NULL;
        END $$
        """,
    ]
    for table, chemin in DESSOUS.items():
        ordres += [fonction_dessous(table, chemin, refus), declencheur_dessous(table)]
    ordres += [
        f"CREATE TRIGGER {nom(table, 'TRUNCATE')} BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION referentiels_refuser_vidage()"
        for table in [VERSION, *DESSOUS]
    ]
    return ordres


def fonction_dessous(table: str, chemin: str, refus: str) -> str:
    verifications = "".join(
        f"""
        IF TG_OP IN ({actes}) THEN
          SELECT etat INTO etat_lu FROM {VERSION} WHERE id = {chemin.format(ligne=ligne)} FOR SHARE;
          IF etat_lu <> 'brouillon' THEN {refus}; END IF;
        END IF;
        """
        for ligne, actes in (("OLD", "'UPDATE', 'DELETE'"), ("NEW", "'INSERT', 'UPDATE'"))
    )
    return f"""
    CREATE FUNCTION {table}_fige() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE etat_lu text;
    BEGIN
      {verifications}
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      RETURN NEW;
    END $$
    """


def declencheur_dessous(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_fige BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_fige()"
    )


def lever_postgresql() -> list[str]:
    ordres = [f"DROP TRIGGER {nom(table, 'TRUNCATE')} ON {table}" for table in [VERSION, *DESSOUS]]
    ordres += [f"DROP TRIGGER {nom(VERSION, acte)} ON {VERSION}" for acte in ("DELETE", "UPDATE")]
    for table in DESSOUS:
        ordres += [f"DROP TRIGGER {table}_fige ON {table}", f"DROP FUNCTION {table}_fige()"]
    return [
        *ordres,
        "DROP FUNCTION referentiels_refuser()",
        "DROP FUNCTION referentiels_refuser_vidage()",
    ]


def poser(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for ordre in poser_sqlite(apps) if sqlite else poser_postgresql(apps):
        schema_editor.execute(ordre)


def lever(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for ordre in lever_sqlite() if sqlite else lever_postgresql():
        schema_editor.execute(ordre)


class Migration(migrations.Migration):
    dependencies = [("referentiels", "0002_brouillons_et_histoire")]

    operations = [migrations.RunPython(poser, lever)]
