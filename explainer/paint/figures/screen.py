"""The screen of a figure: its title and date, the picture, the strip of days, what the picture says, the keys.

A map fills the width; what has no room in it is named under it. At 40x15 a small picture stands over the rows as a
list. Charts, timelines and networks bring their own rows and share the rest.
"""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas, Line, cells, draw_lines, fit, text_lines, window
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import transliterated
from explainer.paint.cells.wrapping import cut, width, wrap_text
from explainer.paint.figures import captions, maps
from explainer.paint.figures.captions import strip
from explainer.paint.figures.painters import drawn, walked
from explainer.paint.page.chrome import footer, peek
from explainer.paint.page.layout import RIBBON, Grid
from explainer.paint.page.prose import Pen
from explainer.paint.page.ribbon import date_words
from explainer.reading import figures
from explainer.reading.figure_actions import address, filter_kinds, filtered, source
from explainer.reading.lists import entries
from explainer.reading.view import Layout, View
from explainer.story.figures.alt_text import caption
from explainer.story.figures.data import Datum
from explainer.story.model.structs import Figure

FOOTER = (
    "close", "next-day", "zoom", "next-reference", "open", "lane", "chapter-filter", "place-filter", "record", "play",
    "copy", "help", "theme", "story-map", "quit",
)  # fmt: skip
_MARGIN = 4
"""Cells free at both sides of the chrome of a wide screen; the picture itself takes the whole width."""
_FACT = 9
"""Cells of the shortest word on who says a row: `2 sources`."""
SMALL_WIDTH, SMALL_HEIGHT = 60, 16
"""Below either a map is a small picture over a list."""
_SMALL_PICTURE = 18
"""Cells across of that picture; the counts stand beside it."""


