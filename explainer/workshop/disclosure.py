"""What may be said of answers and of people, and from how many on. Every number that leaves a box goes through here.

Five is the least number of people among whom nobody is picked out; of five to nine even a share gives back each count,
so that only words are told, which leave every count open. Where all or all but one answered, or agree, exact numbers
would tell what the one did: then there are only shares in steps, and the words "nearly all".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import msgspec

from explainer.messages import _
from explainer.workshop.events import COUNTED, Result

FEWEST = 5
"""From so many on something is told: in words up to `COUNTED`, then in numbers."""
AHEAD = 3
"""Answers between an option that is clearly ahead and each other."""
STEP = 5
"""The leader's split is renewed when this many more have answered: no single answer can be read off two splits."""


class Split(msgspec.Struct, frozen=True):
    """What the leader sees of an open poll."""

    number: int = 0
    """Answers so far, also below five; 0 where `nearly` stands in its place."""
    nearly: bool = False
    """All, or all but one, of the connected have answered."""
    few: bool = True
    """Fewer than five: there is no split."""
    as_of: int = 0
    """At how many answers the split was made; 0: there is none yet."""
    counts: tuple[int, ...] = ()
    """By option, as of then; empty where only shares may be told."""
    shares: tuple[int, ...] = ()
    """Per cent in steps, where no counts may be told."""
    small: bool = False
    """Five to nine were split: words alone."""
    ahead: int = -1
    """Then the option that is clearly ahead, from 0."""
    taken: tuple[int, ...] = ()
    """What the split was made of. Kept for the next one, never shown."""
    looked: int = 0
    """Answers when this was made. Kept for the next one, never shown."""


class Shift(msgspec.Struct, frozen=True):
    """A poll beside the one it asks again."""

    before: tuple[int, ...]
    """By option: answers, or shares where one of the two may only tell shares."""
    after: tuple[int, ...]
    difference: tuple[int, ...]
    in_shares: bool
    answers_before: int
    """0 where it may not be told."""
    answers_after: int


def shown(number: int) -> int | None:
    """A number of people, or None below five."""
    return number if number >= FEWEST else None


def by_option(totals: Mapping[str, int], options: int) -> tuple[int, ...]:
    """A box's totals in the order of the options; what names no option is left out."""
    return tuple(max(0, totals.get(str(option), 0)) for option in range(options))


def stepped(counts: Sequence[int]) -> tuple[int, ...]:
    """Each count's share of all in per cent, rounded to ten, and of fewer than twenty to a quarter, so that a step is
    two people or more; a half goes up. They need not make a hundred."""
    whole = sum(counts)
    steps = 10 if whole >= 20 else 4
    return tuple(
        (2 * steps * count + whole) // (2 * whole) * (100 // steps) if whole else 0 for count in counts
    )


def ahead(counts: Sequence[int]) -> int:
    """The option that is clearly ahead, from 0; -1: none is. So many answers are between, that of neither option any
    number of answers is certain."""
    first, second, *_rest = (*sorted(counts, reverse=True), 0, 0)
    return list(counts).index(first) if first - second >= AHEAD else -1


def result(counts: Sequence[int], connected: int) -> Result:
    """Return what is kept and said of a poll at its close.

    Args:
        counts: answers by option.
        connected: guests connected at the close; those who answered and left are not among them.
    """
    answers = sum(counts)
    if answers < FEWEST:
        return Result(few=True)
    if answers < COUNTED:
        return Result(small=True, ahead=ahead(counts))
    if _tells_of_one(answers, connected) or _agree(counts):
        return Result(nearly=True, shares=stepped(counts))
    return Result(answers=answers, connected=connected, counts=tuple(counts))


def _tells_of_one(part: int, whole: int) -> bool:
    """Return whether all or all but one are in a part."""
    return part >= whole - 1


def _agree(counts: Sequence[int]) -> bool:
    return _tells_of_one(max(counts, default=0), sum(counts))


def leader_split(seen: Split | None, counts: Sequence[int], connected: int) -> Split:
    """Return what the leader may see now.

    Args:
        seen: what was seen last; None at the opening, and for a worker that knows of no earlier look: then it
            waits for the next five, since someone may have seen a split of one answer fewer.
        counts: answers by option.
        connected: guests connected now.
    """
    number = sum(counts)
    before = seen or Split(looked=number - (number % STEP == 0))
    as_of, taken = before.as_of, before.taken
    if number // STEP > before.looked // STEP and number - as_of >= STEP:
        as_of, taken = number, tuple(counts)
    if number < FEWEST:
        return Split(number, as_of=as_of, taken=taken, looked=number)
    nearly = _tells_of_one(number, connected)
    small = 0 < sum(taken) < COUNTED
    rounded = nearly or _agree(taken)
    return Split(
        number=0 if nearly else number,
        nearly=nearly,
        few=False,
        as_of=as_of,
        counts=() if rounded or small else taken,
        shares=stepped(taken) if rounded and not small else (),
        small=small,
        ahead=ahead(taken) if small else -1,
        taken=taken,
        looked=number,
    )


