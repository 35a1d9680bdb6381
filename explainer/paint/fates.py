"""What became of a version, in a sign and in words that say the same; the days on which versions were said.

Nothing is struck out or ticked: the order is by date, the weight by status.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.ink import Pen
from explainer.reading.versions import fate
from explainer.story.model.dates import parts, said
from explainer.story.model.structs import Claim, Version


class Mark(NamedTuple):
    """A fate as it is drawn."""

    sign: str
    sign_style: str
    words: str
    words_style: str
    value_style: str


def fate_mark(pen: Pen, claim: Claim, version: Version, on: str) -> Mark:
    """What became of a version, by the lens day where one is set."""
    signs = pen.signs
    found = fate(claim, version, on)
    day = _until(version, found.day, found.precision)
    match found.kind:
        case "stands":
            return Mark(signs.stands, "strong", _("stands"), "strong", "strong")
        case "opinion":
            return Mark(signs.opinion, "text", _("opinion"), "chrome", "text")
        case "disputed":
            return Mark(signs.disputed, "alert-sign", _("disputed"), "alert", "strong")
        case "withdrawn":
            words = _("withdrawn {date}").format(date=day) if day else _("withdrawn")
            return Mark(signs.withdrawn, "alert-sign", words, "alert", "alert")
        case "not-counted":
            return Mark(signs.replaced, "chrome", _("not counted"), "chrome", "text")
    words = _("until {date}").format(date=day) if day else _("replaced")
    return Mark(signs.replaced, "chrome", words, "chrome", "text")


def _until(version: Version, day: str, precision: str) -> str:
    """The day that ended a version; without its year where that is the year in which it was said."""
    if not day:
        return ""
    words = said(day, precision, brief=True)
    same = day[:4] == version.said_on[:4] and parts(day)[2]
    return words.rsplit(" ", 1)[0] if same else words


def said_days(versions: Sequence[Version]) -> list[str]:
    """The day each was said; the year in the first row and where it changes."""
    days: list[str] = []
    year = ""
    for version in versions:
        words = said(version.said_on, version.precision, brief=True)
        same = version.said_on[:4] == year and parts(version.said_on)[2] if version.said_on else False
        days.append(words.rsplit(" ", 1)[0] if same else words)
        year = version.said_on[:4] or year
    return days
