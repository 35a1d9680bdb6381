"""What a leader may do, and the sentence that says why not."""

from __future__ import annotations

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.story.model.structs import Story
from explainer.workshop import commands as do
from explainer.workshop import events
from explainer.workshop.ballots import ask_again, branch_poll, own_poll, plan_poll, ready_options
from explainer.workshop.commands import Command
from explainer.workshop.events import Stage
from explainer.workshop.rules import UNDO, decide, is_silent
from explainer.workshop.state import RoomState
from tests.unit.workshop.halls import CODE, EXACT, OTHER, TOKEN, Hall, choice

MOVE = do.Move(Stage("the-lamp"))


def why_not(hall: Hall, command: Command, by: str | None = None) -> str:
    """The sentence; the room stays as it is."""
    before = hall.state
    with pytest.raises(Cannot) as refused:
        hall.do(command, by)
    assert hall.state is before
    return str(refused.value)


def test_a_room_is_opened_once_and_first(story: Story) -> None:
    with pytest.raises(Cannot, match="not open yet"):
        decide(RoomState(), story, MOVE, 1)
    opening = do.OpenRoom("", "1", CODE)
    made = decide(RoomState(), story, opening, 1)
    assert [type(event) for event in made] == [events.Opened, events.Code]
    assert isinstance(made[0], events.Opened) and made[0].title == story.title
    assert "already" in why_not(Hall(story), opening)


def test_nothing_after_the_close(hall: Hall) -> None:
    hall.do(do.CloseRoom())
    for command in (MOVE, do.CloseRoom(), do.Take(OTHER), do.Mute()):
        assert why_not(hall, command) == "The room is closed."


def test_only_the_chair_moves_the_room(hall: Hall) -> None:
    assert why_not(hall, MOVE, by=OTHER) == "You sit beside: the moves are the chair's."
    assert hall.do(MOVE, by=TOKEN)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (do.Move(Stage("nowhere")), "no such page"),
        (do.Move(Stage("the-storm", open="term:nobody")), "no such page"),
        (do.Move(Stage("the-rescue")), "its warning comes first"),
        (do.Move(Stage("the-lamp"), "back"), "where the room began"),
        (do.Move(Stage("the-lamp"), "forward"), "not gone back"),
        (do.Move(Stage("the-lamp"), "here"), "Already moved: nothing done."),
        (do.ShowWarned(), "carries no warning"),
        (do.ClosePoll(EXACT), "No poll is open"),
        (do.Reveal(), "no poll to show"),
        (do.OpenPoll(choice("pace")), "short options"),
        (do.Approve("q1", " \u202e "[0:1]), "nothing in this question"),
        (do.Answered("q1"), "Approve it first"),
        (do.ShowQuestion("q1"), "Approve it first"),
        (do.NewCode("Walnut"), "word-NN"),
        (do.NewWords(tuple(f"{n:032x}" for n in range(201))), "At most 200"),
        (do.NewWords(("plain",)), "nothing done"),
        (do.UseWord("ab" * 32), "has been used"),
        (do.Take(TOKEN), "You lead already"),
        (do.Take(OTHER, 9), "ten silent seconds"),
        (do.Offer(OTHER), "not yours"),
        (do.Offer(TOKEN, beside=False), "Nobody sits beside"),
        (do.PlanItem(5_000), "nothing done"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, msgspec.Struct) else "",
)
def test_refusals(hall: Hall, command: Command, words: str) -> None:
    assert words in why_not(hall, command)


@pytest.mark.parametrize(
    "command",
    [do.Move(Stage("the-storm")), do.Mute(False), do.SetDoor(True), do.NewCode(CODE), do.Sit(TOKEN), do.Sit(OTHER, 9),
     do.Leave(OTHER), do.NewWords(())],
    ids=repr,
)  # fmt: skip
def test_what_is_so_already_makes_no_event(hall: Hall, command: Command) -> None:
    assert hall.do(command) == ()


def test_consent_turns_no_page_and_the_projector_waits_for_one_more_act(hall: Hall) -> None:
    hall.go("the-rescue", threshold=True)
    assert "go in first" in why_not(hall, do.ShowWarned())
    hall.do(do.Move(Stage("the-rescue", show_warned=True)))
    assert hall.state.stage == Stage("the-rescue") and len(hall.state.past) == 1
    hall.do(do.ShowWarned())
    hall.do(do.Move(Stage("the-rescue", "1")))
    assert hall.state.stage == Stage("the-rescue", "1", show_warned=True)
    hall.do(do.ShowWarned(False))
    assert not hall.state.stage.show_warned
    hall.do(do.ShowWarned())
    hall.go("the-morning")
    hall.back()
    assert hall.state.stage == Stage("the-rescue", "1"), "shown to the wall again only by an act of its own"


