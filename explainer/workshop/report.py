"""What is told of a room afterwards: the way it was led, what was asked, doubted and left out. No guest is in it.

Pure: built of the room's state and of sums, which hold no ballot, no ticket, no token and no question that was not
approved. Every number of people passes `disclosure` here once more, whatever the caller kept from it. Times are
seconds since the beginning: of the plan's first item, else of the first page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from explainer.messages import _
from explainer.story.model.graph import is_warned
from explainer.story.model.run_sheets import Plan, due
from explainer.story.model.structs import Story
from explainer.story.search.index import step_text
from explainer.story.text import clean_line
from explainer.workshop import disclosure
from explainer.workshop.ballots import chosen, outcome
from explainer.workshop.disclosure import FEWEST
from explainer.workshop.events import Result
from explainer.workshop.state import PollState, RoomState
from explainer.workshop.track import is_off, plan_of

VERSION = 1
"""Of the fields; one that goes or changes its meaning raises it, one that comes does not."""
EXACT_FROM = 20
"""From so many on, the number of people connected is told exactly. Of fewer it would, beside shares in tens, give back
the counts that those shares stand for: a tenth of less than twenty is less than two people."""


class Sums(msgspec.Struct, frozen=True):
    """What the box and the counters came to at the end, as whoever leads has it."""

    connected: int = 0
    """Most guests connected at one time."""
    doubts: Mapping[str, int] = {}
    """By claim's id or line's address; those below five are not told."""
    opposed: int = 0
    """Who opened the opposing source."""


class Stop(msgspec.Struct, frozen=True):
    """A scene on the room's way."""

    scene: str
    title: str
    at: int
    """Seconds since the beginning."""
    stayed: int
    """Seconds."""
    warned: bool
    entered: bool
    """False: the room stood at its warning, and the leader did not lead into it."""
    again: bool
    """The room had been there before."""
    off_plan: bool = False
    """The room's plan does not hold it."""


class Vote(msgspec.Struct, frozen=True):
    """A question that was put to the room."""

    id: str
    kind: str
    """choice, branch or sentence."""
    question: str
    options: tuple[str, ...]
    at: int
    told: str
    """exact, shares (all or all but one answered or agree: shares in steps and no numbers), words (five to nine
    answered: which is clearly ahead), few (fewer than five: nothing), or uncounted (the room closed before it was)."""
    shown: bool
    """The room was shown the result."""
    answers: int
    connected: int
    counts: tuple[int, ...]
    shares: tuple[int, ...]
    right: int
    """The option that the sources give, from 0; -1: none is."""
    line: str
    """What the sources say of the right option."""
    address: str
    """Where it stands; empty for a question of a run sheet."""
    before: str
    """The id of the question that this one asks again."""
    shift: disclosure.Shift | None
    """The first answers beside these; None where either may not be told."""
    ahead: int = -1
    """Where words alone are told, the option that is clearly ahead, from 0; -1: none is."""
    words: str = ""
    """What is told in place of numbers."""


class Way(msgspec.Struct, frozen=True):
    """What a vote on the way came to."""

    vote: str
    """The vote's id."""
    fork: str
    title: str
    targets: tuple[str, ...]
    chosen: int
    """The option with most answers, from 0; -1: a tie, or it is not told."""
    margin: int | None
    """Answers before the second; None where it may not be told."""
    taken: int
    """The option that the leader took, from 0; one past the last: another way; -1: none."""
    said: str
    """As the room read it."""


class Doubt(msgspec.Struct, frozen=True):
    """What five or more marked as doubtful."""

    of: str
    """A claim's id, or a line's address."""
    claim: bool
    text: str
    """The claim's question, or how the line begins."""
    number: int


class Asked(msgspec.Struct, frozen=True):
    """A question from the room that the leader approved."""

    text: str
    answered: bool


class Stretch(msgspec.Struct, frozen=True):
    """An item of the plan beside how it went."""

    title: str
    mode: str
    """lead, roam (everyone on their own way) or pause."""
    planned_at: int
    planned: int
    began_at: int
    """-1: it was not begun."""
    took: int
    not_led: tuple[str, ...]
    """Titles of its scenes to which the room did not come."""
    not_asked: tuple[str, ...]
    """Its questions that were to be counted and were not put."""


