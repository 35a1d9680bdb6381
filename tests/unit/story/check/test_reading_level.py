"""The reading level: names and quotations do not count, long words and long sentences do."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from explainer.cli.main import run
from explainer.story.check.balance import FEW, NoLibrary, reading_level
from explainer.story.load.loader import read_story
from tests.tiny import changed, write_story

MORNING = "after/the-morning.yaml"
OLD = "No source we hold says who gave the order. The [[lightkeepers]] asked twice."
EASY = " ".join(["We saw the boat go out and we did not see it come in."] * 5)
HARD = " ".join(
    ["Administrative investigations subsequently established organisational responsibility unambiguously."]
    * 7
)

pytest.importorskip("readability", reason="pip install '.[authors]'")


def grade(folder: Path, text: str) -> float:
    story = read_story(write_story(folder, changed(MORNING, OLD, text)))
    return reading_level(story).scenes["the-morning"]


def test_hard_words_raise_the_grade(tmp_path: Path) -> None:
    assert grade(tmp_path / "easy", EASY) < 3 < 15 < grade(tmp_path / "hard", HARD)


def test_long_sentences_raise_the_grade(tmp_path: Path) -> None:
    joined = EASY.replace(". W", ", and w")
    assert grade(tmp_path / "joined", joined) > grade(tmp_path / "easy", EASY) + 10


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("We saw [[oda-berg|Oda]] go.", "We saw [[oda-berg|Administrative Responsibility]] go."),
        ("We said “no” to all.", "We said “organisational responsibility unambiguously” to all."),
        ('We said "no" to all.', 'We said "organisational responsibility unambiguously" to all.'),
        ("We saw it go out.", "We saw Berg go out."),
    ],
)
def test_names_and_quotations_are_left_out(tmp_path: Path, short: str, long: str) -> None:
    one, other = (f"{EASY} {text}" for text in (short, long))
    assert grade(tmp_path / "one", one) == grade(tmp_path / "other", other)


def test_a_quotation_that_ends_a_sentence_ends_it(tmp_path: Path) -> None:
    apart = " ".join(["He said “We are here.” She went out to see it."] * 5)
    run_on = " ".join(["He said “We are here” she went out to see it,"] * 5)
    assert grade(tmp_path / "apart", apart) < grade(tmp_path / "run-on", run_on)


def test_short_scenes_have_no_grade_and_count_in_the_whole(tiny_story: Path) -> None:
    story = read_story(tiny_story)
    assert all(scene.words < FEW for scene in story.scenes.values())
    reading = reading_level(story)
    assert reading.scenes == {} and reading.whole < 6


def test_a_faulty_story_has_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(write_story(tmp_path / "s", changed(MORNING, "ending: true\n", "")))]) == 1
    assert "Reading level" not in capsys.readouterr().out


def test_it_tells_how_far_it_is(tiny_story: Path) -> None:
    told: list[tuple[int, int]] = []
    reading_level(read_story(tiny_story), lambda done, total: told.append((done, total)))
    assert told == [(number, 5) for number in range(1, 6)]


def test_without_the_library(tiny_story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "readability", None)
    with pytest.raises(NoLibrary):
        reading_level(read_story(tiny_story))


def test_a_language_it_does_not_know(tiny_story: Path) -> None:
    with pytest.raises(NoLibrary):
        reading_level(msgspec.structs.replace(read_story(tiny_story), language="kk"))
