"""The front's table of workers: who takes the next guest, who is there, what all of them have counted. Pure."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import explainer
from explainer.serve.processes.ipc import Begin, Channel, Given, Guest, Message, Stop, pair
from explainer.serve.processes.metrics import Counters
from explainer.serve.processes.rate_limit import door_of
from explainer.serve.processes.settings import Limits, Settings

HANDSHAKE = 1.0
"""Seconds after which a handshake no longer counts as work: a far client is slow, but costs nothing while it is."""
OVER = 50
"""Connections a full worker still takes, to be told so inside and leave with exit code 75."""


@dataclass(slots=True)
class WorkerHandle:
    """One worker as the front knows it."""

    number: int
    channel: Channel
    since: float
    pid: int = 0
    up: bool = False
    draining: bool = False
    guests: dict[int, str] = field(default_factory=dict)
    """Number of each connection -> what its address counts as."""
    arriving: dict[int, float] = field(default_factory=dict)
    """Those that have not finished their handshake, and when they came."""
    handed: dict[int, socket.socket] = field(default_factory=dict)
    """Those it has not yet said to have taken: if it dies now, another worker gets them."""
    counters: Counters = field(default_factory=Counters)

    def hand(self, number: int, key: str, line: socket.socket, now: float) -> None:
        """Give it a connection."""
        self.guests[number] = key
        self.arriving[number] = now
        self.handed[number] = line
        self.channel.send(Guest(number, door_of(key)), line.dup())

    def taken(self, number: int) -> None:
        """It has the connection, which is no longer ours."""
        line = self.handed.pop(number, None)
        if line:
            line.close()

    def gone(self, number: int) -> str | None:
        """A connection of it has ended: what its address counts as."""
        self.taken(number)
        self.arriving.pop(number, None)
        return self.guests.pop(number, None)

    def take_back(self) -> list[tuple[str, socket.socket]]:
        """The connections it never took, which it no longer has."""
        back = [(self.guests.pop(number), line) for number, line in self.handed.items()]
        self.handed.clear()
        return back

    def at_work(self, now: float) -> int:
        """Handshakes that are being worked on."""
        return sum(now - since < HANDSHAKE for since in self.arriving.values())

    def kill(self) -> None:
        """End it at once; only while its channel is open, so that the number is still its own."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


class WorkerTable:
    """All workers."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seats: dict[int, WorkerHandle] = {}
        self._ended = Counters()
        self.lost = 0

    def __iter__(self) -> Iterator[WorkerHandle]:
        return iter(list(self._seats.values()))

    def __len__(self) -> int:
        return len(self._seats)

    def get(self, number: int) -> WorkerHandle | None:
        return self._seats.get(number)

    def add(self, seat: WorkerHandle) -> None:
        self._seats[seat.number] = seat

    def remove(self, seat: WorkerHandle) -> list[str]:
        """A worker is gone: the addresses of those who were on it, one entry a connection."""
        if self._seats.pop(seat.number, None) is None:
            return []
        self._ended.end(seat.counters)
        gone = list(seat.guests.values())
        seat.guests.clear()
        seat.arriving.clear()
        return gone

    def serving(self) -> int:
        """Workers that take guests or soon will."""
        return sum(not seat.draining for seat in self)

    def connections(self) -> int:
        return sum(len(seat.guests) for seat in self)

    def best(self, now: float) -> WorkerHandle | None:
        """The least-loaded worker with room for one more handshake."""
        limits = self._limits
        free = [
            seat
            for seat in self
            if seat.up
            and not seat.draining
            and len(seat.arriving) < limits.unauthenticated
            and len(seat.guests) < limits.guests + OVER
            and seat.at_work(now) < limits.handshakes
        ]
        return min(free, key=lambda seat: len(seat.guests), default=None)

    def has_share(self, key: str) -> bool:
        """Whether one more connection of an address may begin a handshake: it holds fewer than are still free.

        So one address takes half of the places at most, a second half of the rest: whoever opens lines and says
        nothing keeps nobody else out. A hall does not notice: its handshakes are over before they are that many.
        """
        held = free = 0
        for seat in self:
            held += sum(seat.guests.get(number) == key for number in seat.arriving)
            if seat.up and not seat.draining:
                free += max(0, self._limits.unauthenticated - len(seat.arriving))
        return held < free

    def full(self) -> bool:
        """Whether no worker takes another connection, not even to tell it so."""
        open_ones = [seat for seat in self if seat.up and not seat.draining]
        return bool(open_ones) and all(len(seat.guests) >= self._limits.guests + OVER for seat in open_ones)

    def busy_until(self, now: float) -> float | None:
        """When the first of the handshakes at work no longer counts."""
        times = [since + HANDSHAKE for seat in self for since in seat.arriving.values()]
        return min((time for time in times if time > now), default=None)

    def sums(self) -> Counters:
        """What all workers have counted, those that are gone included."""
        sums = Counters()
        sums.add(self._ended)
        for seat in self:
            sums.add(seat.counters)
        return sums

    def worst_lag(self) -> int:
        return max((seat.counters.lag_ms for seat in self), default=0)


# Starting the template as a program of its own, in an environment that says nothing about the operator's
# terminal.

_TERMINAL = ("NO_COLOR", "COLORTERM", "TERM", "TERM_PROGRAM", "LC_TERMINAL", "COLUMNS", "LINES", "PYTHONPATH")
"""What Textual, Rich and we would read for every guest alike; each guest brings its own."""
_SECRET = ("EXPLAINER_ROOMS",)
"""May hold a password; who needs it has it from the settings."""


class TemplateHandle:
    """The template as the front knows it."""

    def __init__(
        self,
        settings: Settings,
        heard: Callable[[TemplateHandle, Message], None],
        lost: Callable[[TemplateHandle], None],
    ) -> None:
        self.ready = False
        self.public = ""
        self.certificate = ""
        self.channel, there = pair()
        with there:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "explainer.serve.processes.template", str(there.fileno())],
                pass_fds=(there.fileno(),),
                env=environment(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl+C in the operator's terminal is for the front alone
            )
        self.pid = process.pid
        process.returncode = 0  # the front takes in all its children itself; this object must not complain

        def told(message: Message, _given: Given) -> None:
            heard(self, message)

        self.channel.attach(told, lambda: lost(self))
        self.channel.send(Begin(settings))

    def end(self) -> None:
        """It is no longer needed. Its workers live on."""
        self.channel.send(Stop())


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """The variables of template and workers."""
    kept = {
        name: value
        for name, value in own.items()
        if name not in (*_TERMINAL, *_SECRET)
        and not name.startswith(("TEXTUAL", "PYTHONASYNCIO", "PYTHONDEV"))
    }
    kept["TEXTUAL_ANIMATIONS"] = "none"
    # glibc: the 16 MiB of each slow hash go back at once. Left to itself it keeps them, once a thread: 100 MiB.
    kept["MALLOC_MMAP_THRESHOLD_"] = "1048576"
    # Found wherever the program was started from, without Python searching the working folder for modules.
    here = str(Path(explainer.__file__).parents[1])
    kept["PYTHONPATH"] = os.pathsep.join([here, *filter(None, own.get("PYTHONPATH", "").split(os.pathsep))])
    return kept


def take_in_children() -> None:
    """Templates, and in a container, where the front is the first process, workers whose template is gone."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
