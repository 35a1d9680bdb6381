"""The screen of a claim: all its versions, oldest first, the one in hand in full, and why they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import BLANK, Canvas, Line, draw_lines, fit, text_lines, with_fact
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.wrapping import cut, width, wrap_text
from explainer.paint.page import chrome
from explainer.paint.page.claim import (
    StatusMark,
    dated_value,
    folded_lines,
    heading,
    nothing_said,
    outcome_lines,
    said_days,
    status_mark,
    version_lines,
)
from explainer.paint.page.layout import RIBBON, Grid
from explainer.paint.page.prose import Pen
from explainer.paint.page.ribbon import date_words
from explainer.reading.evidence import OPENED, claim_entries, known, said_after, split_value, version_in_hand
from explainer.reading.view import Entry, Layout, View
from explainer.story.model.lens import standing
from explainer.story.model.structs import Claim, Version
from explainer.telling.names import differ_words

# The table of versions: when | sign and value | who | what of | status; stacked where it is narrow. Where every
# value is a count, a version takes one row; else its words take a row and who said them the next.

NARROW = 56
"""Below this measure the versions are stacked."""
_WHO = 24
_WHAT = 14
"""What is counted needs so many cells to be worth cutting; the version in hand has it whole."""


class _Row(NamedTuple):
    version: Version
    item: int
    mark: StatusMark
    date: str
    number: str
    what: str


class Table:
    """Sets the rows of one claim."""

    def __init__(self, pen: Pen, claim: Claim, entries: Sequence[Entry], measure: int) -> None:
        self.pen = pen
        self.claim = claim
        self.entries = entries
        self.measure = measure
        self.later = {version.id for version in said_after(claim, pen.on)} if pen.on else set()
        self.rows = self._rows()
        self.counted = bool(self.rows) and all(row.number for row in self.rows)
        self.dates = max((width(row.date) for row in self.rows), default=0) + 2

    def on(self, version: str) -> str:
        """The day by which a version's fate is told: a version opened though said later has its fate of now."""
        return "" if version in self.later else self.pen.on

    def _rows(self) -> list[_Row]:
        by_id = {version.id: version for version in self.claim.versions}
        shown = [(i, by_id[e.id]) for i, e in enumerate(self.entries) if e.kind == "version"]
        days = said_days([version for _item, version in shown])
        rows = []
        for (item, version), day in zip(shown, days, strict=True):
            count, what = split_value(version.short or version.value)
            mark = status_mark(self.pen, self.claim, version, self.on(version.id))
            rows.append(_Row(version, item, mark, day, self.pen.text(count), self.pen.text(what)))
        return rows

    def lines(self, selected: int, more: Sequence[Line] = ()) -> list[Line]:
        """All rows of the table; `more` follows the row in hand, where there is no other room for it."""
        lines: list[Line] = []
        rows = {row.item: row for row in self.rows}
        for item, entry in enumerate(self.entries):
            if entry.kind == "later":
                lines += [BLANK] if lines else []
                lines += self._fold(entry, item)
                continue
            row = rows[item]
            if self.measure < NARROW:
                lines += self._stacked(row)
            else:
                lines += self._counted(row) if self.counted else self._worded(row)
            indent = 2 if self.measure < NARROW else self.dates + 2
            lines += outcome_lines(self.pen, row.version, self.measure, indent, row.item)
            if item == selected:
                lines += [line._replace(item=item) for line in more]
        return lines

    def _fold(self, entry: Entry, item: int) -> list[Line]:
        form = ngettext("{n} version, folded", "{n} versions, folded", len(self.later))
        if entry.folded is False:
            form = ngettext("{n} version, open", "{n} versions, open", len(self.later))
        count = form.format(n=len(self.later))
        return folded_lines(entry.label, count, self.measure, item)

    def _counted(self, row: _Row) -> list[Line]:
        """One row: the count right-aligned, who said it, what it counts."""
        counts = max(width(other.number) for other in self.rows)
        names = min(_WHO, max(width(self.pen.text(other.version.issuer)) for other in self.rows)) + 2
        ellipsis = self.pen.signs.ellipsis
        issuer = self.pen.text(row.version.issuer)
        room = self.measure - self.dates - 2 - counts - 2 - width(row.mark.words) - 2
        left = room - names
        what = cut(row.what, left, ellipsis) if width(row.what) <= left or left >= _WHAT else ""
        who = cut(issuer, names - 2 if what else room, ellipsis)
        runs = (
            Run(row.date.ljust(self.dates), "chrome"), row.mark.sign_run,
            Run(" " * (counts - width(row.number)), "text"), Run(row.number, row.mark.value_style), Run("  ", "text"),
            Run(who, "text"), Run(" " * max(0, names - width(who)), "text"), Run(what, "chrome"),
        )  # fmt: skip
        return [Line(runs, (row.mark.words_run,), item=row.item)]

    def _worded(self, row: _Row) -> list[Line]:
        """The words of the version, whole; who said them under it."""
        value = self.pen.text(row.version.short or row.version.value)
        lines = dated_value(row.mark, row.date, self.dates, value, self.measure, row.item)
        who = self.pen.text(row.version.issuer)
        return lines + text_lines(who, self.measure, "chrome", indent=self.dates + 2, item=row.item)

    def _stacked(self, row: _Row) -> list[Line]:
        """Two rows: value and day, who and fate; a longer value takes rows of its own."""
        item, mark, measure = row.item, row.mark, self.measure
        day = (Run(row.date, "chrome"),)
        value = self.pen.text(row.version.short or row.version.value)
        rows = wrap_text(value, measure - 2 - width(row.date) - 2, mark.value_style)
        if not rows:
            return []
        lines = [Line((mark.sign_run, *rows[0]), day, item=item)]
        lines += [Line(more, indent=2, item=item) for more in rows[1:]]
        who = self.pen.text(row.version.issuer)
        names = wrap_text(who, measure - 2 - width(mark.words) - 2, "chrome")
        lines.append(Line(names[0] if names else (), (mark.words_run,), item=item, indent=2))
        return lines + [Line(more, item=item, indent=2) for more in names[1:]]


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
        self.on = chrome.lens_day(view)
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
            chrome.header(self.canvas, self.grid, self.view)
            chrome.ribbon(self.canvas, self.grid, self.view)
            overflow = self._beside() if self.grid.side else self._under()
            chrome.lens_margin(self.canvas, self.grid, self.view, self.grid.title, self.grid.footer - 2)
            chrome.room_line(self.canvas, self.grid, self.view)
        words = {
            "next-reference": _("version"), "open": _("its source"), "source": _("all its sources"), "lens": _("date"),
        }  # fmt: skip
        if self.version is None:
            words["open"] = _("show them") if self.folded else _("fold them")
        if small:
            words["open"] = _("open")
        several = self.version is not None and len(self.version.source) > 1
        actions = [a for a in chrome.FOOTERS["claim"] if a != "source" or several]
        chrome.footer(self.canvas, self.grid, actions, words)
        layout = Layout(rows=self.room, overflow=overflow)
        return chrome.finished(self.canvas, self.view, layout, name=_("versions"))

    # what is said

    def _fact(self) -> str:
        heard = len(known(self.claim, self.on))
        form = ngettext("{n} version", "{n} versions, oldest first", heard)
        if self.on:
            form = ngettext("{n} version by this day", "{n} versions by this day", heard)
        return f"{form.format(n=heard)} {self.pen.signs.dot} {self._stands()}"

    def _stands(self) -> str:
        stand = len(standing(self.claim, self.on))
        return ngettext("{n} stands", "{n} stand", stand).format(n=stand)

    def _rows(self, more: Sequence[Line] = ()) -> list[Line]:
        nothing: list[Line] = []
        if not known(self.claim, self.on):
            nothing = text_lines(nothing_said(self.on), self.measure)
        return [*nothing, *self.table.lines(self.selected, more)]

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
        """The number of the version in hand among those shown."""
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
        shown = lines[start : start + rows]
        draw_lines(self.canvas, shown, first, grid.left, self.measure, self.selected, bar)
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
        record = self._record(grid.side, airy=True)
        return self._scrolled(record, begin, last - begin, grid.side_left, grid.side)

    def _legend(self) -> Line:
        signs = self.pen.signs
        pairs = (
            (signs.stands, _("stands")), (signs.replaced, _("replaced")), (signs.withdrawn, _("withdrawn")),
            (signs.disputed, _("disputed")), (signs.opinion, _("opinion")),
        )  # fmt: skip
        return Line((Run("   ".join(f"{sign} {word}" for sign, word in pairs), "chrome"),))

    def _small(self) -> int:
        """The question and the versions; the one in hand in full among them, why they differ after the last."""
        grid, canvas = self.grid, self.canvas
        canvas.put_right(0, grid.right, (Run(self._place(), "chrome"),))
        canvas.write(0, grid.left, _("Versions"), "chrome")
        canvas.put(1, grid.left, date_words(self.view.story, self.on, brief=True))
        question = text_lines(self.pen.text(self.claim.question), grid.block, "strong")
        first = draw_lines(canvas, question, 2, grid.left, grid.block)
        first += 1 if grid.height - first >= 12 else 0
        rule = grid.footer - 1
        below = self._draw(self._rows(self._more(grid.block)), first, rule - first)
        self.room = max(1, rule - first - 1)
        chrome.lens_margin(canvas, grid, self.view, first, rule)
        if self.view.message:
            canvas.write(rule, grid.left, cut(self.view.message, grid.block, canvas.signs.ellipsis))
            return below
        said = f"{_('{n} more').format(n=below)} {canvas.signs.down}" if below else self._stands()
        chrome.fact_rule(canvas, grid, rule, said)
        return below

    def _more(self, measure: int) -> list[Line]:
        """The rows after the one in hand where the table is all there is."""
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
