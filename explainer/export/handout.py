"""The story to print: numbered sections with "turn to", two columns, both sides of A4 or Letter paper.

What a workshop needs on paper: short keys for sources, a short glossary, the answers to the guesses apart. The pages
end with the scenes that are hard to read, after a sheet that warns, so that they can be left out of the print. One file
of HTML without script; what a browser prints is its page.
"""

from __future__ import annotations

import re
from functools import cached_property

from markupsafe import Markup, escape

from explainer.export.book import make_book
from explainer.export.book_records import (
    Block,
    Book,
    BookScene,
    ClaimEntry,
    Paragraph,
    SourceEntry,
    TermEntry,
)
from explainer.export.book_ways import one_line, sentence, source_keys, ways, ways_round
from explainer.export.templating import fill
from explainer.messages import _
from explainer.story.clean import clean
from explainer.story.model import Story

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
    def cited(self) -> frozenset[str]:
        """The sources that a printed line cites."""
        found = {key for scene in self.book.scenes.values() for b in scene.blocks for key in self.keys_of(b)}
        claims = (
            self.book.claims[n.ref] for s in self.book.scenes.values() for n in s.notes if n.kind == "claim"
        )
        found |= {
            v.version.source[0] for claim in claims for v in claim.versions if v.stands and v.version.source
        }
        return frozenset(found)

    @cached_property
    def sources(self) -> list[SourceEntry]:
        """The sources that are cited, by number."""
        entries = (entry for key, entry in self.book.sources.items() if key in self.cited)
        return sorted(entries, key=lambda entry: entry.number)

    @cached_property
    def terms(self) -> list[TermEntry]:
        """The terms that the scenes use, by name."""
        used = {key for scene in self.book.scenes.values() for key in scene.terms}
        entries = (entry for key, entry in self.book.terms.items() if key in used)
        return sorted(entries, key=lambda entry: (entry.name.casefold(), entry.term.id))

    def turn(self, target: str) -> Markup:
        """`turn to 17`, as a link too."""
        number = self.book.scenes[target].number
        return Markup('<a class="turn" href="#n{}">{}</a>').format(number, _("turn to {n}").format(n=number))

    def trail(self, scenes: tuple[str, ...]) -> str:
        """The numbers of a trail, in its order."""
        return " → ".join(str(self.book.scenes[key].number) for key in scenes)

    def ways(self, scene: BookScene) -> list[tuple[str, Markup, str]]:
        """The ways on: what is asked, where to turn, and the trail it begins."""
        titles = {trail.trail.id: trail.title for trail in self.book.trails}
        return [(w.label, self.turn(w.target), titles.get(w.trail, "")) for w in ways(self.book, scene)]

    def ways_round(self, scene: BookScene) -> list[tuple[str, Markup, str]]:
        """The ways past a warned scene."""
        return [(w.label, self.turn(w.target), "") for w in ways_round(self.book, scene)]

    def keys(self, keys: tuple[str, ...]) -> str:
        """`S3 S12`."""
        return " ".join(source_keys(self.book, tuple(dict.fromkeys(keys))))

    def keys_of(self, block: Block) -> tuple[str, ...]:
        """The sources that the end of a block names: what it rests on, and whose words it cites."""
        proses: tuple[Paragraph, ...] = block.paragraphs
        if block.guess:
            proses = block.guess.note
        if block.document and block.document.verdicts:
            proses = tuple(p for sentence in block.document.sentences for p in sentence.record)
        quoted = [piece.ref for paragraph in proses for piece in paragraph if piece.kind == "excerpt"]
        quoted += [block.excerpt] if block.excerpt else []
        cited = (self.book.excerpts[key].excerpt.source for key in quoted)
        return tuple(dict.fromkeys((*block.rests_on, *cited)))

    def claims(self, scene: BookScene) -> list[tuple[str, ClaimEntry]]:
        """The disputed claims whose letters the printed text of a scene carries."""
        shown = {piece.label for paragraph in _printed(scene) for piece in paragraph if piece.kind == "mark"}
        found = ((note.label, self.book.claims[note.ref]) for note in scene.notes if note.kind == "claim")
        return [(label, claim) for label, claim in found if label in shown and claim.contested]

    def prose(self, paragraph: Paragraph) -> Markup:
        """A paragraph: sources by their keys, disputed claims by their letters; what is not disputed carries none."""
        parts: list[Markup] = []
        for piece in paragraph:
            words = one_line(piece.text)
            if piece.kind == "excerpt":
                (key,) = source_keys(self.book, (self.book.excerpts[piece.ref].excerpt.source,))
                parts.append(Markup("{}<sup>{}</sup>").format(_JOINER + "\u202f", key))
            elif piece.kind == "mark":
                if piece.contested:
                    parts.append(Markup("{}<sup>{}≠</sup>").format(_JOINER, piece.label))
            elif piece.kind in ("strong", "emphasis"):
                tag = "strong" if piece.kind == "strong" else "em"
                parts.append(Markup(f"<{tag}>{{}}</{tag}>").format(words))
            else:
                parts.append(escape(words))
        return Markup("").join(parts)


def _printed(scene: BookScene) -> list[Paragraph]:
    """The paragraphs of a scene that stand on paper, answers included."""
    found: list[Paragraph] = []
    for block in scene.blocks:
        found += block.paragraphs
        found += block.guess.note if block.guess else ()
        if block.document and block.document.verdicts:
            found += [p for one in block.document.sentences for p in one.record]
    return found
