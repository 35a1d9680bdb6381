"""The story in short, and what no source says: read, gathered, counted, translated."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.story.check.report import check
from explainer.story.model.prose import minutes, minutes_of, not_known, plain, words_in
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language
from tests.short import SHORT
from tests.tiny import write_story


def made(folder: Path, **files: str) -> Story:
    write_story(folder, SHORT | {name.replace("__", "/") + ".yaml": text for name, text in files.items()})
    report = check(folder)
    assert report.story is not None, report.problems
    return report.story


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return made(tmp_path / "story")


def test_a_scene_ends_on_what_no_source_says(story: Story) -> None:
    foot = not_known(story.scenes["the-storm"])
    assert foot is not None
    assert (foot.id, foot.kind) == ("not-known", "not-known")
    assert [plain(story, item) for item in foot.items] == ["No source says who saw the lamp last."]


def test_a_step_gathers_the_feet_of_other_scenes_with_where_they_stand(story: Story) -> None:
    short, gathered = story.scenes["the-morning"].steps[:2]
    assert gathered.kind == "not-known"
    assert [plain(story, item) for item in gathered.items] == [
        "No source says who saw the lamp last.",
        "No source says what the lightkeeper did that night.",
    ]
    assert gathered.links == (("the-storm",), ("the-lamp",))
    assert short.kind == "in-short"
    assert short.marks == ("known", "argued", "unknown")
    assert short.links == (("the-storm",), ("the-storm", "the-lamp"), ("the-morning",))


def test_a_chapter_gathers_its_own_alone(tmp_path: Path) -> None:
    lines = SHORT["after/the-morning.yaml"].replace("not_known: all", "not_known: chapter")
    write_story(tmp_path / "story", SHORT | {"after/the-morning.yaml": lines})
    story = check(tmp_path / "story").story
    assert story is not None
    assert story.scenes["the-morning"].steps[1].items == ()


def test_what_is_printed_counts_for_the_minutes_where_it_stands_first(story: Story) -> None:
    scene = story.scenes["the-morning"]
    short, gathered = scene.steps[:2]
    assert gathered.items, "lines from the feet of other scenes, which count there"
    printed = sum(words_in(plain(story, item)) for item in short.items)
    without = sum(
        words_in(plain(story, prose)) for step in scene.steps[2:] for prose in (step.prose, *step.items)
    )
    assert printed + without <= scene.words < printed + without + 39
    foot = story.scenes["the-storm"]
    assert foot.words >= sum(words_in(plain(story, item)) for item in foot.steps[-1].items)
    assert minutes_of(story, story.order) == minutes(sum(one.words for one in story.scenes.values()))


def test_both_are_said_in_the_language_that_is_read(tmp_path: Path) -> None:
    storm = SHORT["night/the-storm.yaml"].replace(
        '["No source says who saw the lamp last."]',
        '[{en: "No source says who saw the lamp last.", ru: "Никто не сказал, кто видел свет."}]',
    )
    head = SHORT["story.yaml"].replace(
        'text: "Nobody has shown why no boat came."',
        'text: {en: "Nobody has shown why no boat came.", ru: "Причина неизвестна."}',
    )
    write_story(tmp_path / "story", SHORT | {"night/the-storm.yaml": storm, "story.yaml": head})
    report = check(tmp_path / "story")
    assert report.story is not None, report.problems
    russian = in_language(report.story, "ru")
    foot = not_known(russian.scenes["the-storm"])
    assert foot is not None
    assert plain(russian, foot.items[0]) == "Никто не сказал, кто видел свет."
    assert plain(russian, russian.in_short[2].text) == "Причина неизвестна."
    short, gathered = russian.scenes["the-morning"].steps[:2]
    assert plain(russian, gathered.items[0]) == "Никто не сказал, кто видел свет."
    assert plain(russian, short.items[2]) == "Причина неизвестна."
