"""The seat in the state folder: for its owner alone, for one workshop at a time, and read again after anything."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from explainer.problems import Cannot
from explainer.serve.hosting import seat
from explainer.serve.hosting.seat import Seat

SEAT = Seat("ab" * 16, "walnut comet", "cd" * 16, "192.0.2.10", 2222)


def test_it_is_for_its_owner_alone_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert seat.read(folder) is None
    seat.write(folder, SEAT)
    assert seat.read(folder) == SEAT
    assert stat.S_IMODE((folder / seat.FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [seat.FILE], "no part of a file is left"
    seat.forget(folder)
    seat.forget(folder)
    assert seat.read(folder) is None


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"room": 7}', b"\xff\x00"])
def test_what_is_no_seat_is_none(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / seat.FILE).write_bytes(raw)
    assert seat.read(tmp_path) is None


def test_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seat, "WAITED", 0.05)
    with seat.taken(tmp_path), pytest.raises(Cannot, match="--no-serve"), seat.taken(tmp_path):
        pass
    with seat.taken(tmp_path):
        pass


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Cannot, match="cannot be written"):
        seat.write(tmp_path / "file", SEAT)
    with pytest.raises(Cannot, match="cannot be written"), seat.taken(tmp_path / "file"):
        pass
