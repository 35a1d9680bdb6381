"""What the loader makes of a story, and that nothing crashes it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.problems import Problem, StoryFaulty
from explainer.story.check.report import check
from explainer.story.figures.tables import table
from explainer.story.load import yaml_text
from explainer.story.load.files import render
from explainer.story.load.json_schema import KINDS, json_schema
from explainer.story.load.loader import load, read_story
from explainer.story.model.structs import Span
from tests.make_story import random_story, write_random_story
from tests.tiny import FILES, changed, write_story


def test_tiny_story_is_whole(tiny_story: Path) -> None:
    story = read_story(tiny_story)
    assert story.order == ("the-storm", "the-lamp", "the-warning", "the-rescue", "the-morning")
    lamp = story.scenes["the-storm"].steps[1]
    assert (lamp.id, lamp.kind, lamp.line) == ("lamp", "text", 9)
    assert Span("term", "Oda Berg", "oda-berg") in lamp.prose
    assert Span("claim", ref="boats-lost", on="1931-02-03") in lamp.prose
    morning = story.scenes["the-morning"].steps[0]
    assert Span("term", "lightkeepers", "lightkeeper") in morning.prose  # by one of its other spellings
    columns = {"day": ["day"], "value": ["boats"], "said_on": ["day"], "sources": ["source"]}
    assert story.figures["f-boats"].options == {"unit": "boats", "columns": columns}
    assert table(story, "data/boats.csv").rows[1] == ("1931-02-08", "12", "log-book")
    assert story.sources["log-book"].stored is not None
    assert story.sources["log-book"].stored.text.startswith("The keeper")
    assert story.scenes["the-rescue"].warning is not None
    assert story.claims["boats-lost"].contested is None
    assert story.terms["oda-berg"].living is False
    assert story.terms["lightkeeper"].living is None
    assert story.scenes["the-storm"].steps[0].guess is not None
    assert story.scenes["the-storm"].steps[0].guess.answer == ("some",)
    assert story.about == "A small story for tests.\n\nWritten by nobody."
    assert story.scenes["the-lamp"].words == 11


def test_words_count_what_a_claim_prints(tiny_story: Path) -> None:
    # "The harbour office says twelve boats or fifteen boats." and "The crews dispute the count."
    story = read_story(tiny_story)
    figure = story.figures["f-boats"]
    shown = len(figure.title.split()) + len(figure.twin.split())
    assert story.scenes["the-warning"].words == 9 + 5 + shown


def test_faulty_story_is_not_read(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "s", changed("night/the-lamp.yaml", "next: return", "next: nowhere"))
    with pytest.raises(StoryFaulty) as caught:
        read_story(folder)
    assert [problem.rule for problem in caught.value.problems] == ["unknown-scene"]
    assert load(folder).draft is not None


def test_languages_stand_beside_the_storys_own(tmp_path: Path) -> None:
    files = changed(
        "night/the-lamp.yaml",
        "title: The lamp",
        "title: {en: The lamp, ru: Лампа}",
        (
            "  - text: |\n      A board of inquiry wrote that *nobody* was at the mast.[^inquiry]\n",
            "  - text:\n      en: A board wrote that nobody was there.[^inquiry]\n"
            "      ru: Комиссия [[oda-berg|Берг]].[^inquiry]\n",
        ),
    )
    story = read_story(write_story(tmp_path / "s", files))
    scene = story.scenes["the-lamp"]
    assert scene.title == "The lamp"
    assert scene.translations == {"ru": {"title": "Лампа"}}
    assert scene.steps[0].translations["ru"]["text"][1] == Span("term", "Берг", "oda-berg")
    assert story.languages == ("en", "ru")


def test_items_in_another_language_stand_by_their_number(tmp_path: Path) -> None:
    files = changed(
        "night/the-warning.yaml",
        "      - The harbour office says {boats-lost}.\n      - The crews dispute the count.{^boats-lost}\n",
        "      - {en: One thing., ru: Одно.}\n      - {en: Another thing., ru: Другое.}\n",
    )
    step = read_story(write_story(tmp_path / "s", files)).scenes["the-warning"].steps[0]
    assert [item[0].text for item in step.items] == ["One thing.", "Another thing."]
    assert step.translations["ru"] == {
        "items[0]": (Span("text", "Одно."),),
        "items[1]": (Span("text", "Другое."),),
    }


@pytest.mark.parametrize("noise", ["\x01", "\t", "\n\t", "[[a]] ", "1, ", "[", "*", "{a} ", "&a ", "# "])
def test_a_file_full_of_one_thing_is_read_in_time(tmp_path: Path, noise: str) -> None:
    text = FILES["after/the-morning.yaml"].replace("No source", noise * (60_000 // len(noise)) + "No source")
    begun = time.process_time()  # what others do on this machine is not counted
    check(write_story(tmp_path / "s", {"after/the-morning.yaml": text}))
    assert time.process_time() - begun < 10


def test_a_trail_through_a_warned_scene_needs_its_bridge(tmp_path: Path) -> None:
    bridge = "  bridge: Some of the crews were brought in that night.\n"
    problems = check(write_story(tmp_path / "s", changed("night/the-rescue.yaml", bridge, ""))).problems
    assert [(p.file, p.rule) for p in problems] == [
        ("night/the-rescue.yaml", "missing-field"),
        ("story.yaml", "trail-bridge"),
    ]


def test_mistakes_in_another_language_are_told(tmp_path: Path) -> None:
    files = changed(
        "after/the-morning.yaml",
        "  - text: |\n      No source",
        "  - text:\n      ru: Никто.[^nobody]\n      en: |\n       No source",
    )
    problems = check(write_story(tmp_path / "s", files)).problems
    assert "unknown-excerpt" in {problem.rule for problem in problems}


def test_progress_counts_files(tiny_story: Path) -> None:
    seen: list[tuple[int, int]] = []
    load(tiny_story, lambda done, whole: seen.append((done, whole)))
    assert seen[-1][0] == seen[-1][1] == len(seen)


def test_waivers_and_corrections_are_listed(tmp_path: Path) -> None:
    files = changed(
        "after/the-morning.yaml",
        "asked twice.",
        "asked 300 times.",
        ("[port-gazette]", "[port-gazette]\n    waive: [{text: '300', reason: by their own words}]"),
    )
    files |= changed(
        "claims.yaml", "as_known: []", "as_known: [{on: 1931-02-05, versions: [v1], reasons: {v3: late}}]"
    )
    report = check(write_story(tmp_path / "s", files))
    assert report.problems == ()
    (waiver,) = report.waivers
    assert (waiver.scene, waiver.step, waiver.file, waiver.line) == (
        "the-morning",
        "1",
        "after/the-morning.yaml",
        9,
    )
    assert waiver.waiver.reason == "by their own words"
    (known,) = report.as_known
    assert (known.claim, known.correction.on, known.file) == ("boats-lost", "1931-02-05", "claims.yaml")


def test_accusation_of_a_living_person_needs_its_outcome(tmp_path: Path) -> None:
    files = changed(
        "claims.yaml", "        status: superseded", "        accuses: [oda-berg]\n        status: superseded"
    )
    living = changed("glossary.yaml", "living: false", "living: null")
    assert check(write_story(tmp_path / "a", files)).problems == ()  # the dead need none
    assert [p.rule for p in check(write_story(tmp_path / "b", files | living)).problems] == ["accusation"]


@pytest.mark.parametrize("seed", range(4))
def test_random_story_has_no_problem(tmp_path: Path, seed: int) -> None:
    report = check(write_random_story(tmp_path / "s", 9 + seed, seed))
    assert report.problems == ()
    assert report.story is not None
    assert set(report.story.order) == set(report.story.scenes)


def test_random_story_is_the_same_for_the_same_seed() -> None:
    assert random_story(8, 5) == random_story(8, 5)
    assert random_story(8, 5) != random_story(8, 6)


def test_alias_bomb_does_not_grow(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    folder = write_story(tmp_path / "s", {"claims.yaml": "\n".join(lines) + "\nclaims: []\n"})
    problems = [p for p in check(folder).problems if p.file == "claims.yaml"]
    assert sum(p.rule == "anchor" for p in problems) == 12 + 110


def test_deep_nesting_is_told(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "s", {"changes.yaml": "changes: " + "[" * 500 + "]" * 500 + "\n"})
    assert "too-deep" in {problem.rule for problem in check(folder).problems}


def well_formed(problem: Problem, folder: Path) -> bool:
    shown = render(folder, problem)
    return (
        bool(problem.message)
        and problem.line >= 0
        and not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    )


NAMES = sorted(name for name in FILES if name.endswith(".yaml"))
QUIET = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
MARKS = (
    "[[",
    "]]",
    "{",
    "}",
    ": ",
    " #",
    "- ",
    "'",
    '"',
    "|",
    ">",
    "&a ",
    "*a",
    "!x ",
    "[^x]",
    "%",
    "@",
    "?",
)
WORDS = ("é", "null", "yes", "---\n", "scene", "text", "2022-01-05", "5 January", "300", "\n", "  ")
NOISE = ("\t", "\x1b", "\u202e", "\ud800", "\x00", "\ufeff")
PIECES = st.sampled_from(MARKS + WORDS + NOISE)


@QUIET
@given(data=st.binary(max_size=300), name=st.sampled_from(NAMES))
def test_arbitrary_bytes_never_crash(tiny_story: Path, data: bytes, name: str) -> None:
    write_story(tiny_story)
    (tiny_story / name).write_bytes(data)
    report = check(tiny_story)
    assert report.problems
    assert all(well_formed(problem, tiny_story) for problem in report.problems)


@QUIET
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_broken_files_never_crash(tiny_story: Path, data: st.DataObject, name: str) -> None:
    """Pieces of YAML, Markdown and noise put anywhere into a good file."""
    write_story(tiny_story)
    path = tiny_story / name
    text = path.read_text()
    for piece in data.draw(st.lists(PIECES, min_size=1, max_size=4)):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + piece + text[at:]
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    report = check(tiny_story)
    assert all(well_formed(problem, tiny_story) for problem in report.problems)
    assert (report.story is None) == any(problem.severity == "error" for problem in report.problems)


@QUIET
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_missing_lines_never_crash(tiny_story: Path, data: st.DataObject, name: str) -> None:
    write_story(tiny_story)
    path = tiny_story / name
    lines = path.read_text().splitlines(keepends=True)
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=4))
    path.write_text("".join(line for number, line in enumerate(lines) if number not in gone))
    report = check(tiny_story)
    assert all(well_formed(problem, tiny_story) for problem in report.problems)


def test_positions_count_characters() -> None:
    document = yaml_text.compose("x.yaml", "a: Қазақ 😀 [[b]] #c\n".encode())
    assert document.root is not None
    node = document.root.at("a")
    assert document.locate(node, "[[b]]") == (1, 12)
    assert document.cut_off(node) == (1, 18, False)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a: Room 5 #3", (1, 11, False)),  # a text that goes on
        ("a: Room 5  #3", (1, 12, False)),
        ("a: Room 5 # the big one", (1, 11, True)),  # either
        ("a: Room 5  # the big one", None),  # a comment, as YAML's formatters set it
        ("a: Room 5      # the big one", None),
    ],
)
def test_a_comment_set_apart_by_two_spaces_cuts_nothing_off(
    line: str, told: tuple[int, int, bool] | None
) -> None:
    document = yaml_text.compose("x.yaml", f"{line}\n".encode())
    assert document.root is not None
    assert document.cut_off(document.root.at("a")) == told


def test_render_shows_line_caret_and_hint(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "s", changed("after/the-morning.yaml", "asked twice", "asked 300 times"))
    (problem,) = check(folder).problems
    assert render(folder, problem).splitlines() == [
        "after/the-morning.yaml:7:77: error: "
        "the number `300` stands in no excerpt or claim that this step cites",
        "  in body[0].text",
        "  7 |       No source we hold says who gave the order. The [[lightkeepers]] asked 300 times.",
        "    | " + " " * 76 + "^",
        "  hint: Cite the excerpt that holds it; "
        "or waive it with a reason: waive: [{text: ..., reason: ...}].",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_json_schema(kind: str) -> None:
    schema = json_schema(kind)
    assert kind in schema["properties"]
    assert schema["additionalProperties"] is False
