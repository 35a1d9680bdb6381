"""The whole story as plain text: for any editor, any printer, and for reading aloud.

Lines of at most 72 cells; no frame, no underlining, no column, so that a voice reads nothing but words. Scenes that are
hard to read stand at the end, behind their warning.
"""

from __future__ import annotations

import re
from functools import partial

from explainer.export import book_ways
from explainer.export.book import make_book
from explainer.export.book_records import Book, BookScene, Paragraph
from explainer.export.book_ways import before_turn, one_line, sentence, source_keys, ways, ways_round
from explainer.export.templating import fill
from explainer.messages import _
from explainer.paint.cells.text_width import width
from explainer.paint.cells.wrapping import wrap_text
from explainer.story.clean import clean
from explainer.story.model.structs import Story

MEASURE = 72
_BLANKS = re.compile(r"\n{3,}")
_GAP = "\x1d"
"""A line of its own where two blank lines part what follows; no text that was wrapped holds it."""


def to_text(story: Story) -> str:
    """The story as plain text: the same text for the same story."""
    book = make_book(story)
    made = fill("text.txt.j2", book=book, set=Setter(book))
    lines = "\n".join(line.rstrip(" ") for line in made.split("\n"))
    lines = _BLANKS.sub("\n\n", lines).replace(f"{_GAP}\n{_GAP}\n", f"{_GAP}\n").replace(f"{_GAP}\n", "\n")
    return clean(lines).strip("\n") + "\n"


class Setter:
    """Writes the parts of a book as wrapped lines; the template says where they stand."""

    gap = _GAP
    sentence = staticmethod(sentence)

    def __init__(self, book: Book) -> None:
        self.book = book
        self.terms = partial(book_ways.glossary, book)
        self.listed_claims = partial(book_ways.listed_claims, book)
        self.listed_sources = partial(book_ways.listed_sources, book)

    def lines(self, text: str, first: str = "", rest: str | None = None) -> str:
        """A text wrapped: `first` begins its first line, `rest` the others (blanks as wide as `first` if not given)."""
        rest = " " * width(first) if rest is None else rest
        room = MEASURE - max(width(first), width(rest))
        rows = ["".join(run.text for run in row) for row in wrap_text(one_line(text).strip(), room)]
        return "\n".join(f"{rest if number else first}{row}" for number, row in enumerate(rows))

    def scene(self, key: str) -> str:
        """`4. Title`."""
        scene = self.book.scenes[key]
        return f"{scene.number}. {scene.title}"

    def numbers(self, keys: tuple[str, ...]) -> str:
        """The numbers of scenes."""
        return ", ".join(str(self.book.scenes[key].number) for key in keys)

    def keys(self, keys: tuple[str, ...]) -> str:
        """`S3, S12`."""
        return ", ".join(source_keys(self.book, keys))

    def ways(self, scene: BookScene) -> list[str]:
        """The ways on, each with the number to turn to."""
        return [self._way(way.label, way.target, way.trail) for way in ways(self.book, scene)]

    def ways_round(self, scene: BookScene) -> list[str]:
        """The ways past a warned scene."""
        return [self._way(way.label, way.target, "") for way in ways_round(self.book, scene)]

    def _way(self, label: str, target: str, trail: str) -> str:
        number = self.book.scenes[target].number
        ended = before_turn(label)
        if trail:
            return _("{label} Turn to {n} and follow that way.").format(label=ended, n=number)
        return _("{label} Turn to {n}.").format(label=ended, n=number)

    def prose(self, paragraph: Paragraph) -> str:
        """A paragraph with its marks in brackets."""
        parts = []
        for piece in paragraph:
            if piece.kind in ("excerpt", "mark"):
                parts.append(f"[{piece.label}{'≠' if piece.contested else ''}]")
            else:
                parts.append(piece.text)
        return "".join(parts)
