"""Opening a room: its code, its leader's secret, its first events. Used by `explainer workshop` and by tests."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from random import Random

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.rooms.secrets import hashed
from explainer.story.model.structs import Story
from explainer.workshop.codes import new_code, new_secret
from explainer.workshop.commands import OpenRoom
from explainer.workshop.events import encode
from explainer.workshop.rules import decide
from explainer.workshop.state import RoomState
from explainer.workshop.store import CodeTaken, RoomRecord, Store

TRIES = 20


async def open_room(
    store: Store,
    story: Story,
    plan: str = "",
    *,
    title: str = "",
    clock: Callable[[], float] = time.time,
    random: Random | None = None,
) -> tuple[str, str]:
    """Open a room; its code and its leader's secret, which is kept nowhere in the clear.

    Args:
        store: where it is kept.
        story: in the edition that the room keeps to its end.
        plan: the id of a run sheet of the story; empty: none.
        title: of the room; empty: the story's.
        clock: seconds since the epoch.
        random: where code and secret come from; None: the system's.

    Raises:
        Cannot: no free code was found.
        Unreachable: the store cannot be reached.
    """
    drawn = random or secrets.SystemRandom()
    secret = new_secret(drawn)
    kept = await asyncio.to_thread(hashed, secret)
    now = int(clock())
    edition = str(story.edition)
    for _try in range(TRIES):
        code = new_code(drawn)
        record = RoomRecord(secrets.token_hex(16), code, story.id, edition, kept, now)
        first = decide(RoomState(), story, OpenRoom(title, edition, code, plan), now)
        try:
            await store.open_room(record, [encode(event) for event in first])
        except CodeTaken:
            continue
        return code, secret
    raise Cannot(_("No free code was found for a room; close one first."))
