"""Rows of made-up figures, and what every picture of them must keep."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import STYLES, Profile
from explainer.paint.cells.wrapping import width
from explainer.story.figures.data import Datum, Shown

SIZES = ((36, 10), (38, 13), (56, 12), (74, 17), (74, 19), (100, 25), (114, 33))
PROFILES = tuple(
    Profile(depth=depth, glyphs=glyphs)
    for depth in ("truecolor", "256", "16", "none")
    for glyphs in ("braille", "plain", "ascii")
)

TOLLS = Shown(
    (
        Datum("1", "Port office", day="1931-02-03", day_precision="day", value=8, status="superseded"),
        Datum(
            "2", "The harbour's own gazette, second edition", day="1931-02-04", value=164, status="retracted"
        ),
        Datum("3", "Port office", day="1931-02-09", day_precision="about", value=12, status="standing"),
        Datum("4", "Widows of the quay", day="1931-03", day_precision="month", value=1, status="independent"),
        Datum("5", "A visitor", day="1932", day_precision="year", low=30, high=70, status="disputed"),
        Datum("6", "A letter", day="1932-01-02", low=64, status="estimate"),
        Datum("7", "The crown", day="1932-01-03", status="standing", note="never published"),
    )
)
STATUS_WORDS = {
    "superseded": "replaced", "retracted": "withdrawn", "standing": "stands", "independent": "independent",
    "disputed": "disputed", "estimate": "estimate",
}  # fmt: skip

PRICES = Shown(
    (
        Datum("1", "bread", day="1930", day_precision="year", low=50, high=60, group="price"),
        Datum("2", "bread", day="1931-02-01", value=120, low=100, high=120, group="price"),
        Datum("3", "bread", day="1931-02-03", value=87.5, group="price", status="retracted"),
        Datum("4", "asked for", day="1931-02-03", value=60, group="wish"),
        Datum("5", "bread", day="1931-02-04", value=50, group="price"),
        Datum("6", "bread", day="1931-09-01", value=54, group="price"),
    )
)
COUNTS = Shown(
    (
        Datum("1", "office", day="1931-02-05", value=3, group="held"),
        Datum("2", "office", day="1931-02-06", value=2298, group="held"),
        Datum("3", "office", day="1931-02-09", value=9900, group="held", status="retracted"),
        Datum("4", "office", day="1931-02-09", value=446, group="freed"),
    )
)
STATES = Shown(
    (
        Datum("1", "no boats", group="harbour", day="1931-02-03", time="16:30", end="1931-02-05"),
        Datum("2", "half the boats", group="harbour", day="1931-02-06"),
        Datum("3", "no post", group="town", day="1931-02-04", status="disputed"),
    )
)


def text(rows: tuple[Row, ...]) -> str:
    return "\n".join("".join(run.text for run in row) for row in rows)


def flat(rows: tuple[Row, ...]) -> str:
    """All words in one line, so that a wrapped sentence is found."""
    return " ".join(text(rows).split())


def check(rows: tuple[Row, ...], columns: int, height: int, profile: Profile) -> None:
    """What holds for every picture: its size, its styles, its signs, no cell of braille without dots."""
    assert len(rows) <= height
    for row in rows:
        assert sum(width(run.text) for run in row) <= columns, row
        assert all(run.style in STYLES for run in row), row
    shown = text(rows)
    assert "\u2800" not in shown
    if profile.glyphs == "ascii":
        assert shown.isascii(), [c for c in shown if ord(c) > 127]
    if profile.glyphs == "plain":
        assert not re.search("[\u2580-\u259f\u2800-\u28ff]", shown)


def milliseconds(draw: Callable[[], object]) -> float:
    """The median of several draws. What is asked of it is a blink, 400 ms: a figure is measured by the bench alone."""
    taken = []
    for _again in range(9):
        start = time.perf_counter()
        draw()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)[4]
