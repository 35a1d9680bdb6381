"""A room as people have it: a real `explainer workshop`, led over SSH, read line by line over SSH beside it.

Nothing here knows a story: the keys that lead to a warned scene are found by the rules by which a leader moves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.serve.rooms.stages import moved
from explainer.story.model.structs import Story
from explainer.workshop.events import Stage
from explainer.workshop.state import RoomState
from tests.e2e.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent
CLIENT = (
    "ssh", "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
    "-o", "BatchMode=yes", "-o", "IdentityAgent=none", "-t",
)  # fmt: skip
PATIENCE = 60.0
"""Seconds: two busy cores may be slow to start a server."""


KEYS = {"space": Action("next")} | {str(digit): Action("choose", str(digit)) for digit in range(1, 10)}
"""A leader's, and what they do."""


def keys_to_warning(story: Story, *pressed: str) -> list[str]:
    """The fewest keys of a cockpit that bring a room to the warning of a warned scene; empty: the story has none.

    Args:
        story: which scenes and ways there are.
        pressed: the leader's keys before them, from the room's beginning on.
    """
    stage: Stage | None = None
    for key in pressed:
        stage = _after(story, stage, key)
    waiting: deque[tuple[Stage | None, list[str]]] = deque([(stage, [])])
    been: set[tuple[str, str]] = set()
    while waiting:
        stage, keys = waiting.popleft()
        for key in KEYS:
            try:
                after = _after(story, stage, key)
            except Cannot:
                continue
            if after.threshold:
                return [*keys, key]
            if (after.scene, after.step) not in been:
                been.add((after.scene, after.step))
                waiting.append((after, [*keys, key]))
    return []


def _after(story: Story, stage: Stage | None, key: str) -> Stage:
    return moved(story, RoomState(opened=True, stage=stage), KEYS[key])[0]


class LiveRoom:
    """A workshop that runs, and the terminals in it; all of them end with it."""

    def __init__(self, folder: Path, home: Path, stack: ExitStack) -> None:
        self._home, self._stack = home, stack
        command = [
            sys.executable, "-m", "explainer", "workshop", str(folder), "--headless", "--json", "--state",
            str(home / "state"), "--workers", "1", "--ssh", "127.0.0.1:0", "--web", "127.0.0.1:0",
        ]  # fmt: skip
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=self._environment() | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        stack.callback(process.communicate, timeout=PATIENCE)
        stack.callback(process.terminate)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the workshop did not open: {process.communicate()[1]}")
        told = json.loads(line)
        self.code, self._secret = told["room"], told["lead"]
        self._port = told["ssh"].rpartition(":")[2]
        self.address = f"http://{told['web']}"

    def _environment(self) -> dict[str, str]:
        mine = {
            name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "EXPLAINER_"))
        }
        return mine | {"HOME": str(self._home), "TERM": "xterm-256color"}

    def terminal(self, login: str, columns: int, rows: int) -> Terminal:
        """The stock client on a terminal of that size."""
        made = Terminal([*CLIENT, "-p", self._port, f"{login}@127.0.0.1"], columns, rows, self._environment())
        return self._stack.enter_context(made)

    def leader(self) -> Terminal:
        """The cockpit, by the secret."""
        leader = self.terminal(f"lead-{self.code}", 120, 40)
        leader.wait_for("Type the leader's secret", PATIENCE)
        leader.send(f"{self._secret}\r")
        leader.wait_for("you lead", PATIENCE)
        return leader

    def reader(self, columns: int, rows: int) -> Terminal:
        """A guest who reads line by line, at the prompt."""
        reader = self.terminal(f"linear-{self.code}", columns, rows)
        reader.wait_until(lambda: reader.raw.endswith(b"> "), "the prompt", PATIENCE)
        return reader


@contextmanager
def live_room(folder: Path, home: Path) -> Iterator[LiveRoom]:
    """A room on the story in a folder.

    Args:
        folder: the story's.
        home: an empty folder, for the server's state and as everyone's home.

    Raises:
        RuntimeError: the workshop said why it did not open.
    """
    with ExitStack() as stack:
        yield LiveRoom(folder, home, stack)
