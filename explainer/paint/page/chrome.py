"""The frame of every page: header, ribbon, title, the rule with the peek line, choices, messages, keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import Canvas, Line, cells, fit
from explainer.paint.cells.rows import Frame, Row, Run, from_right
from explainer.paint.cells.style import key_name, transliterated
from explainer.paint.cells.wrapping import cut, width, wrap_text
from explainer.paint.page.layout import RIBBON, SECOND_CHOICE, STANDARD, WIDE, Grid, Page
from explainer.paint.page.prose import Pen
from explainer.paint.page.ribbon import date_words, day_words, first_day_words, ribbon_row, when_words
from explainer.reading.actions import BY_ID
from explainer.reading.moves import choices, end_words, is_over, minutes_left, on_trail, onward, position
from explainer.reading.room import RoomView
from explainer.reading.view import Layout, View
from explainer.session.room_page import at_rooms_warning

FOOTERS: dict[str, tuple[str, ...]] = {
    "scene": (
        "next", "open", "next-reference", "lens", "choices", "help", "search", "story-map", "map", "glossary",
        "sources", "rests-on", "copy", "note", "notes", "back", "hide", "about", "theme", "quit",
    ),
    "opening": ("choose", "next", "open", "lens", "help", "linear", "story-map", "quit", "search", "glossary"),
    "warning": ("next", "consent", "back", "help", "hide", "story-map", "quit"),
    "sheet": ("close", "open", "next-reference", "rests-on", "copy", "lens", "help"),
    "story-map": ("close", "next-reference", "open", "way", "search", "help"),
    "in-short": ("close", "next-reference", "open", "story-map", "help"),
    "glossary": ("close", "next-reference", "open", "search", "sources", "help"),
    "sources": ("close", "next-reference", "open", "search", "glossary", "help"),
    "search": ("close", "next-reference", "open"),
    "choices": ("close", "next-reference", "open", "help"),
    "term": ("close", "next-reference", "open", "copy", "glossary", "help"),
    "source": ("close", "next-reference", "open", "copy", "sources", "help"),
    "document": ("next-reference", "mark", "open", "skip", "close", "help"),
    "sentence": ("close", "next-reference", "open", "mark", "help"),
    "guess": ("next-reference", "lift", "guess", "skip", "close", "help"),
    "reveal": ("skip", "next-reference", "guess", "change", "close", "help"),
    "claim": ("close", "next-reference", "open", "page-down", "source", "lens", "copy", "help"),
    "lens": ("close", "next-reference", "open", "day-after"),
    "notes": ("close", "next-reference", "open", "note", "delete", "undo", "takeaway", "help"),
    "ending": ("close", "next-reference", "open", "next", "takeaway", "story-map", "help"),
    "takeaway": ("close", "next-reference", "save", "guesses", "help"),
    "help": ("close", "next-reference", "palette", "linear", "quit"),
    "about": ("close", "next-reference", "copy", "help", "quit"),
}  # fmt: skip
"""The keys of a screen's last row, in the order of use; those that do not fit drop whole, from the end."""


_LEAST_NAME = 4
"""Cells of a name that is cut; with no more it says nothing."""


def header(canvas: Canvas, grid: Grid, view: View) -> None:
    """Story and chapter at the left, place in the story and time left, or the room, at the right."""
    story, run = view.story, view.run
    pen = Pen(story, "", canvas.profile.glyphs)
    if view.room is not None:  # its code; how one is in it where the page has no row for that
        said = _("room {code}").format(code=view.room.code)
        if grid.width < STANDARD or not grid.airy:
            said = f"{view.room.code} {canvas.signs.dot} {_state_word(view, view.room)}"
        start = canvas.put_right(grid.header, grid.right, (Run(said, "chrome"),))
    else:
        here, total = position(story, run)
        minutes = minutes_left(story, run)
        left = _("{n} min left").format(n=minutes) if grid.width >= RIBBON else _("{n} min").format(n=minutes)
        right = _("{here} of {total}").format(here=here, total=total) + f" {canvas.signs.dot} {left}"
        start = canvas.put_right(grid.header, grid.right, (Run(right, "chrome"),))
    named = [pen.text(part) for part in (story.title, _chapter_or_trail(view)) if part]
    room = start - grid.left - 2
    whole = f" {canvas.signs.dot} ".join(named)
    text = whole if grid.width >= STANDARD and width(whole) <= room else named[-1]
    text = cut(text, room, canvas.signs.ellipsis)
    if view.room is None or width(text) > _LEAST_NAME:  # beside a room's code a letter of it says nothing
        canvas.write(grid.header, grid.left, text, "chrome")


