"""One guest's app: the reader's own, drawn through the guest's outbox, run beside many others in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Protocol, cast

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.events import Event, InputEvent
from textual.geometry import Size
from textual.message import Message

from explainer.paint.cells.style import Profile
from explainer.reading.options import ReaderOptions
from explainer.serve.answers import Answer
from explainer.serve.keyboard import Keyboard
from explainer.serve.learnt import learn
from explainer.serve.outbox import Shown
from explainer.serve.strips import rows_of
from explainer.tui.app import ReaderApp
from explainer.tui.screens.painted import Painted

# How a guest's app reaches its terminal: through the guest's outbox and nothing else. No thread, no signal, no
# termios, no file: Textual's own drivers have them all, one set a process.

MOUSE_ON, MOUSE_OFF = b"\x1b[?1000h\x1b[?1006h", b"\x1b[?1006l\x1b[?1000l"
"""Clicks and the wheel, never mode 1003: 20,000 moves of one mouse stopped all guests for 3.6 s."""
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
        self._keyboard = Keyboard()
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
