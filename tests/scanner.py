"""A mail scanner at its worst: it opens every address, fills every form in and submits it."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client

# What a robot types, by kind of field; the code it cannot read is a guess like another.
TYPED = {
    "email": "robot@example.org",
    "date": "2026-01-01",
    "text": "123456",
    "textarea": "123456",
    "number": "1",
}


class Forms(HTMLParser):
    """The forms of a page, their fields, and the links."""

    def __init__(self):
        super().__init__()
        self.forms: list[dict] = []
        self.links: list[str] = []
        self._select = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        elif tag == "form":
            self.forms.append(
                {"action": attributes.get("action", ""), "fields": {}, "buttons": [{}]}
            )
        elif self.forms and attributes.get("name"):
            self._field(tag, attributes)

    def _field(self, tag, attributes):
        form, name = self.forms[-1], attributes["name"]
        kind = attributes.get("type", "text") if tag == "input" else tag
        if tag == "button":
            form["buttons"].append({name: attributes.get("value", "")})
        elif tag == "select":
            self._select = name
        elif kind == "hidden":
            form["fields"][name] = attributes.get("value", "")
        elif kind in {"radio", "checkbox"}:
            form["fields"].setdefault(name, attributes.get("value", "on"))
        elif kind != "file":
            form["fields"][name] = attributes.get("value") or TYPED.get(kind, "123456")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)


def scan(address: str, times: int = 1) -> dict[str, int]:
    """Open the address so many times, follow what stays on the site, submit every form.

    Each form goes as it stands, then filled in, by each of its buttons. Returns how many pages
    were opened and how many forms were sent.
    """
    client = Client()
    seen, waiting = set(), [address]
    count = {"opened": 0, "sent": 0}
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        for _ in range(times):
            response = client.get(url)
            count["opened"] += 1
        page = _read(response)
        waiting += [urljoin(url, link) for link in page.links if _is_ours(link)]
        for form in page.forms:
            target = urljoin(url, form["action"]) or url
            for button in form["buttons"]:
                for sent in ({}, form["fields"]):
                    answer = client.post(target, {**sent, **button})
                    count["sent"] += 1
                    for inner in _read(answer).forms:
                        # The page that reads the answers again is filled in as well.
                        for choice in inner["buttons"]:
                            client.post(target, {**inner["fields"], **choice})
                            count["sent"] += 1
    return count


def _read(response) -> Forms:
    parser = Forms()
    if response.headers.get("Content-Type", "").startswith("text/html"):
        parser.feed(
            b"".join(response).decode() if response.streaming else response.content.decode()
        )
    return parser


def _is_ours(link: str) -> bool:
    parts = urlsplit(link)
    return not parts.scheme and not parts.netloc and not link.startswith("#")
