"""A guest who reads line by line, and what was said to them."""

from __future__ import annotations

import re

from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.storage.store import decode
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.parking.phrases import understood
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.linear_guest import LinearGuest
from tests.unit.serve.guests import FakeLine, until


def linear_guest(
    host: WorkerContext, line: FakeLine, window: GuestTerminal | None = None, parked: ParkedRun | None = None
) -> LinearGuest:
    parked = parked or ParkedRun(host)
    options = ReaderOptions(host.story, begin(host.story), resumed=parked.resumed, parked=parked)
    guest = LinearGuest(host, line.session, window, options, parked, "a test")
    guest.start()
    return guest


async def say(guest: LinearGuest, line: FakeLine, text: bytes) -> str:
    line.take()
    guest.feed(text)
    await until(lambda: guest._turn is None)
    return line.take()


def phrase_in(text: str) -> str:
    found = re.search(r"Phrase: ([a-z ]+)\.", " ".join(text.split()))
    assert found, text
    return understood(found[1])


def kept_of(host: WorkerContext, phrase: str) -> str:
    """The scene of the run under a phrase; empty when there is none."""
    found = host.parking.find(host.parking.ticket(phrase))
    return decode(found.run).visit.scene if found else ""
