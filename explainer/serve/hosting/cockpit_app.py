"""The cockpit in a terminal of this machine: a Textual app that shows a console's frame and hands it keys.

It knows no server: a workshop and a rehearsal with oneself in the chair run it alike, on a running loop.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import ClassVar

import msgspec
from textual import events
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen

from explainer.messages import _
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.reading.actions import Action
from explainer.serve.processes.metrics import place_of
from explainer.serve.rooms.keys import bytes_of
from explainer.serve.rooms.leading.console import CLOCK, Console
from explainer.tui.compat import BACKGROUND, Answered, Gone, PlainApp, TerminalDriver, is_light
from explainer.tui.terminal import profile_for
from explainer.tui.widgets.page import Page

LEFT, HUNG_UP = "left", "hung up"
FAULTS = 5
"""Times that a view starts again before it is given up."""
SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))


class CockpitScreen(Screen[None], inherit_bindings=False):
    """The console's frame, and its keys."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False
    DEFAULT_CSS = "CockpitScreen { layers: page; overflow: hidden; background: transparent; }"

    def __init__(self, console: Console, profile: Callable[[], Profile]) -> None:
        super().__init__()
        self._shown = console
        self._profile = profile
        self.page = Page(self._painted, profile)

    def compose(self) -> Iterator[Page]:
        yield self.page

    def _painted(self, width: int, height: int) -> Frame:
        return self._shown.frame(width, height, self._profile())


class CockpitApp(PlainApp[str]):
    """One cockpit's app. Its answer is `LEFT`, or `HUNG_UP` where nobody said that they go."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "pressed('ctrl+c')", show=False, priority=True),
        Binding("ctrl+q", "pressed('ctrl+q')", show=False, priority=True),
    ]

    def __init__(
        self,
        console: Console,
        profile: Profile,
        tick: Callable[[], Awaitable[None]] | None = None,
        driver_class: type[Driver] | None = TerminalDriver,
    ) -> None:
        """
        Args:
            console: what is shown, and what keys do.
            profile: of the terminal.
            tick: awaited once a second.
            driver_class: how the terminal is reached.
        """
        super().__init__(profile.depth, driver_class)
        self._cockpit_console = console
        self.profile = profile
        self._tick = tick
        self._cockpit = CockpitScreen(console, lambda: self.profile)
        self._drawing = False

    def get_default_screen(self) -> CockpitScreen:
        return self._cockpit

    async def on_mount(self) -> None:
        # From 3.12 on Textual makes every task of the loop begin at once: the room's store and log count on turns.
        asyncio.get_running_loop().set_task_factory(None)
        self.set_interval(CLOCK, self._each_second)
        self.ask_background()

    async def _each_second(self) -> None:
        if self._tick is not None:
            await self._tick()
        self.draw_soon()

    def draw_soon(self) -> None:
        """The console shows something else; several changes in one turn of the loop are one frame."""
        if not self._drawing and self._running:
            self._drawing = True
            self.call_later(self._draw)

    def _draw(self) -> None:
        self._drawing = False
        page = self._cockpit.page
        if page.is_mounted and not self._exit:
            page.repaint()
            self.name_window(page.frame.title)

    # keys

    def action_pressed(self, key: str) -> None:
        self._press(key, None)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self._press(event.key, event.character)

    def _press(self, key: str, character: str | None) -> None:
        signs = bytes_of(key)
        if character is not None and character.isprintable():
            self._cockpit_console.press(character.encode())
        elif signs:
            self._cockpit_console.press(signs[0])
        self.draw_soon()

    def on_paste(self, event: events.Paste) -> None:
        self._cockpit_console.paste(event.text)

    def on_page_pressed(self, message: Page.Pressed) -> None:
        """A click on a key of the foot."""
        if message.reference.startswith("action:"):
            self._cockpit_console.act(Action(message.reference.partition(":")[2]))
            self.draw_soon()

    # the terminal

    async def on_answered(self, message: Answered) -> None:
        if message.number == BACKGROUND and (light := is_light(message.text)) is not None:
            theme = "light" if light else "dark"
            if theme != self.profile.theme:
                self.profile = msgspec.structs.replace(self.profile, theme=theme)
                self.draw_soon()

    def on_gone(self, _message: Gone) -> None:
        self.leave(HUNG_UP)

    def leave(self, how: str) -> None:
        """Go at once."""
        self.exit(how)


class Window:
    """The terminal of this machine, as a console and its leader know it before there is an app.

    Make one, hand `changed`, `leave` and `crashed` to a `Leader` and a `Console`, then `run`.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """
        Args:
            environment: of the terminal; None: of this process.
        """
        self._profile = profile_for(os.environ if environment is None else environment)
        self._app: CockpitApp | None = None
        self._left = ""
        self._faults: list[str] = []

    def changed(self) -> None:
        """The screen is another."""
        if self._app is not None:
            self._app.draw_soon()

    def leave(self) -> None:
        """Whoever leads goes."""
        self._end(LEFT)

    def hang_up(self) -> None:
        """The terminal is gone, or the process is told to end: nobody said that they go."""
        self._end(HUNG_UP)

    def crashed(self, error: BaseException) -> None:
        """Something went wrong behind a key: where, without what anybody typed."""
        self._faults.append(place_of(error))
        self.changed()

    @property
    def faults(self) -> tuple[str, ...]:
        """Type, module and line of what went wrong."""
        return tuple(self._faults)

    def _end(self, how: str) -> None:
        self._left = self._left or how
        if self._app is not None:
            self._app.leave(how)

    async def run(self, console: Console, tick: Callable[[], Awaitable[None]] | None = None) -> str:
        """Show a cockpit until whoever leads goes: `LEFT` or `HUNG_UP`. A view that fails starts again.

        Args:
            console: of the room, which has begun.
            tick: awaited once a second.

        Raises:
            Exception: the view failed again and again; the terminal is whole.
        """
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.hang_up)
        try:
            for _time in range(FAULTS):
                if self._left:
                    return self._left
                app = self._app = CockpitApp(console, self._profile, tick)
                answer = await app.run_async()
                loop.set_task_factory(None)
                self._profile = app.profile
                if app.failure is None:
                    return self._left or answer or HUNG_UP
                failure = app.failure
                self._faults.append(place_of(failure))
                console.leader.message = _("This view had to start again. You are at the same step.")
            raise failure
        finally:
            self._app = None
            for number in SIGNALS:
                loop.remove_signal_handler(number)
