"""What a cockpit shows, from the room, the leader's part in it and the clock; pure but for what it is handed."""

from __future__ import annotations

from typing import Any, NamedTuple

from explainer.messages import _
from explainer.reading.cockpit import CockpitView, PlanRow
from explainer.reading.moves import choices, onward
from explainer.reading.run import Visit
from explainer.serve.rooms import stages
from explainer.serve.rooms.leading.cockpit_polls import poll_shown, tallies_shown
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.leading.stage_overlay import hours, span, told
from explainer.serve.rooms.showing import picked
from explainer.serve.rooms.stages import (
    current_step,
    following_step,
    leaders_run,
    may_be_left_out,
    step_index,
    visit_of,
)
from explainer.story.model import run_sheets
from explainer.story.model.ages import as_of, is_whole
from explainer.story.model.lens import fold_words
from explainer.story.model.prose import plain, readable_steps, step_prose
from explainer.story.model.structs import Story
from explainer.workshop import disclosure
from explainer.workshop.rules import is_silent
from explainer.workshop.state import RoomState
from explainer.workshop.track import Ahead, ahead, aloud, is_off, plan_item, plan_of

MENTIONED = 1.0
"""Seconds out of reach before the cockpit says so."""
KEYS = (
    "next", "back", "choose", "consent", "poll", "reveal", "ask-now", "approve", "let-roam", "call-back", "open",
    "lens", "hold", "refuse", "mute", "hand-over", "lead", "show-warned", "join-card", "help", "quit",
)  # fmt: skip


class Moment(NamedTuple):
    """What the front end adds: the hour, what one types, which screen is in front."""

    now: int
    """Whole seconds since the epoch, of this server."""
    clock: str
    """The hour here, such as `14:03`."""
    unreached: float = 0.0
    """Seconds since the store was last reached; 0: it is."""
    question: str = ""
    typing: str | None = None
    card: tuple[str, ...] = ()
    help: bool = False
    trouble: tuple[str, ...] = ()
    """What is wrong beside the room itself: what first, then what to do."""


def cockpit_view(leader: Leader, moment: Moment) -> CockpitView:
    """The whole cockpit before it has a size."""
    live, state, story = leader.live, leader.live.state, leader.live.story
    crowd = live.crowd
    return CockpitView(
        state.code,
        story.title,
        chair=_chair(leader),
        silent_for=leader.silent_for,
        connected=crowd.connected,
        following=crowd.following,
        roaming=crowd.roaming,
        gone=crowd.gone,
        clock=moment.clock,
        mode=state.mode,
        task=state.task,
        by_scene=_by_scene(leader),
        queue=leader.queue,
        chosen=min(leader.chosen, len(leader.queue) - 1),
        muted=state.muted,
        co_leader=_co_leader(leader),
        projector=_projector(leader),
        door="" if state.door_open else _("door closed"),
        message=leader.message,
        question=moment.question,
        typing=moment.typing,
        card=moment.card,
        help=moment.help,
        keys=KEYS,
        **_here(story, state, leader),
        **_plan(story, state, moment.now),
        **poll_shown(leader, moment.now),
        **tallies_shown(leader),
        **_trouble(moment),
    )


# who leads


def _chair(leader: Leader) -> str:
    state = leader.live.state
    if leader.leads:
        return "you"
    if not state.holder:
        return "empty"
    if state.chair_offered:
        return "offered"
    return "silent" if is_silent(leader.silent_for) else "other"


def _co_leader(leader: Leader) -> str:
    if leader.leads and leader.live.state.chair_offered:
        return _("offered the chair")
    return _("here") if leader.others else _("none")


def _projector(leader: Leader) -> str:
    state = leader.live.state
    if not leader.live.crowd.projectors:
        return ""
    if state.stage is None:
        return _("waits")
    warned = leader.live.story.scenes[state.stage.scene].warning is not None
    if warned and (state.stage.threshold or not state.stage.show_warned):
        return _("shows the warning")
    if picked(state) and state.open_poll is None:
        return _("shows a question")
    return _("shows the step")


# where the room is


def _here(story: Story, state: RoomState, leader: Leader) -> dict[str, Any]:
    if state.stage is None:
        return {"next": _next(story, state)}
    visit = visit_of(state.stage)
    scene = story.scenes[visit.scene]
    warned = scene.warning is not None
    steps = len(readable_steps(scene))
    fact = _("step {n} of {total}").format(n=step_index(scene, visit.step) + 1, total=steps)
    crowd = leader.live.crowd
    return {
        "now_title": scene.title,
        "now_fact": _("warning shown; give it a minute") if visit.threshold else fact,
        "now_text": (*told(story, state), *_step_text(story, visit, state.stage.lens)),
        "reached": -1 if warned else crowd.reached,
        "reached_of": crowd.following,
        "next": _next(story, state),
        "then": _then(story, state),
        "warned": warned,
    }


def _step_text(story: Story, visit: Visit, on: str) -> tuple[str, ...]:
    """The step as a follower reads it under the room's date, a paragraph each; at a warning its words."""
    scene = story.scenes[visit.scene]
    if visit.threshold and scene.warning is not None:
        return (scene.warning.text,)
    raw = current_step(story, visit)
    if raw is None:
        return ()
    step = as_of(story, raw, on)
    if is_whole(step):
        return (fold_words(story, raw, on),)
    if step.guess is not None:
        return (step.guess.question,)
    if step.kind == "quote" and step.ref in story.excerpts:
        return (story.excerpts[step.ref].text,)
    if step.kind == "figure" and step.ref in story.figures:
        return (story.figures[step.ref].title,)
    if step.kind == "document" and step.ref in story.documents:
        return (story.documents[step.ref].title,)
    day = on or scene.when.end
    text = [plain(story, prose, day) for prose in step_prose(step)]
    return tuple(part for prose in text for part in prose.split("\n\n") if part)


