"""The accessibility check sees each defect it is made for, and nothing else."""

import pytest
from django.http import HttpResponse

from tests.accessibilite import assert_page_accessible, defects

SAINE = """<!DOCTYPE html>
<html lang="fr">
  <head>
    <title>Page</title>
    <link rel="stylesheet" href="/static/css/cqpm.css">
    <script src="/static/js/menus.js" defer></script>
  </head>
  <body>
    <h1>Page</h1>
    <h2>Partie</h2>
    <h3>Détail</h3>
    <h2>Suite</h2>
    <form method="post">
      <input type="hidden" name="csrfmiddlewaretoken" value="x">
      <label for="nom">Nom</label>
      <input id="nom" aria-describedby="aide">
      <p id="aide">Aide
      <label>Ville <input name="ville"></label>
      <input type="submit" value="Envoyer">
      <button type="submit"><svg aria-hidden="true"><use href="/i.svg#check"/></svg>Valider</button>
    </form>
    <table>
      <caption>Dossiers</caption>
      <tr><th scope="col">Numéro</th></tr>
      <tr><td>1</td></tr>
    </table>
    <a href="https://example.org/">Ailleurs</a> <a href="/"><img src="/logo.svg" alt="Accueil"></a>
  </body>
</html>
"""

CAS = [
    ('<html lang="fr">', "<html>", "<html> has no lang"),
    ("<title>Page</title>", "<title> </title>", "the <title> is missing or empty"),
    ("<title>Page</title>", "", "the <title> is missing or empty"),
    ("<h2>Suite</h2>", "<h1>Suite</h1>", "2 h1 instead of one"),
    (
        "<h2>Suite</h2>",
        "<h2>Suite</h2><h4>Fin</h4>",
        "h4 « Fin » comes after h2: a level is skipped",
    ),
    ("<h2>Suite</h2>", "<h2></h2>", "an h2 is empty"),
    ("<label>Ville", "Ville<label>", '<input name="ville"> has no label'),
    ('value="Envoyer"', 'value=""', '<input type="submit"> has no label'),
    ("<caption>Dossiers</caption>", "", "<table> has no caption"),
    ('<th scope="col">Numéro</th>', "<td>Numéro</td>", "<table> has no th"),
    ('scope="col"', "", "th « Numéro » has no scope"),
    ("Valider", "", '<button type="submit"> has no name'),
    ('alt="Accueil"', 'alt=""', '<a href="/"> has no name'),
    ('alt="Accueil"></a>', ">Accueil</a>", '<img src="/logo.svg"> has no alt'),
    ("<h2>Suite</h2>", '<h2 id="nom">Suite</h2>', 'id "nom" is used 2 times'),
    (
        'id="aide"',
        "",
        '<input id="nom"> aria-describedby names "aide", which is not in the page',
    ),
    (
        '<label for="nom">',
        '<label for="nom">Nom</label><label for="rien">',
        'label for "rien" names nothing in the page',
    ),
    ("<h2>Suite", '<h2 style="color:red">Suite', "<h2> has an inline style"),
    ("<h2>Suite", '<h2 onclick="f()">Suite', "<h2> has an inline script: onclick"),
    ("<h2>Suite", '<h2 hx-on:click="f()">Suite', "<h2> has an inline script: hx-on:click"),
    (
        'href="https://example.org/"',
        'href="javascript:f()"',
        '<a href="javascript:f()"> runs a script from its address',
    ),
    ("</head>", "<script>f()</script></head>", "<script> is inline"),
    ("</head>", "<style>p{}</style></head>", "<style> is inline"),
    (
        'src="/logo.svg"',
        'src="//cdn.example.org/logo.svg"',
        '<img src="//cdn.example.org/logo.svg"> asks another origin: //cdn.example.org/logo.svg',
    ),
    (
        'href="/static/css/cqpm.css"',
        'href="https://cdn.example.org/x.css"',
        '<link href="https://cdn.example.org/x.css"> '
        "asks another origin: https://cdn.example.org/x.css",
    ),
    (
        '<input type="hidden" name="csrfmiddlewaretoken" value="x">',
        "",
        "form to this page has no CSRF token",
    ),
    ("</table>", "</div></table>", "</div> closes nothing"),
    ("</form>", "<div></form>", "<div> is not closed before </form>"),
]


def test_a_sound_page_has_no_defect():
    assert defects(SAINE) == []


@pytest.mark.parametrize(("avant", "apres", "defaut"), CAS, ids=lambda valeur: str(valeur)[:40])
def test_each_defect_is_seen_alone(avant, apres, defaut):
    assert SAINE.count(avant) == 1
    assert defects(SAINE.replace(avant, apres)) == [defaut]


def test_assert_page_accessible_lists_the_defects():
    page = (
        SAINE.replace('<html lang="fr">', "<html>")
        .replace("<h3>", "<h4>")
        .replace("</h3>", "</h4>")
    )

    with pytest.raises(AssertionError) as echec:
        assert_page_accessible(HttpResponse(page))

    assert str(echec.value).splitlines()[:3] == [
        "the page is not accessible:",
        "<html> has no lang",
        "h4 « Détail » comes after h2: a level is skipped",
    ]


def test_assert_page_accessible_refuses_what_is_not_a_page():
    with pytest.raises(AssertionError):
        assert_page_accessible(HttpResponse(b"%PDF", content_type="application/pdf"))
