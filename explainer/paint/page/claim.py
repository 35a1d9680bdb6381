"""Versions of claims as rows, oldest first, each with its status in a sign and in words.

Nothing is struck out or ticked: the order is by date, the weight by status.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import BLANK, Line, cells, fit, pieces_lines, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.wrapping import width, wrap
from explainer.paint.page import records
from explainer.paint.page.prose import Pen, nothing_by
from explainer.reading.evidence import (
    fate,
    known,
    later_days,
    said_after,
    split_value,
    tally_words,
    told_value,
)
from explainer.reading.view import Entry
from explainer.story.model.dates import parts, said
from explainer.story.model.lens import contested
from explainer.story.model.structs import Claim, Version
from explainer.telling.names import differ_words, sentence


class StatusMark(NamedTuple):
    """A status as it is drawn."""

    sign: str
    sign_style: str
    word: str
    words_style: str
    value_style: str
    day: str = ""
    """The day that ended it, where it is known."""

    @property
    def words(self) -> str:
        """What became of it, with the day that ended it."""
        return f"{self.word} {self.day}" if self.day else self.word

    @property
    def sign_run(self) -> Run:
        return Run(f"{self.sign} ", self.sign_style)

    @property
    def words_run(self) -> Run:
        return Run(self.words, self.words_style)

    @property
    def word_run(self) -> Run:
        return Run(self.word, self.words_style)


def status_mark(pen: Pen, claim: Claim, version: Version, on: str) -> StatusMark:
    """The status of a version, by the lens day where one is set."""
    signs = pen.signs
    found = fate(claim, version, on)
    day = _until(version, found.day, found.precision)
    match found.kind:
        case "stands":
            return StatusMark(signs.stands, "strong", _("stands"), "strong", "strong")
        case "opinion":
            return StatusMark(signs.opinion, "text", _("opinion"), "chrome", "text")
        case "disputed":
            return StatusMark(signs.disputed, "alert-sign", _("disputed"), "alert", "strong")
        case "withdrawn":
            return StatusMark(signs.withdrawn, "alert-sign", _("withdrawn"), "alert", "alert", day)
        case "not-counted":
            return StatusMark(signs.replaced, "chrome", _("not counted"), "chrome", "text")
    return StatusMark(signs.replaced, "chrome", _("replaced"), "chrome", "text", day)


def _until(version: Version, day: str, precision: str) -> str:
    """The day that ended a version; without its year where that is the year in which it was said."""
    if not day:
        return ""
    words = said(day, precision, brief=True)
    same = day[:4] == version.said_on[:4] and parts(day)[2]
    return words.rsplit(" ", 1)[0] if same else words


def said_days(versions: Sequence[Version]) -> list[str]:
    """The day each was said; the year in the first row and where it changes."""
    days: list[str] = []
    year = ""
    for version in versions:
        words = said(version.said_on, version.precision, brief=True)
        same = version.said_on[:4] == year and parts(version.said_on)[1] if version.said_on else False
        days.append(words.rsplit(" ", 1)[0] if same else words)
        year = version.said_on[:4] or year
    return days


def claim_record(pen: Pen, claim: Claim, measure: int) -> records.Record:
    """All that was said, oldest first; under a lens what was said later is folded to one row."""
    heard = known(claim, pen.on)
    entries = [Entry("version", version.id, "") for version in heard]
    lines = [line._replace(item=-1) for line in Table(pen, claim, entries, measure).lines(-1, whole=ALL)]
    if not heard and pen.on:
        lines += text_lines(nothing_said(pen.on), measure)
    later = said_after(claim, pen.on)
    if later:
        count = ngettext("{n} version, folded", "{n} versions, folded", len(later)).format(n=len(later))
        lines += ([BLANK] if lines else []) + folded_lines(later_days(tuple(later)), count, measure)
    why = differ_words(claim, folded=bool(later))
    if why and len(heard) > 1:
        lines += [BLANK, *text_lines(pen.text(why), measure)]
    title = pen.text(claim.question)
    fact = counted_versions(pen, claim, measure - width(title) - 2, measure)
    return records.Record(title, fact, lines)


def counted_versions(pen: Pen, claim: Claim, beside: int, measure: int) -> str:
    """How many versions there are and how many of each mark, in as many words as have room.

    Args:
        pen: how text is written.
        claim: the claim.
        beside: room beside the question.
        measure: room below it, should there be none beside it.
    """
    heard = len(known(claim, pen.on))
    form = ngettext("{n} version", "{n} versions", heard)
    if pen.on:
        form = ngettext("{n} version by this day", "{n} versions by this day", heard)
    whole, alive = tally_words(claim, pen.on), tally_words(claim, pen.on, ended=False)
    count = form.format(n=heard)
    told = [f"{count} {pen.signs.dot} {words}" for words in (whole, alive) if words] + [alive or count]
    return next((words for room in (beside, measure) for words in told if width(words) <= room), count)


def nothing_said(on: str) -> str:
    """The sentence that says that nobody had said anything by a day."""
    words = nothing_by(on)
    return words[:1].upper() + words[1:] + "."


def peek_words(pen: Pen, claim: Claim) -> str:
    """The peek line's words for a claim: `disputed · 6 versions`."""
    heard = len(known(claim, pen.on))
    if not heard:
        return _("said later")
    count = ngettext("{n} version", "{n} versions", heard).format(n=heard)
    return f"{_('disputed')} {pen.signs.dot} {count}" if contested(claim, pen.on) else count


