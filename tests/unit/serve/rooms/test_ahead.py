"""The next page is there before it is asked for: a turn draws and encodes nothing."""

from __future__ import annotations

import pytest

from explainer.paint.cells.style import DEPTHS, Profile
from explainer.serve.rooms import pages
from explainer.serve.rooms.pages import Kind
from explainer.serve.ssh import frame_cache, frame_sender
from explainer.serve.ssh.frame_cache import BOUND, FRAME_CACHE
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
    monkeypatch.setattr(frame_cache, "encode", fails)
    monkeypatch.setattr(frame_sender, "encode", fails)
    before = hall.live.pages.drawn
    await hall.press("next")
    for guest in guests:
        await guest.shows("step 3 of 3")
    assert hall.live.pages.drawn == before
    hall.live.ahead.stop()
    hall.host.counters.crashes = 0  # what would have been drawn after this one failed


def eighty() -> list[Kind]:
    """A hall's windows: twenty sizes, among them large ones, and four depths."""
    sizes = [(80 + 8 * at, 24 + 2 * at) for at in range(20)]
    profiles = [Profile(depth=depth) for depth in DEPTHS]
    return [Kind(*size, profile, True, True) for size in sizes for profile in profiles]


async def test_a_hall_of_eighty_kinds_of_windows_keeps_its_next_step(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds, live = eighty(), hall.live
    assert len(set(kinds)) == 80
    await hall.press("next")
    monkeypatch.setattr(live, "_kinds", lambda: kinds)
    for _step in range(2):
        wanted = live.ahead.made + 80
        await hall.press("next")
        await until(lambda: live.ahead.made >= wanted and not live.ahead._todo)  # noqa: B023  (in this turn)
        after = live.ahead._next
        assert after is not None
        assert FRAME_CACHE.held <= BOUND
        assert all(
            live.pages.has(after.run, after.rooms(""), (kind.columns, kind.rows), kind.profile)
            for kind in kinds
        )


async def test_no_more_is_drawn_ahead_than_can_be_kept(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the last to be drawn would push out the first, and nothing of it all would be ready."""
    kinds, live = eighty(), hall.live
    await hall.press("next")
    monkeypatch.setattr(FRAME_CACHE, "_bound", BOUND // 16)
    monkeypatch.setattr(live, "_kinds", lambda: kinds)
    made = live.ahead.made
    await hall.press("next")
    await until(lambda: live.ahead.made > made and not live.ahead._todo)
    drawn = live.ahead.made - made
    assert 1 < drawn < 80
    after = live.ahead._next
    assert after is not None
    ready = [
        kind
        for kind in kinds
        if live.pages.has(after.run, after.rooms(""), (kind.columns, kind.rows), kind.profile)
    ]
    assert len(ready) >= drawn - 2
    assert FRAME_CACHE.held <= BOUND // 16
