"""What a cockpit shows of polls and tallies; pure but for what it is handed. Used by `cockpit_view`."""

from __future__ import annotations

from typing import Any

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.stages import next_poll
from explainer.story.model.structs import Story
from explainer.workshop.ballots import outcome
from explainer.workshop.disclosure import Split, in_words
from explainer.workshop.events import Result
from explainer.workshop.rules import seconds_to_undo
from explainer.workshop.state import PollState, RoomState
from explainer.workshop.track import plan_of, planned_poll

MOST_SENTENCES = 5


def poll_shown(leader: Leader, now: int) -> dict[str, Any]:
    """The poll of now or the last one with what is known of it under its question, and what comes next.

    Args:
        leader: whose cockpit it is.
        now: whole seconds since the epoch, of this server.
    """
    story, state = leader.live.story, leader.live.state
    found = state.uncounted_poll
    if found is not None:
        split = leader.tallies.split
        return {
            "poll": f"{found.poll.question} · {_standing(found, split, now)}",
            "poll_lines": _split(found, split),
            "cue": _cue(story, state, found),
        }
    last = state.polls[-1] if state.polls and _is_in_sight(state, state.polls[-1]) else None
    told = _("closed, not shown") if last is not None and last.phase == "closed" else _("shown")
    return {
        "poll": f"{last.poll.question} · {told}" if last is not None else "",
        "poll_lines": _last_result(last) if last is not None else (),
        "poll_next": _next(story, state),
        "cue": _cue(story, state, None),
    }


def _cue(story: Story, state: RoomState, found: PollState | None) -> str:
    plan = plan_of(story, state)
    if plan is None:
        return ""
    planned = plan.polls.get(found.poll.id) if found is not None else planned_poll(story, state)
    return planned.cue if planned is not None else ""


def _is_in_sight(state: RoomState, last: PollState) -> bool:
    """Whether the room may still see its result: it was not shown, or the room is in the scene where it was."""
    came = state.hist[-1][2] if state.hist else 0
    return last.result is not None and (last.phase == "closed" or last.revealed_seq > came)


def _next(story: Story, state: RoomState) -> str:
    try:
        return _("next: {question}").format(question=next_poll(story, state).question)
    except Cannot:  # there is nothing to ask here; a press of the key says why
        return _("none open")


def _standing(found: PollState, split: Split | None, now: int) -> str:
    if found.phase == "open":
        return _number(split)
    seconds = seconds_to_undo(found, now)
    return _("closed, U opens it for {n} s").format(n=seconds) if seconds else _("closed, is counted")


def _number(split: Split | None) -> str:
    if split is None:
        return _("open")
    if split.nearly:
        return _("nearly all have answered")
    said = _("{n} answers").format(n=split.number) if split.number != 1 else _("1 answer")
    return f"{said} · {_('fewer than five: no split')}" if split.few else said


def _split(found: PollState, split: Split | None) -> tuple[str, ...]:
    if split is None or not (split.counts or split.shares or split.small):
        return ()
    said = _("as of {n}").format(n=split.as_of)
    if words := in_words(split, found.poll.options):
        return (f"{words}   {said}",)
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
    if words := in_words(result, found.poll.options):
        return words
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
        "ready": (_tally(ready, _ready_words()) if ready is not None else hidden if seen.ready_any else ""),
        "pace": (_tally(seen.pace, _pace_words()) if seen.pace is not None else hidden),
        "doubt": tuple(f"{number} · {_doubted(story, key)}" for key, number in seen.doubts),
        "opposed": ""
        if seen.opposed is None
        else _("{n} % opened the opposing source").format(n=seen.opposed),
    }


def _tally(told: dict[str, int] | str, words: tuple[tuple[str, str], ...]) -> str:
    if not isinstance(told, str):
        return " · ".join(f"{word} {told.get(key, 0)}" for key, word in words)
    return _("mostly {word}").format(word=dict(words)[told]) if told else _("five to nine, divided")


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
