"""Faulty stories, one mistake each: the tiny story with one thing wrong, and what must be said about it.

`at` are words of the changed file: the problem stands in the line, and at the column, of their last one.
The rest of what a check says of such a story must be nothing: one mistake, one problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.tiny import FILES, changed, write_story

STORM = "night/the-storm.yaml"
LAMP = "night/the-lamp.yaml"
TELEGRAM = "night/the-warning.yaml"
RESCUE = "night/the-rescue.yaml"
MORNING = "after/the-morning.yaml"


@dataclass(frozen=True)
class Faulty:
    """One mistake."""

    name: str
    files: dict[str, str]
    words: tuple[str, ...]
    """Words that message or hint must hold."""
    rule: str
    file: str = ""
    """Where the problem stands; the one changed file if empty."""
    at: str = ""
    """Words at the problem's place; empty when it is the whole file."""
    severity: str = "error"
    prepare: Callable[[Path], None] | None = field(default=None, compare=False)
    """What text alone cannot do: links, bytes."""

    @property
    def where(self) -> str:
        return self.file or next(iter(self.files))

    def write(self, folder: Path) -> Path:
        """Write the story; returns its folder."""
        write_story(folder, self.files)
        if self.prepare:
            self.prepare(folder)
        return folder

    def place(self, folder: Path) -> tuple[int, int]:
        """Line and column the problem must name."""
        if not self.at:
            return 0, 0
        text = (folder / self.where).read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
        index = text.rindex(self.at)
        return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _in(
    file: str, old: str, new: str, at: str, rule: str, /, *words: str, name: str = "", **more: str
) -> Faulty:
    """A mistake made by replacing words of one file."""
    return Faulty(name or rule, changed(file, old, new), words, rule, at=at, **more)  # type: ignore[arg-type]


YAML_TRAPS = [
    _in(STORM, "asks:", "askes:", "askes", "unknown-key", "askes", "Did you mean `asks`?"),
    _in(STORM, "next: the", "title: Again\nnext: the", "title: Again", "duplicate-key", "title", "line 3"),
    _in(
        TELEGRAM,
        "[port-gazette, log-book]",
        "{port-gazette: log-book, b: c}",
        "{port-gazette",
        "wrong-type",
        "expected a list, found a mapping",
    ),
    _in(STORM, "title: A light goes out\n", "", "scene:", "missing-field", "title"),
    _in(STORM, "from: 1931-02-02", "from: 1931-02-30", "1931-02-30", "bad-date", "bad date", "1931-02-30"),
    _in(
        STORM,
        "from: 1931-02-02",
        "from: 2 February",
        "2 February",
        "bad-date",
        "2022-01-05",
        name="date-words",
    ),
    _in(MORNING, "ending: true", "ending: yes", "yes", "boolean-word", "`yes`", "boolean", "Write true"),
    _in(
        "claims.yaml",
        "quoted: true",
        "quoted: no",
        "no\n        issuer: Harbour",
        "boolean-word",
        "`no`",
        "Write false",
        name="boolean-no",
    ),
    _in(MORNING, "ending: true", "ending: on", "on\n", "boolean-word", "`on`", "boolean", name="boolean-on"),
    _in(
        STORM,
        "title: A light",
        "title: [[oda-berg]] light",
        "[[oda-berg]] light",
        "unquoted-bracket",
        "[[",
        "quotes",
    ),
    _in(
        STORM,
        "title: A light goes out",
        "title: [[oda-berg]]",
        "[[oda-berg]]\n",
        "unquoted-bracket",
        "[[",
        name="bracket-alone",
    ),
    _in(RESCUE, "text: The next", "text: {boats-lost} The next", "{boats", "unquoted-brace", "{", "quotes"),
    _in(
        RESCUE,
        "text: The next scene tells of people in the water.",
        "text: {boats-lost}",
        "{boats",
        "unquoted-brace",
        "{",
        name="brace-alone",
    ),
    _in(STORM, "title: A light", "title: Skerry: a light", ": a light", "unquoted-colon", ": ", "quotes"),
    _in(
        TELEGRAM,
        "- The harbour office says",
        "- The office: it says",
        ": it says",
        "unquoted-colon",
        ": ",
        name="colon-in-item",
    ),
    _in(
        STORM,
        '"Why did the lamp go out?"',
        "Why: the lamp?",
        ": the lamp?",
        "unquoted-colon",
        ": ",
        name="colon-in-braces",
    ),
    _in(STORM, "title: A light goes out", "title: A light #3 goes out", "#3", "cut-off", "#", "lost"),
    _in(STORM, "title: A light", "title: *A light*", "*A light*", "unquoted-sign", "`*`", "quotes"),
    _in(STORM, "title: A light", "title:A light", ":A light", "no-space", "space"),
    _in(STORM, "next: the", "  next: the", "next: the", "indentation", "indented"),
    _in(
        STORM,
        "[log-book, port-gazette]\n  - quote",
        "[log-book, port-gazette\n  - quote",
        "[log-book, port-gazette\n",
        "unclosed",
        "`[` is not closed",
    ),
]

