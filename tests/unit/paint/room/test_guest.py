"""A guest's page in a room: what it says in each state, at each size, and what it never shows."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells.style import STYLES, Profile
from explainer.paint.compose import compose, rows_text
from explainer.paint.page.layout import grid
from explainer.reading.room import PollView, ResultView, RoomView
from explainer.reading.run import Visit
from explainer.reading.view import Sheet, View
from explainer.session.room_page import front_of, joined
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story
from tests.unit.paint.looks import PROFILE, SIZES, at, cells, frame, text
from tools.room_screens import guests
from tools.screens import Reader

_replace = msgspec.structs.replace
POLL = PollView("p1", "choice", "Which of them?", ("One", "Another", "Neither"), front=True)
EVERY = (*SIZES, (79, 18), (109, 24), (200, 60), (40, 40), (20, 6), (1, 1), (39, 15))


def room(story: Story, scene: str = "the-warning", step: int = 1, **changes: object) -> RoomView:
    found = story.scenes[scene]
    told = {
        "state": "following", "leader_at": found.title, "leader_scene": scene, "leader_step": step,
        "leader_steps": len(readable_steps(found)),
    }  # fmt: skip
    return _replace(RoomView("maple-42"), **(told | changes))


def follower(story: Story, scene: str = "the-warning", step: int = 1, **changes: object) -> View:
    view = at(story, scene)
    steps = readable_steps(story.scenes[scene])
    run = _replace(view.run, visit=Visit(scene, steps[step - 1].id if steps else ""))
    return joined(view, room(story, scene, step, **changes), run)


@pytest.mark.parametrize("size", EVERY)
def test_every_page_fills_its_screen_and_no_more(story: Story, size: tuple[int, int]) -> None:
    for glyphs in ("braille", "ascii"):
        profile = Profile(glyphs=glyphs)
        for name, make in guests(story).items():
            view = make(Reader(story, max(40, size[0]), max(15, size[1]), profile))
            found = compose(view, *size, profile)
            assert len(found.rows) == size[1], name
            for row in found.rows:
                assert cells(row) <= size[0], (name, rows_text((row,)))
                assert all(run.style in STYLES and run.text for run in row), name


@pytest.mark.parametrize("size", SIZES)
def test_the_code_is_always_in_sight_but_stepped_out(story: Story, size: tuple[int, int]) -> None:
    for name, make in guests(story).items():
        shown = text(make(Reader(story, *size, PROFILE)), size)
        if "looking" in name or "led-open" in name or name.startswith("room-out"):
            continue
        assert "maple-42" in shown, name


@pytest.mark.parametrize("size", SIZES)
def test_the_leaders_step_is_marked_by_a_shape(long_story: Story, size: tuple[int, int]) -> None:
    for step in (2, 4, 8):
        for glyphs, sign in (("braille", "┃"), ("ascii", "|")):
            shown = text(follower(long_story, "the-lamp", step), size, Profile(glyphs=glyphs, depth="none"))
            column = max(0, grid(*size).left - 3)
            marked = [line for line in shown.split("\n") if line[column : column + 1] == sign]
            assert marked
            assert all(f"{step}x" in line for line in marked if "x" in line)
            own = text(
                _replace(follower(long_story, "the-lamp", step), room=None), size, Profile(glyphs=glyphs)
            )
            assert not any(line[column : column + 1] == sign for line in own.split("\n"))


@pytest.mark.parametrize("size", SIZES)
def test_followers_see_the_step_whole_or_from_its_top(long_story: Story, size: tuple[int, int]) -> None:
    for step in range(1, 9):
        shown = text(follower(long_story, "the-lamp", step), size)
        assert f"{step}x0" in shown


def test_where_the_leader_is_is_told_to_who_roams(story: Story) -> None:
    view = _replace(at(story, "the-lamp"), room=room(story, state="roaming"))
    shown = text(view)
    assert "Own way · the leader is at" in shown and "f follow" in shown
    assert story.scenes["the-warning"].title in shown
    free = text(_replace(view, room=_replace(view.room, mode="free")))
    assert "Free reading" in free


def test_own_answers_are_told_in_words(story: Story) -> None:
    for changes, words in (
        ({}, "A number answers."),
        ({"own": 1, "own_state": "sending"}, "You: 2, sending."),
        ({"own": 1, "own_state": "counted"}, "You: 2, counted."),
        ({"own": 1, "own_state": "refused"}, "Not counted: the room is out of reach."),
        ({"own": 1, "own_state": "counted", "said": "The poll closed before this."}, "closed before this"),
    ):
        shown = text(follower(story, poll=_replace(POLL, **changes)))
        assert words in shown and "Poll · blind · Which of them?" in shown


def test_an_open_poll_shows_no_number_of_answers(story: Story) -> None:
    """Even if a result were in the view by mistake, an open poll has none."""
    leaking = _replace(POLL, result=ResultView(77, 88, (44, 33, 0)))
    for size in SIZES:
        shown = text(follower(story, poll=leaking), size)
        assert not any(number in shown for number in ("77", "88", "44", "33"))


def test_few_and_nearly_all_show_no_counts(story: Story) -> None:
    few = _replace(POLL, phase="revealed", result=ResultView(few=True))
    assert "Fewer than five answered: not shown." in text(follower(story, poll=few))
    nearly = _replace(POLL, phase="revealed", result=ResultView(nearly=True, shares=(100, 0, 0)))
    shown = text(follower(story, poll=nearly))
    assert "nearly all" in shown and "100 %" in shown and "connected" not in shown


def test_a_shift_has_two_totals_and_signs(story: Story) -> None:
    result = ResultView(23, 26, (4, 6, 13), before=ResultView(22, 25, (9, 4, 9)))
    poll = _replace(POLL, phase="revealed", result=result)
    for size in SIZES:
        shown = text(follower(story, poll=poll), size)
        shown += text(follower(story, poll=_replace(poll, page=1)), size)
        assert "22 answers" in shown and "23 answers" in shown
        assert all(sign in shown for sign in ("-5", "+2", "+4"))
    few = _replace(poll, result=_replace(result, before=None, few=True))
    assert "-5" not in text(follower(story, poll=few))


def test_options_stand_in_the_order_asked(story: Story) -> None:
    result = _replace(POLL, phase="revealed", result=ResultView(9, 9, (1, 8, 0)))
    shown = text(follower(story, poll=result))
    assert shown.index("1 One 1") < shown.index("2 Another 8") < shown.index("3 Neither 0")


@pytest.mark.parametrize(
    ("chosen", "taken", "words"),
    [
        (0, -1, "The room chose 1."),
        (0, 0, "The room chose 1, the leader goes with it."),
        (0, 1, "The room chose 1, the leader goes 2."),
        (-1, -1, "A tie: the leader decides."),
        (-1, 2, "A tie: the leader goes 3."),
        (0, 3, "The room chose 1, the leader goes another way."),
        (-1, 3, "A tie: the leader goes another way."),
    ],
)
def test_a_vote_on_the_way_is_told_with_what_came_of_it(
    story: Story, chosen: int, taken: int, words: str
) -> None:
    result = ResultView(21, 26, (11, 6, 4), margin=5, chosen=chosen, taken=taken)
    shown = text(follower(story, poll=_replace(POLL, kind="branch", phase="revealed", result=result)))
    assert words in shown and "margin 5" in shown


def test_who_came_late_sees_the_result_and_that_it_closed(story: Story) -> None:
    poll = _replace(POLL, phase="revealed", late=True, own=1, result=ResultView(9, 9, (1, 8, 0)))
    shown = text(follower(story, poll=poll))
    assert "This poll closed before you came." in shown and "yours" not in shown and "answer   " not in shown


@pytest.mark.parametrize("size", (*SIZES, (44, 18), (40, 15)))
def test_a_long_panel_is_turned_and_leaves_half_of_the_page_to_the_step(
    long_story: Story, size: tuple[int, int]
) -> None:
    options = tuple(f"option number {n} with some more words to it" for n in range(25))
    for poll in (
        _replace(POLL, options=options),
        _replace(
            POLL, kind="sentence", options=options, phase="revealed", result=ResultView(30, 30, (1,) * 25)
        ),
    ):
        seen, page = "", 0
        while f"number {24} " not in seen:
            view = follower(long_story, "the-lamp", 3, poll=_replace(poll, page=page))
            shown = text(view, size)
            assert "3x0" in shown, "the step stays"
            if seen:
                assert f"more, {page + 1} of " in shown
            seen += " " + " ".join(shown.split())
            page += 1
            assert page < 40
        again = text(follower(long_story, "the-lamp", 3, poll=_replace(poll, page=page)), size)
        assert "option number 0" in again, "round it goes"
        assert page == 1 or "more, 1 of" in again
        if poll.phase == "open":
            assert "A number answers." in again


@pytest.mark.parametrize("asked_before", (False, True))
@pytest.mark.parametrize("phase", ("open", "revealed"))
def test_five_options_are_all_in_sight_on_the_smallest_screen(
    story: Story, phase: str, asked_before: bool
) -> None:
    options = (
        "Their own prices rose too", "They wanted other rulers", "Somebody called them out by plan",
        "Several of these at once", "Not known",
    )  # fmt: skip
    first = ResultView(23, 26, (9, 3, 5, 4, 2)) if asked_before else None
    result = ResultView(22, 26, (3, 9, 4, 5, 1), before=first)
    poll = _replace(
        POLL, question="Why did people far from Zhanaozen join in?", options=options, phase=phase,
        result=result if phase == "revealed" else None,
    )  # fmt: skip
    shown = " ".join(text(follower(story, poll=poll), (40, 15)).split())
    for number, option in enumerate(options, 1):
        assert f"{number} {option}" in shown
    assert "more, 1 of" not in shown
    if phase == "revealed":
        assert ("by plan 5, 4" if asked_before else "by plan 4") in shown


@pytest.mark.parametrize("size", SIZES)
def test_the_three_ways_at_a_warning_stand_equal(story: Story, size: tuple[int, int]) -> None:
    view = at(story, "the-rescue", threshold=True)
    view = joined(view, room(story, "the-rescue", 0), view.run)
    found = frame(view, size)
    lines = rows_text(found.rows).split("\n")
    ways = [
        next(at for at, line in enumerate(lines) if words in line)
        for words in ("go round", "read it", "step out")
    ]
    assert ways == sorted(ways) and ways[-1] - ways[0] <= 4
    styles = {tuple(run.style for run in found.rows[at] if run.text.strip()) for at in ways}
    assert len(styles) == 1
    assert found.cursor is None  # none is in hand before one chooses
    assert "Nobody is told" in rows_text(found.rows)
    prose = [
        span.text.strip()
        for step in story.scenes["the-rescue"].steps
        for span in step.prose
        if span.text.strip()
    ]
    assert not any(words[:30] in rows_text(found.rows) for words in prose)


def test_no_panel_stands_in_a_warned_scene_or_under_what_is_open(story: Story) -> None:
    inside = follower(story, "the-rescue", poll=POLL)
    assert front_of(inside) == "" and "Which of them?" not in text(inside)
    assert "it waits until the leader goes on" in text(inside)
    opened = _replace(follower(story, poll=POLL), sheets=(Sheet("source", "log-book"),))
    for size in SIZES:
        assert "1 One" not in text(opened, size)


def test_a_question_is_plain_text(story: Story) -> None:
    hostile = "Who\x1b[31m told \u202e them?\x07" + "x" * 300
    for size in SIZES:
        found = frame(follower(story, question=hostile), size)
        assert not any(
            character in run.text for row in found.rows for run in row for character in "\x1b\u202e\x07"
        )


@pytest.mark.parametrize("size", SIZES)
def test_a_question_is_seen_while_a_poll_has_the_panel(story: Story, size: tuple[int, int]) -> None:
    asked = "Who told them so?"
    for view in (
        follower(story, poll=POLL, question=asked),
        follower(
            story, poll=_replace(POLL, phase="revealed", result=ResultView(9, 9, (4, 3, 2))), question=asked
        ),
        follower(story, state="held", mode="hold", task="Mark one line.", question=asked),
    ):
        assert front_of(view) not in ("", "question")
        assert f"Question: {asked}" in text(view, size), text(view, size)
    hostile = text(follower(story, poll=POLL, question="Who\x1b[31m told \u202e them?\x07" + "x" * 300), size)
    assert not set("\x1b\u202e\x07") & set(hostile)


@pytest.mark.parametrize("size", [size for size in SIZES if size[0] >= 60])
def test_where_a_record_says_so_is_told_as_a_place(story: Story, size: tuple[int, int]) -> None:
    scene = story.scenes["the-lamp"]
    steps = readable_steps(scene)
    for line, told in (
        (f"the-lamp:{steps[-1].id}", f"Step {len(steps)} of {scene.title}."),
        ("the-lamp", f"See {scene.title}."),
        ("The log book, 12 May.", "The log book, 12 May."),
    ):
        result = ResultView(9, 9, (4, 3, 2), right=1, line=line)
        view = follower(story, poll=_replace(POLL, phase="revealed", result=result))
        shown = " ".join(text(view, size).split())
        assert f"The record says 2, Another. {told}" in shown, shown
        assert "the-lamp:" not in shown


def test_calm_pages_show_nothing_of_the_story(story: Story) -> None:
    for state in ("out", "closed"):
        for size in SIZES:
            shown = text(follower(story, "the-lamp", state=state, poll=POLL, question="Who?"), size)
            assert "Which of them?" not in shown and "Who?" not in shown
            assert story.scenes["the-lamp"].title not in shown


def test_before_the_first_step_a_poll_stands_under_the_page_of_the_room(story: Story) -> None:
    for size in SIZES:
        view = follower(story, "the-lamp", state="waiting", poll=POLL)
        shown = text(view, size)
        assert story.scenes["the-lamp"].title not in shown and "The leader has not begun." in shown
        for words in (POLL.question, *POLL.options):
            assert words in " ".join(shown.split()), shown
        put_down = _replace(view.room, poll=_replace(POLL, front=False))
        shown = text(_replace(view, room=put_down), size)
        assert "a poll is open: V answers it" in " ".join(shown.split()) and POLL.options[0] not in shown


def test_in_a_small_window_the_place_and_the_way_back_are_told(story: Story) -> None:
    view = follower(story)
    shown = text(view, (20, 6))
    assert "linear-maple-42" in shown and "Too small" in shown
    roams = text(_replace(view, room=_replace(view.room, state="roaming")), (30, 8))
    assert "f follow" in roams
    warned = at(story, "the-rescue", threshold=True)
    assert story.scenes["the-rescue"].title not in text(
        joined(warned, room(story, "the-rescue"), warned.run), (20, 6)
    )


def test_not_connected_is_told_in_place_of_where_the_leader_is(story: Story) -> None:
    for size in SIZES:
        assert "ot connected" in text(follower(story, connected=False), size)


def test_a_message_comes_before_the_news_and_the_news_come_back(story: Story) -> None:
    view = follower(story, row="The leader asks you back: f")
    assert "asks you back" in text(view)
    said = _replace(view, message="copied")
    assert "copied" in text(said) and "asks you back" not in text(said)
