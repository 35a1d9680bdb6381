"""The bytes from a guest's terminal: answers to our questions, told from keys, and the limits of typing."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable

import msgspec

from explainer.serve.processes.settings import Limits

# Answers come in any number of pieces, late, garbled or never. All questions go out in one write after the
# first frame: asking before it would double the wait on a slow line. The answer to `CSI 5 n` behind a frame is
# a receipt: the terminal has shown the frame.

ASK_RECEIPT = b"\x1b[5n"
QUESTIONS = b"\x1b]11;?\x1b\\\x1b[?2026$p\x1b[>0q\x1b[c"
"""Background, synchronised output, name; the device attributes last: every terminal answers them, in order."""
LONGEST = 256
"""Characters of an answer: what began like one and is longer is none, and is let go unread."""
KEY_AFTER = 0.05
"""Seconds after which ESC alone is a key: on a line of 300 ms a sequence still comes in one packet."""
GIVEN_UP_AFTER = 5.0
"""Seconds after which the rest of an unfinished answer is no longer waited for."""
ESCAPE = b"\x1b[27u"
"""The Escape key as a sequence of its own: ESC before an answer, and the next key would be Alt with that key."""

_ANSWER = re.compile(
    # Whole.
    rb"\x1b\](?P<osc>\d{1,5});(?P<text>[^\x00-\x1f\x7f]{0,256})(?:\x07|\x1b\\)"
    rb"|\x1bP(?P<dcs>(?:>\||[01]\$r)[^\x00-\x1f\x7f]{0,256})(?:\x07|\x1b\\)"
    rb"|\x1b\[\?(?P<private>[\d;]{0,64}\$?[a-zA-Z])"
    rb"|\x1b\[(?P<secondary>>[\d;]{0,64}c)"
    rb"|\x1b\[(?P<status>\d{0,5})n"
    # The end of what came, which may be the beginning of one.
    rb"|(?P<begun>\x1b(?:"
    rb"\](?:\d{1,5}(?:;(?:(?<=\]11;)[?rgba:/0-9a-fA-F]{0,64}|(?<!\]11;)[^\x00-\x1f\x7f]{0,256})\x1b?)?)?"
    rb"|P(?:[01]\$?|>|(?:>\||[01]\$r)[^\x00-\x1f\x7f]{0,256}\x1b?)?"
    rb"|\[(?:\?[\d;]{0,64}\$?|>[\d;]{0,64}|\d{0,5})?"
    rb")?)\Z"
    # One that broke off: what follows is not of its letters, so it is typed.
    rb"|(?P<torso>\x1b\]11;[?rgba:/0-9a-fA-F]{0,64}|\x1b\](?!11;)\d{1,5};[^\x00-\x1f\x7f]{0,256}"
    rb"|\x1bP(?:>\||[01]\$r)[^\x00-\x1f\x7f]{0,256}|\x1b\[[?>][\d;$]{0,64})"
)
_KEYS_AFTER_ALL = (b"\x1b", b"\x1b]", b"\x1bP", b"\x1b[")
"""ESC, and Alt with a key: what was held when nothing followed."""
_SHORT_KEYS = re.compile(rb"\x1b\[\d{0,5}")
"""The beginning of a key like F5 as well: what is held of it is not yet an answer to anyone."""


class Answer(msgspec.Struct, frozen=True):
    """One answer."""

    kind: str
    """background, synchronized, name, attributes, receipt; other: known to be an answer, of no use."""
    text: str = ""


class AnswerFilter:
    """Holds back what may be an answer; the owner calls `lapse` when nothing came for a while."""

    def __init__(self) -> None:
        self._held = b""
        self._lapsed = b""
        """What was given up last: on a slow line its rest may still come."""

    @property
    def patience(self) -> float:
        """Seconds after which `lapse` is due; 0: nothing is held."""
        if not self._held:
            return 0.0
        return KEY_AFTER if _last(self._held) in _KEYS_AFTER_ALL else GIVEN_UP_AFTER

    def feed(self, data: bytes) -> tuple[bytes, list[Answer]]:
        """Take in what came; what was typed, and the answers in order."""
        if not data:
            return b"", []
        answers: list[Answer] = []
        lapsed, self._lapsed = self._lapsed, b""
        if lapsed and _goes_on(lapsed, data):
            data = lapsed + data
        raw, self._held = self._held + data, b""
        typed: list[bytes] = []
        at = 0
        for found in _ANSWER.finditer(raw):
            before, at = raw[at : found.start()], found.end()
            begun = found["begun"]
            if begun is not None:
                self._held = begun
            elif found["torso"] is None:
                answers.append(_answer(found))
            if before.endswith(b"\x1b"):
                if begun is not None and _may_be_key(begun):
                    before, self._held = (
                        before[:-1],
                        b"\x1b" + begun,
                    )  # Alt with a key, or Escape and an answer
                else:
                    before = before[:-1] + ESCAPE
            typed.append(before)
        return b"".join(typed) + raw[at:], answers

    def lapse(self) -> bytes:
        """Nothing followed: what was held is a key after all, or the torso of an answer, which is none."""
        held, self._held = self._held, b""
        self._lapsed = last = _last(held)
        escape = ESCAPE if len(held) > len(last) else b""
        key = ESCAPE if last == b"\x1b" else last  # as ESC the parser of keys would wait once more
        return escape + (key if last in _KEYS_AFTER_ALL else b"")


def _last(held: bytes) -> bytes:
    """What is held without an Escape before it."""
    return held[1:] if held.startswith(b"\x1b\x1b") else held


def _may_be_key(begun: bytes) -> bool:
    return begun in _KEYS_AFTER_ALL or _SHORT_KEYS.fullmatch(begun) is not None


def _goes_on(lapsed: bytes, data: bytes) -> bool:
    """Whether what came is the rest of what was given up: a whole rest, or more of it than one key types."""
    found = _ANSWER.match(lapsed + data)
    if found is None or found.end() <= len(lapsed) or found["torso"] is not None:
        return False
    return found["begun"] is None or (len(data) > 1 and not _may_be_key(found["begun"]))


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


# Without limits one guest stopped all others for 2.4 s (40,000 keys) and 0.2 s (a paste of 1 MiB). The limits
# stand behind the filter of answers, which holds a sequence back until it is whole: a paste's marks come in one
# piece.

PASTE_BEGINS, PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"
PASTE_GIVEN_UP_AFTER = 5.0
"""Seconds without input after which a paste without an end is ended: else all later keys would be part of it."""
_ONE_KEY = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO[@-~]|\x1b[^\x1b]|[\xc0-\xff][\x80-\xbf]*|[\x00-\xff]", re.DOTALL
)
"""One key, or one report of the mouse."""
_UNFINISHED_KEY = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*)?\Z")


class TypingLimit:
    """Of one guest."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._tokens = float(limits.key_burst)
        self._filled = clock()
        self._pasted = 0
        self.pasting = False
        """A paste has begun and not ended."""
        self.dropped = 0
        """Keys not taken so far."""
        self.cut = 0
        """Pastes not taken whole so far."""

    def take(self, data: bytes) -> str:
        """What of it goes on to the app."""
        taken: list[bytes] = []
        while data:
            mark = PASTE_ENDS if self.pasting else PASTE_BEGINS
            part, found, data = data.partition(mark)
            taken.append(self._paste(part) if self.pasting else self._keys(part))
            if found:
                self.pasting = not self.pasting
                self._pasted = 0
                taken.append(found)
        return self._decode(b"".join(taken))

    def end_paste(self) -> str:
        """The end that a paste never had."""
        return self.take(PASTE_ENDS) if self.pasting else ""

    def _paste(self, part: bytes) -> bytes:
        room = max(0, self._limits.paste_bytes - self._pasted)
        self._pasted += len(part)
        if len(part) > room and room:
            self.cut += 1
        return part[:room]

    def _keys(self, part: bytes) -> bytes:
        now = self._clock()
        grown = (now - self._filled) * self._limits.keys_per_second
        self._tokens = min(self._tokens + grown, float(self._limits.key_burst))
        self._filled = now
        if len(part) <= self._tokens:  # no more keys than bytes
            self._tokens -= sum(1 for _key in _ONE_KEY.finditer(part))
            return part
        end = 0
        for found in _ONE_KEY.finditer(part):
            if self._tokens < 1:
                break
            self._tokens -= 1
            end = found.end()
        if end == len(part):
            return part
        self.dropped += 1
        # The rest of a key cut in two must not be typed as letters.
        begun = _UNFINISHED_KEY.search(part, max(end, len(part) - 32))
        return part[:end] + (begun[0] if begun else b"")
