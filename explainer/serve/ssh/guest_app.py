"""One guest's Textual app, drawn through the guest's frame sender, run beside many others in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, ClassVar, Protocol, cast

from rich.style import Style
from textual import events, messages
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.binding import BindingType
from textual.constants import ESCAPE_DELAY
from textual.dom import DOMNode
from textual.driver import Driver
from textual.events import Event, InputEvent
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import STYLES, Profile
from explainer.reading.options import ReaderOptions
from explainer.serve.ssh.frame_sender import Shown
from explainer.serve.ssh.guest_terminal import MOUSE_OFF, MOUSE_ON, learn
from explainer.serve.ssh.terminal_input import Answer
from explainer.tui.app import ReaderApp
from explainer.tui.inks import ADDRESS, rich_style
from explainer.tui.screens.painted import Painted

# Strips of Textual's own widgets become painted rows, so that they go through our encoder too. A style's name
# is found through the Rich style that was made from it; names that look alike at a depth are one.

PLAIN = "text"
_Look = tuple[object, object, bool, bool, bool]


def rows_of(strips: Iterable[Strip], depth: str, theme: str) -> tuple[Row, ...]:
    """Rows that look as the strips do, in the styles of a depth and a theme."""
    names = _names(depth, theme)
    return tuple(
        tuple(
            Run(text, names.get(_look(style), PLAIN), f"{ADDRESS}{style.link}" if style.link else "")
            if style is not None
            else Run(text, PLAIN)
            for text, style, control in strip
            if text and not control
        )
        for strip in strips
    )


@lru_cache(maxsize=16)
def _names(depth: str, theme: str) -> dict[_Look, str]:
    """Looks to names; blanks of the plain style are what the encoder clears instead of sending."""
    names = {_look(rich_style(name, depth, theme)): name for name in STYLES}
    names[_look(rich_style(PLAIN, depth, theme))] = PLAIN
    return names


def _look(style: Style) -> _Look:
    return style.color, style.bgcolor, bool(style.bold), bool(style.underline), bool(style.reverse)


# Keys, clicks and pastes, and no other event, come of a guest's bytes. Textual 8.2.8 trusts its terminal: a
# typed `CSI 48 ; 60000 ; 60000 ; 1 ; 1 t` makes its app so large that the painting takes the worker down, and
# numbers that no key has raise in the middle of parsing.

_NOT_TYPED = (events.Resize, messages.InBandWindowResize, messages.TerminalSupportsSynchronizedOutput)
"""What only the session may tell an app: sizes come as requests of the channel, answers through the filter."""
_TRIPS = (ValueError, ArithmeticError, LookupError, TypeError)
"""What the parser raises: at the code point 1114112, at a window of no columns."""


class KeyParser:
    """Of one guest."""

    def __init__(self) -> None:
        self._parser = XTermParser()

    @property
    def pending(self) -> float:
        """Seconds after which `lapse` is due; 0: nothing is held."""
        return ESCAPE_DELAY if self._parser._timeout_time is not None else 0.0

    def feed(self, typed: str) -> Iterator[Message]:
        """The events of what was typed; what is no key of any keyboard is dropped, with the rest of its piece."""
        # An empty piece would end the parser for good.
        return self._sound(self._parser.feed(typed)) if typed else iter(())

    def lapse(self) -> Iterator[Message]:
        """Nothing followed: what looked like the beginning of a key's sequence was the whole of it."""
        return self._sound(self._parser.tick())

    def _sound(self, found: Iterable[Message]) -> Iterator[Message]:
        try:
            for event in found:
                if isinstance(event, _NOT_TYPED):
                    self._parser.mouse_pixels = False  # a size makes it read clicks as counted in pixels
                elif not isinstance(event, events.Key) or _is_text(event.character or ""):
                    yield event
        except _TRIPS:
            self._parser = XTermParser()  # the one that raised understands nothing more


def _is_text(character: str) -> bool:
    """Half a surrogate pair, which a key's number can name, cannot be written in a parked run."""
    return not any("\ud800" <= one <= "\udfff" for one in character)


# The driver reaches the terminal through the guest's frame sender alone: no thread, no signal, no termios, no
# file. Textual's own drivers have them all, one set a process.

DEFAULT = (80, 24)


class Way(Protocol):
    """The way to the terminal."""

    def control(self, sequence: bytes) -> None:
        """Send a control sequence, in order with the frames."""


