"""One session of a guest: gathers what its client tells, picks the door, and feeds the handler behind it.

What a handler raises ends this guest alone, with a plain sentence. Nothing that a guest sends is logged.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import asyncssh

from explainer.messages import _
from explainer.serve.ssh.guest_terminal import GuestTerminal, clamped, environment_of
from explainer.serve.ssh.handler import Handler, crash_words, last_words
from explainer.serve.ssh.login import door_of, handler_of
from explainer.serve.ssh.terminal_input import AnswerFilter

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

FULL = 75
RESIZE_AFTER = 0.02
"""Seconds in which changes of size count as one: dragging a window's edge sends hundreds."""
MEMORY_FULL = 256 * 1024
"""Bytes that wait for one guest after which the next write cuts the line, whatever its handler thinks. A single
answer may be larger: a long one goes out at once, and a client that reads takes it in."""
LINGER = 60.0
"""Seconds a closed session waits for its client to take in what was written: a client that leaves its window shut
would stay for ever, since it does answer signs of life."""


class GuestSession(asyncssh.SSHServerSession[bytes]):
    """Is the `Line` of its handler, and what the host knows as present."""

    def __init__(
        self,
        host: WorkerContext,
        connection: asyncssh.SSHServerConnection,
        login: str,
        ended: Callable[[GuestSession], None],
    ) -> None:
        self._host = host
        self._connection = connection
        self._login = login
        self._ended = ended
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._command: str | None = None
        self._term: str | None = None
        self._size = (0, 0)
        self._terminal: GuestTerminal | None = None
        self._handler: Handler | None = None
        self._resizing: asyncio.TimerHandle | None = None
        self._idling: asyncio.TimerHandle | None = None
        self._lingering: asyncio.TimerHandle | None = None
        self._warned = False
        self._closed = False
        self._keys = AnswerFilter()
        """Tells keys from answers: a receipt is no sign of a guest who is there."""
        self.opened = False
        """A shell or command was asked for; a channel without one holds no place for long."""

    # What the client asks for

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan

    def pty_requested(self, term_type: str, term_size: Any, term_modes: Any) -> bool:
        self._term = term_type
        self._size = (term_size[0], term_size[1])
        return True

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self._command = command
        return True

    def subsystem_requested(self, subsystem: str) -> bool:
        return False

    def session_started(self) -> None:
        self.opened = True
        self._guard(self._open)

    def data_received(self, data: bytes, datatype: Any) -> None:
        if self._term is None or data == b"\x1b" or self._keys.feed(data)[0]:
            self._awake()
        if self._handler is not None and not self._closed:
            self._guard(self._handler.feed, data)

    def eof_received(self) -> bool:
        """The session stays open for the answer; the handler closes it."""
        if self._handler is not None and not self._closed:
            self._guard(self._handler.eof)
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        self._size = (width, height)
        if self._term is not None and self._resizing is None and not self._closed:
            self._resizing = asyncio.get_running_loop().call_later(RESIZE_AFTER, self._resize)

    def break_received(self, msec: int) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._resizing, self._idling, self._lingering):
            if timer is not None:
                timer.cancel()
        handler, self._handler = self._handler, None
        lost, self._closed = not self._closed, True
        self._host.guests.discard(self)
        if handler is not None and lost:
            try:
                handler.lost()
            except Exception as error:
                self._host.crashed(error)
        self._channel = None
        self._ended(self)

    # What the handler may do: `Line`

    def write(self, data: bytes) -> None:
        channel = self._channel
        if channel is None or self._closed or not data:
            return
        if self.waiting() > MEMORY_FULL:
            self.cut()
            return
        with contextlib.suppress(OSError):
            channel.write(data)
            self._host.counters.bytes_sent += len(data)

    def aside(self, data: bytes) -> None:
        if self._channel is None or self._closed or not data:
            return
        with contextlib.suppress(OSError):
            self._channel.write_stderr(data)

    def hold(self, held: bool) -> None:
        if self._channel is None or self._closed:
            return
        if held:
            self._channel.pause_reading()
        else:
            self._channel.resume_reading()

    def waiting(self) -> int:
        """Bytes that wait for the client: in the channel's window, and in the socket's buffer.

        asyncssh's own flow control tells of the first alone; the second grows without limit (2.24: its connection's
        `pause_writing` does nothing).
        """
        if self._channel is None:
            return 0
        transport: Any = getattr(self._connection, "_transport", None)
        in_socket = transport.get_write_buffer_size() if transport is not None else 0
        return int(self._channel.get_write_buffer_size() + in_socket)

    def close(self, code: int) -> None:
        if self._channel is None or self._closed:
            return
        self._closed = True
        self._host.guests.discard(self)
        self._lingering = asyncio.get_running_loop().call_later(LINGER, self.cut)
        with contextlib.suppress(OSError):
            self._channel.exit(code)

    def failed(self, error: Exception) -> None:
        self._host.crashed(error)
        self._apologise()

    def cut(self) -> None:
        self._connection.abort()

    # What the host may do: `Present`

    def say_goodbye(self, words: str) -> None:
        handler = self._handler
        if handler is not None and not self._closed:
            words = crash_words(handler) if getattr(handler, "stays", False) else words
            self._guard(handler.say_goodbye, words)

    # Own

    def become(self, handler: Handler) -> None:
        """Another handler takes over: after the phrase was found, or line by line instead of a screen."""
        self._handler = handler
        handler.start()

    def _open(self) -> None:
        host = self._host
        assert self._channel is not None
        term, login, command = self._term, self._login, self._command
        self._login, self._command = "", None
        if term is not None:
            environment = environment_of(self._channel.get_environment_bytes())
            self._terminal = GuestTerminal(term, self._size, environment)
        if host.full:
            host.counters.turned_away += 1
            self._say(_("Everyone who fits is reading here; please come again a little later."))
            self.close(FULL)
            return
        host.guests.add(self)
        door = door_of(login, has_pty=term is not None, term=term or "", command=command)
        self._awake()
        self.become(handler_of(host, self, door, self._terminal))

    def _resize(self) -> None:
        self._resizing = None
        if self._handler is not None and not self._closed:
            self._guard(self._handler.resize, *clamped(*self._size))

    def _guard(self, call: Callable[..., None], *arguments: Any) -> None:
        try:
            call(*arguments)
        except Exception as error:
            self.failed(error)

    def _apologise(self) -> None:
        """A fault of ours ended this guest's reading; the others know nothing of it."""
        handler, self._handler = self._handler, None
        if self._closed:
            return
        try:
            if handler is not None:
                handler.lost()
        except Exception as error:
            self._host.crashed(error)
        self.write(getattr(handler, "restores", b""))
        self.write(b"\n" if self._term is None else b"\r\n")
        self._say(crash_words(handler))
        self.close(1)

    def _say(self, words: str) -> None:
        self.write(last_words(words, self._terminal))

    # Idle

    def _awake(self) -> None:
        """A sign of the guest's: the clock of silence begins anew."""
        self._warned = False
        self._wait_for(
            self._host.settings.limits.idle_seconds - self._host.settings.limits.idle_warning_seconds
        )

    def _wait_for(self, seconds: float) -> None:
        if self._idling is not None:
            self._idling.cancel()
        self._idling = asyncio.get_running_loop().call_later(max(seconds, 0.05), self._idle)

    def _idle(self) -> None:
        handler = self._handler
        if handler is None or self._closed:
            return
        limits = self._host.settings.limits
        if getattr(handler, "stays", False):
            self._awake()  # who follows a leader for an hour presses nothing, and is there
            return
        if not self._warned:
            self._warned = True
            self._guard(
                handler.tell,
                _("Closing in a minute; any key stays."),  # 35 signs: the line of messages may be as short
            )
            self._wait_for(limits.idle_warning_seconds)
            return
        self._host.counters.idled += 1
        self._idling = asyncio.get_running_loop().call_later(LINGER, self.cut)
        self._guard(handler.say_goodbye, _("Nothing was pressed for long, so the line is closed."))
