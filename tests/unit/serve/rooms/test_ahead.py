"""The next page is there before it is asked for: a turn draws and encodes nothing."""

from __future__ import annotations

import pytest

from explainer.serve import first_frames, outbox
from explainer.serve.rooms import pages
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Hall


async def test_a_turn_is_only_sending(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = ((80, 24), (44, 18), (120, 40), (60, 20))
    await hall.press("next")
    guests = [hall.guest(size) for size in sizes for _twice in range(2)]
    for guest in guests:
        await guest.still(0.02)
    await until(lambda: not hall.live.ahead._todo)
    made = hall.live.ahead.made
    await hall.press("next")
    for guest in guests:
        await guest.shows("step 2 of 3")
    await until(lambda: hall.live.ahead.made == made + len(sizes))

    def fails(*_arguments: object, **_named: object) -> None:
        raise AssertionError("drawn in a turn")

    monkeypatch.setattr(pages, "compose", fails)
    monkeypatch.setattr(first_frames, "encode", fails)
    monkeypatch.setattr(outbox, "encode", fails)
    before = hall.live.pages.drawn
    await hall.press("next")
    for guest in guests:
        await guest.shows("step 3 of 3")
    assert hall.live.pages.drawn == before
    hall.live.ahead.stop()
    hall.host.counters.crashes = 0  # what would have been drawn after this one failed
