"""The machine that a bench ran on, without its name, and what its kernel tells of processes."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("textual", "rich", "asyncssh", "msgspec", "click", "aiohttp", "valkey")
ROOT = Path(__file__).resolve().parent.parent
_TICK = 1000 / os.sysconf("SC_CLK_TCK")


def facts(quick: bool) -> list[tuple[str, str]]:
    """What and how, a row each."""
    return [
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"),
        ("system", f"{_system()}, kernel {platform.release()}"),
        ("Python", f"{platform.python_version()} ({platform.python_implementation()})"),
        ("libraries", ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)),
        ("date", time.strftime("%d %B %Y, %H:%M UTC", time.gmtime()).lstrip("0")),
        ("commit", _commit()),
        ("rounds", "few (QUICK=1)" if quick else "all"),
    ]


def load() -> str:
    """Processes that wanted a core, on average over one, five and fifteen minutes."""
    return " / ".join(f"{one:.1f}" for one in os.getloadavg())


def _processor() -> str:
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _system() -> str:
    for line in _lines("/etc/os-release"):
        if line.startswith("PRETTY_NAME="):
            return line.partition("=")[2].strip().strip('"')
    return platform.system()


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not here"


def _commit() -> str:
    """Short, with a word where the tree holds more than the commit; empty folders of no repository have none."""
    try:
        head = _git("rev-parse", "--short=10", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head}, with changes that are in no commit yet" if changed else head


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def cpu_ms(pids: Iterable[int]) -> float:
    """Milliseconds of processor time they have used so far."""
    return sum(_cpu_ms(pid) for pid in pids)


def _cpu_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK


def pss_kib(pid: int) -> int:
    """Memory of a process: its own, and its share of what it has in common with others."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise AssertionError("the kernel tells no Pss")
