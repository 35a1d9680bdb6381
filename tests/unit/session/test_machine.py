"""What a guest of a room does, decided without a door."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.reading.room import PollView, ResultView, RoomView
from explainer.reading.run import Run, Visit
from explainer.session import machine
from explainer.session.inputs import (
    Cast,
    Effect,
    Input,
    Looks,
    Moved,
    Open,
    Page,
    Perform,
    Press,
    PutAway,
    Say,
    Session,
    Shown,
)
from explainer.session.machine import carried_out, fronted, plain_page, step
from explainer.story.model.outline import Edition
from explainer.story.model.prose import Reference

ROOM = RoomView("maple-42", state="following", leader_scene="shed", leader_step=1, leader_step_id="s1")
POLL = PollView("p1", "choice", "Which?", ("One", "Another"), front=True)
POLLED = msgspec.structs.replace(ROOM, poll=POLL)
NEW = Session()


def pressed(
    action: str,
    argument: str = "",
    room: RoomView = ROOM,
    session: Session = NEW,
    at: float = 10.0,
    **page: Any,
) -> tuple[Session, tuple[Effect, ...]]:
    return step(session, Input(Press(action, argument), room, Page(**page), at))


def effects(*args: Any, **kwargs: Any) -> tuple[Effect, ...]:
    return pressed(*args, **kwargs)[1]


def refusal(*args: Any, **kwargs: Any) -> str:
    (said,) = effects(*args, **kwargs)
    assert isinstance(said, Say) and said.is_refusal
    return said.told(lambda key: f"<{key}>")


def moved(before: Visit, after: Visit, room: RoomView = ROOM, **more: Any) -> tuple[Effect, ...]:
    return step(
        NEW, Input(Moved(Run("x", Edition("x", ""), before), Run("x", Edition("x", ""), after), **more), room)
    )[1]


def test_what_is_not_the_rooms_is_the_pages():
    for action in ("next", "choose", "help", "open", "close"):
        assert effects(action, "1") == (Perform(action, "1"),)


@pytest.mark.parametrize("how", ["slower", "faster"])
def test_the_pace_is_counted_and_said(how: str):
    assert effects(how) == (Cast("pace", (how,)), Say(f"Pace: {how}, for five minutes."))


def test_ready_says_its_words_in_turn_or_the_one_that_is_named():
    now, told = "", []
    for _time in range(4):
        cast, said = effects("ready", room=msgspec.structs.replace(ROOM, ready=now))
        assert isinstance(cast, Cast) and isinstance(said, Say)
        (now,) = cast.arguments
        told.append(now)
    assert told == ["done", "stuck", "working", "done"]
    assert effects("ready", "stuck")[0] == Cast("ready", ("stuck",))
    assert refusal("ready", "asleep") == "Ready: done, working or stuck."


def test_follow_and_step_out_put_away_what_is_open():
    assert effects("follow") == (Cast("follow"), PutAway(to_top=True))
    assert effects("step-out") == (Cast("step_out"), PutAway())


def test_on_a_calm_page_moves_and_touches_are_refused():
    out = msgspec.structs.replace(ROOM, state="out")
    assert refusal("next", room=out) == "You stepped out; <follow> brings you back."
    assert refusal("open", room=msgspec.structs.replace(ROOM, state="waiting")) == (
        "There is nothing to open on this page."
    )
    assert effects("help", room=out) == (Perform("help"),)


def test_before_the_first_step_a_guest_may_begin_alone():
    run = Run("x", Edition("x", ""), Visit("shed"))
    waiting = msgspec.structs.replace(ROOM, state="waiting")
    assert effects("next", room=waiting, run=run) == (Cast("moved", (run,)),)


def test_in_a_closed_room_a_move_reads_on_alone():
    session, done = pressed("next", room=msgspec.structs.replace(ROOM, state="closed"))
    assert session.alone and not done
    assert refusal("slower", session=session) == "There is no room here."
    assert effects("doubt", session=session) == (Perform("doubt"),)


# panels


def front(at: float = 0.0, session: Session = NEW) -> Session:
    return step(session, Input(Shown(), POLLED, Page(front="poll"), at))[0]


def test_a_panel_that_came_by_itself_takes_no_digit_for_a_second():
    session = front(9.5)
    assert effects("choose", "1", POLLED, session, 10.0, front="poll") == ()
    assert effects("choose", "1", POLLED, session, 10.5, front="poll") == (Cast("answer", (0,)),)
    assert front(11.0, session) == session


def test_a_panel_that_was_called_for_takes_one_at_once():
    session, done = pressed("answer", room=POLLED, session=front(9.9))
    assert done == (Cast("bring_front", (True,)), PutAway())
    assert effects("choose", "2", POLLED, session, 10.0, front="poll") == (Cast("answer", (1,)),)


def test_a_digit_meant_for_a_poll_that_just_closed_goes_no_way():
    revealed = msgspec.structs.replace(POLLED, poll=msgspec.structs.replace(POLL, phase="revealed"))
    for room, before_it in ((ROOM, ""), (revealed, "result")):
        session = step(front(5.0), Input(Shown(), room, Page(front=before_it), 10.0))[0]
        assert refusal("choose", "1", room, session, 10.9, front=before_it) == "The poll is closed."
    assert effects("choose", "1", ROOM, session, 11.0) == (Perform("choose", "1"),)


def test_a_digit_after_a_panel_was_put_down_goes_its_way_at_once():
    session, _done = pressed("close", room=POLLED, session=front(5.0), front="poll")
    session = step(session, Input(Shown(), POLLED, Page(), 10.0))[0]
    assert effects("choose", "1", POLLED, session, 10.1) == (Perform("choose", "1"),)


def test_answers_that_are_not_there():
    session = front()
    assert refusal("choose", "3", POLLED, session, front="poll") == "There are 2 answers: 1 to 2."
    assert refusal("answer", "3", POLLED) == "There are 2 answers: 1 to 2."
    assert refusal("answer") == "No poll is open."
    assert refusal("answer", room=POLLED, is_warned=True) == (
        "The poll waits until the leader goes on from here."
    )
    assert effects("answer", "2", POLLED) == (Cast("answer", (1,)),)


def test_a_panel_put_down_stays_down_until_it_is_called_for():
    session, done = pressed("close", room=POLLED, front="poll")
    assert done == (Cast("bring_front", (False,)),)
    down = fronted(session, POLLED)
    assert down.poll is not None and not down.poll.front and plain_page(session, POLLED).front == ""
    raised, _done = pressed("answer", room=down, session=session)
    assert fronted(raised, POLLED).poll == POLL and plain_page(raised, POLLED).front == "poll"
    revealed = msgspec.structs.replace(
        POLLED, poll=msgspec.structs.replace(POLL, phase="revealed", result=ResultView())
    )
    assert plain_page(session, revealed).front == "result"  # another panel than the poll was


def test_a_question_put_away_is_shown_no_more():
    room = msgspec.structs.replace(ROOM, question="Why?")
    session, done = pressed("close", room=room, front="question")
    assert not done and fronted(session, room).question == ""


def test_what_else_a_digit_meets():
    assert refusal("choose", "1", front="task").startswith("Hold: <ready> when you are done.")
    assert refusal("choose", "1", front="question") == "Esc puts this away first."
    sentences = msgspec.structs.replace(ROOM, poll=msgspec.structs.replace(POLL, kind="sentence"))
    assert refusal("choose", "1", sentences, front="poll") == "On the text, Enter on a sentence answers."
    voted = msgspec.structs.replace(ROOM, poll=msgspec.structs.replace(POLL, targets=("shed", "gate")))
    assert effects("choose", "2", voted, front="result") == (Perform("go", "gate"),)


def test_a_ballot_of_sentences_is_answered_on_its_text():
    text = Reference("document", "order", "", "order")
    assert effects("open", front="poll", text=text) == (Open(text),)
    assert effects("open", screen="document", sentence=3) == (
        Cast("answer", (3,)),
        Say("your answer: sentence 4"),
    )


# doubting and asking


def test_a_doubt_is_counted_marked_and_taken_back():
    page: dict[str, Any] = {"line": "shed:s1", "claims": ("litres",), "beside": ("litres", "tank")}
    session, done = pressed("doubt", **page)
    assert done[:2] == (Cast("doubt", ("litres", True)), Perform("doubt"))
    assert isinstance(done[2], Say) and done[2].told(lambda key: "d") == (
        "Doubt: marked, and counted without you; d again takes it back."
    )
    session, done = pressed("doubt", session=session, is_marked=True, **page)
    assert done == (Cast("doubt", ("litres", False)), Perform("doubt"), Say("Doubt: taken back."))
    assert session == NEW


def test_the_mark_stands_while_anything_on_the_line_is_doubted():
    two: dict[str, Any] = {"line": "shed:s1", "claims": ("a", "b"), "beside": ("a", "b")}
    assert refusal("doubt", **two) == "This line has 2 claims: Tab to one, then <doubt>."
    session, _done = pressed("doubt", "a", **two)
    session, done = pressed("doubt", "b", session=session, is_marked=True, **two)
    assert Perform("doubt") not in done
    session, done = pressed("doubt", "a", session=session, is_marked=True, **two)
    assert Perform("doubt") not in done
    _session, done = pressed("doubt", "b", session=session, is_marked=True, **two)
    assert Perform("doubt") in done


def test_a_question_goes_to_the_leader_unless_questions_are_paused():
    assert effects("question", "Why?") == (Cast("ask", ("Why?",)), Say("Question: sent to the leader only."))
    assert effects("question") == (Perform("question"),)
    muted = msgspec.structs.replace(ROOM, muted=True)
    assert refusal("question", "Why?", muted) == "Questions are paused. What you began is kept."


# moving


def test_an_own_move_leaves_the_leader_but_turning_the_leaders_step_does_not():
    to = Visit("gate", "g1")
    assert moved(Visit("shed", "s1"), to) == (Cast("moved", (Run("x", Edition("x", ""), to),)),)
    assert moved(Visit("shed", "s1"), Visit("shed", "s1", offset=9)) == ()
    assert moved(Visit("shed", "s1"), Visit("shed", "s1"), stays_own=True) != ()


def test_a_guest_who_is_held_stays_but_turns_the_step():
    room = msgspec.structs.replace(ROOM, state="held")
    assert moved(Visit("shed", "s1"), Visit("gate", "g1"), room) == (machine.held(),)
    assert moved(Visit("shed", "s1"), Visit("shed", "s1", offset=9), room) == ()


def test_at_the_rooms_warning_reading_it_and_going_round_are_following():
    room = msgspec.structs.replace(ROOM, state="warning")
    at = Visit("shed", threshold=True)
    assert moved(at, Visit("shed", "s1"), room) == (Cast("consented", ("shed",)),)
    assert moved(at, Visit("gate", "g1", bridge="shed"), room) == (Cast("went_round", ("shed",)),)


def test_who_roams_consents_and_is_where_they_are():
    room = msgspec.structs.replace(ROOM, state="roaming")
    after = Visit("shed", "s1")
    assert moved(Visit("shed", threshold=True), after, room) == (
        Cast("consented", ("shed",)),
        Cast("moved", (Run("x", Edition("x", ""), after),)),
    )


def test_the_room_hears_that_something_is_open_once():
    session, done = step(NEW, Input(Looks(True, (("claim", "litres"),)), ROOM))
    assert done == (Cast("opened", ("claim", "litres")), Cast("looking", (True,)))
    assert step(session, Input(Looks(True), ROOM)) == (session, ())
    assert step(session, Input(Looks(), ROOM)) == (NEW, (Cast("looking", (False,)),))


def test_calls_are_made_in_their_order_and_a_refusal_ends_it():
    class Link:
        def __init__(self) -> None:
            self.heard: list[str] = []

        def consented(self, scene: str) -> None:
            self.heard.append(scene)

        def pace(self, how: str) -> None:
            raise Cannot("Counted already.")

    link: Any = Link()
    said = Say("so")
    assert carried_out(link, (Cast("consented", ("shed",)), said)) == (said,)
    with pytest.raises(Cannot, match="Counted already"):
        carried_out(link, (Cast("pace", ("slower",)), Cast("consented", ("gate",))))
    assert link.heard == ["shed"]
