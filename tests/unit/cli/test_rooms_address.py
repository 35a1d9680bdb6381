"""The address of the rooms' store, which may hold a password: by option or environment, and never shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from explainer.cli.main import run
from explainer.serve.hosting import evening
from explainer.serve.processes import front
from explainer.serve.processes.children import environment
from explainer.serve.processes.settings import Settings

URL = "valkey://explainer:a-long-word@10.0.0.31:6379/0"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, dict[str, str]]]:
    """What a server and a workshop would be started with, and the environment they leave to others."""
    made: list[tuple[Settings, dict[str, str]]] = []

    def serve(settings: Settings, _say: Any) -> int:
        made.append((settings, dict(os.environ)))
        return 0

    monkeypatch.setattr(front, "run", serve)
    monkeypatch.setattr(evening.Evening, "run", lambda self: serve(self._wanted.settings, None))
    return made


@pytest.mark.parametrize("command", [["serve"], ["workshop", "--no-serve", "--headless"]])
def test_the_address_may_come_from_the_environment_and_goes_to_nobody_else(
    command: list[str],
    tiny_story: Path,
    tmp_path: Path,
    started: list[tuple[Settings, dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = [*command, str(tiny_story), "--state", str(tmp_path / "state")]
    monkeypatch.setenv("EXPLAINER_ROOMS", URL)
    assert run(words) == 0
    monkeypatch.setenv("EXPLAINER_ROOMS", URL)
    assert run([*words, "--rooms", "unix:///run/valkey"]) == 0
    monkeypatch.setenv("EXPLAINER_ROOMS", "")
    assert run(words) == 0
    assert [settings.rooms for settings, _left in started] == [URL, "unix:///run/valkey", ""]
    assert not any("EXPLAINER_ROOMS" in left for _settings, left in started)


def test_no_child_has_it() -> None:
    assert "EXPLAINER_ROOMS" not in environment({"EXPLAINER_ROOMS": URL, "LANG": "C"})


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("command", ["serve", "workshop"])
def test_a_wrong_address_is_refused_without_its_password(
    command: str, tiny_story: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EXPLAINER_ROOMS", URL.replace("valkey", "redis", 1))
    assert run([command, str(tiny_story), *(["--headless"] if command == "workshop" else [])]) == 2
    said = capsys.readouterr().err
    assert "redis:" in said and "valkey://HOST:PORT" in said and "a-long-word" not in said


@pytest.mark.parametrize("command", ["serve", "workshop"])
def test_help_names_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    run([command, "--help"])
    assert "EXPLAINER_ROOMS" in capsys.readouterr().out
