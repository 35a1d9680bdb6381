"""What one page shows of a room, as plain data, and what a front end asks of a room.

Everything here may be seen by the guest whose page it is: a room hands out nothing that is hidden below a threshold.
All of it is frozen and hashable, so that a server may keep the frames of those who see the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from explainer.reading.run import Run, Visit
from explainer.story.model.outline import Lens
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story

_replace = msgspec.structs.replace

HERE = ("following", "held")
"""States in which a guest's page is the leader's step."""


class ResultView(msgspec.Struct, frozen=True):
    """A poll's result as it may be printed."""

    answers: int = 0
    """Given answers; 0 where they may not be told (`few`, `nearly`)."""
    connected: int = 0
    """Guests connected when it was closed; 0 where it may not be told."""
    counts: tuple[int, ...] = ()
    """By option; empty where only shares may be told, or nothing."""
    nearly: bool = False
    """All or all but one agree or answered: shares alone."""
    shares: tuple[int, ...] = ()
    """By option, in percent, rounded."""
    few: bool = False
    """Fewer than five answers: nothing is told."""
    ahead: int = -1
    """Where words alone are told, the option that is clearly ahead, from 0."""
    small: bool = False
    """Five to nine answers: words alone."""
    before: ResultView | None = None
    """Of the same question asked before; then the shift is shown too."""
    margin: int = -1
    """Answers between the first option and the second of a vote on the way; -1: it is not told."""
    chosen: int = -1
    """The option with most answers of a vote on the way, from 0; -1: none, or a tie."""
    taken: int = -1
    """The way the leader goes, from 0; -1: not yet gone."""
    right: int = -1
    """The option that the record bears out, from 0, where a question has one."""
    line: str = ""
    """The line that says so, with its source."""


class PollView(msgspec.Struct, frozen=True):
    """A poll as one guest has it."""

    id: str
    kind: str
    """choice, branch or sentence."""
    question: str
    options: tuple[str, ...]
    phase: str = "open"
    """open, closed (nothing of it is shown) or revealed."""
    own: int = -1
    """The guest's own answer, from 0; -1: none, or forgotten with the ballot."""
    own_state: str = ""
    """sending, counted or refused; empty without an answer."""
    said: str = ""
    """A sentence in place of the line that tells of one's own answer: why it was refused, or closed before."""
    asked: str = "blind"
    """blind, before or after: how it is asked; `after` shows what it is the after of."""
    result: ResultView | None = None
    front: bool = False
    """The panel stands in front: digits answer."""
    page: int = 0
    """How often the panel was turned, where it is longer than its part of the page."""
    targets: tuple[str, ...] = ()
    """Of a vote on the way: the scenes of the options, so that the way not taken is one key away."""
    late: bool = False
    """The guest came when it was closed: the result alone, no options."""
    of: str = ""
    """Of a ballot of sentences: the text they stand in, by its id."""


class RoomView(msgspec.Struct, frozen=True):
    """What one guest's page shows of the room."""

    code: str
    role: str = "guest"
    """guest, leader or projector."""
    state: str = "waiting"
    """waiting, following, roaming, held, out, warning, closed or away."""
    title: str = ""
    """The room's title; empty: the story's."""
    mode: str = "lead"
    """lead, free or hold."""
    leader_at: str = ""
    """The title of the scene where the leader is."""
    leader_scene: str = ""
    leader_step: int = 0
    """Which of its steps, from 1; 0: at its warning, or not begun."""
    leader_step_id: str = ""
    """Its id."""
    leader_steps: int = 0
    opened: str = ""
    """What the leader has open, as `kind:id`."""
    task: str = ""
    """While held, or at a ready check: what is to be done."""
    poll: PollView | None = None
    ready: str = ""
    """The guest's own word in a ready check: done, working or stuck; empty: none yet."""
    pace: str = ""
    """The guest's own wish, for five minutes: slower or faster."""
    asked: tuple[tuple[str, str], ...] = ()
    """The guest's own questions with what became of them: waiting, approved, refused, deleted or answered."""
    approved: tuple[str, ...] = ()
    """Questions that everyone may read."""
    question: str = ""
    """An approved question that is shown now, once."""
    question_own: bool = False
    """It is this guest's."""
    muted: bool = False
    """Questions are paused."""
    row: str = ""
    """One line of news, such as `The leader asks you back: f`."""
    away: str = ""
    """What passed while the guest was away or out, in one sentence; shown with the first page on return."""
    passed: tuple[str, ...] = ()
    """What that was, by name: the titles of scenes in their order, then the questions of polls."""
    connected: bool = True
    """The room can be reached."""
    waited: bool = False
    """Not reached for a second: the row says that one waits for the room."""

    @property
    def follows(self) -> bool:
        """Whether the page is where the leader is, or stands at the warning of it."""
        return self.state in (*HERE, "warning")


