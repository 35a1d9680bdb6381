"""The reader's app on a folder that its author works on: looks side by side, mistakes below the page, their list.

Nothing of it is stored, and no room or server is near.
"""

from __future__ import annotations

import dataclasses
import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from msgspec.structs import replace
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.strip import Strip

from explainer.messages import _
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.page import blocks
from explainer.paint.preview import Composite, compose_mistakes, compose_preview, fitting
from explainer.paint.preview_looks import Look
from explainer.problems import Problem
from explainer.reading import figures, view_actions
from explainer.reading.actions import Action
from explainer.reading.options import ReaderOptions
from explainer.reading.previewing.place import enter, in_sight, to_step
from explainer.reading.previewing.preview import (
    KEYS,
    LACKING,
    LOOK,
    MISTAKES,
    OWN,
    PANES,
    STAY,
    Found,
    Preview,
    Reading,
    Source,
    edited_scene,
    examined,
    first,
    followed,
    took,
)
from explainer.reading.view import Layout, View
from explainer.story.model.structs import Story
from explainer.tui.app import ReaderApp, first_view, run_app
from explainer.tui.compat import TerminalDriver
from explainer.tui.inks import strip
from explainer.tui.preview_loop import Follower
from explainer.tui.screens.painted import Painted
from explainer.tui.screens.reading import ReadingScreen
from explainer.tui.terminal import profile_for
from explainer.tui.widgets.page import Page, Painter

# its two screens

if TYPE_CHECKING:
    pass

MOST_PANES = 3
_FIXED = ("theme", "glyphs", "width")


class PanesPage(Page):
    """A page whose parts may have profiles of their own."""

    def __init__(
        self, painter: Painter, profile: Callable[[], Profile], composite: Callable[[], Composite]
    ) -> None:
        super().__init__(painter, profile)
        self._composite = composite

    def strip_at(self, row: int) -> Strip:
        frame = self.frame  # painted anew where it must be
        bands = [band for band in self._composite().bands if 0 <= row - band.y < len(band.rows)]
        width = self.app.size.width
        if frame is None or not bands:
            return super().strip_at(row) if not self._composite().bands else strip((), width, self._profile())
        made: list[Strip] = []
        at = 0
        for band in sorted(bands, key=lambda band: band.x):
            if band.x > at:
                made.append(strip((), band.x - at, self._profile()))
            made.append(strip(band.rows[row - band.y], band.columns, band.profile))
            at = band.x + band.columns
        if at < width:
            made.append(strip((), width - at, self._profile()))
        return Strip.join(made).crop(0, width)

    def point(self) -> None:
        """Put the terminal's cursor where the frame has it, unless a list or a question in front has it."""
        if self.app.screen is self.screen:
            super().point()

    def repaint(self) -> None:
        """Paint again; beside other looks, and after them, the whole of it: a row here says nothing about theirs."""
        looked = bool(self._composite().bands)
        super().repaint()
        if looked or self._composite().bands:
            self.refresh()


