"""The signs of the chrome, in three sets, and typographic marks for prose."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Signs(NamedTuple):
    """One set of signs. Every sign stands beside a word that says the same."""

    hand: str = "▸"
    hand_left: str = "◂"
    """Beside a text that is read from right to left."""
    open: str = "▾"
    onward: str = "→"
    back: str = "←"
    up_down: str = "↑↓"
    left_right: str = "←→"
    down: str = "↓"
    dot: str = "·"
    heavy: str = "━"
    light: str = "─"
    column: str = "│"
    day_open: str = "┫"
    day_close: str = "┣"
    lens: str = "▌"
    beyond: str = "┄"
    lens_margin: str = "┊"
    stands: str = "●"
    replaced: str = "○"
    withdrawn: str = "×"
    disputed: str = "≠"
    opinion: str = "◇"
    warned: str = "!"
    ellipsis: str = "…"
    quote: str = "“"
    unquote: str = "”"
    bullet: str = "–"
    caret: str = "▏"
    mark: str = "■"
    """The reader's own; never shaped like a verdict."""
    bookmark: str = "+"
    doubt: str = "?"
    """A line the reader doubts."""
    led: str = "┃"
    """Beside the rows of the leader's step."""


SETS = {
    "braille": Signs(),
    "blocks": Signs(),
    "plain": Signs(lens="│", caret="│"),
    "ascii": Signs(
        hand=">", open="v", onward=">", back="<", up_down="^v", left_right="<>", down="v", dot="-", heavy="=",
        light="-", column="|", day_open="[", day_close="]", lens="|", beyond=".", lens_margin=":", stands="*",
        replaced="o", withdrawn="x", disputed="!", opinion="?", warned="!", ellipsis="~", quote='"',
        unquote='"', bullet="-", caret="_", mark="#", led="|", hand_left="<",
    ),
}  # fmt: skip

SAMPLE = "Қ Ұ ⠿ ▀"
"""Two letters that old fonts confuse, braille and a block: four different signs, and the full set shows."""
SAMPLE_PLAIN = "Қ Ұ ─ ●"

_ASCII = str.maketrans(
    {
        **dict.fromkeys("‘’‚", "'"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("–—‒‐‑·−", "-"),
        "…": "...",
        "→": ">",
        "←": "<",
    }
)


def signs(glyphs: str) -> Signs:
    """The set of a profile; an unknown name is the full set."""
    return SETS.get(glyphs, SETS["braille"])


def transliterated(text: str, glyphs: str) -> str:
    """Story text for a set: in ASCII without typographic quotes, dashes, ellipsis; other letters stay."""
    return text.translate(_ASCII) if glyphs == "ascii" and not text.isascii() else text


_OPENS = re.compile(r"(?:^|(?<=[\s(\[{“‘—–/-]))(['\"])(?=\S)")


@lru_cache(maxsize=8_192)
def curled(text: str, before: str = " ") -> str:
    """Straight quotation marks and apostrophes as typographic ones; `before` is the character before."""
    if '"' not in text and "'" not in text:
        return text
    text = _OPENS.sub(lambda m: "“" if m[1] == '"' else "‘", before + text)[len(before) :]
    return text.replace('"', "”").replace("'", "’")


_KEYS = {
    "right": "→", "left": "←", "up": "↑", "down": "↓", "space": "Space", "enter": "Enter", "escape": "Esc",
    "tab": "Tab", "shift+tab": "Shift+Tab", "shift+right": "Shift+→", "backspace": "Bksp", "pagedown": "PgDn",
    "pageup": "PgUp", "slash": "/", "question_mark": "?", "right_square_bracket": "]", "less_than_sign": "<",
    "greater_than_sign": ">", "minus": "-", "plus": "+", "equals_sign": "=", "delete": "Del",
    "home": "Home", "end": "End",
}  # fmt: skip
_KEYS_ASCII = {"right": "Right", "left": "Left", "up": "Up", "down": "Down", "shift+right": "Shift+Right"}


def key_name(key: str, glyphs: str = "braille") -> str:
    """A key as a reader knows it: `→`, `Enter`, `?`, `^p`."""
    if glyphs == "ascii" and key in _KEYS_ASCII:
        return _KEYS_ASCII[key]
    if key.startswith("ctrl+"):
        return f"^{key[5:]}"
    return _KEYS.get(key) or (key.upper() if re.fullmatch(r"f\d+", key) else key)