def _state_word(view: View, room: RoomView) -> str:
    """The guest's state in the room, in two words at most."""
    if not room.connected:
        return _("not connected")
    if at_rooms_warning(view):
        return _("at a warning")
    words = {
        "waiting": _("waiting"), "following": _("following"), "warning": _("following"), "held": _("held"),
        "out": _("stepped out"), "closed": _("closed"),
    }  # fmt: skip
    return words.get(room.state, _("own way"))


def _chapter_or_trail(view: View) -> str:
    """The trail one is on, else the chapter."""
    story, visit = view.story, view.run.visit
    if on_trail(story, visit):
        return story.trails[visit.trail].title
    chapter = next((c for c in story.chapters if c.id == story.scenes[visit.scene].chapter), None)
    if chapter is None:
        return ""
    return f"{chapter.number} {chapter.title}" if chapter.number else chapter.title


def ribbon(canvas: Canvas, grid: Grid, view: View) -> None:
    """The ribbon and the date; on a narrow screen both in words."""
    story, on = view.story, lens_day(view)
    when = story.scenes[view.run.visit.scene].when
    if grid.width >= RIBBON:
        canvas.put(grid.ribbon, grid.left, ribbon_row(story, when, on, grid.block, canvas.signs))
        return
    dated = date_words(story, on, brief=True)
    days = (day_words(story, when), first_day_words(story, when), when.start[:4], "")
    for day in days:  # a long range of days gives way to its first day, never the words around the date
        row = (Run(day, "accent-strong"), Run(f" {canvas.signs.dot} ", "chrome"), *dated) if day else dated
        if cells(row) <= grid.block:
            break
    canvas.put(grid.ribbon, grid.left, row)


def lens_day(view: View) -> str:
    return view.run.lens.on if view.run.lens else ""


def mark_column(grid: Grid, view: View) -> int:
    """The column of marks beside the text: one nearer where the margin is narrow and shows the lens."""
    return grid.left - 1 if grid.left < 3 and lens_day(view) else grid.margin


def lens_margin(canvas: Canvas, grid: Grid, view: View, first: int, end: int) -> None:
    """Under a lens: a dotted margin beside every row of the page, so that one row alone still shows it."""
    if lens_day(view):
        for row in range(first, end):
            canvas.write(row, max(0, grid.left - 3), canvas.signs.lens_margin, "accent")


def title(canvas: Canvas, grid: Grid, view: View) -> None:
    """The scene's title, its day and place at the right edge."""
    scene = view.story.scenes[view.run.visit.scene]
    text = Pen(view.story, "", canvas.profile.glyphs).text(scene.title)
    facts = [""]
    if grid.width >= RIBBON:
        when = view.story, scene.when
        facts = [when_words(*when), when_words(*when, places=False), day_words(*when), ""]
    dotted = [transliterated(fact.replace("·", canvas.signs.dot), canvas.profile.glyphs) for fact in facts]
    fact = next(f for f in dotted if not f or width(text) + width(f) + 3 <= grid.measure)
    draw_title(canvas, grid, wrap_text(text, grid.measure, "strong"), fact, grid.title)


def draw_title(canvas: Canvas, grid: Grid, rows: Sequence[Row], fact: str, at: int) -> None:
    """A title's rows, and in a row a fact at the edge where they end: the left one of a right-to-left title."""
    if fact and rows and from_right(rows[-1]):
        canvas.write(at, grid.left, fact, "chrome")
    elif fact:
        canvas.put_right(at, grid.left + grid.measure, (Run(fact, "chrome"),))
    for index, row in enumerate(rows):
        canvas.put(grid.title + index, grid.left, row)


def title_rows(grid: Grid, view: View, glyphs: str) -> int:
    """Rows that the title takes beyond one."""
    text = Pen(view.story, "", glyphs).text(view.story.scenes[view.run.visit.scene].title)
    return max(0, len(wrap_text(text, grid.measure, "strong")) - 1)


def peek(canvas: Canvas, grid: Grid, row: int, said: Row, fact: str, *, room: str = "") -> None:
    """The rule under the text: at its left what is in hand, at its right one fact, such as the page.

    On a narrow screen the rule has a row of its own, above what is in hand.
    """
    narrow = grid.width < RIBBON
    end = grid.left + (grid.measure if grid.side else grid.block)
    if room and grid.room < 0:  # no room line: the message takes this one until the next key
        said = (Run(room, "text"),)
    rule = row - 1 if narrow else row
    fact_start = canvas.put_right(rule, end, (Run(fact, "chrome"),)) - 1 if fact else end
    if narrow:
        canvas.put(row, grid.left, fit(said, grid.block, canvas.signs.ellipsis))
        canvas.rule(rule, grid.left, fact_start)
        return
    at = canvas.put(row, grid.left, fit(said, fact_start - grid.left - 2, canvas.signs.ellipsis))
    canvas.rule(row, at + 1 if said else at, fact_start)


