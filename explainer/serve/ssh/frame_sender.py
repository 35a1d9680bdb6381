"""What goes out to one guest: the newest frame when there is room for it, never a queue of old ones.

With receipts at most two frames are on the way: a guest who stops reading costs the server nothing and has at most
three old pages to swallow on return. Terminals that give none are held by the bytes that wait for the kernel.
Nothing here waits: a stuck guest must not stop the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypedDict

import msgspec

from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Row
from explainer.serve.ssh import frame_cache
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.handler import Line
from explainer.serve.ssh.terminal_input import ASK_RECEIPT

if TYPE_CHECKING:
    from explainer.serve.processes.metrics import Counters

CREDIT = 2
"""Frames on the way."""
WAITING_MUCH, WAITING_LITTLE = 32 * 1024, 8 * 1024
"""Bytes that wait for the kernel: above the first nothing is drawn, below the second it goes on."""
POLL, SELDOM = 0.05, 1.0
NO_RECEIPTS_AFTER = 2.0
"""Seconds after the first frame: whoever has not answered by then never will. A slow line answers later, and is
believed then."""
PROBED_AFTER = 10.0
"""Seconds without credit after which one more frame goes out, once: its receipt tells that earlier ones were lost,
and a guest who reads nothing still has only three old pages to swallow."""
CONTROLS = 16 * 1024
"""Bytes of control sequences that may wait: modes, the window's title, a copied line."""


class Shown(msgspec.Struct, frozen=True):
    """A screen as it should be now."""

    rows: tuple[Row, ...]
    cursor: tuple[int, int] | None = None
    title: str = ""
    shared: bool = False
    """The same rows for all with windows alike: encoded once for all, also as a change from other shared rows."""