def test_nothing_is_open_beside_a_warning(hall: Hall) -> None:
    hall.do(do.Move(Stage("the-rescue", threshold=True, open="term:lightkeeper")))
    assert hall.state.stage == Stage("the-rescue", threshold=True)


def test_a_page_one_goes_back_to_may_be_the_same_again(hall: Hall) -> None:
    hall.go("the-lamp")
    hall.go("the-storm")
    hall.do(do.Move(Stage("the-storm", open="term:lightkeeper"), "here"))
    hall.do(do.Move(Stage("the-lamp"), "back"))
    assert hall.state.stage == Stage("the-lamp") and len(hall.state.ahead) == 1


def test_hold_says_why_not_and_keeps_its_task(hall: Hall) -> None:
    hall.do(do.Hold("Count\tthe \x1b[1mboats.  " + "x" * 300))
    assert hall.state.mode == "hold" and len(hall.state.task) == 200
    assert hall.state.task.startswith("Count the \N{REPLACEMENT CHARACTER}[1mboats. xxx")
    hall.do(do.CallBack())
    assert (hall.state.mode, hall.state.task) == ("lead", "")
    hall.do(do.LetRoam())
    assert hall.state.mode == "free"


def test_hold_and_votes_wait_for_the_first_page(story: Story) -> None:
    hall = Hall(story, begun=False)
    assert "Nothing is on stage" in why_not(hall, do.Hold())
    with pytest.raises(Cannot, match="Nothing is on stage"):
        branch_poll(story, hall.state)


def test_a_closing_is_taken_back_for_ten_seconds(hall: Hall) -> None:
    assert "No poll is open" in why_not(hall, do.PausePoll())
    hall.do(do.OpenPoll(choice()))
    assert hall.do(do.ResumePoll()) == (), "it is open"
    hall.do(do.PausePoll())
    assert hall.state.open_poll is None and hall.state.uncounted_poll is not None
    assert hall.do(do.PausePoll()) == ()
    assert why_not(hall, do.OpenPoll(choice("p2"))) == "One at a time: close this one first."
    with pytest.raises(Cannot, match="still open"):
        ask_again(hall.state, "p1")
    hall.clock += UNDO - 2
    hall.do(do.ResumePoll())
    assert hall.state.open_poll is not None
    hall.do(do.PausePoll())
    hall.clock += UNDO
    assert "asked again" in why_not(hall, do.ResumePoll())
    hall.do(do.ClosePoll(EXACT))
    assert hall.state.uncounted_poll is None and hall.state.polls[0].result == EXACT
    hall.do(do.OpenPoll(ask_again(hall.state, "p1")))
    hall.do(do.PausePoll())
    hall.do(do.Reveal(result=EXACT))
    assert hall.state.polls[1].phase == "revealed"


def test_beside_a_warned_scene_nothing_is_asked(hall: Hall) -> None:
    hall.go("the-rescue", threshold=True)
    assert "beside a warned scene nobody can answer" in why_not(hall, do.OpenPoll(choice()))


def test_a_question_of_the_leaders_own(hall: Hall) -> None:
    poll = own_poll(hall.state, "Go on?\x1b[2J", ("Yes", " No ", ""))
    assert (poll.kind, poll.question, poll.options) == ("choice", "Go on?\ufffd[2J", ("Yes", "No"))
    for question, options, said in (
        (" ", ("a", "b"), "no question"),
        ("Go on?", ("Yes", ""), "2 to 5 options"),
        ("Go on?", tuple("abcdef"), "2 to 5 options"),
        ("Go on?", ("Yes", "yes"), "the same"),
    ):
        with pytest.raises(Cannot, match=said):
            own_poll(hall.state, question, options)
    for kind, number in (("yes-no", 2), ("scale", 5), ("own", 0)):
        assert len(ready_options(kind)) == number


def test_a_second_poll_waits(hall: Hall) -> None:
    hall.do(do.OpenPoll(choice()))
    assert why_not(hall, do.OpenPoll(choice("p2"))) == "One at a time: close this one first."
    assert "close it first" in why_not(hall, do.Reveal())
    with pytest.raises(ValueError, match="no result"):
        hall.do(do.ClosePoll(events.Result(answers=12, connected=20, counts=(7, 5))))
    with pytest.raises(ValueError, match="no result"):
        hall.do(do.ClosePoll(events.Result(answers=4, connected=20, counts=(2, 1, 1))))
    hall.do(do.ClosePoll(EXACT))
    assert "short options" in why_not(hall, do.OpenPoll(choice()))
    assert "same options" in why_not(
        hall, do.OpenPoll(msgspec.structs.replace(choice("p2", "yes", "no"), before="p1"))
    )