def by_scene(counts: Mapping[str, int], warned: Collection[str] = ()) -> dict[str, int]:
    """People by scene, only where five or more are; a warned scene never.

    The others are left out and not named with a blank: of those who are fewer, not even where they are is told.
    """
    return {scene: number for scene, number in counts.items() if number >= FEWEST and scene not in warned}


def tally(counts: Mapping[str, int]) -> dict[str, int] | str | None:
    """The numbers of a ready check or of the pace; of five to nine the word that is clearly ahead, or an empty one;
    None as long as fewer than five have said anything."""
    whole = sum(counts.values())
    if FEWEST <= whole < COUNTED:
        at = ahead(tuple(counts.values()))
        return list(counts)[at] if at >= 0 else ""
    return dict(counts) if whole >= FEWEST else None


def doubts(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return what is doubted by five or more, most first; of equals the one that was named first."""
    enough = [(key, number) for key, number in counts.items() if number >= FEWEST]
    return tuple(sorted(enough, key=lambda doubt: -doubt[1]))


def opened_share(opened: int, connected: int) -> int | None:
    """Return how many of the room opened something, per cent in steps; None where fewer than five did, or fewer than
    ten are here."""
    if opened < FEWEST or max(opened, connected) < COUNTED:
        return None
    return stepped((opened, max(0, connected - opened)))[0]


def shift(before: Result, after: Result) -> Shift | None:
    """Two results of the same question side by side; None if either is told in words, or not at all."""
    if before.few or after.few or before.small or after.small:
        return None
    in_shares = before.nearly or after.nearly
    one, other = (_shares(before), _shares(after)) if in_shares else (before.counts, after.counts)
    if len(one) != len(other):
        return None
    difference = tuple(now - then for then, now in zip(one, other, strict=True))
    return Shift(one, other, difference, in_shares, before.answers, after.answers)


def _shares(result: Result) -> tuple[int, ...]:
    return result.shares if result.nearly else stepped(result.counts)


def leading(result: Result) -> tuple[int, ...]:
    """The options with most answers, from 0: several are a tie, none is a result that is not shown.

    Where only shares are known, options of one share are as good as tied.
    """
    if result.small:
        return (result.ahead,) if result.ahead >= 0 else ()
    numbers = result.shares if result.nearly else result.counts
    most = max(numbers, default=0)
    return tuple(option for option, number in enumerate(numbers) if number == most)


def margin(result: Result) -> int | None:
    """Answers between the first option and the second; 0 is a tie. None where numbers may not be told."""
    if result.few or result.nearly or len(result.counts) < 2:
        return None
    first, second = sorted(result.counts, reverse=True)[:2]
    return first - second


# A result that has no numbers, in words; the same on every door.


class Told(Protocol):
    """A result as any floor has it."""

    @property
    def few(self) -> bool: ...
    @property
    def small(self) -> bool: ...
    @property
    def ahead(self) -> int: ...


def in_words(result: Told, options: Sequence[str], before: Told | None = None) -> str:
    """Return what stands in place of numbers; empty where numbers are told.

    Args:
        result: of a closed poll, or how an open one splits.
        options: as they were asked.
        before: the result of the same question asked before.
    """
    if result.few:
        return _("Fewer than five answered: not shown.")
    if not result.small:
        return ""
    if before is None or not before.small:
        return _("Five to nine answered: {which}.").format(which=_which(result, options))
    said = _("Five to nine answered. Before: {before}. Now: {now}.")
    return said.format(before=_which(before, options), now=_which(result, options))


def _which(result: Told, options: Sequence[str]) -> str:
    if not 0 <= result.ahead < len(options):
        return _("no option is clearly ahead")
    return _("option {n}, {option}, is clearly ahead").format(
        n=result.ahead + 1, option=options[result.ahead].rstrip(".?! ")
    )


def undecided() -> str:
    """Said of a vote on the way in which nothing is clearly ahead."""
    return _("Too close to call: the leader decides.")
