"""What a typed line means: a number, an action with its argument, or an unknown word and the nearest one.

Words are action ids and their short forms; each is understood when it was typed under the Russian or the
Kazakh layout.
"""

from __future__ import annotations

import difflib
import re

import msgspec

from explainer.messages import _
from explainer.reading.actions import ACTIONS
from explainer.story.text import clean_line

WORDS: dict[str, str] = {
    **{spec.id: spec.id for spec in ACTIONS if not spec.linear},
    **{spec.word: spec.id for spec in ACTIONS if spec.word and not spec.linear},
    "?": "help",
    "[": "date-before",
    "]": "date-after",
    "date": "lens",
}
"""Every word that is understood, with the id of its action."""

LACKING = {spec.id: spec.linear for spec in ACTIONS if spec.linear}
"""Actions of the other front end, with the reason why they are not here."""

INTERRUPT = "\x03"
"""What Ctrl+C at an empty line enters."""
LONGEST = 5_000
"""Characters of a typed line that are read: more than a note needs; a pasted book must not be said again."""
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O?.)?|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Arrow keys arrive as escape sequences where the terminal has no line editor."""

_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_KAZAKH = {'"': "1", "ә": "2", "і": "3", "ң": "4", "ғ": "5", "ү": "8", "ұ": "9", "қ": "0", "ө": "-", "һ": "="}
_LAYOUT = str.maketrans({**dict(zip(_CYRILLIC, _LATIN, strict=True)), **_KAZAKH, ".": "/", ",": "?"})


class Typed(msgspec.Struct, frozen=True):
    """A line as it was understood."""

    word: str = ""
    """An action's id; `number`; `unknown`; empty for an empty line."""
    argument: str = ""
    other: str = ""
    """The argument as it stands, where it was read as typed under another layout."""
    suggestion: str = ""
    """For an unknown word: the nearest known one."""
    cut: bool = False
    """The line was longer than what is read; its end is missing in the argument."""


def tidy(line: str) -> str:
    """A typed line without what keys and terminals leave in it."""
    text = clean_line(_ESCAPES.sub("", line[:LONGEST].replace("\t", " "))).replace(
        "\N{REPLACEMENT CHARACTER}", ""
    )
    return " ".join(text.split())


def latin(text: str) -> str:
    """The text as the same keys give it under a Latin layout."""
    return text.casefold().translate(_LAYOUT)


def parse(line: str) -> Typed:
    """What a typed line means."""
    cut = len(line) > LONGEST
    line = tidy(line)
    if not line:
        return Typed()
    for text in (line, latin(line)):
        known = _known(text)
        if known:
            return msgspec.structs.replace(known if text == line else _as_typed(known, line), cut=cut)
    first = line.split()[0]
    if first.casefold() in LACKING:
        return Typed("lacking", first.casefold())
    return Typed("unknown", first, suggestion=_nearest(first))


def _known(text: str) -> Typed | None:
    number = text.rstrip(".)")
    if number.isascii() and number.isdecimal():
        return Typed("number", number.lstrip("0") or "0")
    first, _space, rest = text.partition(" ")
    second, _space, after = rest.partition(" ")
    joined = f"{first}-{second}".casefold()
    if second and joined in WORDS:
        return Typed(WORDS[joined], after)
    action = WORDS.get(first.casefold())
    return Typed(action, rest) if action else None


def _as_typed(known: Typed, line: str) -> Typed:
    written = line.split()
    count = len(known.argument.split())
    return msgspec.structs.replace(known, other=" ".join(written[len(written) - count :]) if count else "")


def _nearest(word: str) -> str:
    for text in (word.casefold(), latin(word)):
        found = difflib.get_close_matches(text, [w for w in WORDS if len(w) > 2], 1, 0.6)
        if found:
            return found[0]
    return ""


def number(text: str) -> int:
    """A number typed under any layout; 0 when it is none."""
    for form in (text.strip(), latin(text.strip())):
        if form.isascii() and form.isdecimal():
            return int(form[:6])
    return 0


def yes(line: str) -> bool:
    """Whether an answer says yes, under any layout."""
    return any(form in (_("yes"), _("yes")[:1]) for form in (tidy(line).casefold(), latin(tidy(line))))


def no(line: str) -> bool:
    """Whether an answer says no; an empty line does."""
    return any(form in ("", _("no"), _("no")[:1]) for form in (tidy(line).casefold(), latin(tidy(line))))