class RoomLink(Protocol):
    """A guest's membership of a room, as a front end calls it.

    Every call returns at once; what needs the room is told later to subscribers, on the same loop. What is the
    guest's own alone (`state` after moved, follow, step_out) has changed when the call returns. A call that is refused
    at once raises Cannot with the sentence for the guest.
    """

    @property
    def view(self) -> RoomView:
        """As of now."""

    @property
    def results(self) -> tuple[PollView, ...]:
        """The results that the room was shown, in order; nobody's own answer is in them."""

    def speak(self, language: str) -> None:
        """Have `view` in a language of the story from now on; what was typed by people stays as they typed it."""

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Have `changed` called after every change of `view` or of the leader's page; returns how to end that."""

    def page(self, run: Run) -> Run:
        """The run moved to the leader's step while following (see `led`); else the run as it is."""

    def moved(self, run: Run) -> None:
        """The guest moved by themselves: from now on they roam. Nobody is told."""

    def noticed(self) -> None:
        """The guest pressed a key: what was news (`row`, `away`) was read."""

    def bring_front(self, front: bool) -> None:
        """Bring the panel of a poll or a result to the front, or put it down to a row; in front already: turn it."""

    def looking(self, is_looking: bool) -> None:
        """Something is open that the leader did not open, or no more."""

    def opened(self, kind: str, key: str) -> None:
        """The guest opened a thing of their page; where something contested is told, how many opened a source of
        another side than their first is counted, and of nobody which."""

    def follow(self) -> None:
        """Back to the leader."""

    def step_out(self) -> None:
        """Nothing of the room until `follow`."""

    def quit(self) -> None:
        """Leave the room for good."""

    def answer(self, option: int) -> None:
        """Answer the open poll, or change the answer; options from 0."""

    def doubt(self, key: str, on: bool) -> None:
        """Count a doubt, or take it back; by a claim's id, or `scene:step` of a line without one."""

    def ready(self, how: str) -> None:
        """done, working or stuck."""

    def pace(self, how: str) -> None:
        """slower or faster."""

    def ask(self, text: str) -> None:
        """A question, to the leader alone."""

    def consented(self, scene: str) -> None:
        """The guest reads this warned scene; still following."""

    def went_round(self, scene: str) -> None:
        """The guest went round this warned scene: on its detour until the leader has left it; still following."""


def led(story: Story, run: Run, visit: Visit, lens: str = "", gone_round: str = "") -> Run:
    """A guest's run moved to where the leader is. Pure; the same run if nothing moves.

    A warned scene is never pushed: its warning stands first unless this guest's own consent is in the run, and then
    too as long as the leader has not led into it, unless the guest is in it already.

    Args:
        story: the story being read.
        run: the guest's run so far.
        visit: the leader's stage as a visit.
        lens: the day under which the leader reads, as ISO; empty: none.
        gone_round: the warned scene that this guest went round; while the leader is in it the run stays.
    """
    if visit.scene == gone_round and run.visit.scene != gone_round:
        return run
    run = _under(run, lens)
    warned = story.scenes[visit.scene].warning is not None
    same = run.visit.scene == visit.scene
    inside = same and not run.visit.threshold
    consented = visit.scene in run.consented
    visit = _replace(visit, threshold=warned and not (consented and (inside or not visit.threshold)))
    if same and _step(story, run.visit) == _step(story, visit):  # its pages are turned by each guest
        visit = _replace(visit, step=visit.step or run.visit.step, offset=run.visit.offset, top=run.visit.top)
    if run.visit == visit:
        return run
    seen = run.seen if visit.threshold or visit.scene in run.seen else (*run.seen, visit.scene)
    if same and run.visit.threshold:  # on the warning's page one was nowhere yet
        return _replace(run, visit=visit, seen=seen)
    if run.past and run.past[-1] == visit:
        return _replace(run, visit=visit, past=run.past[:-1], ahead=(*run.ahead, run.visit), seen=seen)
    return _replace(run, visit=visit, past=(*run.past, run.visit), ahead=(), seen=seen)


def _step(story: Story, visit: Visit) -> str:
    """The step of a visit by its id, also where it is the scene's first and not named."""
    return visit.step or next((step.id for step in readable_steps(story.scenes[visit.scene])), "")


def _under(run: Run, lens: str) -> Run:
    wanted = Lens(lens) if lens else None
    return run if run.lens == wanted else _replace(run, lens=wanted, unfolded=())
