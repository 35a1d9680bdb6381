"""What stands before who leads until they decide: a line to type, a question of the room to read to its end."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from explainer.messages import _
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import wrap_text
from explainer.reading.actions import Action
from explainer.reading.cockpit import QueueRow
from explainer.serve.rooms.keys import ENTERS, ESCAPES, RUBS, meanings
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.leading.stage_overlay import Choice, rows_of
from explainer.workshop.texts import TASK, tidy

Do = Callable[[Coroutine[Any, Any, None], str], None]
"""Have work done behind, under the name of its key."""
STEPS = ("next-reference", "previous-reference")
"""To the row below, and to that above, of whatever has rows in front."""


def wrapped(text: str, columns: int) -> list[str]:
    """A text as plain rows."""
    return ["".join(run.text for run in row) for row in wrap_text(text, max(1, columns))]


class TypedLine:
    """One line being typed: plain, and no longer than it may be."""

    def __init__(self, text: str, most: int) -> None:
        self.text = text
        self._most = most
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def write(self, key: bytes) -> None:
        """One key, as a terminal sends it."""
        if key in RUBS:
            self.text = self.text[:-1]
        elif not key.startswith(b"\x1b"):
            self.add(self._decoder.decode(key))

    def add(self, text: str) -> None:
        """Text behind what was typed; a space at the end waits for the next word."""
        made = tidy(f"{self.text}{text}", self._most)
        self.text = f"{made} " if text.endswith(" ") and len(made) < self._most else made


class Pane(Protocol):
    """One thing in front of a cockpit; it has every key but that which leaves."""

    @property
    def prompt(self) -> str:
        """Return what stands before the line that is typed."""

    @property
    def line(self) -> TypedLine | None:
        """The line that is typed; None: none is."""

    def rows(self, columns: int, room: int, profile: Profile) -> tuple[str, ...]:
        """What stands in place of the page, in at most `room` rows; nothing: the page stays."""

    def press(self, key: bytes) -> bool | None:
        """Take a key. False: the pane is put away; None: that too, and the key does what it does without it."""


class MenuPane:
    """Rows of which one is taken: what may be laid over the page, what can be asked."""

    prompt = ""
    line = None

    def __init__(self, choices: tuple[Choice, ...], take: Callable[[Action], None]) -> None:
        self._choices, self._take = choices, take
        self._in_hand = next((at for at, one in enumerate(choices) if one.is_now), 0)

    def rows(self, columns: int, room: int, profile: Profile) -> tuple[str, ...]:
        return rows_of(self._choices, self._in_hand, room)

    def press(self, key: bytes) -> bool | None:
        if key in ESCAPES:
            return False
        action, last = meanings("cockpit").get(key), len(self._choices) - 1
        if action is None:
            return True
        if action.id in STEPS:
            self._in_hand = min(max(0, self._in_hand + (1 if action.id == STEPS[0] else -1)), last)
            return True
        if action.id not in ("choose", "open"):
            return None
        wanted = int(action.argument) - 1 if action.argument else self._in_hand
        if wanted <= last:
            self._take(self._choices[wanted].action)
        return wanted > last


class Pages:
    """Rows that are turned where they are more than there is room for, over a foot that says what keys do."""

    def __init__(self) -> None:
        self._page, self._pages = 0, 1
        self.is_read = False
        """The last page was in front: a key that came before it was drawn decides nothing."""

    def turn(self) -> None:
        """To the next page."""
        self._page = min(self._page + 1, self._pages - 1)

    def shown(self, rows: list[str], foot: str, columns: int, room: int) -> tuple[str, ...]:
        """One page of the rows, and its foot: before the last page that Space turns."""
        whole = wrapped(foot, columns)
        if len(rows) + len(whole) + 1 <= room:
            self._page, self._pages, self.is_read = 0, 1, True
            return (*rows, "", *whole)
        more = _("Space turns the page, {n} of {total}.")
        per = max(1, room - max(len(whole), len(wrapped(more, columns))))
        self._pages = -(-len(rows) // per)
        self._page = min(self._page, self._pages - 1)
        page = rows[self._page * per : (self._page + 1) * per]
        if self._page + 1 == self._pages:
            self.is_read = True
            return (*page, *whole)
        return (*page, *wrapped(more.format(n=self._page + 1, total=self._pages), columns))


class HoldPane:
    """Asks for the task on which people are held."""

    def __init__(self, leader: Leader, task: str, do: Do) -> None:
        self.prompt = _("Hold on what task? Enter holds, Esc does not:")
        self.line: TypedLine = TypedLine(task, TASK)
        self._leader, self._do = leader, do

    def rows(self, columns: int, room: int, profile: Profile) -> tuple[str, ...]:
        return ()

    def press(self, key: bytes) -> bool:
        if key in ENTERS:
            self._do(self._leader.hold(self.line.text), _("hold"))
        else:
            self.line.write(key)
        return key not in (*ENTERS, *ESCAPES)


class QuestionPane:
    """One waiting question of the room, whole: it can be taken up once its last row was in front."""

    prompt = ""
    line = None

    def __init__(self, leader: Leader, row: QueueRow, do: Do) -> None:
        self._leader, self._row, self._do = leader, row, do
        self._pages = Pages()

    def rows(self, columns: int, room: int, profile: Profile) -> tuple[str, ...]:
        waiting = [row.id for row in self._leader.queue if row.state == "waiting"]
        at = waiting.index(self._row.id) + 1 if self._row.id in waiting else 0
        head = _("Question {n} of {total} that wait; only you read it:").format(n=at, total=len(waiting))
        if not at:
            head = _("This question has been settled already.")
        foot = _("a takes it up, the room reads it · x does not · Delete deletes · Esc back")
        text = [*wrapped(head, columns), "", *(f"  {row}" for row in wrapped(self._row.text, columns - 2))]
        return self._pages.shown(text, foot, columns, room)

    def press(self, key: bytes) -> bool:
        if key in ESCAPES:
            return False
        action = meanings("cockpit").get(key, Action(""))
        if action.id == "approve" and not self._pages.is_read:
            self._pages.turn()
        elif action.id in ("approve", "refuse", "delete-question"):
            self._do(self._leader.do(Action(action.id, self._row.id)), "")
            return False
        elif action.id in ("next", "next-reference"):
            self._pages.turn()
        return True
