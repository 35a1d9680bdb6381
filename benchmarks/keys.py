"""From a key to the last byte of what it changes, on a PTY; and what is sent while nobody presses one."""

from __future__ import annotations

from pathlib import Path

from benchmarks.commands import program
from benchmarks.report import Measure, Table
from benchmarks.terminal import Terminal, colours_in

RIGHT, LEFT, TAB, MAP = b"\x1b[C", b"\x1b[D", b"\t", b"m"
PICTURES = (b"z", RIGHT, b"z", b"\x1b", b"i", b"j", b"\x1b", b"w", b"z", b"\x1b")
"""The map, a day and a part of it, the timeline and a row of it, who is who and all names; each closed again."""
ENTER, ESC, ESC_CODED = b"\r", b"\x1b", b"\x1b[27u"
"""Esc as terminals have sent it since ever, the first byte of other keys; and as the keyboard protocol sends it."""
QUIET = 0.1


def measure(table: Table, home: Path, pages: int, idle: float) -> None:
    """Pages shown for the first time, the way back, cursor moves, and the story map."""
    table.title(f"Keys on a PTY, 80x24, at most {pages} pages shown for the first time")
    with Terminal([*program(), "--private"], home) as terminal:
        terminal.settle()
        turned = pressed(terminal, RIGHT, pages)
        back = pressed(terminal, LEFT, len(turned) - 1)
        moved = pressed(terminal, TAB, pages)
        maps = pressed(terminal, MAP, 20)
        drawn = [answer for key in PICTURES for answer in answers_to(terminal, key, 1)]
        silent = terminal.idle(idle)
    opened, closed, coded = references(home, pages)
    _add(table, "key-next", turned)
    _add(table, "key-back", back)
    _add(table, "key-cursor", moved)
    _add(table, "key-map", maps)
    _add(table, "key-open", opened)
    _add(table, "key-esc", closed)
    _add(table, "key-esc-protocol", coded)
    every = (turned, back, moved, maps, drawn, opened, closed, coded)
    sent = [float(count) for answers in every for _took, count in answers]
    table.promise("local-bytes", sent)
    table.promise("local-idle", [silent], note=f"in {idle:g} seconds")
    colours(table, home)


def references(home: Path, times: int) -> tuple[list[tuple[float, int]], ...]:
    """References of one page after the other, each opened and put away: by the one Esc and the other in turns."""
    opened: list[tuple[float, int]] = []
    closed: tuple[list[tuple[float, int]], ...] = ([], [])
    with Terminal([*program(), "--private"], home) as terminal:
        terminal.settle()
        for turn in range(times):
            answers_to(terminal, RIGHT if turn % 4 == 0 else TAB, 1)
            if not (found := answers_to(terminal, ENTER, 1)):
                continue  # a page without a reference
            opened += found
            closed[turn % 2].extend(answers_to(terminal, (ESC, ESC_CODED)[turn % 2], 1))
    assert opened and all(closed), "nothing was opened"
    return opened, *closed


def pressed(terminal: Terminal, key: bytes, times: int) -> list[tuple[float, int]]:
    """The same, of a key that changes something more than once."""
    answers = answers_to(terminal, key, times)
    assert len(answers) > 1, f"{key!r} changed nothing:\n{terminal.text()}"
    return answers


def answers_to(terminal: Terminal, key: bytes, times: int) -> list[tuple[float, int]]:
    """For each press: milliseconds to the last byte, and how many bytes came; ends early where nothing changes."""
    answers: list[tuple[float, int]] = []
    for _ in range(times):
        at = terminal.write(key)
        chunks = terminal.settle(QUIET, patience=2)
        if not chunks:  # the story's end
            break
        answers.append(((chunks[-1][0] - at) * 1000, sum(len(data) for _, data in chunks)))
    return answers


def _add(table: Table, key: str, answers: list[tuple[float, int]]) -> None:
    kept = table.promise(key, [took for took, _ in answers])
    what = kept.name.partition(":")[0]
    table.add(Measure(f"{what}: bytes, local", [float(count) for _, count in answers], "B"))


def colours(table: Table, home: Path) -> None:
    """All that a reader who wants no colour is sent: pages, cursor, map, picture, search, help."""
    keys = (RIGHT, RIGHT, TAB, b"\r", b"\x1b", MAP, b"\x1b", b"z", b"/", b"ab", b"\x1b", b"?", b"\x1b", RIGHT)
    with Terminal([*program(), "--private"], home, NO_COLOR="1") as terminal:
        terminal.settle()
        for key in keys:
            terminal.write(key)
            terminal.settle(QUIET, patience=1)
        raw = b"".join(data for _, data in terminal.chunks)
    table.promise("local-no-color", [float(colours_in(raw))], note=f"in {len(raw)} bytes of {len(keys)} keys")
