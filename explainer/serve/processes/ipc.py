"""What front, template and workers say to each other, over pairs of unix sockets that also carry open sockets.

Every message is a small struct in msgpack behind five bytes: its length, and whether an open socket comes with it.
"""

from __future__ import annotations

import array
import asyncio
import contextlib
import socket
import struct
from collections import deque
from collections.abc import Callable
from typing import TypeVar

import msgspec

from explainer.serve.processes.metrics import Counters
from explainer.serve.processes.settings import Settings

_HEAD = struct.Struct("!IB")
_PIECE = 64 * 1024
_ONE_DESCRIPTOR = socket.CMSG_LEN(array.array("i", [0]).itemsize)


class Begin(msgspec.Struct, frozen=True, tag=True):
    """To the template: load this."""

    settings: Settings


class Ready(msgspec.Struct, frozen=True, tag=True):
    """From the template: loaded; `public` is the host key's public half."""

    edition: str
    public: str
    certificate: str = ""
    """The SHA-256 fingerprint of the certificate that browsers are shown; empty: none is."""


class Failed(msgspec.Struct, frozen=True, tag=True):
    """From the template: it could not be loaded; what to tell the operator, and the exit code."""

    words: str
    code: int


class Fork(msgspec.Struct, frozen=True, tag=True):
    """To the template, with a socket: make a worker that talks through it."""

    number: int


class Forked(msgspec.Struct, frozen=True, tag=True):
    """From the template: made."""

    number: int
    pid: int


class Up(msgspec.Struct, frozen=True, tag=True):
    """From a worker: send guests."""


class Guest(msgspec.Struct, frozen=True, tag=True):
    """To a worker, with a socket: a connection. The number is all that tells one from another here."""

    number: int
    door: str = "ssh"
    """ssh, or web for a browser."""


class Taken(msgspec.Struct, frozen=True, tag=True):
    """From a worker, before it reads a byte of it: this one is mine now."""

    number: int


class Entered(msgspec.Struct, frozen=True, tag=True):
    """From a worker: this one has finished the handshake."""

    number: int


class Guessed(msgspec.Struct, frozen=True, tag=True):
    """From a worker: the browser on this one tried a code, a word or a secret that opens nothing."""

    number: int


class Left(msgspec.Struct, frozen=True, tag=True):
    """From a worker: this one is gone."""

    number: int


class Figures(msgspec.Struct, frozen=True, tag=True):
    """From a worker, at most once a second: its counters."""

    counters: Counters


class Fault(msgspec.Struct, frozen=True, tag=True):
    """From a worker: something failed. Type, module and line; never what a guest sent."""

    place: str


class Drain(msgspec.Struct, frozen=True, tag=True):
    """To a worker: no more guests come; end when the last has left."""


class Stop(msgspec.Struct, frozen=True, tag=True):
    """To a worker or a template: end now; guests get a word."""


Message = (
    Begin
    | Ready
    | Failed
    | Fork
    | Forked
    | Up
    | Guest
    | Taken
    | Entered
    | Guessed
    | Left
    | Figures
    | Fault
    | Drain
    | Stop
)
Given = socket.socket | None
_decode = msgspec.msgpack.Decoder(Message).decode
_encode = msgspec.msgpack.Encoder().encode
Heard = TypeVar("Heard")


