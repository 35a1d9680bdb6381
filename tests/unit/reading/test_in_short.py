"""The story in short on its own screen and on a page; what no source says; each line leads to its scenes."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.run import begin
from explainer.reading.view import Layout, View, in_hand
from explainer.reading.view_actions import perform
from explainer.story.check.report import check
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Story
from tests.short import SHORT
from tests.tiny import write_story

PROFILE = Profile()


@pytest.fixture
def story(tmp_path: Path) -> Story:
    write_story(tmp_path / "story", SHORT)
    made = check(tmp_path / "story").story
    assert made is not None
    return made


@pytest.fixture
def page(story: Story) -> View:
    return perform(View(story, begin(story)), Action("go", "the-morning"), Layout())


def drawn(view: View, width: int = 80, height: int = 24) -> tuple[str, Layout]:
    frame = compose(view, width, height, PROFILE)
    return "\n".join("".join(run.text for run in row).rstrip() for row in frame.rows), frame.layout


def walked(view: View, steps: int) -> View:
    for _step in range(steps):
        view = perform(view, Action("next-reference"), drawn(view)[1])
    return view


@pytest.mark.parametrize(("width", "height"), [(40, 15), (80, 24), (120, 40)])
def test_the_screen_lists_each_line_with_its_mark_in_words(story: Story, width: int, height: int) -> None:
    shown = perform(View(story, begin(story)), Action("in-short"), Layout())
    text = " ".join(drawn(shown, width, height)[0].split())
    for words in ("1 Known", "2 Argued", "3 Not known", "(2 scenes)"):
        assert words in text


def test_enter_goes_to_the_one_scene_or_asks_which(story: Story) -> None:
    shown = perform(View(story, begin(story)), Action("in-short"), Layout())
    first = perform(shown, Action("open"), drawn(shown)[1])
    assert (first.run.visit.scene, first.screen) == ("the-storm", "scene")
    second = perform(shown, Action("next-reference"), drawn(shown)[1])
    chosen = perform(second, Action("open"), drawn(second)[1])
    assert (chosen.screen, chosen.listings[-1].subject) == ("in-short", "2")
    assert perform(chosen, Action("close"), Layout()).listings[-1].subject == "", "back to the lines"
    there = perform(perform(chosen, Action("next-reference"), drawn(chosen)[1]), Action("open"), Layout())
    assert there.run.visit.scene == "the-lamp"


def test_a_story_without_lines_says_so(story: Story) -> None:
    with pytest.raises(Cannot, match="not told in short"):
        perform(View(replace(story, in_short=()), begin(story)), Action("in-short"), Layout())


def test_on_a_page_each_line_is_a_stop_before_what_stands_in_it(page: View) -> None:
    text, layout = drawn(page)
    assert "Known · The lamp of Skerry went out at 16:40.[1]" in text
    held = [in_hand(walked(page, steps)) for steps in range(1, 6)]
    assert [(one.kind, one.id) for one in held if one] == [
        ("line", "1:0"),
        ("excerpt", "lamp-out"),
        ("line", "1:1"),
        ("term", "lightkeeper"),
        ("line", "1:2"),
    ]
    assert len(layout.references) == len(set(layout.references))


def test_enter_on_a_line_of_the_page_goes_there(page: View) -> None:
    line = walked(page, 1)
    assert "Enter goes to “A light goes out”" in drawn(line)[0]
    assert perform(line, Action("open"), drawn(line)[1]).run.visit.scene == "the-storm"
    several = walked(page, 3)
    assert "2 scenes tell it; Enter chooses" in drawn(several)[0]
    assert "Told in" in drawn(several, 120, 40)[0]
    assert perform(several, Action("open"), drawn(several)[1]).screen == "in-short"


def test_what_is_not_known_stands_at_the_foot_and_gathered_with_its_scene(page: View, story: Story) -> None:
    text, _layout = drawn(page)
    assert "Not known\n  – No source says who saw the lamp last. (A light goes out)" in text
    lamp = perform(page, Action("go", "the-lamp"), Layout())
    assert "Not known\n  – No source says what the lightkeeper did that night." in drawn(lamp)[0]


def test_under_a_date_a_line_keeps_its_mark_and_hides_its_words(page: View) -> None:
    dated = replace(page, run=replace(page.run, lens=Lens("1931-02-03")))
    text, _layout = drawn(dated)
    assert "Known · The lamp" in text
    assert "slept" not in text
    assert "saw the lamp last" not in text
    shown, _layout = drawn(perform(dated, Action("in-short"), Layout()))
    assert "Argued · [" in shown
    assert "slept" not in shown
