"""A guess: the question with what can be answered, then the answer beside the record. No ticks, no score."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.paint.cells.canvas import BLANK, Canvas, Line, text_lines
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.wrapping import cut, width
from explainer.paint.page import chrome, study
from explainer.paint.page.layout import RIBBON, Grid
from explainer.paint.page.prose import Pen
from explainer.reading import guesses
from explainer.reading.lists import entries
from explainer.reading.view import PICKED, Entry, Layout, Listing, View
from explainer.story.model.structs import Guess

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
        self.pen = Pen(view.story, chrome.lens_day(view), canvas.profile.glyphs)
        self.found: tuple[Entry, ...] = entries(view)
        self.room: tuple[int, int, int] | None = None
        """Where the line to type on stands."""

    def compose(self) -> Frame:
        title = self.pen.text(guesses.question_of(self.view.story, self.guess))
        first = study.draw_head(self.view, self.grid, self.canvas, title, self._fact())
        layout = self._revealed(first) if self.listing.revealed else self._asked(first)
        mark = self.grid.text_end(study.foot_rows(self.grid))
        chrome.lens_margin(self.canvas, self.grid, self.view, self.grid.title, mark)
        made = chrome.finished(self.canvas, self.view, layout, name=_("a guess"))
        return msgspec.structs.replace(made, query=self.room)

    def _fact(self) -> str:
        if self.listing.revealed:
            return _("your guess, and the record")
        kind = _("what stayed") if self.guess.kind == "recall" else _("a guess")
        return f"{kind} {self.pen.signs.dot} {_('kept to yourself')}"

    # before

    def _asked(self, first: int) -> Layout:
        grid, canvas = self.grid, self.canvas
        selected = self.listing.selected
        rows = study.text_rows(grid, first)
        words = _("Nobody needs to know this; a guess makes what follows easier to read.")
        if self.guess.kind == "recall":
            words = _("A short look back over this chapter; nothing is counted.")
        hint = [BLANK, *text_lines(words, grid.measure, "chrome")]
        mark = chrome.mark_column(grid, self.view)
        if self.found:
            lines = [*self._options(), *hint]
            start, end = study.visible(lines, rows, 0, selected)
            study.draw_items(canvas, grid, lines[start:end], first, selected, mark)
        else:
            self._answer_line(first)
            lines = hint
            start, end = 0, min(len(lines), rows - 1)
            study.draw_items(canvas, grid, lines[:end], first + 1, -1, mark)
        fact = study.lines_shown(lines, start, end, self.pen.signs.down)
        study.draw_foot(self.view, grid, canvas, self._way_out(), fact, ())
        actions = [action for action in chrome.FOOTERS["guess"] if action not in self._unused()]
        moves = _("a day on, back") if self.guess.kind == "date" else _("choose")
        named = {"skip": _("skip"), "next-reference": moves, "lift": _("lift it")}
        if self.listing.lifted:
            named |= {"next-reference": _("move it"), "lift": _("drop it")}
        chrome.footer(canvas, grid, actions, named)
        return study.onward_layout(self.view, canvas, rows)

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
            key = chrome.key_label("next-reference", self.pen.glyphs)
            fact = _("{keys} move it").format(keys=key) if in_hand and self.listing.lifted else ""
            room = self.grid.measure - digits - (width(fact) + 2 if fact else 0)
            rows = text_lines(self.pen.text(entry.label), room, item=index)
            rows = chrome.hanging(rows, (Run(entry.id.ljust(digits), "accent-strong"),))
            lines += [rows[0]._replace(right=(Run(fact, "chrome"),)), *rows[1:]] if fact else rows
        return lines

    def _answer_line(self, row: int) -> None:
        label = f"{_('Your guess')}  "
        column = self.canvas.write(row, self.grid.left, label, "chrome")
        room = min(_TYPED, self.grid.right - column - 2)
        self.room = (column, row, room)
        canvas, ellipsis = self.canvas, self.pen.signs.ellipsis
        at = canvas.write(row, column, cut(self.listing.query, room - 1, ellipsis), "strong")
        canvas.write(row, at, self.pen.signs.caret, "accent")
        unit = self.guess.unit or (_("such as 31 January") if self.guess.kind == "date" else "")
        if unit and column + room + 1 + width(unit) <= self.grid.right:
            canvas.write(row, column + room + 1, self.pen.text(unit), "chrome")
        elif unit and self.grid.width < RIBBON:
            canvas.write(row + 1, column, cut(self.pen.text(unit), room + 2, ellipsis), "chrome")

    def _way_out(self) -> Row:
        key, words = self.pen.signs.onward, _("goes on without an answer")
        if guesses.typed(self.guess):
            key, words = chrome.key_label("close", self.pen.glyphs), _("goes back without an answer")
        return (Run(key, "accent-strong"), Run(f" {words}", "chrome"))

    # after

    def _revealed(self, first: int) -> Layout:
        grid, canvas, listing = self.grid, self.canvas, self.listing
        lines = self._record()
        rows = study.text_rows(grid, first)
        in_hand = -1 if listing.loose else listing.selected
        start, end = study.visible(lines, rows, listing.top, in_hand)
        study.draw_items(canvas, grid, lines[start:end], first, in_hand, chrome.mark_column(grid, self.view))
        said = study.peek_of_item(self.view, canvas, self.found, in_hand)
        after = guesses.following_guess(self.view.story, listing.subject)
        onward = _("the next question") if after else _("read on")
        way: Row = (Run(f"{self.pen.signs.onward} ", "accent-strong"), Run(onward, "text"))
        fact = study.lines_shown(lines, start, end, self.pen.signs.down)
        study.draw_foot(self.view, grid, canvas, said, fact, (way,))
        unused = {"lift", *(() if self.found else ("guess", "next-reference"))}
        words = {"guess": _("open"), "next-reference": _("a source")}
        chrome.footer(canvas, grid, [a for a in chrome.FOOTERS["reveal"] if a not in unused], words)
        found = study.in_sight(lines, start, end)
        return study.onward_layout(self.view, canvas, rows, len(lines) - end, start, found)

    def _record(self) -> list[Line]:
        """The guess beside the record, in one sentence, the versions, the note with its sources."""
        pen, guess, story, measure = self.pen, self.guess, self.view.story, self.grid.measure
        lines: list[Line] = []
        if guess.kind == "order":
            lines = self._places()
        elif guess.kind in PICKED:
            lines = [line for option in guess.options for line in self._option(option)]
        said = guesses.beside(story, guess, self.listing.answer, pen.on)
        lines += ([BLANK] if lines else []) + text_lines(pen.text(said), measure, "strong")
        lines += self._versions()
        cited = guesses.note_references(guess)
        note = study.prose_lines(pen, (guess.note,), cited, self.found, measure)
        lines += [BLANK, *note] if note else []
        marks = {(one.kind, one.id) for one in cited}
        return lines + study.rest_lines(pen, self.found, marks, measure)

    def _places(self) -> list[Line]:
        """Each option with the place it was given, and the one it has in the record."""
        yours, record = _("yours"), _("the record")
        one, two = width(yours) + 3, width(record) + 3
        lines = [Line((Run(yours.ljust(one) + record, "chrome"),))]
        compact = self.grid.width < RIBBON
        if compact:
            one, two = width(yours) + 1, 3
        for mine, place, option in guesses.places(self.guess, self.listing.answer):
            same = mine == place
            head_ = Run((f"{mine} =" if same else str(mine)).ljust(one), "text" if same else "strong")
            rows = text_lines(self.pen.text(option), self.grid.measure - one - two)
            lines += chrome.hanging(rows, (head_, Run(str(place).ljust(two), "chrome")))
        return lines

    def _option(self, option: str) -> list[Line]:
        mine, record = option in self.listing.answer, option in self.guess.answer
        facts = {
            (True, True): _("yours, and the record"),
            (True, False): _("yours"),
            (False, True): _("the record"),
        }
        fact = facts.get((mine, record), "")
        room = self.grid.measure - (width(fact) + 2 if fact else 0)
        rows = text_lines(self.pen.text(option), room, "text" if fact else "chrome")
        return [rows[0]._replace(right=(Run(fact, "chrome"),)), *rows[1:]] if fact else rows

    def _versions(self) -> list[Line]:
        story, of = self.view.story, self.guess.of
        if of in story.claims:
            from explainer.paint.page.claim import claim_record

            record = claim_record(self.pen, story.claims[of], self.grid.measure)
            heading = text_lines(record.title, self.grid.measure, "chrome") if self.guess.question else []
            return [BLANK, *heading, *record.lines]
        if of in story.figures:
            from explainer.story.figures.alt_text import caption

            said = caption(story, story.figures[of], self.pen.on)
            return [BLANK, *text_lines(self.pen.text(said), self.grid.measure)]
        return []
