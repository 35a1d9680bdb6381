"""A room's stage as a wall shows it: made from the stage alone, so that nothing private can be on it. Pure."""

from __future__ import annotations

from explainer.reading.cockpit import ProjectorView
from explainer.serve.rooms.lately import Lately
from explainer.serve.rooms.showing import result_view, shown_poll
from explainer.story.model.structs import Story
from explainer.story.model.translation import said_in
from explainer.workshop.state import RoomState


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
    blank: bool = False,
) -> ProjectorView:
    """What the wall shows.

    Args:
        story: in the room's edition, in the wall's language.
        state, lately: of the room.
        join: how to come in; shown with the page until the leader takes it off.
        blank: nothing at all.
    """
    stage = state.stage
    if state.closed or stage is None:
        return ProjectorView(story.title, join=() if state.closed else join, closed=state.closed, blank=blank)
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
