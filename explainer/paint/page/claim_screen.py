"""The screen of a claim: all its versions, oldest first, the one in hand in full, and why they differ."""

from __future__ import annotations

from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas, Line, draw_lines, fit, parted, text_lines, with_fact
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import key_name
from explainer.paint.cells.wrapping import cut, width
from explainer.paint.page import chrome, records
from explainer.paint.page.claim import (
    ALL,
    TOLD,
    Table,
    counted_versions,
    nothing_said,
    outcome_lines,
    status_mark,
)
from explainer.paint.page.layout import GAP, MEASURE, RIBBON, Grid
from explainer.paint.page.prose import Pen
from explainer.paint.page.ribbon import date_words
from explainer.reading.evidence import OPENED, claim_entries, fate, known, said_after, version_in_hand
from explainer.reading.view import Layout, View
from explainer.story.model.ages import note_of
from explainer.story.model.dates import parts, said
from explainer.story.model.structs import Claim, Version
from explainer.telling.names import capital, differ_words, language_name, sentence, without_marks

# One version of a claim in full: its own words or ours, whence we have it, what replaced it, what it led to.


def version_lines(
    pen: Pen, claim: Claim, version: Version, measure: int, on: str, *, airy: bool = False
) -> list[Line]:
    """All of a version but its outcome, in whole sentences.

    Args:
        pen: how text is written.
        claim: the claim.
        version: one of its versions.
        measure: width of the rows.
        on: the lens day, for what became of it.
        airy: blank rows between its parts, and its sources one by one.
    """
    words = _words(pen, version, measure)
    told = [_whence(pen, version), *_ended(pen, claim, version, on)]
    note = pen.text(sentence(capital(note_of(pen.story, version, on))))
    if not airy:
        return [*words, *text_lines(" ".join([*told, note]), measure)]
    return parted(
        (
            words,
            text_lines(" ".join(told), measure),
            text_lines(note, measure),
            _sources(pen, version, measure),
        )
    )


def _words(pen: Pen, version: Version, measure: int) -> list[Line]:
    """Their own words with ours under them, or ours alone; each says which."""
    ours = sentence(_("In our words: {words}").format(words=pen.text(version.value)))
    if not version.quoted:
        words = pen.text(version.words or version.value)
        return text_lines(sentence(_("In our words: {words}").format(words=words)), measure)
    signs = pen.signs
    quoted = f"{signs.quote}{without_marks(pen.verbatim(version.words).strip())}{signs.unquote}"
    source = pen.story.sources.get(version.source[0]) if version.source else None
    lines = text_lines(quoted, measure)
    if source is not None and source.language not in ("", pen.story.language):
        language = capital(_("in {language}").format(language=language_name(source.language)))
        return lines + text_lines(f"{language}; {ours[:1].lower()}{ours[1:]}", measure, "chrome")
    if version.value.casefold().strip(' ."') != version.words.casefold().strip(' ."'):
        lines += text_lines(ours, measure, "chrome")
    return lines


def _whence(pen: Pen, version: Version) -> str:
    """Who said it and when, and where we read it, should that be somewhere else."""
    source = pen.story.sources.get(version.source[0]) if version.source else None
    carrier = version.carrier or (source.publisher if source else "")
    issuer, day = pen.text(version.issuer), said(version.said_on, version.precision)
    if carrier in ("", version.issuer):
        return _("It comes from {issuer}, {date}.").format(issuer=issuer, date=day)
    form = _("It comes from {issuer}, {date}; we read it in {carrier}.")
    return form.format(issuer=issuer, date=day, carrier=pen.verbatim(carrier).rstrip("."))


def _ended(pen: Pen, claim: Claim, version: Version, on: str) -> list[str]:
    """That it was withdrawn, and what replaced it, as far as that was known on the lens day."""
    found = fate(claim, version, on)
    told = []
    if found.kind == "withdrawn":
        form = _("It was withdrawn on {date}.") if found.day else _("It was withdrawn.")
        told.append(form.format(date=said(found.day, "day")))
    if found.kind == "not-counted":
        told.append(_("The editors do not count it for that day."))
    if found.by >= 0:
        after = claim.versions[found.by]
        exact = after.precision == "day" and after.said_on and parts(after.said_on)[2]
        form = _("On {date} it was replaced by {value}") if exact else _("{date} it was replaced by {value}")
        day = said(after.said_on, after.precision)
        value = pen.text(after.short or after.value)
        told.append(sentence(form.format(date=day if exact else capital(day), value=value)))
    return told


