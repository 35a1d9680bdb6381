"""The report: what it tells of a room, what it does not, and that no guest can be in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.export.report import FORMS
from explainer.problems import Cannot
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from explainer.workshop.ballots import plan_poll
from explainer.workshop.commands import (
    Answered,
    Approve,
    ClosePoll,
    CloseRoom,
    Delete,
    LetRoam,
    Move,
    NewWords,
    OpenPoll,
    PlanItem,
    Refuse,
    Reveal,
)
from explainer.workshop.disclosure import result
from explainer.workshop.events import Poll, Stage
from explainer.workshop.report import Report, Sums, report_of
from tests.faulty_plans import WITH_PLAN
from tests.tiny import write_story
from tests.unit.workshop.halls import CODE, OTHER, TOKEN, Hall

MARK = "planted7marker"
OPTIONS = ("Price", "Politics", "Both")


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(tmp_path_factory.mktemp("planned"), WITH_PLAN))


@dataclass
class Room:
    """A hall with the shipped clock of a plan."""

    story: Story
    hall: Hall = field(init=False)

    def __post_init__(self) -> None:
        self.hall = Hall(self.story, begun=False)
        self.hall.state = msgspec.structs.replace(self.hall.state, plan="evening")

    def wait(self, seconds: int) -> None:
        self.hall.clock += seconds

    def ask(
        self, name: str, counts: tuple[int, ...], connected: int, *, before: str = "", show: bool = True
    ) -> None:
        self.hall.do(OpenPoll(Poll(name, "choice", f"Which of {name}?", OPTIONS, before)))
        self.hall.do(ClosePoll(result(counts, connected)))
        if show:
            self.hall.do(Reveal(name))

    def report(self, sums: Sums | None = None) -> Report:
        return report_of(self.hall.state, self.story, sums or Sums(30), self.hall.clock)


@pytest.fixture
def room(planned: Story) -> Room:
    return Room(planned)


def test_the_way_has_times_from_the_beginning_of_the_plan(room: Room) -> None:
    room.wait(600)  # the lobby is no part of it
    room.hall.do(PlanItem(0))
    room.hall.go("the-storm")
    room.wait(120)
    room.hall.go("the-warning")
    room.wait(60)
    room.hall.go("the-storm")
    room.wait(30)
    way = room.report().way
    assert [(stop.scene, stop.again) for stop in way] == [
        ("the-storm", False), ("the-warning", False), ("the-storm", True),
    ]  # fmt: skip
    assert [stop.at // 10 for stop in way] == [0, 12, 18]
    assert [stop.stayed // 10 for stop in way] == [12, 6, 3]


def test_a_warning_that_was_not_led_past_is_told_as_one(room: Room) -> None:
    room.hall.go("the-warning")
    room.hall.go("the-rescue", threshold=True)
    assert [(stop.warned, stop.entered) for stop in room.report().way] == [(False, True), (True, False)]
    assert [stop.off_plan for stop in room.report().way] == [False, True]
    room.hall.do(Move(Stage("the-rescue"), "here"))
    assert room.report().way[-1].entered


def test_time_against_plan(room: Room) -> None:
    room.hall.do(PlanItem(0))
    room.hall.go("the-storm")
    room.wait(720)
    room.hall.do(PlanItem(1))
    room.wait(60)
    room.hall.do(PlanItem(0))  # come back to
    room.wait(60)
    storm, halves, pause, morning = room.report().stretches
    assert (storm.planned, storm.began_at, storm.took // 60) == (600, 0, 13)
    assert (halves.mode, halves.planned_at, halves.began_at // 60, halves.took // 60) == ("roam", 600, 12, 1)
    assert (pause.began_at, pause.took) == (-1, 0)
    assert storm.not_led == () and morning.not_led == ("The morning",)
    assert halves.not_led == (), "where everyone roams nobody is led"
    assert "Who was at the mast?" in storm.not_asked
    assert halves.not_asked == ("Who counts?",), "what is asked aloud is not counted"


def test_votes_as_far_as_they_may_be_told(room: Room) -> None:
    room.hall.go("the-storm")
    room.ask("exact", (4, 8, 10), 26)
    room.ask("most", (5, 6, 10), 22)
    room.ask("scanty", (1, 3, 0), 22, show=False)
    room.hall.do(OpenPoll(Poll("open", "choice", "Which?", OPTIONS)))
    exact, most, scanty, opened = room.report().votes
    assert (exact.told, exact.counts, exact.answers, exact.connected) == ("exact", (4, 8, 10), 22, 26)
    assert (most.told, most.counts, most.shares, most.answers) == ("shares", (), (20, 30, 50), 0)
    assert (scanty.told, scanty.counts, scanty.shares, scanty.answers) == ("few", (), (), 0)
    assert (opened.told, opened.shown) == ("uncounted", False)
    assert [vote.shown for vote in (exact, most, scanty)] == [True, True, False]


def test_a_shift_only_where_both_may_be_told(room: Room) -> None:
    room.hall.go("the-storm")
    room.ask("one", (9, 4, 6), 26)
    room.ask("again", (4, 6, 11), 26, before="one")
    room.ask("scanty", (4, 0, 0), 26)
    room.ask("then", (4, 6, 11), 26, before="scanty")
    _one, again, _scanty, then = room.report().votes
    assert again.shift is not None and again.shift.difference == (-5, 2, 5)
    assert then.before == "scanty" and then.shift is None


@pytest.mark.parametrize(
    ("connected", "told", "about"), [(0, 0, False), (4, 0, False), (5, 5, True), (7, 5, True), (8, 10, True),
                                     (19, 20, True), (20, 20, False), (173, 173, False)]
)  # fmt: skip
def test_how_many_were_there(room: Room, connected: int, told: int, about: bool) -> None:
    report = room.report(Sums(connected))
    assert (report.connected, report.connected_about) == (told, about)


def test_doubts_from_five_on_by_claim(room: Room) -> None:
    report = room.report(Sums(30, {"boats-lost": 9, "the-storm:lamp": 5, "the-storm:1": 4, "gone": 6}))
    first, line = report.doubts
    assert (first.of, first.claim, first.number) == ("boats-lost", True, 9)
    assert first.text == room.story.claims["boats-lost"].question
    assert (line.of, line.number, line.claim) == ("the-storm:lamp", 5, False)
    assert line.text.startswith("The lightkeeper wrote")
    assert report.opposed is None and room.report(Sums(30, {}, 9)).opposed == 30


def test_only_approved_questions_are_told(room: Room) -> None:
    hall = room.hall
    for number, command in enumerate((Approve, Approve, Approve)):
        hall.do(command(f"{number:032x}", f"Question {number}?"))
    hall.do(Answered(f"{1:032x}"))
    hall.do(Delete(f"{2:032x}"))
    hall.do(Refuse(f"{3:032x}"))
    questions = room.report().questions
    assert [(one.text, one.answered) for one in questions] == [("Question 0?", False), ("Question 1?", True)]


def test_a_vote_on_the_way_says_what_was_chosen_and_taken(story: Story) -> None:
    hall = Hall(story)
    targets = ("the-mast", "the-lamp")
    options = ("Who stood at the mast?", "Why did the lamp go out?")
    branches = tuple(branch.to for branch in story.scenes["the-storm"].branches)
    hall.do(OpenPoll(Poll("way", "branch", "Which?", options, targets=branches)))
    assert set(targets) == set(branches)
    hall.do(Reveal("way", result((12, 5), 26)))
    hall.go(branches[1])
    (way,) = report_of(hall.state, story, Sums(26), hall.clock).ways
    assert (way.fork, way.chosen, way.margin, way.taken) == ("the-storm", 0, 7, 1)
    assert way.said == "The room chose 1, the leader goes 2."


def test_a_room_in_which_nothing_happened(room: Room) -> None:
    report = room.report(Sums())
    assert (report.way, report.votes, report.doubts, report.questions) == ((), (), (), ())
    for form in FORMS.values():
        assert form(report)


@given(st.data())
def test_nothing_of_a_guest_reaches_a_report(planned: Story, data: st.DataObject) -> None:
    """Tickets, tokens, codes, words of those not approved: planted everywhere in a room, none is in any form."""
    room = Room(planned)
    hall = room.hall
    planted = [CODE, TOKEN, OTHER]
    hall.do(NewWords(("c" * 32,)))
    planted.append("c" * 32)
    tickets = data.draw(st.lists(st.integers(16**30, 16**31), max_size=6, unique=True))
    for number, drawn in enumerate(tickets):
        ticket = f"{drawn:032x}"
        fate = data.draw(st.sampled_from(("approve", "refuse", "delete", "withdraw")))
        planted.append(ticket)
        if fate in ("approve", "withdraw"):
            hall.do(Approve(ticket, f"Fine {number}?" if fate == "approve" else MARK))
        if fate == "refuse":
            hall.do(Refuse(ticket))
        elif fate != "approve":
            hall.do(Delete(ticket))
    hall.go("the-storm")
    counts = tuple(data.draw(st.lists(st.integers(0, 12), min_size=3, max_size=3)))
    room.ask("p", counts, data.draw(st.integers(0, 40)))
    hall.do(LetRoam())
    hall.do(CloseRoom())
    report = room.report(Sums(12, {f"doubt-{MARK}": data.draw(st.integers(0, 9))}))
    for form in FORMS.values():
        text = form(report)
        assert MARK not in text
        assert not [mark for mark in planted if mark in text]
        if sum(counts) < 5:
            assert not report.votes[0].counts and not report.votes[0].shares


def test_a_sentence_is_told_as_far_as_one_needs_to_know_it_again(room: Room) -> None:
    room.hall.go("the-storm")
    planned = room.story.plans["evening"].polls["trusted"]
    poll = plan_poll(room.story, room.hall.state, planned)
    with pytest.raises(Cannot, match="not on the page"):
        room.hall.do(OpenPoll(poll))
    step = next(step.id for step in room.story.scenes["the-lamp"].steps if step.kind == "document")
    room.hall.go("the-lamp", step)
    room.hall.do(OpenPoll(poll))
    (vote,) = room.report().votes
    assert vote.options[0] == "1. At 16:40 the lamp went out and nobody came until morning."
    assert vote.line == "", "the document's id is no line of the sources"
