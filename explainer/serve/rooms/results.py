"""The results that a room was shown, as a guest takes them along; pure."""

from __future__ import annotations

from explainer.reading.room import PollView
from explainer.serve.rooms.showing import result_view, said_poll
from explainer.story.model.structs import Story
from explainer.workshop.state import RoomState


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
