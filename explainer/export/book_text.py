"""The whole story as plain text and as Markdown, with what these and the handout share: ways on, lists at the end."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from explainer.export.book import make_book
from explainer.export.book_records import Book, BookScene, Paragraph, Piece
from explainer.export.templating import escape_markdown, fill
from explainer.messages import _
from explainer.paint.cells.wrapping import width, wrap_text
from explainer.story.model.structs import Story
from explainer.story.text import clean, clean_line
from explainer.telling.evidence import ClaimEntry, SourceEntry, TermEntry

# What the forms of a book share: where one can go from a scene, and what stands in its lists; no form is known.

_SPACE = re.compile(r"\s+")


class Way(NamedTuple):
    """One way on: what is asked or said, the scene it leads to, the trail it begins."""

    label: str
    target: str
    trail: str = ""


def ways(book: Book, scene: BookScene) -> tuple[Way, ...]:
    """The ways from the end of a scene: the choices, then the way on; none where the story ends."""
    found = [
        Way(_joined(choice.label, choice.detail), choice.target, choice.trail) for choice in scene.choices
    ]
    onward = scene.onward
    if onward.kind == "scene" and all(
        (choice.label, choice.target) != (onward.label, onward.target) for choice in scene.choices
    ):
        found.append(Way(_("Next: {label}").format(label=onward.label), onward.target))
    elif onward.kind == "return":
        found += returned(book, onward.returns, onward.target)
    return tuple(found)


def ways_round(book: Book, scene: BookScene) -> tuple[Way, ...]:
    """The ways past a warned scene."""
    if scene.warning is None:
        return ()
    return returned(book, scene.warning.returns, scene.warning.detour, _("Go on without it"))


def returned(book: Book, returns: tuple[tuple[str, str], ...], home: str, label: str = "") -> tuple[Way, ...]:
    """Where a side scene leads back to: one way where all roads meet, else one for each scene one came from."""
    targets = dict.fromkeys([target for _fork, target in returns] or [home])
    if not returns or targets == {home: None}:
        return (Way(label or _("Back to the way"), home),)
    found = []
    for target in targets:
        came = [book.scenes[fork].number for fork, on in returns if on == target]
        numbers = _(" or ").join(str(number) for number in came)
        words = _("From {numbers}").format(numbers=numbers)
        found.append(Way(f"{label}; {words[:1].lower()}{words[1:]}" if label else words, target))
    if home not in targets:
        found.append(Way(_("From elsewhere"), home))
    return tuple(found)


def _joined(label: str, detail: str) -> str:
    return f"{label} ({detail})" if detail else label


def one_line(text: str) -> str:
    """A text on one line, with nothing in it that acts."""
    return clean_line(_SPACE.sub(" ", text))


def source_keys(book: Book, keys: tuple[str, ...]) -> tuple[str, ...]:
    """`S3`, `S12`: what cites a source; its number counts by first use in the book."""
    return tuple(f"S{book.sources[key].number}" for key in keys if key in book.sources)


def glossary(book: Book, behind: bool) -> list[TermEntry]:
    """The terms by name: of the open scenes, or those that warned scenes alone use."""
    found = (entry for entry in book.terms.values() if book.behind(entry.scenes) == behind)
    return sorted(found, key=lambda entry: (entry.name.casefold(), entry.term.id))


def listed_claims(book: Book, behind: bool) -> list[ClaimEntry]:
    """The claims: of the open scenes, or what warned scenes alone tell of."""
    return [entry for entry in book.claims.values() if book.behind(entry.scenes) == behind]


def listed_sources(book: Book, behind: bool) -> list[SourceEntry]:
    """The sources by number: those of warned scenes alone, whose very titles may be hard to read, or all others."""
    open_ones = _cited_openly(book)
    found = (
        entry
        for key, entry in book.sources.items()
        if (book.behind(entry.scenes) and key not in open_ones) == behind
    )
    return sorted(found, key=lambda entry: entry.number)


def _cited_openly(book: Book) -> set[str]:
    """The sources on which rests what stands before the warned scenes: a picture's row, a term, a version."""
    blocks = [block for scene in book.open_scenes for block in scene.blocks]
    found = {key for block in blocks for key in block.rests_on}
    found |= {key for block in blocks if block.figure for key in block.figure.sources}
    for entry in glossary(book, behind=False):
        found |= {*entry.term.rests_on, *(key for post in entry.posts for key in post.sources)}
    for claim in listed_claims(book, behind=False):
        found |= {key for version in claim.versions for key in version.version.source}
    return found


def before_turn(label: str) -> str:
    """A way's label as it stands before "turn to": with a colon, unless it ends by itself."""
    return label if label.endswith(("?", "!", ".", "…", ")")) else f"{label}:"


def sentence(text: str) -> str:
    """A text as a sentence: with a capital and an end."""
    text = one_line(text).strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "?", "!", "…", ".”", "?”", "!”")) else f"{text}."


# The whole story as plain text: for any editor, any printer, and for reading aloud. Lines of at most 72 cells;
# no frame, no underlining, no column, so that a voice reads nothing but words. Scenes that are hard to read
# stand at the end, behind their warning.

MEASURE = 72
_BLANKS = re.compile(r"\n{3,}")
_GAP = "\x1d"
"""A line of its own where two blank lines part what follows; no text that was wrapped holds it."""


def to_text(story: Story) -> str:
    """The story as plain text: the same text for the same story."""
    book = make_book(story)
    made = fill("text.txt.j2", book=book, set=TextSetter(book))
    lines = "\n".join(line.rstrip(" ") for line in made.split("\n"))
    lines = _BLANKS.sub("\n\n", lines).replace(f"{_GAP}\n{_GAP}\n", f"{_GAP}\n").replace(f"{_GAP}\n", "\n")
    return clean(lines).strip("\n") + "\n"


class TextSetter:
    """Writes the parts of a book as wrapped lines; the template says where they stand."""

    gap = _GAP
    sentence = staticmethod(sentence)

    def __init__(self, book: Book) -> None:
        self.book = book
        self.terms = partial(glossary, book)
        self.listed_claims = partial(listed_claims, book)
        self.listed_sources = partial(listed_sources, book)

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


# The whole story as one CommonMark file, without an extension, so that every reader of Markdown shows the same.
# Nothing that an author wrote can break out of its place: all text is escaped, and stands on one line. Excerpts
# are numbered at each scene's end, since CommonMark has no footnotes. A scene's anchor is its id; that of a
# warned scene is its warning, and the scene itself stands at the end of the file.

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_AROUND = " \u00a0.,;:!?()“”‘’"
"""What may stand beside a star that opens or closes emphasis."""


def to_markdown(story: Story) -> str:
    """The story as Markdown: the same text for the same story."""
    book = make_book(story)
    made = fill("markdown.md.j2", book=book, set=MarkdownSetter(book))
    return _BLANKS.sub("\n\n", clean(made)).strip("\n") + "\n"


class MarkdownSetter:
    """Writes the parts of a book as Markdown; the template says where they stand."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.terms = partial(glossary, book)
        self.listed_claims = partial(listed_claims, book)
        self.listed_sources = partial(listed_sources, book)

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
