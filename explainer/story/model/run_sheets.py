"""Run sheets: how a room is led through a story, item by item, with its questions and what may be left out.

Records that a compiled story carries, and what can be reckoned from one alone: the order of an item's scenes and
questions, when each item is due, and what to leave out when the room is behind. Parsing stands in
`explainer.story.load.format_scenes` and `build`, the rules in `explainer.story.check.run_sheet_rules`.
"""

# ruff: noqa: RUF012 (msgspec gives every record an empty default of its own)

from collections.abc import Collection, Mapping
from typing import NamedTuple

import msgspec

from explainer.story.model.outline import Record


class Poll(Record, frozen=True):
    """One question of a run sheet.

    Kinds: `choice` (one of the options), `branch` (the room picks the way at a fork), `sentence` (one sentence of a
    document), `aloud` (spoken about, nothing is counted).
    """

    id: str
    kind: str
    question: str
    options: tuple[str, ...] = ()
    """Empty for `aloud`, and for `sentence`, where the document's sentences are the options."""
    before: str = ""
    """The earlier poll whose question this one asks again."""
    after: str = ""
    """The later poll that asks this question again."""
    of: str = ""
    """For `sentence` a document's id; for `choice` the claim it is about, if it is about one."""
    at: str = ""
    """The scene it belongs to; for `branch` the fork. Empty where it belongs to the
    whole item: one without scenes, or with halves."""
    when: str = "after"
    """`before` the scene is read, or `after`."""
    branches: tuple[str, ...] = ()
    """For `branch`: the scene that each option leads to."""
    cue: str = ""
    """For the leader alone."""
    right: int = -1
    """The index of the right option, shown after the reveal; -1 where a question has none."""
    line: str = ""
    """Said with the right option."""
    source: tuple[str, ...] = ()
    """What the right option and its line rest on."""


class LeaveOut(Record, frozen=True):
    """What may be left out of an item when the room is behind."""

    what: str
    saves: int
    """Minutes."""
    scenes: tuple[str, ...] = ()
    """Scenes of the item that are then not read; empty where only a pause or a talk is left out."""
    polls: tuple[str, ...] = ()
    """Questions of the item that are then not asked."""


class Item(Record, frozen=True):
    """One stretch of a run sheet.

    Modes: `lead` (the leader moves the room), `roam` (everyone at their own pace), `pause`.
    """

    title: str
    minutes: int
    mode: str
    scenes: tuple[str, ...] = ()
    halves: tuple[tuple[str, ...], ...] = ()
    """Where the room splits: the scenes of each part."""
    notes: str = ""
    """For the leader alone."""
    say: str = ""
    """A sentence to say aloud."""
    lens: str = ""
    """A day (ISO) that the lens is set to while the item lasts."""
    hold: str = ""
    """A task for which nobody roams until they are done; empty: nobody is held."""
    ask: tuple[Poll, ...] = ()
    leave_out: LeaveOut | None = None

    @property
    def all_scenes(self) -> tuple[str, ...]:
        """The scenes of the item and of its halves, each once."""
        return tuple(dict.fromkeys([*self.scenes, *(scene for half in self.halves for scene in half)]))


class Plan(Record, frozen=True):
    """A run sheet."""

    id: str
    title: str
    minutes: int
    items: tuple[Item, ...] = ()
    contested: dict[str, tuple[str, ...]] = {}
    """By scene of the plan: the contested claims that its text names. Made when the story is compiled."""
    translations: dict[str, dict[str, str]] = {}
    """Fields by language: `{"ru": {"items[0].say": ...}}`."""
    left_out: tuple[str, ...] = ()
    """What a shorter room goes without; see `cut`."""

    @property
    def polls(self) -> dict[str, Poll]:
        """Every question by its id, in the order of asking; of two with one id, which is a fault, the first."""
        found: dict[str, Poll] = {}
        for item in self.items:
            for poll in item.ask:
                found.setdefault(poll.id, poll)
        return found


class Cue(NamedTuple):
    """One thing to do in an item: go to a scene, or ask."""

    kind: str
    """scene or poll."""
    id: str


class LeftOut(NamedTuple):
    """One thing that may be left out now."""

    item: int
    """The index of its item."""
    what: str
    saves: int
    """Minutes."""


def cues(item: Item) -> tuple[Cue, ...]:
    """What is done in an item, in order: what is asked before a scene, the scene, what is asked after it.

    What belongs to no scene of the item is asked first or last. So is a question about a scene that a vote may lead to:
    it comes last.
    """
    found = _apart(item, "before")
    for scene in item.all_scenes:
        found += [*_asked(item, scene, "before"), Cue("scene", scene), *_asked(item, scene, "after")]
    return (*found, *_apart(item, "after"))


def _asked(item: Item, scene: str, when: str) -> list[Cue]:
    return [Cue("poll", poll.id) for poll in item.ask if (poll.at, poll.when) == (scene, when)]