class PreviewScreen(ReadingScreen):
    """The reader's screen on a story that changes; what the reader's keys do they do here too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(own.key, f"preview({name!r})", show=False, id=f"preview.{name}") for name, own in KEYS.items()
    ]

    def __init__(self, view: View, preview: Preview, looks: tuple[Look, ...]) -> None:
        super().__init__(replace(view, own_keys=OWN))
        self.preview = preview
        self._looks = looks
        self._count = 1
        """How many looks stand side by side."""
        self._first = -1
        """The look one reads on; -1: this terminal's own."""
        self.composite = Composite(Frame((), Layout()))
        self.page = PanesPage(self.painted, self.profile, lambda: self.composite)

    @property
    def preview_app(self) -> PreviewApp:
        return cast("PreviewApp", self.app)

    def painted(self, width: int, height: int) -> Frame:
        source, own = self.preview_app.source, self.reader_app.profile
        self.composite = compose_preview(
            self.view, self.preview, self._wanted(), width, height, own, source.linear
        )
        return self.composite.frame

    def _wanted(self) -> tuple[Look, ...]:
        """The looks to be shown, that one reads on first; none: the terminal's own alone."""
        if self._first < 0:
            return ()
        around = (*self._looks[self._first :], *self._looks[: self._first])
        return around[: self._count]

    # what the folder has new

    async def take(self, reading: Reading) -> None:
        """Show a reading: its page where it has one, else what is wrong with it under the last good page."""
        fresh = not self.preview.started
        if reading.story is not None:  # of 256 pages kept each would hold a story: 200 MB after as many saves
            blocks.forget()
            figures.forget()
        self.preview = took(self.preview, reading)
        if reading.story is None:
            self.page.repaint()
        elif fresh:
            await self.show(replace(self.preview_app.begun(reading.story), own_keys=OWN))
        else:
            to = followed(self.view, reading, stays=self.preview.stays)
            await self.show(view_actions.say(to.view, to.said))
            if to.edited and not self.view.listings and not in_sight(self.view, to.edited, self.layout_found):
                await self.show(to_step(self.view, to.edited))
        self._list_again()

    async def take_found(self, found: Found) -> None:
        """Tell what is wrong with the reading that is shown, as far as it is known."""
        self.preview = examined(self.preview, found)
        self.page.repaint()
        self._list_again()

    def _list_again(self) -> None:
        """The list of mistakes, if it is in front, or must be because there is nothing else to see."""
        front = self.app.screen
        if isinstance(front, MistakesScreen):
            front.renew()
        elif not self.preview.started:
            self.preview_app.list_mistakes()

    # keys

    async def act(self, action: Action) -> None:
        fixed = action.id in _FIXED and self._first >= 0 and not self.view.hidden
        if action.id in LACKING and not self.view.hidden:
            await self.say(LACKING[action.id])
        elif fixed:
            await self.say(_("This look is as --profiles has it; F7 goes back to this terminal's own."))
        else:
            await super().act(action)

    async def action_preview(self, name: str) -> None:
        """One of the preview's own keys."""
        if self.view.hidden:
            await self.act(Action("close"))
            return
        if name == MISTAKES:
            self.preview_app.list_mistakes()
            return
        said = {STAY: self._stay, PANES: self._panes, LOOK: self._look_on}[name]()
        await self.say(said)

    def _stay(self) -> str:
        stays = not self.preview.stays
        self.preview = replace(self.preview, stays=stays)
        return _("A save leaves you where you are.") if stays else _("A save takes you to what was saved.")

    def _panes(self) -> str:
        count = self._count % min(MOST_PANES, len(self._looks)) + 1
        width, height = self.app.size
        first = max(0, self._first)
        around = (*self._looks[first:], *self._looks[:first])
        room = fitting(around, count, width, height - 1)
        if count > 1 and room < count:
            self._count, self._first = 1, -1
            return _(
                "{n} looks have no room side by side in {width}x{height}; F7 shows them in turn."
            ).format(n=count, width=width, height=height)
        self._count, self._first = count, first if count > 1 else -1
        return ""

    def _look_on(self) -> str:
        """The next look; alone, this terminal's own is one of them."""
        last = len(self._looks) - 1
        self._first = (-1 if self._count == 1 else 0) if self._first >= last else self._first + 1
        return ""


