"""How a guest's app reaches its terminal: through the guest's outbox and nothing else.

No thread, no signal, no termios, no file: Textual's own drivers have them all, one set a process.
"""

from __future__ import annotations

from typing import Any, Protocol, cast

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

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
