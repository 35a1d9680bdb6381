"""What single keys mean without an app: as the registry has them, under every layout."""

from __future__ import annotations

import re
from functools import cache

from explainer.reading.actions import ACTIONS, Action, keys_under_layouts

_NAMED = {
    "space": b" ",
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "backspace": b"\x7f",
    "delete": b"\x1b[3~",
    "left": b"\x1b[D",
    "right": b"\x1b[C",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "shift+tab": b"\x1b[Z",
    "f1": b"\x1bOP",
    "minus": b"-",
    "plus": b"+",
    "equals_sign": b"=",
    "question_mark": b"?",
    "full_stop": b".",
    "comma": b",",
    "less_than_sign": b"<",
    "greater_than_sign": b">",
    "ctrl+q": b"\x11",
    "ctrl+c": b"\x03",
}
_ALSO = {"left": (b"\x1bOD",), "right": (b"\x1bOC",), "up": (b"\x1bOA",), "down": (b"\x1bOB",),
         "enter": (b"\n",), "backspace": (b"\x08",), "f1": (b"\x1b[11~",), "escape": (b"\x1b[27u",)}  # fmt: skip
_EVERYWHERE = ("phrase",)
"""Of a reader's keys those that a guest of a room has without an app too."""
KEY = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO[@-~]|\x1b[^\x1b\[O]|[\xc0-\xff][\x80-\xbf]*|[\x00-\xff]", re.DOTALL
)
"""One key, as a terminal sends it."""


def keys_in(typed: bytes) -> list[bytes]:
    """The keys of what was typed, in order."""
    return KEY.findall(typed)


def bytes_of(key: str) -> tuple[bytes, ...]:
    """What terminals send for a key of the registry's name; empty: it cannot be told apart."""
    if len(key) == 1:
        return (key.encode(), *(other.encode() for other in keys_under_layouts(key)))
    sign = _NAMED.get(key)
    if sign is None:
        return ()
    others = tuple(other.encode() for other in keys_under_layouts(key) if len(other) == 1)
    return (sign, *_ALSO.get(key, ()), *others)


ESCAPES, ENTERS, RUBS = bytes_of("escape"), bytes_of("enter"), bytes_of("backspace")


@cache
def meanings(screen: str) -> dict[bytes, Action]:
    """What a key does on a screen of the registry: `room` for guests, `cockpit` for who leads."""
    found: dict[bytes, Action] = {}
    for spec in ACTIONS:
        keys = spec.leading if screen == "cockpit" and spec.leading else spec.keys
        also = spec.leading if screen == "cockpit" else spec.id in _EVERYWHERE
        if screen not in spec.screens and not also:
            continue
        for key in keys:
            argument = key if spec.id in ("choose", "answer") and key.isdecimal() else ""
            for sign in bytes_of(key):
                found.setdefault(sign, Action(spec.id, argument))
    return found
