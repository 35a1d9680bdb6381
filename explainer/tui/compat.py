"""Every private or version-bound call of Textual (8.2.8), each with its reason. Nothing here is per process.

`PlainApp` is an app without Textual's own look and noise; `TerminalDriver` is the driver of a local terminal.
A server takes the first with a driver of its own.
"""

from __future__ import annotations

import os
import re
import selectors
import sys
from codecs import getincrementaldecoder
from typing import Any, Generic, TypeVar

from rich.color import ColorSystem
from textual._compositor import LayoutUpdate
from textual.app import App, ScreenStackError
from textual.constants import ESCAPE_DELAY
from textual.driver import Driver
from textual.message import Message
from textual.widget import MountError

from explainer.tui.thrift import thrifty

# Answers of the terminal in the stream of keys: taken out before Textual's parser, which would press them. An
# answer may come in any number of pieces, late, or never. Only operating system commands are taken (`ESC ]
# digits ;` up to BEL or `ESC \`), since those are what we ask for and no key begins like them.

LONGEST = 256
"""Characters after which what began like an answer is none, and is let go unread."""

_WHOLE = re.compile(r"\x1b\](\d+);([^\x07\x1b]*)(?:\x07|\x1b\\)")
_BEGUN = re.compile(r"\x1b(?:\](?:\d+(?:;[^\x07\x1b]*\x1b?)?)?)?\Z")
_COLOUR = re.compile(r"rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")

ESCAPE_WAITS = ESCAPE_DELAY if "ESCDELAY" in os.environ else 0.05
"""Seconds after which ESC alone is the Escape key, where the terminal has no keyboard protocol to say so."""
BACKGROUND = "11"
"""The number of the question for the background's colour, and of its answer."""


class ReplyFilter:
    """Parts what a terminal answers from what a reader types."""

    def __init__(self) -> None:
        self.waiting = False
        """An answer is due: a lone ESC may be its first piece."""
        self._held = ""

    def feed(self, typed: str) -> tuple[str, list[tuple[str, str]]]:
        """Take in what came; what was typed, and the answers as (number, text)."""
        text = self._held + typed
        self._held = ""
        answers: list[tuple[str, str]] = []

        def answered(found: re.Match[str]) -> str:
            answers.append((found[1], found[2]))
            self.waiting = False
            return ""

        text = _WHOLE.sub(answered, text)
        begun = _BEGUN.search(text)
        if begun and (len(begun[0]) > 1 or self.waiting):
            self._held = begun[0] if len(begun[0]) <= LONGEST else ""
            text = text[: begun.start()]
        return text, answers

    @property
    def holds_escape(self) -> bool:
        """ESC alone is held: a key, unless more of an answer comes at once."""
        return self._held == "\x1b"

    def lapse(self) -> str:
        """After a moment without input: what was held and is a key after all.

        ESC alone, or with `]` (Alt and that key), is a key; with a number after it, it is an answer.
        """
        if self._held not in ("\x1b", "\x1b]"):
            return ""
        held, self._held = self._held, ""
        return held


def is_light(answer: str) -> bool | None:
    """Whether a background is light, from the answer `rgb:rrrr/gggg/bbbb`; None: it is no colour."""
    found = _COLOUR.match(answer)
    if not found:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    brightness: float = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return brightness > 0.5


Result = TypeVar("Result")
_TOO_LATE = (MountError, ScreenStackError)
"""What Textual 8.2.8 raises at keys behind the one that left: it mounts and closes nothing more."""

SHOW_CURSOR, HIDE_CURSOR = "\x1b[?25h", "\x1b[?25l"
THIN_CURSOR, USUAL_CURSOR = "\x1b[6 q", "\x1b[0 q"
"""DECSCUSR: a thin bar hides no letter; 0 gives the terminal's own shape back."""
KEEP_TITLE, RESTORE_TITLE = "\x1b[22;2t", "\x1b[23;2t"
ORDERED, USUAL_ORDER = "\x1b[8l", "\x1b[8h"
"""BDSM of ECMA-48: lines come in the order in which they are seen, so that a terminal which would order right-to-left
text itself does not turn it round again. Terminals that know nothing of it pass over it."""
ASK_BACKGROUND = f"\x1b]{BACKGROUND};?\x1b\\"
CLEAR_SCROLLBACK = "\x1b[3J"

_SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "16": ColorSystem.STANDARD,
    # With no system at all Rich drops bold and underline too; at depth none no style holds a colour to send.
    "none": ColorSystem.STANDARD,
}


class Answered(Message):
    """The terminal answered a question."""

    def __init__(self, number: str, text: str) -> None:
        super().__init__()
        self.number = number
        self.text = text


class Gone(Message):
    """The terminal is gone: its end of the line was closed."""


