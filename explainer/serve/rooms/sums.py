"""What a report is told of a room's box: sums, fetched before the room is erased."""

from __future__ import annotations

from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.tallies import doubts_in
from explainer.workshop.report import Sums
from explainer.workshop.sides import ALL


async def sums_of(live: LiveRoom, connected: int) -> Sums:
    """The room's tallies as they are now.

    Args:
        live: the room, not yet forgotten.
        connected: the most guests that were connected at one time, as far as whoever leads has seen.

    Raises:
        Unreachable: the store cannot be reached.
    """
    opposed = await live.store.box.totals(live.id, ALL)
    counted = [poll.result.connected for poll in live.state.polls if poll.result is not None]
    return Sums(
        connected=max(connected, live.crowd.connected, *counted, 0),
        doubts=await doubts_in(live),
        opposed=sum(opposed.values()),
    )
