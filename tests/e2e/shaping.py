"""A line as bad as one wants: a TCP proxy with delay, rate and stalls, which can also stop reading altogether."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections.abc import Callable
from dataclasses import dataclass

PACKET = 1400
"""Bytes that travel together; each has its own luck."""
ON_THE_WAY = 16 * 1024
"""Bytes a lane holds before it reads no more: a router's buffer, two seconds at 64 kbit/s."""
RECEIVE_BUFFER = 4096
"""The smallest the kernel gives: whoever stops reading must be felt by the server soon."""


@dataclass(frozen=True)
class Shape:
    """What the line is like, each way."""

    delay: float = 0.0
    """Seconds one way."""
    rate: float = 0.0
    """Bytes a second; 0: as many as come."""
    stalls: float = 0.0
    """Share of packets that are lost once and come again."""
    stall: float = 0.3
    """Seconds until such a packet comes, and all behind it."""
    seed: int = 1


FAST = Shape()


class Shaper:
    """Listens on this machine and passes everything on to one port of it. Lives in the loop that starts it."""

    def __init__(self, port: int, shape: Shape = FAST) -> None:
        self._to = port
        self._shape = shape
        self._luck = random.Random(shape.seed)
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.passed = 0
        """Bytes that came from the server."""

    async def start(self) -> int:
        """The port to connect to."""
        self._server = await asyncio.start_server(self._arrived, "127.0.0.1", 0, limit=RECEIVE_BUFFER)
        return int(self._server.sockets[0].getsockname()[1])

    def stop_reading(self) -> None:
        """Take nothing more from the server; the kernel's buffers fill, then the server's."""
        self._flowing.clear()

    def read_on(self) -> None:
        self._flowing.set()

    def cut(self) -> None:
        """Both ends lose the line, without a word."""
        for writer in self._writers:
            writer.transport.abort()

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _arrived(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = socket.socket()
        line.setblocking(False)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", self._to))
        from_server, to_server = await asyncio.open_connection(sock=line, limit=RECEIVE_BUFFER)
        self._writers += [writer, to_server]
        self._run(_Lane(reader, to_server, self._shape, self._luck, None, lambda _count: None))
        self._run(_Lane(from_server, writer, self._shape, self._luck, self._flowing, self._count))

    def _run(self, lane: _Lane) -> None:
        for work in (lane.take(), lane.give()):
            task = asyncio.get_running_loop().create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _count(self, count: int) -> None:
        self.passed += count


class _Lane:
    """One direction."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        shape: Shape,
        luck: random.Random,
        flowing: asyncio.Event | None,
        count: Callable[[int], None],
    ) -> None:
        self._reader, self._writer = reader, writer
        self._shape, self._luck = shape, luck
        self._flowing, self._count = flowing, count
        self._packets: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(max(1, ON_THE_WAY // PACKET))
        self._free = 0.0
        """When the line has sent what it was given."""

    async def take(self) -> None:
        """Read, and work out when each packet arrives."""
        loop, shape = asyncio.get_running_loop(), self._shape
        with contextlib.suppress(ConnectionError, OSError):
            while True:
                if self._flowing is not None:
                    await self._flowing.wait()
                data = await self._reader.read(PACKET)
                if not data:
                    break
                self._count(len(data))
                self._free = max(self._free, loop.time())
                if shape.rate:
                    self._free += len(data) / shape.rate
                if shape.stalls and self._luck.random() < shape.stalls:
                    self._free += shape.stall
                await self._packets.put((self._free + shape.delay, data))
        await self._packets.put((loop.time() + shape.delay, b""))

    async def give(self) -> None:
        """Write each packet at its time, in order."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConnectionError, OSError):
            while True:
                due, data = await self._packets.get()
                if due > loop.time():
                    await asyncio.sleep(due - loop.time())
                if not data:
                    break
                self._writer.write(data)
                await self._writer.drain()
        self._writer.close()
