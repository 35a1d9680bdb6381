"""The recording on top of README: a reader's first minute in a real terminal, and the picture made of it.

`python -m tools.cast` runs `explainer` on a PTY, presses the keys of `SCRIPT`, and writes what came as an asciicast
(version 2), docs/pictures/reading.cast; then it plays that file back and draws docs/pictures/reading.svg. The times are
the script's, not the machine's, so that the same program writes the same file anywhere.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pyte

from explainer.paint.cells.rows import Row, Run
from tests.e2e.terminal import _NOISE, KEYS, Terminal
from tools.cells import Cell, Grid, cell_of
from tools.film import Still, film, style_of

ROOT = Path(__file__).resolve().parent.parent
CAST = ROOT / "docs" / "pictures" / "reading.cast"
PICTURE = CAST.with_suffix(".svg")
WIDTH, HEIGHT = 80, 24
TITLE = "explainer: a first minute"
COMMAND = "explainer --private"
KEY_FRAME = 4
"""Shown where nothing moves: the versions of a claim, which is what this program is for."""


class Press(NamedTuple):
    """Keys to press, words that the screen must then hold, how long it stands, and what is said below it."""

    keys: tuple[str, ...]
    until: str
    seconds: float
    said: str


SCRIPT = (
    Press((), "as checked on", 4, "explainer opens at the first page"),
    Press(("1",), "So far:", 3.5, "1 takes the short way"),
    Press(("tab", "tab", "tab"), "[1] ", 3, "Tab takes a reference in hand; the line says what it is"),
    Press(("enter",), "Source 1", 4.5, "Enter opens it below the same line"),
    Press(("escape", "tab", "enter"), "versions", 6, "a claim: who said what, when, and what became of it"),
    Press(("escape", "d"), "As known on", 3.5, "d sets a date"),
    Press(("enter",), "As known on", 4.5, "the page as known on that day; what was said later is folded"),
    Press(("z",), "Space play", 3.5, "z opens the map"),
    Press(("right", "right"), "earlier", 3, "→ goes on by a day"),
    Press(("escape", "m"), "Story map", 4, "m lists all scenes"),
)


class Shot(NamedTuple):
    """A screen of the recording, from its second on."""

    at: float
    said: str
    cells: Grid

    @property
    def lines(self) -> list[str]:
        return ["".join(cell.character for cell in row).rstrip() for row in self.cells]


def record(script: tuple[Press, ...] = SCRIPT) -> str:
    """Press the keys on a real PTY; the asciicast of what came.

    Raises:
        AssertionError: the screen never held what the script expects.
    """
    events: list[list[Any]] = []
    at = 0.0
    with tempfile.TemporaryDirectory() as home:  # nothing of this machine's reader gets in
        environment = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "HOME": home}
        environment["PATH"] = os.environ["PATH"]
        command = [str(Path(sys.executable).with_name("explainer")), *COMMAND.split()[1:]]
        with Terminal(command, WIDTH, HEIGHT, environment) as terminal:
            for press in script:
                seen = len(terminal.raw)
                for key in press.keys:
                    events.append([round(at, 1), "i", KEYS.get(key, key)])
                    terminal.press(key)
                terminal.wait_for(press.until)
                terminal.settle(quiet=0.5)
                came = terminal.raw[seen:].decode()
                events += [[round(at, 1), "o", came], [round(at, 1), "m", press.said]]
                at += press.seconds
    events.append([round(at, 1), "m", ""])
    head = {"version": 2, "width": WIDTH, "height": HEIGHT, "title": TITLE, "command": COMMAND}
    head["env"] = {"TERM": "xterm-256color"}
    return "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in (head, *events))


def replay(cast: str) -> list[Shot]:
    """The screens of a recording at its markers, as a terminal would show them; the last marker ends it."""
    head, *events = (json.loads(line) for line in cast.splitlines())
    screen = pyte.Screen(head["width"], head["height"])
    stream = pyte.ByteStream(screen)
    shots: list[Shot] = []
    for at, kind, data in events:
        if kind == "o":
            stream.feed(_NOISE.sub(b"", data.encode()))
        elif kind == "m":
            rows = range(head["height"])
            cells = tuple(tuple(cell_of(screen.buffer[y][x]) for x in range(head["width"])) for y in rows)
            shots.append(Shot(at, data, cells))
    return shots


def drawn(cast: str) -> str:
    """The picture of a recording."""
    *shots, end = replay(cast)
    starts = [shot.at for shot in shots] + [end.at]
    stills = [
        Still(tuple(map(_row, shot.cells)), starts[number + 1] - shot.at, shot.said)
        for number, shot in enumerate(shots)
    ]
    return film(stills, WIDTH, TITLE, KEY_FRAME)


def _row(cells: tuple[Cell, ...]) -> Row:
    runs = ((style, "".join(cell.character for cell in group)) for style, group in groupby(cells, style_of))
    return tuple(Run(text, style) for style, text in runs if text)


def main() -> int:
    CAST.write_text(record(), encoding="utf-8")
    PICTURE.write_text(drawn(CAST.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (CAST, PICTURE):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
