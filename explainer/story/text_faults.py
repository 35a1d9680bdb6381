"""From bytes to text, before any YAML: encoding, invisible characters, tabs.

What is found is told and then taken out of the way, so that the rest of the file can still be read and one
run reports every mistake. Replacements have the length of what they replace: positions stay true.
"""

from __future__ import annotations

import re
import unicodedata

from explainer.messages import _
from explainer.problems import Problem

MAX_BYTES = 1024 * 1024
"""The largest file a story may hold."""

_MOST = 10
"""A file of noise is told in this many problems and a count."""

# C0 and C1 without tab and newline, bidirectional controls and marks, separators that YAML takes for line
# breaks, a byte order mark inside the text, and the two code points that YAML does not know. A terminal would
# obey some of them, and all of them are invisible to who checks the text.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_TAB_LINE = re.compile(r"^[^\n]*?\t[^\n]*$", re.MULTILINE)


def decode(file: str, data: bytes) -> tuple[str, list[Problem]]:
    """The text of a file, with `\\n` line ends, and what is wrong with its characters."""
    problems: list[Problem] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        problems.append(_not_utf8(file, data, fault.start))
        text = data.decode("utf-8-sig", "replace")
    text = text.replace("\r\n", "\n")
    problems += _forbidden(file, text)
    return FORBIDDEN.sub("\ufffd", text), problems


def tabs(file: str, text: str) -> tuple[str, list[Problem]]:
    """The text with tabs as spaces, and a problem for each line that held one."""
    places = [text.index("\t", match.start()) for match in _TAB_LINE.finditer(text)]
    hint = _("Use spaces: YAML takes no tabs before a key, and in a text nobody sees them.")
    found = []
    for index in places[:_MOST]:
        found.append(Problem(file, *position(text, index), "", "error", _("a tab"), hint, "tab"))
    return text.replace("\t", " "), found + _more(file, text, places, "tab")


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of a place in a text."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def character_name(character: str) -> str:
    """`U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def _not_utf8(file: str, data: bytes, at: int) -> Problem:
    line = data.count(b"\n", 0, at) + 1
    before = data[data.rfind(b"\n", 0, at) + 1 : at]
    column = len(before.decode("utf-8-sig" if line == 1 else "utf-8", "replace")) + 1
    message = _("byte 0x{byte:02x} is not UTF-8").format(byte=data[at])
    hint = _("Save the file in the encoding UTF-8.")
    return Problem(file, line, column, "", "error", message, hint, "encoding")


def _forbidden(file: str, text: str) -> list[Problem]:
    places = [match.start() for match in FORBIDDEN.finditer(text)]
    found = [control_problem(file, *position(text, index), "", text[index]) for index in places[:_MOST]]
    return found + _more(file, text, places, "control-character")


def control_problem(file: str, line: int, column: int, path: str, character: str) -> Problem:
    """A control or bidirectional character, in the file itself or written as an escape."""
    bidirectional = unicodedata.bidirectional(character) not in ("BN", "B", "S", "WS", "")
    kind = _("bidirectional control character") if bidirectional else _("control character")
    message = _("a {kind}: {name}").format(kind=kind, name=character_name(character))
    hint = _("Delete it: readers and terminals would take it for an order, and nobody sees it.")
    return Problem(file, line, column, path, "error", message, hint, "control-character")


def _more(file: str, text: str, places: list[int], rule: str) -> list[Problem]:
    """One problem for all that is left after the first few."""
    if len(places) <= _MOST:
        return []
    message = _("and {n} more of the same kind in this file").format(n=len(places) - _MOST)
    return [Problem(file, *position(text, places[_MOST]), "", "error", message, "", rule)]
