"""What a browser without JavaScript would send back from a page."""

from tests.accessibilite import Element, PageParser


def champs_de(reponse, formulaire: str = "edition") -> dict[str, list[str]]:
    """Every field of the form of this id, with the value that it shows."""
    parser = PageParser()
    parser.feed(reponse.content.decode())
    [form] = [f for f in parser.page.all("form") if f.attrs.get("id") == formulaire]
    champs: dict[str, list[str]] = {}
    for champ in form.all("input", "textarea", "select"):
        coche = "checked" in champ.attrs or champ.attrs.get("type") not in ("radio", "checkbox")
        if coche:
            champs.setdefault(champ.attrs["name"], []).append(_valeur(champ))
    return champs


def _valeur(champ: Element) -> str:
    if champ.tag == "textarea":
        return "".join(champ.children).removeprefix("\n")
    if champ.tag == "select":
        options = list(champ.all("option"))
        return next((o for o in options if "selected" in o.attrs), options[0]).attrs["value"]
    return champ.attrs["value"]
