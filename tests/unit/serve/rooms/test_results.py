"""A poll's result counts who is connected at its close, also after a worker stood still."""

from __future__ import annotations

import asyncio

import pytest

from explainer.workshop.stores.notifications import LIVES
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.rooms.listener import answers, crowd


async def test_a_worker_that_stood_still_counts_its_guests_all_the_same(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else six answers of twelve guests were "nearly all", and no counts were told."""
    await hall.press("next")
    members = crowd(hall, 12)
    await until(lambda: hall.live.crowd.connected == 12)
    await hall.press("poll")
    await answers(members, (2, 4, 0))
    now = asyncio.get_running_loop().time
    monkeypatch.setattr(hall.live.store.presence, "_now", lambda: now() + LIVES + 1)
    await hall.press("reveal")
    result = hall.state.polls[0].result
    assert result is not None and (result.answers, result.connected, result.counts) == (6, 12, (2, 4, 0))
    for member in members:
        member.leave(dropped=False)
