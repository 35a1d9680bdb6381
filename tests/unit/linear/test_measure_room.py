"""How much a room says at once, in words, as counted on model transcripts."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from explainer.linear import polls, room_news
from explainer.linear.handlers import HANDLERS
from explainer.linear.help import ROOM_SITUATIONS
from explainer.reading.room import PollView, ResultView, RoomView
from explainer.story.model.structs import Story
from tests.unit.linear.test_measure import count

TRANSCRIPT = Path(__file__).parent / "golden" / "room.txt"
KINDS = (
    "Answered", "Cannot", "Choose", "Detour", "Doubt", "Following", "Help", "Hold", "Keep", "Leader is at", "Leader",
    "Linear mode", "More", "News", "Not counted", "Out", "Own way", "Pace", "Phrase", "Poll", "Quote", "Ready",
    "References", "Removed", "Result", "Room", "Rests on", "Scene", "Search", "Term", "Timeline", "Used in", "Warning",
    "Where", "Question", "Name in Russian", "consent reads", "more says",
)  # fmt: skip
FOUR = PollView(
    "p1",
    "choice",
    "Price protest, political protest, or both?",
    ("Price", "Politics", "Both", "Not enough to say"),
)
COUNTED = ResultView(23, 26, (4, 6, 11, 2))
VIEW = RoomView(
    "maple-42",
    state="following",
    leader_at="A light goes out",
    leader_scene="the-storm",
    leader_step=2,
    leader_steps=12,
)


def paragraphs() -> list[str]:
    """What is said in the transcript: of each message its whole text, wherever it is wrapped."""
    found: list[str] = []
    starts = re.compile("|".join(f"{kind}[:. ]" for kind in KINDS))
    for line in TRANSCRIPT.read_text(encoding="utf-8").splitlines():
        if line.startswith(">") or starts.match(line) or not found or found[-1].startswith(">"):
            found.append(line)
        else:
            found[-1] += f" {line}"
    return found


def said(*starts: str) -> list[str]:
    return [one for one in paragraphs() if one.startswith(starts)]


def test_the_first_screen() -> None:
    first = TRANSCRIPT.read_text(encoding="utf-8").split("\nLeader: step")[0]
    assert len(first.split()) <= 100


def test_a_headline() -> None:
    heads = said("Leader: step", "Poll: open", "Result: shown", "Poll: closed", "Out:", "Pace:", "Ready:")
    heads += [
        one.split(" Enter reads it.")[0] + " Enter reads it."
        for one in said("Leader is at")
        if "Enter reads" in one
    ]
    assert len(heads) >= 10
    for one in heads:
        assert count(re.split(r"(?<=of \d)\. ", one)[0]) <= 20, one


@pytest.mark.parametrize("tail", ["", "Enter reads it."])
def test_where_the_leader_is(story: Story, tail: str) -> None:
    for scene in story.order:
        view = msgspec.structs.replace(VIEW, leader_scene=scene)
        assert count(room_news.leader_line(story, view, tail=tail)) <= 20


def test_a_poll_and_a_result_of_four_options(story: Story) -> None:
    assert count(*polls.poll_told(FOUR).now) <= 30
    assert count(*polls.poll_told(msgspec.structs.replace(FOUR, asked="after")).now) <= 30
    result = polls.result_told(
        story, FOUR, msgspec.structs.replace(COUNTED, before=ResultView(22, 26, (9, 4, 6, 3)))
    )
    assert count(*result.now) <= 30 and len(result.rest) == 1
    few = polls.result_told(story, FOUR, ResultView(few=True))
    assert few.now == [
        "Result: Price protest, political protest, or both? Fewer than five answered: not shown."
    ]
    nearly = polls.result_told(story, FOUR, ResultView(nearly=True, shares=(20, 20, 60, 0)))
    assert "Nearly all. 1 Price, about 20 percent." in nearly.now[0]


def test_coming_back() -> None:
    backs = [
        re.split(r"(?<=more names them\.) |(?<=of \d)\. (?!While)", one)[0] for one in said("Following. ")
    ]
    assert len(backs) >= 3
    for one in backs:
        assert count(one) <= 30, one


def test_an_error() -> None:
    errors = said("Cannot", "Unknown")
    assert len(errors) >= 4
    for one in errors:
        assert count(one) <= 12, one


@pytest.mark.parametrize("place", ROOM_SITUATIONS)
def test_help(place: str) -> None:
    text = ROOM_SITUATIONS[place]
    assert count("Help:", text) <= 60
    assert text.startswith(("You follow", "You are on your own way", "You are out")), (
        "whether one follows comes first"
    )


def test_every_word_of_a_room_that_help_names_is_one() -> None:
    for word in ("answer", "question", "doubt", "ready", "slower", "faster", "follow", "step-out", "consent"):
        assert word in HANDLERS
        assert any(word in text for text in ROOM_SITUATIONS.values()), word


def test_what_never_is_printed() -> None:
    text = TRANSCRIPT.read_text(encoding="utf-8")
    for sign in ("\x1b", "\a", "\n\n", "→", "·", "[", "]", "!", "e.g.", "please", "user", "audience"):
        assert sign not in text.replace("!»", "»").replace("кет!", ""), sign
    assert not re.search(r"\d{4}-\d\d-\d\d|\bv\d", text)


# polls, word by word


def test_the_shift_waits_behind_more_and_tells_of_no_way_between_answers(story: Story) -> None:
    before = ResultView(22, 26, (9, 4, 6, 3))
    told = polls.result_told(story, FOUR, msgspec.structs.replace(COUNTED, before=before))
    assert told.now[0].startswith(
        "Result: Price protest, political protest, or both? 23 answers, 26 connected. 1 Price, 4."
    )
    assert told.rest[0].startswith(
        "Result: before, 22 answers; not always the same people. 1 Price, 9, now 5 fewer. 2 Politics, 4, now 2 more."
    )


def test_the_right_answer_is_said_with_its_line(story: Story) -> None:
    right = msgspec.structs.replace(COUNTED, right=1, line="the-storm:lamp")
    assert polls.result_told(story, FOUR, right).rest == [
        "Result: the record says 2, Politics. step 2 of A light goes out."
    ]


@pytest.mark.parametrize(
    "chosen,taken,words",
    [
        (0, -1, "The room chose 1."), (0, 0, "The room chose 1."), (0, 1, "The room chose 1, the leader goes 2."),
        (-1, -1, "A tie: the leader decides."), (-1, 1, "A tie: the leader goes 2."),
        (0, 2, "The room chose 1, the leader goes another way."), (-1, 2, "A tie: the leader goes another way."),
    ],
)  # fmt: skip
def test_a_vote_on_the_way(story: Story, chosen: int, taken: int, words: str) -> None:
    vote = PollView(
        "v",
        "branch",
        "Where first?",
        ("The lamp?", "The telegram"),
        "revealed",
        targets=("the-lamp", "the-warning"),
    )
    result = ResultView(9, 12, (6, 3), chosen=chosen, taken=taken, margin=3)
    assert words in polls.result_told(story, vote, result).now[0]
    override = polls.override(story, vote, result)
    assert bool(override) == (taken >= 0 and taken != chosen)
    if chosen >= 0 and override:
        goes = "2" if taken == 1 else "another way"
        said = f"Result: the room chose 1, the leader goes {goes}. go The lamp reads the other alone."
        assert override == said