def compose_figure(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen of the figure in front."""
    return _Screen(view, grid, canvas).compose()


def compose_datum(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The record of one row of a figure: all it says, then its sources."""
    return _Record(view, grid, canvas).compose()


class _Screen:
    """A figure's screen being drawn."""

    def __init__(self, view: View, grid: Grid, canvas: Canvas) -> None:
        self.view, self.canvas = view, canvas
        self.listing = view.listings[-1]
        self.figure: Figure = view.story.figures[self.listing.subject]
        self.on = figures.lens_day(view)
        self.pen = Pen(view.story, self.on, canvas.profile.glyphs)
        self.shown = figures.shown(view.story, self.figure.id, self.on)
        margin = min(grid.left, _MARGIN)
        room = grid.width - 2 * margin
        self.grid = grid._replace(left=margin, measure=room, block=room, side=0)
        self.day = figures.day_at(self.figure, self.listing.day, self.on) if self.listing.day else ""
        self.small = grid.width < SMALL_WIDTH or grid.height < SMALL_HEIGHT
        at = self.listing.selected
        self.in_hand: Datum | None = self.shown.rows[at] if 0 <= at < len(self.shown.rows) else None

    @property
    def key(self) -> str:
        """The key of the row in hand; empty: none."""
        return self.in_hand.key if self.in_hand else ""

    def compose(self) -> Frame:
        self._head()
        draw = self._other
        if self.figure.kind == "map":
            draw = self._small_map if self.small else self._map
        order = draw()
        self._footer()
        title = f"{self.view.story.title} · {self.pen.text(self.figure.title)}"
        return Frame(self.canvas.rows(), Layout(references=order), self.canvas.cursor, title=title)

    def _head(self) -> None:
        """The figure's title, the part in sight, the date of what is shown."""
        grid, canvas = self.grid, self.canvas
        brief = grid.width < RIBBON
        name, part = self.pen.text(self.figure.title), self._part()
        dated = date_words(self.view.story, self.on, brief=True)
        whole = date_words(self.view.story, self.on)
        if not brief and width(name) + width(part) + cells(whole) + 4 <= grid.block:
            dated = whole
        row = grid.header
        if brief:
            canvas.put(row + 1, grid.left, dated)
            canvas.write(row, grid.left, cut(name, grid.block, self.pen.signs.ellipsis), "strong")
            return
        start = canvas.put_right(row, grid.right, dated) if dated else grid.right
        runs: Row = (Run(name, "strong"),)
        if part and width(name) + width(part) + 4 <= start - grid.left:
            runs = (*runs, Run(f"  {part}", "chrome"))
        canvas.put(row, grid.left, fit(runs, start - grid.left - 2, self.pen.signs.ellipsis))

    def _part(self) -> str:
        """The name of the part of the map in sight, where there are several."""
        known = figures.views(self.figure)
        if len(known) < 2:
            return ""
        now = next((v for v in known if v.get("id") == self.listing.view), known[0])
        return self.pen.text(str(now.get("label", "")))

    # maps

    def _frame(self) -> tuple[figures.Frame, tuple[Datum, ...]]:
        """The rows by their state on the day, and the regions shaded on it."""
        day = self.day
        shaded = figures.shading(self.view.story, self.figure, day, self.on)
        return figures.frame(self.shown.rows, day), shaded

    def _picture(
        self,
        frame: figures.Frame,
        shaded: tuple[Datum, ...],
        columns: int,
        rows: int,
        *,
        named: tuple[str, ...] = figures.STATES,
    ) -> maps.Picture:
        return maps.draw(
            self.view.story, self.figure, frame, shaded, columns, rows, self.canvas.profile,
            view=self.listing.view, selected=self.key, named=named,
        )  # fmt: skip

    def _map(self) -> tuple[int, ...]:
        """The map over the whole width; the strip, two rows of what it says, and how many are in each state."""
        grid, canvas = self.grid, self.canvas
        frame, shaded = self._frame()
        peek_row = grid.footer - 1
        most = captions.rows_of(grid.height)
        strip_row = peek_row - most - 1
        first = grid.header + 1
        days = figures.days(self.figure, self.on)
        height = strip_row - first + (0 if days else 1)
        picture = self._picture(frame, shaded, grid.width, height)
        for index, row in enumerate(picture.rows):
            canvas.put(first + index, 0, row)
        if days:
            canvas.put(strip_row, grid.left - 1, strip(days, self.day, grid.block, canvas.signs))
        said = captions.frame_rows(
            self.pen, self.figure, frame, shaded, maps.swatch(canvas.profile), grid.block, most=most,
            everywhere=maps.covers(self.view.story, self.figure, shaded),
        )  # fmt: skip
        *said, told = captions.other_rows(
            self.pen, frame, self.shown.later, picture.unnamed, said, grid.block - 4, most
        )
        if self.in_hand is not None:  # the row in hand takes the last row of the caption, and the peek line
            said = [*said[: most - 1], captions.head_row(self.pen, self.in_hand, frame, grid.block)]
            told = self._told()
        for index, row in enumerate(said):
            canvas.put(strip_row + 1 + index, grid.left, row)
        self._peek(peek_row, told)
        order = self._walk(frame)
        self._point(order)
        return order

    def _told(self) -> Row:
        """What the row in hand is about: what happened there that day, else what its table notes."""
        if self.in_hand is None:
            return ()
        found = figures.happened(self.view.story, self.figure, self.in_hand, self.day, self.on)
        text = captions.told(self.pen, self.in_hand, found)
        return (Run(text, "text"),) if text else ()

    def _walk(self, frame: figures.Frame) -> tuple[int, ...]:
        """The rows in the order of keys: new ones first, then by state, as the table has them."""
        at = {row.key: index for index, row in enumerate(self.shown.rows)}
        return tuple(at[row.key] for state in figures.STATES for row in getattr(frame, state))

    def _small_map(self) -> tuple[int, ...]:
        """A small picture with counts beside it, then the rows of the day as a list."""
        grid, canvas = self.grid, self.canvas
        frame, shaded = self._frame()
        first = grid.header + 2
        high = max(4, min(7, (grid.footer - first - 3) // 2 + 1))
        across = min(_SMALL_PICTURE if grid.width < SMALL_WIDTH else 2 * _SMALL_PICTURE, grid.block // 2)
        for index, row in enumerate(self._picture(frame, shaded, across, high, named=()).rows):
            canvas.put(first + index, grid.left, row)
        beside = captions.counts(self.pen, self.figure, frame, shaded, self.shown.later, self.day)
        for index, row in enumerate(beside[:high]):
            room = grid.block - across - 1
            canvas.put(first + index, grid.left + across + 1, fit(row, room, self.pen.signs.ellipsis))
        order = self._walk(frame)
        lines = [captions.list_line(self.pen, self.shown.rows[at], frame, at) for at in order]
        top, end = first + high, grid.footer - 1
        selected = self.listing.selected
        start, stop = window(lines, end - top, self.listing.top, selected)
        draw_lines(canvas, lines[start:stop], top, grid.left, grid.block, selected, grid.bar)
        told = self._told() or (Run(_("{n} of {total}").format(n=stop - start, total=len(lines)), "chrome"),)
        if self.view.message:
            told = (Run(self.pen.text(self.view.message), "text"),)
        canvas.put(grid.footer - 1, grid.left, fit(told, grid.block, self.pen.signs.ellipsis))
        return order

    # other kinds

    def _other(self) -> tuple[int, ...]:
        """A chart, a timeline or a network, with what it shows in a sentence under it."""
        grid, canvas = self.grid, self.canvas
        first = grid.header + 2
        twin = caption(self.view.story, self.figure, self.on) if not self.small else ""
        said = wrap_text(
            self.pen.text(twin), min(grid.block, 100), "chrome"
        )  # whole: a half says another thing
        peek_row = grid.footer - (2 if grid.height >= 20 else 1)
        end = peek_row - (len(said) + 2 if said else 0)
        bare = grid.left - 2 if grid.left >= 2 else grid.left
        rows = drawn(
            self.view, self.figure, self.shown, grid.right - bare, end - first, canvas.profile, self.key
        )
        for index, row in enumerate(rows[: end - first]):
            canvas.put(first + index, bare, row)
        for index, row in enumerate(said):
            canvas.put(end + 1 + index, grid.left, row)
        at = {row.key: index for index, row in enumerate(self.shown.rows)}
        order = tuple(at[key] for key in walked(self.view, self.figure, self.shown) if key in at)
        if self.in_hand is not None:
            text = captions.peek_words(self.pen, self.figure, self.shown, self.in_hand)
            self._peek(peek_row, (Run(text, "text"),))
        else:
            self._peek(peek_row, ())
        self._point(order)
        return order

    # what all share

    def _peek(self, row: int, said: Row) -> None:
        message = self.view.message
        if message:
            said = (Run(self.pen.text(message), "text"),)
        fact = ""
        if self.in_hand is not None and not message and self.grid.width >= RIBBON:
            room = (
                self.grid.block - cells(said) - 4
            )  # the words first: who says them is on their record whole
            least = (
                0 if self.figure.kind == "network" else _FACT
            )  # what is in hand is nothing without its end
            fact = captions.sources(self.pen, self.in_hand, min(max(room, least), self.grid.block // 3))
            fact = fact if width(fact) <= max(room, least) else ""
        peek(self.canvas, self.grid._replace(width=max(RIBBON, self.grid.width)), row, said, fact)

    def _point(self, order: tuple[int, ...]) -> None:
        """The real cursor stands on the row in hand, so that magnifiers follow it."""
        if self.in_hand is None:
            return
        wanted = f"datum:{self.in_hand.key}"
        for y, row in enumerate(self.canvas.rows()):
            x = 0
            for run in row:
                if run.reference == wanted:
                    self.canvas.point(y, x)
                    return
                x += width(run.text)

    def _opens(self) -> dict[str, str]:
        """What Enter and zoom do here, in words."""
        if self.figure.kind == "network":
            whole = self.listing.folded[-1:] == (figures.WHOLE,)
            return {"open": _("to the middle"), "zoom": _("one name") if whole else _("all names")}
        if self.figure.kind != "timeline":
            return {"open": _("its record")}
        told = self.in_hand is not None and address(self.view, self.in_hand)
        own = self.in_hand is not None and source(self.view, self.in_hand)
        words = {"open": _("its scene") if told else _("its source") if own else _("its record")}
        return words | ({"close": _("all events")} if filtered(self.listing) else {})

    def _footer(self) -> None:
        days = figures.days(self.figure, self.on)
        views = figures.views(self.figure)
        kind = self.figure.kind
        ways = filter_kinds(self.view) if kind == "timeline" else ()
        missing = {
            "next-day": len(days) < 2 and kind != "timeline",
            "play": len(days) < 2 or not self.canvas.profile.motion,
            "zoom": len(views) < 2 and kind != "network",
            "open": self.in_hand is None,
            "lane": "lane" not in ways,
            "chapter-filter": "chapter-filter" not in ways,
            "place-filter": "place-filter" not in ways,
            "record": kind != "timeline" or self.in_hand is None,
        }
        footer(
            self.canvas, self.grid, [action for action in FOOTER if not missing.get(action, False)],
            {"next-reference": _("choose"), "next-day": _("day"), **self._opens()},
            {"next-day": "Left Right" if self.canvas.profile.glyphs == "ascii" else self.pen.signs.left_right},
        )  # fmt: skip


class _Record:
    """The record of one row of a figure being drawn."""

    def __init__(self, view: View, grid: Grid, canvas: Canvas) -> None:
        self.view, self.grid, self.canvas = view, grid, canvas
        self.listing = view.listings[-1]
        self.pen = Pen(view.story, figures.lens_day(view), canvas.profile.glyphs)

    def compose(self) -> Frame:
        grid, canvas, view = self.grid, self.canvas, self.view
        datum = figures.datum_of(view, self.listing)
        figure = view.story.figures[self.listing.subject.partition(":")[0]]
        found = entries(view)
        name = self.pen.text(datum.label) if datum else self.pen.text(figure.title)
        start = grid.right
        if grid.width >= RIBBON:
            quiet = cut(self.pen.text(figure.title), grid.block // 2, self.pen.signs.ellipsis)
            start = canvas.put_right(grid.header, grid.right, (Run(quiet, "chrome"),))
        head = wrap_text(name, grid.block, "strong")
        short = fit((Run(name, "strong"),), start - grid.left - 2, self.pen.signs.ellipsis)
        canvas.put(grid.header, grid.left, short)
        if grid.height >= 20:
            canvas.rule(grid.header + 1, grid.left, grid.right)
        lines: list[Line] = []
        if len(head) > 1 or cells(head[0]) > start - grid.left - 2:
            lines += [Line(row) for row in head] + [Line()]
        if datum is not None:
            happened = figures.happened(view.story, figure, datum, "", figures.lens_day(view))
            lines += captions.record_lines(self.pen, figure, datum, happened, grid.block)
        lines += [Line(), *text_lines(_("Sources"), grid.block, "chrome")] if found else []
        for index, entry in enumerate(found):
            words = self.pen.verbatim(
                f"{entry.label}: {entry.detail}" if entry.kind == "source" else entry.label
            )
            lines += [line._replace(item=index, indent=2) for line in text_lines(words, grid.block - 2)]
        first, end = grid.header + (3 if grid.height >= 22 else 2), grid.footer - 1
        selected = self.listing.selected if found else -1
        shown_from, shown_to = window(lines, end - first, self.listing.top, selected if found else -1)
        draw_lines(canvas, lines[shown_from:shown_to], first, grid.left, grid.block, selected, grid.bar)
        if view.message:
            canvas.clear(grid.footer - 1)
            canvas.write(grid.footer - 1, grid.left, cut(self.pen.text(view.message), grid.block))
        actions = ["close", "next-reference", *(["open"] if found else []), "help"]
        moves = {"next-reference": _("choose") if found else _("scroll")}
        footer(canvas, grid, actions, moves)
        title = f"{view.story.title} · {transliterated(name, canvas.profile.glyphs)}"
        layout = Layout(rows=end - first, overflow=max(0, len(lines) - shown_to))
        return Frame(canvas.rows(), layout, canvas.cursor, title=title)
