"""The rules of moving, the same in every front end: where `next` leads, and how an action makes the next run."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.run import Fork, Run, Visit, begin
from explainer.story.model import graph
from explainer.story.model.dates import parts
from explainer.story.model.graph import At
from explainer.story.model.outline import Lens, parse_address
from explainer.story.model.prose import minutes_of, trail_minutes
from explainer.story.model.structs import Branch, Story

# the way ahead


class Onward(msgspec.Struct, frozen=True, array_like=True):
    """What `next` does once the scene is read."""

    kind: str
    """scene, detour (the way round a warned scene), or end."""
    target: str = ""
    label: str = ""
    bridge: str = ""
    """The warned scene gone round, whose bridge sentence is shown first."""


def on_trail(story: Story, visit: Visit) -> bool:
    """Whether the scene is a stop of the trail one is on."""
    return bool(visit.trail) and visit.scene in story.trails[visit.trail].scenes


def ends_trail(story: Story, visit: Visit) -> bool:
    """Whether the scene is the last stop of the trail one is on."""
    return on_trail(story, visit) and visit.scene == story.trails[visit.trail].scenes[-1]


def is_over(story: Story, run: Run) -> bool:
    """Whether the story, or the trail one is on, ends with the scene one reads."""
    return not run.visit.threshold and (ends_trail(story, run.visit) or onward(story, run).kind == "end")


def end_words(story: Story, run: Run) -> str:
    """The way on from the last page of the story, or of a trail."""
    if ends_trail(story, run.visit):
        return _("The trail ends here: what you read, what is left")
    return _("The story ends here: what you read, where to go on")


def at(visit: Visit) -> At:
    """Where a reader is, as the story's rules ask for it."""
    return At(visit.scene, visit.trail, visit.return_to)


def own_next(story: Story, visit: Visit) -> str:
    """What comes after: the trail's next, the scene's `next`, or where a side scene returns; else empty."""
    return graph.own_next(story, at(visit))


def onward(story: Story, run: Run) -> Onward:
    """What `next` does at the end of the scene, or at its warning."""
    visit = run.visit
    scene = story.scenes[visit.scene]
    if visit.threshold and scene.warning is not None:
        target = graph.way_round(story, at(visit))
        return Onward("detour", target, story.scenes[target].title, bridge=scene.id)
    target = own_next(story, visit)
    if not target:
        return Onward("end")
    own = target == scene.next or not on_trail(story, visit)
    return Onward("scene", target, (scene.next_label if own else "") or story.scenes[target].title)


def way_ahead(story: Story, run: Run) -> tuple[str, ...]:
    """The scenes that `next` leads through from here, this one first, to an ending.

    Warned scenes are gone round; on a trail the way ends with the trail.
    """
    passed: list[str] = []
    met: set[str] = set()  # also those gone round: two warned scenes may each be the other's detour
    visit = run.visit
    while visit.scene not in met:
        met.add(visit.scene)
        passed.append(visit.scene)
        if ends_trail(story, visit):
            break
        step = onward(story, msgspec.structs.replace(run, visit=visit))
        if step.kind == "detour":
            passed.pop()
        if step.kind == "end":
            break
        target = story.scenes[step.target]
        warned = target.warning is not None and step.target not in run.consented
        visit = msgspec.structs.replace(
            visit, scene=step.target, threshold=warned, return_to=_kept_return(story, visit, step.target)
        )
    return tuple(passed)


def _kept_return(story: Story, visit: Visit, target: str) -> str:
    return visit.return_to if story.scenes[target].next == "return" else ""


def minutes_left(story: Story, run: Run) -> int:
    """Minutes of the way actually ahead, this scene included."""
    return minutes_of(story, way_ahead(story, run))


def whole_way(story: Story) -> tuple[str, ...]:
    """The scenes of the whole story, from its start along `next`: what its door and the header there count."""
    return way_ahead(story, begin(story))


def whole_minutes(story: Story) -> int:
    """Minutes of the whole story along `next`."""
    return minutes_of(story, whole_way(story))


def position(story: Story, run: Run) -> tuple[int, int]:
    """Which scene of how many: of the trail while on it, else of the story."""
    visit = run.visit
    if on_trail(story, visit):
        stops = story.trails[visit.trail].scenes
        return stops.index(visit.scene) + 1, len(stops)
    return story.order.index(visit.scene) + 1, len(story.order)


# moves

_replace = msgspec.structs.replace


