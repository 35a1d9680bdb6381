"""The terminal's profile, the style names, the three palettes (contrast computed by a test), and the signs."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

# A style names what a run of cells is for, never a colour: `accent` is what can be acted on, `alert` is doubt
# or care. The encoder turns a style into a sequence for the depth at hand; Textual's side turns it into a Rich style.

DEPTHS = ("truecolor", "256", "16", "none")
THEMES = ("dark", "light", "high-contrast")
BIDI = ("ours", "terminal")
GLYPHS = ("braille", "blocks", "plain", "ascii")


class Profile(msgspec.Struct, frozen=True, array_like=True):
    """What a reader's terminal can show and what they chose. The size is apart."""

    depth: str = "truecolor"
    theme: str = "dark"
    glyphs: str = "braille"
    """braille: everything; blocks: no braille; plain: no braille or block elements; ascii: 7-bit only."""
    language: str = ""
    """The language of the story that is shown; empty: the story's own."""
    motion: bool = True
    measure: int = 72
    """The widest line of prose, in cells."""
    bidi: str = "ours"
    """Who orders right-to-left text: ours, or the terminal."""


class Ink(NamedTuple):
    """One colour: as hex for truecolour, and its number among the 256."""

    hex: str
    number: int


class Palette(NamedTuple):
    """The inks of a theme, by role."""

    paper: Ink
    text: Ink
    strong: Ink
    chrome: Ink
    accent: Ink
    alert: Ink
    bar: Ink
    rule: Ink
    land: Ink
    sea: Ink
    shade: Ink
    """The ground of a region in a state that is drawn; a pattern says it where there is no colour."""
    border: Ink
    region: Ink
    """Inner and foreign borders, grids: decoration."""
    water: Ink
    second: Ink
    """Counts made outside the state."""


_INKS = {
    "paper": (("#15171A", 234), ("#FAF8F3", 231), ("#000000", 16)),
    "text": (("#D8D4CB", 252), ("#26282C", 235), ("#FFFFFF", 231)),
    "strong": (("#F6F3EC", 255), ("#0B0C0E", 16), ("#FFFFFF", 231)),
    "chrome": (("#9B9DA1", 247), ("#5C6066", 241), ("#E4E4E4", 254)),
    "accent": (("#E6B566", 179), ("#07535C", 23), ("#FFD75F", 221)),
    "alert": (("#F7A893", 216), ("#8F1A16", 88), ("#FFAFAF", 217)),
    "bar": (("#25292E", 236), ("#EFEBE1", 255), ("#303030", 236)),
    "rule": (("#4B4F55", 240), ("#C3BFB5", 250), ("#A8A8A8", 248)),
    "land": (("#1E2622", 235), ("#EDEFE2", 255), ("#000000", 16)),
    "sea": (("#10233B", 17), ("#DCE8F2", 195), ("#002B50", 17)),
    "shade": (("#3F2A12", 237), ("#F6E5C0", 230), ("#4A2E00", 52)),
    "border": (("#D9CFA6", 187), ("#6B6247", 241), ("#FFFFFF", 231)),
    "region": (("#59605C", 241), ("#A9AA9C", 248), ("#8A8A8A", 245)),
    "water": (("#6FA3CF", 74), ("#2F6690", 24), ("#9CCBFF", 153)),
    "second": (("#8DB4DC", 110), ("#1B5584", 24), ("#9CCBFF", 153)),
}
"""By role, the inks of the three themes in their order."""
PALETTES = {
    theme: Palette(**{role: Ink(*inks[at]) for role, inks in _INKS.items()})
    for at, theme in enumerate(THEMES)
}


class Style(NamedTuple):
    """What a style is made of: roles of the palette, and attributes that every terminal has."""

    ink: str = "text"
    ground: str = "paper"
    bold: bool = False
    underline: bool = False
    reverse: bool = False
    """Shown reversed where there is no colour to fill with (16 colours and none)."""
    sign: str = ""
    """The one of the 16 colours that a rule or a lone sign takes there: red, grey or blue. No word takes one."""


