"""Files of the server's state: made once, replaced whole, nothing torn left behind."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from explainer.serve.processes.state_files import make_once, write_named, write_whole


def test_of_two_that_make_it_the_first_counts(tmp_path: Path) -> None:
    path = tmp_path / "key"
    make_once(path, b"first")
    make_once(path, b"second")
    assert path.read_bytes() == b"first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("call", ["os.replace", "os.utime", "os.fsync"])
def test_what_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "seat"
    write_whole(path, b"old", sync=True, modified=1_000)
    assert int(path.stat().st_mtime) == 1_000

    def full(*_given: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(call, full)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, b"new", sync=True, modified=2_000)
    monkeypatch.undo()
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_somebody_named_is_for_them_alone_whatever_was_there(tmp_path: Path) -> None:
    path, link = tmp_path / "card.txt", tmp_path / "link"
    path.write_text("an old card")
    path.chmod(0o644)
    link.symlink_to(path)
    write_named(link, "The lamp · Шам\n")
    assert path.read_text(encoding="utf-8") == "The lamp · Шам\n"
    assert link.is_symlink() and stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_device_that_somebody_named_stays_one() -> None:
    write_named(Path("/dev/null"), "to nobody")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
