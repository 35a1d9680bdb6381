"""A line to a guest that is written down, and a host over the small story."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from explainer.serve.parking.parked_runs import Parking
from explainer.serve.processes.settings import Limits, Settings
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.guest_session import GuestSession
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.handler import Handler
from explainer.story.model.structs import Story


class FakeLine:
    """What was sent, and how it ended. `behind` is what the guest has not yet taken in."""

    def __init__(self) -> None:
        self.sent = b""
        self.said_aside = b""
        self.code: int | None = None
        self.was_cut = False
        self.failures: list[Exception] = []
        self.held = False
        self.behind = 0
        self.takes = True
        """Takes in at once what is written."""
        self.handler: Handler | None = None
        self.most_behind = 0

    def write(self, data: bytes) -> None:
        if self.code is None:
            self.sent += data
            self.behind += 0 if self.takes else len(data)
            self.most_behind = max(self.most_behind, self.behind)

    def aside(self, data: bytes) -> None:
        self.said_aside += data

    def hold(self, held: bool) -> None:
        self.held = held

    def waiting(self) -> int:
        return self.behind

    def close(self, code: int) -> None:
        self.code = code if self.code is None else self.code

    def cut(self) -> None:
        self.was_cut = True

    def failed(self, error: Exception) -> None:
        self.failures.append(error)

    def become(self, handler: Handler) -> None:
        self.handler = handler
        handler.start()

    @property
    def text(self) -> str:
        return self.sent.decode()

    @property
    def words(self) -> str:
        """What was sent, however it was wrapped."""
        return " ".join(self.text.split())

    def take(self) -> str:
        """What was sent since the last call."""
        sent, self.sent = self.sent, b""
        return sent.decode()

    @property
    def session(self) -> GuestSession:
        return cast(GuestSession, self)


def host_of(
    story: Story, folder: Path, clock: Callable[[], float] = time.monotonic, **limits: Any
) -> WorkerContext:
    settings = Settings("", str(folder / "state"), limits=Limits(**limits))
    return WorkerContext(story, settings, Parking(folder / "parked", time.time, settings.limits), clock)


def terminal(columns: int = 80, term: str = "xterm", **environment: str) -> GuestTerminal:
    return GuestTerminal(term, (columns, 24), environment)


async def until(true: Callable[[], object]) -> None:
    """Let the event loop work until something is true."""
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.005)
