"""What an answer is made of: what is said now and what waits behind `more`, numbered lists, open questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

SHORT, LONG = 5, 3
"""Items said at once: titles and terms are short, versions and quotations long."""
SHORT_WORDS = 35
"""Words of the first short items; more are no short items."""


class Told(msgspec.Struct, frozen=True):
    """What is said now, and what waits behind `more`."""

    now: list[str]
    rest: list[str] = []
    size: int = 3
    """How many of the rest are said at once."""
    joined: bool = False
    """The rest are short items that share a paragraph."""


class Item(msgspec.Struct, frozen=True):
    """One entry of a list."""

    kind: str
    """term, excerpt, claim, figure, source, scene (an address), choice, trail, lens, sentence (`document:excerpt`)."""
    id: str
    label: str
    before: str = ""
    """Said before its number: the chapter that begins here."""


class Listed(msgspec.Struct, frozen=True):
    """A list a person called for."""

    head: str
    items: tuple[Item, ...]
    size: int = SHORT
    tail: str = ""
    on: str = ""
    """The day by which its things are said, where that is not the reader's own."""

    @property
    def kind(self) -> str:
        """The kind of its items, when they have one; empty for a mixed or an empty list."""
        kinds = {item.kind for item in self.items}
        return kinds.pop() if len(kinds) == 1 else ""

    def told(self) -> Told:
        """Its number first, then the first items; the rest waits behind `more`."""
        size = self.size
        said = [f"{item.before} {number} {item.label}".strip() for number, item in enumerate(self.items, 1)]
        if size == SHORT and len(" ".join(said[:SHORT]).split()) > SHORT_WORDS:
            size = LONG
        now = " ".join((self.head, *said[:size], self.tail)).strip()
        return Told([now], said[size:], size, joined=True)


@dataclass(frozen=True, slots=True)
class Question:
    """Something that was asked, and waits: the next line is its answer and no word of the mode.

    A conversation holds a stack of them: an answer may ask the next thing, and the end of the input closes each with
    the answer that does least.
    """

    answer: Callable[[str], list[str]]
    """What becomes of the line; to ask again, it opens the question anew."""
    unanswered: Callable[[], list[str]]
    """What becomes of it at the end of the input."""
    secret: bool = False
    """The line is not to be shown while it is typed, and to be remembered nowhere."""
