"""A server started as an operator starts it, and OpenSSH clients of it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.processes import below

ROOT = Path(__file__).resolve().parents[2]
STANDIN = Path(__file__).with_name("standin")
PATIENCE = 60.0
SSH = (
    "ssh -F none -T -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    " -o BatchMode=yes -o IdentityAgent=none"
).split()


def wait_until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


class Server:
    """`explainer serve` in a process of its own."""

    def __init__(
        self,
        story: Path,
        state: Path,
        *options: str,
        standin: bool = True,
        limits: str = "",
        beside: Path | None = None,
    ) -> None:
        """
        Args:
            story, state, options: as on the command line.
            standin: a small guest server in place of the real one.
            limits: other than usual, as Python's keyword arguments.
            beside: another folder its processes import from, which may hold a `sitecustomize`.
        """
        path = [str(ROOT), *([str(STANDIN)] if standin else []), *([str(beside)] if beside else [])]
        command = [sys.executable, "-m", "explainer", "serve"]
        if limits:
            # Limits are settings, not options: only who starts the front from Python can change them.
            command = [sys.executable, "-c", _LIMITED.format(limits=limits)]
        self.process = subprocess.Popen(
            [*command, str(story), "--ssh", "127.0.0.1:0", "--state", str(state), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path)},
        )
        self.errors = ""
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.errors += line.decode()

    @property
    def port(self) -> int:
        wait_until(lambda: "listening on" in self.errors or self.process.poll() is not None)
        found = re.search(r"listening on ssh://127\.0\.0\.1:(\d+)", self.errors)
        assert found, self.errors
        return int(found[1])

    def family(self) -> list[int]:
        """Template and workers, alive."""
        return below(self.process.pid)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def end(self) -> int:
        """Ask it to stop; the exit code."""
        with contextlib.suppress(ProcessLookupError):
            self.signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self._reading.join(PATIENCE)
        assert self.process.stdout and self.process.stderr
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def guest(self, *options: str) -> Guest:
        return Guest(self.port, *options)


_LIMITED = """
import sys
from msgspec.structs import replace
from explainer.cli import main, serve
from explainer.serve.processes.settings import Limits
made = serve.settings
serve.settings = lambda *given: replace(made(*given), limits=Limits({limits}))
sys.exit(main.run(["serve", *sys.argv[1:]]))
"""


class Guest:
    """An OpenSSH client; its lines come in `said`."""

    def __init__(self, port: int, *options: str) -> None:
        self.process = subprocess.Popen(
            [*SSH, *options, "-p", str(port), "127.0.0.1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.said: list[str] = []
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line.decode().strip())

    @property
    def worker(self) -> int:
        """The process that serves it, as the stand-in says in its first line."""
        wait_until(lambda: self.said)
        return int(self.said[0].split()[0])

    def type(self, words: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(words.encode() + b"\n")
        self.process.stdin.flush()

    def hears(self, words: str) -> None:
        wait_until(lambda: any(words in line for line in self.said))

    def code(self) -> int:
        """Wait for its end."""
        code = self.process.wait(PATIENCE)
        self._reading.join(PATIENCE)
        return code

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