def _apart(item: Item, when: str) -> list[Cue]:
    return [Cue("poll", poll.id) for poll in item.ask if poll.at not in item.all_scenes and poll.when == when]


def due(plan: Plan) -> tuple[int, ...]:
    """The minute at which each item begins, and last the minute at which the plan ends."""
    starts = [0]
    for item in plan.items:
        starts.append(starts[-1] + item.minutes)
    return tuple(starts)


def lost(plan: Plan, left_out: Collection[int]) -> tuple[str, ...]:
    """The contested claims that no scene of the plan tells any more.

    Args:
        plan: the run sheet.
        left_out: indexes of the items whose `leave_out` is left out.
    """
    told: dict[str, None] = {}
    kept: set[str] = set()
    for number, item in enumerate(plan.items):
        cut = item.leave_out.scenes if item.leave_out and number in left_out else ()
        for scene in item.all_scenes:
            claims = plan.contested.get(scene, ())
            told.update(dict.fromkeys(claims))
            kept.update(() if scene in cut else claims)
    return tuple(claim for claim in told if claim not in kept)


def late(
    plan: Plan,
    item: int,
    seconds_behind: int,
    left_out: Collection[int] = (),
    done: Collection[int] = (),
) -> tuple[LeftOut, ...]:
    """What to leave out so that the room is on time again; nothing that would lose a contested claim.

    The next in the order of the plan, from the present item on, until they make up for the delay; then those that are
    not needed after all are taken back, so that as little as possible is left out. Where everything together is not
    enough, everything that may be left out.

    Args:
        plan: the run sheet.
        item: the index of the present item.
        seconds_behind: how far the room is behind; 0 or less gives nothing. What `left_out` saves in items to come is
            to be taken off by the caller.
        left_out: indexes of items whose `leave_out` is left out already.
        done: indexes of items whose `leave_out` was done, and can be left out no more.
    """
    chosen: dict[int, int] = {}
    for number in range(max(item, 0), len(plan.items)):
        if sum(chosen.values()) >= seconds_behind:
            break
        cut = plan.items[number].leave_out
        if cut and number not in (*left_out, *done) and not lost(plan, {*left_out, *chosen, number}):
            chosen[number] = cut.saves * 60
    for number in tuple(chosen):
        if sum(chosen.values()) - chosen[number] >= seconds_behind:
            del chosen[number]
    return tuple(_left_out(plan, number) for number in chosen)


def cut(plan: Plan, minutes: int) -> Plan:
    """A plan without as much of what may be left out as so many minutes ask for; of all of it where that is too little.

    What was left out is `left_out`; the minutes are those that its items then have.
    """
    going = {one.item for one in late(plan, 0, (plan.minutes - minutes) * 60)}
    if not going:
        return plan
    items = tuple(_without(item) if number in going else item for number, item in enumerate(plan.items))
    told = tuple(
        f"{item.title}: {item.leave_out.what}"
        for number, item in enumerate(plan.items)
        if number in going and item.leave_out
    )
    whole = sum(item.minutes for item in items)
    return msgspec.structs.replace(plan, items=items, minutes=whole, left_out=told)


def _without(item: Item) -> Item:
    """An item without what may be left out of it."""
    out = item.leave_out
    assert out is not None  # only items that have one are cut
    return msgspec.structs.replace(
        item,
        minutes=item.minutes - out.saves,
        scenes=tuple(scene for scene in item.scenes if scene not in out.scenes),
        halves=tuple(tuple(scene for scene in half if scene not in out.scenes) for half in item.halves),
        ask=tuple(poll for poll in item.ask if poll.id not in out.polls and poll.at not in out.scenes),
        leave_out=None,
    )


def named(plans: Mapping[str, Plan], name: str) -> Plan | None:
    """The plan that a room is led by: `workshop-90`, or `workshop-90:75` for one that is cut to 75 minutes."""
    known, _colon, minutes = name.partition(":")
    plan = plans.get(known)
    return cut(plan, int(minutes)) if plan is not None and minutes.isdecimal() else plan


def for_minutes(plans: Mapping[str, Plan], minutes: int) -> str:
    """The name of the plan for so many minutes: the shortest that is long enough, cut; else the longest that fits.

    Empty where there is none.
    """
    order = sorted(plans.values(), key=lambda plan: plan.minutes)
    longer = next((plan for plan in order if plan.minutes >= minutes), None)
    if longer is not None and cut(longer, minutes).minutes <= minutes:
        return f"{longer.id}:{minutes}" if longer.minutes > minutes else longer.id
    return next((plan.id for plan in reversed(order) if plan.minutes <= minutes), "")


def _left_out(plan: Plan, number: int) -> LeftOut:
    cut = plan.items[number].leave_out
    assert cut is not None  # only items that have one are chosen
    return LeftOut(number, cut.what, cut.saves)
