"""What stands on every screen: header, ribbon, title, the rule with the peek line, messages, keys."""

from __future__ import annotations

from collections.abc import Iterable

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Canvas, cells, fit
from explainer.paint.cells.glyphs import key_name
from explainer.paint.cells.rows import Row, Run, from_right
from explainer.paint.cells.text_width import cut
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.grid import RIBBON, STANDARD, Grid
from explainer.paint.ink import Pen
from explainer.paint.ribbon import date_words, day_words, first_day_words, ribbon_row, when_words
from explainer.reading.actions import BY_ID
from explainer.reading.view import View
from explainer.reading.way import minutes_left, on_trail, position

FOOTERS: dict[str, tuple[str, ...]] = {
    "scene": (
        "open", "help", "search", "story-map", "glossary", "sources", "rests-on", "copy", "note", "notes", "back",
        "hide", "about", "theme", "quit",
    ),
    "compact": ("help", "next", "choices", "open", "story-map", "quit"),
    "opening": ("choose", "next", "help", "linear", "story-map", "quit", "search", "glossary", "sources"),
    "warning": ("next", "consent", "back", "help", "hide", "story-map", "quit"),
    "sheet": ("close", "next-reference", "open", "rests-on", "copy", "help"),
    "story-map": ("close", "next-reference", "open", "way", "search", "help"),
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
    "claim": ("close", "next-reference", "open", "source", "lens", "copy", "help"),
    "lens": ("close", "next-reference", "open", "day-after"),
    "notes": ("close", "next-reference", "open", "note", "delete", "undo", "takeaway", "help"),
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
    if view.room is not None:
        from explainer.paint.room import header_room  # loaded with the first page of a room

        start = header_room(canvas, grid, view, view.room)
    else:
        here, total = position(story, run)
        minutes = minutes_left(story, run)
        left = _("{n} min left").format(n=minutes) if grid.width >= RIBBON else _("{n} min").format(n=minutes)
        right = _("{here} of {total}").format(here=here, total=total) + f" {canvas.signs.dot} {left}"
        start = canvas.put_right(grid.header, grid.right, (Run(right, "chrome"),))
    named = [pen.text(part) for part in (story.title, _part(view)) if part]
    room = start - grid.left - 2
    whole = f" {canvas.signs.dot} ".join(named)
    text = whole if grid.width >= STANDARD and text_width(whole) <= room else named[-1]
    text = cut(text, room, canvas.signs.ellipsis)
    if (
        view.room is None or text_width(text) > _LEAST_NAME
    ):  # beside a room's code a letter of it says nothing
        canvas.write(grid.header, grid.left, text, "chrome")


def _part(view: View) -> str:
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
    """Where marks hang beside the text: a column nearer where the margin is narrow and shows the lens."""
    return grid.left - 1 if grid.left < 3 and lens_day(view) else grid.margin


def lens_margin(canvas: Canvas, grid: Grid, view: View, first: int, end: int) -> None:
    """Under a lens: a dotted margin beside every row of the page, so that one row alone still shows it."""
    if lens_day(view):
        for row in range(first, end):
            canvas.write(row, max(0, grid.left - 3), canvas.signs.lens_margin, "accent")


def title(canvas: Canvas, grid: Grid, view: View) -> int:
    """The scene's title, its day and place at the right edge. Returns the rows it takes beyond one."""
    scene = view.story.scenes[view.run.visit.scene]
    text = Pen(view.story, "", canvas.profile.glyphs).text(scene.title)
    facts = [""]
    if grid.width >= RIBBON:
        when = view.story, scene.when
        facts = [when_words(*when), when_words(*when, places=False), day_words(*when), ""]
    dotted = [fact.replace("·", canvas.signs.dot) for fact in facts]
    fact = next(f for f in dotted if not f or text_width(text) + text_width(f) + 3 <= grid.measure)
    lines = wrap_text(text, grid.measure, "strong")
    if fact and lines and from_right(lines[0]):
        canvas.write(grid.title, grid.left, fact, "chrome")
    elif fact:
        canvas.put_right(grid.title, grid.left + grid.measure, (Run(fact, "chrome"),))
    for index, line in enumerate(lines):
        canvas.put(grid.title + index, grid.left, line)
    return max(0, len(lines) - 1)


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


def room_line(canvas: Canvas, grid: Grid, view: View) -> None:
    """A message stands here until the next key; it never covers text."""
    if view.message and grid.room >= 0:
        text = Pen(view.story, "", canvas.profile.glyphs).text(view.message)
        canvas.write(grid.room, grid.left, cut(text, grid.block, canvas.signs.ellipsis), "text")


def key_label(action: str, glyphs: str) -> str:
    """The key that is shown for an action; the arrows stand together, the digits as a range."""
    spec = BY_ID[action]
    if action == "choose":
        return "1-9"
    if action == "next-reference" and "down" in spec.keys:
        return "Up Down" if glyphs == "ascii" else "↑↓"
    return key_name(spec.keys[0], glyphs) if spec.keys else ""


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
    at = grid.left
    glyphs = canvas.profile.glyphs
    for action in actions:
        key = (keys or {}).get(action) or key_label(action, glyphs)
        words = (said or {}).get(action, BY_ID[action].short)
        gap = 0 if at == grid.left else 3 if grid.width >= RIBBON else 2
        needed = gap + text_width(key) + 1 + text_width(words)
        if not key or at + needed > grid.right:
            if at > grid.left:
                return
            continue
        at += gap
        reference = f"action:{action}"
        runs = (Run(key, "accent-strong", reference), Run(f" {words}", "chrome", reference))
        at = canvas.put(grid.footer, at, runs)


def screen_head(canvas: Canvas, grid: Grid, name: Row, fact: str, date: Row = ()) -> None:
    """The head of a screen without a day: its name, one fact, and a rule; no rule where rows are dear.

    Under a lens the date stands at the end of that row, so that it stays in sight on every screen.
    """
    start = canvas.put_right(grid.header, grid.right, (Run(fact, "chrome"),)) if fact else grid.right
    canvas.put(grid.header, grid.left, fit(name, start - grid.left - 2, canvas.signs.ellipsis))
    end = canvas.put_right(grid.header + 1, grid.right, date) - 1 if date else grid.right
    if grid.height >= 20:
        canvas.rule(grid.header + 1, grid.left, end)
