"""The look at the cells finds what it is there to find."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells import style
from explainer.paint.cells.rows import Frame, Run
from explainer.paint.cells.style import PALETTES, Ink, Profile
from explainer.paint.compose import compose
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tools.cells import cut_words, faults, shown, vocabulary
from tools.screens import SIZES, Reader, screens

PROFILE = Profile()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    from tests.tiny import write_story

    return read_story(write_story(tmp_path_factory.mktemp("story") / "tiny"))


def frame_of(story: Story, width: int, height: int, profile: Profile = PROFILE) -> Frame:
    reader = Reader(story, width, height, profile)
    return compose(reader.at(story.start), width, height, profile)


def changed(frame: Frame, index: int, *runs: Run) -> Frame:
    rows = (*frame.rows[:index], runs, *frame.rows[index + 1 :])
    return msgspec.structs.replace(frame, rows=rows)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("depth", style.DEPTHS)
def test_every_screen_of_a_small_story_is_without_fault(
    story: Story, size: tuple[int, int], depth: str
) -> None:
    profile = Profile(depth=depth)
    reader = Reader(story, *size, profile)
    words = vocabulary(story)
    for name, make in screens(story).items():
        frame = compose(make(reader), *size, profile)
        assert list(faults(frame, *size, profile, words)) == [], name


def test_a_word_cut_at_the_edge_is_found(story: Story) -> None:
    words = vocabulary(story)
    spoilt = changed(frame_of(story, 80, 24), 10, Run("the explainer explai", "text"))
    found = list(faults(spoilt, 80, 24, PROFILE, words))
    assert any("cut word 'explai'" in fault for fault in found)


def test_addresses_are_no_words(story: Story) -> None:
    assert not list(cut_words("https://exam.ple/xyzzy www.plugh.org/xyzzy", vocabulary(story)))


def test_a_row_too_wide_is_found(story: Story) -> None:
    spoilt = changed(frame_of(story, 80, 24), 10, Run("the " * 21, "text"))
    assert any("wider" in fault for fault in faults(spoilt, 80, 24, PROFILE, vocabulary(story)))


def test_a_row_too_few_is_found(story: Story) -> None:
    frame = frame_of(story, 80, 24)
    spoilt = msgspec.structs.replace(frame, rows=frame.rows[:-1])
    assert any("23 rows" in fault for fault in faults(spoilt, 80, 24, PROFILE, vocabulary(story)))


def test_weak_contrast_is_found(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    from explainer.paint.cells import encoder

    weak = PALETTES["dark"]._replace(text=Ink("#707070", 242))
    monkeypatch.setitem(PALETTES, "dark", weak)
    encoder.pen_of.cache_clear()
    found = list(faults(frame_of(story, 80, 24), 80, 24, PROFILE, vocabulary(story)))
    encoder.pen_of.cache_clear()
    assert any("#707070" in fault for fault in found)


def test_a_word_in_one_of_the_sixteen_colours_is_found(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    from explainer.paint.cells import encoder

    red = style.STYLES["text"]._replace(sign="red")
    monkeypatch.setitem(style.STYLES, "text", red)
    encoder.pen_of.cache_clear()
    profile = Profile(depth="16")
    found = list(faults(frame_of(story, 80, 24, profile), 80, 24, profile, vocabulary(story)))
    encoder.pen_of.cache_clear()
    assert any("colour of the terminal's" in fault for fault in found)


def test_what_is_shown_is_what_was_painted(story: Story) -> None:
    frame = frame_of(story, 80, 24)
    painted = ["".join(run.text for run in row).rstrip() for row in frame.rows]
    assert ["".join(c.character for c in row).rstrip() for row in shown(frame, 80, PROFILE)] == painted


def test_a_picture_holds_its_words(story: Story) -> None:
    from tools.pictures import Shot, drawn

    frame = frame_of(story, 80, 24)
    picture = drawn(Shot("a", 80, 24, PROFILE, frame))
    assert picture.startswith("<svg") and story.title in picture
