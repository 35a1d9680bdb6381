"""A state folder that a server uses is known as such, and one that it left is not."""

from __future__ import annotations

import stat
from pathlib import Path

from explainer.serve.processes.state_files import LOCK_FILE, is_locked, state_lock


def test_it_is_used_until_the_last_server_left(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "server"
    assert not is_locked(folder) and not folder.exists(), "looking makes nothing"
    with state_lock(folder):
        with state_lock(folder):
            assert is_locked(folder)
        assert is_locked(folder), "the other one is still there"
        assert stat.S_IMODE((folder / LOCK_FILE).stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not is_locked(folder)
    with state_lock(folder):
        assert is_locked(folder), "looking does not keep a server from it"


def test_one_that_cannot_be_written_is_used_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "no-folder"
    file.write_text("a file")
    with state_lock(file / "server"):
        assert not is_locked(file / "server")
