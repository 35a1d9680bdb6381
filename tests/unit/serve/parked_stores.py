"""Where parked runs lie in the tests: files or a real Valkey, and a clock that goes when told."""

from __future__ import annotations

import time
from pathlib import Path

from explainer.serve.parking.parked_runs import Parking
from explainer.serve.parking.places import PLACE_KEY, SALT_FILE, WRONG_FILE
from explainer.serve.processes.settings import Limits
from tests.e2e.valkey_server import ValkeyServer

STORY, RUN = "the-storm-of-1931", b"at the lamp, second step"


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


class Store:
    """Where a suite's runs are parked: what lies there, and how its time passes."""

    folder: Path

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock

    def open(self) -> Parking:
        """As another process, or another server, opens it."""
        return Parking(self.folder, self.clock, Limits())

    def lying(self) -> dict[str, bytes]:
        """What is parked, by its name."""
        return {path.name: path.read_bytes() for path in files_in(self.folder)}

    def ends(self) -> list[float]:
        """Until when each is kept, as anyone can see."""
        return [path.stat().st_mtime for path in files_in(self.folder)]

    def spoil(self, name: str, raw: bytes) -> None:
        (self.folder / name).write_bytes(raw)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds


class ValkeyStore(Store):
    """The same in a real Valkey, whose expiry is moved nearer: it has no clock that could be set."""

    def __init__(self, folder: Path, clock: Clock, server: ValkeyServer) -> None:
        super().__init__(folder, clock)
        self.server = server
        self.valkey = server.client()

    def open(self) -> Parking:
        return Parking(self.folder, self.clock, Limits(), self.server.url)

    def _keys(self) -> list[bytes]:
        return sorted(self.valkey.scan_iter(match=f"{PLACE_KEY}*"))

    def lying(self) -> dict[str, bytes]:
        return {key.decode().removeprefix(PLACE_KEY): self.valkey.get(key) for key in self._keys()}

    def ends(self) -> list[float]:
        return [self.valkey.expiretime(key) for key in self._keys()]

    def spoil(self, name: str, raw: bytes) -> None:
        self.valkey.set(PLACE_KEY + name, raw, keepttl=True)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        for key in self.valkey.scan_iter(match="*"):
            if (end := self.valkey.expiretime(key)) >= 0:
                self.valkey.expireat(key, int(end - seconds))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name not in (SALT_FILE, WRONG_FILE)]
