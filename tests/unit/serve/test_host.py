"""What outlives a guest keeps nothing of them."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import weakref

from explainer.serve.processes.worker_context import WorkerContext


class App:
    """Stands for what a guest's context holds: Textual keeps the running app in it."""


async def test_an_errand_keeps_nothing_of_the_context_it_was_begun_in(host: WorkerContext) -> None:
    running = contextvars.ContextVar[App]("running")
    may_end = asyncio.Event()

    async def work() -> None:
        await may_end.wait()

    async def guest() -> weakref.ref[App]:
        app = App()
        running.set(app)
        host.background(work())
        return weakref.ref(app)

    kept = await asyncio.create_task(guest(), context=contextvars.Context())
    await asyncio.sleep(0)
    gc.collect()
    assert host.errands and kept() is None
    may_end.set()
    await asyncio.gather(*host.errands)
