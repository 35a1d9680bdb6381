"""One guest's terminal: its size, colours and abilities, learnt from its client and its answers, and its end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping

import msgspec

from explainer.messages import _
from explainer.paint.cells.style import Profile
from explainer.serve.ssh.terminal_input import Answer
from explainer.tui.compat import RESTORE_TITLE, USUAL_ORDER, is_light
from explainer.tui.terminal import profile_for

NARROWEST, WIDEST, LOWEST, HIGHEST = 20, 400, 6, 200
USUAL_SIZE = (80, 24)
ENVIRONMENT = (
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "COLORTERM",
    "NO_COLOR",
    "TERM_PROGRAM",
    "KONSOLE_VERSION",
    "EXPLAINER_BIDI",
)
"""The only values of a guest's environment that are read."""
LONGEST = 64
"""Bytes of such a value: what is longer tells nothing about a terminal."""


class GuestTerminal:
    """What a guest's terminal can show; the answers to our questions change it."""

    def __init__(self, term: str, size: tuple[int, int], environment: Mapping[str, str]) -> None:
        term = term[:LONGEST]
        known = {**environment, "TERM": term}
        self.term = term
        """`TERM` as its client named it; shown nowhere."""
        self.profile: Profile = profile_for(known)
        self.columns, self.rows = clamped(*size)
        self.synchronized = False
        """Knows synchronised output; learnt from its answer."""
        self.fills = not term.startswith(("vt", "ansi"))
        """Fills what it clears with the background: BCE, which the oldest kinds lack."""
        self.asks = not term.startswith(("vt", "ansi", "linux"))
        """Whether questions may be sent: what is as old shows them as letters."""

    def resize(self, columns: int, rows: int) -> bool:
        """Take another size; whether it differs."""
        before = (self.columns, self.rows)
        self.columns, self.rows = clamped(columns, rows)
        return (self.columns, self.rows) != before


def clamped(columns: int, rows: int) -> tuple[int, int]:
    """A size within bounds; none told (0x0) is the usual one."""
    if columns <= 0 or rows <= 0:
        return USUAL_SIZE
    return min(max(columns, NARROWEST), WIDEST), min(max(rows, LOWEST), HIGHEST)


def environment_of(told: Mapping[bytes, bytes]) -> dict[str, str]:
    """The values that tell about a terminal, printable and short; the rest is dropped unread."""
    found = {}
    for name in ENVIRONMENT:
        value = told.get(name.encode())
        if value is not None and len(value) <= LONGEST:
            text = value.decode("ascii", "replace")
            if text.isprintable():
                found[name] = text
    return found


def without_screen(*, has_pty: bool, term: str) -> str:
    """Why there is no screen to read on; empty: there is one."""
    if not has_pty:
        # Also of one who typed no -T: `ssh` asks for no terminal where its input or a script is piped in.
        return _("there is no terminal. News comes after Enter; in a terminal, without -T, it comes at once")
    if not term:
        return _("your terminal does not say what it is: TERM is empty")
    if term == "dumb":
        return _("this is TERM=dumb")
    return ""


_TRUECOLOR = re.compile(
    r"(kitty|foot|iTerm2|WezTerm|VTE|ghostty|contour|Konsole|mintty|mlterm|rio|alacritty|Windows Terminal|xterm\.js"
    r"|XTerm\((?:3[3-9]\d|[4-9]\d\d)\))",
    re.IGNORECASE,
)
"""Names of terminals that show all colours. A multiplexer answers with its own name, which stands here on no account:
it passes on only what it was set up for. xterm does since its patch 330."""


def learn(profile: Profile, answer: Answer) -> Profile:
    """The profile after an answer. What the guest chose stays: another theme than the first, no colour."""
    if answer.kind == "background" and profile.depth in ("truecolor", "256") and profile.theme == "dark":
        return msgspec.structs.replace(profile, theme="light") if is_light(answer.text) else profile
    if answer.kind == "name" and profile.depth in ("256", "16") and _TRUECOLOR.match(answer.text):
        return msgspec.structs.replace(profile, depth="truecolor")
    return profile


# After a screen its terminal is made whole, and answers still on their way are waited for: what comes after the
# channel has closed would be typed into the guest's own shell.

MOUSE_ON, MOUSE_OFF = b"\x1b[?1000h\x1b[?1006h", b"\x1b[?1006l\x1b[?1000l"
"""Clicks and the wheel, never mode 1003: 20,000 moves of one mouse stopped all guests for 3.6 s."""
MODES_OFF = b"\x1b[?2004l" + MOUSE_OFF + b"\x1b[0m\x1b[0 q\x1b[?25h\x1b[?1049l" + RESTORE_TITLE.encode()
MODES_OFF += USUAL_ORDER.encode()
PAGE_OFF = b"\x1b[0m\x1b[H\x1b[J"
"""For terminals without another screen, such as the Linux console: what is said last would stand amid the page."""
ANSWERS_WAITED = 1.0
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
        self._timer = self._loop.call_later(ANSWERS_WAITED, self._finish)
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