def outcome_lines(pen: Pen, version: Version, measure: int, indent: int, item: int = -1) -> list[Line]:
    """A denial, a withdrawal or a verdict, under its version."""
    if not version.outcome:
        return []
    pieces = Run(f"{_('Outcome:')} ", "chrome"), Run(pen.text(sentence(version.outcome)), "text")
    return pieces_lines(pieces, measure, indent=indent, item=item)


def folded_lines(words: str, count: str, measure: int, item: int = -1) -> list[Line]:
    """One row for versions that were said later, with their number; two rows where one has no room for both.

    In a table, which has items, the count stands at the right edge there too.
    """
    fact: Row = (Run(count, "chrome"),)
    if width(words) + width(count) + 2 <= measure:
        return [Line((Run(words, "text"),), fact, item=item)]
    return [*text_lines(words, measure, item=item), Line((), fact, item=item) if item >= 0 else Line(fact)]


# The table of versions: when | sign, and what it says | who | what became of it. A version takes one row; what has no
# room there is cut with an ellipsis, or, where the whole table has room for it, goes on in the next row of its
# column. Where it is narrow, who said it stands under the row in hand, and the day at the right.

NARROW = 56
"""Below this measure the day stands at the right and there is no column for who said it."""
_WHO = 22
"""Cells of the column that says who, where it and what is said cannot both be whole."""
_TOLD = 20
"""With fewer cells for what is said, who said it stands under the row in hand."""


TOLD, ALL = 1, 2
"""How much of the table is whole: what is said, or who said it and its outcome too."""


class _Row(NamedTuple):
    version: Version
    item: int
    mark: StatusMark
    date: str
    told: Row
    who: str


