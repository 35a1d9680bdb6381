"""What a cockpit shows of polls and tallies; pure but for what it is handed. Used by `cockpit_view`."""

from __future__ import annotations

from typing import Any

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.stages import next_poll
from explainer.story.model.structs import Story
from explainer.workshop.ballots import outcome
from explainer.workshop.disclosure import Split
from explainer.workshop.events import Result
from explainer.workshop.state import PollState, RoomState
from explainer.workshop.track import plan_of, planned_poll

MOST_SENTENCES = 5


def poll_shown(leader: Leader) -> dict[str, Any]:
    """The poll of now, or the last one and what comes next."""
    story, state = leader.live.story, leader.live.state
    found = state.open_poll or (state.polls[-1] if state.polls else None)
    plan = plan_of(story, state)
    cue = ""
    if plan is not None:
        asked = plan.polls.get(found.poll.id) if found is not None and found.phase == "open" else None
        planned = asked or planned_poll(story, state)
        cue = planned.cue if planned is not None else ""
    if found is not None and found.phase == "open":
        split = leader.tallies.split
        return {
            "poll": f"{found.poll.question} · {_number(split)}",
            "poll_lines": _split(found, split),
            "cue": cue,
        }
    lines = _last_result(found) if found is not None else ()
    return {"poll": _none_open(story, state), "poll_lines": lines, "cue": cue}


def _none_open(story: Story, state: RoomState) -> str:
    try:
        return _("none open · next: {question}").format(question=next_poll(story, state).question)
    except Cannot:  # there is nothing to ask here; a press of the key says why
        return _("none open")


def _number(split: Split | None) -> str:
    if split is None:
        return _("open")
    if split.nearly:
        return _("nearly all have answered")
    said = _("{n} answers").format(n=split.number) if split.number != 1 else _("1 answer")
    return f"{said} · {_('fewer than five: no split')}" if split.few else said


def _split(found: PollState, split: Split | None) -> tuple[str, ...]:
    if split is None or not (split.counts or split.shares):
        return ()
    said = _("as of {n}").format(n=split.as_of)
    return (f"{_options(found, split.counts, split.shares)}   {said}",)


def _last_result(found: PollState) -> tuple[str, ...]:
    result = found.result
    if result is None:
        return ()
    told = outcome(found) if found.poll.kind == "branch" else ""
    return tuple(filter(None, (_result(found, result), told)))


def _result(found: PollState, result: Result) -> str:
    if result.few:
        return _("Fewer than five answered: ask aloud, and decide.")
    said = _("nearly all") if result.nearly else _("{n} answers").format(n=result.answers)
    return f"{_options(found, result.counts, result.shares)}   {said}"


def _options(found: PollState, counts: tuple[int, ...], shares: tuple[int, ...]) -> str:
    told = [str(count) for count in counts] or [f"{share} %" for share in shares]
    if found.poll.kind != "sentence":
        return " · ".join(f"{option} {n}" for option, n in zip(found.poll.options, told, strict=False))
    numbers = counts or shares
    most = sorted((n for n, number in enumerate(numbers) if number), key=lambda n: -numbers[n])[
        :MOST_SENTENCES
    ]
    return " · ".join(_("sentence {n}: {count}").format(n=n + 1, count=told[n]) for n in most)


def tallies_shown(leader: Leader) -> dict[str, Any]:
    """Return what is counted beside polls, as far as it may be told."""
    story, seen = leader.live.story, leader.tallies
    hidden = _("fewer than five: hidden")
    ready = seen.ready
    return {
        "ready": (
            " · ".join(f"{word} {ready.get(key, 0)}" for key, word in _ready_words())
            if ready is not None
            else hidden
            if seen.ready_any
            else ""
        ),
        "pace": (
            " · ".join(f"{word} {seen.pace.get(key, 0)}" for key, word in _pace_words())
            if seen.pace is not None
            else hidden
        ),
        "doubt": tuple(f"{number} · {_doubted(story, key)}" for key, number in seen.doubts),
        "opposed": ""
        if seen.opposed is None
        else _("{n} % opened the opposing source").format(n=seen.opposed),
    }


def _ready_words() -> tuple[tuple[str, str], ...]:
    return ("done", _("done")), ("working", _("working")), ("stuck", _("stuck"))


def _pace_words() -> tuple[tuple[str, str], ...]:
    return ("slower", _("slower")), ("faster", _("faster"))


def _doubted(story: Story, key: str) -> str:
    """A claim's question, or the title of the scene that a line stands in."""
    if key in story.claims:
        return story.claims[key].question
    scene = story.scenes.get(key.partition(":")[0])
    return scene.title if scene is not None else ""
