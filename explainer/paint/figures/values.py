"""What a reader brings to a figure: the day of their lens, where they are, what they have seen, what they filter by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.glyphs import transliterated
from explainer.paint.cells.text_width import width
from explainer.story.figures.data import Datum
from explainer.story.model.dates import said

Options = Mapping[str, object]
"""A figure's options, as its file has them."""


class Sight(NamedTuple):
    """How a figure is looked at; everything has an empty default."""

    on: str = ""
    """The lens day."""
    day: str = ""
    """The day in hand: a frame's, or the scene's."""
    here: str = ""
    """The scene the reader is in."""
    seen: frozenset[str] = frozenset()
    """Scenes the reader has seen."""
    lane: str = ""
    group: tuple[str, ...] = ()
    """Scenes of the chapter to which a timeline is filtered."""
    place: str = ""
    filters: tuple[str, ...] = ()
    """These three in words."""
    centre: str = ""
    """The name in the middle of a network."""
    measure: str = ""
    """The measure that a chart of columns shows."""
    margin: int = 2
    """Cells at the left where the hand hangs; inside a column of text there are none."""


def number(value: float) -> str:
    """A number as it is printed: `9,900`, `87.5`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def amount(datum: Datum) -> str:
    """A datum's value as it is printed: `225`, `85-90`, `at least 64`; empty where there is none."""
    low, high = datum.low, datum.high
    if low is not None and high is not None and low != high:
        return f"{number(low)}–{number(high)}"
    if datum.value is not None:
        text = number(datum.value)
        return f"~{text}" if datum.status == "estimate" else text
    if low is not None and high is not None:
        return number(low)
    if low is not None:
        return _("at least {n}").format(n=number(low))
    if high is not None:
        return _("at most {n}").format(n=number(high))
    return ""


def extent(datum: Datum) -> tuple[float, float]:
    """From where to where a datum's value reaches: the lower bound, and the upper one."""
    known = [n for n in (datum.low, datum.value, datum.high) if n is not None]
    if not known:
        return 0.0, 0.0
    return (datum.low if datum.low is not None else known[0]), max(known)


class Fate(NamedTuple):
    """A status as sign, word and style; the word says all."""

    sign: str
    word: str
    style: str
    value_style: str = "text"


def fate(datum: Datum, glyphs: str) -> Fate:
    """What became of a value."""
    ascii_only = glyphs == "ascii"
    fates = {
        "standing": Fate("*" if ascii_only else "●", _("stands"), "strong", "strong"),
        "superseded": Fate("o" if ascii_only else "○", _("replaced"), "chrome"),
        "retracted": Fate("x" if ascii_only else "×", _("withdrawn"), "alert", "alert"),
        "disputed": Fate("!" if ascii_only else "≠", _("disputed"), "alert", "strong"),
        "opinion": Fate("?" if ascii_only else "◇", _("opinion"), "chrome"),
        "estimate": Fate("~", _("estimate"), "chrome"),
        "independent": Fate("+" if ascii_only else "◆", _("independent"), "second", "strong"),
    }
    return fates.get(datum.status) or Fate(" ", datum.status, "chrome")


def day_words(datum: Datum, before: str = "") -> str:
    """A datum's day in short, without its year where that is the year of the one before."""
    if not datum.day:
        return ""
    words = said(datum.day[:10], datum.day_precision or "day", brief=True)
    same = before[:4] == datum.day[:4] and len(datum.day) >= 10
    return words.rsplit(" ", 1)[0] if same else words


def days_printed(rows: Sequence[Datum]) -> tuple[str, ...]:
    """The days of rows as they are printed under each other: the year first, and where it changes."""
    printed: list[str] = []
    before = ""
    for datum in rows:
        printed.append(day_words(datum, before))
        before = datum.day or before
    return tuple(printed)


def folded(later: Sequence[Datum]) -> str:
    """The rows that the lens folds, in a line; empty for none."""
    if not later:
        return ""
    days = sorted({(d.said_on, d.said_precision) for d in later if d.said_on and d.said_precision})
    count = _("{n} folded").format(n=len(later))
    if not days:
        return f"{_('said on an unknown day')} · {count}"
    first, last = said(*days[0], brief=True), said(*days[-1], brief=True)
    when = first if first == last else _("{first} to {last}").format(first=first, last=last)
    return f"{_('said later: {date}').format(date=when)} · {count}"


def peek(datum: Datum, glyphs: str, unit: str = "") -> str:
    """A datum in one line: day, label, value with its unit, fate, note."""
    value = amount(datum)
    parts = [day_words(datum), datum.time, datum.label]
    if value:
        parts.append(f"{value} {datum.unit or unit}".strip())
    if datum.status and datum.status != "standing":
        parts.append(fate(datum, glyphs).word)
    if datum.note:
        parts.append(datum.note)
    if datum.open:
        parts.append(_("not known"))
    return transliterated(" · ".join(part for part in parts if part), glyphs)


def text_option(options: Options, name: str, default: str = "") -> str:
    """An option that is a text."""
    value = options.get(name)
    return value if isinstance(value, str) else default


SHAPES = {
    "circle": ("●", "o"), "square": ("■", "#"), "triangle": ("▲", "^"), "diamond": ("◇", "<"),
    "ring": ("○", "0"), "cross": ("×", "x"), "star": ("★", "*"), "dot": ("•", "."), "down": ("▽", "v"),
}  # fmt: skip
"""Signs of lanes and marks by name: in full, and in ASCII. They differ in shape, since a hue alone says nothing."""


def shape_sign(shape: str, glyphs: str) -> str:
    """The sign of a shape; an unknown name is a dot."""
    full, plain = SHAPES.get(shape, ("•", "."))
    return plain if glyphs == "ascii" else full


class Group(NamedTuple):
    """A group of rows as the figure names it."""

    id: str
    label: str
    glyph: str = ""


def groups(options: Options) -> dict[str, Group]:
    """The groups that a figure names, in its author's order."""
    declared = options.get("groups")
    found: dict[str, Group] = {}
    for entry in declared if isinstance(declared, list | tuple) else ():
        if isinstance(entry, Mapping):
            name = str(entry.get("id") or "")
            found[name] = Group(name, str(entry.get("label") or name), str(entry.get("glyph") or ""))
    return found


def group_label(options: Options, group: str) -> str:
    """What a group is called."""
    named = groups(options).get(group)
    return named.label if named else group


def widest(texts: Sequence[str]) -> int:
    """Cells of the widest text; 0 for none."""
    return max(map(width, texts), default=0)
