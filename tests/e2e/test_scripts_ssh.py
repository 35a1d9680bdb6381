"""Right-to-left text through the stock `ssh`: ordered by us and said so, or in reading order for who asks for that."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from explainer.story.load.loader import read_story
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.miniatures import FOLDER

pytestmark = needs_ssh
TITLE = read_story(FOLDER / "arabic").title


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with running(tmp_path_factory.mktemp("host"), FOLDER / "arabic", "--workers", "1") as server:
        yield server


def plain(terminal: Terminal) -> str:
    return unicodedata.normalize("NFKC", "\n".join(terminal.lines))


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 15)])
def test_lines_come_as_they_are_seen(served: SshServer, columns: int, rows: int) -> None:
    with served.terminal(columns=columns, rows=rows, term="xterm-256color") as terminal:
        terminal.wait_until(lambda: TITLE[::-1] in plain(terminal), "the title, from right to left")
        assert terminal.raw.index(b"\x1b[8l") < terminal.raw.index("\ufe8e".encode())
        terminal.press("q")
        if terminal.process.poll() is None:
            terminal.press("n")
        assert terminal.ended() == 0
        assert terminal.raw.rindex(b"\x1b[8h") > terminal.raw.rindex(b"\x1b[8l")


def test_who_has_a_terminal_that_orders_lines_gets_them_as_they_are_written(served: SshServer) -> None:
    options = ("-o", "SetEnv=EXPLAINER_BIDI=terminal")
    with served.terminal(columns=80, rows=24, term="xterm-256color", options=options) as terminal:
        terminal.wait_until(lambda: TITLE in "\n".join(terminal.lines), "the title, as it is written")
        assert b"\x1b[8l" not in terminal.raw
