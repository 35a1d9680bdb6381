"""How far something is that takes a while: on a line that passes, for who looks at a terminal."""

from __future__ import annotations

import sys
import time

from explainer.cli.output import PassingLine, is_terminal, narrate

PATIENCE = 1.0
"""Seconds of silence before a command says what it does."""
_PAUSE = 0.1
"""Seconds between two words of how far it is: a thousand files are no thousand lines, over SSH least of all."""


class HowFar:
    """Says how far a command is, when it takes longer than its patience and somebody looks."""

    def __init__(self, text: str, patience: float = PATIENCE, *, once: bool = False) -> None:
        """Begin to wait.

        Args:
            text: what is said; `{done}` and `{total}` are filled in.
            patience: seconds of silence before.
            once: said once, on a line that stays: for readers whose terminal cannot write over one.
        """
        self._text = text
        self._due = time.monotonic() + patience
        self._once = once
        self._looking = is_terminal(sys.stderr)
        self._line = PassingLine()

    def __call__(self, done: int, total: int) -> None:
        if not self._looking or time.monotonic() < self._due:
            return
        text = self._text.format(done=done, total=total)
        if self._once:
            self._looking = False
            narrate(text)
            return
        self._due = time.monotonic() + _PAUSE
        self._line.show(text)

    def end(self) -> None:
        """Take the line away again."""
        self._line.end()
