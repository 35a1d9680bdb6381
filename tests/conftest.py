"""What every test stands on: no home folder, no leftovers of the machine, small stories."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.tiny import write_story

_XDG = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
_UNSET = (
    "NO_COLOR", "COLORTERM", "EXPLAINER_LINEAR", "EXPLAINER_BIDI", "EXPLAINER_ROOMS", "TEXTUAL_DRIVER", "COLUMNS",
    "LINES", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANGUAGE", "TERM_PROGRAM", "KONSOLE_VERSION",
)  # fmt: skip

# A property is tried with the same examples each time: what is handed in must not be refused for an example that
# chance brings today. `make soak` draws others; what it finds becomes an @example. No example has a deadline, and no
# drawing of one is too slow: hypothesis takes both times on a machine that others use too.
_unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("same", _unhurried, derandomize=True)
settings.register_profile("explore", _unhurried, derandomize=False)
settings.load_profile("same")


@pytest.fixture(autouse=True)
def isolated_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of this test alone, and an environment that says nothing about the machine."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in _XDG:
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(name, str(folder))
    for name in _UNSET:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    return home


@pytest.fixture
def tiny_story(tmp_path: Path) -> Path:
    """The folder of a small valid story; see `tests/tiny.py`."""
    return write_story(tmp_path / "tiny-story")


@pytest.fixture
def run_python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs Python code in a fresh interpreter, from the root of the project."""
    root = Path(__file__).resolve().parents[1]

    def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(root)}
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=root, timeout=60)

    return run
