"""The frame that all share is what an app of the guest's own paints at the same place: cell by cell, step by step."""

from __future__ import annotations

import pytest

from tests.unit.serve.rooms.hall import Hall


@pytest.mark.parametrize("size", [(80, 24), (44, 18), (120, 40)])
async def test_a_guest_with_an_app_sees_what_a_thin_one_sees(hall: Hall, size: tuple[int, int]) -> None:
    await hall.press("next")
    thin, own = hall.guest(size), hall.guest(size)
    await own.shows("A light goes out")
    own.press("?")
    await own.until(lambda: own.app is not None and own.app.is_ready, "an app")
    await own.still()
    own.guest.feed(b"\x1b[27u")
    await own.still()
    compared = 0
    for key in ("next", "next", "next", "next", "back", "next", "next", "consent", "next"):
        await hall.press(key)
        for guest in (thin, own):
            await guest.still()
        assert thin.app is None and own.app is not None
        assert own.member.follows, hall.leader.message
        assert own.screen.display == thin.screen.display, f"after {key}"
        compared += 1
    assert compared == 9
