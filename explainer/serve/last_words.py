"""Plain lines to a guest whose screen is gone or never was: whole words, as wide as their window at most."""

from __future__ import annotations

from explainer.linear.wrapping import wrapped
from explainer.serve.terminal import GuestTerminal


def last_words(words: str, terminal: GuestTerminal | None) -> bytes:
    """Words as they are written before a line closes; nothing for none.

    Args:
        words: a line, or several.
        terminal: of the guest, whose client set it to raw; None: there is none, and a line stays whole.
    """
    if not words:
        return b""
    lines = words.splitlines()
    if terminal is None:
        return "".join(f"{line}\n" for line in lines).encode()
    folded = [part for line in lines for part in wrapped(line, terminal.columns).split("\n")]
    return "".join(f"{line}\r\n" for line in folded).encode()
