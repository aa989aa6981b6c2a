"""The scale of a brouillon is edited on the page of its rules, level by level (R25)."""

import pytest

from referentiels.importation import importer
from referentiels.services import brouillon, versions
from tests.accessibilite import PageParser, assert_page_accessible
from tests.referentiels.documents import ECHELLE, document, en_json, pose
from tests.referentiels.edition import contenu, envoyer, libelles, page
from tests.referentiels.formulaires import champs_de

pytestmark = pytest.mark.django_db

IDENTITE = "modifier_identite"
NOTE = "un niveau n'est pas une note : écrivez-le sans chiffre ni pourcentage."


def mots(version) -> list[str]:
    return [un["libelle"] for un in contenu(version)["echelle"]]


def boutons(reponse, verbe: str) -> dict[str, bool]:
    """The acts of the scale with this verb, and whether each may be pressed."""
    parser = PageParser()
    parser.feed(reponse.content.decode())
    return {
        un.attrs["value"]: "disabled" not in un.attrs
        for un in parser.page.all("button")
        if un.attrs.get("value", "").startswith(f"{verbe}:echelle")
    }


def test_the_page_shows_the_usual_scale_in_fields_and_saves_none_of_it(client, version):
    reponse = client.get(page(version, IDENTITE))
    champs = champs_de(reponse)

    assert [champs[f"echelle[{n}].libelle"] for n in range(4)] == [
        ["Acquis"],
        ["Non acquis"],
        ["Non évalué"],
        ["Non observable"],
    ]
    assert boutons(reponse, "reprendre") == {"reprendre:echelle": False}
    assert_page_accessible(reponse)
    champs["titre"] = "Autre"
    client.post(page(version, IDENTITE), champs)
    assert contenu(version) == document(titre="Autre")


@pytest.mark.parametrize(
    ("champ", "valeur", "lieu"),
    [
        ("libelle", "À revoir", "Échelle, niveau 2, libellé"),
        ("sens", "non_observable", "Échelle, niveau 2, sens"),
    ],
)
def test_a_level_is_renamed_or_changes_its_meaning(client, personne, champ, valeur, lieu):
    version = importer(en_json(document(echelle=ECHELLE)), nom="a.json", par=personne).referentiel

    envoyer(client, version, IDENTITE, {f"echelle[1].{champ}": valeur})

    assert contenu(version) == pose(document(echelle=ECHELLE), f"echelle.1.{champ}", valeur)
    assert libelles()[0] == f"{lieu} : modification"


def test_levels_are_added_named_moved_and_taken_away(client, version):
    envoyer(client, version, IDENTITE, {"acte": "ajouter:echelle"})
    reponse = envoyer(
        client,
        version,
        IDENTITE,
        {"echelle[4].libelle": "Partiellement acquis", "acte": "monter:echelle[4]"},
    )
    envoyer(client, version, IDENTITE, {"acte": "retirer:echelle[4]"})

    assert reponse.headers["Location"].endswith("/modifier/identite/#echelle[3]")
    assert mots(version) == ["Acquis", "Non acquis", "Non évalué", "Partiellement acquis"]
    assert contenu(version)["echelle"][3]["sens"] == "non_acquis"
    assert libelles() == [
        "Échelle, niveau 5 : retrait",
        "Échelle, niveau 5 : remonté d'un rang ; Échelle, niveau 5, libellé : modification",
        "Échelle, niveau 5 : ajout",
        "Import de « a.json »",
    ]


def test_an_edit_of_the_scale_is_undone_to_the_usual_one_and_taken_up_again(
    client, version, personne
):
    envoyer(client, version, IDENTITE, {"echelle[0].libelle": "Maîtrisé"})
    version.refresh_from_db()

    client.post(page(version, "annuler"), {"revision": version.revision})

    assert contenu(version) == document()
    version.refresh_from_db()
    brouillon.revenir(version, 1, revision=version.revision, par=personne)
    assert mots(version)[0] == "Maîtrisé"


