"""A disk that is full until it is freed: a small tmpfs where this user may mount one, else a limit of the kernel's."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

SIZE = "4m"


class Disk(Protocol):
    """The folder of a server's state, as far as it can be written."""

    def fill(self) -> None:
        """From now on nothing can be written."""

    def free(self) -> None:
        """Everything can be written again."""


class Tmpfs:
    """Filled by a file to its last byte."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    def fill(self) -> None:
        with open(self._filler, "wb", buffering=0) as file:
            for size in (4096, 64, 1):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(b"x" * size)

    def free(self) -> None:
        self._filler.unlink()


class Limit:
    """A bare machine lets nobody mount, and quotas need root too; that a process may write no file at all is refused by
    the kernel at the same calls (EFBIG in place of ENOSPC). Sockets and shared memory go on."""

    def __init__(self, processes: Callable[[], list[int]]) -> None:
        self._processes = processes

    def fill(self) -> None:
        self._set(0)

    def free(self) -> None:
        self._set(resource.RLIM_INFINITY)

    def _set(self, most: int) -> None:
        for pid in self._processes():
            _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if most == 0 else hard, hard))


@contextlib.contextmanager
def small_disk(folder: Path, processes: Callable[[], list[int]]) -> Iterator[Disk]:
    """Lay a disk over a folder that is empty yet.

    Args:
        folder: made here.
        processes: those that write there, where no disk can be mounted.
    """
    folder.mkdir(mode=0o700)
    told = ["-t", "tmpfs", "-o", f"size={SIZE},mode=700,uid={os.getuid()}", "none", str(folder)]
    if subprocess.run(["mount", *told], capture_output=True).returncode:
        yield Limit(processes)
        return
    try:
        yield Tmpfs(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