class GuestDriver(Driver):
    """Made by Textual for a `GuestApp`; what its widgets draw is fetched by the outbox, not written here."""

    @property
    def can_suspend(self) -> bool:
        return False

    @property
    def _way(self) -> Way:
        return cast("Any", self._app).way  # type: ignore[no-any-return]

    def send_message(self, message: Message) -> None:
        # Same loop, same thread; Textual's own takes the way from another thread.
        self._app.post_message(message)

    def write(self, data: str) -> None:
        """Nothing: bells, pointer shapes and whatever else Textual thinks of are not for a guest's terminal."""

    def start_application_mode(self) -> None:
        self.resize(*(self._size or DEFAULT))

    def resize(self, columns: int, rows: int) -> None:
        """Tell the app another size of the guest's window."""
        self._size = (columns, rows)
        size = Size(columns, rows)
        self._app.post_message(events.Resize(size, size))

    def stop_application_mode(self) -> None:
        """The guest's own ending does it: the terminal was set up before there was an app."""

    def disable_input(self) -> None:
        """Input comes from the session, which stops by itself."""

    def _enable_mouse_support(self) -> None:
        self._way.control(MOUSE_ON)

    def _disable_mouse_support(self) -> None:
        self._way.control(MOUSE_OFF)

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Not on the server: the terminal may open what stands on the page as a link."""

    def deliver_binary(self, binary: Any, **_named: Any) -> None:
        """Nothing is written in a guest's name; Textual would, into the server's downloads."""
        binary.close()


def driver_of(app: App[Any]) -> GuestDriver | None:
    """The driver, once there is one."""
    driver = app._driver
    return driver if isinstance(driver, GuestDriver) else None


CLIPBOARD_LIMIT = 8 * 1024
"""Bytes of text that may be put into a guest's clipboard; it is never read."""


class Learnt(Message):
    """The guest's terminal answered a question."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Told(Message):
    """Something to say that the guest did not ask for."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class GuestApp(ReaderApp):
    """Draws nothing by itself: it says that its screen has changed, and `shown` tells what is on it."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self, options: ReaderOptions, profile: Profile, way: Way, changed: Callable[[], None]
    ) -> None:
        """
        Args:
            options: what it is started with.
            profile: of the guest's terminal.
            way: to that terminal.
            changed: called when the screen is another.
        """
        super().__init__(options, profile, GuestDriver)
        self.way = way
        self._changed = changed
        self._keyboard = KeyParser()
        self.window_title = ""
        self.is_ready = False
        """The screen is there, and keys are understood."""

    # running

    async def read(self, size: tuple[int, int], ready: Callable[[], None]) -> None:
        """Run until the guest leaves. Must be a task with a context of its own.

        Not `run_async`: with Python 3.12 it sets the task factory of the whole loop, for all guests and asyncssh.
        """

        def reached() -> None:
            self.is_ready = True
            ready()

        self._thread_init()  # type: ignore[no-untyped-call]
        self._loop = asyncio.get_running_loop()
        with self._context():
            try:
                await self._process_messages(ready_callback=reached, terminal_size=size)
            finally:
                self.is_ready = False
                await asyncio.shield(self._shutdown())
                self._loop = None
                self._thread_id = 0

    def feed(self, typed: str) -> float:
        """Take keys; seconds after which `lapse` is due, 0 if it is not."""
        self._press(self._keyboard.feed(typed))
        return self._keyboard.pending

    async def on_event(self, event: Event) -> None:
        """Between two keys the others have their turn: the 200 keys of one burst would stop them for 0.25 s."""
        if isinstance(event, InputEvent):
            await asyncio.sleep(0)
        await super().on_event(event)

    def lapse(self) -> None:
        """Nothing followed: what looked like the beginning of a key's sequence was the whole of it."""
        self._press(self._keyboard.lapse())

    def _press(self, found: Iterable[Message]) -> None:
        driver = driver_of(self)
        for event in found:
            if driver is not None:
                driver.process_message(event)

    def resize(self, columns: int, rows: int) -> None:
        """The guest's window has another size."""
        driver = driver_of(self)
        if driver is not None:
            driver.resize(columns, rows)

    # drawing

    def _display(self, screen: object, renderable: object) -> None:
        if renderable is not None and not self._batch_count:
            self._changed()
        self.post_display_hook()

    def shown(self, columns: int, rows: int) -> Shown | None:
        """What is on the screen now; None while it is not yet laid out for the size."""
        screen = self.screen
        if self.size != (columns, rows) or not isinstance(screen, Painted) or not screen.page.is_mounted:
            return None
        with self._context():
            frame = screen.page.frame
            painted = frame.rows
            if any(child.display and child is not screen.page for child in _own(screen)):
                profile = self.profile
                strips = screen._compositor.render_strips()
                painted = rows_of(strips, profile.depth, profile.theme)
        if len(painted) != rows:
            return None
        cursor = (int(self.cursor_position.x), int(self.cursor_position.y)) if self.cursor_wanted else None
        return Shown(painted, cursor, self.window_title)

    # what a terminal is told beside frames

    def send(self, sequence: str) -> None:
        self.way.control(sequence.encode("utf-8", "replace"))

    def name_window(self, title: str) -> None:
        if title != self.window_title:
            self.window_title = title
            self._changed()

    def copy_to_clipboard(self, text: str) -> None:
        if len(text.encode("utf-8", "replace")) <= CLIPBOARD_LIMIT:
            import base64

            encoded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
            self.send(f"\x1b]52;c;{encoded}\x07")

    def ask_background(self) -> None:
        """All questions are the guest's, asked once after the first frame."""

    # what comes from outside

    async def on_learnt(self, message: Learnt) -> None:
        profile = learn(self.profile, message.answer)
        if profile != self.profile:
            self.profile = profile
            screen = self.screen
            if isinstance(screen, Painted):
                screen.page.repaint()

    async def on_told(self, message: Told) -> None:
        await self.reading.say(message.words)


def _own(screen: Painted[object]) -> list[DOMNode]:
    """The widgets of a screen without those that Textual adds to each."""
    return [child for child in screen.children if not child.has_class("-textual-system")]
