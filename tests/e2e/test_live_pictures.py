"""A room is pictured from its door to its close: every moment, in every page and terminal, and each shows its own."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.e2e.browsing import needs_chromium
from tests.e2e.ssh_server import needs_ssh
from tests.tiny import write_story
from tools.live_pictures import SCHEMES, TERMINALS, WIDTHS, draw

pytestmark = [needs_ssh, needs_chromium]

MOMENTS = (
    "0-door", "1-waiting", "2-following", "3-poll", "4-counted", "5-result", "6-roaming", "7-warned", "8-closed",
)  # fmt: skip


def test_every_moment_is_pictured_in_every_page_and_terminal(tmp_path: Path) -> None:
    out = tmp_path / "out"
    draw(write_story(tmp_path / "story"), out)
    shown = (out / "index.html").read_text()
    for moment in MOMENTS:
        for name, (width, _height) in WIDTHS.items():
            light, dark = (out / f"web-{moment}-{name}-{scheme}.png" for scheme in SCHEMES)
            assert light.read_bytes() != dark.read_bytes()
            for path in (light, dark):
                assert struct.unpack(">I", path.read_bytes()[16:20])[0] == width, (
                    "no page is wider than its window"
                )
                assert path.name in shown
    for columns, rows in TERMINALS:
        pictured = [(out / f"linear-{moment}-{columns}x{rows}.svg").read_text() for moment in MOMENTS[1:]]
        assert len(set(pictured) - {pictured[5]}) == len(MOMENTS) - 2, (
            "each shows what came, roaming is another's"
        )
        told = " ".join((out / f"linear-transcript-{columns}x{rows}.txt").read_text().split())
        said = [
            "not begun yet",
            "step 2 of",
            "Poll: ",
            "Answered: 2, counted.",
            "Result: ",
            "Warning: ",
            "Room: closed",
        ]
        places = [told.find(words) for words in said]
        assert -1 not in places and places == sorted(places), told
