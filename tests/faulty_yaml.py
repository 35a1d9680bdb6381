"""Faulty stories: what is wrong with the files as YAML, as text, as files. See `tests/faulty.py`."""

from __future__ import annotations

from pathlib import Path

from tests.faulty_kind import LAMP, MORNING, RESCUE, STORM, TELEGRAM, Faulty, replaced
from tests.tiny import changed


def _bytes(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


def _link(folder: Path, name: str) -> None:
    outside = folder.parent / "outside.yaml"
    outside.write_text("sources: []\n")
    (folder / name).symlink_to(outside)


YAML_TRAPS = [
    replaced(STORM, "asks:", "askes:", "askes", "unknown-key", "askes", "Did you mean `asks`?"),
    replaced(
        STORM, "next: the", "title: Again\nnext: the", "title: Again", "duplicate-key", "title", "line 3"
    ),
    replaced(
        TELEGRAM,
        "[port-gazette, log-book]",
        "{port-gazette: log-book, b: c}",
        "{port-gazette",
        "wrong-type",
        "expected a list, found a mapping",
    ),
    replaced(STORM, "title: A light goes out\n", "", "scene:", "missing-field", "title"),
    replaced(
        STORM, "from: 1931-02-02", "from: 1931-02-30", "1931-02-30", "bad-date", "bad date", "1931-02-30"
    ),
    replaced(
        STORM,
        "from: 1931-02-02",
        "from: 2 February",
        "2 February",
        "bad-date",
        "2022-01-05",
        name="date-words",
    ),
    replaced(
        MORNING, "ending: true", "ending: yes", "yes", "boolean-word", "`yes`", "neither true", "Write true"
    ),
    replaced(
        "claims.yaml",
        "quoted: true",
        "quoted: no",
        "no\n        issuer: Harbour",
        "boolean-word",
        "`no`",
        "Write false",
        name="boolean-no",
    ),
    replaced(
        MORNING,
        "ending: true",
        "ending: on",
        "on\n",
        "boolean-word",
        "`on`",
        "neither true",
        name="boolean-on",
    ),
    replaced(
        STORM,
        "title: A light",
        "title: [[oda-berg]] light",
        "[[oda-berg]] light",
        "unquoted-bracket",
        "[[",
        "quotes",
    ),
    replaced(
        STORM,
        "title: A light goes out",
        "title: [[oda-berg]]",
        "[[oda-berg]]\n",
        "unquoted-bracket",
        "[[",
        name="bracket-alone",
    ),
    replaced(
        RESCUE, "text: The next", "text: {boats-lost} The next", "{boats", "unquoted-brace", "{", "quotes"
    ),
    replaced(
        RESCUE,
        "text: The next scene tells of people in the water.",
        "text: {boats-lost}",
        "{boats",
        "unquoted-brace",
        "{",
        name="brace-alone",
    ),
    replaced(
        STORM, "title: A light", "title: Skerry: a light", ": a light", "unquoted-colon", ": ", "quotes"
    ),
    replaced(
        TELEGRAM,
        "- The harbour office says",
        "- The office: it says",
        ": it says",
        "unquoted-colon",
        ": ",
        name="colon-in-item",
    ),
    replaced(
        STORM,
        '"Why did the lamp go out?"',
        "Why: the lamp?",
        ": the lamp?",
        "unquoted-colon",
        ": ",
        name="colon-in-braces",
    ),
    replaced(STORM, "title: A light goes out", "title: A light #3 goes out", "#3", "cut-off", "#", "lost"),
    replaced(STORM, "title: A light", "title: *A light*", "*A light*", "unquoted-sign", "`*`", "quotes"),
    replaced(STORM, "title: A light", "title:A light", ":A light", "no-space", "space"),
    replaced(STORM, "next: the", "  next: the", "next: the", "indentation", "indented"),
    replaced(
        STORM,
        "[log-book, port-gazette]\n  - quote",
        "[log-book, port-gazette\n  - quote",
        "[log-book, port-gazette\n",
        "unclosed",
        "`[` is not closed",
    ),
]

TEXT = [
    replaced(MORNING, "\nending", "\n\tending", "\tending", "tab", "tab", "spaces"),
    replaced(MORNING, "says who", "says\twho", "\twho", "tab", "tab", name="tab-in-text"),
    replaced(MORNING, "says who", "says \x07who", "\x07", "control-character", "control character", "U+0007"),
    replaced(
        MORNING,
        "says who",
        "says \u202ewho",
        "\u202e",
        "control-character",
        "bidirectional",
        "U+202E",
        name="bidirectional",
    ),
    replaced(
        MORNING,
        "title: The morning",
        'title: "The \\u202e morning"',
        '"The',
        "control-character",
        "U+202E",
        name="escaped",
    ),
    replaced(
        MORNING,
        "title: The morning",
        'title: "The \\e[2J morning"',
        '"The',
        "control-character",
        "U+001B",
        name="escaped-escape",
    ),
    Faulty(
        "broken-utf-8",
        {},
        ("0xe9", "UTF-8"),
        "encoding",
        MORNING,
        "\ufffd",
        prepare=lambda folder: _bytes(folder / MORNING, b"says who", b"says \xe9 who"),
    ),
    Faulty(
        "anchor",
        changed("glossary.yaml", "also: [", "also: &a ["),
        ("`&a`: anchors and aliases are not allowed",),
        "anchor",
        at="&a",
    ),
    Faulty(
        "empty-file",
        {},
        ("empty",),
        "empty-file",
        "changes.yaml",
        prepare=lambda folder: (folder / "changes.yaml").write_text(""),
    ),  # type: ignore[arg-type, return-value]
    Faulty(
        "too-large",
        {},
        ("1 MiB", "bytes"),
        "too-large",
        "changes.yaml",
        prepare=lambda folder: _bytes(folder / "changes.yaml", b"changes:", b"#" * (1 << 20) + b"\nchanges:"),
    ),
    replaced(
        "sources/papers.yaml",
        "file: sources/text/log.txt",
        "file: ../log.txt",
        "../log.txt",
        "leaves-folder",
        "leaves the story's folder",
    ),
    replaced(
        "figures/boats.yaml",
        "data: data/boats.csv",
        "data: /etc/passwd",
        "/etc/passwd",
        "leaves-folder",
        "leaves",
        name="absolute",
    ),
    replaced(
        "figures/boats.yaml",
        "data: data/boats.csv",
        "data: data/boat.csv",
        "data/boat.csv",
        "no-file",
        "no such file",
    ),
    Faulty(
        "link-leaves",
        {},
        ("link leaves the story's folder",),
        "leaves-folder",
        "sources/more.yaml",
        prepare=lambda folder: _link(folder, "sources/more.yaml"),
    ),
    replaced("sources/papers.yaml", "sha256: HASH", "sha256: abc", "abc}", "hash", "hashed", "sha256 is"),
]

YAML_TRAPS += [
    replaced(
        STORM,
        "asks: What",
        "  asks: What",
        "asks: What",
        "indentation",
        "`asks:`",
        name="indented-after-text",
    ),
    replaced(
        LAMP, "scene: the-lamp\n", "", "title: The lamp", "missing-field", "`scene`", name="no-scene-id"
    ),
]