class Choice(msgspec.Struct, frozen=True, array_like=True):
    """One of the ways offered beside `next`."""

    kind: str
    """branch, trail, back-to-trail or back-to-left."""
    label: str
    target: str
    """A scene's id; for `trail` the trail's."""
    detail: str = ""
    seen: bool = False
    taken: bool = False
    warned: bool = False
    scenes: int = 0
    """How many scenes a trail has; those of the way for the start's branch that goes where `next` goes."""
    minutes: int = 0


def choices(story: Story, run: Run) -> tuple[Choice, ...]:
    """The ways offered at this scene, in the order of their numbers; none at a warning."""
    if run.visit.threshold:
        return ()
    scene = story.scenes[run.visit.scene]
    taken = {fork.taken for fork in run.forks if fork.visit.scene == scene.id}
    offered = [_branch_choice(story, run, branch, taken) for branch in scene.branches]
    rejoin = _trail_stop_ahead(story, run)
    if rejoin:
        label = _("Back to the trail: {title}").format(title=story.trails[run.trail].title)
        offered.append(Choice("back-to-trail", label, rejoin))
    if run.left_at and run.left_at != scene.id and run.left_at in story.scenes:
        label = _("Back to where I left: {title}").format(title=story.scenes[run.left_at].title)
        offered.append(Choice("back-to-left", label, run.left_at, seen=True))
    return tuple(offered)


def _branch_choice(story: Story, run: Run, branch: Branch, taken: set[str]) -> Choice:
    if branch.trail:
        trail = story.trails[branch.trail]
        seen = all(scene in run.seen for scene in trail.scenes)
        return Choice(
            "trail", branch.label, trail.id, branch.detail or trail.detail, seen, trail.id in taken,
            scenes=len(trail.scenes), minutes=trail_minutes(story, trail),
        )  # fmt: skip
    target = story.scenes[branch.to]
    whole = run.visit.scene == story.start and target.id == story.scenes[story.start].next
    return Choice(
        "branch", branch.label, target.id, branch.detail, target.id in run.seen, target.id in taken,
        target.warning is not None, len(whole_way(story)) if whole else 0, whole_minutes(story) if whole else 0,
    )  # fmt: skip


def _trail_stop_ahead(story: Story, run: Run) -> str:
    """Where a reader who left the trail by a branch joins it again; empty on the trail or without one."""
    if not run.trail or on_trail(story, run.visit):
        return ""
    stops = story.trails[run.trail].scenes
    for visit in reversed(run.past):
        if visit.scene in stops:
            after = stops[stops.index(visit.scene) + 1 :]
            return after[0] if after else ""
    return ""


def apply(story: Story, run: Run, action: Action, following: Visit | None = None) -> Run:
    """The run after an action.

    Args:
        story: the story being read.
        run: the run so far.
        action: one of next, back, forward, fork, choose, consent, go, trail, lens.
        following: where the next page (in linear mode, the next step) of this scene begins; only the front
            end knows, since it depends on the size. None when the scene is read to its end.

    Raises:
        Cannot: the action is not possible here; the run is unchanged.
    """
    match action.id:
        case "next":
            return _next(story, run, following)
        case "back":
            return _back(run)
        case "forward":
            return _forward(run)
        case "fork":
            return _fork(run)
        case "choose":
            return _choose(story, run, action.argument)
        case "consent":
            return _consent(run)
        case "go":
            return _go(story, run, action.argument)
        case "trail":
            return _take_trail(story, run, action.argument)
        case "lens":
            return _set_lens(run, action.argument)
    raise Cannot(_("{action} moves nothing.").format(action=action.id))


def enter(story: Story, run: Run, visit: Visit) -> Run:
    """Come to a visit: the one before is remembered, the warning stands first, what is seen is noted."""
    scene = story.scenes[visit.scene]
    warned = scene.warning is not None and scene.id not in run.consented
    visit = _replace(visit, threshold=warned, return_to=visit.return_to if scene.next == "return" else "")
    seen = run.seen if warned or scene.id in run.seen else (*run.seen, scene.id)
    left_at = "" if run.left_at == scene.id else run.left_at
    return _replace(run, visit=visit, past=(*run.past, run.visit), ahead=(), seen=seen, left_at=left_at)


def _next(story: Story, run: Run, following: Visit | None) -> Run:
    if following is not None and not run.visit.threshold:
        return _replace(run, visit=following, past=(*run.past, run.visit), ahead=())
    step = onward(story, run)
    if step.kind == "end":
        raise Cannot(_("The story ends here. The story map shows all scenes."))
    visit = run.visit
    trail = graph.after_stop(story, at(visit))
    return enter(story, run, Visit(step.target, bridge=step.bridge, trail=trail, return_to=visit.return_to))


