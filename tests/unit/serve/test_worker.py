"""What a worker tells of itself: that it was held up, also for less than the second between two tellings."""

from __future__ import annotations

import asyncio
import time

from explainer.serve.channel import Figures, Message
from explainer.serve.host import Host
from explainer.serve.worker import BEAT, Worker
from tests.unit.serve.guests import until


class Listening:
    """Stands for the way to the front."""

    def __init__(self) -> None:
        self.lags: list[int] = []

    def send(self, message: Message) -> None:
        if isinstance(message, Figures):
            self.lags.append(message.counters.lag_ms)


async def test_being_busy_with_one_thing_is_told_whenever_it_was(host: Host) -> None:
    heard = Listening()
    worker = Worker(heard, host.settings, host.story, None, host.parking)  # type: ignore[arg-type]
    worker._host = host
    ticking = [asyncio.create_task(worker._tick()), asyncio.create_task(worker._look_at_the_loop())]
    await asyncio.sleep(0.3)
    time.sleep(0.4)  # one guest's doing; the next second is not yet over
    await until(lambda: heard.lags)
    assert heard.lags[0] >= (0.4 - BEAT) * 1000 - 1
    worker._tell_figures()
    told = len(heard.lags)
    await until(lambda: len(heard.lags) > told)
    assert heard.lags[-1] < heard.lags[0], "told once"
    for task in ticking:
        task.cancel()
