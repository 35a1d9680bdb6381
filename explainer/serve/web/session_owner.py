"""Which worker has a session: whoever holds the lock on its file, which the kernel lets go when a worker is killed.

A browser's next connection may come to any worker. One that finds the lock taken reads in the file where the owner
can be reached, and passes the request on; one that gets it owns the session from then on.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import secrets
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import aiohttp
from aiohttp import web

from explainer.messages import _
from explainer.problems import Cannot

FOLDER = "web"
"""In the state folder."""
HELD = "held"
LONGEST = 90
"""Bytes of a socket's path; the kernel takes 104 to 108."""
LEFT_BEHIND = 60.0
"""Seconds after which the file of a session that nobody holds is removed."""


class Owned:
    """A session that this process has."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle = handle

    def release(self) -> None:
        """Another process may have it now. Removed while it is still locked: who waits for it looks again."""
        if self._handle >= 0:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = -1


class Owning:
    """Of one worker."""

    def __init__(self, state: Path) -> None:
        """
        Args:
            state: the folder of the server's state.
        """
        self._folder = state / FOLDER
        self._held = self._folder / HELD
        self._held.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.address = str(_place(self._folder) / f"{secrets.token_hex(6)}.sock")
        """Where other workers reach this one."""

    def take(self, name: str) -> Owned | str:
        """A session, or the address of the worker that has it; empty: that one is about to let it go."""
        path = self._held / name
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                with open(handle, encoding="ascii", errors="replace") as file:
                    return file.read(256)
            if _is_there(path, handle):
                os.ftruncate(handle, 0)
                os.pwrite(handle, self.address.encode(), 0)
                return Owned(path, handle)
            os.close(handle)  # removed between the opening and the lock

    def sweep(self) -> None:
        """Remove what killed workers left behind."""
        now = time.time()
        for path in self._held.iterdir():
            with contextlib.suppress(OSError):
                if now - path.stat().st_mtime < LEFT_BEHIND:
                    continue
                handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink(missing_ok=True)
                finally:
                    os.close(handle)
        for path in Path(self.address).parent.glob("*.sock"):
            if now - path.stat().st_mtime >= LEFT_BEHIND and not _answers(path):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """The worker ends."""
        Path(self.address).unlink(missing_ok=True)
        if Path(self.address).parent != self._folder:
            with contextlib.suppress(OSError):  # others are still in it
                Path(self.address).parent.rmdir()


def _place(folder: Path) -> Path:
    """A folder for sockets: the state's own, or a short one of this user where that is too long for the kernel."""
    if len(os.fsencode(folder)) + 20 <= LONGEST:
        return folder
    return Path(tempfile.mkdtemp(prefix="explainer-"))


def _is_there(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(handle))
    except FileNotFoundError:
        return False


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(0.2)
        try:
            line.connect(str(path))
        except TimeoutError:
            return True
        except OSError:
            return False
        return True


# Passing a browser's request on to the worker that has its session, and the answer back as it comes.

PASSED_ON = ("Host", "Cookie", "Content-Type", "Origin", "Sec-Fetch-Site", "Accept", "Last-Event-ID")
"""What a page of a session depends on; nothing else of a browser is passed on, and nothing of its address is there."""
BACK = ("Content-Type", "Content-Disposition", "Location", "Set-Cookie", "X-Accel-Buffering")
MARK = "X-Explainer-Passed-On"
PIECE = 64 * 1024
REACHED = 2.0
"""Seconds to reach a worker of the same machine."""


OWNER_TRIES, OWNER_PAUSE = 60, 0.05
"""While a session goes from one worker to another."""
T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another worker has it."""

    address: str


class Finding(Protocol[T]):
    """The sessions of one kind that one worker has."""

    owning: Owning

    async def find(self, value: str) -> T | Elsewhere | None: ...


class Forwarding:
    """Of one worker; a line to each other one."""

    def __init__(self) -> None:
        self._clients: dict[str, aiohttp.ClientSession] = {}

    async def owned(
        self, request: web.Request, here: Finding[T], value: str, body: bytes = b""
    ) -> T | web.StreamResponse | None:
        """What a cookie stands for; an answer that another worker gave; None: nothing that is known.

        Raises:
            Cannot: it goes from one worker to another just now.
        """
        for _try in range(OWNER_TRIES):
            found = await here.find(value)
            if not isinstance(found, Elsewhere):
                return found
            if MARK in request.headers:
                raise web.HTTPMisdirectedRequest
            if found.address and found.address != here.owning.address:
                answer = await self.pass_on(request, found.address, body)
                if answer is not None:
                    return answer
            await asyncio.sleep(OWNER_PAUSE)
        raise Cannot(_("Your place is being fetched. Open the page again in a moment."))

    async def pass_on(self, request: web.Request, address: str, body: bytes) -> web.StreamResponse | None:
        """The owner's answer; None: the owner is gone, or has let the session go.

        Args:
            request: of the browser.
            address: of the owner's socket.
            body: what the browser sent.
        """
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        client = self._client(address)
        try:
            async with client.request(
                request.method, f"http://worker{request.rel_url}", headers={**headers, MARK: "1"}, data=body,
                allow_redirects=False,
            ) as answer:  # fmt: skip
                if answer.status == 421:
                    return None
                return await _returned(request, answer)
        except aiohttp.ClientConnectorError:
            await self._forget(address)
            return None

    async def close(self) -> None:
        for address in list(self._clients):
            await self._forget(address)

    async def _forget(self, address: str) -> None:
        client = self._clients.pop(address, None)
        if client is not None:
            await client.close()

    def _client(self, address: str) -> aiohttp.ClientSession:
        client = self._clients.get(address)
        if client is None:
            client = self._clients[address] = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(address, limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=REACHED),
                auto_decompress=False,
                skip_auto_headers=("User-Agent", "Accept-Encoding"),
            )
        return client


async def _returned(request: web.Request, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status)
    for name in BACK:
        for value in answer.headers.getall(name, ()):
            response.headers.add(name, value)
    await response.prepare(request)
    # The owner was killed while it told: the browser's line ends too, and comes back by itself.
    with contextlib.suppress(aiohttp.ClientError, asyncio.IncompleteReadError):
        async for piece in answer.content.iter_chunked(PIECE):
            await response.write(piece)
    with contextlib.suppress(ConnectionError):
        await response.write_eof()
    return response
