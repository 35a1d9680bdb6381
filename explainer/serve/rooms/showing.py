"""What a page shows of a room: its state and the guest's own as a view, the wall's view, results; pure."""

from __future__ import annotations

from typing import Any

import msgspec

from explainer.reading.cockpit import ProjectorView
from explainer.reading.room import PollView, ResultView, RoomView
from explainer.serve.rooms.stages import step_index, visit_of
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story
from explainer.story.model.translation import said_in
from explainer.workshop.ballots import chosen
from explainer.workshop.disclosure import margin, shift
from explainer.workshop.events import (
    Event,
    PollOpened,
    PollRevealed,
    QuestionApproved,
    QuestionDeleted,
    Result,
    Staged,
)
from explainer.workshop.state import PollState, RoomState

# What of a room's past a page still shows: a result until the next move, a question once. A fold beside the
# room's own state, of what only matters for showing. Pure.

_replace = msgspec.structs.replace


class Lately(msgspec.Struct, frozen=True):
    """As of one place of the log."""

    revealed: str = ""
    """The poll whose result is on the page."""
    question: str = ""
    """The approved question that is on the page, by id."""
    moves: int = 0
    """Scenes put on stage so far."""


def took(lately: Lately, event: Event, before: RoomState, after: RoomState) -> Lately:
    """After an event that the room's fold has taken."""
    match event:
        case Staged():
            return _staged(lately, event, before, after)
        case PollOpened():
            return _replace(lately, revealed="")
        case PollRevealed():
            return _replace(lately, revealed=event.id)
        case QuestionApproved():
            return _replace(lately, question=event.id)
        case QuestionDeleted() if event.id == lately.question:
            return _replace(lately, question="")
    return lately


def _staged(lately: Lately, event: Staged, before: RoomState, after: RoomState) -> Lately:
    if event.how == "here":
        return lately
    moves = lately.moves + (before.stage is None or before.stage.scene != event.stage.scene)
    # What the room chose and where the leader goes stay in sight on the page they went to.
    was, now = before.poll(lately.revealed), after.poll(lately.revealed)
    went_now = was is not None and now is not None and now.taken != was.taken
    return Lately(lately.revealed if went_now else "", "", moves)


# A room's state, and what one guest has in it, as what that guest's page shows; pure.


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
    at = -1 if visit.threshold or not steps else step_index(scene, visit.step)
    return {
        "leader_at": scene.title,
        "leader_scene": scene.id,
        "leader_step": at + 1,
        "leader_step_id": steps[at].id if at >= 0 else "",
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
    if first is not None and (shift(first, result) is not None or (first.small and result.small)):
        shown = _replace(shown, before=_result(first))
    if poll.kind == "branch":
        shown = _replace(shown, **_vote(found, result))
    return _replace(shown, right=poll.right, line=poll.line)


def _result(result: Result) -> ResultView:
    return ResultView(
        result.answers, result.connected, result.counts, result.nearly, result.shares, result.few, result.ahead,
        result.small,
    )  # fmt: skip


def _vote(found: PollState, result: Result) -> dict[str, int]:
    """What the room chose, by how many, and where the leader went."""
    by = margin(result)
    return {"chosen": chosen(found), "margin": -1 if by is None else by, "taken": found.taken}


# A room's stage as a wall shows it: made from the stage alone, so that nothing private can be on it. Pure.


def picked(state: RoomState) -> str:
    """The text of the question that the leader put on the projector; one that was answered or deleted goes."""
    name = state.stage.question if state.stage is not None else ""
    return next((text for key, text, answered in state.questions if key == name and not answered), "")


def projector_view(
    story: Story,
    state: RoomState,
    lately: Lately,
    *,
    join: tuple[str, ...] = (),
    code: tuple[str, ...] = (),
    blank: bool = False,
) -> ProjectorView:
    """What the wall shows.

    Args:
        story: in the room's edition, in the wall's language.
        state, lately: of the room.
        join: how to come in; shown with the page until the leader takes it off.
        code: the same as a QR code; shown before the first page.
        blank: nothing at all.
    """
    stage = state.stage
    if state.closed or stage is None:
        join, code = ((), ()) if state.closed else (join, code)
        return ProjectorView(story.title, join=join, scan=code, closed=state.closed, blank=blank)
    warned = story.scenes[stage.scene].warning is not None
    poll = None if warned else shown_poll(state, lately)
    question = picked(state)
    if question and poll is not None and poll.phase != "open":
        poll = None  # picked while the result was there, and taken off it is there again
    return ProjectorView(
        story.title,
        scene=stage.scene,
        step=stage.step,
        bridge=stage.bridge,
        recap=stage.recap,
        lens=stage.lens,
        opened=stage.open,
        warned=warned and (stage.threshold or not stage.show_warned),
        poll=said_in(story, poll.poll.question) if poll is not None else "",
        options=tuple(said_in(story, option) for option in poll.poll.options) if poll is not None else (),
        result=result_view(state, poll) if poll is not None and poll.phase == "revealed" else None,
        question="" if warned else question,
        task=said_in(story, state.task) if state.mode == "hold" else "",
        free=state.mode == "free",
        blank=blank,
        join=join,
    )


# The results that a room was shown, as a guest takes them along; pure.


def shown_results(story: Story, state: RoomState) -> tuple[PollView, ...]:
    """Every revealed poll in the order of asking, without anybody's own answer: it was forgotten with its ballot.

    Args:
        story: in the language of who takes them along.
        state: of the room.
    """
    polls = (
        PollView(
            found.poll.id,
            found.poll.kind,
            found.poll.question,
            found.poll.options,
            phase="revealed",
            asked="after" if found.poll.before else "blind",
            result=result_view(state, found),
        )
        for found in state.polls
        if found.phase == "revealed"
    )
    return tuple(said_poll(story, poll) for poll in polls)
