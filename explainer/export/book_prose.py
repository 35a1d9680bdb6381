"""The prose of a book: paragraphs of pieces with their marks, and the story in short for its first page."""

from __future__ import annotations

from explainer.export.book_records import LinePart, Paragraph, Piece
from explainer.paint.page.prose import Pen
from explainer.reading.in_short import mark_word
from explainer.story.model.ages import LATER, prose_ages, undated
from explainer.story.model.lens import contested, run_words, shown
from explainer.story.model.prose import in_short_step, letter_of, nothing_said, plain, references
from explainer.story.model.structs import Prose, Scene, Span

# Prose of a scene as paragraphs of pieces, its marks counted as the reader counts them.


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
            elif span.kind == LATER:
                found[-1].append(Piece(LATER, f"[{run_words(span)}]"))
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


# The story in short.


def in_short(pen: Pen, on: str) -> tuple[LinePart, ...]:
    """The lines of the story in short, as the first page of every form has them."""
    story = pen.story
    step = in_short_step(story, on)

    def said(prose: Prose) -> Paragraph:
        return (Piece("text", pen.text(" ".join(plain(story, prose, on).split()))),)

    def aged(prose: Prose) -> tuple[tuple[str, Paragraph], ...]:
        if on or story.as_of:
            return ()
        found = [one for part in prose_ages(story, prose, undated(story)) for one in part]
        last = len(found) - 1
        spaced = Piece("text", " ")
        return tuple(
            (day, said(one) + ((spaced,) if at < last else ())) for at, (one, day) in enumerate(found)
        )

    return tuple(
        LinePart(said(item), mark_word(mark), tuple(key for key in scenes if key in story.scenes), aged(item))
        for item, mark, scenes in zip(step.items, step.marks, step.links, strict=True)
    )
