"""Prose of a scene as paragraphs of pieces, its marks counted as the reader counts them."""

from __future__ import annotations

from explainer.export.book_records import Paragraph, Piece
from explainer.paint.ink import Pen
from explainer.story.model.lens import contested, shown
from explainer.story.model.prose import letter_of, nothing_said, references
from explainer.story.model.structs import Prose, Scene, Span


class Prosaist:
    """Sets the prose of one scene.

    What is cited in the running text has the number it has in the reader; what only a guess's note or a document's
    record cites goes on from there.
    """

    def __init__(self, pen: Pen, scene: Scene, on: str = "") -> None:
        self._pen = pen
        found = references(scene)
        self.numbers = {r.id: r.label for r in found if r.kind == "excerpt"}
        self.letters = {r.id: r.label for r in found if r.kind == "claim"}
        self._on = on
        self._before = " "

    def number(self, excerpt: str) -> str:
        """The number of an excerpt in this scene."""
        return self.numbers.setdefault(excerpt, str(len(self.numbers) + 1))

    def letter(self, claim: str) -> str:
        """The letter of a claim in this scene."""
        return self.letters.setdefault(claim, letter_of(len(self.letters)))

    def paragraphs(self, prose: Prose, on: str = "") -> tuple[Paragraph, ...]:
        """The paragraphs of a prose, as the book has it or as known on a day."""
        on = on or self._on
        found: list[list[Piece]] = [[]]
        self._before = " "
        for span in prose:
            if span.kind == "break":
                found.append([])
                self._before = " "
            elif span.kind in ("excerpt", "claim", "mark"):
                self._mark(found[-1], span, on)
            else:
                found[-1].append(Piece(span.kind, self._say(span.text), span.ref))
        return tuple(tuple(paragraph) for paragraph in found if paragraph)

    def _say(self, text: str) -> str:
        said = self._pen.text(text, self._before)
        self._before = text[-1] if text else self._before
        return said

    def _mark(self, pieces: list[Piece], span: Span, on: str) -> None:
        if span.kind == "excerpt":
            piece = Piece("excerpt", ref=span.ref, label=self.number(span.ref))
        else:
            claim, day = self._pen.story.claims[span.ref], span.on or on
            if span.kind == "claim":
                words = shown(claim, day)
                said = self._say(words) if words else f"[{nothing_said(day)}]"
                pieces.append(Piece("claim", said, span.ref, on=day))
            piece = Piece("mark", "", span.ref, self.letter(span.ref), day, contested(claim, day))
        _close_up(pieces)
        pieces.append(piece)
        self._before = "]"


def _close_up(pieces: list[Piece]) -> None:
    """A mark never parts from the word before it, whatever stands between them in the file."""
    if pieces and pieces[-1].text.endswith((" ", "\n")):
        last = pieces.pop()
        pieces.append(Piece(last.kind, last.text.rstrip(), last.ref, last.label, last.on, last.contested))
