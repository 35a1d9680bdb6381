"""The help: the registry of actions, by purpose, and what the signs say. Made from the registry alone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from explainer.messages import _
from explainer.paint.cells.canvas import BLANK, Line, cells, parted, pieces_lines, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import key_name
from explainer.paint.cells.wrapping import width
from explainer.paint.page.chrome import hanging, key_label
from explainer.paint.page.layout import RIBBON, STANDARD, Grid
from explainer.paint.page.prose import Pen
from explainer.reading import citation
from explainer.reading.actions import ACTIONS, BY_ID, ActionSpec
from explainer.reading.storage.updating import newest_first, told_in
from explainer.reading.view import FILES, IN_SHORT, LANGUAGE, OwnKeys, View, keys_here
from explainer.story.model.dates import long
from explainer.story.model.structs import Change

_GROUPS = (("reading",), ("looking",), ("finding", "keeping"), ("screen", "leaving"))
"""Purposes that stand together, so that help fits one screen."""
_PAIRED = {
    "back": "forward", "next-reference": "previous-reference", "page-down": "page-up", "choose": "choices",
    "story-map": "in-short", "fork": "ending", "date-before": "date-after", "search": "lens",
    "timeline": "who", "glossary": "sources", "theme": "glyphs", "width": "language", "about": "help", "open": "close",
    "copy": "undo", "note": "notes", "bookmark": "doubt", "takeaway": "save", "hide": "free-mouse",
    "linear": "palette", "quit": "phrase", "follow": "step-out", "slower": "faster",
}  # fmt: skip
"""Actions that share a row with their counterpart."""
_OWN_SCREENS = (("notes",), ("takeaway",))
"""Their keys stand at the foot of their screens."""
_GAP = 4
_KEYS = 11
"""Cells of the keys' column."""


def help_lines(
    pen: Pen, grid: Grid, *, in_room: bool = False, files: bool = True, own: OwnKeys | None = None
) -> list[Line]:
    """Keys by purpose and the signs: side by side where there is room, else in one that scrolls.

    In a room its keys stand first, and those that a front end has of its own; where no file can be written, no key
    for one is told.
    """
    groups = [_group(pen, purposes, files=files, own=own) for purposes in _GROUPS]
    room = _group(pen, ("room",)) if in_room else []
    if own:
        room.append(("", "", own.heading, ""))
        keys = [(key_name(one.key, pen.glyphs), one) for one in own.keys]
        room += [(key, "accent-strong", one.description, one.short) for key, one in keys]
    if grid.width < STANDARD:
        wide = 14 if grid.width >= RIBBON else 12
        signs = [*_signs(pen), _own_signs(pen)]
        shown = [room, *groups] if room else groups
        rows = [row for group in shown for row in [*_rows(group, grid.block, wide), ()]]
        rows += [(Run(_("Signs"), "chrome"),), *_rows(signs, grid.block, wide)]
        return [Line(row) if row else BLANK for row in rows]
    half = (grid.block - _GAP) // 2
    move, look, find, screen = (_rows(group, half, _KEYS) for group in groups)
    first = [*_rows(room, half, _KEYS), ()] if room else []
    left = [*first, *move, (), *look, (), *_sign_rows(pen, half)]
    right = [*find, (), *screen]
    lines: list[Line] = []
    for index in range(max(len(left), len(right))):
        one = left[index] if index < len(left) else ()
        other = right[index] if index < len(right) else ()
        blank = Run(" " * (half + _GAP - cells(one)), "text")
        lines.append(Line((*one, blank, *other) if other else one))
    return lines


Item = tuple[str, str, str, str]
"""A key or sign, its style, what it does or says, and a shorter way to say it."""


def _group(
    pen: Pen, purposes: tuple[str, ...], *, files: bool = True, own: OwnKeys | None = None
) -> list[Item]:
    heading = {
        "reading": _("Move"), "looking": _("Look"), "finding": _("Find and keep"), "screen": _("Screen"),
        "room": _("In this room"),
    }[purposes[0]]  # fmt: skip
    items: list[Item] = [("", "", heading, "")]
    for purpose in purposes:
        for spec in ACTIONS:
            elsewhere = spec.full or spec.screens in _OWN_SCREENS or spec.id in _PAIRED.values()
            if spec.purpose == purpose and not elsewhere:
                keys = keys_here(spec, own)
                # of an action that is not here its counterpart stands alone
                shown = replace(spec, keys=keys) if keys else _pair(spec, own)
                items += [_item(pen, shown, files=files, own=own)] if shown else []
    return items


def _pair(spec: ActionSpec, own: OwnKeys | None) -> ActionSpec | None:
    """The counterpart of an action, with the keys that it has here; None where it has none."""
    other = BY_ID.get(_PAIRED.get(spec.id, ""))
    keys = keys_here(other, own) if other else ()
    return replace(other, keys=keys) if other and keys else None


def _item(pen: Pen, spec: ActionSpec, *, files: bool, own: OwnKeys | None) -> Item:
    other = _pair(spec, own)
    alone = len(pen.story.languages) < 2  # there is no other language to read on in
    none_short = not pen.story.in_short
    lacking = {FILES: not files, LANGUAGE: alone, IN_SHORT: none_short}
    if other is None or lacking.get(other.id):
        return (_keys(spec, pen.glyphs), "accent-strong", spec.description, spec.short)
    first = _("1-9") if spec.id == "choose" else key_name(spec.keys[0], pen.glyphs)
    keys = f"{first} {key_name(other.keys[0], pen.glyphs)}"
    if spec.id == "next-reference":
        keys = f"{first} {key_label(spec.id, pen.glyphs)}"
    return (keys, "accent-strong", f"{spec.short}, {other.short}", spec.description)


def _keys(spec: ActionSpec, glyphs: str) -> str:
    if spec.screens == ("story-map",):  # its key does something else in a scene: first the map, then it
        return f"{key_name(BY_ID['story-map'].keys[0], glyphs)} {key_name(spec.keys[0], glyphs)}"
    names = [key_name(key, glyphs) for key in spec.keys]
    return " ".join(names[:2]) if len(names) > 1 and width(names[0] + names[1]) <= _KEYS - 2 else names[0]


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
