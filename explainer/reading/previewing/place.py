"""Where one is in a story that was just edited: at the same step, else at the nearest place that is still there."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

import msgspec

from explainer.messages import _
from explainer.reading.anchors import find, scene_now
from explainer.reading.lists import entries
from explainer.reading.moves import enter as enter_visit
from explainer.reading.run import Run, Visit, begin
from explainer.reading.storage.files import RunUnreadable
from explainer.reading.storage.updating import fit, stamped
from explainer.reading.view import Layout, Listing, Sheet, View, in_hand, stops
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story

_replace = msgspec.structs.replace


def carry(view: View, story: Story) -> tuple[View, str]:
    """The view on another version of its story, and what to say where it is no longer at its place."""
    run, said = _carried_run(view, story)
    same_scene = run.visit.scene == view.run.visit.scene and run.visit.threshold == view.run.visit.threshold
    carried = _replace(view, story=story, run=run, cursor=-1, behind=-1, sheets=(), listings=(), message="")
    if not same_scene:
        return carried, said
    kept = tuple(takewhile(lambda listing: _stands(listing, view.story, story), view.listings))
    sheets = tuple(takewhile(lambda sheet: _is_there(sheet, story, run), view.sheets))
    carried = _replace(carried, cursor=_cursor(view, story), sheets=sheets)
    for listing in kept:
        carried = _with_row(_replace(carried, listings=(*carried.listings, listing)))
    return carried, said


def _carried_run(view: View, story: Story) -> tuple[Run, str]:
    before, run = view.story, view.run
    try:
        fitted = fit(stamped(before, run), story).run
    except RunUnreadable:  # the story has another id now, and so is another story
        fitted = None
    if fitted is None:
        begun = begin(story)
        scene = run.visit.scene
        return (enter_visit(story, begun, Visit(scene)) if scene in story.scenes else begun), ""
    if scene_now(story, run.visit.scene) in story.scenes:
        return fitted, ""
    gone = run.visit.scene
    kept = stamped(before, run).here
    if kept is not None and find(story, kept).place is not None:
        now = fitted.visit.scene
        return fitted, _("{old} is now {new}").format(old=gone, new=now)
    scene, said = _nearest(before, story, gone)
    return enter_visit(story, _replace(fitted, visit=begin(story).visit), Visit(scene)), said


def _nearest(before: Story, story: Story, gone: str) -> tuple[str, str]:
    """The scene that stands for one that is gone: a new one of its title, the one before it, else the first."""
    title = before.scenes[gone].title
    new = [scene for scene in story.scenes.values() if scene.id not in before.scenes]
    for scene in new:
        if scene.title == title:
            return scene.id, _("{old} is now {new}").format(old=gone, new=scene.id)
    order = before.order[: before.order.index(gone)] if gone in before.order else ()
    near = next((scene for scene in reversed(order) if scene in story.scenes), story.start)
    said = _("{id} is gone; now in “{title}”").format(id=gone, title=story.scenes[near].title)
    return near, said


def _cursor(view: View, story: Story) -> int:
    """The reference that was in hand, by what it leads to; -1 where it is gone."""
    held = in_hand(view)
    if held is None:
        return -1
    found = [
        number
        for number, one in enumerate(stops(story.scenes[view.run.visit.scene]))
        if (one.kind, one.id) == (held.kind, held.id)
    ]
    return min(found, key=lambda number: abs(number - view.cursor), default=-1)


def _is_there(sheet: Sheet, story: Story, run: Run) -> bool:
    if sheet.kind == "rests-on":
        return sheet.id in {step.id for step in readable_steps(story.scenes[run.visit.scene])}
    held: dict[str, Mapping[str, object]] = {
        "term": story.terms, "excerpt": story.excerpts, "source": story.sources, "figure": story.figures,
    }  # fmt: skip
    return sheet.id in held.get(sheet.kind, {})


def _stands(listing: Listing, before: Story, story: Story) -> bool:
    """Whether a screen can be shown of the newer story as it stands."""
    key, _colon, part = listing.subject.partition(":")
    match listing.screen:
        case "term":
            return key in story.terms
        case "source":
            return key in story.sources
        case "claim":
            return key in story.claims
        case "document" | "sentence":
            return story.documents.get(key) == before.documents.get(key) is not None
        case "figure" | "datum":  # its day, view and rows are those of the figure as it was
            same = story.figures.get(key) == before.figures.get(key) is not None
            return same and story.assets == before.assets
        case "guess":
            return _step_of(story, key, part) == _step_of(before, key, part) is not None
        case "lens":
            return story.lens_days == before.lens_days
    return True


def _with_row(view: View) -> View:
    """The view with the row in hand of its front screen among the rows there are."""
    listing, rows = view.listings[-1], entries(view)
    if listing.selected < len(rows) or not rows:
        return view
    return _replace(view, listings=(*view.listings[:-1], _replace(listing, selected=len(rows) - 1)))


def changed_step(before: Story, story: Story, scene: str) -> str:
    """The first step of a scene that a reader sees and that is not as it was; empty where none changed."""
    if scene not in before.scenes:
        return ""
    old = {step.id: _as_shown(before, scene, step.id) for step in readable_steps(before.scenes[scene])}
    steps = readable_steps(story.scenes[scene])
    for step in steps:
        if _as_shown(story, scene, step.id) != old.get(step.id):
            return step.id
    return steps[-1].id if steps and len(steps) < len(old) else ""


def _as_shown(story: Story, scene: str, step: str) -> object:
    """A step without the line it stands in, which moves with every edit above it."""
    found = _step_of(story, scene, step)
    return found and _replace(found, line=0)  # type: ignore[type-var]


def _step_of(story: Story, scene: str, step: str) -> object | None:
    steps = story.scenes[scene].steps if scene in story.scenes else ()
    return next((one for one in steps if one.id == step), None)


def enter(view: View, scene: str, step: str) -> View:
    """The view in another scene, at a step. Who edits a step of a warned scene has read it already."""
    run = view.run
    if step and scene not in run.consented:
        run = _replace(run, consented=(*run.consented, scene))
    run = enter_visit(view.story, run, Visit(scene, step))
    return _replace(view, run=run, cursor=-1, behind=-1, sheets=(), sheet_top=0, listings=())


def in_sight(view: View, step: str, layout: Layout) -> bool:
    """Whether a step begins on the page that was laid out, or has no page to begin on."""
    ids = [one.id for one in readable_steps(view.story.scenes[view.run.visit.scene])]
    if step not in ids:
        return True
    first = ids.index(layout.step) if layout.step in ids else 0
    after = layout.following.step if layout.following else ""
    end = (
        ids.index(after) + (1 if layout.following and layout.following.offset else 0)
        if after in ids
        else len(ids)
    )
    return first <= ids.index(step) < max(end, first + 1)


def to_step(view: View, step: str) -> View:
    """The view at another step of its scene, one page further on the way one came."""
    visit = _replace(view.run.visit, step=step, offset=0, recap=False, bridge="")
    run = _replace(view.run, visit=visit, past=(*view.run.past, view.run.visit), ahead=())
    return _replace(view, run=run, cursor=-1, sheets=(), sheet_top=0)
