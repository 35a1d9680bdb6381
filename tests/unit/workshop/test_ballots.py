"""Polls made of a story, and what a vote on the way came to."""

from __future__ import annotations

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.story.model.structs import Branch, Document, Guess, Question, Scene, Sentence, Step, Story
from explainer.workshop import commands as do
from explainer.workshop import stage_rules
from explainer.workshop.ballots import (
    _cut,
    ask_again,
    branch_poll,
    chosen,
    outcome,
    sentence_poll,
    step_poll,
    way_not_taken,
)
from explainer.workshop.events import LARGEST, PollOpened, Result, Stage, encode
from explainer.workshop.state import PollState
from tests.unit.workshop.halls import EXACT, Hall, choice

_replace = msgspec.structs.replace

FIRST = Result(21, 26, (11, 10))
TIED = Result(20, 26, (10, 10))
FEW = Result(few=True)


def why_not(hall: Hall) -> str:
    with pytest.raises(Cannot) as refused:
        branch_poll(hall.story, hall.state)
    return str(refused.value)


def test_a_vote_is_on_branches_without_a_warning(hall: Hall) -> None:
    vote = branch_poll(hall.story, hall.state)
    assert (vote.kind, vote.targets) == ("branch", ("the-mast", "the-lamp"))
    assert vote.options == ("Who stood at the mast?", "Why did the lamp go out?")


def test_one_way_alone_is_put_as_look_first_or_go_on_also_where_next_is_warned(hall: Hall) -> None:
    hall.go("the-warning")
    vote = branch_poll(hall.story, hall.state)
    assert (vote.question, vote.targets) == ("Look first, or go on?", ("the-lamp", ""))
    assert vote.options == ("Why did the lamp go out?", "Go on")
    hall.do(do.OpenPoll(vote))


def test_a_fork_with_a_warned_branch_is_not_put_to_a_vote(hall: Hall) -> None:
    hall.go("the-mast")
    assert why_not(hall) == (
        "Not put to the room: one of the ways here carries a warning. Choose yourself, or ask aloud."
    )


def test_no_vote_where_there_is_no_choice_or_at_a_warning(hall: Hall) -> None:
    hall.go("the-lamp")
    assert "no choice here" in why_not(hall)
    hall.go("the-rescue", threshold=True)
    assert "each person chooses alone" in why_not(hall)


def test_a_trail_that_leads_into_a_warned_scene_is_a_warned_branch(hall: Hall) -> None:
    scene = _replace(
        hall.story.scenes["the-storm"],
        branches=(Branch("Short", trail="short-way"), Branch("Lamp", "the-lamp")),
    )
    hall.story = _replace(hall.story, scenes={**hall.story.scenes, "the-storm": scene})
    assert "carries a warning" in why_not(hall)


def with_trails(story: Story) -> Story:
    """Two trails from the storm that begin at one scene, and that scene as a branch of its own."""
    trail = story.trails["short-way"]
    trails = {
        name: _replace(trail, id=name, scenes=("the-storm", "the-lamp", last))
        for name, last in (("one", "the-warning"), ("two", "the-morning"))
    }
    branches = (Branch("One", trail="one"), Branch("Two", trail="two"), Branch("Lamp", "the-lamp"))
    scene = _replace(story.scenes["the-storm"], branches=branches)
    return _replace(story, trails={**story.trails, **trails}, scenes={**story.scenes, "the-storm": scene})


@pytest.mark.parametrize(("trail", "taken"), [("one", 0), ("two", 1), ("", 2)])
def test_two_trails_that_begin_at_one_scene_are_told_apart(story: Story, trail: str, taken: int) -> None:
    hall = Hall(with_trails(story))
    vote = branch_poll(hall.story, hall.state)
    assert vote.targets == ("the-lamp", "the-lamp", "the-lamp")
    hall.do(do.OpenPoll(vote))
    hall.do(do.Reveal(result=Result(21, 26, (11, 6, 4))))
    hall.do(do.Move(Stage("the-lamp", trail=trail)))
    assert hall.state.polls[0].taken == taken


def voted(hall: Hall, result: Result, *moves: str) -> PollState:
    hall.do(do.OpenPoll(branch_poll(hall.story, hall.state)))
    hall.do(do.Reveal(result=result))
    for scene in moves:
        hall.go(scene)
    return hall.state.polls[-1]


@pytest.mark.parametrize(
    ("result", "moves", "said", "left"),
    [
        (FIRST, (), "The room chose 1.", ""),
        (FIRST, ("the-mast",), "The room chose 1.", ""),
        (FIRST, ("the-lamp",), "The room chose 1, the leader goes 2.", "the-mast"),
        (FIRST, ("the-warning",), "The room chose 1, the leader goes another way.", "the-mast"),
        (TIED, (), "A tie: 1 and 2. The leader decides.", ""),
        (TIED, ("the-lamp",), "A tie: 1 and 2. The leader decides.", ""),
        (FEW, ("the-lamp",), "Fewer than five answered: not shown.", ""),
        (
            Result(nearly=True, shares=(30, 70)),
            ("the-mast",),
            "The room chose 2, the leader goes 1.",
            "the-lamp",
        ),
    ],
)
def test_what_a_vote_came_to_is_said_in_the_open(
    hall: Hall, result: Result, moves: tuple[str, ...], said: str, left: str
) -> None:
    vote = voted(hall, result, *moves)
    assert outcome(vote) == said
    assert way_not_taken(vote) == left