class FrameSender:
    """One guest's way out."""

    def __init__(
        self,
        line: Line,
        terminal: GuestTerminal,
        source: Callable[[], Shown | None],
        counters: Counters,
        stalled: Callable[[], None],
        stalled_seconds: float,
    ) -> None:
        """
        Args:
            line: where bytes go.
            terminal: how they are made.
            source: the screen of now, asked only when it can be sent; None: there is nothing to show.
            counters: of the worker.
            stalled: called when nothing was taken for `stalled_seconds`.
        """
        self._line = line
        self._terminal = terminal
        self._source = source
        self._counters = counters
        self._stalled = stalled
        self._patience = stalled_seconds
        self._loop = asyncio.get_running_loop()
        self._sent: tuple[Row, ...] | None = None
        self._sent_shared = False
        self._kind: object = None
        """Width, colours and abilities the last frame was made for: for others nothing on screen is known."""
        self._cursor: tuple[int, int] | None = None
        self._title: str | None = None
        self._dirty = False
        self._soon: asyncio.Handle | None = None
        self._controls = b""
        self._behind = b""
        self._receipts = False
        """The terminal gives receipts."""
        self._asked = 0
        """Receipts asked for and not yet given."""
        self._probing = False
        """A frame beyond the credit is on its way."""
        self._first_asked = 0.0
        self._waiting_since: float | None = None
        self._closed = False

    @property
    def outstanding(self) -> int:
        """Receipts still to come: an answer that arrives after the end would be typed into the guest's shell."""
        return self._asked if self._receipts else min(self._asked, CREDIT)

    @property
    def gives_receipts(self) -> bool:
        return self._receipts

    @property
    def is_waiting(self) -> bool:
        """A change is known and not yet sent."""
        return self._dirty

    def dirty(self) -> None:
        """The screen has changed; several changes in one turn of the loop are one frame."""
        if self._dirty and self._waiting_since is not None:
            self._counters.frames_skipped += 1  # the one that waited is never sent
        self._dirty = True
        self._flush_soon()

    def forget(self) -> None:
        """The terminal shows nothing of ours that is known: the next frame is whole."""
        self._sent = self._cursor = None
        self.dirty()

    def control(self, sequence: bytes) -> None:
        """A control sequence, in order with the frames; too much of them is dropped."""
        if len(self._controls) + len(sequence) <= CONTROLS:
            self._controls += sequence
            self._flush_soon()

    def behind(self, sequence: bytes) -> None:
        """A control sequence right behind the frame that is being fetched, in one write with it."""
        self._behind = sequence

    def receipt(self) -> None:
        """The terminal has shown a frame."""
        self._receipts = True
        self._asked = 0 if self._probing else max(0, self._asked - 1)
        self._probing = False
        self._waiting_since = None
        if self._soon is not None:
            self._soon.cancel()  # a look that was put off
            self._soon = None
        self._flush_soon()

    def ask(self) -> None:
        """Ask for a receipt though nothing has changed, where none is on the way: whether anybody is there."""
        if self._receipts and not self._asked and not self._dirty and not self._closed:
            self._asked = 1
            self._line.write(ASK_RECEIPT)

    def close(self) -> None:
        """Nothing more goes out."""
        self._closed = True
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None

    def flush_now(self) -> None:
        """Send what waits, whatever the credit: the end of a session."""
        controls, self._controls = self._controls, b""
        self._line.write(controls)

    def _flush_soon(self, after: float = 0.0) -> None:
        if self._soon is None and not self._closed:
            self._soon = (
                self._loop.call_later(after, self._flush) if after else self._loop.call_soon(self._flush)
            )

    def _flush(self) -> None:
        self._soon = None
        try:
            self._send_or_hold()
        except Exception as error:  # nobody above us knows whose frame it was
            self.close()
            self._line.failed(error)

    def _send_or_hold(self) -> None:
        if self._closed or not (self._dirty or self._controls):
            return
        if not self._room():
            self._hold()
            return
        self._waiting_since = None
        self._send()

    def _room(self) -> bool:
        waiting = self._line.waiting()
        if self._waiting_since is not None and waiting > WAITING_LITTLE:
            return False
        if waiting > WAITING_MUCH:
            return False
        if self._receipts:
            return self._asked < CREDIT or self._may_probe()
        # Nobody knows yet whether it answers: the questions are out, and two frames may follow them.
        young = self._asked and self._loop.time() - self._first_asked < NO_RECEIPTS_AFTER
        return not young or self._asked < CREDIT

    def _may_probe(self) -> bool:
        since = self._waiting_since
        return since is not None and not self._probing and self._loop.time() - since > PROBED_AFTER

    def _hold(self) -> None:
        now = self._loop.time()
        if self._waiting_since is None:
            self._waiting_since = now
        elif now - self._waiting_since > self._patience:
            self.close()
            self._stalled()
            return
        # A receipt wakes us by itself; what waits for the kernel has to be looked at.
        self._flush_soon(SELDOM if self._receipts and self._asked >= CREDIT else POLL)

    def _send(self) -> None:
        controls, self._controls = self._controls, b""
        frame = b""
        if self._dirty:
            self._dirty = False
            shown = self._source()
            frame = self._frame(shown) if shown is not None else b""
        if frame and self._terminal.asks:
            frame += ASK_RECEIPT
            self._probing = self._receipts and self._asked >= CREDIT
            if not self._asked:
                self._first_asked = self._loop.time()
            # Counted even while nothing answers: the receipts of a slow line all come in the end.
            self._asked += 1
        frame, self._behind = frame + self._behind, b""
        self._line.write(controls + frame)
        if frame:
            self._counters.frames += 1

    def _frame(self, shown: Shown) -> bytes:
        terminal = self._terminal
        kind = (terminal.columns, terminal.profile, terminal.fills)
        if kind != self._kind:
            self._kind = kind
            self._sent = self._cursor = None
        data = self._encoded(shown)
        if self._sent == shown.rows and self._cursor == shown.cursor:
            data = b""
        elif shown.cursor is None and self._cursor is not None and not data:
            data = b"\x1b[?25l"
        self._sent, self._cursor, self._sent_shared = shown.rows, shown.cursor, shown.shared
        title = b""
        if shown.title != self._title:
            self._title = shown.title
            plain = "".join(c for c in shown.title if c.isprintable())
            title = f"\x1b]2;{plain}\x07".encode()
        return title + data

    def _encoded(self, shown: Shown) -> bytes:
        terminal = self._terminal
        how: _How = {
            "cursor": shown.cursor,
            "synchronised": terminal.synchronized,
            "fills": terminal.fills,
        }
        if shown.shared and (self._sent is None or self._sent_shared):
            return frame_cache.shared_bytes(shown.rows, terminal.columns, terminal.profile, self._sent, **how)
        return encode(shown.rows, terminal.columns, terminal.profile, self._sent, **how)


class _How(TypedDict):
    cursor: tuple[int, int] | None
    synchronised: bool
    fills: bool
