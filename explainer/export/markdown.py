"""The whole story as one CommonMark file, without an extension, so that every reader of Markdown shows the same.

Nothing that an author wrote can break out of its place: all text is escaped, and stands on one line. Excerpts are
numbered at each scene's end, since CommonMark has no footnotes. A scene's anchor is its id; that of a warned scene is
its warning, and the scene itself stands at the end of the file.
"""

from __future__ import annotations

import re
from functools import partial

from explainer.export import book_ways
from explainer.export.book import make_book
from explainer.export.book_records import Book, BookScene, Paragraph, Piece
from explainer.export.book_ways import one_line, sentence, source_keys, ways, ways_round
from explainer.export.templating import escape_markdown, fill
from explainer.messages import _
from explainer.story.clean import clean
from explainer.story.model.structs import Story

_BLANKS = re.compile(r"\n{3,}")
_ADDRESS = re.compile(r"https?://[^\s<>]+")
_AROUND = " \u00a0.,;:!?()“”‘’"
"""What may stand beside a star that opens or closes emphasis."""


def to_markdown(story: Story) -> str:
    """The story as Markdown: the same text for the same story."""
    book = make_book(story)
    made = fill("markdown.md.j2", book=book, set=Setter(book))
    return _BLANKS.sub("\n\n", clean(made)).strip("\n") + "\n"


class Setter:
    """Writes the parts of a book as Markdown; the template says where they stand."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.terms = partial(book_ways.glossary, book)
        self.listed_claims = partial(book_ways.listed_claims, book)
        self.listed_sources = partial(book_ways.listed_sources, book)

    def line(self, text: str) -> str:
        """A text that shows as it stands, on one line."""
        return escape_markdown(one_line(text).strip())

    def sentence(self, text: str) -> str:
        """A text as a sentence."""
        return escape_markdown(sentence(text))

    def anchor(self, key: str) -> str:
        """A place that a link can lead to."""
        return f'<a id="{key}"></a>'

    def link(self, text: str, key: str) -> str:
        """A link inside the file."""
        return f"[{self.line(text)}](#{key})"

    def scene(self, key: str) -> str:
        """A link to a scene, or to the warning before it: `4. Title`."""
        scene = self.book.scenes[key]
        return self.link(f"{scene.number}. {scene.title}", key)

    def scenes(self, keys: tuple[str, ...]) -> str:
        """Links to scenes by their numbers."""
        return ", ".join(self.link(str(self.book.scenes[key].number), key) for key in keys)

    def keys(self, keys: tuple[str, ...]) -> str:
        """Links to sources: `S3, S12`."""
        known = tuple(key for key in keys if key in self.book.sources)
        return ", ".join(
            self.link(label, f"source.{key}")
            for label, key in zip(source_keys(self.book, known), known, strict=True)
        )

    def claims(self, keys: tuple[str, ...]) -> str:
        """Links to claims by their questions."""
        return ", ".join(self.link(self.book.claims[key].question, f"claim.{key}") for key in keys)

    def address(self, address: str) -> str:
        """An address as a link, where it is one."""
        return f"<{address}>" if _ADDRESS.fullmatch(address) else self.line(address)

    def words(self, text: str, language: str = "") -> str:
        """A quotation: the words as they stand, between marks."""
        return f"“{self.line(text)}”" + (f" ({self.line(language)})" if language else "")

    def ways(self, scene: BookScene) -> list[str]:
        """The ways on, each as a link."""
        return [self._way(way.label, way.target, way.trail) for way in ways(self.book, scene)]

    def ways_round(self, scene: BookScene) -> list[str]:
        """The ways past a warned scene."""
        return [self._way(way.label, way.target, "") for way in ways_round(self.book, scene)]

    def _way(self, label: str, target: str, trail: str) -> str:
        if trail:
            return f"{self.link(label, f'trail.{trail}')}, {_('first to')} {self.scene(target)}"
        return f"{self.line(label)}: {self.scene(target)}"

    def prose(self, paragraph: Paragraph, scene: BookScene) -> str:
        """A paragraph on one line; its marks lead to the notes at the scene's end."""
        words = [one_line(piece.text) for piece in paragraph]
        parts = []
        for index, piece in enumerate(paragraph):
            before = words[index - 1][-1:] if index else ""
            after = words[index + 1][:1] if index + 1 < len(words) else ""
            made = self._piece(piece, words[index], scene, before, after)
            parts.append(
                f"{made[:-1]}\\!" if made.endswith("!") else made
            )  # before a link it would make a picture
        return "".join(parts).strip()

    def _piece(self, piece: Piece, words: str, scene: BookScene, before: str, after: str) -> str:
        match piece.kind:
            case "excerpt" | "mark":
                sign = "≠" if piece.contested else ""
                return rf"[\[{piece.label}{sign}\]](#{scene.id}.{piece.label})"
            case "term":
                return f"[{escape_markdown(words)}](#term.{piece.ref})"
            case "strong" | "emphasis":
                return _styled(piece.kind, words, before, after)
        return escape_markdown(words)


def _styled(kind: str, words: str, before: str, after: str) -> str:
    """Stars where they are sure to be read as such, else the tag that they stand for."""
    bare = words.strip()
    if not bare:
        return words
    lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    text = escape_markdown(bare)
    sure = (lead or not before or before in _AROUND) and (tail or not after or after in _AROUND)
    if sure and bare[0].isalnum() and bare[-1].isalnum():
        star = "**" if kind == "strong" else "*"
        return f"{lead}{star}{text}{star}{tail}"
    tag = "strong" if kind == "strong" else "em"
    return f"{lead}<{tag}>{text}</{tag}>{tail}"
