"""The recording on top of README shows what the program shows today: it is recorded anew and compared."""

from __future__ import annotations

from tools.cast import CAST, record, replay


def test_the_recording_is_of_todays_program() -> None:
    kept, today = replay(CAST.read_text(encoding="utf-8")), replay(record())
    for old, new in zip(kept, today, strict=True):
        assert (old.said, old.lines) == (new.said, new.lines), "make cast writes it anew"
