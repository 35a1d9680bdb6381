"""The screen of a claim: all its versions, oldest first, the one in hand in full, and why they differ."""

from __future__ import annotations

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import Canvas, Line, draw_lines, fit, text_lines, with_fact
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.chrome import (
    FOOTERS,
    footer,
    header,
    lens_day,
    lens_margin,
    ribbon,
    room_line,
)
from explainer.paint.claim_rows import Table
from explainer.paint.claims import differ_words
from explainer.paint.grid import RIBBON, Grid
from explainer.paint.ink import Pen, nothing_by
from explainer.paint.ribbon import date_words
from explainer.paint.version_record import heading, version_lines
from explainer.reading.disagreement import OPENED, claim_entries, version_in_hand
from explainer.reading.versions import known, said_after
from explainer.reading.view import Layout, View
from explainer.story.lens import standing

_LEAST_ROWS = 8
"""Rows of the table that stay in sight over the version in hand."""
_ASIDE = 22
"""From this height on the version in hand stands under the table; below it, in the table."""


def compose_claim(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen of a claim."""
    return _ClaimScreen(view, grid, canvas).compose()


class _ClaimScreen:
    """One claim being drawn."""

    def __init__(self, view: View, grid: Grid, canvas: Canvas) -> None:
        self.view, self.grid, self.canvas = view, grid, canvas
        self.listing = view.listings[-1]
        self.on = lens_day(view)
        self.pen = Pen(view.story, self.on, canvas.profile.glyphs)
        self.claim, self.version = version_in_hand(view)
        self.entries = claim_entries(view.story, view.run, self.listing)
        self.selected = min(self.listing.selected, len(self.entries) - 1)
        self.measure = grid.measure if grid.side else grid.block
        self.table = Table(self.pen, self.claim, self.entries, self.measure)
        after = said_after(self.claim, self.on) if self.on else ()
        self.room = 1
        """Rows in which the version in hand is told."""
        self.folded = bool(after) and OPENED not in self.listing.folded

    def compose(self) -> Frame:
        small = self.grid.width < RIBBON or self.grid.height < _ASIDE
        if small and not self.grid.side:
            overflow = self._small()
        else:
            header(self.canvas, self.grid, self.view)
            ribbon(self.canvas, self.grid, self.view)
            overflow = self._beside() if self.grid.side else self._under()
            lens_margin(self.canvas, self.grid, self.view, self.grid.title, self.grid.footer - 2)
            room_line(self.canvas, self.grid, self.view)
        words = {
            "next-reference": _("version"), "open": _("its source"), "source": _("all its sources"), "lens": _("date"),
        }  # fmt: skip
        if self.version is None:
            words["open"] = _("show them") if self.folded else _("fold them")
        if small:
            words["open"] = _("open")
        actions = [a for a in FOOTERS["claim"] if a != "source" or self._sources() > 1]
        footer(self.canvas, self.grid, actions, words)
        title = f"{self.view.story.title} · {_('versions')}"
        return Frame(
            self.canvas.rows(), Layout(rows=self.room, overflow=overflow), self.canvas.cursor, title=title
        )

    def _sources(self) -> int:
        return len(self.version.source) if self.version else 0

    # what is said

    def _fact(self) -> str:
        heard, stand = len(known(self.claim, self.on)), len(standing(self.claim, self.on))
        if self.on:
            form = ngettext("{n} version by this day", "{n} versions by this day", heard)
        else:
            form = ngettext("{n} version", "{n} versions, oldest first", heard)
        stands = ngettext("{n} stands", "{n} stand", stand).format(n=stand)
        return f"{form.format(n=heard)} {self.pen.signs.dot} {stands}"

    def _nothing(self) -> list[Line]:
        if known(self.claim, self.on):
            return []
        words = nothing_by(self.on)
        return text_lines(words[:1].upper() + words[1:] + ".", self.measure)

    def _rows(self, more: list[Line] | None = None) -> list[Line]:
        return [*self._nothing(), *self.table.lines(self.selected, more or [])]

    def _differ(self, measure: int) -> list[Line]:
        if len(known(self.claim, self.on)) < 2 and self.folded:
            return []
        words = differ_words(self.claim, folded=self.folded)
        return text_lines(self.pen.text(words), measure) if words and len(self.claim.versions) > 1 else []

    def _record(self, measure: int, *, airy: bool = False, issuer: bool = True) -> list[Line]:
        if self.version is None:
            words = _("Enter shows them and keeps the date.") if self.folded else _("Enter folds them again.")
            return text_lines(words, measure, "chrome")
        on = self.table.on(self.version.id)
        return version_lines(self.pen, self.claim, self.version, measure, on, airy=airy, issuer=issuer)

    def _heading(self) -> tuple[str, str, str]:
        if self.version is None:
            return _("said later"), "strong", ""
        return heading(self.pen, self.claim, self.version, self.table.on(self.version.id))

    def _place(self) -> str:
        """Which of the versions shown is in hand."""
        shown = [index for index, entry in enumerate(self.entries) if entry.kind == "version"]
        if self.version is None:
            return ""
        return _("{n} of {total}").format(n=shown.index(self.selected) + 1, total=len(shown))

    # where it stands

    def _title(self, row: int, fact: str) -> int:
        lines = with_fact(self.pen.text(self.claim.question), "strong", fact, self.measure)
        return draw_lines(self.canvas, lines, row, self.grid.left, self.measure) + 1

    def _draw(self, lines: list[Line], first: int, rows: int) -> int:
        """The window of the table that holds the row in hand. Returns how much of that row is below."""
        start, below = _window(lines, rows, self.selected, self.listing.top)
        grid = self.grid
        bar = (max(0, grid.left - 1), min(grid.width, grid.left + self.measure + 1))
        draw_lines(
            self.canvas, lines[start : start + rows], first, grid.left, self.measure, self.selected, bar
        )
        return below

    def _under(self) -> int:
        """The table, under it a rule with the version in hand, its record, and why they differ."""
        grid = self.grid
        first = self._title(grid.title, self._fact())
        last = grid.footer - 1
        differ = self._differ(grid.block)
        gap = len(differ) + 1 if differ else 0
        table = self._rows()
        room = last - first - gap - 2  # a blank and the rule over the record
        wanted = self._longest_record(grid.block)
        record_rows = max(2, min(wanted, room - min(len(table), _LEAST_ROWS)))
        rows = min(len(table), room - record_rows)
        self._draw(table, first, rows)
        rule = first + rows + 1
        record = self._record(grid.block)
        top = max(0, min(self.listing.top, len(record) - record_rows))
        below = max(0, len(record) - top - record_rows)
        self.room = record_rows
        self._rule(rule, below)
        draw_lines(self.canvas, record[top : top + record_rows], rule + 1, grid.left, grid.block)
        draw_lines(self.canvas, differ, rule + record_rows + 2, grid.left, grid.block)
        return below

    def _longest_record(self, measure: int) -> int:
        """Rows of the longest record, so that the floor does not move from version to version."""
        on = self.table.on
        by_id = {version.id: version for version in self.claim.versions}
        shown = [by_id[entry.id] for entry in self.entries if entry.kind == "version"]
        lengths = [len(version_lines(self.pen, self.claim, v, measure, on(v.id))) for v in shown]
        return max(lengths, default=1)

    def _rule(self, row: int, below: int) -> None:
        """The rule under the table: at its left the version in hand, at its right which one it is."""
        grid, canvas = self.grid, self.canvas
        text, style, words = self._heading()
        place = self._place()
        if below:
            more = f"{_('{n} more').format(n=below)} {canvas.signs.down}"
            place = f"{place} {canvas.signs.dot} {more}" if place else more
        end = canvas.put_right(row, grid.right, (Run(place, "chrome"),)) - 1 if place else grid.right
        runs: Row = (Run(text, style),)
        if words:
            runs = (*runs, Run(f" {self.pen.signs.dot} {words}", "chrome"))
        at = canvas.put(row, grid.left, fit(runs, end - grid.left - 4, canvas.signs.ellipsis))
        canvas.rule(row, at + 1, end)

    def _scrolled(self, lines: list[Line], first: int, rows: int, left: int, measure: int) -> int:
        """The record of the version in hand, as far as it was scrolled. Returns the rows below."""
        rows = max(1, rows)
        top = max(0, min(self.listing.top, len(lines) - rows))
        below = max(0, len(lines) - top - rows)
        if below:
            rows = max(1, rows - 1)
            below = len(lines) - top - rows
        self.room = rows
        row = draw_lines(self.canvas, lines[top : top + rows], first, left, measure)
        if below:
            more = f"{_('{n} more').format(n=below)} {self.canvas.signs.down}"
            self.canvas.put_right(row, left + measure, (Run(more, "chrome"),))
        return below

    def _beside(self) -> int:
        """The table at the left, with why they differ and what the signs say; the version in hand at the right."""
        grid, canvas = self.grid, self.canvas
        first = self._title(grid.title, self._fact())
        last = grid.footer - 2
        after: list[Line] = []
        differ = self._differ(grid.measure)
        if differ:
            after += [Line(), Line((Run(_("Why they differ"), "strong"),)), *differ]
        table = self._rows()
        if len(table) + len(after) + 2 <= last - first:
            after += [Line(), self._legend()]
        rows = min(len(table), last - first - len(after))
        self._draw(table, first, rows)
        draw_lines(canvas, after, first + rows, grid.left, grid.measure)
        for row in range(grid.title, last):
            canvas.write(row, grid.side_left - 2, canvas.signs.column, "rule")
        text, style, words = self._heading()
        head = with_fact(text, style, words, grid.side)
        begin = draw_lines(canvas, head, grid.title, grid.side_left, grid.side) + 1
        return self._scrolled(
            self._record(grid.side, airy=True), begin, last - begin, grid.side_left, grid.side
        )

    def _legend(self) -> Line:
        signs = self.pen.signs
        pairs = (
            (signs.stands, _("stands")),
            (signs.replaced, _("replaced")),
            (signs.withdrawn, _("withdrawn")),
            (signs.disputed, _("disputed")),
            (signs.opinion, _("opinion")),
        )
        return Line((Run("   ".join(f"{sign} {word}" for sign, word in pairs), "chrome"),))

    def _small(self) -> int:
        """The question and the versions; the one in hand in full among them, why they differ after the last."""
        grid, canvas = self.grid, self.canvas
        fact = self._place()
        name = _("Versions")
        canvas.put_right(0, grid.right, (Run(fact, "chrome"),))
        canvas.write(0, grid.left, name, "chrome")
        brief = date_words(self.view.story, self.on, brief=True)
        canvas.put(1, grid.left, brief)
        question = text_lines(self.pen.text(self.claim.question), grid.block, "strong")
        first = draw_lines(canvas, question, 2, grid.left, grid.block)
        first += 1 if grid.height - first >= 12 else 0
        more = self._more(grid.block)
        table = self._rows(more)
        rule = grid.footer - 1
        rows = rule - first
        below = self._draw(table, first, rows)
        self.room = max(1, rows - 1)
        if self.on:
            for row in range(first, rule):
                canvas.write(row, max(0, grid.left - 3), canvas.signs.lens_margin, "accent")
        if self.view.message:
            canvas.write(rule, grid.left, cut(self.view.message, grid.block, canvas.signs.ellipsis))
            return below
        said = f"{_('{n} more').format(n=below)} {canvas.signs.down}" if below else self._stands()
        at = canvas.put_right(rule, grid.right, (Run(said, "chrome"),))
        canvas.rule(rule, grid.left, at - 1)
        return below

    def _stands(self) -> str:
        stand = len(standing(self.claim, self.on))
        return ngettext("{n} stands", "{n} stand", stand).format(n=stand)

    def _more(self, measure: int) -> list[Line]:
        """What follows the row in hand where the table is all there is."""
        room = measure - 2
        more = [line._replace(indent=line.indent + 2) for line in self._record(room, issuer=False)]
        if self.selected == len(self.entries) - 1 and (differ := self._differ(room)):
            more += [Line(), *(line._replace(indent=0) for line in differ)]
        return more


def _window(lines: list[Line], rows: int, selected: int, top: int) -> tuple[int, int]:
    """The first line to show, and how many lines of the row in hand stand below the last one shown."""
    if len(lines) <= rows:
        return 0, 0
    here = [index for index, line in enumerate(lines) if line.item == selected]
    if not here:
        return 0, 0
    tall = here[-1] - here[0] + 1
    if tall > rows:
        first = here[0] + max(0, min(top, tall - rows))
        return first, max(0, here[-1] + 1 - first - rows)
    first = max(0, min(here[0] - (rows - tall) // 2, len(lines) - rows))
    return first, 0