class MistakesScreen(Painted[None], inherit_bindings=False):
    """All mistakes and warnings. Cannot be left while there is nothing to read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k,л", "go(-1)", show=False, id="mistakes.up"),
        Binding("down,j,о,tab", "go(1)", show=False, id="mistakes.down"),
        Binding("pageup", "go(-5)", show=False, id="mistakes.page-up"),
        Binding("pagedown,space", "go(5)", show=False, id="mistakes.page-down"),
        Binding("home", "go(-100000)", show=False, id="mistakes.home"),
        Binding("end", "go(100000)", show=False, id="mistakes.end"),
        Binding("enter", "visit", show=False, id="mistakes.visit"),
        Binding(f"escape,{KEYS[MISTAKES].key}", "close", show=False, id="mistakes.close"),
        Binding("q,й", "leave", show=False, id="mistakes.leave"),
    ]

    def __init__(self, reading: PreviewScreen) -> None:
        super().__init__()
        self._reading = reading
        self._selected = 0
        self._waiting = not reading.preview.started  # at once: checks may be done before it is mounted
        self._in_hand: Problem | None = None

    def painted(self, width: int, height: int) -> Frame:
        return compose_mistakes(self._reading.preview, self._selected, width, height, self.profile())

    def renew(self) -> None:
        """The story was read again. Who saw mistakes because there was no page is shown the page."""
        if self._waiting and self._reading.preview.started:
            self.dismiss(None)
            return
        problems = self._reading.preview.problems
        if self._in_hand in problems:  # what a walk finds meanwhile stands before the warning one reads
            self._selected = problems.index(self._in_hand)
        if self.page.is_mounted:  # else it is painted once it is
            self.action_go(0)

    def on_mount(self) -> None:
        self.action_go(0)

    def action_go(self, by: int) -> None:
        problems = self._reading.preview.problems
        self._selected = min(max(0, self._selected + by), max(0, len(problems) - 1))
        self._in_hand = problems[self._selected] if problems else None
        self.page.repaint()

    async def action_visit(self) -> None:
        """To the scene in whose file the mistake is."""
        problems = self._reading.preview.problems
        if self._waiting or not problems:
            return
        view = self._reading.view
        scene = edited_scene(view.story, (problems[self._selected].file,))
        await self.dismiss(None)
        if scene:
            await self._reading.show(enter(view, scene, ""))
        else:
            await self._reading.show(
                view_actions.say(view, _("That mistake is in no scene that can be shown."))
            )

    def action_close(self) -> None:
        if not self._waiting:
            self.dismiss(None)

    def action_leave(self) -> None:
        if self._waiting:
            self.app.exit()
        else:
            self.dismiss(None)

    def on_page_wheeled(self, event: Page.Wheeled) -> None:
        self.action_go(1 if event.down else -1)


# the app

TURN = 0.001
"""Seconds after which a thread that reads or checks gives way to the one that paints; Python's own 5 ms would be felt
at every key pressed meanwhile."""


class PreviewApp(ReaderApp):
    """Shows a source's first reading, then every one that follows."""

    def __init__(
        self,
        source: Source,
        reading: Reading,
        options: ReaderOptions,
        looks: tuple[Look, ...],
        stays: bool,
        begun: Callable[[Story], View],
        driver_class: type[Driver] | None = None,
    ) -> None:
        self.source = source
        self._first_reading = reading
        self._looks = looks
        self._stays = stays
        self.begun = begun
        """Makes the first page of a story that could not be read when the preview was started."""
        profile = profile_for(os.environ, options.depth, options.theme, options.glyphs)
        super().__init__(options, profile, driver_class)

    def reading_screen(self) -> PreviewScreen:
        preview = first(self._first_reading, stays=self._stays)
        return PreviewScreen(first_view(self.options), preview, self._looks)

    @property
    def previewed(self) -> PreviewScreen:
        assert isinstance(self.reading, PreviewScreen)
        return self.reading

    def on_mount(self) -> None:
        screen = self.previewed
        if not screen.preview.started:
            self.list_mistakes()
        follower = Follower(self.source, self._first_reading, screen.take, screen.take_found)
        self.run_worker(follower.watch(), group="watch")
        self.run_worker(follower.follow(), group="follow")

    def list_mistakes(self) -> None:
        if not isinstance(self.screen, MistakesScreen):
            self.push_screen(MistakesScreen(self.previewed))


def run(
    source: Source,
    reading: Reading,
    options: ReaderOptions,
    looks: tuple[Look, ...],
    begun: Callable[[Story], View],
    *,
    stays: bool,
) -> int:
    """Preview on this machine's terminal; the exit code.

    Args:
        source: the folder.
        reading: its first reading, with a story or without.
        options: private, without a store; where to begin.
        looks: what the author may see the page in, at least one.
        begun: makes the first page of a story that could not be read at first.
        stays: begin by staying at one's place whatever is saved.
    """
    gc.freeze()  # the start turned the search for garbage off; of what was there before, nothing goes
    gc.enable()
    sys.setswitchinterval(TURN)
    return run_app(
        PreviewApp(
            source,
            reading,
            dataclasses.replace(options, private=True, store=None),
            looks,
            stays,
            begun,
            TerminalDriver,
        )
    )
