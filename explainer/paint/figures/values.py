"""The values of figures in words and signs, and their axes: days, hours and round ticks."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.style import transliterated
from explainer.paint.cells.wrapping import width
from explainer.story.figures.data import Datum
from explainer.story.model.dates import first_day, last_day, said

# Scales for charts: round ticks for values, and days along an axis with long silences squeezed.

_COARSE = {
    "night": 2, "early": 5, "dawn": 6, "morning": 9, "noon": 12, "midday": 12, "day": 13, "afternoon": 15,
    "evening": 19, "late": 22, "midnight": 24,
}  # fmt: skip
"""About when a word is, for the order and the place on an axis only; it is printed as it was written."""


def ordinal(day: str) -> int:
    """The number of a day; the first one of a month or a year."""
    return date.fromisoformat(first_day(day[:10])).toordinal()


def last_ordinal(day: str) -> int:
    """The number of the last day of a day, month or year."""
    return date.fromisoformat(last_day(day[:10])).toordinal()


def hour(time: str) -> float:
    """About which hour of the day a time is, written as a clock or as a word; -1 when it does not say."""
    clock = time[11:16] if len(time) >= 16 and time[10:11] == "T" else time
    head, colon, tail = clock.lstrip("~").partition(":")
    if colon and head.isdecimal() and tail[:2].isdecimal():
        return int(head) + int(tail[:2]) / 60
    words = time.casefold().replace("-", " ").split()
    found = [_COARSE[word] for word in words if word in _COARSE]
    return float(found[-1]) if found else -1.0


def moment(day: str, time: str = "") -> float:
    """A day and a time as a number of days."""
    written = time if time else day[10:] and day
    at = hour(written) if written else -1.0
    return ordinal(day) + (at / 24 if at >= 0 else 0.0)


def round_ticks(highest: float, most: int) -> tuple[float, ...]:
    """From zero up to the first tick that is not under the highest value: 1, 2, 2.5, 5 times a power of ten."""
    if highest <= 0:
        return (0.0, 1.0)
    power = 10.0 ** math.floor(math.log10(highest))
    steps = [m * power * scale for scale in (0.01, 0.1, 1, 10) for m in (1, 2, 2.5, 5)]
    step = next((s for s in steps if highest / s <= max(1, most - 1)), steps[-1])
    return tuple(i * step for i in range(math.ceil(highest / step - 1e-9) + 1))


class Days(NamedTuple):
    """Places of days along an axis. Between two knots days are linear; a squeezed silence is marked."""

    knots: tuple[tuple[float, float], ...]
    """A moment, and its place from 0 to 1."""
    breaks: tuple[float, ...] = ()
    """Places in the middle of a squeezed silence."""

    def at(self, when: float) -> float:
        """The place of a moment, from 0 to 1; beyond the ends it stays at the end."""
        knots = self.knots
        if when <= knots[0][0]:
            return knots[0][1]
        for (one, a), (other, b) in itertools.pairwise(knots):
            if when <= other:
                return a + (b - a) * (when - one) / (other - one) if other > one else b
        return knots[-1][1]


def squeezed(moments: Iterable[float], *, tail: bool = False) -> Days:
    """An axis on which a long silence takes no more than twice the usual distance.

    Args:
        moments: what must have a place.
        tail: leave room after the last one, for what goes on.
    """
    known = sorted(set(moments))
    if not known:
        return Days(((0.0, 0.0), (1.0, 1.0)))
    gaps = [b - a for a, b in itertools.pairwise(known)]
    usual = sorted(gaps)[len(gaps) // 4] if gaps else 1.0
    most = 2 * max(usual, 1 / 24)
    weights = [min(gap, most) for gap in gaps]
    total = sum(weights) + (most if tail or not gaps else 0.0)
    place = 0.0
    knots, breaks = [(known[0], 0.0)], []
    for gap, weight, when in zip(gaps, weights, known[1:], strict=True):
        if gap > 2 * most:
            breaks.append(place + weight / total / 2)
        place += weight / total
        knots.append((when, place))
    return Days(tuple(knots), tuple(breaks))


def dense(moments: Sequence[float], share: float = 0.72) -> Days:
    """An axis whose busiest days are linear; what lies before and after is squeezed behind a break.

    The busiest days are the longest row of days without three empty ones between, by how much happens in them.
    """
    known = sorted(moments)
    if not known or known[-1] - known[0] < 32:
        return squeezed_not(known)
    start, end = _busiest(known)
    if sum(start <= m < end for m in known) < 0.4 * len(known):
        return squeezed_not(known)
    before = sorted({m for m in known if m < start})
    after = sorted({m for m in known if m >= end})
    knots: list[tuple[float, float]] = []
    breaks: list[float] = []
    edge = (1 - share) * (0.25 if before and after else 1.0) if before else 0.0
    for index, when in enumerate(before):
        knots.append((when, edge * 0.75 * index / len(before)))
    if before:
        breaks.append(edge * 0.85)
    far = 1.0 if not after else 1 - ((1 - share) if not before else (1 - share) * 0.75)
    knots += [(start, edge), (end, far)]
    if after:
        breaks.append(far + (1 - far) * 0.12)
        room = (1 - far) * 0.8
        knots += [
            (when + 0.001, 1 - room + room * (i + 1) / (len(after) + 1)) for i, when in enumerate(after)
        ]
    return Days(tuple(knots), tuple(breaks))


def squeezed_not(known: Sequence[float]) -> Days:
    """A linear axis over whole days."""
    if not known:
        return Days(((0.0, 0.0), (1.0, 1.0)))
    start, end = math.floor(known[0]), math.floor(known[-1]) + 1
    return Days(((float(start), 0.0), (float(end), 1.0)))


def _busiest(known: Sequence[float]) -> tuple[float, float]:
    runs: list[list[int]] = []
    for when in known:
        day = math.floor(when)
        if runs and day - runs[-1][-1] <= 3:
            runs[-1].append(day)
        else:
            runs.append([day])
    best = max(runs, key=len)
    return float(best[0]), float(best[-1] + 1)


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
    """A datum's value as it is printed: `225`, `85-90`, `120 (100-120)`, `at least 64`; empty where there is none."""
    low, high = datum.low, datum.high
    if low is not None and high is not None and low != high:
        reach = f"{number(low)}-{number(high)}"
        return reach if datum.value is None else f"{number(datum.value)} ({reach})"
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
