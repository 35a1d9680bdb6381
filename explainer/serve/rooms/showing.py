"""A room's state, and what one guest has in it, as what that guest's page shows; pure."""

from __future__ import annotations

from typing import Any

import msgspec

from explainer.reading.room import PollView, ResultView, RoomView
from explainer.serve.rooms.lately import Lately
from explainer.serve.rooms.stages import step_index, visit_of
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story
from explainer.story.model.translation import said_in
from explainer.workshop.ballots import chosen
from explainer.workshop.disclosure import margin, shift
from explainer.workshop.events import Result
from explainer.workshop.state import PollState, RoomState

_replace = msgspec.structs.replace


class Own(msgspec.Struct, frozen=True):
    """What a guest's page shows of the guest; equal for all who did nothing."""

    state: str = "following"
    """As `explainer.workshop.guests.standing` has it."""
    own: int = -1
    own_state: str = ""
    said: str = ""
    front: bool = False
    page: int = 0
    late: bool = False
    ready: str = ""
    pace: str = ""
    asked: tuple[tuple[str, str], ...] = ()
    question_own: bool = False
    row: str = ""
    away: str = ""
    passed: tuple[str, ...] = ()
    connected: bool = True
    waited: bool = False


def room_view(story: Story, state: RoomState, lately: Lately, own: Own) -> RoomView:
    """What a guest's page shows of the room, in the language of the story that is handed in."""
    title = said_in(story, state.title)
    poll = poll_view(state, lately, own)
    base = RoomView(
        state.code,
        state=own.state,
        title=title if title != story.title else "",
        mode=state.mode,
        task=said_in(story, state.task),
        poll=said_poll(story, poll) if poll is not None else None,
        ready=own.ready,
        pace=own.pace,
        asked=own.asked,
        approved=tuple(text for _id, text, answered in state.questions if not answered),
        question=next((text for key, text, _answered in state.questions if key == lately.question), ""),
        question_own=own.question_own,
        muted=state.muted,
        row=own.row,
        away=own.away,
        passed=own.passed,
        connected=own.connected,
        waited=own.waited,
    )
    return base if state.stage is None else _replace(base, **_leader(story, state))


def _leader(story: Story, state: RoomState) -> dict[str, Any]:
    assert state.stage is not None
    visit = visit_of(state.stage)
    scene = story.scenes[visit.scene]
    steps = readable_steps(scene)
    return {
        "leader_at": scene.title,
        "leader_scene": scene.id,
        "leader_step": 0 if visit.threshold or not steps else step_index(scene, visit.step) + 1,
        "leader_steps": len(steps),
        "opened": state.stage.open,
    }


def shown_poll(state: RoomState, lately: Lately) -> PollState | None:
    """The poll that pages show: the open one, else the one just revealed."""
    return state.open_poll or (state.poll(lately.revealed) if lately.revealed else None)


def poll_view(state: RoomState, lately: Lately, own: Own) -> PollView | None:
    """The poll as one guest has it; None: none is shown."""
    found = shown_poll(state, lately)
    if found is None:
        return None
    poll = found.poll
    return PollView(
        poll.id,
        poll.kind,
        poll.question,
        poll.options,
        phase=found.phase,
        own=own.own,
        own_state=own.own_state,
        said=own.said,
        asked="after" if poll.before else "blind",
        result=result_view(state, found) if found.phase == "revealed" else None,
        front=own.front,
        page=own.page,
        targets=poll.targets if found.phase == "revealed" else (),
        late=own.late,
        of=poll.line if poll.kind == "sentence" else "",
    )


def said_poll(story: Story, poll: PollView) -> PollView:
    """A poll in the words of a story's language: what the leader took from the story or its plan; what they typed
    stays as they typed it. Answers are counted by number, whatever they are called.
    """
    result = poll.result
    if result is not None and poll.kind != "sentence":
        result = _replace(result, line=said_in(story, result.line))
    return _replace(
        poll,
        question=said_in(story, poll.question),
        options=tuple(said_in(story, option) for option in poll.options),
        result=result,
    )


def result_view(state: RoomState, found: PollState) -> ResultView | None:
    """A closed poll's result, with the one before it where both may be told."""
    result, poll = found.result, found.poll
    if result is None:
        return None
    shown = _result(result)
    asked_first = state.poll(poll.before)
    first = asked_first.result if asked_first is not None else None
    if first is not None and shift(first, result) is not None:
        shown = _replace(shown, before=_result(first))
    if poll.kind == "branch":
        shown = _replace(shown, **_vote(found, result))
    return _replace(shown, right=poll.right, line=poll.line)


def _result(result: Result) -> ResultView:
    return ResultView(
        result.answers, result.connected, result.counts, result.nearly, result.shares, result.few
    )


def _vote(found: PollState, result: Result) -> dict[str, int]:
    """What the room chose, by how many, and where the leader went."""
    by = margin(result)
    return {"chosen": chosen(found), "margin": -1 if by is None else by, "taken": found.taken}
