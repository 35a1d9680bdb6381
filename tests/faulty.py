"""All faulty stories, one mistake each, and one story with twelve."""

from __future__ import annotations

from pathlib import Path

from tests.faulty_content import EVIDENCE, MARKUP, REFERENCES, WAY
from tests.faulty_graph import GRAPH
from tests.faulty_hints import HINTS
from tests.faulty_kind import LAMP, MORNING, STORM, TELEGRAM, Faulty
from tests.faulty_lint import DOCUMENTS, GUESSES, LINT
from tests.faulty_short import SHORT_FAULTS
from tests.faulty_yaml import TEXT, YAML_TRAPS
from tests.tiny import FILES, changed, write_story

__all__ = ["FAULTY", "Faulty", "write_twelve"]

FAULTY = [
    *YAML_TRAPS,
    *TEXT,
    *REFERENCES,
    *WAY,
    *GRAPH,
    *EVIDENCE,
    *MARKUP,
    *DOCUMENTS,
    *GUESSES,
    *LINT,
    *HINTS,
    *SHORT_FAULTS,
]


def write_twelve(folder: Path) -> tuple[Path, set[str]]:
    """A story with twelve different mistakes; returns the folder and the rules that must be told."""
    storm = changed(
        STORM,
        "asks:", "askes:",
        ("from: 1931-02-02", "from: 1931-02-31"),
        ("[[lightkeeper]]", "[[lightkeper]]"),
        ("at 16:40.[", "at 16:59.["),
        ("title: A light", "title: [[oda-berg]] light"),
    )  # fmt: skip
    morning = changed(MORNING, "ending: true", "ending: yes", ("    rests_on: [port-gazette]\n", ""))
    telegram = changed(TELEGRAM, "f-boats", "f-boots", ("title: The telegram", "title: The telegram #2"))
    glossary = changed("glossary.yaml", "kind: person", "kind: persn", ("    name: lightkeeper\n", ""))
    attic = {"night/the-attic.yaml": FILES[LAMP].replace("scene: the-lamp", "scene: the-attic")}
    write_story(folder, storm | morning | telegram | glossary | attic)
    rules = {
        "unknown-key", "bad-date", "unknown-term", "number", "unquoted-bracket", "boolean-word", "rests-on",
        "unknown-figure", "cut-off", "bad-choice", "missing-field", "unreachable",
    }  # fmt: skip
    return folder, rules
