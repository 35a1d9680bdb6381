"""The schemas that editors get: valid themselves, silent on good stories, and on faulty ones they see what they can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from explainer.cli.stories import shipped_story
from explainer.story.check.report import check
from explainer.story.load import loader
from explainer.story.load.json_schema import (
    FOLDER,
    KINDS,
    Schema,
    json_schema,
    story_ids,
    story_schema,
    write_schemas,
)
from tests import faulty_plans
from tests.editor import findings
from tests.faulty import FAULTY, Faulty, write_twelve
from tests.make_story import write_random_story
from tests.tiny import ASKING, FILES, changed, write_story
from tests.unit.story.check.test_faulty_figures import FAULTS, MAP, STORM

PLAIN = {kind: json_schema(kind) for kind in KINDS}

_PARSER = "no YAML, or no plain text: the editor's own parser tells of it, or shows it"
_FILES = "whether a file is there, or what it holds, is in no YAML"
_MARKS = "marks stand inside a text, which a schema takes as it is"
_ELSEWHERE = "it rests on what another place of the story says"
_WAY = "the way through the story is in no single file"
HIDDEN: dict[str, str] = {
    **dict.fromkeys(
        "duplicate-key unquoted-brace unquoted-bracket unquoted-colon unquoted-sign cut-off no-space indentation "
        "unclosed conflict tab control-character encoding anchor empty-file too-large".split(),
        _PARSER,
    ),
    **dict.fromkeys(
        "empty-chapter bad-address leaves-folder no-file hash quote-not-found file-name missing-column no-rows "
        "unknown-shape unknown-view bad-table bad-number bad-shape date-outside order empty-cell unknown-cell "
        "unknown-group unknown-name".split(),
        _FILES,
    ),
    **dict.fromkeys("markup inline markup-here number no-short unused-waiver shared-name".split(), _MARKS),
    **dict.fromkeys(
        "duplicate-id unknown-version unknown-poll not-a-quote document-sentence document-early guess-victims "
        "one-issuer no-opponent as-known-reason carried-words one-side unused-source unused-claim plan-warned "
        "plan-hold plan-at plan-victims plan-contested plan-again plan-minutes plan-leave-out plan-right".split(),
        _ELSEWHERE,
    ),
    **dict.fromkeys("unreachable endless trail-lost".split(), _WAY),
    **dict.fromkeys("said-twice foot-id no-scene too-many-lines".split(), _ELSEWHERE),
    "no-stop": "where a sentence ends depends on marks and script",
    "quote-too-long": "thirty words are more than a pattern should count, and a stored text allows more",
    "first-key": "a mapping has no order in JSON",
}
"""Rules that no schema can see, and why."""
HIDDEN_FAULTS: dict[str, str] = {
    "unknown-term": _MARKS,
    "unknown-excerpt": _MARKS,
    "unknown-claim": _MARKS,
    "old-value": _MARKS,
    "order": "whether a list is another in a new order is beyond a schema",
    "recall": "whether one value is among others is beyond a schema",
    "choice-of": "a claim's id and a document's look alike",
    "vote-nowhere": _WAY,
    "vote-next": _WAY,
    "vote-warned": _ELSEWHERE,
}
"""Faults that no schema can see although their rule is one that schemas know."""
SEEN_FAULTS = {
    "bracket-alone", "brace-alone", "colon-in-item",  # what is read instead of a text is no text
    "no-minute", "saves-none", "line", "column not named",
}  # fmt: skip
"""Faults that a schema does see although it cannot see their rule as a whole."""


def own(folder: Path) -> dict[str, Schema]:
    """The schemas of one story."""
    known = story_ids(loader.load(folder).parts)
    return {kind: json_schema(kind, known) for kind in KINDS}


def fields(schema: Any) -> Iterator[tuple[str, Schema]]:
    """Every field of every mapping with known keys."""
    if isinstance(schema, list):
        for part in schema:
            yield from fields(part)
    elif isinstance(schema, dict):
        if schema.get("additionalProperties") is False:
            yield from schema["properties"].items()
        for part in schema.values():
            yield from fields(part)


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_and_says_what_each_field_holds(kind: str) -> None:
    schema = PLAIN[kind]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:explainer:schema:{kind}"
    assert schema["title"] and schema["description"]
    found = list(fields(schema))
    assert found
    for name, field in found:
        assert field.get("description"), name
        assert field["description"][-1] in ".?", (name, field["description"])


def test_each_word_of_a_few_has_its_meaning() -> None:
    def choices(part: Any) -> Iterator[Schema]:
        if isinstance(part, dict):
            if "enumDescriptions" in part:
                yield part
            for below in part.values():
                yield from choices(below)
        elif isinstance(part, list):
            for below in part:
                yield from choices(below)

    found = [choice for kind in KINDS for choice in choices(PLAIN[kind])]
    assert len(found) > 20
    for choice in found:
        assert len(choice["enum"]) == len(choice["enumDescriptions"])


@pytest.mark.parametrize(
    "files", [{}, ASKING, faulty_plans.WITH_PLAN, MAP | STORM], ids=["tiny", "asking", "plan", "map"]
)
def test_good_stories_are_good(tmp_path: Path, files: dict[str, str]) -> None:
    folder = write_story(tmp_path / "story", files)
    assert findings(folder, PLAIN) == {}
    assert findings(folder, own(folder)) == {}


def test_the_shipped_story_is_good_file_by_file() -> None:
    folder = shipped_story()
    assert findings(folder, PLAIN) == {}
    assert findings(folder, own(folder)) == {}


ROOT = Path(__file__).parents[4]
WRITTEN = sorted(
    path.parent
    for place in ("tests/miniatures", "explainer/cli")
    for path in (ROOT / place).glob("*/story.yaml")
)


@pytest.mark.parametrize("folder", WRITTEN, ids=lambda folder: folder.name)
def test_stories_in_other_scripts_and_the_first_one_of_an_author_are_good(folder: Path) -> None:
    assert findings(folder, PLAIN) == {}
    assert findings(folder, own(folder)) == {}


@pytest.mark.parametrize("seed", range(4))
def test_random_stories_are_good(tmp_path: Path, seed: int) -> None:
    folder = write_random_story(tmp_path / "story", 20, seed)
    assert findings(folder, own(folder)) == {}


@pytest.mark.parametrize("faulty", [*FAULTY, *faulty_plans.FAULTY], ids=lambda faulty: faulty.name)
def test_a_faulty_story_is_seen_or_cannot_be(faulty: Faulty, tmp_path: Path) -> None:
    folder = faulty.write(tmp_path / "story")
    found = findings(folder, own(folder))
    assert set(found) <= {faulty.where}, "an editor underlines what is in order"
    hidden = faulty.rule in HIDDEN or faulty.name in HIDDEN_FAULTS
    assert bool(found) == (not hidden or faulty.name in SEEN_FAULTS)
    if faulty.rule.startswith("unknown-") and faulty.rule != "unknown-key":
        assert findings(folder, PLAIN) == {}, "without a story any id is taken"


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_figure_is_seen_or_cannot_be(name: str, tmp_path: Path) -> None:
    files, file, _line, rule, _words = FAULTS[name]
    folder = write_story(tmp_path / "story", MAP | STORM | files)
    found = findings(folder, own(folder))
    assert set(found) <= {file}
    in_tables = not file.endswith(".yaml")
    assert bool(found) == ((not in_tables and rule not in HIDDEN) or name in SEEN_FAULTS)


def test_hidden_rules_are_rules_of_faulty_stories() -> None:
    told = {faulty.rule for faulty in (*FAULTY, *faulty_plans.FAULTY)} | {
        fault[3] for fault in FAULTS.values()
    }
    assert set(HIDDEN) - told <= {"unknown-name", "unknown-view", "trail-lost"}, "a reason for nothing"
    names = {faulty.name for faulty in (*FAULTY, *faulty_plans.FAULTY)} | set(FAULTS)
    assert set(HIDDEN_FAULTS) | SEEN_FAULTS <= names


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  - quote: lamp-out\n", "  - quote: lamp-out\n    text: two\n"),
        ("  - facilitator: Ask who has seen a lighthouse.\n", "  - id: nothing\n"),
        ("  - quote: lamp-out\n", "  - quote: null\n"),
    ],
)
def test_a_step_has_one_kind(tmp_path: Path, old: str, new: str) -> None:
    folder = write_story(tmp_path / "story", changed("night/the-storm.yaml", old, new))
    assert [problem.rule for problem in check(folder).problems] == ["step-kind"]
    (told,) = findings(folder, PLAIN).values()
    assert told and all(one.startswith("$.body[") for one in told)


def test_an_ids_own_digits_are_no_number(tmp_path: Path) -> None:
    """What YAML reads as a number or a year, and in old days as a boolean, is taken as it is written."""
    files = {
        "sources/papers.yaml": FILES["sources/papers.yaml"].replace("id: late-report", "id: 1932"),
        "excerpts/all.yaml": FILES["excerpts/all.yaml"].replace("source: late-report", "source: 1932"),
        "night/the-lamp.yaml": FILES["night/the-lamp.yaml"]
        .replace("[late-report]", "[1932]")
        .replace("title: The lamp", "title: 1931")
        .replace("asks: Why did the lamp go out?", "asks: no"),
    }
    folder = write_story(tmp_path / "story", files)
    assert check(folder).problems == ()
    assert findings(folder, own(folder)) == {}


@pytest.mark.parametrize("identifier", ["007", "1e3", "0x1f", "0o17", "20220105"])
def test_an_id_without_quotes_is_the_same_for_check_and_editor(tmp_path: Path, identifier: str) -> None:
    named = {name: text.replace("late-report", identifier) for name, text in FILES.items()}
    folder = write_story(tmp_path / "story", named)
    assert check(folder).problems == ()
    assert findings(folder, own(folder)) == {} == findings(folder, PLAIN)


def test_terms_are_named_by_any_of_their_names(tmp_path: Path) -> None:
    accused = changed(
        "claims.yaml", "        status: superseded", "        accuses: [Oda Berg]\n        status: superseded"
    )
    folder = write_story(tmp_path / "story", accused)
    assert check(folder).problems == ()
    assert findings(folder, own(folder)) == {} == findings(folder, PLAIN)
    folder = write_story(
        tmp_path / "story", {"claims.yaml": accused["claims.yaml"].replace("Oda Berg", "Oda Bergh")}
    )
    assert list(findings(folder, own(folder))) == ["claims.yaml"]


def test_the_schemas_of_a_story_complete_its_ids(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story", ASKING)
    paths = write_schemas(folder)
    assert [path.relative_to(folder).as_posix() for path in paths] == [
        f"{FOLDER}/{kind}.json" for kind in KINDS
    ]
    scene = json.loads((folder / FOLDER / "scene.json").read_text("utf-8"))
    assert scene["$id"] == "urn:explainer:schema:the-storm-of-1931:scene"
    known = {kind: dict(zip(one["enum"], one["enumDescriptions"], strict=True))
             for kind, one in scene["$defs"].items() if "enum" in one}  # fmt: skip
    assert known["scene"]["the-storm"] == "A light goes out"
    assert known["source"]["log-book"] == "Log of the Skerry light, Harbour archive, 1931-02-02"
    assert known["excerpt"]["lamp-out"].startswith("Oda Berg: At 16:40 the lamp went out")
    assert known["claim"]["boats-lost"] == "How many boats were lost?"
    assert known["place"] == {"skerry": "Skerry", "port-anna": "Port Anna"}
    assert known["trail"] == {"short-way": "The short way"}
    assert (known["figure"], known["document"]) == (
        {"f-boats": "Boats counted as lost"}, {"the-log": "The log of that night"},
    )  # fmt: skip
    assert story_schema("scene", folder) == scene


def test_schemas_are_no_part_of_the_story_and_the_same_ones_are_left_alone(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    before = check(folder)
    paths = write_schemas(folder)
    times = [path.stat().st_mtime_ns for path in paths]
    assert check(folder).story == before.story
    assert [path.stat().st_mtime_ns for path in write_schemas(folder)] == times
    assert sorted(path.name for path in (folder / FOLDER).iterdir()) == sorted(
        f"{kind}.json" for kind in KINDS
    )
    (folder / FOLDER / "scene.json").write_bytes(b"\xff half")
    write_schemas(folder)
    assert json.loads((folder / FOLDER / "scene.json").read_text("utf-8"))["title"] == "explainer: scene"


def test_a_story_with_mistakes_has_schemas_too(tmp_path: Path) -> None:
    folder, _rules = write_twelve(tmp_path / "story")
    scene = folder / "night/the-warning.yaml"
    scene.write_text(scene.read_text("utf-8") + "}\n", "utf-8")
    excerpts = folder / "excerpts/all.yaml"
    excerpts.write_text("}\n" + excerpts.read_text("utf-8"), "utf-8")
    schema = story_schema("scene", folder)
    Draft202012Validator.check_schema(schema)
    assert {"the-warning", "the-storm", "the-attic"} <= set(schema["$defs"]["scene"]["enum"])
    assert "lamp-out" in schema["$defs"]["excerpt"]["enum"]  # its file cannot be read
    (folder / "story.yaml").write_text("story: [\n", "utf-8")
    schema = story_schema("scene", folder)
    assert "pattern" in schema["$defs"]["place"], "where nothing can be known, any id is taken"
    for path in write_schemas(tmp_path / "story"):
        Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_a_story_of_one_scene_has_schemas(tmp_path: Path) -> None:
    files = dict.fromkeys(FILES, "") | {
        "story.yaml": "story: s\ntitle: S\nversion: 1\nlanguage: en\nchecked_on: 2026-01-01\nstart: one\n"
        "chapters: [{id: a, title: A}]\nreport_errors: Write.\n",
        "a/one.yaml": "scene: one\ntitle: One\nwhen: {from: 2026}\nbody: [{facilitator: Ask.}]\nending: true\n",
    }
    folder = write_story(tmp_path / "story", files)
    assert check(folder).problems == ()
    assert findings(folder, own(folder)) == {}
    (folder / "a/one.yaml").write_text((folder / "a/one.yaml").read_text() + "home: two\n")
    assert list(findings(folder, own(folder))) == ["a/one.yaml"]
    (folder / "a/one.yaml").write_text(
        "scene: one\ntitle: One\nwhen: {from: 2026}\nbody: [{figure: f}]\nending: true\n"
    )
    assert list(findings(folder, own(folder))) == ["a/one.yaml"], "there is no figure at all"


def test_schemas_are_not_written_through_a_link(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    (tmp_path / "elsewhere").mkdir()
    (folder / FOLDER).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="is a link"):
        write_schemas(folder)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_first_line_of_each_shipped_file_names_its_schema() -> None:
    from explainer.story.load.files import purpose

    folder = shipped_story()
    for path in folder.rglob("*.yaml"):
        kind = purpose(path.relative_to(folder).as_posix())
        if kind and ".schema" not in path.parts:
            line = path.read_text("utf-8").partition("\n")[0]
            named = line.removeprefix("# yaml-language-server: $schema=")
            assert (path.parent / named).resolve() == (folder / FOLDER / f"{kind}.json").resolve(), path
