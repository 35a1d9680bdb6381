"""A guess: the question with what can be answered, then the answer beside the record. No ticks, no score."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.aside import (
    draw,
    floor,
    foot_rows,
    head,
    in_sight,
    onward_layout,
    part,
    prose_lines,
    shown,
    text_rows,
)
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import BLANK, Canvas, Line, text_lines
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.chrome import FOOTERS, footer, key_label, lens_day, lens_margin, mark_column
from explainer.paint.grid import RIBBON, Grid
from explainer.paint.ink import Pen
from explainer.paint.study import behind_lines, peek_of
from explainer.reading import guesses
from explainer.reading.lists import Entry, entries
from explainer.reading.view import Layout, Listing, View
from explainer.story.model import Guess

_TYPED = 22
"""Cells of the line to type on."""


def compose_guess(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The screen of a guess, before or after it is set beside the record."""
    return _GuessScreen(view, grid, canvas).compose()


class _GuessScreen:
    """One guess being drawn."""

    def __init__(self, view: View, grid: Grid, canvas: Canvas) -> None:
        self.view, self.grid, self.canvas = view, grid, canvas
        self.listing: Listing = view.listings[-1]
        self.guess: Guess = guesses.guess_of(view.story, self.listing.subject)
        self.pen = Pen(view.story, lens_day(view), canvas.profile.glyphs)
        self.found: tuple[Entry, ...] = entries(view)
        self.room: tuple[int, int, int] | None = None
        """Where the line to type on stands."""

    def compose(self) -> Frame:
        title = self.pen.text(guesses.question_of(self.view.story, self.guess))
        first = head(self.view, self.grid, self.canvas, title, self._fact())
        layout = self._revealed(first) if self.listing.revealed else self._asked(first)
        mark = self.grid.text_end(foot_rows(self.grid))
        lens_margin(self.canvas, self.grid, self.view, self.grid.title, mark)
        name = f"{self.view.story.title} · {_('a guess')}"
        return Frame(self.canvas.rows(), layout, self.canvas.cursor, title=name, query=self.room)

    def _fact(self) -> str:
        if self.listing.revealed:
            return _("your guess, and the record")
        kind = _("what stayed") if self.guess.kind == "recall" else _("a guess")
        return f"{kind} {self.pen.signs.dot} {_('kept to yourself')}"

    # before

    def _asked(self, first: int) -> Layout:
        grid, canvas = self.grid, self.canvas
        lines = self._options() if self.found else []
        selected = self.listing.selected
        if not self.found:
            self._answer_line(first)
        rows = text_rows(grid, first)
        hint = [BLANK, *text_lines(self._hint(), grid.measure, "chrome")]
        if self.found:
            lines += hint
            start, end = shown(lines, rows, 0, selected)
            draw(canvas, grid, lines[start:end], first, selected, mark_column(grid, self.view))
        else:
            lines = hint
            start, end = 0, min(len(lines), rows - 1)
            draw(canvas, grid, lines[:end], first + 1, -1, mark_column(grid, self.view))
        floor(self.view, grid, canvas, self._way_out(), part(lines, start, end, self.pen.signs.down), ())
        actions = [action for action in FOOTERS["guess"] if action not in self._unused()]
        moves = _("a day on, back") if self.guess.kind == "date" else _("choose")
        words = {"skip": _("skip"), "next-reference": _("move it") if self.listing.lifted else moves}
        words["lift"] = _("drop it") if self.listing.lifted else _("lift it")
        footer(canvas, grid, actions, words)
        return onward_layout(self.view, canvas, rows)

    def _unused(self) -> set[str]:
        """Keys that do nothing for this kind of guess."""
        unused = {"change"}
        if self.guess.kind != "order":
            unused.add("lift")
        if guesses.typed(self.guess):
            unused |= {"skip", "help"} | (set() if self.guess.kind == "date" else {"next-reference"})
        return unused

    def _options(self) -> list[Line]:
        lines: list[Line] = []
        digits = len(str(len(self.found))) + 2
        for index, entry in enumerate(self.found):
            in_hand = index == self.listing.selected
            fact = self._moves() if in_hand and self.listing.lifted else ""
            room = self.grid.measure - digits - (text_width(fact) + 2 if fact else 0)
            rows = text_lines(self.pen.text(entry.label), room, item=index, indent=0)
            for number, row in enumerate(rows):
                before = (
                    Run(entry.id.ljust(digits), "accent-strong") if not number else Run(" " * digits, "text")
                )
                right: Row = (Run(fact, "chrome"),) if fact and not number else ()
                lines.append(row._replace(runs=(before, *row.runs), right=right))
        return lines

    def _moves(self) -> str:
        return _("{keys} move it").format(keys=key_label("next-reference", self.pen.glyphs))

    def _hint(self) -> str:
        if self.guess.kind == "recall":
            return _("A short look back over this chapter; nothing is counted.")
        return _("Nobody needs to know this; a guess makes what follows easier to read.")

    def _answer_line(self, row: int) -> None:
        label = f"{_('Your guess')}  "
        column = self.canvas.write(row, self.grid.left, label, "chrome")
        room = min(_TYPED, self.grid.right - column - 2)
        self.room = (column, row, room)
        at = self.canvas.write(
            row, column, cut(self.listing.query, room - 1, self.pen.signs.ellipsis), "strong"
        )
        self.canvas.write(row, at, self.pen.signs.caret, "accent")
        unit = self.guess.unit or (_("such as 31 January") if self.guess.kind == "date" else "")
        if unit and column + room + 1 + text_width(unit) <= self.grid.right:
            self.canvas.write(row, column + room + 1, self.pen.text(unit), "chrome")
        elif unit and self.grid.width < RIBBON:
            self.canvas.write(
                row + 1, column, cut(self.pen.text(unit), room + 2, self.pen.signs.ellipsis), "chrome"
            )

    def _way_out(self) -> Row:
        if guesses.typed(self.guess):
            words = _("goes back without an answer")
            return (Run(key_label("close", self.pen.glyphs), "accent-strong"), Run(f" {words}", "chrome"))
        words = _("goes on without an answer")
        return (Run(self.pen.signs.onward, "accent-strong"), Run(f" {words}", "chrome"))

    # after

    def _revealed(self, first: int) -> Layout:
        grid, canvas, listing = self.grid, self.canvas, self.listing
        lines = self._record()
        rows = text_rows(grid, first)
        in_hand = -1 if listing.loose else listing.selected
        start, end = shown(lines, rows, listing.top, in_hand)
        draw(canvas, grid, lines[start:end], first, in_hand, mark_column(grid, self.view))
        said = peek_of(self.view, canvas, self.found, in_hand)
        after = guesses.following_guess(self.view.story, listing.subject)
        onward = _("the next question") if after else _("read on")
        way: Row = (Run(f"{self.pen.signs.onward} ", "accent-strong"), Run(onward, "text"))
        floor(self.view, grid, canvas, said, part(lines, start, end, self.pen.signs.down), (way,))
        unused = {"lift", *(() if self.found else ("guess", "next-reference"))}
        words = {"guess": _("open"), "next-reference": _("a source")}
        footer(canvas, grid, [a for a in FOOTERS["reveal"] if a not in unused], words)
        found = in_sight(lines, start, end)
        return onward_layout(self.view, canvas, rows, len(lines) - end, start, found)

    def _record(self) -> list[Line]:
        """The guess beside the record, in one sentence, the versions, the note with its sources."""
        pen, guess, story, measure = self.pen, self.guess, self.view.story, self.grid.measure
        lines = self._table()
        said = guesses.beside(story, guess, self.listing.answer, pen.on)
        lines += ([BLANK] if lines else []) + text_lines(pen.text(said), measure, "strong")
        lines += self._versions()
        cited = guesses.note_references(guess)
        note = prose_lines(pen, (guess.note,), cited, self.found, measure)
        lines += [BLANK, *note] if note else []
        marks = {(one.kind, one.id) for one in cited}
        return lines + behind_lines(pen, self.found, marks, measure)

    def _table(self) -> list[Line]:
        if self.guess.kind == "order":
            return self._places()
        if self.guess.kind in guesses.PICKED:
            return [line for option in self.guess.options for line in self._option(option)]
        return []

    def _places(self) -> list[Line]:
        """Where each option was put, and where the record has it."""
        yours, record = _("yours"), _("the record")
        one, two = text_width(yours) + 3, text_width(record) + 3
        lines = [Line((Run(yours.ljust(one) + record, "chrome"),))]
        compact = self.grid.width < RIBBON
        if compact:
            one, two = text_width(yours) + 1, 3
        for mine, place, option in guesses.places(self.guess, self.listing.answer):
            same = mine == place
            head_ = Run((f"{mine} =" if same else str(mine)).ljust(one), "text" if same else "strong")
            rows = text_lines(self.pen.text(option), self.grid.measure - one - two)
            for number, row in enumerate(rows):
                before = (
                    (head_, Run(str(place).ljust(two), "chrome"))
                    if not number
                    else (Run(" " * (one + two), "text"),)
                )
                lines.append(Line((*before, *row.runs)))
        return lines

    def _option(self, option: str) -> list[Line]:
        mine, record = option in self.listing.answer, option in self.guess.answer
        fact = (
            _("yours, and the record")
            if mine and record
            else _("yours")
            if mine
            else _("the record")
            if record
            else ""
        )
        room = self.grid.measure - (text_width(fact) + 2 if fact else 0)
        rows = text_lines(self.pen.text(option), room, "text" if fact else "chrome")
        right: Row = (Run(fact, "chrome"),) if fact else ()
        return [row._replace(right=right if not number else ()) for number, row in enumerate(rows)]

    def _versions(self) -> list[Line]:
        story, of = self.view.story, self.guess.of
        if of in story.claims:
            from explainer.paint.claims import claim_record

            record = claim_record(self.pen, story.claims[of], self.grid.measure)
            heading = text_lines(record.title, self.grid.measure, "chrome") if self.guess.question else []
            return [BLANK, *heading, *record.lines]
        if of in story.figures:
            return [BLANK, *text_lines(self.pen.text(story.figures[of].twin), self.grid.measure)]
        return []
