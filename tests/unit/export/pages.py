"""A page of HTML as its tags and its text, read strictly."""

from __future__ import annotations

import html.parser


class Seen(html.parser.HTMLParser):
    """Tags in order, and whether each that opens closes."""

    VOID = ("meta", "link", "br")

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(page: str) -> Seen:
    """The page, in which every tag that opens closes."""
    found = Seen()
    found.feed(page)
    found.close()
    assert found.open == []
    return found
