"""The end of a screen: the terminal is made whole, and answers still on their way are waited for.

What comes after the channel has closed would be typed into the guest's own shell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from explainer.serve.guest_app import MOUSE_OFF
from explainer.serve.terminal import GuestTerminal
from explainer.tui.compat import RESTORE_TITLE, USUAL_ORDER

MODES_OFF = b"\x1b[?2004l" + MOUSE_OFF + b"\x1b[0m\x1b[0 q\x1b[?25h\x1b[?1049l" + RESTORE_TITLE.encode()
MODES_OFF += USUAL_ORDER.encode()
PAGE_OFF = b"\x1b[0m\x1b[H\x1b[J"
"""For terminals without another screen, such as the Linux console: what is said last would stand amid the page."""
PATIENCE = 1.0
"""Seconds that answers are waited for: three times the way there and back on a slow line."""


def restoring(terminal: GuestTerminal) -> bytes:
    """What makes a guest's terminal whole."""
    # The kinds that are asked nothing are those that have no other screen; where one has it, that is what is cleared.
    return MODES_OFF if terminal.asks else PAGE_OFF + MODES_OFF


class Ending:
    """Calls `then` once nothing more is on its way, or was waited for long enough."""

    def __init__(self, settled: Callable[[], bool], then: Callable[[], None]) -> None:
        """
        Args:
            settled: whether all answers have come.
            then: what comes after.
        """
        self._settled = settled
        self._then: Callable[[], None] | None = then
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.Handle | None = None

    def begin(self, *, hopeless: bool) -> None:
        """The last bytes are written; hopeless: this terminal answers nothing."""
        self._timer = self._loop.call_later(PATIENCE, self._finish)
        if hopeless:
            self._loop.call_soon(self._finish)
        else:
            self.answered()

    def answered(self) -> None:
        """An answer came, or none was on its way."""
        if self._settled():
            self._loop.call_soon(self._finish)

    def cancel(self) -> None:
        """The line is gone: there is nobody to wait for."""
        self._then = None
        if self._timer is not None:
            self._timer.cancel()

    def _finish(self) -> None:
        then = self._then
        self.cancel()
        if then is not None:
            then()