class Report(msgspec.Struct, frozen=True):
    """All of it. The JSON form has exactly these fields; none is ever left out."""

    report: int
    title: str
    story: str
    language: str
    edition: str
    day: str
    """On which the room was opened, by UTC; empty in a rehearsal."""
    rehearsal: str
    """How a rehearsal was made; empty for a real room."""
    plan: str
    plan_title: str
    planned: int
    """Seconds; 0 without a plan."""
    took: int
    connected: int
    """Most guests at one time; 0: fewer than five."""
    connected_about: bool
    """It is rounded to fives."""
    way: tuple[Stop, ...]
    votes: tuple[Vote, ...]
    ways: tuple[Way, ...]
    doubts: tuple[Doubt, ...]
    opposed: int | None
    """How many of ten opened the opposing source, in per cent; None: fewer than five did."""
    questions: tuple[Asked, ...]
    stretches: tuple[Stretch, ...]
    cut: tuple[str, ...] = ()
    """What the plan went without from the beginning, for the time there was."""


def report_of(state: RoomState, story: Story, sums: Sums, now: int, rehearsal: str = "") -> Report:
    """Tell of a room.

    Args:
        state: the room, open or closed.
        story: in the room's edition.
        sums: of the box and the counters.
        now: seconds since the epoch: the end of a room that is still open.
        rehearsal: how it was rehearsed, in words; empty for a real room.
    """
    plan = plan_of(story, state)
    end = state.closed_at or now
    begun = _begun(state)
    connected, about = _rounded(sums.connected)
    return Report(
        report=VERSION,
        title=state.title,
        story=state.story,
        language=story.language,
        edition=state.edition,
        day="" if rehearsal else datetime.fromtimestamp(state.opened_at, UTC).date().isoformat(),
        rehearsal=rehearsal,
        plan=state.plan,
        plan_title=clean_line(plan.title) if plan else "",
        planned=plan.minutes * 60 if plan else 0,
        took=max(0, end - begun),
        connected=connected,
        connected_about=about,
        way=_way(state, story, begun, end),
        votes=tuple(_vote(state, story, poll, begun) for poll in state.polls),
        ways=tuple(_on_the_way(poll, story) for poll in state.polls if poll.poll.kind == "branch"),
        doubts=_doubts(story, sums),
        opposed=disclosure.opened_share(sums.opposed, sums.connected),
        questions=tuple(Asked(text, answered) for _ticket, text, answered in state.questions),
        stretches=_stretches(state, story, plan, begun, end) if plan else (),
        cut=plan.left_out if plan else (),
    )


def _begun(state: RoomState) -> int:
    """When the first item began; without a plan when the first page was shown."""
    if state.plan_times:
        return state.plan_times[0][1]
    return state.hist[0][1] if state.hist else state.opened_at


