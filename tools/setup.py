"""Makes `.venv` from the pinned versions with this checkout in it, or finds at once that all is there.

Run by `make setup` with the Python that `tools/find-python` found; only the standard library is at hand here.
The stamp is written last: an environment without it is half-made, one whose stamp tells of other pins is
brought up to date, one whose Python is gone or another is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "explainer-setup.json"
PINS = ROOT / "requirements" / "dev.txt"
NETWORK_WORDS = re.compile(
    r"connection (error|refused|broken|aborted|timed out)|newconnectionerror|proxyerror|name resolution|"
    r"name or service not known|dns error|failed to (fetch|lookup)|could not connect|network is unreachable|"
    r"read timed out|error sending request",
    re.IGNORECASE,
)


class Stop(Exception):
    """Ends the set-up with one plain sentence."""


def say(text: str) -> None:
    """Progress goes to stderr, so that `make run` gives the reader's output alone."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def alone() -> Iterator[None]:
    """Two set-ups at once would spoil each other's environment: the second waits, then finds all done."""
    with (ROOT / "pyproject.toml").open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another set-up is at work in this folder; waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def wanted() -> dict[str, str]:
    """What the environment is made from; any difference makes it stale."""
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", PINS, ROOT / "hatch_build.py"):
        digest.update(path.read_bytes())
    return {"made from": digest.hexdigest(), "folder": str(ROOT)}


def python_version(python: Path) -> str:
    """The version an interpreter reports; empty when it does not start (a broken link, a removed Python)."""
    try:
        done = subprocess.run(
            [python, "-I", "-c", "import sys; print(sys.version.split()[0], sys.version_info >= (3, 11))"],
            capture_output=True,
            text=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    version, _, fit = done.stdout.strip().partition(" ")
    return version if done.returncode == 0 and fit == "True" else ""


def state() -> tuple[str, str]:
    """`ready`, `stale` (only pins changed), `broken` or `absent`, and the reason in words."""
    if not VENV.exists() and not VENV.is_symlink():
        return "absent", ""
    if VENV.is_symlink() or not VENV.is_dir():
        return "foreign", ".venv is not a folder of ours"
    version = python_version(PYTHON)
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        assert isinstance(stamp, dict)
    except (OSError, ValueError, AssertionError):
        return "broken", "half-made"
    if not version:
        return "broken", "its Python does not start"
    if stamp.get("python") != version or stamp.get("folder") != str(ROOT):
        return "broken", "made for another Python or folder"
    if not (VENV / "bin" / "explainer").exists():
        return "broken", "without its command"
    if stamp.get("made from") != wanted()["made from"]:
        return "stale", "the pinned versions changed"
    return "ready", ""


def make_environment(uv: str | None) -> None:
    """An empty `.venv`."""
    shutil.rmtree(VENV, ignore_errors=True)
    if uv:
        command = [uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(VENV)]
    else:
        command = [sys.executable, "-m", "venv", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True, env=clean_environment())
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        say((done.stdout + done.stderr).strip())
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Stop(
            "Python could not make an environment; on Debian or Ubuntu type: "
            f"apt-get install python3-venv python{version}-venv"
        )


def clean_environment() -> dict[str, str]:
    """The user's environment without what would send the packages elsewhere."""
    away = (
        "PYTHONPATH",
        "PYTHONHOME",
        "VIRTUAL_ENV",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_USER",
        "PIP_REQUIRE_VIRTUALENV",
    )
    return {name: value for name, value in os.environ.items() if name not in away}


def run_told(command: list[str], total: int) -> None:
    """Runs an installer and tells how far it is; its own words are shown only when it fails."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    live, lines, seen = sys.stderr.isatty(), [], 0
    for line in process.stdout:
        lines.append(line.rstrip())
        found = re.match(r"\s*(?:Collecting|Downloading|Using cached) ([A-Za-z0-9_.]+)", line)
        if not found or not line.startswith("Collecting"):
            continue
        seen += 1
        if live:
            print(f"\r  {seen} of {total}: {found.group(1)[:40]:<40}", end="", file=sys.stderr, flush=True)
        elif seen % 10 == 0:
            say(f"  {seen} of {total}")
    if live and seen:
        print(f"\r{'':<60}\r", end="", file=sys.stderr, flush=True)
    if process.wait():
        if NETWORK_WORDS.search("\n".join(lines)):
            raise Stop("The package index cannot be reached; mend the network, then type: make setup")
        say("\n".join(lines[-15:]))
        raise Stop("The packages could not be installed; the lines above say why. Then type: make setup")


def install(uv: str | None) -> None:
    """The pinned packages, then this checkout, editable and without the network."""
    total = sum(1 for line in PINS.read_text(encoding="utf-8").splitlines() if re.match(r"[A-Za-z0-9]", line))
    if uv:
        tool = [uv, "pip", "install", "--python", str(PYTHON)]
    else:
        tool = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        tool += ["--progress-bar", "off", "--retries", "2"]
    say(f"2 of 3  {total} pinned packages" + (" with uv" if uv else "") + " ...")
    run_told([*tool, "--require-hashes", "-r", str(PINS)], total)
    say("3 of 3  explainer itself ...")
    run_told([*tool, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], 1)


def set_up() -> None:
    """Brings `.venv` to the wanted state; does nothing when it is there."""
    found, reason = state()
    if found == "ready":
        return
    if found == "foreign":
        raise Stop(f"{reason}; move it away, then type: make setup")
    uv = shutil.which("uv")
    if found == "stale" and not uv and not (VENV / "bin" / "pip").exists():
        found, reason = "broken", "made by uv, which is gone"
    if found == "stale":
        say(f"Setting up again: {reason}.")
        STAMP.unlink()
    else:
        if found == "broken":
            say(f"The environment in .venv is {reason}: making it anew.")
        say(f"1 of 3  .venv with Python {sys.version.split()[0]} ...")
        make_environment(uv)
    install(uv)
    stamp = wanted() | {"python": python_version(PYTHON)}
    STAMP.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    say("Set up: .venv/bin/explainer is ready.")


def main() -> int:
    """Sets up, or says in one sentence what stands in the way."""
    try:
        with alone():
            set_up()
    except Stop as stop:
        say(f"{stop}")
        return 1
    except OSError as fault:
        say(f"The set-up cannot write here ({fault}); give this folder space and rights, then: make setup")
        return 1
    except KeyboardInterrupt:
        say("\nStopped; the next make begins the set-up anew.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