def test_reveal_closes_an_open_poll_first_in_one_append(hall: Hall) -> None:
    hall.do(do.OpenPoll(choice()))
    made = hall.do(do.Reveal(result=EXACT))
    assert [type(event) for event in made] == [events.PollClosed, events.PollRevealed]
    assert hall.state.polls[0].phase == "revealed"
    assert hall.do(do.Reveal()) == ()


def test_a_vote_decided_on_another_page_is_not_held(hall: Hall) -> None:
    vote = branch_poll(hall.story, hall.state)
    hall.go("the-warning")
    assert why_not(hall, do.OpenPoll(vote)) == "Already moved: nothing done."


def test_a_question_is_settled_once_and_cleaned(hall: Hall) -> None:
    hall.do(do.Approve("q1", "Who\u202e told \x1b]8;;http://x\x07them?"))
    mark = "\N{REPLACEMENT CHARACTER}"
    assert hall.state.questions[0][1] == f"Who{mark} told {mark}]8;;http://x{mark}them?"
    assert "settled" in why_not(hall, do.Refuse("q1"))
    hall.do(do.Answered("q1"))
    assert hall.do(do.Answered("q1")) == ()
    hall.do(do.Delete("q1"))
    assert "settled" in why_not(hall, do.Delete("q1"))
    hall.do(do.Refuse("q2"))
    assert "settled" in why_not(hall, do.Approve("q2", "Who?"))


def test_a_join_word_is_used_once(hall: Hall) -> None:
    hall.do(do.NewWords(("ab" * 32, "cd" * 32)))
    hall.do(do.UseWord("ab" * 32))
    assert hall.state.join_words == ("cd" * 32,)
    assert why_not(hall, do.UseWord("ab" * 32)) == "This join word has been used. Ask for another one."


def test_the_chair(hall: Hall) -> None:
    assert not is_silent(9) and is_silent(10)
    hall.do(do.Offer(TOKEN))
    hall.do(do.Offer(TOKEN))
    assert not hall.state.chair_offered, "the offer was taken back"
    hall.do(do.Offer(TOKEN))
    hall.do(do.Take(OTHER))
    assert hall.state.holder == OTHER and not hall.state.chair_offered
    assert hall.do(do.Sit(TOKEN)) == (), "back again, one sits beside"
    hall.do(do.Leave(OTHER))
    hall.do(do.Sit(TOKEN))
    assert hall.state.holder == TOKEN
    hall.do(do.Sit(OTHER, 10))
    assert hall.state.holder == OTHER
    hall.do(do.Take(TOKEN, 10))
    assert hall.state.holder == TOKEN
    assert "nothing done" in why_not(hall, do.Take("oda", 10))


def test_a_room_without_a_plan_has_no_items(story: Story) -> None:
    state = RoomState(story=story.id, opened=True)
    with pytest.raises(Cannot, match="no plan"):
        decide(state, story, do.PlanItem(0), 1)


def test_closing_the_room_closes_its_poll(hall: Hall) -> None:
    hall.do(do.OpenPoll(choice()))
    made = hall.do(do.CloseRoom(EXACT))
    assert [type(event) for event in made] == [events.PollClosed, events.Closed]
    assert hall.state.polls[0].result == EXACT


def test_a_plan_poll_is_known_by_its_own_id(hall: Hall) -> None:
    from explainer.story.model.run_sheets import Poll as Planned

    first = Planned(
        "who-first", "choice", "Who first?", ("harbour", "families"), right=1, line="The log says so."
    )
    hall.do(do.OpenPoll(plan_poll(hall.story, hall.state, first)))
    hall.do(do.ClosePoll(events.Result(few=True)))
    again = plan_poll(
        hall.story, hall.state, Planned("again", "choice", "And now?", first.options, before="who-first")
    )
    assert (again.id, again.before, again.options) == ("again", "who-first", ("harbour", "families"))
    assert hall.do(do.OpenPoll(again))
    for planned, words in (
        (first, "asked already"),
        (Planned("talk", "aloud", "What now?"), "asked aloud"),
        (Planned("number", "choice", "How many?", ("1", "2"), of="boats-lost"), "nobody guesses"),
        (Planned("line", "sentence", "Which?", of="nothing"), "no question"),
    ):
        with pytest.raises(Cannot, match=words):
            plan_poll(hall.story, hall.state, planned)
    vote = plan_poll(
        hall.story, hall.state, Planned("way", "branch", "Where to?", branches=("the-mast", "the-lamp"))
    )
    assert (vote.id, vote.question, vote.targets) == ("way", "Where to?", ("the-mast", "the-lamp"))
