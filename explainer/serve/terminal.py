"""One guest's terminal: its size, colours and abilities, from what its own client told; never per process."""

from __future__ import annotations

from collections.abc import Mapping

from explainer.paint.cells.style import Profile
from explainer.tui.terminal import profile_for

NARROWEST, WIDEST, LOWEST, HIGHEST = 20, 400, 6, 200
USUAL = (80, 24)
TOLD = (
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
        return USUAL
    return min(max(columns, NARROWEST), WIDEST), min(max(rows, LOWEST), HIGHEST)


def environment_of(told: Mapping[bytes, bytes]) -> dict[str, str]:
    """The values that tell about a terminal, printable and short; the rest is dropped unread."""
    found = {}
    for name in TOLD:
        value = told.get(name.encode())
        if value is not None and len(value) <= LONGEST:
            text = value.decode("ascii", "replace")
            if text.isprintable():
                found[name] = text
    return found
