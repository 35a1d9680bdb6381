"""Plain text: 72 cells, the same order, warned scenes at the end, nothing that acts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from explainer.export.book import make_book
from explainer.export.book_text import MEASURE, to_text
from explainer.paint.cells.wrapping import width
from explainer.story.model.structs import Story
from tests.unit.export.hostile import STORIES, Plain, planted, shipped, tiny

_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(params=list(STORIES))
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Story:
    return STORIES[request.param](tmp_path)


def test_every_scene_stands_once_and_every_number_to_turn_to_exists(story: Story) -> None:
    text, book = to_text(story), make_book(story)
    body = text[text.index("\nChapter: ") :]
    numbers = [scene.number for scene in book.scenes.values()] + [s.behind for s in book.warned_scenes]
    for number in numbers:
        assert body.count(f"\n\n\n{number}. ") == 1, number
    turned = [int(number) for number in re.findall(r"Turn\s+(?:back\s+)?to\s+(\d+)", text)]
    assert turned and set(turned) <= set(numbers)
    assert {scene.behind for scene in book.warned_scenes} <= set(turned)


def test_every_branch_is_offered(story: Story) -> None:
    book = make_book(story)
    flat = " ".join(to_text(story).split())
    for scene in book.scenes.values():
        for choice in scene.choices:
            assert f"> {choice.label}" in flat
            assert f"Turn to {book.scenes[choice.target].number}" in flat


def test_lines_keep_the_measure(story: Story) -> None:
    lines = to_text(story).split("\n")
    assert max(map(width, lines)) <= MEASURE
    assert not [line for line in lines if line != line.rstrip()]
    assert "\n\n\n\n" not in to_text(story)


def test_a_warned_scene_stands_at_the_very_end(tmp_path: Path) -> None:
    text = to_text(tiny(tmp_path))
    place = text[text.index("\n4. The rescue") : text.index("\n5. The morning")]
    assert "people in the water" in place and "rowers" not in place
    assert "> Go on without it: Turn to 5." in place and "> Read it: Turn to 6." in place
    end = text[text.index("\nScenes behind their warning") :]
    assert "Four rowers" in end and "\n6. The rescue\n" in end
    assert text.index("\nSources\n") < text.index("\nScenes behind their warning")


def test_sources_of_warned_scenes_alone_stand_at_the_very_end() -> None:
    story = shipped()
    before, _heading, end = to_text(story).partition("\nScenes behind their warning\n")
    cited = {int(number) for number in re.findall(r"\bS(\d+)\b", before)}
    behind = {int(number) for number in re.findall(r"^S(\d+) ", end, re.MULTILINE)}
    assert behind and not behind & cited
    assert behind | cited == {entry.number for entry in make_book(story).sources.values()}


def test_it_reads_as_prose(tmp_path: Path) -> None:
    text = to_text(tiny(tmp_path))
    assert "The lightkeeper wrote that the lamp went out at 16:40.[1] Her name was\nOda Berg.\n" in text
    assert "  Rests on S1, S2.\n" in text
    assert "[1] Quote: “At 16:40 the lamp went out and nobody came until morning.”\n    Oda Berg" in text
    assert "lightkeeper (fyrvokter, Norwegian; смотритель маяка, Russian): Who" in text
    assert "===" not in text and "---" not in text and "***" not in text


_WIDE = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(_WIDE)
@example("日本語" * 40)
@example("\x1b[2J\x1d\n\x1d\n\u202eevil\u2028")
@example("e\u0301" * 90)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_text_leaves_its_measure_or_steers_a_terminal(plain: Plain, words: str) -> None:
    text = to_text(planted(plain.story, f"x{words}"))
    assert max(width(line) for line in text.split("\n")) <= MEASURE
    assert not _UNSAFE.search(text)
    assert text.count("Rests on S1.") == to_text(plain.story).count("Rests on S1.")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    return Plain(tmp_path_factory.mktemp("plain"))
