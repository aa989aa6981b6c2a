"""What every page owes to every reader: `assert_page_accessible(response)`.

Reads the HTML with the standard library and lists its defects: structure, names, labels,
references, and what the Content-Security-Policy would refuse.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
OPTIONAL_END = {"li", "p", "td", "th", "tr", "option", "thead", "tbody", "dt", "dd"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FIELDS = ("input", "select", "textarea")
NAMED_BY_VALUE = ("submit", "reset", "button")
ARIA_REFERENCES = (
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "aria-errormessage",
)
SOURCES = ("src", "srcset", "data", "poster", "action", "formaction")
ABSOLUTE = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)


@dataclass
class Element:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["Element"]:
        """Walk the descendants with one of these tags (all of them without any), in order."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def text(self) -> str:
        """What a screen reader would read: no hidden part, pictures by their `alt`."""
        if self.attrs.get("aria-hidden") == "true":
            return ""
        if self.tag == "img":
            return self.attrs.get("alt", "")
        parts = (c if isinstance(c, str) else c.text() for c in self.children)
        return " ".join(" ".join(parts).split())

    def inside(self, tag: str) -> "Element | None":
        parent = self.parent
        while parent is not None and parent.tag != tag:
            parent = parent.parent
        return parent

    def __str__(self):
        shown = ("id", "name", "type", "href", "src", "class")
        attrs = "".join(f' {k}="{self.attrs[k]}"' for k in shown if k in self.attrs)
        return f"<{self.tag}{attrs}>"


class PageParser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.page = self.current = Element("#page")
        self.defects: list[str] = []

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {k: v or "" for k, v in attrs}, self.current)
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.current = self.current.parent

    def handle_endtag(self, tag):
        opened = self.current
        while opened.parent is not None and opened.tag != tag:
            opened = opened.parent
        if opened.parent is None:
            self.defects.append(f"</{tag}> closes nothing")
            return
        while self.current is not opened:
            if self.current.tag not in OPTIONAL_END:
                self.defects.append(f"{self.current} is not closed before </{tag}>")
            self.current = self.current.parent
        self.current = opened.parent

    def handle_data(self, data):
        self.current.children.append(data)


def check_document(page: Element) -> Iterator[str]:
    for html in page.all("html"):
        if not html.attrs.get("lang"):
            yield "<html> has no lang"
    titles = [title.text() for head in page.all("head") for title in head.all("title")]
    if not any(titles):
        yield "the <title> is missing or empty"


def check_headings(page: Element) -> Iterator[str]:
    headings = list(page.all(*HEADINGS))
    if (count := sum(h.tag == "h1" for h in headings)) != 1:
        yield f"{count} h1 instead of one"
    level = 0
    for heading in headings:
        new_level = int(heading.tag[1])
        if new_level > level + 1:
            yield f"{heading.tag} « {heading.text()} » comes after h{level}: a level is skipped"
        if not heading.text():
            yield f"an {heading.tag} is empty"
        level = new_level


def check_labels(page: Element) -> Iterator[str]:
    labelled = {label.attrs.get("for") for label in page.all("label") if label.text()}
    for element in page.all(*FIELDS):
        kind = element.attrs.get("type", "")
        if kind == "hidden":
            continue
        wrapped = element.inside("label")
        named = (
            element.attrs.get("aria-label")
            or element.attrs.get("aria-labelledby")
            or element.attrs.get("id", "#") in labelled
            or (wrapped is not None and wrapped.text())
            or (kind in NAMED_BY_VALUE and element.attrs.get("value"))
            or (kind == "image" and element.attrs.get("alt"))
        )
        if not named:
            yield f"{element} has no label"


def check_tables(page: Element) -> Iterator[str]:
    for table in page.all("table"):
        if not any(caption.text() for caption in table.all("caption")):
            yield f"{table} has no caption"
        headers = list(table.all("th"))
        if not headers:
            yield f"{table} has no th"
        for header in headers:
            if header.attrs.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield f"th « {header.text()} » has no scope"


def check_names(page: Element) -> Iterator[str]:
    for element in page.all("a", "button", "summary"):
        named = (
            element.text()
            or element.attrs.get("aria-label")
            or element.attrs.get("aria-labelledby")
        )
        if not named and (element.tag != "a" or "href" in element.attrs):
            yield f"{element} has no name"


def check_images(page: Element) -> Iterator[str]:
    for image in page.all("img"):
        if "alt" not in image.attrs:
            yield f"{image} has no alt"


def check_references(page: Element) -> Iterator[str]:
    ids = Counter(e.attrs["id"] for e in page.all() if "id" in e.attrs)
    yield from (f'id "{name}" is used {count} times' for name, count in ids.items() if count > 1)
    for element in page.all():
        for attribute in ARIA_REFERENCES:
            for name in element.attrs.get(attribute, "").split():
                if name not in ids:
                    yield f'{element} {attribute} names "{name}", which is not in the page'
        if element.tag == "label" and element.attrs.get("for", "") not in {"", *ids}:
            yield f'label for "{element.attrs["for"]}" names nothing in the page'


def check_csp(page: Element) -> Iterator[str]:
    for element in page.all():
        if "style" in element.attrs:
            yield f"{element} has an inline style"
        for attribute in element.attrs:
            if attribute.startswith(("on", "hx-on")):
                yield f"{element} has an inline script: {attribute}"
        if element.attrs.get("href", "").strip().lower().startswith("javascript:"):
            yield f"{element} runs a script from its address"
        if element.tag == "style" or (element.tag == "script" and "src" not in element.attrs):
            yield f"{element} is inline"


def check_origins(page: Element) -> Iterator[str]:
    for element in page.all():
        addresses = [element.attrs[name] for name in SOURCES if name in element.attrs]
        if element.tag in {"link", "use", "image"}:
            addresses.append(element.attrs.get("href", ""))
        for address in addresses:
            if ABSOLUTE.match(address):
                yield f"{element} asks another origin: {address}"


def check_csrf(page: Element) -> Iterator[str]:
    for form in page.all("form"):
        names = {hidden.attrs.get("name") for hidden in form.all("input")}
        if form.attrs.get("method", "").lower() == "post" and "csrfmiddlewaretoken" not in names:
            yield f"form to {form.attrs.get('action', 'this page')} has no CSRF token"


CHECKS: tuple[Callable[[Element], Iterator[str]], ...] = (
    check_document,
    check_headings,
    check_labels,
    check_tables,
    check_names,
    check_images,
    check_references,
    check_csp,
    check_origins,
    check_csrf,
)


def defects(html: str) -> list[str]:
    """List what is wrong in a whole page, in the order of the checks."""
    parser = PageParser()
    parser.feed(html)
    parser.close()
    return parser.defects + [message for check in CHECKS for message in check(parser.page)]


def assert_page_accessible(response) -> None:
    """Fail with the list of defects of the page that this response carries."""
    assert response.headers["Content-Type"].startswith("text/html"), response.headers
    found = defects(response.content.decode())
    assert not found, "\n".join(["the page is not accessible:", *found])
