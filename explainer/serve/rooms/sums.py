"""What a report is told of a room's box: sums, fetched before the room is erased."""

from __future__ import annotations

from explainer.serve.rooms.live import LiveRoom
from explainer.workshop.report import Sums
from explainer.workshop.sides import ALL
from explainer.workshop.ways import is_warned_line


async def sums_of(live: LiveRoom, connected: int) -> Sums:
    """The room's tallies as they are now.

    Args:
        live: the room, not yet forgotten.
        connected: the most guests that were connected at one time, as far as whoever leads has seen.

    Raises:
        Unreachable: the store cannot be reached.
    """
    box = live.store.box
    doubts = await box.polls(live.id, "doubt:")
    opposed = await box.totals(live.id, ALL)
    counted = [poll.result.connected for poll in live.state.polls if poll.result is not None]
    return Sums(
        connected=max(connected, live.crowd.connected, *counted, 0),
        doubts={
            name.removeprefix("doubt:"): sum(counts.values())
            for name, counts in doubts.items()
            if not is_warned_line(live.story, name.removeprefix("doubt:"))
        },
        opposed=sum(opposed.values()),
    )
