"""Halls of guests with speeds of their own, and an attacker who wants to know which two ballots are one guest's.

The attacker has the log, what the report says, the box as it reads, and all raw files: taken while the first poll is
open, and again while the second is. They learn on rooms whose guests they know (their own) which of their ways works
best, and use that one on the others. Pure chance ties one ballot of a poll with n ballots rightly once in n times.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from explainer.workshop.disclosure import result
from explainer.workshop.events import Opened, Poll, PollClosed, PollOpened, encode
from explainer.workshop.stores.interface import RoomRecord, Store

GUESTS = 8
POLLS = ("first", "ready:2", "second", "doubt:claim")
PAIRS = (("first", "second"), ("first", "ready:2"), ("second", "doubt:claim"), ("ready:2", "second"))


class CastBox(Protocol):
    """As much of a box as a hall needs; a leaky one has it, too."""

    async def cast(self, room: str, poll: str, ballot: bytes, choice: str) -> None: ...
    async def close(self, room: str, poll: str) -> dict[str, int]: ...


@dataclass
class Seen:
    """What one look gives for each ballot: its place in the box as read, and in the raw files."""

    rows: dict[bytes, int]
    raw: bytes


@dataclass
class Hall:
    """The truth of one room, by guest, and what the attacker saw of it."""

    room: str
    ballots: dict[str, dict[int, bytes]] = field(default_factory=lambda: defaultdict(dict))
    marks: dict[bytes, dict[str, float]] = field(default_factory=dict)

    def look(self, seen: Seen) -> None:
        """Keep what can be told apart by it: by order, by place, by number of copies, by the number itself."""
        for ballots in self.ballots.values():
            for ballot in ballots.values():
                first = seen.raw.find(ballot)
                self.marks.setdefault(ballot, {
                    "row": seen.rows.get(ballot, 0), "first": first, "last": seen.raw.rfind(ballot),
                    "copies": -seen.raw.count(ballot) if first >= 0 else 0,
                    "number": int.from_bytes(ballot), "low": int.from_bytes(ballot[8:]),
                })  # fmt: skip


async def play(
    store: Store,
    box: CastBox,
    dice: random.Random,
    draw: Callable[[], bytes],
    look: Callable[[Hall], Awaitable[Seen]],
    code: str,
) -> Hall:
    """One room from its opening to its second result: all guests answer both polls and press ready, some doubt."""
    hall = Hall(dice.randbytes(16).hex())
    record = RoomRecord(hall.room, code, "tiny", "0" * 16, b"", 0)
    await store.open_room(record, [encode(Opened(at=0, title="T", story="tiny", edition="0" * 16))])
    speeds = [math.exp(dice.gauss(3, 0.8)) for _ in range(GUESTS)]
    for names in (POLLS[:2], POLLS[2:]):
        poll = Poll(id=names[0], kind="choice", question="Q", options=("a", "b"))
        await store.append(hall.room, [encode(PollOpened(at=0, poll=poll))])
        await _answer(box, hall, names, speeds, dice, draw)
        hall.look(await look(hall))
        totals = await box.close(hall.room, names[0])
        counts = result((totals.get("0", 0), totals.get("1", 0)), GUESTS)
        await store.append(hall.room, [encode(PollClosed(at=0, id=names[0], result=counts))])
    assert len(await store.read(hall.room, 0)) == 5, "no answer leaves even a gap in the log"
    return hall


async def _answer(
    box: CastBox, hall: Hall, names: Sequence[str], speeds: Sequence[float], dice: random.Random,
    draw: Callable[[], bytes],
) -> None:  # fmt: skip
    """Who is quick is quick in all; each answer comes alone; some change theirs."""
    coming: list[tuple[float, int, str]] = []
    for guest, speed in enumerate(speeds):
        for name in names:
            if name != "doubt:claim" or guest % 2:
                at = speed * math.exp(dice.gauss(0, 0.1))
                coming.append((at, guest, name))
                if dice.random() < 0.15:
                    coming.append((at * 2, guest, name))
    for _at, guest, name in sorted(coming):
        ballot = hall.ballots[name].setdefault(guest, b"") or draw()
        hall.ballots[name][guest] = ballot
        await box.cast(hall.room, name, ballot, str(dice.randrange(2)))


# --- the attacker

Way = tuple[tuple[str, str], str, str]
"""Two polls, what to compare, how to compare it."""

WAYS: tuple[Way, ...] = tuple(
    (pair, mark, how)
    for pair in PAIRS
    for mark in ("row", "first", "last", "copies", "number", "low")
    for how in ("rank", "reversed", "near", "next")
)


def guesses(hall: Hall, way: Way) -> dict[bytes, bytes]:
    """For each ballot of one poll the ballot of the other that is held for the same guest's."""
    (one, other), mark, how = way
    left = _sorted(hall, one, mark)
    right = _sorted(hall, other, mark)
    if how in ("rank", "reversed"):
        order = right if how == "rank" else right[::-1]
        return {ballot: order[at * len(order) // len(left)][1] for at, (_, ballot) in enumerate(left)}
    guessed = {}
    for value, ballot in left:
        at = bisect_left(right, (value, b""))
        near = right[max(0, at - 1) : at + 1] if how == "near" else right[at : at + 1] or right[-1:]
        guessed[ballot] = min(near, key=lambda entry: abs(entry[0] - value))[1]
    return guessed


def _sorted(hall: Hall, poll: str, mark: str) -> list[tuple[float, bytes]]:
    return sorted((hall.marks[ballot][mark], ballot) for ballot in hall.ballots[poll].values())


@dataclass
class Score:
    """How often a way was right, and how often chance would have been."""

    right: int = 0
    chance: float = 0.0

    @property
    def sigmas(self) -> float:
        """Above chance. The variance of a random assignment of n to n is 1, that is n times 1/n."""
        return (self.right - self.chance) / math.sqrt(self.chance or 1)


def score(halls: Sequence[Hall], way: Way) -> Score:
    """Over all rooms."""
    done = Score()
    one, other = way[0]
    for hall in halls:
        owner: Mapping[bytes, int] = {ballot: guest for guest, ballot in hall.ballots[other].items()}
        guessed = guesses(hall, way)
        for guest, ballot in hall.ballots[one].items():
            if guest in hall.ballots[other]:  # the attacker is even told who answered both
                done.right += owner[guessed[ballot]] == guest
                done.chance += 1 / len(owner)
    return done


def attack(known: Sequence[Hall], unknown: Sequence[Hall]) -> tuple[Way, Score]:
    """The best way on the rooms they know, and what it does on the others."""
    best = max(WAYS, key=lambda way: score(known, way).sigmas)
    return best, score(unknown, best)
