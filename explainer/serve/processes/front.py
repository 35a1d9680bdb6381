"""The front: listens, counts, hands each connection to a worker, and sees to it that there are workers.

It reads nothing of what guests send, holds nothing of theirs but their addresses, and imports neither Textual nor
asyncssh, so that nothing a guest does can hurt it.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from explainer.messages import _
from explainer.serve.processes.children import TemplateHandle, WorkerHandle, WorkerTable, take_in_children
from explainer.serve.processes.ipc import (
    Drain,
    Entered,
    Failed,
    Fault,
    Figures,
    Fork,
    Forked,
    Given,
    Guessed,
    Left,
    Message,
    Ready,
    Stop,
    Taken,
    Up,
    pair,
)
from explainer.serve.processes.listening import SSH, WEB, Listening
from explainer.serve.processes.metrics import FrontFigures, one_line, prometheus, serve_metrics
from explainer.serve.processes.rate_limit import (
    Admission,
    Counted,
    Refusals,
    Refused,
    Waiting,
    door_of,
    too_many,
)
from explainer.serve.processes.settings import Settings
from explainer.serve.processes.state_files import state_lock

SEND_BUFFER = 32 * 1024
"""Bytes of a connection the kernel holds: it halves the old pages a guest must swallow after a stall."""
STOPPED_AFTER = 4.0
"""Seconds after which whoever is still there is killed: the whole stop must not take five."""
SAME_MOMENT = 0.02
"""Seconds; two turns of the loop are enough to hear a signal that came before."""
SOON = 5.0
"""A worker or template that ends so soon after its start is replaced ever more slowly."""
SLOWEST = 30.0
GIVE_UP = 4
"""Workers that may end at once in a row before the first has come up."""
SWEEP = 10.0


def run(settings: Settings, say: Callable[[str], None]) -> int:
    """Serve until a signal says stop; the exit code.

    Raises:
        Cannot: an address cannot be listened on.
    """
    return asyncio.run(Front(settings, say).serve())


class Front:
    """One server."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._say = say
        self._admission = Admission(settings.limits, time.monotonic)
        self._counted = Counted(settings.trusted)
        self._waiting: Waiting[socket.socket] = Waiting()
        self._crew = WorkerTable(settings.limits)
        self._figures = FrontFigures()
        self._listening: Listening | None = None
        self._template: TemplateHandle | None = None
        self._candidate: TemplateHandle | None = None
        self._again = False
        """Asked to read the story anew while it was being read: it may have changed behind the reading."""
        self._numbers = iter(range(1, 2**62))
        self._refusals = Refusals(web_secure=settings.web_secure)
        self._faults: dict[str, int] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._early_ends = 0
        self._announced = False
        self._stopping = False

    async def serve(self) -> int:
        """All of it."""
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[int] = self._loop.create_future()
        self._listening = Listening(self._settings)
        page = None
        try:
            if self._settings.metrics:
                page = await serve_metrics(self._settings.metrics, self.metrics)
            self._hear_signals()
            with state_lock(Path(self._settings.state)):
                self._start_template()
                self._sweep()
                return await self._done
        finally:
            if page:
                page.close()
            self._end()

    def figures(self) -> FrontFigures:
        """What the front counts, as of now."""
        figures = self._figures
        figures.workers = sum(seat.up for seat in self._crew)
        figures.waiting = len(self._waiting)
        figures.connections = self._crew.connections() + figures.waiting
        figures.workers_lost = self._crew.lost
        return figures

    def metrics(self) -> str:
        """All figures, for Prometheus."""
        return prometheus(self.figures(), self._crew.sums(), self._crew.worst_lag())

    # Signals

    def _hear_signals(self) -> None:
        heard = {
            signal.SIGTERM: self._stop,
            signal.SIGINT: self._stop,
            signal.SIGHUP: self._reload,
            signal.SIGUSR1: lambda: self._say(one_line(self.figures(), self._crew.sums())),
            signal.SIGCHLD: take_in_children,
        }
        for number, handler in heard.items():
            self._loop.add_signal_handler(number, handler)

    def _stop(self) -> None:
        if self._stopping:
            self._kill()  # asked twice: at once
            return
        self._stopping = True
        self._say(_("stopping"))
        self._close_listeners()
        for key, line in self._waiting.overdue(float("inf")):
            self._refusals.tell(line, _("The server is stopping."), door_of(key))
        for template in (self._template, self._candidate):
            if template:
                template.end()
        for seat in self._crew:
            seat.channel.send(Stop())
        self._loop.call_later(STOPPED_AFTER, self._kill)
        self._finish_if_empty()

    def _kill(self) -> None:
        for seat in self._crew:
            seat.kill()
        if not self._done.done():
            self._done.set_result(0)

    def _finish_if_empty(self) -> None:
        if self._stopping and not len(self._crew) and not self._done.done():
            self._done.set_result(0)

    def _reload(self) -> None:
        self._again = self._candidate is not None
        if self._stopping or self._candidate:
            return
        self._say(_("reading the story anew"))
        self._start_template()

    def _reload_again(self) -> None:
        if self._again:
            self._reload()

    def _end(self) -> None:
        self._close_listeners()
        self._refusals.close()
        for template in (self._template, self._candidate):
            if template:
                template.channel.close()
        for seat in self._crew:
            seat.channel.close()
            for _key, line in seat.take_back():
                line.close()

    def _close_listeners(self) -> None:
        if self._listening:
            self._listening.close()

    # The template

    def _start_template(self) -> None:
        if not self._stopping and not self._candidate:
            self._candidate = TemplateHandle(self._settings, self._template_said, self._template_lost)

    def _template_said(self, template: TemplateHandle, message: Message) -> None:
        if isinstance(message, Ready):
            self._template_ready(template, message)
        elif isinstance(message, Forked):
            seat = self._crew.get(message.number)
            if seat:
                seat.pid = message.pid
        elif isinstance(message, Failed):
            self._template_failed(template, message)

    def _template_ready(self, template: TemplateHandle, message: Ready) -> None:
        template.ready, template.public = True, message.public
        template.certificate = message.certificate
        self._candidate = None
        old, self._template = self._template, template
        if old:
            # Guests who are in keep their edition: their workers go on until the last of them has left.
            old.end()
            self._figures.reloads += 1
            self._say(_("new guests read {edition}").format(edition=message.edition))
            for seat in self._crew:
                seat.draining = True
        self._fill()
        self._reload_again()

    def _template_failed(self, template: TemplateHandle, message: Failed) -> None:
        self._candidate = None
        template.end()
        self._say(message.words)
        if self._template:
            self._say(_("The story is served as it was."))
            self._reload_again()
        elif not self._announced and not self._done.done():
            self._done.set_result(message.code)
        else:
            self._loop.call_later(SLOWEST, self._start_template)

    def _template_lost(self, template: TemplateHandle) -> None:
        if template is self._candidate:
            # It died before it could say why.
            self._candidate = None
            if not self._template and not self._announced and not self._done.done():
                self._say(_("The server could not start."))
                self._done.set_result(1)
            elif not self._template:
                self._loop.call_later(SOON, self._start_template)
            else:
                self._say(_("The story is served as it was."))
        elif template is self._template:
            self._template = None
            self._start_template()

    # Workers

    def _fill(self) -> None:
        while self._template and not self._stopping and self._crew.serving() < self._settings.workers:
            number = next(self._numbers)
            channel, there = pair()
            seat = WorkerHandle(number, channel, self._loop.time())
            self._crew.add(seat)
            self._attach(seat)
            self._template.channel.send(Fork(number), there)

    def _attach(self, seat: WorkerHandle) -> None:
        def heard(message: Message, _given: Given) -> None:
            self._worker_said(seat, message)

        seat.channel.attach(heard, lambda: self._worker_lost(seat))

    def _worker_said(self, seat: WorkerHandle, message: Message) -> None:
        if isinstance(message, Figures):
            seat.counters = message.counters
        elif isinstance(message, Fault):
            self._fault(message.place)
        elif isinstance(message, Up):
            self._worker_up(seat)
        elif isinstance(message, Entered):
            seat.arriving.pop(message.number, None)
            self._dispatch()
        elif isinstance(message, Taken):
            seat.taken(message.number)
        elif isinstance(message, Guessed):
            if (key := seat.guests.get(message.number)) is not None:
                self._admission.guessed(key)
        elif isinstance(message, Left):
            key = seat.gone(message.number)
            if key is not None:
                self._admission.leave(key)
            self._dispatch()

    def _worker_up(self, seat: WorkerHandle) -> None:
        seat.up = True
        if self._stopping:
            seat.channel.send(Stop())
            return
        for other in self._crew:
            if other.draining:
                other.channel.send(Drain())
        if not self._announced:
            self._announce()
        self._dispatch()

    def _worker_lost(self, seat: WorkerHandle) -> None:
        for key, line in seat.take_back():
            self._wait(key, line)
        expected = self._stopping or (seat.draining and not seat.guests)
        for key in self._crew.remove(seat):
            self._admission.leave(key)
        if expected:
            self._dispatch()
            self._finish_if_empty()
            return
        soon = self._loop.time() - seat.since < SOON
        # A service manager tells all processes at once: the front's own word may have come with the worker's end.
        self._loop.call_later(SAME_MOMENT, self._replace, soon)

    def _replace(self, soon: bool) -> None:
        """Another worker for one that was lost; `soon` after its start."""
        if self._stopping:
            return
        self._crew.lost += 1
        self._early_ends = self._early_ends + 1 if soon else 0
        if self._early_ends >= GIVE_UP and not self._announced and not self._done.done():
            self._say(_("The server could not start: its workers end at once."))
            self._done.set_result(1)
            return
        self._say(_("a worker has ended and is replaced"))
        self._dispatch()
        # The first is replaced at once; one that ends again and again would take the whole machine.
        delay = min(SLOWEST, 0.1 * 2**self._early_ends) if self._early_ends > 1 else 0.0
        self._loop.call_later(delay, self._fill)

    def _fault(self, place: str) -> None:
        self._faults[place] = times = self._faults.get(place, 0) + 1
        if times == 1 or times % 100 == 0:
            self._say(_("a session failed: {place} ({times})").format(place=place, times=times))

    def _announce(self) -> None:
        from explainer.serve.processes.listening import announcement, web_announcement

        self._announced = True
        template, listening = self._template, self._listening
        if template is None or listening is None:
            return
        for line in announcement(listening.addresses(SSH), template.public):
            self._say(line)
        found = listening.addresses(WEB)
        for line in web_announcement(found, template.certificate, secure=self._settings.web_secure):
            self._say(line)
        listening.begin(self._arrived, self._dispatch)

    # Guests

    def _arrived(self, line: socket.socket, host: str, door: str) -> None:
        key = self._counted.key(door, host)
        line.setblocking(False)
        with contextlib.suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        limits = self._settings.limits
        if len(self._waiting) >= limits.waiting:
            self._figures.refused_full += 1
            self._refusals.tell(line, _("The server is full. Try again in a minute."), door)
            return
        decision = self._admission.arrive(key)
        if isinstance(decision, Refused):
            self._figures.refused_address += 1
            self._refusals.tell(line, too_many(decision), door)
            return
        self._wait(key, line, decision.after)

    def _wait(self, key: str, line: socket.socket, after: float = 0.0) -> None:
        ready = self._loop.time() + after
        self._waiting.add(key, line, ready, ready + self._settings.limits.waiting_seconds)

    def _dispatch(self) -> None:
        now = self._loop.time()
        while (seat := self._crew.best(now)) and (taken := self._waiting.take(now, self._crew.has_share)):
            key, line = taken
            seat.hand(next(self._numbers), key, line, now)
        for key, line in self._waiting.overdue(float("inf") if self._crew.full() else now):
            self._admission.leave(key)
            self._figures.refused_full += 1
            self._refusals.tell(line, _("The server is full. Try again in a minute."), door_of(key))
        self._look_again(now)

    def _look_again(self, now: float) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if len(self._waiting):
            times = (self._waiting.next_time(), self._crew.busy_until(now))
            due = min((time for time in times if time is not None and time > now), default=now + 1)
            self._timer = self._loop.call_at(min(due, now + 1), self._dispatch)

    def _sweep(self) -> None:
        self._admission.sweep()
        self._loop.call_later(SWEEP, self._sweep)
