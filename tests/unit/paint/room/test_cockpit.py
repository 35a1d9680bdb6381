"""The cockpit and the projector: what is urgent is in sight at every size, and a wall holds nothing private."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells.canvas import Line
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import STYLES, Profile
from explainer.paint.compose import rows_text
from explainer.paint.room.cockpit import compose_cockpit, key_of
from explainer.paint.room.cockpit_parts import Part, shared
from explainer.paint.room.projector import compose_projector
from explainer.reading.cockpit import CockpitView, ProjectorView, QueueRow
from explainer.reading.room import ResultView
from explainer.story.model.structs import Story
from tests.unit.paint.looks import PROFILE, cells
from tools.cockpits import cockpits, leading, projectors

_replace = msgspec.structs.replace
SIZES = ((40, 15), (60, 20), (79, 23), (80, 24), (110, 30), (120, 40), (200, 60), (20, 6), (1, 1))


def shown(view: CockpitView, size: tuple[int, int] = (80, 24)) -> str:
    return rows_text(compose_cockpit(view, *size, PROFILE).rows)


def fills(found: Frame, size: tuple[int, int], name: str) -> None:
    assert len(found.rows) == size[1], name
    for row in found.rows:
        assert cells(row) <= size[0], (name, rows_text((row,)))
        assert all(run.style in STYLES and run.text for run in row), name


@pytest.mark.parametrize("size", SIZES)
def test_every_state_fills_its_screen_and_no_more(story: Story, size: tuple[int, int]) -> None:
    for glyphs in ("braille", "ascii"):
        profile = Profile(glyphs=glyphs)
        for name, draw in (cockpits(story) | projectors(story)).items():
            fills(draw(*size, profile), size, name)


@pytest.mark.parametrize("size", [(40, 15), (60, 20), (80, 24), (120, 40)])
def test_what_is_urgent_is_on_every_cockpit(story: Story, size: tuple[int, int]) -> None:
    view = leading(story)
    found = shown(view, size)
    for words in ("maple-42", "you lead", "14:03", "NOW", "NEXT", "POLL", "ASKED", "? keys", "j join card"):
        assert words in found, words


def test_numbers_against_the_plan_and_what_to_leave_out(story: Story) -> None:
    found = shown(leading(story))
    assert "now 0:43, planned 0:41" in found and "leave out the pause" in found
    assert "26 connected: 22 follow, 4 roam · 1 gone" in found and "with 22 of 22" in found


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_trouble_comes_first(story: Story, size: tuple[int, int]) -> None:
    view = _replace(
        leading(story), trouble="NOT CONNECTED TO THE ROOM for 12 s", trouble_lines=("Guests keep it.",)
    )
    found = shown(view, size).split("\n")
    assert "NOT CONNECTED" in "".join(found[:2]) and any("Guests keep it." in line for line in found[:4])
    assert not any("connected:" in line for line in found)


def test_the_chair_is_told_with_the_key_that_takes_it(story: Story) -> None:
    view = leading(story)
    assert "the chair is silent for 12 s: L takes it" in shown(_replace(view, chair="silent", silent_for=12))
    assert "the other leads" in shown(_replace(view, chair="other"))
    assert "L takes it" in shown(_replace(view, chair="offered"))


def test_the_question_in_hand_stands_whole_and_in_sight(story: Story) -> None:
    queue = tuple(QueueRow(str(n), f"question {n} " + "word " * 30) for n in range(30))
    for chosen in (0, 7, 29):
        view = _replace(leading(story), queue=queue, chosen=chosen)
        for size in ((80, 24), (120, 40)):
            found = compose_cockpit(view, *size, PROFILE)
            lines = rows_text(found.rows).split("\n")
            assert any(f"▸ {chosen + 1} question {chosen}" in line for line in lines)
            assert found.cursor is not None and f"{chosen + 1} question" in lines[found.cursor[1]]


def test_a_hostile_question_keeps_the_shape(story: Story) -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J" + "\u202e" + "x" * 4_000
    for chosen in (-1, 0):
        view = _replace(leading(story), queue=(QueueRow("a", hostile),), chosen=chosen)
        found = compose_cockpit(view, 80, 24, PROFILE)
        fills(found, (80, 24), "hostile")
        assert not any(sign in run.text for row in found.rows for run in row for sign in "\x1b\x07\u202e")
        assert "? keys" in rows_text(found.rows)


def test_help_names_every_key(story: Story) -> None:
    found = shown(_replace(leading(story), help=True))
    for action in (
        "poll",
        "reveal",
        "close-poll",
        "hold",
        "hand-over",
        "lead",
        "close-room",
        "show-warned",
        "plan",
    ):
        assert f" {key_of(action, 'braille')} " in found


def test_a_line_being_typed_has_the_cursor(story: Story) -> None:
    view = _replace(leading(story), question="The task:", typing="x" * 200)
    found = compose_cockpit(view, 80, 24, PROFILE)
    assert found.cursor is not None and found.cursor[1] == 21 and found.cursor[0] < 80


def test_parts_get_rows_by_rank_and_none_is_a_heading_alone() -> None:
    line = Line()
    parts = [Part("A", (line,) * 9, 2, 0), Part("B", (line,) * 9, 3, 2), Part("C", (line,), 1, 1)]
    assert shared(parts, 2) == [2, 0, 0]
    assert shared(parts, 3) == [2, 0, 1]
    assert shared(parts, 6) == [2, 3, 1]
    assert shared(parts, 9) == [4, 4, 1]
    assert shared(parts, 99) == [9, 9, 1]


class TestProjector:
    def wall(self, story: Story, size: tuple[int, int] = (60, 20), **changes: object) -> str:
        view = ProjectorView(story.title, "the-warning", "", join=("Join: ssh maple-42@host",))
        return rows_text(compose_projector(story, _replace(view, **changes), *size, PROFILE).rows)

    def test_it_shows_the_step_its_source_and_how_to_come_in(self, story: Story) -> None:
        found = self.wall(story)
        assert story.scenes["the-warning"].title in found and "Join: ssh" in found
        assert "Port Gazette" in found or "Harbour archive" in found

    def test_a_warned_scene_is_a_warning_until_it_is_shown(self, story: Story) -> None:
        found = self.wall(
            story, scene="the-rescue", warned=True, poll="Which?", options=("A", "B"), question="Who?"
        )
        assert "Before the next scene" in found and story.scenes["the-rescue"].title not in found
        assert "Which?" not in found and "Who?" not in found
        assert story.scenes["the-rescue"].title in self.wall(story, scene="the-rescue", warned=False)

    def test_an_open_poll_has_no_numbers(self, story: Story) -> None:
        found = self.wall(story, poll="Which of them?", options=("One", "Another"))
        assert "Which of them?" in found and "1 One" in found and "open" in found
        result = self.wall(story, poll="Which?", options=("One", "Two"), result=ResultView(9, 10, (4, 5)))
        assert "1 One 4" in result and "9 answers · 10 connected" in result

    @pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
    def test_of_25_answers_those_that_most_gave_have_room(self, story: Story, size: tuple[int, int]) -> None:
        options = tuple(f"{n}. Sentence {n} of a long text, cut off where a wall ends" for n in range(1, 26))
        counts = tuple({16: 5, 3: 9, 20: 7}.get(at, 1) for at in range(25))
        found = self.wall(
            story, size, poll="Which one?", options=options, result=ResultView(43, 50, counts)
        ).split("\n")
        at = [
            next(row for row, line in enumerate(found) if f"{n}. Sentence {n} " in line) for n in (4, 17, 21)
        ]
        assert at == sorted(at) and len(set(at)) == 3, "in the order asked"
        shown = sum(f"{n}. Sentence {n} " in "\n".join(found) for n in range(1, 26))
        said = [line.strip() for line in found if line.strip().startswith("and ")]
        assert said == ([f"and {25 - shown} more"] if shown < 25 else []) and (shown < 25 or size[1] > 24)
        assert "43 answers" in "\n".join(found)

    @pytest.mark.parametrize("size", [(60, 20), (80, 24)])
    def test_a_shift_and_an_open_poll_with_many_answers_end_in_words(
        self, story: Story, size: tuple[int, int]
    ) -> None:
        options = tuple(f"{n}. Sentence {n} of a long text, cut off where a wall ends" for n in range(1, 26))
        before = ResultView(40, 50, (*([1] * 24), 16))
        result = ResultView(43, 50, (*([1] * 24), 19), before=before)
        found = self.wall(story, size, poll="Which one?", options=options, result=result)
        assert "25. Sentence 25 " in found and "+3" in found and "more" in found
        found = self.wall(story, size, poll="Which one?", options=options)
        assert "more" in found and "open: answer on your own screen" in found

    def test_blank_and_closed_show_nothing_else(self, story: Story) -> None:
        assert not self.wall(story, blank=True).strip()
        assert self.wall(story, closed=True).split() == story.title.split()

    def test_nothing_on_it_can_be_pressed(self, story: Story) -> None:
        for name, draw in projectors(story).items():
            for row in draw(80, 24, PROFILE).rows:
                assert not any(run.reference for run in row), name

    def test_its_view_has_no_field_for_anything_private(self) -> None:
        private = {
            "note",
            "cue",
            "queue",
            "asked",
            "ready",
            "pace",
            "doubt",
            "own",
            "code",
            "following",
            "roaming",
        }
        assert not private & set(ProjectorView.__struct_fields__)
