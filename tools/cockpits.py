"""The cockpit and the projector on a story, in each of their states.

Nothing here knows a story: scenes and steps are found; what a plan and people would say stands here as an example.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.room.cockpit import compose_cockpit
from explainer.paint.room.projector import compose_projector
from explainer.reading.cockpit import CockpitView, PlanRow, ProjectorView, QueueRow
from explainer.reading.room import ResultView
from explainer.story.model.prose import plain, readable_steps, step_prose
from explainer.story.model.structs import Story
from tools.room_screens import CODE, OPTIONS, QUESTION, SAFE, forked, result
from tools.screens import richest

COCKPIT_SIZES = ((80, 24), (120, 40), (40, 15), (60, 20))
PROJECTOR_SIZES = ((60, 20), (80, 24), (120, 40))
_replace = msgspec.structs.replace
Drawn = Callable[[int, int, Profile], Frame]

KEYS = (
    "next", "back", "choose", "consent", "poll", "reveal", "let-roam", "call-back", "hold", "approve", "refuse",
    "mute", "hand-over", "lead", "show-warned", "join-card", "help", "quit",
)  # fmt: skip


def _titles(story: Story) -> tuple[str, ...]:
    return tuple(story.scenes[scene].title for scene in story.order)


def leading(story: Story) -> CockpitView:
    """The leader in the chair, at a step of the richest scene, with a plan and a queue."""
    scene = story.scenes[richest(story)]
    steps = readable_steps(scene)
    step = next((step for step in steps[1:] if step.prose), steps[0])
    titles = _titles(story)
    plan = [PlanRow(f"0:{5 * n:02}-0:{5 * n + 5:02}", title) for n, title in enumerate(titles[:11])]
    plan[:6] = [_replace(row, state="past" if n < 5 else "now") for n, row in enumerate(plan[:6])]
    plan[8:9] = [_replace(row, state="left-out") for row in plan[8:9]]
    return CockpitView(
        CODE, story.title, connected=26, following=22, roaming=4, gone=1, clock="14:03", elapsed="0:43",
        planned="0:41", item=titles[5] if len(titles) > 5 else titles[0], item_span="0:33-0:46",
        late="to be on time: leave out the pause", now_title=scene.title,
        now_fact=f"step {steps.index(step) + 1} of {len(steps)}",
        now_text=tuple(plain(story, prose, scene.when.end) for prose in step_prose(step)), reached=22, reached_of=22,
        next="the step after, in a few words", then=("vote: three side looks, none warned", "one is warned: not led"),
        note="Follow one hour each around the table. At which hour could another decision have led elsewhere?",
        plan=tuple(plan), poll="none open · next in the plan: which look first?", cue="who was helped by the dark?",
        ready="done 14 · working 6 · stuck 2", pace="fewer than five: hidden",
        doubt=("9 · How many were there?",), queue=(
            QueueRow("a", "Who told the guards to leave?"), QueueRow("b", "Were the eight from one city only?"),
            QueueRow("c", SAFE + " " + "a long one " * 20, "approved"), QueueRow("d", "Why?", "answered"),
        ), chosen=1, co_leader="here", projector="shows the step", keys=KEYS,
    )  # fmt: skip


def cockpits(story: Story) -> dict[str, Drawn]:
    """Name and how it is drawn."""
    one = leading(story)
    poll = _replace(
        one,
        poll=f"{QUESTION} · 14 answers",
        poll_lines=("Price 4 · Politics 3 · Both 6 · Not enough 1   as of 14",),
    )
    made = {
        "leading": one,
        "not-begun": CockpitView(CODE, story.title, clock="13:20", next="Space begins", keys=KEYS, co_leader="none"),
        "poll": poll,
        "beside": _replace(one, chair="silent", silent_for=12),
        "message": _replace(one, message="Already moved: nothing done.", muted=True, chosen=2),
        "no-store": _replace(
            one, trouble="NOT CONNECTED TO THE ROOM for 12 s", clock="14:03:20", trouble_lines=(
                "Guests keep their page and can roam; your moves and their answers are refused.",
                "It comes back by itself. Say aloud: “Keep your page, we go on in a moment.”",
            ),
        ),
        "no-network": _replace(
            one, trouble="NO GUEST REACHABLE for 12 s", clock="14:03:20", trouble_lines=(
                "22 of 22 dropped within a second: it looks like the network. Places are kept.",
                "They type the same command: j shows the card. If it lasts: a phone's hotspot.",
            ),
        ),
        "warned": _replace(one, now_fact="warning shown; give it a minute", reached=-1, warned=True, by_scene=()),
        "free": _replace(one, mode="free", by_scene=(("One", 7), ("Another", 5))),
        "asking": _replace(one, question="Close the room for good? Single answers are erased. y or n"),
        "typing": _replace(one, question="The task:", typing="Find the number and tick"),
        "card": _replace(one, card=("Room maple-42", "", "ssh -p 2222 maple-42@192.0.2.10")),
        "help": _replace(one, help=True),
    }  # fmt: skip

    def drawn(view: CockpitView) -> Drawn:
        return lambda width, height, profile: compose_cockpit(view, width, height, profile)

    return {f"cockpit-{name}": drawn(view) for name, view in made.items()}


def projectors(story: Story) -> dict[str, Drawn]:
    """Name and how it is drawn."""
    rich = story.scenes[richest(story)]
    join = (f"Join: ssh -p 2222 {CODE}@192.0.2.10", "      or scan the code on the table")
    steps = readable_steps(rich)
    step = next((step for step in steps[1:] if step.prose), steps[0])
    at = ProjectorView(story.title, rich.id, step.id, join=join)
    figure = next(
        ((s.id, step.id) for s in story.scenes.values() for step in s.steps if step.kind == "figure"),
        ("", ""),
    )
    warned = next((scene.id for scene in story.scenes.values() if scene.warning), "")
    vote = ResultView(21, 26, (11, 6, 4), margin=5, chosen=0, taken=1)
    made = {
        "waiting": ProjectorView(story.title, join=join),
        "step": at,
        "free": _replace(at, free=True),
        "lens": _replace(at, lens=story.lens_days[0].on) if story.lens_days else at,
        "task": _replace(at, task="Mark the sentence you trust least."),
        "poll": _replace(at, poll=QUESTION, options=OPTIONS),
        "result": _replace(at, poll=QUESTION, options=OPTIONS, result=result()),
        "few": _replace(at, poll=QUESTION, options=OPTIONS, result=ResultView(few=True)),
        "vote": _replace(
            at, scene=forked(story), step="", options=("One way", "Another", "The third"), result=vote
        ),
        "question": _replace(at, question=SAFE),
        "opened": _replace(at, opened=f"term:{next(iter(story.terms))}"),
        "blank": _replace(at, blank=True),
        "closed": ProjectorView(story.title, closed=True),
    }
    if figure[0]:
        made["figure"] = _replace(at, scene=figure[0], step=figure[1])
    if warned:
        made["warning"] = _replace(at, scene=warned, step="", warned=True)

    def drawn(view: ProjectorView) -> Drawn:
        return lambda width, height, profile: compose_projector(story, view, width, height, profile)

    return {f"projector-{name}": drawn(view) for name, view in made.items()}
