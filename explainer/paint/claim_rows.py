"""The table of a claim's versions: when | sign and value | who | what of | fate; stacked where it is narrow.

Where every value is a count, a version takes one row; else its words take a row and who said them the next. An
outcome (a denial, a withdrawal, a verdict) stands under its version at every date.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import BLANK, Line, pieces_lines, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.fates import Mark, fate_mark, said_days
from explainer.paint.ink import Pen
from explainer.reading.lists import Entry
from explainer.reading.versions import said_after, split_value
from explainer.story.model import Claim, Version

NARROW = 56
"""Below this measure the versions are stacked."""
_WHO = 24
_WHAT = 14
"""What is counted needs so many cells to be worth cutting; the version in hand has it whole."""


class _Row(NamedTuple):
    version: Version
    item: int
    mark: Mark
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
        self.dates = max((text_width(row.date) for row in self.rows), default=0) + 2

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
            mark = fate_mark(self.pen, self.claim, version, self.on(version.id))
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
            lines += self._outcome(row)
            if item == selected:
                lines += [line._replace(item=item) for line in more]
        return lines

    def _fold(self, entry: Entry, item: int) -> list[Line]:
        shown = entry.folded is False
        form = (
            ngettext("{n} version, open", "{n} versions, open", len(self.later))
            if shown
            else ngettext("{n} version, folded", "{n} versions, folded", len(self.later))
        )
        count = form.format(n=len(self.later))
        if text_width(entry.label) + text_width(count) + 2 <= self.measure:
            return [Line((Run(entry.label, "text"),), (Run(count, "chrome"),), item=item)]
        return [
            *text_lines(entry.label, self.measure, item=item),
            Line((), (Run(count, "chrome"),), item=item),
        ]

    def _start(self, row: _Row) -> Row:
        return Run(row.date.ljust(self.dates), "chrome"), Run(f"{row.mark.sign} ", row.mark.sign_style)

    def _counted(self, row: _Row) -> list[Line]:
        """One row: the count right-aligned, who said it, what it counts."""
        counts = max(text_width(other.number) for other in self.rows)
        names = min(_WHO, max(text_width(self.pen.text(other.version.issuer)) for other in self.rows)) + 2
        ellipsis = self.pen.signs.ellipsis
        issuer = self.pen.text(row.version.issuer)
        room = self.measure - self.dates - 2 - counts - 2 - text_width(row.mark.words) - 2
        left = room - names
        what = cut(row.what, left, ellipsis) if text_width(row.what) <= left or left >= _WHAT else ""
        who = cut(issuer, names - 2 if what else room, ellipsis)
        runs = (
            *self._start(row),
            Run(" " * (counts - text_width(row.number)), "text"),
            Run(row.number, row.mark.value_style),
            Run("  ", "text"),
            Run(who, "text"),
            Run(" " * max(0, names - text_width(who)), "text"),
            Run(what, "chrome"),
        )
        return [Line(runs, (Run(row.mark.words, row.mark.words_style),), item=row.item)]

    def _worded(self, row: _Row) -> list[Line]:
        """The words of the version, whole; who said them under it."""
        indent = self.dates + 2
        fate = (Run(row.mark.words, row.mark.words_style),)
        value = self.pen.text(row.version.short or row.version.value)
        rows = wrap_text(value, self.measure - indent - text_width(row.mark.words) - 2, row.mark.value_style)
        lines = [Line((*self._start(row), *rows[0]), fate, item=row.item)] if rows else []
        lines += [Line(more, indent=indent, item=row.item) for more in rows[1:]]
        who = self.pen.text(row.version.issuer)
        return lines + text_lines(who, self.measure, "chrome", indent=indent, item=row.item)

    def _stacked(self, row: _Row) -> list[Line]:
        """Two rows: value and day, who and fate; a longer value takes rows of its own."""
        item, mark, measure = row.item, row.mark, self.measure
        sign = Run(f"{mark.sign} ", mark.sign_style)
        day = (Run(row.date, "chrome"),)
        value = self.pen.text(row.version.short or row.version.value)
        rows = wrap_text(value, measure - 2 - text_width(row.date) - 2, mark.value_style)
        if not rows:
            return []
        lines = [Line((sign, *rows[0]), day, item=item)]
        lines += [Line(more, indent=2, item=item) for more in rows[1:]]
        fate = (Run(mark.words, mark.words_style),)
        who = self.pen.text(row.version.issuer)
        names = wrap_text(who, measure - 2 - text_width(mark.words) - 2, "chrome")
        lines.append(Line(names[0] if names else (), fate, item=item, indent=2))
        return lines + [Line(more, item=item, indent=2) for more in names[1:]]

    def _outcome(self, row: _Row) -> list[Line]:
        if not row.version.outcome:
            return []
        indent = 2 if self.measure < NARROW else self.dates + 2
        label = Run(f"{_('Outcome:')} ", "chrome")
        text = Run(self.pen.text(row.version.outcome), "text")
        return pieces_lines((label, text), self.measure, indent=indent, item=row.item)
