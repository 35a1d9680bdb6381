"""The terminal that opened a room: what is typed at it, and what it shows."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from explainer.export.card import JoinCard
from explainer.paint.cells.style import Profile
from explainer.paint.compose import rows_text
from explainer.serve.hosting.local_console import LocalConsole
from explainer.serve.rooms.keys import keys_in
from tests.unit.serve.rooms.hall import Hall

SECRET = "walnut comet drum fern oval tide"


class Chair:
    """The terminal that opened the room."""

    def __init__(self, hall: Hall, folder: Path, **options: Any) -> None:
        self.hall = hall
        self.left = 0
        self.faults: list[BaseException] = []
        self.console = LocalConsole(
            hall.leader,
            lambda: JoinCard(
                hall.state.code, "The storm", "127.0.0.1", 2222, "SHA256:" + 43 * "x", is_alone=True
            ),
            changed=lambda: None,
            leave=self._leave,
            crashed=self.faults.append,
            clock=asyncio.get_running_loop().time,
            secret=SECRET,
            folder=folder,
            **options,
        )

    def _leave(self) -> None:
        self.left += 1

    def look(self, columns: int = 80, rows: int = 24) -> str:
        return rows_text(self.console.frame(columns, rows, Profile()).rows)

    def type(self, keys: str) -> None:
        for key in keys_in(keys.encode()):
            self.console.press(key)

    async def press(self, keys: str) -> str:
        """Type, wait until it is done, and look."""
        self.type(keys)
        await self.console.rest()
        return self.look()