def room_line(canvas: Canvas, grid: Grid, view: View, otherwise: str = "") -> None:
    """A message stands here until the next key; it never covers text. Without one, something else to say quietly."""
    if (view.message or otherwise) and grid.room >= 0:
        text = Pen(view.story, "", canvas.profile.glyphs).text(view.message or otherwise)
        style = "text" if view.message else "chrome"
        canvas.write(grid.room, grid.left, cut(text, grid.block, canvas.signs.ellipsis), style)


def key_label(action: str, glyphs: str) -> str:
    """The key that is shown for an action; the arrows stand together, the digits as a range."""
    spec = BY_ID[action]
    if action == "choose":
        return "1-9"
    if action == "next-reference" and "down" in spec.keys:
        return "Up Down" if glyphs == "ascii" else "↑↓"
    return key_name(spec.keys[0], glyphs) if spec.keys else ""


def date_keys(view: View, grid: Grid, glyphs: str) -> dict[str, str]:
    """The keys of the date where one is set, as they stand before its word: `d [ ]` opens it and steps it."""
    if view.run.lens is None or grid.width < RIBBON:
        return {}
    return {"lens": " ".join(key_label(action, glyphs) for action in ("lens", "date-before", "date-after"))}


def footer(
    canvas: Canvas,
    grid: Grid,
    actions: Iterable[str],
    said: dict[str, str] | None = None,
    keys: dict[str, str] | None = None,
) -> None:
    """The keys of a screen: `Enter open   ? help`; those that do not fit drop whole.

    Args:
        canvas: where to write.
        grid: where things stand.
        actions: ids of the registry, in the order of use.
        said: other words for some of them, such as how many choices there are.
        keys: other keys for some of them, such as the digits that there are.
    """
    at, space = grid.left, 3 if grid.width >= RIBBON else 2
    glyphs = canvas.profile.glyphs
    offered = [action for action in actions if (keys or {}).get(action) or key_label(action, glyphs)]
    full = False
    for index, action in enumerate(offered):
        key = (keys or {}).get(action) or key_label(action, glyphs)
        words = f" {(said or {}).get(action, BY_ID[action].short)}"
        gap = 0 if at == grid.left else space
        kept = space + width(key_label("help", glyphs)) if "help" in offered[index + 1 :] else 0
        if action == "help":  # the key to all the others is never dropped
            words = words if at + gap + width(key + words) <= grid.right else ""
        elif full or at + gap + width(key + words) + kept > grid.right:
            full = at > grid.left
            continue
        reference = f"action:{action}"
        runs = (Run(key, "accent-strong", reference), Run(words, "chrome", reference))
        at = canvas.put(grid.footer, at + gap, runs)


def screen_head(canvas: Canvas, grid: Grid, name: Row, fact: str, date: Row = ()) -> None:
    """The head of a screen without a day: its name, one fact, and a rule; no rule where rows are dear.

    Under a lens the date stands at the end of that row, so that it stays in sight on every screen.
    """
    start = canvas.put_right(grid.header, grid.right, (Run(fact, "chrome"),)) if fact else grid.right
    canvas.put(grid.header, grid.left, fit(name, start - grid.left - 2, canvas.signs.ellipsis))
    end = canvas.put_right(grid.header + 1, grid.right, date) - 1 if date else grid.right
    if grid.height >= 20:
        canvas.rule(grid.header + 1, grid.left, end)


# The choices under the text: a digit in the margin, the question; the way on comes last.

_LEFT_ROOM, _RIGHT_ROOM = 31, 36
_MOST_ROWS = 11


class Way(NamedTuple):
    """One line of the choices."""

    key: str
    label: Row
    reference: str


class Ways(NamedTuple):
    """The choices of a page, and how many rows they take; none where they stand behind one key."""

    ways: tuple[Way, ...]
    rows: int
    columns: int


