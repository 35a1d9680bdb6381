"""Processes of this machine, as /proc tells of them; any may be gone while one asks."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

BUSY = ("R", "D")
"""A thread that computes, or would if it had a processor; one that waits for a disk."""


@contextlib.contextmanager
def default_ports() -> Iterator[None]:
    """The ports that a workshop takes unasked, for one test at a time: others wait until it ends."""
    with (Path(tempfile.gettempdir()) / f"explainer-tests-ports-{os.getuid()}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def below(pid: int) -> list[int]:
    """Every process that runs below one."""
    found = list(_children(pid))
    return found + [child for one in found for child in below(one)]


def parent_of(pid: int) -> int:
    """Its parent, as the kernel tells.

    Raises:
        OSError: there is no such process any more.
    """
    return int(_fields(f"/proc/{pid}/stat")[1])


def alive(pid: int) -> bool:
    """Whether it runs; one that is dead but not yet taken in does not."""
    try:
        return _fields(f"/proc/{pid}/stat")[0] != "Z"
    except OSError:
        return False


def are_at_work(pids: Iterable[int]) -> bool:
    """Whether any of their threads has something to do at this moment."""
    return any(_state(task) in BUSY for pid in pids for task in _tasks(pid))


def _tasks(pid: int) -> list[str]:
    """A folder for each of its threads. Not by `Path.glob`, which Python 3.11 breaks off when the process ends."""
    folder = f"/proc/{pid}/task"
    try:
        return [f"{folder}/{thread}" for thread in os.listdir(folder)]
    except OSError:
        return []


def _state(task: str) -> str:
    try:
        return _fields(f"{task}/stat")[0]
    except OSError:  # a thread that has ended since its folder was listed
        return ""


def _fields(stat: str) -> list[str]:
    """What stands behind the name, which may hold anything: state, parent."""
    return Path(stat).read_text().rpartition(")")[2].split()


def _children(pid: int) -> Iterator[int]:
    for task in _tasks(pid):
        try:
            told = Path(f"{task}/children").read_text().split()
        except OSError:
            continue
        yield from (child for child in map(int, told) if alive(child))