def _next(story: Story, state: RoomState) -> str:
    """What the key that goes on does."""
    to, plan = ahead(story, state), plan_of(story, state)
    if to is None or plan is None or to.kind == "step":
        off = state.stage is not None and is_off(story, state, state.stage.scene)
        said = _next_page(story, state)
        return _("off plan · {next}").format(next=said) if off else said
    said = _next_of(story, state, plan, to)
    if to.item == state.plan_item or to.kind in ("item", "end"):
        return said
    return f"{plan.items[to.item].title} · {said}"


def _next_of(story: Story, state: RoomState, plan: run_sheets.Plan, to: Ahead) -> str:
    item = plan.items[to.item]
    scene = to.id.partition(":")[0]
    match to.kind:
        case "vote":
            return _("as the room chose: {title}").format(title=stages.arrival(story, state, to.id))
        case "back":
            return _("off plan · back to the plan: {title}").format(title=story.scenes[scene].title)
        case "ask":
            return _("opens the poll: {question}").format(question=plan.polls[to.id].question)
        case "show":
            return _("closes the poll and shows the result")
        case "close":
            return _("closes the poll; it is asked again later")
        case "roam":
            titles = " · ".join(story.scenes[one].title for one in item.all_scenes if one in story.scenes)
            return _("lets everyone roam: {titles}").format(titles=titles)
        case "call":
            return _("calls everyone back; say it aloud too")
        case "hold":
            return _("holds everyone on the task: {task}").format(task=item.hold)
        case "item":
            return _("{title}, {n} min").format(title=item.title, n=item.minutes)
        case "end":
            return _("the plan ends here")
    return stages.arrival(story, state, scene)


def _next_page(story: Story, state: RoomState) -> str:
    """The next step of the scene, or where the story goes on."""
    if state.stage is None:
        return _("Space begins: {title}").format(title=story.scenes[story.start].title)
    run = leaders_run(story, state)
    after = following_step(story, run.visit)
    if after is not None:
        scene = story.scenes[after.scene]
        said = _("step {n}").format(n=step_index(scene, after.step) + 1)
        words = " ".join(_step_text(story, after, state.stage.lens if state.stage else ""))
        return f"{said} · {words}" if words else said
    step = onward(story, run)
    if step.kind == "end":
        return _("the story ends here")
    if step.kind == "detour":
        return _("round the warned scene, to {title}").format(title=story.scenes[step.target].title)
    return stages.arrival(story, state, step.target)


def _then(story: Story, state: RoomState) -> tuple[str, ...]:
    """The ways that branch off here, each with its number; what is warned, or off the plan, says so."""
    found = []
    for number, choice in enumerate(choices(story, leaders_run(story, state)), 1):
        notes = [_("warned: not on a ballot")] if choice.warned else []
        notes += [_("off plan")] if is_off(story, state, choice.target) else []
        found.append(f"{number} {choice.label}" + (f" ({', '.join(notes)})" if notes else ""))
    return tuple(found)


# the plan


def _plan(story: Story, state: RoomState, now: int) -> dict[str, Any]:
    minutes = max(0, now - _begun(state, now)) // 60
    elapsed = {"elapsed": hours(minutes)} if state.opened_at else {}
    plan = plan_of(story, state)
    item = plan_item(story, state)
    if plan is None or item is None:
        return dict(elapsed)
    at = min(max(state.plan_item, 0), len(plan.items) - 1)
    starts = run_sheets.due(plan)
    begun = next((when for number, when, _seq in reversed(state.plan_times) if number == at), now)
    planned = min(starts[at] + max(0, now - begun) // 60, starts[at] + item.minutes)
    return {
        **elapsed,
        "planned": hours(planned),
        "item": item.title,
        "item_span": span(starts[at], item.minutes),
        "late": _late(plan, at, (minutes - planned) * 60, state),
        "say": item.say,
        "aloud": tuple(one.question for one in aloud(story, state)),
        "note": item.notes,
        "plan": tuple(
            PlanRow(
                span(starts[number], one.minutes),
                one.title,
                "past" if number < at else "now" if number == at else "ahead",
            )
            for number, one in enumerate(plan.items)
        ),
    }


def _begun(state: RoomState, now: int) -> int:
    """When the first item began, or the first page was shown: a room that is opened early is not late."""
    if state.plan_times:
        return state.plan_times[0][1]
    return state.hist[0][1] if state.hist else now


def _late(plan: run_sheets.Plan, item: int, seconds: int, state: RoomState) -> str:
    named = ", ".join(one.what for one in may_be_left_out(plan, item, seconds, state))
    return _("to be on time: leave out {what}").format(what=named) if named else ""


# the crowd and the line


def _by_scene(leader: Leader) -> tuple[tuple[str, int], ...]:
    story = leader.live.story
    warned = [scene.id for scene in story.scenes.values() if scene.warning is not None]
    told = disclosure.by_scene({key: n for key, n in leader.live.crowd.scenes if key}, warned)
    return tuple((story.scenes[key].title, number) for key, number in told.items() if key in story.scenes)


def _trouble(moment: Moment) -> dict[str, Any]:
    if moment.unreached < MENTIONED:
        return {"trouble": moment.trouble[0], "trouble_lines": moment.trouble[1:]} if moment.trouble else {}
    return {
        "trouble": _("NOT CONNECTED TO THE ROOM for {n} s").format(n=int(moment.unreached)),
        "trouble_lines": (
            _("Guests keep their page and can roam; your moves and their answers are refused."),
            _('It comes back by itself. Say aloud: "Keep your page, we go on in a moment."'),
        ),
    }
