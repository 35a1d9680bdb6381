"""Prose and labels as styled pieces: terms underlined, sources numbered, claims lettered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.rows import Run
from explainer.paint.cells.style import Signs, signs, transliterated
from explainer.story.model.dates import long
from explainer.story.model.lens import contested, run_words, shown
from explainer.story.model.prose import Reference
from explainer.story.model.structs import Claim, Prose, Span, Story
from explainer.story.text import curled, has_curled_marks


class Pen(NamedTuple):
    """How text of a story is written for a profile, under a lens."""

    story: Story
    on: str
    glyphs: str

    @property
    def signs(self) -> Signs:
        return signs(self.glyphs)

    def text(self, text: str, before: str = " ") -> str:
        """Words of the story's own: typographic marks, or ASCII ones where only those show."""
        if self.glyphs == "ascii":
            return transliterated(text, self.glyphs)
        return curled(text, before) if has_curled_marks(self.story.language) else text

    def verbatim(self, text: str) -> str:
        """Words of a source: as they stand."""
        return transliterated(text, self.glyphs)


def claim_mark(pen: Pen, claim: Claim | None, label: str) -> tuple[str, str]:
    """The letter of a claim in brackets, and its style: `[a]`, or `[a≠]` where it is contested."""
    if claim is not None and contested(claim, pen.on):
        return f"[{label}{pen.signs.disputed}]", "alert"
    return f"[{label}]", "accent"


def nothing_by(day: str) -> str:
    """What stands where nothing had been said."""
    return _("no source we hold says this by {date}").format(date=long(day))


class Inker:
    """Turns the proses of a scene into pieces, counting its references as they come."""

    def __init__(self, pen: Pen, found: tuple[Reference, ...]) -> None:
        self.pen = pen
        self.found = found
        self.next = 0
        self.stop = -1
        """The stop that a run of later sentences is; -1: it is none."""
        self._before = " "

    def paragraphs(self, prose: Prose) -> Iterator[list[Run]]:
        """The pieces of each paragraph; every reference carries its number in the scene."""
        pieces: list[Run] = []
        self._before = " "
        for span in prose:
            if span.kind == "break":
                yield pieces
                pieces = []
                self._before = " "
            elif span.kind == "excerpt":
                self._mark(pieces, f"[{self.found[self.next].label}]", "accent")
            elif span.kind in ("claim", "mark"):
                self._claim(pieces, span.ref, span.on, span.kind == "claim")
            elif span.kind == "later":
                self._later(pieces, span)
            elif span.kind == "term":
                pieces.append(Run(self._say(span.text), "term", f"ref:{self.next}"))
                self.next += 1
            else:
                pieces.append(Run(self._say(span.text), "strong" if span.kind == "strong" else "text"))
        yield pieces

    def skip(self) -> int:
        """Count one reference that stands in no prose (a quotation's or a figure's); returns its number."""
        self.next += 1
        return self.next - 1

    def _later(self, pieces: list[Run], span: Span) -> None:
        """A quiet mark in the place of sentences; their references are counted all the same."""
        reference = f"ref:{self.stop}" if self.stop >= 0 else ""
        pieces.append(Run(f"[{run_words(span)}]", "chrome", reference))
        self.next += int(span.ref)
        self._before = "]"

    def _say(self, text: str) -> str:
        said = self.pen.text(text, self._before)
        if text:
            self._before = text[-1]
        return said

    def _claim(self, pieces: list[Run], claim_id: str, pinned: str, printed: bool) -> None:
        claim = self.pen.story.claims.get(claim_id)
        if printed and claim is not None:
            on = pinned or self.pen.on
            said = shown(claim, on)
            if said:
                pieces.append(Run(self._say(said), "text", f"ref:{self.next}"))
            else:
                pieces.append(Run(f"[{nothing_by(on)}]", "text", f"ref:{self.next}"))
        text, style = claim_mark(self.pen, claim, self.found[self.next].label)
        self._mark(pieces, text, style)

    def _mark(self, pieces: list[Run], text: str, style: str) -> None:
        """A mark never parts from the word before it, whatever stands between them in the file."""
        if pieces and pieces[-1].text.endswith((" ", "\n")):
            last = pieces.pop()
            pieces.append(Run(last.text.rstrip(), last.style, last.reference))
        pieces.append(Run(text, style, f"ref:{self.next}"))
        self.next += 1
        self._before = "]"
