"""The server as whoever started it sees it: started, knocked at, started again when it was killed, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import sys
from collections.abc import Callable

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.hosting.apart import packed
from explainer.serve.processes.children import environment
from explainer.serve.processes.listening import Address, listen
from explainer.serve.processes.settings import Settings

UP = 60.0
"""Seconds after which a server that does not answer is given up: a story that must be read anew takes twenty."""
AGAIN, SLOWEST = 0.2, 10.0
"""Seconds before a killed server is started again; twice as many each time that it ends at once."""
SOON = 5.0
STOPPED = 8.0
"""Seconds in which it stops by itself; its guests get a word."""
KNOCK = 0.1
_LINES = 20
"""Of what it said last."""


class FrontProcess:
    """The front, in a process of its own: nothing that happens in a cockpit can hurt a guest."""

    def __init__(self, settings: Settings, at: Address, said: Callable[[str], None]) -> None:
        """
        Args:
            settings: with a port that is known.
            at: where it can be knocked at.
            said: told what it says to its operator, a line each, once it is up.
        """
        self._settings = settings
        self._at = at
        self._tell = said
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._said: list[str] = []
        self._code: int | None = None
        """Of one that ended before it was up."""
        self._listens = False
        """It has said so: what answers at its address is not another server, which took the port at the same moment."""
        self._is_up = False
        self._stopping = False

    @property
    def pid(self) -> int:
        """Of the process of now; 0: there is none."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else 0

    async def start(self) -> None:
        """Start it, and wait until its door answers.

        Raises:
            Cannot: it could not start, or does not answer; what it said.
        """
        for address in filter(None, (self._settings.address, self._settings.web)):
            _must_be_free(address)  # else another server would answer for ours
        self._keeping = asyncio.create_task(self._keep())
        loop = asyncio.get_running_loop()
        end = loop.time() + UP
        while not (self._listens and await ssh_answers(self._at)):
            if self._code is not None or loop.time() > end:
                await self.stop()
                said = "\n".join(self._said)
                raise Cannot(said or _("The server does not answer at {address}.").format(address=self._at))
            await asyncio.sleep(KNOCK)
        self._is_up = True

    async def stop(self) -> None:
        """Stop it; its guests get a word. At most as long as it takes."""
        self._stopping = True
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOPPED):
                    await process.wait()
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)

    async def _keep(self) -> None:
        loop, delay = asyncio.get_running_loop(), AGAIN
        while not self._stopping:
            begun = loop.time()
            code = await self._run()
            if self._stopping:
                return
            if not self._is_up:
                self._code = code
                return
            delay = AGAIN if loop.time() - begun > SOON else min(SLOWEST, delay * 2)
            self._tell(_("The server has ended and is started again; guests type the same command."))
            await asyncio.sleep(delay)

    async def _run(self) -> int:
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "explainer.serve.hosting.apart",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
            env=environment(os.environ),
            start_new_session=True,  # Ctrl+C in this terminal is for the cockpit alone
        )  # fmt: skip
        assert process.stdin is not None and process.stderr is not None
        process.stdin.write(packed(self._settings))
        async for line in process.stderr:
            text = line.decode("utf-8", "replace").rstrip()
            self._said = [*self._said, text][-_LINES:]
            self._listens = self._listens or "ssh://" in text
            if self._is_up and text:
                self._tell(text)
        return await process.wait()


def _must_be_free(address: Address) -> None:
    try:
        for listener in listen(address):
            listener.close()
    except Cannot as cannot:
        said = _("{why}\nTry another port. A room on a server that runs there already: --no-serve.")
        raise Cannot(said.format(why=cannot)) from cannot


async def ssh_answers(address: Address, seconds: float = 5.0) -> bool:
    """Whether an SSH server says its name at an address. Reads it and goes: no handshake begins."""
    writer = None
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(address.host, address.port)
            return (await reader.readline()).startswith(b"SSH-2.0-")
    except (OSError, TimeoutError, ValueError):
        return False
    finally:
        if writer is not None:
            writer.close()


async def web_answers(address: Address, *, secure: bool, seconds: float = 5.0) -> bool:
    """Whether a web server answers at an address. What certificate it shows is not looked at: guests compare it."""
    how = ssl.create_default_context() if secure else None
    if how is not None:
        how.check_hostname, how.verify_mode = False, ssl.CERT_NONE
    writer = None
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(address.host, address.port, ssl=how)
            writer.write(f"HEAD / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n".encode())
            return (await reader.readline()).startswith(b"HTTP/1.")
    except (OSError, TimeoutError, ValueError):
        return False
    finally:
        if writer is not None:
            writer.close()