class PlainApp(App[Result], Generic[Result]):
    """An app whose screen is what its widgets paint, byte for byte, with a cursor of the terminal's own."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, depth: str, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class, ansi_color=True)
        # Textual's filters turn NO_COLOR into greys and default colours, which are colour sequences too.
        self._filters = []
        self.no_color = depth == "none"
        # The console reads the colour system once, from the environment of the process.
        self.console._color_system = _SYSTEMS[depth]
        self.animation_level = "none"
        self.orders_lines = True
        """Whether right-to-left lines are sent in the order in which they are seen."""
        self.failure: BaseException | None = None
        """What stopped the app, if it was a fault."""
        self.cursor_wanted = False
        """Whether the terminal's cursor is to be seen once the screen is drawn."""
        self._cursor_on = False
        self._titled: str | None = None
        self._shown: Any = None
        """The cursor and the strips of the whole frame last sent, until something else is sent."""

    def _display(self, screen: Any, renderable: Any) -> None:
        # While it mounts, Textual sends the whole first frame three times.
        if renderable is not None and not self._batch_count:
            whole = isinstance(renderable, LayoutUpdate)
            shown = (self.cursor_position, [list(line) for line in renderable.strips]) if whole else None
            if whole and shown == self._shown:
                self.post_display_hook()
                return
            self._shown = shown
        super()._display(screen, renderable)

    def forget_screen(self) -> None:
        """The terminal shows nothing of ours any more."""
        self._shown = None

    def _begin_update(self) -> None:
        # Without synchronised output the cursor would run over the screen while it is drawn.
        super()._begin_update()
        if self._cursor_on and not (self._sync_available and self.cursor_wanted):
            self.send(HIDE_CURSOR)
            self._cursor_on = False

    def _end_update(self) -> None:
        if self.cursor_wanted and not self._cursor_on:
            self.send(SHOW_CURSOR)
            self._cursor_on = True
        super()._end_update()

    def _handle_exception(self, error: Exception) -> None:
        # Textual prints a traceback with all values: story, place and search words of the reader.
        self._close_messages_no_wait()
        cause = getattr(error, "error", None) or error
        if self._exit and isinstance(cause, _TOO_LATE):
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.failure = self.failure or cause

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def send(self, sequence: str) -> None:
        """Write a sequence to the terminal, if there is one."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)
            self._driver.flush()

    def name_window(self, title: str) -> None:
        """The title of the terminal's window."""
        if title == self._titled:
            return
        self._titled = title
        self.send(f"\x1b]2;{''.join(c if c.isprintable() else ' ' for c in title)}\x07")

    def take_mouse(self, taken: bool) -> None:
        """Report the mouse to us, or leave it to the terminal for selecting text."""
        switch = "_enable_mouse_support" if taken else "_disable_mouse_support"
        if (method := getattr(self._driver, switch, None)) is not None:
            method()

    def ask_background(self) -> None:
        """Ask the terminal for its background's colour; `Answered` comes, soon, late or never."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.replies.waiting = True
            self.send(ASK_BACKGROUND)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing opens by itself: on a server a browser would start there."""

    def deliver_text(self, *_arguments: Any, **_named: Any) -> str | None:
        """Textual writes screenshots into a folder; we write nothing that was not asked for."""
        return None

    def deliver_binary(self, *_arguments: Any, **_named: Any) -> str | None:
        return None


def _base() -> type[Driver]:
    if sys.platform == "win32":
        from textual.drivers.windows_driver import WindowsDriver

        return WindowsDriver
    from textual.drivers.linux_driver import LinuxDriver

    return LinuxDriver


_Base: Any = _base()


class TerminalDriver(_Base):  # type: ignore[misc]
    """Textual's driver, which also keeps the window's title, shapes the cursor and reads answers."""

    _must_signal_resume: bool
    """Textual's own: the app is to be told that it goes on."""

    def __init__(self, app: App[Any], **settings: Any) -> None:
        super().__init__(app, **settings)
        self.replies = ReplyFilter()
        self._gone = False
        if sys.platform != "win32" and sys.__stdout__ is not None:
            # Textual draws on stderr, and dies of a letter that the locale's encoding has not.
            encoding = sys.__stdout__.encoding or "utf-8"
            self._file = open(  # noqa: SIM115  (as long as the process; closing it would close stdout)
                sys.__stdout__.fileno(), "w", encoding=encoding, errors="replace", newline="", closefd=False
            )

    @property
    def can_suspend(self) -> bool:
        return False

    def _sigcont_application(self, *arguments: Any) -> None:
        # Who was stopped by SIGSTOP heard nothing of it. Begun again as it is, two threads would read the keys, and
        # the one that is not listened to takes them.
        if self._auto_restart and not self._must_signal_resume:
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application(*arguments)

    def write(self, data: str) -> None:
        if not self._gone:
            super().write(thrifty(data))

    def start_application_mode(self) -> None:
        if isinstance(self._app, PlainApp):
            self._app.forget_screen()
        super().start_application_mode()
        self.write(KEEP_TITLE + THIN_CURSOR)
        if getattr(self._app, "orders_lines", True):
            self.write(ORDERED)

    def stop_application_mode(self) -> None:
        self.write(USUAL_CURSOR + RESTORE_TITLE + USUAL_ORDER)
        super().stop_application_mode()

    def _run_input_thread(self) -> None:
        # Textual answers a fault here with a traceback that shows values.
        try:
            self.run_input_thread()
        except OSError:
            self._hang_up()
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def _hang_up(self) -> None:
        """Nobody reads any more: a write would block for ever once the writing thread's queue is full."""
        self._gone = True
        self.send_message(Gone())

    def run_input_thread(self) -> None:
        """Read keys, mouse and answers; Textual's own loop with the answers taken out of it."""
        if sys.platform == "win32":
            super().run_input_thread()
            return
        from textual._xterm_parser import XTermParser

        parser = XTermParser(False)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                held = self.replies.holds_escape or parser._timeout_time is not None
                if selector.select(ESCAPE_WAITS if held else 0.1):
                    raw = os.read(self.fileno, 4096)
                    if not raw:
                        self._hang_up()
                        return
                    typed, answers = self.replies.feed(decode(raw))
                    for number, text in answers:
                        self.send_message(Answered(number, text))
                    over = False
                else:
                    typed, over = self.replies.lapse(), held
                if typed:
                    for event in parser.feed(typed):
                        self.process_message(event)
                if over and parser._timeout_time is not None:
                    parser._timeout_time = 0.0  # its own wait, of twice as long, would begin only now
                for event in parser.tick():
                    self.process_message(event)
