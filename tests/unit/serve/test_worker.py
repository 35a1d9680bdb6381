"""What a worker tells of itself: that it was held up, also for less than the second between two tellings."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from explainer.serve.processes.ipc import Figures, Message
from explainer.serve.processes.worker import BEAT, Worker
from explainer.serve.processes.worker_context import WorkerContext
from explainer.story.model.structs import Story
from tests.unit.serve.guests import host_of, until


class Listening:
    """Stands for the way to the front."""

    def __init__(self) -> None:
        self.lags: list[int] = []

    def send(self, message: Message) -> None:
        if isinstance(message, Figures):
            self.lags.append(message.counters.lag_ms)


async def test_being_busy_with_one_thing_is_told_whenever_it_was(host: WorkerContext) -> None:
    heard = Listening()
    worker = Worker(heard, host.settings, host.story, None, host.parking)  # type: ignore[arg-type]
    worker._host = host
    ticking, looking = asyncio.create_task(worker._tick()), asyncio.create_task(worker._look_at_the_loop())
    await asyncio.sleep(0.3)
    time.sleep(0.4)  # one guest's doing; the next second is not yet over
    most = 0.4 - BEAT - 0.001
    await until(lambda: worker._lag >= most or heard.lags)
    await asyncio.sleep(2.5 * BEAT)  # looks at a loop that is not late any more change nothing
    looking.cancel()  # what holds this machine up from now on is not asked
    await until(lambda: heard.lags)
    assert heard.lags[0] >= most * 1000 - 1
    await until(lambda: heard.lags[-1] == 0)  # told once
    ticking.cancel()


class NoFront:
    def send(self, message: Message) -> None:
        pass


async def stopped(host: WorkerContext, errand: Callable[[], Coroutine[Any, Any, None]]) -> float:
    """How many seconds a worker without a guest took to say goodbye."""
    worker = Worker(NoFront(), host.settings, host.story, None, host.parking)  # type: ignore[arg-type]
    worker._host = host
    host.background(errand())
    began = time.monotonic()
    await worker._say_goodbye()
    return time.monotonic() - began


async def test_what_is_still_being_parked_has_the_rest_of_the_goodbye(host: WorkerContext) -> None:
    written = []

    async def slow() -> None:
        await asyncio.sleep(host.settings.limits.goodbye_seconds / 2)  # as long as 25 slow hashes
        written.append(1)

    await stopped(host, slow)
    assert written


async def test_no_longer_than_that(story: Story, tmp_path: Path) -> None:
    host = host_of(story, tmp_path, goodbye_seconds=0.2)
    assert await stopped(host, asyncio.Event().wait) < 10  # type: ignore[arg-type]
    for task in host.errands:
        task.cancel()
