"""The help: the registry of actions, by purpose, each key with its own words, and what the signs say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from explainer.messages import _
from explainer.paint.cells.canvas import BLANK, Line, cells, parted, pieces_lines, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import key_name
from explainer.paint.cells.wrapping import width
from explainer.paint.page.chrome import hanging, key_label
from explainer.paint.page.layout import RIBBON, STANDARD, Grid
from explainer.paint.page.prose import Pen
from explainer.reading.actions import ACTIONS, ActionSpec
from explainer.reading.citing import citation
from explainer.reading.storage.updating import newest_first, told_in
from explainer.reading.view import FILES, IN_SHORT, LANGUAGE, OwnKeys, View, keys_here
from explainer.story.model.dates import long
from explainer.story.model.structs import Change

_GROUPS = ((("reading",),), (("looking",),), (("finding",), ("keeping",)), (("screen", "leaving"),))
"""Purposes under one heading, and of them those whose keys may share a row."""
_OWN_SCREENS = (("notes",), ("takeaway",), ("story-map",))
"""Their keys stand at the foot of their screens."""
_GAP = 2
_KEY, _RIGHT_KEY = 6, 5
"""Cells of a key, and of one beside another."""
_CELL = 18
"""Cells of the first of two keys in a row, with its words."""


def help_lines(
    pen: Pen, grid: Grid, *, in_room: bool = False, files: bool = True, own: OwnKeys | None = None
) -> list[Line]:
    """Keys by purpose and the signs: side by side where there is room, else in one that scrolls.

    In a room its keys stand first, and those that a front end has of its own; where no file can be written, no key
    for one is told.
    """
    groups = [_group(pen, purposes, files=files, own=own) for purposes in _GROUPS]
    room = _group(pen, (("room",),)) if in_room else []
    if own:
        room.append([("", "", own.heading, "")])
        keys = [(key_name(one.key, pen.glyphs), one) for one in own.keys]
        room.append([(key, "accent-strong", one.description, one.short) for key, one in keys])
    if grid.width < STANDARD:
        wide = 14 if grid.width >= RIBBON else 12
        signs = [*_signs(pen), _own_signs(pen)]
        shown = [room, *groups] if room else groups
        rows = [row for group in shown for part in group for row in _rows(part, grid.block, _KEY)]
        rows += [(Run(_("Signs"), "chrome"),), *_rows(signs, grid.block, wide)]
        return _parted(rows)
    half = (grid.block - _GAP) // 2
    move, look, find, screen = ([row for part in group for row in _paired(part, half)] for group in groups)
    first = [row for part in room for row in _rows(part, half, _KEY)]
    left = [*first, *move, *look, *_sign_rows(pen, half)]
    lines: list[Line] = []
    for one, other in zip_longest(_parted(left), _parted([*find, *screen]), fillvalue=BLANK):
        blank = Run(" " * (half + _GAP - cells(one.runs)), "text")
        lines.append(Line((*one.runs, blank, *other.runs) if other.runs else one.runs))
    return lines


Item = tuple[str, str, str, str]
"""A key or sign, its style, what it does or says, and a shorter way to say it; a heading has no key."""


def _parted(rows: list[Row]) -> list[Line]:
    """Rows with a blank before each heading but the first."""
    lines: list[Line] = []
    for row in rows:
        lines += [BLANK] if lines and row[0].style == "chrome" else []
        lines.append(Line(row))
    return lines


def _group(
    pen: Pen, purposes: tuple[tuple[str, ...], ...], *, files: bool = True, own: OwnKeys | None = None
) -> list[list[Item]]:
    """A heading, then the keys of each purpose."""
    heading = {
        "reading": _("Move"), "looking": _("Look"), "finding": _("Find and keep"), "screen": _("Screen"),
        "room": _("In this room"),
    }[purposes[0][0]]  # fmt: skip
    there = {
        FILES: files, LANGUAGE: len(pen.story.languages) > 1, IN_SHORT: bool(pen.story.in_short),
    }  # fmt: skip
    parts: list[list[Item]] = [[("", "", heading, "")]]
    for among in purposes:
        specs = [spec for spec in ACTIONS if spec.purpose in among and there.get(spec.id, True)]
        specs = [spec for spec in specs if not spec.full and spec.screens not in _OWN_SCREENS]
        parts.append([item for spec in specs for item in _items(pen, spec, keys_here(spec, own))])
    if "reading" in purposes[0]:
        arrows = " ".join(key_name(key, pen.glyphs) for key in ("left", "down", "up", "right"))
        parts.append([("h j k l", "accent-strong", _("like {arrows}").format(arrows=arrows), "")])
    return parts


def _items(pen: Pen, spec: ActionSpec, keys: tuple[str, ...]) -> list[Item]:
    """The key of an action, the first that is short; of two that do different things both; none where it has none."""
    names = [key_name(key, pen.glyphs) for key in keys]
    if spec.id == "width":  # a key each way
        ways = ((_("narrower text"), _("narrower")), (_("wider text"), _("wider")))
        return [(key, "accent-strong", *said) for key, said in zip(names, ways, strict=False)]
    short = _("1-9") if spec.id == "choose" else next((n for n in names if width(n) < _KEY), "")
    shown = short or next(iter(names), "")
    return [(shown, "accent-strong", spec.description, spec.short)] if shown else []


def _paired(items: list[Item], half: int) -> list[Row]:
    """Two keys a row, each with its own words behind it; one that needs more words has its row alone."""
    rows: list[Row] = []
    at = 0
    while at < len(items):
        one, other = items[at], items[at + 1] if at + 1 < len(items) else None
        fits = one[0] and width(one[0]) < _KEY and width(one[3]) < _CELL - _KEY
        room = half - _CELL - _RIGHT_KEY
        if fits and other and width(other[0]) < _RIGHT_KEY and width(other[3]) <= room:
            left = (Run(one[0], one[1]), Run(" " * (_KEY - width(one[0])) + one[3], "text"))
            blank = Run(" " * (_CELL - cells(left)), "text")
            key = Run(other[0], other[1]), Run(" " * (_RIGHT_KEY - width(other[0])) + other[3], "text")
            rows.append((*left, blank, *key))
            at += 2
        else:
            rows += _rows([one], half, _KEY)
            at += 1
    return rows


def _signs(pen: Pen) -> list[Item]:
    signs = pen.signs
    return [
        (_("term"), "term", _("explained"), ""),
        ("[1]", "accent", _("a source"), ""),
        ("[a]", "accent", _("versions"), ""),
        (f"[a{signs.disputed}]", "alert", _("disputed"), ""),
        (signs.stands, "text", _("stands, seen"), ""),
        (signs.replaced, "text", _("replaced, not seen"), _("replaced")),
        (signs.withdrawn, "alert-sign", _("withdrawn"), ""),
        (signs.warned, "alert-sign", _("warned"), ""),
    ]


def _own_signs(pen: Pen) -> Item:
    """The signs in the margin beside a line where the reader wrote or marked something."""
    signs = pen.signs
    return (f"{signs.mark} {signs.bookmark} {signs.doubt}", "accent", _("your note, bookmark, doubt"), "")


def _sign_rows(pen: Pen, half: int) -> list[Row]:
    """The signs, two a row."""
    items = _signs(pen)
    rows: list[Row] = [(Run(_("Signs"), "chrome"),)]
    for one, other in zip(items[::2], items[1::2], strict=True):
        left = _rows([one], half // 2 + 2, 6)[0]
        blank = Run(" " * (half // 2 + 2 - cells(left)), "text")
        rows.append((*left, blank, *_rows([other], half // 2 - 2, 5)[0]))
    return [*rows, *_rows([_own_signs(pen)], half, 6)]


def _rows(group: list[Item], measure: int, keys: int) -> list[Row]:
    rows: list[Row] = []
    for key, style, words, brief in group:
        if not key:
            rows.append((Run(words, "chrome"),))
            continue
        room = measure - keys
        said = brief_words(words, brief, room)
        rows.append((Run(key, style), Run(" " * max(1, keys - width(key)), "text"), Run(said, "text")))
    return rows


def brief_words(words: str, brief: str, room: int) -> str:
    """A description that fits: whole, or its first clause, or the words of the footer."""
    if width(words) <= room:
        return words
    for mark in (":", ";", ",", " ("):
        clause = words.partition(mark)[0]
        listed = mark == "," and " and " in words
        if clause != words and width(clause) <= room and len(clause) > 8 and not listed:
            return clause
    return brief or words


# The about screen: what the story is, its edition, what changed, and how to report an error.


def about_lines(view: View, pen: Pen, measure: int) -> list[Line]:
    """The rows of the about screen: changes of scenes this reader had read come first, all else in the order of use."""
    story = view.story
    told = told_in(view.run, story)
    groups: list[list[Line]] = []
    if view.moved:  # what became of the place and the notes of this reader, said in full
        from explainer.paint.page.notes import moved_lines  # loaded where there is something to tell

        heading = text_lines(_("Since your run was kept"), measure, "chrome")
        groups.append([*heading, *moved_lines(pen, view.moved, measure)])
    for number, change in enumerate(told):  # of a correction only the scenes that were read are named
        heading = text_lines(_("Changed since you read it"), measure, "chrome") if not number else []
        read = tuple(scene for scene in change.scenes if scene in view.run.changed)
        groups.append([*heading, *_change(pen, told, number, measure, read)])
    parts = (" ".join(part.split()) for part in story.about.split("\n\n") if part)
    groups += [text_lines(pen.text(part), measure) for part in parts]
    edition = text_lines(_("Edition {edition}.").format(edition=story.edition), measure)
    if story.checked_on:
        edition += text_lines(_("As checked on {date}.").format(date=long(story.checked_on)), measure)
    groups.append(edition)
    groups.append(_reporting(view, pen, measure))
    others = [change for change in newest_first(story) if change not in told]
    for number, change in enumerate(others):
        heading = text_lines(_("Changes"), measure, "chrome") if not number else []
        groups.append([*heading, *_change(pen, others, number, measure, change.scenes)])
    return parted(groups)


def _reporting(view: View, pen: Pen, measure: int) -> list[Line]:
    """The address to write to, in the story's own words too, and the line that this reader comes from."""
    story, meant = view.story, citation.named(view.story, citation.line_meant(view))
    where = citation.where_to_write(story)
    before, address, _after = where.partition(story.corrections) if story.corrections else (where, "", "")
    pieces = [Run(pen.text(before), "text")]
    if address:
        to = citation.link(story, meant)
        pieces.append(Run(pen.text(address), "address", f"address:{to}" if to else ""))
    own = text_lines(pen.text(story.report_errors), measure) if story.report_errors else []
    line = _("The line you come from: {line}.").format(line=meant)
    key = Run(key_label("copy", pen.glyphs), "accent-strong", "action:copy")
    copies = (Run(f"{line} ", "text"), key, Run(" " + _("copies it with its words."), "text"))
    heading = text_lines(_("To report an error"), measure, "chrome")
    return [*heading, *pieces_lines(pieces, measure), *own, *pieces_lines(copies, measure)]


def _change(
    pen: Pen, changes: Sequence[Change], number: int, measure: int, scenes: tuple[str, ...]
) -> list[Line]:
    """A correction: its day and edition where they are not those of the one before, what, why, where."""
    change = changes[number]
    before = changes[number - 1] if number else None
    lines: list[Line] = []
    if before is None or (before.on, before.edition) != (change.on, change.edition):
        form = _("{date}, edition {edition}") if change.edition else "{date}"
        head = form.format(date=long(change.on), edition=change.edition)
        lines = text_lines(head, measure, "strong")
    lines += text_lines(pen.text(f"{change.what} {change.why}".strip()), measure)
    for name in scenes:
        if name in pen.story.scenes:
            rows = text_lines(pen.text(pen.story.scenes[name].title), measure - 2, "chrome")
            lines += hanging(rows, (Run(f"{pen.signs.dot} ", "chrome"),), "chrome")
    return lines