def _back(run: Run) -> Run:
    if not run.past:
        raise Cannot(_("This is where you began."))
    return _replace(run, visit=run.past[-1], past=run.past[:-1], ahead=(*run.ahead, run.visit))


def _forward(run: Run) -> Run:
    if not run.ahead:
        raise Cannot(_("You have not gone back from here."))
    return _replace(run, visit=run.ahead[-1], ahead=run.ahead[:-1], past=(*run.past, run.visit))


def _fork(run: Run) -> Run:
    """To the last choice; at a choice: to the one before it. What was taken stays marked."""
    scenes = [fork.visit.scene for fork in run.forks]
    before = run.forks[: scenes.index(run.visit.scene)] if run.visit.scene in scenes else run.forks
    for fork in reversed(before):
        if fork.visit.scene != run.visit.scene:
            return _replace(run, visit=fork.visit, past=(*run.past, run.visit), ahead=())
    raise Cannot(_("There is no choice before this one."))


def _choose(story: Story, run: Run, argument: str) -> Run:
    offered = choices(story, run)
    if not argument.isdecimal() or not 1 <= int(argument) <= len(offered):
        raise Cannot(_nothing_to_choose(len(offered)))
    choice = offered[int(argument) - 1]
    before = run.visit
    fork = Fork(before, choice.target)
    run = _replace(run, forks=(*(f for f in run.forks if f != fork), fork))
    if choice.kind == "trail":
        return _take_trail(story, run, choice.target)
    if choice.kind == "back-to-left":
        return enter(story, run, Visit(choice.target, trail=before.trail))
    if choice.kind == "back-to-trail":
        return enter(story, run, Visit(choice.target, trail=before.trail))
    return _take_branch(story, run, choice.target)


def _take_branch(story: Story, run: Run, target: str) -> Run:
    before = run.visit
    scene = story.scenes[target]
    if scene.next == "return":
        return_to = before.return_to or before.scene
        return enter(story, run, Visit(target, trail=before.trail, return_to=return_to))
    jump = target != own_next(story, before)
    if jump:
        run = _replace(run, left_at=before.return_to or before.scene)
    return enter(story, run, Visit(target, trail=before.trail, recap=jump))


def _nothing_to_choose(count: int) -> str:
    if not count:
        return _("There is nothing to choose here; the way on is next.")
    if count == 1:
        return _("There is one way to choose here: 1.")
    return _("There are {count} ways to choose here: 1 to {count}.").format(count=count)


def _consent(run: Run) -> Run:
    visit = run.visit
    if not visit.threshold:
        raise Cannot(_("There is no warning here."))
    seen = run.seen if visit.scene in run.seen else (*run.seen, visit.scene)
    entered = _replace(visit, threshold=False)
    consented = run.consented if visit.scene in run.consented else (*run.consented, visit.scene)
    return _replace(run, visit=entered, consented=consented, seen=seen)


def _go(story: Story, run: Run, argument: str) -> Run:
    address = parse_address(argument)
    scene_id = story.renamed.get(address.place.scene, address.place.scene)
    scene = story.scenes.get(scene_id)
    if scene is None:
        raise Cannot(_("This story has no scene {id}.").format(id=scene_id))
    step = address.place.step
    if step and step not in {s.id for s in scene.steps}:
        raise Cannot(_("{title} has no step {step}.").format(title=scene.title, step=step))
    if address.lens:
        run = _set_lens(run, address.lens.on)
    return enter(story, run, Visit(scene_id, step, trail=run.visit.trail, recap=not step))


def _take_trail(story: Story, run: Run, trail_id: str) -> Run:
    trail_id = graph.trail_now(story, trail_id)
    first = graph.first_of_trail(story, trail_id, run.visit.scene)
    if not first:
        known = ", ".join(story.trails)
        raise Cannot(_("This story has no trail {id}; it has {known}.").format(id=trail_id, known=known))
    return enter(story, run, Visit(first, trail=trail_id, recap=first != story.start))


def _set_lens(run: Run, argument: str) -> Run:
    if argument in ("", "off"):
        return _replace(run, lens=None, unfolded=())
    try:
        day = parts(argument)[2]
    except ValueError as error:
        raise Cannot(_("{day} is no day; write it as 2022-01-08.").format(day=argument)) from error
    if not day:
        raise Cannot(_("{day} is no day; write it as 2022-01-08.").format(day=argument))
    opened = run.unfolded if run.lens == Lens(argument) else ()  # another day folds anew
    return _replace(run, lens=Lens(argument), unfolded=opened)
