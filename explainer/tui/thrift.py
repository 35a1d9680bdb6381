"""What Textual writes, with only those sequences of style that change something.

Textual sets every piece of text in full, ink, ground and weight, and takes all of it back after it: three quarters of
what a picture sends. The terminal knows what its pen is; a blank shows its ground alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_CONTROL = re.compile(r"\x1b\[[0-?]* ?[@-IL-WYZ\[-ln-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""Moves and settings, which show no style; what clears cells (J, K, X) fills them with the ground."""
_INKS, _GROUNDS = ("3", "9"), ("4", "10")
"""What the numbers of the sixteen colours begin with."""
_ENDS = {"1": "22", "4": "24", "7": "27"}
"""What takes an attribute back that the program uses: bold, underline, reverse."""


class _Pen(NamedTuple):
    ink: str = ""
    ground: str = ""
    kinds: frozenset[str] = frozenset()


_PLAIN = _Pen()


def thrifty(data: str) -> str:
    """The same picture in fewer sequences; the pen is plain before it and after it."""
    parts = _STYLE.split(data)
    if len(parts) < 3:
        return data
    made: list[str] = [parts[0]]
    pen = wanted = _PLAIN
    for at in range(1, len(parts), 2):
        wanted = _after(wanted, parts[at])
        text = parts[at + 1]
        if not text:
            continue
        if shown := _CONTROL.sub("", text).strip("\r\n"):
            pen = _change(made, pen, _for(shown, pen, wanted))
        made.append(text)
    _change(made, pen, wanted)
    return "".join(made)


def _for(shown: str, pen: _Pen, wanted: _Pen) -> _Pen:
    """The pen that a text needs: blanks keep the ink and the weight that are there."""
    if shown.strip(" ") or (wanted.kinds | pen.kinds) - {"1"}:
        return wanted
    return pen._replace(ground=wanted.ground)


@lru_cache(maxsize=1_024)
def _after(pen: _Pen, codes: str) -> _Pen:
    """The pen after a sequence, as Rich writes them: all that is set, or `0`."""
    ink, ground, kinds = pen.ink, pen.ground, set(pen.kinds)
    numbers = iter(codes.split(";"))
    for number in numbers:
        if number in ("", "0"):
            ink, ground, kinds = "", "", set()
        elif number in ("38", "48"):
            form = next(numbers, "")
            colour = ";".join([number, form, *(next(numbers, "") for _n in range(3 if form == "2" else 1))])
            ink, ground = (colour, ground) if number == "38" else (ink, colour)
        elif number == "39" or number == "49":
            ink, ground = ("", ground) if number == "39" else (ink, "")
        elif len(number) > 1 and number[:-1] in _INKS:
            ink = number
        elif len(number) > 1 and number[:-1] in _GROUNDS:
            ground = number
        else:
            kinds.add(number)
    return _Pen(ink, ground, frozenset(kinds))


def _change(made: list[str], now: _Pen, wanted: _Pen) -> _Pen:
    if now != wanted:
        made.append(f"\x1b[{_codes(now, wanted)}m")
    return wanted


@lru_cache(maxsize=1_024)
def _codes(now: _Pen, wanted: _Pen) -> str:
    """What leads from a pen to another."""
    gone = now.kinds - wanted.kinds
    if wanted == _PLAIN:
        return "0"
    if gone - set(_ENDS) or (now.ink and not wanted.ink) or (now.ground and not wanted.ground):
        whole = [*sorted(wanted.kinds), wanted.ink, wanted.ground]
        return ";".join(["0", *(code for code in whole if code)])
    codes = [*(_ENDS[kind] for kind in sorted(gone)), *sorted(wanted.kinds - now.kinds)]
    codes += [new for new, old in ((wanted.ink, now.ink), (wanted.ground, now.ground)) if new != old]
    return ";".join(codes)
