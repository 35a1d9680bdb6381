"""What a terminal answers, taken out of what a guest types: in any number of pieces, late, garbled or never.

All questions go out in one write after the first frame: asking before it would double the wait on a slow line. A
receipt is the answer to `CSI 5 n` behind a frame: the terminal has shown it.
"""

from __future__ import annotations

import re

import msgspec

ASK_RECEIPT = b"\x1b[5n"
QUESTIONS = b"\x1b]11;?\x1b\\\x1b[?2026$p\x1b[>0q\x1b[c"
"""Background, synchronised output, name; the device attributes last: every terminal answers them, in order."""
LONGEST = 256
"""Bytes after which what began like an answer is none, and is let go unread."""
KEY_AFTER = 0.05
"""Seconds after which ESC alone is a key: on a line of 300 ms a sequence still comes in one packet."""
GIVEN_UP_AFTER = 5.0
"""Seconds after which the rest of an unfinished answer is no longer waited for."""

_WHOLE = re.compile(
    rb"\x1b\](?P<osc>\d+);(?P<text>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    rb"|\x1bP(?P<dcs>(?:>\||[01]\$r)[^\x07\x1b]*)(?:\x07|\x1b\\)"
    rb"|\x1b\[\?(?P<private>[\d;]*\$?[a-zA-Z])"
    rb"|\x1b\[>[\d;]*c"
    rb"|\x1b\[(?P<status>\d*)n"
)
_BEGUN = re.compile(
    rb"\x1b(?:"
    rb"\](?:\d+(?:;[^\x07\x1b\r\n]*\x1b?)?)?"
    rb"|P(?:[01]\$?|>(?:\|[^\x07\x1b\r\n]*\x1b?)?|[01]\$r[^\x07\x1b\r\n]*\x1b?)?"
    rb"|\[(?:\?[\d;]*\$?|>[\d;]*|\d*)?"
    rb")?\Z"
)
_KEYS_AFTER_ALL = (b"\x1b", b"\x1b]", b"\x1bP", b"\x1b[")
"""ESC, and Alt with a key: what was held when nothing followed."""
_COLOUR_CUT_SHORT = re.compile(
    rb"\x1b\]11;(?!\??[rgba:0-9a-fA-F/]*\x1b?\Z)(?P<seen>\??[rgba:0-9a-fA-F/]*)(?P<rest>.+)\Z", re.S
)
"""An answer for the background that broke off: what follows is not of its letters, so it is typed."""


class Answer(msgspec.Struct, frozen=True):
    """One answer."""

    kind: str
    """background, synchronized, name, attributes, receipt; other: known to be an answer, of no use."""
    text: str = ""


class AnswerFilter:
    """Holds back what may be an answer; the owner calls `lapse` when nothing came for a while."""

    def __init__(self) -> None:
        self._held = b""

    @property
    def patience(self) -> float:
        """Seconds after which `lapse` is due; 0: nothing is held."""
        if not self._held:
            return 0.0
        return KEY_AFTER if self._held in _KEYS_AFTER_ALL else GIVEN_UP_AFTER

    def feed(self, data: bytes) -> tuple[bytes, list[Answer]]:
        """Take in what came; what was typed, and the answers in order."""
        raw, self._held = self._held + data, b""
        answers: list[Answer] = []
        typed = _WHOLE.sub(lambda found: _noted(found, answers), raw)
        if broken := _COLOUR_CUT_SHORT.search(typed):
            typed = typed[: broken.start()] + broken["rest"]
        begun = _BEGUN.search(typed)
        if begun and begun[0]:
            typed = typed[: begun.start()]
            self._held = begun[0] if len(begun[0]) <= LONGEST else b""
        return typed, answers

    def lapse(self) -> bytes:
        """Nothing followed: what was held is a key after all, or the torso of an answer, which is none."""
        held, self._held = self._held, b""
        return held if held in _KEYS_AFTER_ALL else b""


def _noted(found: re.Match[bytes], answers: list[Answer]) -> bytes:
    answers.append(_answer(found))
    return b""


def _answer(found: re.Match[bytes]) -> Answer:
    if found["osc"] is not None:
        return Answer("background" if found["osc"] == b"11" else "other", _plain(found["text"]))
    if found["dcs"] is not None:
        return Answer("name", _plain(found["dcs"][2:])) if found["dcs"].startswith(b">|") else Answer("other")
    if found["private"] is not None:
        return _private(found["private"])
    return Answer("receipt") if found["status"] == b"0" else Answer("other")


def _private(text: bytes) -> Answer:
    if text.endswith(b"$y"):
        mode, _semicolon, state = text[:-2].partition(b";")
        known = mode == b"2026" and state in (b"1", b"2", b"3")
        return Answer("synchronized") if known else Answer("other")
    return Answer("attributes") if text.endswith(b"c") else Answer("other")


def _plain(text: bytes) -> str:
    return "".join(c for c in text.decode("ascii", "replace") if c.isprintable())[:LONGEST]