def _sources(pen: Pen, version: Version, measure: int) -> list[Line]:
    rows = text_lines(_("Sources"), measure, "chrome")
    for key in version.source:
        if source := pen.story.sources.get(key):
            rows += text_lines(records.source_name(pen, source, brief=True), measure)
    return rows if len(rows) > 1 else []


def compose_claim(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen of a claim."""
    return _ClaimScreen(view, _for_a_table(grid), canvas).compose()


_SIDE = 44
"""Cells for the version in hand beside the table; what a wide window has more is the table's."""


def _for_a_table(grid: Grid) -> Grid:
    """The same block, with more of it for the table: its columns are read across, not along."""
    side = min(grid.side, _SIDE)
    return grid._replace(measure=grid.block - GAP - side, side=side) if side else grid


_LEAST_DETAILS = 4
"""Rows for the version in hand, where all versions do not have room over them."""
_LEAST_TABLE = 5
_SMALL = 22
"""Below this height, and below the width of the ribbon, the header gives way to the table."""


class _Plan(NamedTuple):
    """The rows of a screen of one column: the table and below it the version in hand, with why they differ."""

    whole: int
    """How much of the table is whole, as `Table.lines` takes it."""
    air: int
    """Blank rows after the title and before the rule, each."""
    table: int
    details: int
    apart: bool
    """Why they differ stands below, whatever is in hand; else it follows the details."""


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
        grid, canvas = self.grid, self.canvas
        self.small = (grid.width < RIBBON or grid.height < _SMALL) and not grid.side
        if self.small:
            overflow = self._under(self._brief_header(), grid.footer)
        else:
            chrome.header(canvas, grid, self.view)
            chrome.ribbon(canvas, grid, self.view)
            first = self._title()
            overflow = self._beside(first) if grid.side else self._under(first, grid.footer - 1)
            chrome.lens_margin(canvas, grid, self.view, grid.title, grid.footer - 1)
            chrome.room_line(canvas, grid, self.view)
        words = {
            "next-reference": _("version"), "page-down": _("more"), "open": _("its source"),
            "source": _("all sources"), "lens": _("date"),
        }  # fmt: skip
        if self.version is None:
            words["open"] = _("show them") if self.folded else _("fold them")
        if self.small:
            words["open"] = _("open")
        several = self.version is not None and len(self.version.source) > 1
        given = {"source": several, "page-down": overflow > 0}
        actions = [action for action in chrome.FOOTERS["claim"] if given.get(action, True)]
        chrome.footer(canvas, grid, actions, words, chrome.date_keys(self.view, grid, self.pen.glyphs))
        return chrome.finished(
            canvas, self.view, Layout(rows=max(2, self.room), overflow=overflow), name=_("versions")
        )

    # what is said

    def _rows(self, *, whole: int) -> list[Line]:
        nothing: list[Line] = []
        if not known(self.claim, self.on):
            nothing = text_lines(nothing_said(self.on), self.measure)
        return [*nothing, *self.table.lines(self.selected, whole=whole)]

    def _differ(self, measure: int) -> list[Line]:
        if len(known(self.claim, self.on)) < 2 and self.folded:
            return []
        words = differ_words(self.claim, folded=self.folded)
        return text_lines(self.pen.text(words), measure) if words and len(self.claim.versions) > 1 else []

    def _record(self, version: Version | None, measure: int, *, airy: bool, whole: int) -> list[Line]:
        """What is told of a version; its outcome too where the table has cut it."""
        if version is None:
            words = _("Enter shows them and keeps the date.") if self.folded else _("Enter folds them again.")
            return text_lines(words, measure, "chrome")
        lines = version_lines(self.pen, self.claim, version, measure, self.table.on(version.id), airy=airy)
        return lines if whole == ALL else [*lines, *outcome_lines(self.pen, version, measure, 0)]

    def _heading(self) -> tuple[str, str, str]:
        """Sign with what it prints, its style, and its fate in words."""
        if self.version is None:
            return _("said later"), "strong", ""
        mark = status_mark(self.pen, self.claim, self.version, self.table.on(self.version.id))
        value = self.pen.text(self.version.short or self.version.value)
        return f"{mark.sign} {value}", mark.value_style, mark.words

    def _place(self) -> str:
        """The number of the version in hand among those shown."""
        shown = [index for index, entry in enumerate(self.entries) if entry.kind == "version"]
        if self.version is None:
            return ""
        return _("{n} of {total}").format(n=shown.index(self.selected) + 1, total=len(shown))

    # where it stands

    def _title(self) -> int:
        """The question with the counts. Returns the row after them."""
        question = self.pen.text(self.claim.question)
        fact = counted_versions(self.pen, self.claim, self.measure - width(question) - 2, self.measure)
        lines = with_fact(question, "strong", fact, self.measure)
        return draw_lines(self.canvas, lines, self.grid.title, self.grid.left, self.measure)

    def _brief_header(self) -> int:
        """Counts, date and question in as few rows as they need. Returns the row after them."""
        grid, canvas = self.grid, self.canvas
        head = _("Versions")
        canvas.write(0, grid.left, head, "chrome")
        room = grid.block - width(head) - 2
        fact = counted_versions(self.pen, self.claim, room, room)
        canvas.put_right(
            0, grid.right, fit((Run(fact, "chrome"),), grid.block - width(head) - 2, canvas.signs.ellipsis)
        )
        canvas.put(1, grid.left, date_words(self.view.story, self.on, brief=True))
        question = text_lines(self.pen.text(self.claim.question), grid.block, "strong")
        return draw_lines(canvas, question, 2, grid.left, grid.block)

    def _table(self, lines: list[Line], first: int, rows: int) -> str:
        """The window of the table that holds the row in hand. Returns how many versions are out of sight."""
        grid, signs = self.grid, self.canvas.signs
        start = _window(lines, rows, self.selected)
        bar = (max(0, grid.left - 1), min(grid.width, grid.left + self.measure + 1))
        shown = lines[start : start + rows]
        draw_lines(self.canvas, shown, first, grid.left, self.measure, self.selected, bar)
        begun = {line.item for line in shown if line.item >= 0}
        above, below = min(begun, default=0), len(self.entries) - 1 - max(begun, default=0)
        hidden = ((above, signs.up_down[0]), (below, signs.down))
        return f" {signs.dot} ".join(f"{_('{n} more').format(n=n)} {sign}" for n, sign in hidden if n)

    def _planned(self, room: int, differ: int) -> _Plan:
        """All of the table and all of what is said below it where they fit; else blank rows go, then rows of the
        table are cut, then why they differ follows the details, and last the table is a window.
        """
        after = differ + 1 if differ else 0
        for whole, air in ((ALL, 1), (TOLD, 1), (ALL, 0), (TOLD, 0), (0, 1)):
            table = len(self._rows(whole=whole))
            details = self._longest_record(self.grid.block, whole=whole)
            if table + details + after + 2 * air + 1 <= room:
                return _Plan(whole, air, table, details, apart=True)
        table = len(self._rows(whole=0))
        for air in (1, 0):
            if table + _LEAST_DETAILS + 2 * air + 1 <= room:
                return _Plan(0, air, table, room - table - 2 * air - 1, apart=False)
        table = max(_LEAST_TABLE, room - _LEAST_DETAILS - 1)
        return _Plan(0, 0, table, max(1, room - table - 1), apart=False)

    def _under(self, first: int, last: int) -> int:
        """The table, under it a rule with the version in hand, its record, and why they differ. Returns the rows of
        the record that are below.
        """
        grid = self.grid
        differ = self._differ(grid.block)
        plan = self._planned(last - first, len(differ))
        first += plan.air
        table = self._rows(whole=plan.whole)
        hidden = self._table(table, first, plan.table)
        rule = first + min(plan.table, len(table)) + plan.air
        record = self._record(self.version, grid.block, airy=False, whole=plan.whole)
        if not plan.apart:
            record = parted((record, differ))
        sign = -1 if self.small else grid.room
        below = self._scrolled(record, rule + 1, plan.details, grid.left, grid.block, sign)
        self._rule(rule, hidden)
        if plan.apart:
            draw_lines(self.canvas, differ, rule + plan.details + 2, grid.left, grid.block)
        if self.small and self.view.message:
            self.canvas.clear(last - 1)
            self.canvas.write(
                last - 1, grid.left, cut(self.view.message, grid.block, self.canvas.signs.ellipsis)
            )
        if self.small:
            chrome.lens_margin(self.canvas, grid, self.view, first, last)
        return below

    def _longest_record(self, measure: int, *, whole: int) -> int:
        """Rows of the longest record, so that the floor does not move from version to version."""
        by_id = {version.id: version for version in self.claim.versions}
        shown = [by_id[entry.id] for entry in self.entries if entry.kind == "version"]
        lengths = [len(self._record(version, measure, airy=False, whole=whole)) for version in shown]
        return max(lengths, default=1)

    def _rule(self, row: int, hidden: str) -> None:
        """The rule under the table: at its left the version in hand, at its right which one it is."""
        grid, canvas = self.grid, self.canvas
        text, style, words = ("", "text", "") if self.small else self._heading()
        place = f" {canvas.signs.dot} ".join(part for part in (self._place(), hidden) if part)
        end = canvas.put_right(row, grid.right, (Run(place, "chrome"),)) - 1 if place else grid.right
        runs: Row = (Run(text, style),)
        if words:
            runs = (*runs, Run(f" {self.pen.signs.dot} {words}", "chrome"))
        at = canvas.put(row, grid.left, fit(runs, end - grid.left - 4, canvas.signs.ellipsis))
        canvas.rule(row, at + 1 if text else at, end)

    def _scrolled(self, lines: list[Line], first: int, rows: int, left: int, measure: int, sign: int) -> int:
        """The record of the version in hand, as far as it was scrolled; what is below is counted in the row `sign`,
        or, without one, in the last of its own, with the key. Returns the rows below.
        """
        key = ""
        if sign < 0 and len(lines) - rows > min(self.listing.top, max(0, len(lines) - rows)):
            rows, sign = rows - 1, first + rows - 1
            key = f"{key_name('pagedown', self.canvas.profile.glyphs)} "
        self.room = max(1, rows)
        top = max(0, min(self.listing.top, len(lines) - self.room))
        below = max(0, len(lines) - top - self.room)
        draw_lines(self.canvas, lines[top : top + self.room], first, left, measure)
        if below and not (self.view.message and sign == self.grid.room):
            words = f"{key}{_('{n} more').format(n=below)} {self.canvas.signs.down}"
            self.canvas.put_right(sign, left + measure, (Run(words, "chrome"),))
        return below

    def _beside(self, first: int) -> int:
        """The table at the left, with why they differ and what the signs say; the version in hand at the right."""
        grid, canvas = self.grid, self.canvas
        first, last = first + 1, grid.footer - 2
        after: list[Line] = []
        differ = self._differ(min(grid.measure, MEASURE))
        if differ:
            after += [Line(), Line((Run(_("Why they differ"), "strong"),)), *differ]
        fitting = (w for w in (ALL, TOLD) if len(self._rows(whole=w)) + len(after) <= last - first)
        whole = next(fitting, 0)
        table = self._rows(whole=whole)
        if len(table) + len(after) + 2 <= last - first:
            after += [Line(), self._legend()]
        rows = min(len(table), last - first - len(after))
        hidden = self._table(table, first, rows)
        draw_lines(canvas, after, first + rows, grid.left, grid.measure)
        if hidden:
            canvas.put_right(first + rows, grid.left + grid.measure, (Run(hidden, "chrome"),))
        for row in range(grid.title, last):
            canvas.write(row, grid.side_left - 2, canvas.signs.column, "rule")
        text, style, words = self._heading()
        head = with_fact(text, style, words, grid.side)
        begin = draw_lines(canvas, head, grid.title, grid.side_left, grid.side) + 1
        record = self._record(self.version, grid.side, airy=True, whole=whole)
        return self._scrolled(record, begin, last - begin, grid.side_left, grid.side, last)

    def _legend(self) -> Line:
        signs = self.pen.signs
        pairs = (
            (signs.stands, _("stands")), (signs.replaced, _("replaced")), (signs.withdrawn, _("withdrawn")),
            (signs.disputed, _("disputed")), (signs.opinion, _("opinion")),
        )  # fmt: skip
        return Line((Run("   ".join(f"{sign} {word}" for sign, word in pairs), "chrome"),))


def _window(lines: list[Line], rows: int, selected: int) -> int:
    """The first line to show, so that the row in hand is in the middle until an end is reached."""
    here = [index for index, line in enumerate(lines) if line.item == selected]
    if len(lines) <= rows or not here:
        return 0
    tall = min(rows, here[-1] - here[0] + 1)
    first = max(0, min(here[0] - (rows - tall) // 2, len(lines) - rows))
    cut_off = lines[first].item if first and lines[first - 1].item == lines[first].item else -1
    while lines[first].item == cut_off != selected:  # no rest of a version whose first row is out of sight
        first += 1
    return first
