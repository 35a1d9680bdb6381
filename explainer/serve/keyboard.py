"""What a guest types as Textual's events: whatever bytes come, their own app gets keys, clicks and pastes, no more.

Textual 8.2.8 trusts its terminal. A typed `CSI 48 ; 60000 ; 60000 ; 1 ; 1 t` makes its app so large that the painting
takes the worker down, and numbers that no key has raise in the middle of parsing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual import events, messages
from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.message import Message

_NOT_TYPED = (events.Resize, messages.InBandWindowResize, messages.TerminalSupportsSynchronizedOutput)
"""What only the session may tell an app: sizes come as requests of the channel, answers through the filter."""
_TRIPS = (ValueError, ArithmeticError, LookupError, TypeError)
"""What the parser raises: at the code point 1114112, at a window of no columns."""


class Keyboard:
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
