"""The projector: the stage on a wall, for a room to read from afar. Made of a `ProjectorView` and the story alone."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.paint.cells.canvas import BLANK, Canvas, Line, draw_lines, text_lines
from explainer.paint.cells.rows import Frame, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import cut, width
from explainer.paint.page.blocks import Lead, scene_blocks
from explainer.paint.page.chrome import put_text
from explainer.paint.page.layout import Grid, grid
from explainer.paint.page.prose import Pen
from explainer.paint.page.records import source_name
from explainer.paint.page.ribbon import date_words, day_words, when_words
from explainer.paint.page.sheet import sheet_record
from explainer.paint.room.poll import flow, more_options, result_within
from explainer.reading.cockpit import ProjectorView
from explainer.reading.room import PollView
from explainer.reading.run import Visit, begin
from explainer.reading.view import Layout, Sheet, View
from explainer.story.model.outline import Lens
from explainer.story.model.prose import paragraph_sources, readable_steps
from explainer.story.model.structs import Scene, Step, Story

_replace = msgspec.structs.replace

LEAST_WIDTH, LEAST_HEIGHT = 40, 15
BESIDE = 24
"""Columns that are left beside a QR code at least."""


def compose_projector(story: Story, view: ProjectorView, columns: int, rows: int, profile: Profile) -> Frame:
    """The whole wall as exactly `rows` rows, none wider than `columns`; made for 60x20 and up."""
    canvas = Canvas(columns, rows, profile)
    if view.blank:
        return Frame(canvas.rows(), Layout())
    wall = _Wall(story, view, canvas)
    if columns < LEAST_WIDTH or rows < LEAST_HEIGHT:
        canvas.write(0, 0, cut(wall.pen.text(view.story), columns, canvas.signs.ellipsis), "strong")
    else:
        wall.draw()
    return Frame(canvas.rows(), Layout(), title=view.story)


class _Wall:
    """One wall being drawn."""

    def __init__(self, story: Story, view: ProjectorView, canvas: Canvas) -> None:
        self.story, self.view, self.canvas = story, view, canvas
        self.glyphs = canvas.profile.glyphs
        self.pen = Pen(story, view.lens, self.glyphs)
        self.grid: Grid = grid(canvas.columns, canvas.height, single=True)
        self.scene: Scene | None = story.scenes.get(view.scene)

    def draw(self) -> None:
        view = self.view
        if view.closed:
            self._centred(self.pen.text(view.story))
            return
        end = self._join()
        if self.scene is None:
            self._welcome(end)
            return
        self._head(self.scene)
        first = self.grid.title
        if view.warned:
            self._warning(self.scene, first)
            return
        first = self._title(self.scene, first)
        room = end - first - 1
        shown = self._in_front(room)
        step = self._opened(room) if view.opened else self._step(self.scene, room)
        if not shown:
            self._lines(step[:room], first)
        elif len(step) + 2 + len(shown) <= room:
            row = self._lines(step, first)
            self.canvas.rule(row + 1, self.grid.left, self.grid.right)
            self._lines(shown, row + 2)
        else:  # both have no room: what is asked comes first, the step is on every guest's own screen
            self._lines(shown[:room], first)

    def _lines(self, lines: list[Line], row: int) -> int:
        return draw_lines(self.canvas, lines, row, self.grid.left, self.grid.measure)

    def _centred(self, title: str, said: str = "", left: int = 0) -> None:
        left, right = max(left, self.grid.left), self.grid.left + self.grid.measure
        row = put_text(self.canvas, self.grid.title + 1, left, right - left, title, "strong")
        if said:
            put_text(self.canvas, row + 1, left, right - left, said)

    def _welcome(self, end: int) -> None:
        """Before the first page: the code to be scanned, where it has room, and the story beside it."""
        code, left = self.view.scan, 0
        wide = max(map(len, code), default=0)
        if code and len(code) <= end and wide + BESIDE <= self.canvas.columns:
            first = (end - len(code)) // 2
            for row, text in enumerate(code, first):
                self.canvas.write(row, 1, text)
            left = 1 + wide + 3
        self._centred(self.pen.text(self.view.story), _("The leader has not begun."), left)

    def _head(self, scene: Scene) -> None:
        """The story; at the right the day, unless it stands by the title; under a lens its date."""
        grid = self.grid
        day = "" if self._day_by_title(scene) else day_words(self.story, scene.when)
        day = day.replace("·", self.canvas.signs.dot)
        lens = self.view.lens
        dated = date_words(self.story, lens, brief=True) if lens else (Run(day, "chrome"),)
        dated = tuple(run._replace(reference="") for run in dated)  # nobody presses anything here
        start = self.canvas.put_right(grid.header, grid.right, dated)
        name = cut(self.pen.text(self.view.story), start - grid.left - 2, self.canvas.signs.ellipsis)
        self.canvas.write(grid.header, grid.left, name, "chrome")

    def _title(self, scene: Scene, row: int) -> int:
        """The scene's title with its day and place. Returns the first row of text."""
        text = self.pen.text(scene.title)
        if fact := self._day_by_title(scene):
            self.canvas.put_right(row, self.grid.left + self.grid.measure, (Run(fact, "chrome"),))
        row = put_text(self.canvas, row, self.grid.left, self.grid.measure, text, "strong")
        if self.view.free:
            self.canvas.write(row, self.grid.left, _("Free reading: everyone where they like."), "accent")
            row += 1
        return row + 1

    def _day_by_title(self, scene: Scene) -> str:
        """Day and place, where they have room beside the title; else empty."""
        fact = when_words(self.story, scene.when).replace("·", self.canvas.signs.dot)
        taken = width(self.pen.text(scene.title)) + width(fact) + 3
        has_room = self.canvas.columns >= 80 and taken <= self.grid.measure
        return fact if has_room and not self.view.warned else ""

    def _warning(self, scene: Scene, row: int) -> None:
        canvas, left, measure = self.canvas, self.grid.left, self.grid.measure
        canvas.write(row, max(0, self.grid.margin), canvas.signs.warned, "alert-sign")
        canvas.write(row, left, _("Before the next scene"), "strong")
        told = _(
            "On your own screen you go round it, read it, or step out for a while. Nobody is told what you choose."
        )
        warning = self.pen.text(scene.warning.text) if scene.warning else ""
        self._lines([*text_lines(warning, measure), BLANK, *text_lines(told, measure, "chrome")], row + 2)

    # what is asked

    def _in_front(self, room: int) -> list[Line]:
        view, measure = self.view, self.grid.measure
        if view.poll or view.result is not None:
            return self._poll(room)
        if view.question:
            named = f"{_('Question')} {self.canvas.signs.dot} {self.pen.verbatim(view.question)}"
            return text_lines(named, measure, "strong")
        if view.task:
            named = f"{_('Task')} {self.canvas.signs.dot} {self.pen.text(view.task)}"
            return text_lines(named, measure, "strong")
        return []

    def _poll(self, room: int) -> list[Line]:
        """The poll or its result, in no more rows than there are: a wall is turned by nobody."""
        view, measure = self.view, self.grid.measure
        result = view.result
        kind = "branch" if result is not None and (result.margin >= 0 or result.chosen >= 0) else "choice"
        poll = PollView("", kind, view.poll, view.options, phase="revealed" if result is not None else "open")
        if result is not None:
            return result_within(poll, result, self.pen, measure, room, fact=True)
        asked = f"{_('Poll')} {self.canvas.signs.dot} {self.pen.text(view.poll)}" if view.poll else _("Poll")
        lines = text_lines(asked, measure, "strong")
        told = text_lines(_("open: answer on your own screen"), measure, "chrome")
        named = enumerate(map(self.pen.text, view.options), 1)
        options = [(Run(f"{at} ", "accent-strong"), Run(option, "text")) for at, option in named]
        shown = flow(options, measure) if options else []
        for kept in range(len(options) - 1, 0, -1):
            if len(lines) + len(shown) + len(told) <= room:
                break
            more = text_lines(more_options(len(options) - kept), measure, "chrome")
            shown = [*flow(options[:kept], measure), *more]
        return [*lines, *shown, *told]

    # the step

    def _step(self, scene: Scene, room: int) -> list[Line]:
        """The rows of the leader's step, what leads to it before it, and who says so under it."""
        view = self.view
        steps = readable_steps(scene)
        step = next((found for found in steps if found.id == view.step), steps[0] if steps else None)
        if step is None:
            return []
        lead = Lead(view.recap, view.bridge)
        setting = self.grid.measure, view.lens, self.glyphs, lead
        blocks = scene_blocks(self.story, scene, *setting, frozenset(), room=room)
        own = [block for block in blocks if block.step == step.id or (not block.step and step is steps[0])]
        lines: list[Line] = []
        for block in own:
            lines += [BLANK] * (block.gap if lines else 0)
            lines += [Line(_quiet(line.runs), line.right, line.margin) for line in block.lines]
        credit = self._credit(step)
        if credit and len(lines) + 2 <= room:
            lines += [BLANK, *credit]
        return self._cut_off(lines, room)

    def _cut_off(self, lines: list[Line], room: int) -> list[Line]:
        """As many rows as there is room for, the last one saying that there are more."""
        more = Line((Run(self.canvas.signs.ellipsis, "chrome"),))
        return lines if len(lines) <= room else [*lines[: room - 1], more]

    def _credit(self, step: Step) -> list[Line]:
        """The first source of the step, and how many more there are."""
        held = [s for key in paragraph_sources(self.story, step) if (s := self.story.sources.get(key))]
        if not held:
            return []
        said = source_name(self.pen, held[0])
        if len(held) > 1:
            said += " " + _("and {n} more").format(n=len(held) - 1)
        return [Line((Run(cut(said, self.grid.measure, self.canvas.signs.ellipsis), "chrome"),))]

    def _opened(self, room: int) -> list[Line]:
        """The record that the leader has open, in place of the step."""
        kind, _colon, key = self.view.opened.partition(":")
        held: dict[str, object] = {
            "term": self.story.terms, "excerpt": self.story.excerpts, "claim": self.story.claims,
            "figure": self.story.figures, "source": self.story.sources,
        }  # fmt: skip
        found = held.get(kind)
        scene = self.scene
        if scene is None or not isinstance(found, dict) or key not in found:
            return self._step(scene, room) if scene else []
        lens = Lens(self.view.lens) if self.view.lens else None
        run = _replace(begin(self.story, lens=lens), visit=Visit(scene.id, self.view.step))
        record = sheet_record(View(self.story, run), Sheet(kind, key), self.grid.measure, self.glyphs)
        fact = (Run(record.fact, "chrome"),) if record.fact else ()
        named = cut(record.title, self.grid.measure - 16, self.canvas.signs.ellipsis)
        title = Line((Run(named, "strong"),), fact)
        return self._cut_off([title, BLANK, *record.lines], room)

    def _join(self) -> int:
        """Draw at the foot how to come in. Returns the row that ends the page over it."""
        join = [line for text in self.view.join for line in text_lines(text, self.grid.block, "chrome")]
        join = join[: max(0, self.canvas.height // 4)]
        first = self.canvas.height - len(join)
        draw_lines(self.canvas, join, first, self.grid.left, self.grid.block)
        return first


def _quiet(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """On a wall nothing can be pressed: no references."""
    return tuple(Run(run.text, run.style) if run.text else run for run in runs)
