"""The story to print: numbered sections with "turn to", set in columns for both sides of A4 or Letter paper.

What a workshop needs on paper: short keys for sources, a short glossary, the answers to the guesses apart. The pages
end with the scenes that are hard to read, after a sheet that warns, so that they can be left out of the print. One file
of HTML without script; what a browser prints is its page.
"""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import unquote

from markupsafe import Markup, escape

from explainer.export.book import make_book
from explainer.export.book_records import Block, Book, BookScene, Paragraph
from explainer.export.book_text import (
    before_turn,
    glossary,
    listed_sources,
    one_line,
    sentence,
    source_keys,
    ways,
    ways_round,
)
from explainer.export.templating import fill
from explainer.messages import _
from explainer.story.model.structs import Story
from explainer.story.text import clean
from explainer.telling.evidence import ClaimEntry, SourceEntry, TermEntry

_CSS_UNSAFE = re.compile(r"[^\w .,;:!?()-]")
_JOINER = "\u2060"
"""No line ends before a mark."""


def to_handout(story: Story) -> str:
    """The story as a printable page: the same text for the same story."""
    book = make_book(story)
    return clean(fill("handout.html.j2", book=book, set=Setter(book)))


class Setter:
    """Writes the parts of a book for paper; the template says where they stand."""

    sentence = staticmethod(sentence)

    def __init__(self, book: Book) -> None:
        self.book = book

    @cached_property
    def running_title(self) -> Markup:
        """The title as a CSS string: only what cannot end one stays as it is."""
        title = _CSS_UNSAFE.sub(lambda found: f"\\{ord(found[0]):x} ", one_line(self.book.title))
        return Markup('"{}"').format(Markup(title))

    @cached_property
    def questions(self) -> dict[str, int]:
        """The disputed claims that a printed line marks, numbered by first use."""
        found = (piece for block in self._blocks for p in _prose_of(block) for piece in p)
        marked = dict.fromkeys(piece.ref for piece in found if piece.kind == "mark")
        disputed = (key for key in marked if self.book.claims[key].contested)
        return {key: number for number, key in enumerate(disputed, 1)}

    def disputed(self, behind: bool) -> list[tuple[int, ClaimEntry]]:
        """The same, with their number: of the open scenes, or what warned scenes alone tell of."""
        found = ((number, self.book.claims[key]) for key, number in self.questions.items())
        return [(number, claim) for number, claim in found if self.book.behind(claim.scenes) == behind]

    @cached_property
    def _blocks(self) -> tuple[Block, ...]:
        scenes = sorted(self.book.scenes.values(), key=lambda scene: scene.text_number)
        return tuple(block for scene in scenes for block in scene.blocks)

    @cached_property
    def _cited(self) -> frozenset[str]:
        """The sources that a printed line names."""
        found = {key for block in self._blocks for key in block.rests_on}
        for block in self._blocks:
            found |= {
                self._source(piece.ref) for p in _prose_of(block) for piece in p if piece.kind == "excerpt"
            }
        versions = (v for key in self.questions for v in self.book.claims[key].versions if v.stands)
        return frozenset(found | {v.version.source[0] for v in versions if v.version.source})

    def sources(self, behind: bool) -> list[SourceEntry]:
        """The sources that are cited, by number: of the open scenes, or those of warned scenes alone."""
        return [entry for entry in listed_sources(self.book, behind) if entry.source.id in self._cited]

    def terms(self, behind: bool) -> list[TermEntry]:
        """The terms that the scenes use, by name: of the open scenes, or what warned scenes alone use."""
        return [entry for entry in glossary(self.book, behind) if entry.scenes]

    def address(self, entry: SourceEntry) -> str:
        """Where a source is found; letters of other scripts as letters, since nobody types them as codes."""
        address = entry.source.address or entry.source.found
        letters = unquote(address)
        return letters if letters.isprintable() and " " not in letters and "%" not in letters else address

    def turn(self, target: str) -> Markup:
        """`turn to 17`, as a link too."""
        number = self.book.scenes[target].number
        return Markup('<a class="turn" href="#n{}">{}</a>').format(number, _("turn to {n}").format(n=number))

    def trail(self, scenes: tuple[str, ...]) -> str:
        """The numbers of a trail, in its order."""
        return " → ".join(str(self.book.scenes[key].number) for key in scenes)

    def numbers(self, scenes: tuple[str, ...]) -> str:
        """The numbers of scenes."""
        return ", ".join(str(self.book.scenes[key].number) for key in scenes)

    def ways(self, scene: BookScene) -> list[tuple[str, Markup, str]]:
        """The ways on: what is asked, where to turn, and the trail it begins."""
        titles = {trail.trail.id: trail.title for trail in self.book.trails}
        return [
            (before_turn(w.label), self.turn(w.target), titles.get(w.trail, ""))
            for w in ways(self.book, scene)
        ]

    def ways_round(self, scene: BookScene) -> list[tuple[str, Markup, str]]:
        """The ways past a warned scene."""
        return [(before_turn(w.label), self.turn(w.target), "") for w in ways_round(self.book, scene)]

    def keys(self, keys: tuple[str, ...]) -> str:
        """`S3 S12`."""
        return " ".join(source_keys(self.book, tuple(dict.fromkeys(keys))))

    def rests(self, block: Block) -> str:
        """What a block rests on, as far as its own marks do not say it."""
        cited = {self._source(piece.ref) for p in _prose_of(block) for piece in p if piece.kind == "excerpt"}
        return self.keys(tuple(key for key in block.rests_on if key not in cited))

    def prose(self, paragraph: Paragraph) -> Markup:
        """A paragraph: sources and disputed questions by their keys; what is not disputed carries no mark."""
        parts: list[Markup] = []
        marks: list[str] = []

        def close() -> None:
            if marks:
                parts.append(Markup("{}<sup>{}</sup>").format(_JOINER, ",".join(dict.fromkeys(marks))))
                marks.clear()

        for piece in paragraph:
            if piece.kind == "excerpt":
                marks.append(self.keys((self._source(piece.ref),)))
            elif piece.kind == "mark":
                marks += [f"Q{self.questions[piece.ref]}"] if piece.ref in self.questions else []
            else:
                close()
                parts.append(_styled(piece.kind, one_line(piece.text)))
        close()
        return Markup("").join(parts)

    def _source(self, excerpt: str) -> str:
        return self.book.excerpts[excerpt].excerpt.source


def _styled(kind: str, words: str) -> Markup:
    if kind == "strong":
        return Markup("<strong>{}</strong>").format(words)
    return Markup("<em>{}</em>").format(words) if kind == "emphasis" else escape(words)


def _prose_of(block: Block) -> tuple[Paragraph, ...]:
    """The paragraphs of a block that stand on paper, with the note at a guess's answer."""
    found = block.paragraphs
    if block.guess:
        found += block.guess.note
    if block.document and block.document.verdicts:
        found += tuple(p for one in block.document.sentences for p in one.record)
    return found
