"""Faulty stories: what is wrong with the story in short and with what no source says. See `tests/faulty.py`."""

from __future__ import annotations

from tests.faulty_kind import LAMP, MORNING, STORM, Faulty
from tests.short import IN_SHORT
from tests.tiny import FILES, changed

_LAST = '  - {text: "Nobody has shown why no boat came.", mark: unknown, scenes: [the-morning]}\n'


def _head(old: str = "", new: str = "") -> dict[str, str]:
    """The story's own file with its story in short."""
    assert old in IN_SHORT, old
    return {"story.yaml": FILES["story.yaml"] + IN_SHORT.replace(old, new, 1)}


def _foot(line: str, scene: str = STORM) -> dict[str, str]:
    return {scene: FILES[scene] + f"not_known: [{line}]\n"}


SHORT_FAULTS = [
    Faulty(
        "thirteen-lines",
        {"story.yaml": FILES["story.yaml"] + IN_SHORT + _LAST * 9 + _LAST.replace("Nobody", "No one")},
        ("13 lines", "12"),
        "too-many-lines",
        at='{text: "No one',
    ),
    Faulty("unmarked-line", _head(", mark: known", ""), ("mark",), "missing-field", at='{text: "The lamp'),
    Faulty(
        "line-of-no-scene",
        _head(", scenes: [the-morning]", ""),
        ("no scene", "scenes:"),
        "no-scene",
        at='{text: "Nobody',
    ),
    Faulty(
        "line-of-an-unknown-scene",
        _head("[the-morning]", "[the-mourning]"),
        ("the-mourning", "the-morning"),
        "unknown-scene",
        at="the-mourning",
    ),
    Faulty("line-without-evidence", _head("16:40", "16:59"), ("`16:59`",), "number", at="16:59"),
    Faulty(
        "headless-line-in-short", _head("boat came.", "boat came"), ("full stop",), "no-stop", at='"Nobody'
    ),
    Faulty("headless-limit", _foot("Who saw the lamp last"), ("full stop",), "no-stop", at="Who saw"),
    Faulty("empty-limit", _foot('""'), ("empty",), "missing-field", at='""'),
    Faulty(
        "limit-without-evidence", _foot("No source says who counted 77 boats."), ("`77`",), "number", at="77"
    ),
    Faulty(
        "limit-said-twice",
        _foot("No source says who slept.") | _foot("no source says who slept.", LAMP),
        ("the-storm", "delete it here"),
        "said-twice",
        LAMP,
        "no source",
    ),
    Faulty(
        "gathered-by-another-word",
        changed(MORNING, "body:\n", "body:\n  - not_known: story\n"),
        ("chapter", "all"),
        "bad-choice",
        at="story\n",
    ),
    Faulty(
        "the-foot-has-its-id",
        changed(MORNING, "body:\n", "body:\n  - {id: not-known, not_known: all}\n"),
        ("not-known",),
        "foot-id",
        at="- {id",
    ),
]