TEXT = [
    _in(MORNING, "\nending", "\n\tending", "\tending", "tab", "tab", "spaces"),
    _in(MORNING, "says who", "says\twho", "\twho", "tab", "tab", name="tab-in-text"),
    _in(MORNING, "says who", "says \x07who", "\x07", "control-character", "control character", "U+0007"),
    _in(
        MORNING,
        "says who",
        "says \u202ewho",
        "\u202e",
        "control-character",
        "bidirectional",
        "U+202E",
        name="bidirectional",
    ),
    _in(
        MORNING,
        "title: The morning",
        'title: "The \\u202e morning"',
        '"The',
        "control-character",
        "U+202E",
        name="escaped",
    ),
    _in(
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
    _in(
        "sources/papers.yaml",
        "file: sources/text/log.txt",
        "file: ../log.txt",
        "../log.txt",
        "leaves-folder",
        "leaves the story's folder",
    ),
    _in(
        "figures/boats.yaml",
        "data: data/boats.csv",
        "data: /etc/passwd",
        "/etc/passwd",
        "leaves-folder",
        "leaves",
        name="absolute",
    ),
    _in(
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
    _in("sources/papers.yaml", "sha256: HASH", "sha256: abc", "abc}", "hash", "hashed", "sha256 is"),
]

REFERENCES = [
    _in(
        "claims.yaml",
        "id: v3",
        "id: v1",
        "v1\n        value: 15",
        "duplicate-id",
        "v1",
        "line 8",
        name="duplicate-version",
    ),
    Faulty(
        "duplicate-id",
        {"excerpts/more.yaml": FILES["excerpts/all.yaml"].split("  - id: first")[0]},
        ("lamp-out", "excerpts/all.yaml:2"),
        "duplicate-id",
        at="lamp-out",
    ),
    _in(
        STORM,
        "next: the-warning",
        "next: the-wraning",
        "the-wraning",
        "unknown-scene",
        "the-wraning",
        "Did you mean `the-warning`?",
    ),
    _in(
        STORM,
        "[[lightkeeper]]",
        "[[lightkeper]]",
        "[[lightkeper]]",
        "unknown-term",
        "lightkeper",
        "Did you mean `lightkeeper`?",
    ),
    _in(
        STORM,
        "[^first-count]",
        "[^first-cuont]",
        "[^first-cuont]",
        "unknown-excerpt",
        "first-cuont",
        "first-count",
    ),
    _in(
        TELEGRAM, "{^boats-lost}", "{^boat-lost}", "{^boat-lost}", "unknown-claim", "boat-lost", "boats-lost"
    ),
    _in(TELEGRAM, "figure: f-boats", "figure: f-boat", "f-boat\n", "unknown-figure", "f-boat", "f-boats"),
    _in(
        MORNING,
        "rests_on: [port-gazette]",
        "rests_on: [port-gazete]",
        "port-gazete]",
        "unknown-source",
        "port-gazete",
        "port-gazette",
    ),
    _in(STORM, "skerry, port-anna", "skery, port-anna", "skery", "unknown-place", "skery", "skerry"),
    _in(STORM, "trail: short-way", "trail: short", "short,", "unknown-trail", "short"),
    _in("claims.yaml", "replaced_by: v2", "replaced_by: v9", "v9", "unknown-version", "v9"),
    _in(
        "glossary.yaml",
        "kind: person",
        "kind: persn",
        "persn",
        "bad-choice",
        "persn",
        "Did you mean `person`?",
    ),
    _in(
        "glossary.yaml",
        "id: lightkeeper",
        "id: Light_Keeper",
        "Light_Keeper",
        "bad-id",
        "Light_Keeper",
        "small letters",
    ),
    _in(
        STORM,
        "next: the-warning",
        "next: the-gale",
        "the-gale",
        "unknown-scene",
        "renamed",
        "the-storm",
        name="renamed",
    ),
]

WAY = [
    Faulty(
        "unreachable",
        {"night/the-attic.yaml": FILES[LAMP].replace("scene: the-lamp", "scene: the-attic")},
        ("nothing leads to", "the-attic"),
        "unreachable",
        at="the-attic",
    ),
    _in(MORNING, "ending: true\n", "", "the-morning", "dead-end", "leads nowhere", "ending: true"),
    _in(
        "story.yaml",
        "the-rescue, the-morning]",
        "the-rescu, the-morning]",
        "the-rescu,",
        "unknown-scene",
        "the-rescu",
        name="trail-unknown",
    ),
    _in(
        "story.yaml",
        "the-rescue, the-morning]",
        "the-rescue, the-storm]",
        "the-storm]",
        "trail-twice",
        "twice",
        "the-storm",
    ),
    _in(RESCUE, "  detour: the-morning\n", "", "text: The next", "missing-field", "detour", name="no-detour"),
    _in(LAMP, "home: the-warning\n", "", "return", "no-home", "home"),
    _in(
        MORNING,
        "ending: true",
        "next: the-storm",
        "the-storm",
        "endless",
        "never comes to an ending",
        name="endless",
    ),
    _in(STORM, "  - {trail: short-way, label:", "  - {label:", "{label:", "branch", "`to` or `trail`"),
]

EVIDENCE = [
    _in(MORNING, "    rests_on: [port-gazette]\n", "", "text: |", "rests-on", "rests on nothing"),
    _in(
        MORNING,
        "rests_on: [port-gazette]",
        "rests_on: []",
        "text: |",
        "rests-on",
        "rests on nothing",
        name="rests-on-empty",
    ),
    _in(
        "excerpts/all.yaml",
        "the lamp went out and",
        "the lamp burned and",
        "At 16:40 the lamp burned",
        "quote-not-found",
        "stored text",
        "At 16:40 the lamp",
    ),
    _in(
        "excerpts/all.yaml",
        "Ingen var ved masten.",
        "Aldri " + "ingen " * 30,
        "Aldri",
        "quote-too-long",
        "31 words",
        "30",
    ),
    _in(STORM, "at 16:40.[", "at 16:50.[", "16:50", "number", "the number `16:50`"),
    _in(STORM, "the next day.", "on 9 March.", "9 March", "number", "the date `9 March`", name="date"),
    _in(
        MORNING,
        "asked twice.",
        "asked 300 times.",
        "300 times",
        "number",
        "300",
        "waive",
        name="number-uncited",
    ),
    _in(
        MORNING,
        "    rests_on: [port-gazette]",
        "    rests_on: [port-gazette]\n    waive: [{text: '99', reason: none}]",
        "{text: '99'",
        "unused-waiver",
        "waives nothing",
        severity="warning",
    ),
    _in(
        STORM,
        "rests_on: [log-book, port-gazette]",
        "rests_on: [port-gazette]",
        "[^lamp-out]",
        "rests-on-excerpt",
        "lamp-out",
        "log-book",
    ),
    _in(
        "claims.yaml",
        "        short: twelve boats\n",
        "",
        "{boats-lost}",
        "no-short",
        "v2",
        "short",
        file=TELEGRAM,
    ),
    _in(
        STORM,
        "{boats-lost@1931-02-03}",
        "{boats-lost@1931-02-01}",
        "{boats-lost@1931-02-01}",
        "no-short",
        "nothing stands",
        name="nothing-stands",
    ),
    _in(STORM, "quote: lamp-out", "quote: first-count", "first-count\n", "not-a-quote", "report"),
]

WAY += [
    Faulty(
        "no-bridge",
        changed(RESCUE, "  bridge: Some of the crews were brought in that night.\n", "")
        | changed("story.yaml", "the-rescue, the-morning]", "the-morning]"),
        ("bridge",),
        "missing-field",
        at="text: The next",
    ),
    _in(
        "glossary.yaml",
        "    living: false",
        "    also: [lightkeepers]\n    living: false",
        "[[lightkeepers]]",
        "shared-name",
        "several terms",
        file=MORNING,
    ),
]

YAML_TRAPS += [
    _in(
        STORM,
        "asks: What",
        "  asks: What",
        "asks: What",
        "indentation",
        "`asks:`",
        name="indented-after-text",
    ),
    _in(LAMP, "scene: the-lamp\n", "", "title: The lamp", "missing-field", "`scene`", name="no-scene-id"),
]

MARKUP = [
    _in(
        MORNING, "No source", "[No source](https://a.example)", "[No source](", "markup", "a link", "address"
    ),
    _in(MORNING, "      No source", "      # No source", "# No", "markup", "a heading", name="heading"),
    _in(MORNING, "No source", "<b>No</b> source", "<b>", "markup", "HTML", name="html"),
    _in(MORNING, "[[lightkeepers]]", "[[lightkeepers]", "[[light", "inline", "opens nothing"),
    _in(
        STORM,
        "{boats-lost@1931-02-03}",
        "{boats-lost@3 Feb}",
        "{boats",
        "inline",
        "opens nothing",
        name="claim-day",
    ),
    _in(
        STORM,
        "asks: What did the harbour see?",
        'asks: "What did [[oda-berg]] see?"',
        "[[oda-berg]] see",
        "markup-here",
        "printed as it stands",
        severity="warning",
    ),
]

FAULTY = [*YAML_TRAPS, *TEXT, *REFERENCES, *WAY, *EVIDENCE, *MARKUP]


def _bytes(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


def _link(folder: Path, name: str) -> None:
    outside = folder.parent / "outside.yaml"
    outside.write_text("sources: []\n")
    (folder / name).symlink_to(outside)


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