_PLAIN = {
    "text": Style(),
    "strong": Style("strong", bold=True),
    "chrome": Style("chrome"),
    "accent": Style("accent"),
    "accent-strong": Style("accent", bold=True),
    "alert": Style("alert"),
    "alert-sign": Style("alert", sign="red"),
    "alert-strong": Style("alert", bold=True),
    "rule": Style("rule", sign="grey"),
    "term": Style(underline=True),
    "address": Style(underline=True),
    "hit": Style("strong", bold=True, underline=True),
    "border": Style("border"),
    "region": Style("region", sign="grey"),
    "water": Style("water", sign="blue"),
    "second": Style("second"),
}
GROUNDS = ("land", "sea", "shade")
"""What lies under a map; at 16 colours and none it is not painted."""

STYLES: dict[str, Style] = {
    **_PLAIN,
    **{
        f"{name}-{on}": style._replace(ground=on)
        for on in ("bar", *GROUNDS)
        for name, style in _PLAIN.items()
    },
    "chrome-shade": Style("text", "shade"),
    "cursor": Style("paper", "accent", bold=True, reverse=True),
    "cursor-bar": Style("paper", "accent", bold=True, reverse=True),
    "lens-label": Style("paper", "accent", bold=True, reverse=True),
}
"""Every style a run may have; `-bar` is the same on the bar of the row in hand, `-land` on a map's land."""


def on_ground(style: str, ground: str) -> str:
    """Return the same style on a ground, such as the bar of the row in hand; one that has a ground of its own stays."""
    grounded = f"{style}-{ground}"
    return grounded if grounded in STYLES else style


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour (WCAG 2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two hex colours, from 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def hex_of_index(index: int) -> str:
    """The usual colour of an index of the 256, from 16 on: the cube and the greys."""
    if index >= 232:
        grey = 8 + 10 * (index - 232)
        return f"#{grey:02X}{grey:02X}{grey:02X}"
    levels = (0, 95, 135, 175, 215, 255)
    red, rest = divmod(index - 16, 36)
    green, blue = divmod(rest, 6)
    return f"#{levels[red]:02X}{levels[green]:02X}{levels[blue]:02X}"


def ink(theme: str, role: str) -> Ink:
    """An ink of a theme; an unknown theme is dark."""
    return getattr(PALETTES.get(theme, PALETTES["dark"]), role)  # type: ignore[no-any-return]


def after(names: tuple[str, ...], name: str) -> str:
    """The next of a ring of names."""
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]


# The signs of the chrome, in three sets, and typographic marks for prose.


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
    """Story text for a set: in ASCII with plain quotes and dashes, and each letter by the nearest Latin ones."""
    if glyphs != "ascii" or text.isascii():
        return text
    from explainer.story.plain_letters import plain  # loaded with the first letter that ASCII lacks

    return plain(text.translate(_ASCII))


_KEYS = {
    "right": "→", "left": "←", "up": "↑", "down": "↓", "space": "Space", "enter": "Enter", "escape": "Esc",
    "tab": "Tab", "shift+tab": "Shift+Tab", "shift+right": "Shift+→", "backspace": "Bksp", "pagedown": "PgDn",
    "pageup": "PgUp", "slash": "/", "question_mark": "?", "left_square_bracket": "[", "right_square_bracket": "]",
    "less_than_sign": "<", "greater_than_sign": ">", "alt+right": "Alt+→",
    "minus": "-", "plus": "+", "equals_sign": "=", "delete": "Del",
    "home": "Home", "end": "End",
}  # fmt: skip
_KEYS_ASCII = {
    "right": "Right", "left": "Left", "up": "Up", "down": "Down", "shift+right": "Shift+Right",
    "alt+right": "Alt+Right",
}  # fmt: skip


def message_text(text: str, glyphs: str) -> str:
    """A message for a set; arrows in it are keys, and named as such in ASCII."""
    for key, name in _KEYS_ASCII.items() if glyphs == "ascii" else ():
        text = text.replace(_KEYS[key], name)
    return transliterated(text, glyphs)


def key_name(key: str, glyphs: str = "braille") -> str:
    """A key as a reader knows it: `→`, `Enter`, `?`, `^p`."""
    if glyphs == "ascii" and key in _KEYS_ASCII:
        return _KEYS_ASCII[key]
    if key.startswith("ctrl+"):
        return f"^{key[5:]}"
    return _KEYS.get(key) or (key.upper() if re.fullmatch(r"f\d+", key) else key)
