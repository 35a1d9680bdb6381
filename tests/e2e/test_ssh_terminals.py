"""Five kinds of terminals at once on one worker, through the stock `ssh`: each gets its own, nothing of another's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import KEYS, Terminal

pytestmark = needs_ssh

KINDS: dict[str, dict[str, str]] = {
    "vt100": {"term": "vt100"},
    "xterm": {"term": "xterm"},
    "xterm-256color": {"term": "xterm-256color"},
    "xterm-direct": {"term": "xterm-direct"},
    "no colour": {"term": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"},
}
_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
Cells = list[list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Iterator[SshServer]:
    """The operator's own terminal has all colours, which is nobody's business."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLORTERM", "truecolor")
        patch.setenv("TERM", "xterm-direct")
        with running(tmp_path_factory.mktemp("host"), shipped, "--workers", "1") as server:
            yield server


def kinds_of_colour(raw: bytes) -> set[str]:
    """16, 256, truecolor: the ways colours are named in what was sent."""
    found = set()
    for sequence in _SGR.finditer(raw):
        numbers = [int(part or 0) for part in re.split(rb"[;:]", sequence[1])]
        while numbers:
            number = numbers.pop(0)
            if number in (38, 48):
                found.add({5: "256", 2: "truecolor"}[numbers[0]])
                numbers = numbers[2 if numbers[0] == 5 else 4 :]
            elif 30 <= number <= 37 or 40 <= number <= 47 or 90 <= number <= 107:
                found.add("16")
            elif number in (39, 49):
                found.add("usual")
    return found


def cells(terminal: Terminal) -> Cells:
    """What stands in each cell, with all its attributes."""
    screen = terminal.screen
    return [
        [tuple(screen.buffer[row][column]) for column in range(screen.columns)] for row in range(screen.lines)
    ]


STEPS = ("n", "n", "tab", "enter", "escape", "g", "escape", "/", "escape", "?", "escape")
"""Pages, a thing opened in its place, lists, the query's line, help."""


def opened(server: SshServer, kind: str) -> Terminal:
    terminal = server.terminal(**KINDS[kind])  # type: ignore[arg-type]
    terminal.wait_until(lambda: terminal.modes.get(1049) and "help" in terminal.text, f"{kind}: a frame")
    terminal.settle()
    return terminal


@pytest.fixture(scope="module")
def together(served: SshServer) -> dict[str, tuple[bytes, list[Cells]]]:
    """All of them press each key in the same moment: of each all it was sent, and what stood on it after each key."""
    with ExitStack() as stack:
        terminals = {kind: stack.enter_context(opened(served, kind)) for kind in KINDS}
        screens: dict[str, list[Cells]] = {kind: [cells(one)] for kind, one in terminals.items()}
        for key in STEPS:
            for terminal in terminals.values():
                terminal.send(KEYS.get(key, key))
            for kind, terminal in terminals.items():
                terminal.settle()
                screens[kind].append(_calm(cells(terminal)))
        for terminal in terminals.values():
            terminal.press("q", "n")
            assert terminal.ended() == 0 and terminal.faults_left() == []
        return {kind: (terminal.raw, screens[kind]) for kind, terminal in terminals.items()}


def _calm(screen: Cells) -> Cells:
    """Without the line that tells a phrase: everyone has their own."""
    told = "".join(str(cell[0]) for cell in screen[-2])
    return [*screen[:-2], [], screen[-1]] if "hrase" in told else screen


@pytest.mark.parametrize(
    ("kind", "colours"),
    [
        ("vt100", set()),
        ("xterm", {"16"}),
        ("xterm-256color", {"256"}),
        ("xterm-direct", {"truecolor"}),
        ("no colour", set()),
    ],
)
def test_colours_are_named_as_the_terminal_knows_them(
    together: dict[str, tuple[bytes, list[Cells]]], kind: str, colours: set[str]
) -> None:
    found = kinds_of_colour(together[kind][0])
    assert found - {"usual"} == colours
    if not colours:
        assert not found, "not even the usual colour is named"


def test_the_oldest_kind_is_sent_what_it_knows(together: dict[str, tuple[bytes, list[Cells]]]) -> None:
    raw = together["vt100"][0]
    assert (
        b"\x1b[?2026" not in raw and b"\x1b[5n" not in raw and b"\x1b]11" not in raw and b"\x1b[>" not in raw
    )
    for kind in ("xterm", "xterm-256color", "xterm-direct", "no colour"):
        assert b"\x1b[5n" in together[kind][0] and b"\x1b[?2026h" in together[kind][0]


@pytest.mark.parametrize("kind", KINDS)
def test_each_sees_among_others_what_it_sees_alone(
    served: SshServer, together: dict[str, tuple[bytes, list[Cells]]], kind: str
) -> None:
    _raw, screens = together[kind]
    with opened(served, kind) as alone:
        assert cells(alone) == screens[0]
        for key, among_others in zip(STEPS, screens[1:], strict=True):
            alone.press(key)
            assert _calm(cells(alone)) == among_others, f"after {key}"


LIGHT, DARK = b"48;2;250;248;243", b"48;2;21;23;26"
"""Paper, in all colours."""


def test_each_is_drawn_for_the_background_it_tells(served: SshServer) -> None:
    """Two at once: one says that it is white, in two late pieces; the other that it is black."""
    with opened(served, "xterm-direct") as white, opened(served, "xterm-direct") as black:
        for terminal, colour in ((white, "ffff/ffff/ffff"), (black, "0000/0000/0000")):
            assert b"\x1b]11;?" in terminal.raw and LIGHT not in terminal.raw
            terminal.send("\x1b]11;rgb:")
            terminal.settle()
            terminal.send(f"{colour}\x1b\\")
            terminal.settle()
        white.wait_until(lambda: LIGHT in white.raw, "paper that is light")
        for terminal in (white, black):
            terminal.press("n", "tab")
            assert "rgb" not in terminal.text and "ffff" not in terminal.text, "no answer is typed"
        assert LIGHT not in black.raw and DARK in black.raw
        assert DARK not in white.raw[white.raw.index(LIGHT) :]
        for terminal in (white, black):
            terminal.press("q", "n")
            assert terminal.ended() == 0 and terminal.faults_left() == []