class Channel:
    """One end of a pair. `send` and `read` never wait; `wait` does, for the template, which has no loop."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        end.setblocking(False)
        self._out: deque[tuple[bytes, Given]] = deque()
        self._in = bytearray()
        self._came: deque[Given] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lost: Callable[[], None] | None = None

    def send(self, message: Message, given: Given = None) -> None:
        """Queue a message; a socket that goes with it is closed on this side once it is sent."""
        raw = _encode(message)
        self._out.append((_HEAD.pack(len(raw), given is not None) + raw, given))
        self._flush()

    def read(self) -> list[tuple[Message, Given]]:
        """The messages that have come.

        Raises:
            EOFError: the other side is gone.
        """
        try:
            while self._receive():
                pass
        except EOFError:
            found = self._parsed()
            if not found:
                raise
            return found  # the last words of the other side; its end is read again, and told, next time
        return self._parsed()

    def wait(self) -> list[tuple[Message, Given]]:
        """The next messages, when they come.

        Raises:
            EOFError: the other side is gone.
        """
        self._end.setblocking(True)
        try:
            while True:
                self._receive()
                found = self._parsed()
                if found:
                    return found
        finally:
            self._end.setblocking(False)

    def attach(self, heard: Callable[[Message, Given], None], lost: Callable[[], None]) -> None:
        """Hear messages in the running loop until the other side is gone; then `lost`, once."""
        self._loop = asyncio.get_running_loop()
        self._lost = lost
        self._loop.add_reader(self._end, self._readable, heard)
        self._flush()

    def close(self) -> None:
        """Let go of this end, and of sockets that were never sent or taken."""
        if self._loop and self._end.fileno() >= 0:
            self._loop.remove_reader(self._end)
            self._loop.remove_writer(self._end)
        self._loop = self._lost = None
        for given in [*(given for _raw, given in self._out), *self._came]:
            if given:
                given.close()
        self._out.clear()
        self._came.clear()
        self._end.close()

    def _readable(self, heard: Callable[[Message, Given], None]) -> None:
        try:
            messages = self.read()
        except EOFError:
            self._is_lost()
            return
        for message, given in messages:
            heard(message, given)

    def _is_lost(self) -> None:
        lost = self._lost
        self.close()
        if lost:
            lost()

    def _receive(self) -> bool:
        """Take in a piece; False when nothing is there."""
        try:
            data, ancillary, flags, _from = self._end.recvmsg(_PIECE, socket.CMSG_SPACE(_ONE_DESCRIPTOR))
        except (BlockingIOError, InterruptedError):
            return False
        except OSError as error:
            raise EOFError from error
        came = [number for _level, _type, raw in ancillary for number in _descriptors(raw)]
        self._came.extend(socket.socket(fileno=number) for number in came)
        if flags & socket.MSG_CTRUNC and not came:
            self._came.append(
                None
            )  # this process may open no more files: its message must not get the next one's
        if not data:
            raise EOFError
        self._in += data
        return True

    def _parsed(self) -> list[tuple[Message, Given]]:
        found: list[tuple[Message, Given]] = []
        while len(self._in) >= _HEAD.size:
            length, with_socket = _HEAD.unpack_from(self._in)
            end = _HEAD.size + length
            if len(self._in) < end:
                break
            message = _decode(bytes(self._in[_HEAD.size : end]))
            del self._in[:end]
            found.append((message, self._came.popleft() if with_socket and self._came else None))
        return found

    def _flush(self) -> None:
        while self._out:
            raw, given = self._out[0]
            try:
                sent = socket.send_fds(self._end, [raw], [given.fileno()] if given else [])
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                # The other side is gone. The reader tells it, so that it is told once and in one place.
                self._drop()
                return
            if given:
                given.close()
            if sent < len(raw):
                self._out[0] = (raw[sent:], None)
            else:
                self._out.popleft()
        self._watch()

    def _drop(self) -> None:
        for _raw, given in self._out:
            if given:
                given.close()
        self._out.clear()
        self._watch()

    def _watch(self) -> None:
        if self._loop is None:
            return
        if self._out:
            self._loop.add_writer(self._end, self._flush)
        else:
            self._loop.remove_writer(self._end)


def pair() -> tuple[Channel, socket.socket]:
    """One end to use here, the other to hand to another process."""
    here, there = socket.socketpair()
    return Channel(here), there


def _descriptors(raw: bytes) -> list[int]:
    numbers = array.array("i")
    with contextlib.suppress(ValueError):
        numbers.frombytes(raw[: len(raw) - len(raw) % numbers.itemsize])
    return list(numbers)
