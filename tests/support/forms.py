"""What a browser would send of a page: the form as it stands, to be changed and sent back."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    """Collects the inputs of the form of one class."""

    def __init__(self, css: str) -> None:
        super().__init__()
        self.css, self.inside = css, False
        self.sent: dict[str, list[str]] = {}
        self.area: str | None = None
        self.choice: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = self.css in given.get("class", "").split()
        if not self.inside:
            return
        name = given.get("name", "")
        if tag == "textarea":
            self.area = name
            self.sent[name] = [""]
        elif tag == "select":
            self.choice = name
            self.sent[name] = [""]
        elif tag == "option" and self.choice and "selected" in given:
            self.sent[self.choice] = [given["value"]]
        elif tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
            self.sent.setdefault(name, []).append(given.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.sent[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.choice = None
        elif tag == "form":
            self.inside = False


def form_of(page: str, css: str) -> dict[str, list[str]]:
    """The values that the form of class ``css`` would send if nothing were changed."""
    reader = _Reader(css)
    reader.feed(page)
    return reader.sent
