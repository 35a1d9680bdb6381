"""Text that is safe to send to a terminal.

A story, an argument or a guest's name may hold control characters that move the cursor, or bidirectional ones
that show a line in another order than it has. Everything printed goes through `clean` first.
"""

from __future__ import annotations

import re

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
"""C0 and C1 without tab and line feed."""
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SURROGATES = "\ud800-\udfff"
"""Bytes of an argument that were no UTF-8 arrive as these; a terminal cannot be given them."""

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_UNSAFE = re.compile(f"[{_CONTROLS}{_BIDI}{_SURROGATES}]")


def clean(text: str) -> str:
    """The text with every control and bidirectional character made a visible replacement; tabs are spaces.

    Line feeds stay, and every other line end becomes one: whoever wants a single line uses `clean_line`.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(REPLACEMENT, _LINE_ENDS.sub("\n", text)).replace("\t", " ")


def clean_line(text: str) -> str:
    """The same on one line: line ends are spaces."""
    return clean(text).replace("\n", " ")


def escape_json(text: str) -> str:
    """JSON text in which the same characters are escapes, so that nothing is lost and nothing acts.

    JSON already escapes C0 inside its strings; the line feeds between its lines stay.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