def ways(view: View, grid: Grid, lines_left: int, glyphs: str) -> Ways:
    """The choices of a page.

    Args:
        view: the view.
        grid: where things stand.
        lines_left: rows of the scene after this page; the way on says so, instead of naming the next scene.
        glyphs: the glyph set.
    """
    pen = Pen(view.story, "", glyphs)
    found: list[Way] = []
    for number, choice in enumerate(choices(view.story, view.run), 1):
        label = _label(pen, choice.label, choice.warned, choice.taken)
        found.append(Way(str(number), label, f"choice:{number}"))
    found.append(_way_on(view, pen, lines_left))
    least = grid.least_choice_rows
    half = max(least, (len(found) + 1) // 2)
    if grid.compact:
        return Ways(tuple(found), 0, 1)
    if grid.width >= STANDARD and _pairs(found, half, grid):
        return Ways(tuple(found), half, 2)
    return Ways(tuple(found), min(_MOST_ROWS, max(least, len(found))), 1)


def _pairs(found: list[Way], half: int, grid: Grid) -> bool:
    left, right = found[:half], found[half:]
    room = min(_RIGHT_ROOM, grid.right - grid.left - SECOND_CHOICE)
    widest = _LEFT_ROOM if right else grid.block
    return max(cells(way.label) for way in left) <= widest and all(cells(way.label) <= room for way in right)


def _label(pen: Pen, text: str, warned: bool, taken: bool) -> Row:
    row = [Run(pen.text(text), "text")]
    if taken:
        row.append(Run(f" {pen.signs.dot} {_('taken')}", "chrome"))
    if warned:
        row += [Run(f" {pen.signs.warned}", "alert-sign"), Run(f" {_('warned')}", "chrome")]
    return tuple(row)


def _way_on(view: View, pen: Pen, lines_left: int) -> Way:
    arrow = pen.signs.onward
    if lines_left:
        words = ngettext("Read on: {n} more line", "Read on: {n} more lines", lines_left).format(n=lines_left)
        return Way(arrow, (Run(words, "text"),), "action:next")
    if is_over(view.story, view.run):
        return Way(arrow, (Run(end_words(view.story, view.run), "text"),), "action:next")
    step = onward(view.story, view.run)
    target = view.story.scenes[step.target]
    warned = target.warning is not None and target.id not in view.run.consented
    return Way(arrow, _label(pen, step.label, warned, False), "action:next")


def draw_ways(canvas: Canvas, grid: Grid, first: int, found: Ways) -> None:
    """Draw the choices from a row on, filling the left column first."""
    per_column = found.rows if found.columns == 2 else len(found.ways)
    for index, way in enumerate(found.ways):
        column, row = divmod(index, per_column)
        if row >= found.rows or column >= found.columns:
            return
        left = grid.left + column * SECOND_CHOICE
        room = grid.right - left
        canvas.write(first + row, left - 2, way.key, "accent-strong", way.reference)
        label = fit(way.label, room, canvas.signs.ellipsis)
        canvas.put(first + row, left, (Run(run.text, run.style, way.reference) for run in label))


def put_text(
    canvas: Canvas, row: int, left: int, measure: int, text: str, style: str = "text", reference: str = ""
) -> int:
    """Draw a text from a row on and return the row after it."""
    for line in wrap_text(text, measure, style, reference):
        canvas.put(row, left, line)
        row += 1
    return row


def message_row(canvas: Canvas, grid: Grid, row: int, words: str) -> None:
    """Show a message in place of what stands in a row; nothing for no words."""
    if words:
        canvas.clear(row)
        canvas.write(row, grid.left, cut(words, grid.block, canvas.signs.ellipsis))


def warned_words(pen: Pen) -> Row:
    """The sign of a warned scene, and the word."""
    return Run(pen.signs.warned, "alert-sign"), Run(f" {_('warned')}", "chrome")


def finished(canvas: Canvas, view: View, layout: Layout, page: Page | None = None, name: str = "") -> Frame:
    """The frame of a canvas; the window's title says the screen's name, if it has one."""
    window_title = f"{view.story.title} · {name}" if name else view.story.title
    number, total = (page.number, page.total) if page else (1, 1)
    if canvas.columns >= WIDE:  # two columns of rows between head and rule
        spread = 2 * (canvas.height - (7 if canvas.height >= 30 else 6))
        layout = msgspec.structs.replace(layout, spread=max(0, spread))
    return Frame(canvas.rows(), layout, canvas.cursor, number, total, window_title)


def hanging(rows: Iterable[Line], head: Row, blank: str = "text") -> list[Line]:
    """Rows behind a head that stands before the first one; blanks of a style stand before the rest."""
    under = (Run(" " * cells(head), blank),)
    return [line._replace(runs=(*(under if at else head), *line.runs)) for at, line in enumerate(rows)]


def longest_fitting(forms: Sequence[str], room: int) -> str:
    """The longest form that fits, of forms that grow shorter; else the last one, to be cut."""
    return next((form for form in forms if width(form) <= room), forms[-1])


def fact_rule(canvas: Canvas, grid: Grid, row: int, fact: str, said: Row = ()) -> None:
    """A rule with a fact at its right end, and words at its left one."""
    end = canvas.put_right(row, grid.right, (Run(fact, "chrome"),)) - 1 if fact else grid.right
    begin = canvas.put(row, grid.left, said) + 1 if said else grid.left
    canvas.rule(row, begin, end)
