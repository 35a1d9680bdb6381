"""Faulty stories whose one mistake used to be told at another line, as several, without a remedy, or not at all."""

from __future__ import annotations

from tests.faulty_kind import MORNING, STORM, Faulty, replaced
from tests.tiny import FILES, changed

_TITLE = "title: A light goes out"
_AFTER = "  - {id: after, title: After}\n"
_BOTH = f"<<<<<<< HEAD\n{_TITLE}\n=======\ntitle: A light\n>>>>>>> other"

HINTS = [
    replaced(
        MORNING,
        "rests_on: [port-gazette]",
        "rests_on: port-gazette",
        "port-gazette\n",
        "wrong-type",
        "expected a list",
        "[brackets]",
        name="no-list",
    ),
    replaced(STORM, _TITLE, 'title: "A light goes out', '"A light', "unclosed", '`"`', name="unclosed-quote"),
    replaced(STORM, _TITLE, _BOTH, "<<<<<<<", "conflict", "two versions", "delete the lines"),
    replaced(
        STORM,
        "[^first-count]",
        "[first-count]",
        "[first-count]",
        "markup-here",
        "write [^first-count]",
        name="bare-excerpt",
        severity="warning",
    ),
    replaced(
        STORM,
        "[[lightkeeper]]",
        "[lightkeeper]",
        "[lightkeeper]",
        "markup-here",
        "write [[lightkeeper]]",
        name="bare-term",
        severity="warning",
    ),
    replaced(
        STORM,
        "rests_on: [log-book, port-gazette]",
        "rests_on: [logbook, port-gazette]",
        "logbook",
        "unknown-source",
        "log-book",
        name="mistyped-source",
    ),
    replaced(
        "claims.yaml", "superseded", "old", "old", "bad-choice", "none of: standing", name="status-unknown"
    ),
    replaced(
        "figures/boats.yaml",
        "data/boats.csv",
        "data/boat.csv",
        "data/boat.csv",
        "no-file",
        "boats.csv",
        name="near-file",
    ),
    replaced(
        STORM,
        "facilitator: Ask",
        "facilitate: Ask",
        "facilitate",
        "unknown-key",
        "`facilitator`",
        name="near-kind",
    ),
    replaced(
        "sources/papers.yaml",
        "https://gazette.example/storm",
        "gazette.example/storm",
        "gazette.example/storm",
        "bad-address",
        "whole address",
        severity="warning",
    ),
    replaced(
        "data/boats.csv",
        "day,boats,source\n1931-02-03,7,port-gazette\n1931-02-08,12,log-book\n",
        "day;boats;source\n1931-02-03;7;port-gazette\n",
        ";boats",
        "bad-table",
        "parted by `;`",
        name="semicolons",
    ),
    replaced(MORNING, "ending: true", "ending: true\nwarning:", "", "", name="x")
    if False
    else replaced(
        "excerpts/all.yaml",
        "side: checked",
        "side: government",
        "government",
        "bad-choice",
        "checked = those who",
        name="side",
    ),
    Faulty(
        "empty-chapter",
        changed("story.yaml", _AFTER, f"{_AFTER}  - {{id: years, title: Years}}\n"),
        ("`years` has no scenes", "folder years/"),
        "empty-chapter",
        at="years, ",
        severity="warning",
    ),
]


def without_sources() -> dict[str, str]:
    """The story with a file of sources that holds none."""
    names = [name for name in FILES if name.startswith("sources/")]
    return dict.fromkeys(names, "sources: []\n")