def _rounded(connected: int) -> tuple[int, bool]:
    """The number as it is told, and whether it is rounded; 0 for fewer than five."""
    if connected >= EXACT_FROM:
        return connected, False
    return ((connected + 2) // 5 * 5, True) if connected >= FEWEST else (0, False)


def _way(state: RoomState, story: Story, begun: int, end: int) -> tuple[Stop, ...]:
    found: list[Stop] = []
    for (scene, at, _seq), stayed in zip(
        state.hist, _lasted([at for _s, at, _n in state.hist], end), strict=True
    ):
        again = any(stop.scene == scene for stop in found)
        title = clean_line(story.scenes[scene].title)
        warned = is_warned(story, scene)
        entered = not warned or scene in state.led
        off = is_off(story, state, scene)
        found.append(Stop(scene, title, max(0, at - begun), stayed, warned, entered, again, off))
    return tuple(found)


def _lasted(times: list[int], end: int) -> list[int]:
    """How long each lasted until the next began, and the last until the end. A host's clock may have gone back."""
    return [max(0, until - at) for at, until in zip(times, [*times[1:], end], strict=False)]


# what was asked


def _vote(state: RoomState, story: Story, poll: PollState, begun: int) -> Vote:
    asked, result = poll.poll, poll.result or Result()
    first = state.poll(asked.before)
    shift = (
        disclosure.shift(first.result, result)
        if first and first.result and told(poll) != "uncounted"
        else None
    )
    is_address = asked.line.partition(":")[0] in story.scenes
    return Vote(
        id=asked.id,
        kind=asked.kind,
        question=asked.question,
        options=_options(story, poll),
        at=max(0, poll.opened_at - begun),
        told=told(poll),
        shown=poll.phase == "revealed",
        answers=result.answers,
        connected=result.connected,
        counts=result.counts,
        shares=result.shares,
        right=asked.right,
        line="" if is_address or asked.kind == "sentence" else asked.line,
        address=asked.line if is_address else "",
        before=asked.before,
        shift=shift,
        ahead=result.ahead,
        words=disclosure.in_words(result, asked.options, first.result if first else None),
    )


def _options(story: Story, poll: PollState) -> tuple[str, ...]:
    """As they were put; a document's sentences, which a ballot cuts short, as far as one needs to know them again."""
    document = story.documents.get(poll.poll.line) if poll.poll.kind == "sentence" else None
    if document is None or len(document.sentences) != len(poll.poll.options):
        return poll.poll.options
    texts = (clean_line(story.excerpts[sentence.excerpt].text) for sentence in document.sentences)
    return tuple(f"{number}. {_beginning(text, 160)}" for number, text in enumerate(texts, 1))


def told(poll: PollState) -> str:
    """Return how much may be told of a poll; see `Vote.told`."""
    if poll.result is None:
        return "uncounted"
    if poll.result.few:
        return "few"
    if poll.result.small:
        return "words"
    return "shares" if poll.result.nearly else "exact"


def _on_the_way(poll: PollState, story: Story) -> Way:
    fork = story.scenes.get(poll.fork)
    return Way(
        vote=poll.poll.id,
        fork=poll.fork,
        title=clean_line(fork.title) if fork else "",
        targets=poll.poll.targets,
        chosen=chosen(poll),
        margin=disclosure.margin(poll.result) if poll.result else None,
        taken=poll.taken,
        said=outcome(poll),
    )


def _doubts(story: Story, sums: Sums) -> tuple[Doubt, ...]:
    """Only what the story has: a key comes from a guest, and could be any text."""
    told = (_doubt(story, key, number) for key, number in disclosure.doubts(sums.doubts))
    return tuple(doubt for doubt in told if doubt is not None)


def _doubt(story: Story, key: str, number: int) -> Doubt | None:
    claim = story.claims.get(key)
    if claim is not None:
        return Doubt(key, True, clean_line(claim.question), number)
    scene, _colon, name = key.partition(":")
    steps = story.scenes[scene].steps if scene in story.scenes else ()
    step = next((step for step in steps if step.id == name), None)
    return Doubt(key, False, _beginning(clean_line(step_text(story, step))), number) if step else None


def _beginning(text: str, most: int = 90) -> str:
    """The first words of a line."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"


# time against plan


def _stretches(state: RoomState, story: Story, plan: Plan, begun: int, end: int) -> tuple[Stretch, ...]:
    began: dict[int, int] = {}
    took: dict[int, int] = {}
    for (item, at, _seq), lasted in zip(
        state.plan_times, _lasted([at for _i, at, _n in state.plan_times], end), strict=True
    ):
        began.setdefault(item, at - begun)
        took[item] = took.get(item, 0) + lasted  # one that was come back to counts together
    led = {scene for scene, _at, _seq in state.hist}
    planned = due(plan)
    return tuple(
        Stretch(
            title=clean_line(item.title),
            mode=item.mode,
            planned_at=planned[number] * 60,
            planned=item.minutes * 60,
            began_at=began.get(number, -1),
            took=took.get(number, 0),
            not_led=tuple(
                clean_line(story.scenes[scene].title)
                for scene in (item.all_scenes if item.mode == "lead" else ())
                if scene not in led
            ),
            not_asked=tuple(
                _("{question} (again)").format(question=clean_line(poll.question))
                if poll.before
                else clean_line(poll.question)
                for poll in item.ask
                if poll.kind != "aloud" and state.poll(poll.id) is None
            ),
        )
        for number, item in enumerate(plan.items)
    )
