"""Where things are kept by a user who has no folder of their own: one that systemd makes for a service alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.cli.main import run
from explainer.cli.serve import Asked, settings
from explainer.cli.stories import allowed_cache, state_folder
from explainer.problems import Cannot


@pytest.fixture(autouse=True)
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", home)
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_a_server_needs_no_more_than_its_state_folder(tiny_story: Path, tmp_path: Path) -> None:
    found = settings(str(tiny_story), Asked("127.0.0.1:0", 1, "", tmp_path))
    assert (found.state, found.cache) == (str(tmp_path), "")
    with pytest.raises(Cannot, match="XDG_STATE_HOME"):
        settings(str(tiny_story), Asked("127.0.0.1:0", 1, "", None))


def test_commands_that_keep_nothing_answer(tiny_story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", "trail", "--story", str(tiny_story)]) == 0
    out, err = capsys.readouterr()
    assert out and not err
    assert allowed_cache() is None


def test_who_would_be_kept_nowhere_is_told_what_to_do(
    tiny_story: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run(["read", str(tiny_story), "--linear"]) == 1
    err = capsys.readouterr().err
    assert "no home folder" in err and "--private" in err and "Traceback" not in err
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "explainer"