class Table:
    """Sets the rows of one claim."""

    def __init__(self, pen: Pen, claim: Claim, entries: Sequence[Entry], measure: int) -> None:
        self.pen = pen
        self.claim = claim
        self.entries = entries
        self.measure = measure
        self.later = {version.id for version in said_after(claim, pen.on)} if pen.on else set()
        self.rows = self._rows()
        self.narrow = measure < NARROW
        self.dates = max((width(row.date) for row in self.rows), default=0) + 2
        self.told, self.names = self._columns()

    def on(self, version: str) -> str:
        """The day by which a version's fate is told: a version opened though said later has its fate of now."""
        return "" if version in self.later else self.pen.on

    def _rows(self) -> list[_Row]:
        by_id = {version.id: version for version in self.claim.versions}
        shown = [(i, by_id[e.id]) for i, e in enumerate(self.entries) if e.kind == "version"]
        versions = [version for _item, version in shown]
        values = [split_value(self.pen.text(told_value(version))) for version in versions]
        counts = [width(count) for count, _what in values if count[:1].isdigit()]
        aligned = max(counts) if 2 * len(counts) > len(values) else 0
        rows = []
        for (item, version), day, value in zip(shown, said_days(versions), values, strict=True):
            mark = status_mark(self.pen, self.claim, version, self.on(version.id))
            told = _told(value, aligned, mark.value_style)
            rows.append(_Row(version, item, mark, day, told, self.pen.text(version.issuer)))
        return rows

    def _columns(self) -> tuple[int, int]:
        """The widths of what is said and of who said it; 0 where there is no such column."""
        if self.narrow or not self.rows:
            return self.measure - 2, 0
        fates = sorted(width(row.mark.word) for row in self.rows)
        room = self.measure - self.dates - 4 - fates[len(fates) // 2]
        needed, names = max(cells(row.told) for row in self.rows), max(width(row.who) for row in self.rows)
        names = min(names, max(_WHO, room - 2 - needed))
        told = min(needed, room - 2 - names)
        return (told, names) if told >= min(_TOLD, needed) else (room, 0)

    def lines(self, selected: int, *, whole: int) -> list[Line]:
        """All rows of the table; what is whole and longer than its column goes on below (TOLD, ALL), else it is cut."""
        lines: list[Line] = []
        rows = {row.item: row for row in self.rows}
        for item, entry in enumerate(self.entries):
            if entry.kind == "later":
                lines += [BLANK] if lines else []
                lines += self._fold(entry, item)
                continue
            row = rows[item]
            lines += self._stacked(row, item == selected, whole) if self.narrow else self._row(row, whole)
            if not self.names and not self.narrow and (whole == ALL or item == selected):
                lines += text_lines(row.who, self.measure, "chrome", indent=self.dates + 2, item=item)
            lines += self._outcome(row, whole)
        return lines

    def _outcome(self, row: _Row, whole: int) -> list[Line]:
        indent = 2 if self.narrow else self.dates + 2
        if whole == ALL or not row.version.outcome:
            return outcome_lines(self.pen, row.version, self.measure, indent, row.item)
        line = outcome_lines(self.pen, row.version, 10_000, 0)[0]
        runs = fit(line.runs, self.measure - indent, self.pen.signs.ellipsis)
        return [Line(runs, indent=indent, item=row.item)]

    def _fold(self, entry: Entry, item: int) -> list[Line]:
        form = ngettext("{n} version, folded", "{n} versions, folded", len(self.later))
        if entry.folded is False:
            form = ngettext("{n} version, open", "{n} versions, open", len(self.later))
        count = form.format(n=len(self.later))
        return folded_lines(entry.label, count, self.measure, item)

    def _column(self, runs: Row, room: int, whole: bool) -> list[Row]:
        """A cell of the table: in one row, or in as many as it needs."""
        if whole:
            return [line.runs for line in wrap(runs, room)] if cells(runs) > room else [runs]
        return [fit(runs, room, self.pen.signs.ellipsis)]

    def _row(self, row: _Row, whole: int) -> list[Line]:
        start = self.dates + 2
        told = self._column(row.told, self.told, whole >= TOLD)
        end = self.measure - start - self.told - 2 - width(row.mark.word) - 2
        names = self._column((Run(row.who, "text"),), end, whole == ALL) if self.names else []
        lines = []
        for number, (left, right) in enumerate(zip_longest(told, names, fillvalue=())):
            gap = (Run(" " * (self.told - cells(left) + 2), "text"), *right) if right else ()
            begin = (Run(row.date.ljust(self.dates), "chrome"), row.mark.sign_run)
            runs = (*begin, *left, *gap) if not number else (*left, *gap)
            fate = () if number else (row.mark.word_run,)
            lines.append(Line(runs, fate, item=row.item, indent=start if number else 0))
        return lines

    def _stacked(self, row: _Row, in_hand: bool, whole: int) -> list[Line]:
        """What is said, and the day; for the row in hand, or where all have room, who and what became of it below."""
        item, mark, day = row.item, row.mark, (Run(row.date, "chrome"),)
        told = self._column(row.told, self.measure - 4 - width(row.date), whole >= TOLD)
        lines = [Line((mark.sign_run, *told[0]), day, item=item)]
        lines += [Line(more, indent=2, item=item) for more in told[1:]]
        if whole < ALL and not in_hand:
            return lines
        names = self._column((Run(row.who, "chrome"),), self.measure - 4 - width(mark.word), whole == ALL)
        lines.append(Line(names[0], (mark.word_run,), item=item, indent=2))
        return lines + [Line(more, item=item, indent=2) for more in names[1:]]


def _told(value: tuple[str, str], aligned: int, style: str) -> Row:
    """What a version says: a number right-aligned in a column of so many cells, with what is counted after it."""
    count, what = value
    if not count[:1].isdigit() or not aligned:
        return (Run(count + what, style),)
    pad = Run("\u00a0" * (aligned - width(count)), "text")  # a break would take other spaces away
    return tuple(run for run in (pad, Run(count, style), Run(what, "text")) if run.text)
