"""Every page of a room on a story: a guest's, at each state, as the room's own views make them.

Nothing here knows a story: scenes, steps and ways are found, and what people would type stands here as an example.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from explainer.reading.moves import choices
from explainer.reading.room import PollView, ResultView, RoomView
from explainer.reading.view import View
from explainer.reading.view_actions import open_thing
from explainer.session.room_page import joined
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story
from tools.screens import Made, Reader, richest

CODE = "maple-42"
_replace = msgspec.structs.replace

QUESTION = "Price protest, political protest, or both?"
OPTIONS = ("Price", "Politics", "Both", "Not enough to say")
ASKED = "Who told the guards to leave?"
SAFE = ASKED + " \x1b[31mred\x1b[0m \u202eright to left"
"""What a hostile guest may type; it must come out plain."""


def forked(story: Story) -> str:
    """The scene with most unwarned ways beside the way on."""

    def ways(scene: str) -> int:
        found = story.scenes[scene]
        return sum(1 for branch in found.branches if branch.to and not story.scenes[branch.to].warning)

    plain = [scene for scene in story.scenes if not story.scenes[scene].warning and scene != story.start]
    return max(plain, key=ways)


def _ways(story: Story) -> tuple[str, ...]:
    found = story.scenes[forked(story)].branches
    return tuple(branch.to for branch in found if branch.to and not story.scenes[branch.to].warning)


def poll(**changes: object) -> PollView:
    """A poll on the tutor's question."""
    made = PollView("p1", "choice", QUESTION, OPTIONS, front=True)
    return _replace(made, **changes)


def result() -> ResultView:
    """An after with its before."""
    return ResultView(23, 26, (4, 6, 11, 2), before=ResultView(22, 25, (9, 4, 6, 3)))


class Room:
    """A guest of a room in front of one screen."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.story = reader.story
        self.rich = richest(reader.story)

    def view(self, scene: str = "", step: int = 1, **changes: object) -> RoomView:
        """The room with its leader at a step."""
        scene = scene or self.rich
        found = self.story.scenes[scene]
        told = {
            "state": "following", "leader_at": found.title, "leader_scene": scene, "leader_step": step + 1,
            "leader_steps": len(readable_steps(found)),
        }  # fmt: skip
        return _replace(RoomView(CODE), **(told | changes))

    def at(self, scene: str = "", step: int = 1, *, consented: bool = True, **changes: object) -> View:
        """A follower on the leader's step."""
        scene = scene or self.rich
        view = self.reader.at(scene, consented=consented)
        steps = readable_steps(self.story.scenes[scene])
        step = min(step, len(steps) - 1)
        run = _replace(view.run, visit=_replace(view.run.visit, step=steps[step].id))
        return joined(view, self.view(scene, step, **changes), run)

    def roams(self, **changes: object) -> View:
        """On an own way, while the leader is elsewhere."""
        other = forked(self.story)
        view = self.reader.at(self.rich)
        return joined(view, self.view(other, 0, state="roaming", **changes), view.run)

    def vote(self, **changes: object) -> View:
        """At a fork, asked which way."""
        scene = forked(self.story)
        view = self.reader.at(scene)
        found = [
            choice
            for choice in choices(self.story, view.run)
            if choice.kind == "branch" and not choice.warned
        ]
        made = PollView(
            "p2", "branch", "", tuple(choice.label for choice in found), front=True,
            targets=tuple(choice.target for choice in found),
        )  # fmt: skip
        return self.at(scene, 0, poll=_replace(made, **changes))


def guests(story: Story) -> dict[str, Made]:
    """Name and how it is made: every page of a guest."""
    # tidy: a table, one line a page
    warned = next((scene.id for scene in story.scenes.values() if scene.warning), "")
    term = next(iter(story.terms))
    counts = ResultView(21, 26, tuple(range(11, 11 - len(_ways(story)), -1)), margin=1, chosen=0, taken=1)

    def made(make: Callable[[Room], View]) -> Made:
        return lambda reader: make(Room(reader))

    found: dict[str, Callable[[Room], View]] = {
        "following": lambda r: r.at(),
        "following-last": lambda r: r.at(step=99),
        "following-start": lambda r: r.at(story.start, 0),
        "following-news": lambda r: r.at(row="The leader asks you back: f", poll=poll(front=False)),
        "following-looking": lambda r: _replace(open_thing(r.at(), "term", term), room=r.view(forked(story), 0)),
        "following-led-open": lambda r: r.at(opened=f"term:{term}"),
        "roaming": lambda r: r.roams(),
        "roaming-free": lambda r: r.roams(mode="free"),
        "roaming-news": lambda r: r.roams(row="The leader asks you back: f", poll=poll(front=False)),
        "poll": lambda r: r.at(poll=poll()),
        "poll-counted": lambda r: r.at(poll=poll(own=2, own_state="counted")),
        "poll-sending": lambda r: r.at(poll=poll(own=2, own_state="sending")),
        "poll-late": lambda r: r.at(poll=poll(own=2, own_state="refused", said="The poll closed before this arrived.")),
        "poll-sentence": lambda r: r.at(poll=poll(kind="sentence", question="Which sentence do you trust least?")),
        "result-shift": lambda r: r.at(poll=poll(phase="revealed", own=2, own_state="counted", result=result())),
        "result": lambda r: r.at(
            poll=poll(phase="revealed", own=2, result=_replace(result(), before=None, right=2, line="So the record."))
        ),
        "result-nearly": lambda r: r.at(
            poll=poll(phase="revealed", result=ResultView(nearly=True, shares=(0, 0, 100, 0)))
        ),
        "result-few": lambda r: r.at(poll=poll(phase="revealed", result=ResultView(few=True))),
        "result-came-late": lambda r: r.at(
            poll=poll(phase="revealed", late=True, result=_replace(result(), before=None))
        ),
        "vote": lambda r: r.vote(),
        "vote-result": lambda r: r.vote(phase="revealed", result=counts),
        "question": lambda r: r.at(question=SAFE, question_own=True),
        "held": lambda r: r.at(state="held", mode="hold", task="Mark the sentence you trust least, then tick."),
        "held-done": lambda r: r.at(state="held", mode="hold", task="Mark a sentence.", ready="done"),
        "out": lambda r: r.at(state="out"),
        "out-news": lambda r: r.at(state="out", row="The leader has left the warned scene."),
        "waiting": lambda r: r.at(story.start, 0, state="waiting"),
        "closed": lambda r: r.at(state="closed"),
        "not-connected": lambda r: r.at(connected=False),
        "away": lambda r: r.at(away="While you were away: 2 scenes, 1 poll."),
    }  # fmt: skip
    if warned:
        found["warning"] = lambda r: r.at(warned, 0, consented=False)
        found["warning-poll"] = lambda r: r.at(warned, 0, consented=False, poll=poll())
        found["warned-inside"] = lambda r: r.at(warned, 1, poll=poll())
        found["went-round"] = lambda r: _replace(r.reader.at(r.rich), room=r.view(warned, 1))
    return {f"room-{name}": made(make) for name, make in found.items()}
