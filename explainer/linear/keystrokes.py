"""What a terminal sends, as keys: characters, names of editing keys, nothing for a sequence that means nothing here.

Sequences may arrive split anywhere. No terminal is touched and no table of a terminal's keys is read: what is
known is what all of them send.
"""

from __future__ import annotations

import re
import unicodedata

from explainer.paint.cells import wrapping

ESCAPE = "\x1b"
CONTROLS = {
    "\x01": "home", "\x02": "left", "\x03": "interrupt", "\x04": "end-of-input", "\x05": "end", "\x06": "right",
    "\x08": "backspace", "\x0b": "cut-right", "\x0c": "redraw", "\x0e": "down", "\x10": "up", "\x15": "cut-left",
    "\x17": "cut-word", "\x7f": "backspace",
}  # fmt: skip
_WORDS = {"b": "word-left", "f": "word-right", "d": "cut-next-word", "\x7f": "cut-word", "\x08": "cut-word"}
"""After Escape, as Alt sends them."""
_FINALS = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}
_TILDES = {"1": "home", "3": "delete", "4": "end", "7": "home", "8": "end"}
_BY_WORD = {"left": "word-left", "right": "word-right", "delete": "cut-next-word"}
"""What a key does with Ctrl or Alt."""
_SEQUENCE = re.compile(r"([0-?]*)[ -/]*([@-~])")
_UNFINISHED = re.compile(r"[0-?]*[ -/]*")
_STRING_END = re.compile(r"\x07|\x1b\\|\x9c|[\r\n\x03]")
"""A terminal's string (a title, an answer) ends so; Enter and Ctrl+C end one that never ends."""
LONGEST = 256
"""Characters of an unfinished sequence; a longer one is noise, and typing goes on behind it."""


class Key(str):
    """A named key, apart from the characters that are typed."""


Stroke = Key | str
"""A named key, or a character that is typed."""


class Keystrokes:
    """Takes text in as it comes, gives strokes out one by one."""

    def __init__(self) -> None:
        self._given = ""
        self._at = 0
        self._after_return = False

    def give(self, text: str) -> None:
        """Take in what came."""
        self._given, self._at = self._given[self._at :] + text, 0

    @property
    def half(self) -> bool:
        """Whether what waits is only the beginning of a sequence."""
        return self._at < len(self._given) and self._length() == 0

    @property
    def escape(self) -> bool:
        """Whether an Escape waits alone: the key itself, or the first character of another key."""
        return self._given[self._at :] == ESCAPE

    def no_more(self) -> None:
        """Nothing came for a moment: an Escape that waits was the key itself, which edits nothing."""
        if self.escape:
            self._given, self._at = "", 0

    def take(self) -> Stroke | None:
        """The next stroke; None when what is left is nothing or unfinished. An empty character means nothing."""
        length = self._length() if self._at < len(self._given) else 0
        if not length:
            return None
        taken = self._given[self._at : self._at + length]
        self._at += length
        after_return, self._after_return = self._after_return, taken == "\r"
        if taken == "\n" and after_return:  # the second half of one Enter
            return ""
        return _stroke(taken)

    def _length(self) -> int:
        return _length(self._given[self._at : self._at + LONGEST + 2])


def _length(text: str) -> int:
    """How many characters the first stroke takes; 0 while it is unfinished."""
    first = {"\x9b": "\x1b[", "\x8f": "\x1bO", "\x9d": "\x1b]", "\x90": "\x1bP"}.get(text[0], text[0])
    whole = first + text[1:]
    shift = len(first) - 1
    if first[0] != "\x1b":
        return 1
    if len(whole) == 1:
        return 0
    kind = whole[1]
    if kind == "[":
        end = _after_bracket(whole)
        return end - shift if end else 0
    if kind == "O":
        return 3 - shift if len(whole) > 2 else 0
    if kind in "]PX^_":
        ended = _STRING_END.search(whole, 2)
        if ended is None:
            return 0 if len(whole) < LONGEST else LONGEST
        return (ended.end() if ended[0] not in "\r\n\x03" else ended.start()) - shift
    return 1 if kind in "\x1b\r\n\x03" else 2


def _after_bracket(whole: str) -> int:
    """The end of a sequence that begins with Escape and a bracket; 0 while it is unfinished."""
    if whole[2:3] == "[":  # the function keys of Linux's own console
        return 4 if len(whole) > 3 else 0
    found = _SEQUENCE.match(whole, 2)
    if found:
        return found.end()
    unfinished = _UNFINISHED.match(whole, 2)
    assert unfinished is not None
    reached = unfinished.end()
    return reached if reached < len(whole) or reached >= LONGEST else 0  # a broken one ends where it breaks


def _stroke(taken: str) -> Stroke:
    """What was taken, as a key or a character."""
    if taken in ("\r", "\n"):
        return Key("enter")
    if taken in CONTROLS:
        return Key(CONTROLS[taken])
    if len(taken) == 1:
        return " " if taken == "\t" else _typed(taken)
    if taken[0] == "\x1b" and taken[1] not in "[O":
        return Key(_WORDS[taken[1]]) if taken[1] in _WORDS else ""
    body = taken[1:] if taken[0] in "\x9b\x8f" else taken[2:]
    found = _SEQUENCE.fullmatch(body)
    return _known(found[1], found[2]) if found else ""


def _typed(character: str) -> str:
    """A character as it may stand in a line; empty for what a terminal would obey."""
    if unicodedata.category(character) == "Zs":
        return " "
    return wrapping.clean(character) if character.isprintable() else ""


def _known(parameters: str, final: str) -> Stroke:
    first, _semicolon, modifier = parameters.partition(";")
    name = _TILDES.get(first, "") if final == "~" else _FINALS.get(final, "")
    if final in "CD" and first in ("5", "3") and not modifier:  # older terminals: no first parameter
        modifier = first
    if modifier and modifier not in ("1", "2"):
        return Key(_BY_WORD[name]) if name in _BY_WORD else ""
    return Key(name) if name else ""
