"""Guests follow, roam, look away and come back; what they see is what a terminal shows."""

from __future__ import annotations

from tests.unit.serve.rooms.hall import Hall


async def test_who_leads_sits_and_moves_all_who_follow(hall: Hall) -> None:
    assert hall.leader.leads
    wide, narrow = hall.guest(), hall.guest((44, 18))
    await hall.press("next")
    assert hall.state.stage is not None and hall.state.stage.scene == "the-storm", hall.leader.message
    for guest in (wide, narrow):
        await guest.shows("The storm")
        assert guest.app is None
    await hall.press("next")
    await hall.press("next")
    for guest in (wide, narrow):
        await guest.still()
    print(wide.screen.display)
    print(narrow.screen.display)
