"""The set-up knows a whole environment from a half-made, moved or stale one, and says what is missing."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """tools/setup.py, at work in a folder of its own."""
    spec = importlib.util.spec_from_file_location("setup_under_test", ROOT / "tools" / "setup.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "STAMP": venv / "explainer-setup.json",
        "PINS": tmp_path / "dev.txt",
    }.items():
        monkeypatch.setattr(module, name, value)
    (tmp_path / "dev.txt").write_text("one==1\n")
    for name in ("pyproject.toml", "hatch_build.py"):
        shutil.copy(ROOT / name, tmp_path)
    return module


def whole(setup: ModuleType) -> None:
    """An environment as the set-up leaves it."""
    (setup.VENV / "bin").mkdir(parents=True)
    setup.PYTHON.symlink_to(sys.executable)
    (setup.VENV / "bin" / "explainer").touch()
    setup.STAMP.write_text(json.dumps(setup.wanted() | {"python": setup.python_version(setup.PYTHON)}))


def test_nothing_there_is_absent(setup: ModuleType) -> None:
    assert setup.state()[0] == "absent"


def test_a_whole_one_is_ready(setup: ModuleType) -> None:
    whole(setup)
    assert setup.state() == ("ready", "")


def test_one_without_its_stamp_is_half_made(setup: ModuleType) -> None:
    whole(setup)
    setup.STAMP.unlink()
    assert setup.state() == ("broken", "half-made")


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00"])
def test_one_with_a_spoilt_stamp_is_half_made(setup: ModuleType, text: str) -> None:
    whole(setup)
    setup.STAMP.write_text(text)
    assert setup.state() == ("broken", "half-made")


def test_one_whose_python_went_away_is_broken(setup: ModuleType) -> None:
    whole(setup)
    setup.PYTHON.unlink()
    setup.PYTHON.symlink_to("/nowhere/python3")
    assert setup.state() == ("broken", "its Python does not start")


def test_one_made_for_another_python_is_broken(setup: ModuleType) -> None:
    whole(setup)
    setup.STAMP.write_text(json.dumps(setup.wanted() | {"python": "3.11.0rc1"}))
    assert setup.state()[0] == "broken"


def test_one_made_in_another_folder_is_broken(setup: ModuleType) -> None:
    whole(setup)
    stamp = json.loads(setup.STAMP.read_text())
    setup.STAMP.write_text(json.dumps(stamp | {"folder": "/elsewhere"}))
    assert setup.state()[0] == "broken"


def test_one_without_its_command_is_broken(setup: ModuleType) -> None:
    whole(setup)
    (setup.VENV / "bin" / "explainer").unlink()
    assert setup.state()[0] == "broken"


def test_one_with_other_pins_is_stale(setup: ModuleType) -> None:
    whole(setup)
    setup.PINS.write_text("one==2\n")
    assert setup.state()[0] == "stale"


def test_a_link_to_someone_elses_environment_is_left_alone(setup: ModuleType, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    setup.VENV.symlink_to(other)
    with pytest.raises(setup.Stop, match="move it away"):
        setup.set_up()
    assert other.is_dir()


@pytest.mark.parametrize(
    "words",
    [
        "NewConnectionError('...'): [Errno -3] Temporary failure in name resolution",
        "error: Failed to fetch: `https://index/simple/click/`\n  Caused by: dns error",
        "WARNING: Retrying after connection broken by 'ProxyError(...)'",
        "ReadTimeoutError: Read timed out.",
    ],
)
def test_a_missing_network_is_told_in_one_sentence(
    setup: ModuleType, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", f"print({words!r}); raise SystemExit(1)"]
    with pytest.raises(setup.Stop, match="cannot be reached; mend the network, then type: make setup"):
        setup.run_told(command, 1)
    assert capfd.readouterr().err == ""


def test_another_fault_of_the_installer_shows_its_words(
    setup: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", "print('No space left on device'); raise SystemExit(1)"]
    with pytest.raises(setup.Stop, match="the lines above say why"):
        setup.run_told(command, 1)
    assert "No space left on device" in capfd.readouterr().err


def find_python(path: Path) -> subprocess.CompletedProcess[str]:
    """tools/find-python with nothing but one folder on the path."""
    command = ["/bin/sh", str(ROOT / "tools" / "find-python")]
    return subprocess.run(command, env={"PATH": str(path)}, capture_output=True, text=True)


def stand_in(folder: Path, name: str, script: str) -> None:
    """A program on the path."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_without_python_one_sentence_says_what_to_type(tmp_path: Path) -> None:
    done = find_python(tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "none is here" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr


def test_an_old_python_is_named(tmp_path: Path) -> None:
    stand_in(tmp_path, "python3", 'case "$2" in *assert*) exit 1 ;; esac; echo 3.8')
    done = find_python(tmp_path)
    assert done.returncode == 1
    assert "only 3.8 is here" in done.stderr


def test_a_missing_venv_module_is_named(tmp_path: Path) -> None:
    stand_in(tmp_path, "python3", 'case "$2" in *assert*) exit 1 ;; esac; echo 3.13')
    done = find_python(tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "apt-get install python3-venv python3.13-venv" in done.stderr


def test_a_version_managers_empty_name_is_passed_over(tmp_path: Path) -> None:
    stand_in(tmp_path, "python3.13", "echo 'no such version' >&2; exit 127")
    stand_in(tmp_path, "python3", f'exec {sys.executable} "$@"')
    done = find_python(tmp_path)
    assert done.returncode == 0, done.stderr
    assert os.path.samefile(done.stdout.strip(), sys.executable)


def test_run_without_a_terminal_says_how_to_read_line_by_line() -> None:
    command = [str(ROOT / "tools" / "with-terminal")]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert ".venv/bin/explainer --linear" in done.stderr
