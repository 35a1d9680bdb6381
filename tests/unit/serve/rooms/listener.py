"""A guest of a room who listens: what was heard, line by line, and what was typed."""

from __future__ import annotations

from typing import Any

from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.rooms.entering import guest_of
from explainer.serve.rooms.linear_room import RoomLinearGuest
from explainer.serve.rooms.membership import Membership
from explainer.workshop.events import Poll, PollOpened
from tests.unit.serve.guests import FakeLine, terminal, until
from tests.unit.serve.rooms.hall import Hall


def heard(sent: str) -> str:
    """What is left on the lines of a terminal that obeys CR, LF and BS alone."""
    rows: list[list[str]] = [[]]
    column = 0
    for sign in sent:
        if sign == "\n":
            rows.append([])
        elif sign == "\r":
            column = 0
        elif sign == "\b":
            column -= 1
        else:
            rows[-1][column : column + 1] = [sign]
            column += 1
    return "\n".join("".join(row).rstrip() for row in rows)


class Listener:
    """Comes in, types, and hears; with a terminal of so many columns, or without one."""

    def __init__(self, hall: Hall, columns: int = 72, *, plain: bool = False, **options: Any) -> None:
        self.hall = hall
        self.line = FakeLine()
        self.end = b"\n" if plain else b"\r"
        window = None if plain else terminal(columns, "dumb")
        parked = options.pop("parked", None) or ParkedRun(hall.host)
        reason = "you logged in as linear"
        made = guest_of(hall.host, self.line.session, window, hall.live, reason, parked=parked, **options)
        assert isinstance(made, RoomLinearGuest)
        self.guest = made
        self.line.handler = made
        hall.lines.append(self.line)
        self.guest.start()

    @property
    def member(self) -> Membership:
        return self.guest._member

    @property
    def text(self) -> str:
        """All that was heard, as it stands on the terminal."""
        return heard(self.line.text)

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    async def hears(self, words: str) -> None:
        """Wait until something was said since the last line that was typed."""
        await until(lambda: words in " ".join(heard(self.line.text[self._typed :]).split()))
        await self.rests()

    _typed = 0

    async def rests(self) -> None:
        """Wait until the guest is waited for, and nothing more is to be said now."""
        guest = self.guest
        await until(lambda: guest._over or not (guest._waits or guest._turn))

    async def types(self, line: str) -> str:
        """Type a line; what was said to it, on one row, without the line itself and the next prompt."""
        self._typed = len(self.line.text)
        self.guest.feed(line.encode() + self.end)
        await self.rests()
        said = heard(self.line.text[self._typed :])
        if self.end == b"\r":
            said = said.partition("\n")[2]
        return " ".join(said.removesuffix(">").split())

    async def begins(self, text: str) -> None:
        """Type, without an end."""
        self.guest.feed(text.encode())
        await self.rests()

    def silent(self) -> bool:
        """Whether nothing was said since the last line and its answer was looked at."""
        return self._seen == len(self.line.sent)

    def look(self) -> None:
        self._seen = len(self.line.sent)

    _seen = 0


def crowd(hall: Hall, number: int) -> list[Membership]:
    """Others in the room, whose pages nobody looks at."""
    made = [Membership(hall.host, hall.live) for _one in range(number)]
    for member in made:
        member.join()
    return made


async def answers(members: list[Membership], counts: tuple[int, ...]) -> None:
    """Let so many give each answer, and wait until all are counted."""
    given = [option for option, count in enumerate(counts) for _one in range(count)]
    for member, option in zip(members, given, strict=False):
        member.answer(option)

    def counted() -> bool:
        polls = [member.view.poll for member in members[: len(given)]]
        return all(poll is not None and poll.own_state == "counted" for poll in polls)

    await until(counted)


async def ask(hall: Hall, poll: Poll) -> None:
    """This poll is put, as a log has it."""
    await hall.live.reached(await hall.live.append((PollOpened(poll, at=0),), expect=hall.state.seq))


async def begun(hall: Hall, columns: int = 72, *, plain: bool = False) -> Listener:
    """A listener at the leader's first step."""
    await hall.press("next")
    guest = Listener(hall, columns, plain=plain)
    assert "Step 1 of 3." in guest.words
    return guest
