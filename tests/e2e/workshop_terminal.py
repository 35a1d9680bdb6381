"""`explainer workshop` on a PTY, as its leader has it; and in the background, as a host starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.processes import below
from tests.e2e.serving import PATIENCE, ROOT
from tests.e2e.ssh_server import OPTIONS
from tests.e2e.terminal import Terminal
from tests.tiny import write_story


class Workshop:
    """One folder of state, in which a workshop is started, and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.state = home / "state"
        self.story = write_story(home / "story")
        self.terminals: list[Terminal] = []
        self.processes: list[subprocess.Popen[bytes]] = []

    def environment(self) -> dict[str, str]:
        mine = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        return mine | {"HOME": str(self.home), "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}

    def command(self, *options: str) -> list[str]:
        return [
            sys.executable, "-m", "explainer", "workshop", str(self.story), "--state", str(self.state),
            "--workers", "1", *options,
        ]  # fmt: skip

    def terminal(self, *options: str, columns: int = 80, rows: int = 24, cwd: Path | None = None) -> Terminal:
        """The workshop on a PTY; ended with the test."""
        command = self.command(*options)
        if cwd is not None:
            command = ["env", "-C", str(cwd), *command]
        made = Terminal(command, columns, rows, self.environment())
        self.terminals.append(made)
        return made

    def lead(self, *options: str, columns: int = 80, rows: int = 24, cwd: Path | None = None) -> Leader:
        """Opened on this machine alone, up to the cockpit."""
        return Leader(
            self, self.terminal("--ssh", "127.0.0.1:0", *options, columns=columns, rows=rows, cwd=cwd)
        )

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """The workshop without a terminal."""
        made = subprocess.Popen(
            self.command(*options), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environment(),
        )  # fmt: skip
        self.processes.append(made)
        return made

    def ssh(self, login: str, port: int, columns: int = 80, rows: int = 24, *options: str) -> Terminal:
        made = Terminal(
            ["ssh", *(options or OPTIONS), "-t", "-p", str(port), f"{login}@127.0.0.1"],
            columns, rows, self.environment(), served_by=self._served,
        )  # fmt: skip
        self.terminals.append(made)
        return made

    def _served(self) -> list[int]:
        """The processes of all that was started here."""
        begun = [
            *(terminal.process.pid for terminal in self.terminals),
            *(process.pid for process in self.processes),
        ]
        return [pid for one in begun for pid in (one, *below(one))]

    def close(self) -> None:
        for terminal in self.terminals:
            terminal.close()
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=PATIENCE)


class Leader:
    """The terminal that opened the room."""

    def __init__(self, workshop: Workshop, terminal: Terminal) -> None:
        self.workshop = workshop
        self.terminal = terminal
        terminal.wait_until(lambda: terminal.modes.get(1049) and "you lead" in terminal.text, "the cockpit")
        before = terminal.raw.split(b"\x1b[?1049h")[0].decode()
        self.card = before.replace("\r", "")
        self.secret = self._found(r"Leader's secret: ([a-z ]+)")
        self.code = self._found(r"Room ([a-z]+-\d+)")
        self.port = int(self._found(r"ssh -p (\d+) [a-z]+-\d+@"))

    def _found(self, what: str) -> str:
        found = re.search(what, self.card)
        assert found, self.card
        return found[1].strip()

    def guest(self, columns: int = 80, rows: int = 24) -> Terminal:
        guest = self.workshop.ssh(self.code, self.port, columns, rows)
        guest.wait_until(lambda: guest.modes.get(1049) and self.code in guest.text, "the room's page")
        return guest

    def begins(self) -> None:
        """The card is put away, and the first step shown."""
        self.terminal.press("escape")
        self.terminal.press("space")
        self.terminal.wait_for("step 1 of 3")

    @property
    def family(self) -> list[int]:
        """The server's processes."""
        return below(self.terminal.process.pid)
