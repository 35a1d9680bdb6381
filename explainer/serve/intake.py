"""How much of what a guest types is taken: keys by the second, pastes by their length.

Without it one guest stopped all others for 2.4 s (40,000 keys) and 0.2 s (a paste of 1 MiB). It stands behind the
filter of answers, which holds a sequence back until it is whole: a paste's marks come in one piece.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable

from explainer.serve.processes.settings import Limits

PASTE_BEGINS, PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"
GIVEN_UP_AFTER = 5.0
"""Seconds without input after which a paste without an end is ended: else all later keys would be part of it."""
_ONE = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO[@-~]|\x1b[^\x1b]|[\xc0-\xff][\x80-\xbf]*|[\x00-\xff]", re.DOTALL
)
"""One key, or one report of the mouse."""
_BEGUN = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*)?\Z")


class Intake:
    """Of one guest."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._tokens = float(limits.key_burst)
        self._filled = clock()
        self._pasted = 0
        self.pasting = False
        """A paste has begun and not ended."""
        self.dropped = 0
        """Keys not taken so far."""
        self.cut = 0
        """Pastes not taken whole so far."""

    def take(self, data: bytes) -> str:
        """What of it goes on to the app."""
        taken: list[bytes] = []
        while data:
            mark = PASTE_ENDS if self.pasting else PASTE_BEGINS
            part, found, data = data.partition(mark)
            taken.append(self._paste(part) if self.pasting else self._keys(part))
            if found:
                self.pasting = not self.pasting
                self._pasted = 0
                taken.append(found)
        return self._decode(b"".join(taken))

    def end_paste(self) -> str:
        """The end that a paste never had."""
        return self.take(PASTE_ENDS) if self.pasting else ""

    def _paste(self, part: bytes) -> bytes:
        room = max(0, self._limits.paste_bytes - self._pasted)
        self._pasted += len(part)
        if len(part) > room and room:
            self.cut += 1
        return part[:room]

    def _keys(self, part: bytes) -> bytes:
        now = self._clock()
        grown = (now - self._filled) * self._limits.keys_per_second
        self._tokens = min(self._tokens + grown, float(self._limits.key_burst))
        self._filled = now
        if len(part) <= self._tokens:  # no more keys than bytes
            self._tokens -= sum(1 for _key in _ONE.finditer(part))
            return part
        end = 0
        for found in _ONE.finditer(part):
            if self._tokens < 1:
                break
            self._tokens -= 1
            end = found.end()
        if end == len(part):
            return part
        self.dropped += 1
        # The rest of a key cut in two must not be typed as letters.
        begun = _BEGUN.search(part, max(end, len(part) - 32))
        return part[:end] + (begun[0] if begun else b"")