def test_the_usual_scale_is_taken_back(client, personne):
    version = importer(en_json(document(echelle=ECHELLE)), nom="a.json", par=personne).referentiel

    envoyer(client, version, IDENTITE, {"acte": "reprendre:echelle"})

    assert contenu(version) == document()


@pytest.mark.parametrize(
    ("champ", "valeur", "faute"),
    [
        ("echelle[1].libelle", "10 sur 20", NOTE),
        ("echelle[1].libelle", "À 80 %", NOTE),
        (
            "echelle[1].libelle",
            "acquis",
            "le libellé « acquis » figure déjà plus haut. Corrigez l'un des deux.",
        ),
        (
            "echelle[3].sens",
            "non_evalue",
            "un seul niveau compte comme « Non évalué », et le niveau 3 le fait déjà. "
            "Changez l'un des deux.",
        ),
    ],
)
def test_r25_a_refused_level_keeps_what_was_typed_beside_its_error(
    client, version, champ, valeur, faute
):
    reponse = envoyer(client, version, IDENTITE, {champ: valeur, "acte": "ajouter:echelle"})

    assert reponse.status_code == 400
    assert reponse.context["feuille"].fautes == {champ: faute}
    assert champs_de(reponse)[champ] == [valeur]
    assert f'id="{champ}-faute"' in reponse.content.decode()
    assert_page_accessible(reponse)
    assert contenu(version) == document()


def test_an_unknown_meaning_or_a_code_is_not_written(client, version):
    inconnu = envoyer(client, version, IDENTITE, {"echelle[1].sens": "presque"})
    envoyer(client, version, IDENTITE, {"echelle[1].code": "autre"})

    assert inconnu.status_code == 400
    assert contenu(version) == document()


@pytest.mark.parametrize(("nombre", "ajout", "retrait"), [(2, True, False), (6, False, True)])
def test_a_scale_has_from_two_to_six_levels(client, version, personne, nombre, ajout, retrait):
    suite = [
        {"code": f"autre_{un}", "libelle": f"Niveau {mot}", "sens": "non_observable"}
        for un, mot in enumerate(["premier", "second"])
    ]
    echelle = [*ECHELLE, *suite][:nombre]
    brouillon.enregistrer(
        version, document(echelle=echelle), revision=0, par=personne, libelle="Échelle"
    )

    reponse = client.get(page(version, IDENTITE))

    assert set(boutons(reponse, "ajouter").values()) == {ajout}
    assert set(boutons(reponse, "retirer").values()) == {retrait}


def test_what_a_scale_lacks_forbids_the_publication_and_leads_to_the_page(client, version):
    envoyer(client, version, IDENTITE, {"acte": "retirer:echelle[0]"})
    envoyer(client, version, IDENTITE, {"acte": "ajouter:echelle"})

    reponse = client.get(page(version, "modifier"))

    ici = page(version, IDENTITE)
    assert reponse.context["manques"] == [
        ("Échelle, niveau 4, libellé : à écrire.", ici),
        ("Échelle des critères : aucun niveau ne compte comme « Acquis ». Il en faut un.", ici),
    ]
    version.refresh_from_db()
    assert versions.ce_qui_manque(version) == [phrase for phrase, _ in reponse.context["manques"]]


def test_a_conflict_on_the_scale_shows_what_was_typed_in_place(client, version, personne):
    brouillon.enregistrer(
        version, document(titre="Leur titre"), revision=0, par=personne, libelle="Ailleurs"
    )

    reponse = envoyer(client, version, IDENTITE, {"echelle[0].libelle": "Maîtrisé"}, revision=0)

    ecarts = [(e.lieu, e.ecrit, e.actuel) for e in reponse.context["feuille"].ecarts]
    assert ecarts == [("Échelle, niveau 1, libellé", "Maîtrisé", "Acquis")]
    repris = champs_de(reponse)
    assert (repris["echelle[0].libelle"], repris["titre"]) == (["Maîtrisé"], ["Leur titre"])
    client.post(page(version, IDENTITE), repris)
    assert mots(version)[0] == "Maîtrisé"