def test_going_on_against_the_room_is_an_option_too(hall: Hall) -> None:
    hall.go("the-warning")
    hall.do(do.OpenPoll(branch_poll(hall.story, hall.state)))
    hall.do(do.Reveal(result=FIRST))
    hall.go("the-rescue", threshold=True)
    assert outcome(hall.state.polls[-1]) == "The room chose 1, the leader goes 2."


def test_three_ways_may_tie() -> None:
    vote = PollState(choice(), "revealed", result=Result(12, 20, (4, 4, 4)))
    vote = _replace(vote, poll=_replace(vote.poll, kind="branch", targets=("a", "b", "c")))
    assert outcome(vote) == "A tie: 1, 2 and 3. The leader decides."
    assert chosen(vote) == -1


def test_nothing_is_said_before_the_reveal(hall: Hall) -> None:
    hall.do(do.OpenPoll(branch_poll(hall.story, hall.state)))
    hall.do(do.ClosePoll(FIRST))
    vote = hall.state.polls[-1]
    assert (outcome(vote), chosen(vote), way_not_taken(vote)) == ("", -1, "")


# questions and documents


def with_steps(story: Story, *steps: Step) -> Story:
    scene = Scene("asking", "Asking", "night", story.scenes["the-storm"].when, steps=steps)
    return _replace(story, scenes={**story.scenes, "asking": scene})


def test_a_question_of_a_scene(hall: Hall) -> None:
    poll = step_poll(hall.story, hall.state, "the-storm", "5")
    assert (poll.kind, poll.question) == ("choice", "Who would you have told first?")
    assert (poll.options, poll.right) == (("the harbour", "the families"), -1)


def test_a_guess_knows_its_right_option_and_where_it_stands(hall: Hall) -> None:
    poll = step_poll(hall.story, hall.state, "the-storm", "1")
    assert (poll.options[poll.right], poll.line) == ("some", "the-storm:1")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("1", "text"), "no question here"),
        (Step("2", "question"), "no question here"),
        (Step("1", "question", question=Question("What now?")), "ask it aloud"),
        (Step("1", "guess", guess=Guess("count", "How many?")), "ask it aloud"),
        (Step("1", "guess", guess=Guess("order", "Which first?", options=("a", "b"))), "ask it aloud"),
        (
            Step("1", "guess", guess=Guess("choice", "How many?", of="boats-lost", options=("1", "2"))),
            "nobody guesses",
        ),
    ],
)
def test_what_is_no_poll_says_so(hall: Hall, step: Step, words: str) -> None:
    story = with_steps(hall.story, step)
    with pytest.raises(Cannot, match=words):
        step_poll(story, hall.state, "asking", "1")
    with pytest.raises(Cannot, match="no question here"):
        step_poll(story, hall.state, "nowhere", "1")


def in_letters(story: Story, letter: str, sentences: int) -> tuple[Story, Document]:
    excerpt = _replace(story.excerpts["lamp-out"], text=f"{letter * 11} " * 20)
    document = Document("long", "Long", "log-book", sentences=(Sentence("lamp-out"),) * sentences)
    return _replace(story, excerpts={**story.excerpts, "lamp-out": excerpt}), document


@pytest.mark.parametrize("letter", ["a", "ж", "ქ", "\N{GRINNING FACE}"])
def test_a_ballot_of_thirty_sentences_fits_an_event_in_any_script(hall: Hall, letter: str) -> None:
    story, document = in_letters(hall.story, letter, 30)
    poll = sentence_poll(story, hall.state, document)
    assert len(poll.options) == 30 and poll.question == "Which sentence?"
    assert all(option.startswith(letter) for option in poll.options), "its number is the front end's to print"
    assert all(option.endswith("…") for option in poll.options)
    later = _replace(poll, id="a" * 64, before="b" * 64)
    assert len(encode(PollOpened(later, at=1_700_000_000))) <= LARGEST


@pytest.mark.parametrize("sentences", [1, 31])
def test_a_document_that_is_no_ballot(hall: Hall, sentences: int) -> None:
    story, document = in_letters(hall.story, "a", sentences)
    with pytest.raises(Cannot, match="2 to 30 sentences"):
        sentence_poll(story, hall.state, document)


def test_a_poll_is_asked_again_with_the_same_options(hall: Hall) -> None:
    with pytest.raises(Cannot, match="no question to ask again"):
        ask_again(hall.state, "p1")
    hall.do(do.OpenPoll(choice()))
    with pytest.raises(Cannot, match="still open"):
        ask_again(hall.state, "p1")
    hall.do(do.ClosePoll(EXACT))
    again = ask_again(hall.state, "p1")
    assert (again.id, again.before, again.options) == ("p2", "p1", choice().options)
    hall.do(do.OpenPoll(again))


def test_a_vote_on_the_way_is_not_asked_again(hall: Hall) -> None:
    voted(hall, FIRST)
    with pytest.raises(Cannot, match="where the ways part"):
        ask_again(hall.state, "p1")


def test_what_is_cut_where_a_word_ends_says_that_it_was_cut() -> None:
    """A letter more than fits was looked at; where it is a space the text looked whole."""
    text = "a" * 28 + " " + "b" * 31 + " and more"
    assert _cut(text, 60) == "a" * 28 + " " + "b" * 30 + "…"
    assert _cut(text[:60], 60) == text[:60]


def test_who_does_not_look_goes_on_also_where_a_run_sheet_jumps(hall: Hall) -> None:
    hall.go("the-warning")
    vote = voted(hall, Result(answers=12, connected=20, counts=(5, 7)), "the-morning")
    assert vote.poll.targets == ("the-lamp", "")
    assert "the-morning" not in stage_rules.nexts(hall.story, Stage("the-warning"))
    assert (vote.taken, outcome(vote)) == (1, "The room chose 2.")
