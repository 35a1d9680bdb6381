"""The story in short on its own screen, and the lines of a page that lead to scenes."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.run import Run
from explainer.reading.view import Entry, Listing, View, with_run
from explainer.story.model.prose import Reference, in_short_step, minutes, plain
from explainer.story.model.structs import Scene, Step, Story

_replace = msgspec.structs.replace
_SHORT = "in-short"


def mark_word(mark: str) -> str:
    """What kind of knowledge a line is, in words."""
    return {"known": _("Known"), "argued": _("Argued"), "unknown": _("Not known")}[mark]


def short_legend() -> str:
    """What the three words mean."""
    return _(
        "Known: documents, counts or several witnesses carry it. Argued: a named person reads it so. "
        "Not known: nobody has shown it."
    )


def short_listing(view: View) -> Listing:
    """The screen, where the story has one.

    Raises:
        Cannot: it has none.
    """
    if not view.story.in_short:
        raise Cannot(_("This story is not told in short."))
    return Listing(_SHORT)


def short_entries(story: Story, run: Run, listing: Listing) -> tuple[Entry, ...]:
    """The lines; or the scenes of one of them, whose number is the listing's subject."""
    on = run.lens.on if run.lens else ""
    step = in_short_step(story, on)
    if listing.subject:
        return tuple(
            _replace(scene_entry(story.scenes[key], run), depth=0)
            for key in step.links[int(listing.subject) - 1]
            if key in story.scenes
        )
    return tuple(
        Entry("line", str(number), " ".join(plain(story, text, on).split()), detail=mark_word(mark))
        for number, (text, mark) in enumerate(zip(step.items, step.marks, strict=True), 1)
    )


def open_line(view: View, entry: Entry) -> View:
    """From a line to its scene; where it has several, to the choice among them."""
    return _go(view, in_short_step(view.story), int(entry.id) - 1)


def follow(view: View, reference: Reference) -> View:
    """From a line of the page to its scene, or to the choice among its scenes."""
    scene = view.story.scenes[view.run.visit.scene]
    step = next(step for step in scene.steps if step.id == reference.step)
    return _go(view, step, line_of(reference))


def line_of(reference: Reference) -> int:
    """Which item of its step a line is."""
    return int(reference.id.rpartition(":")[2])


def leads_to(story: Story, step: Step, line: int) -> tuple[str, ...]:
    """The scenes of a line that the story has."""
    return tuple(key for key in step.links[line] if key in story.scenes)


def _go(view: View, step: Step, line: int) -> View:
    scenes = leads_to(view.story, step, line)
    if not scenes:
        raise Cannot(_("No scene tells it."))
    if len(scenes) > 1:
        return _replace(view, listings=(*view.listings, Listing(_SHORT, str(line + 1))))
    return with_run(view, apply(view.story, view.run, Action("go", scenes[0])))


def scene_entry(scene: Scene, run: Run, detail: str = "") -> Entry:
    """The row of a scene."""
    return Entry(
        "scene", scene.id, scene.title, detail=detail, address=scene.id, minutes=minutes(scene.words),
        seen=scene.id in run.seen, here=scene.id == run.visit.scene,
        warned=scene.warning is not None, depth=1,
    )  # fmt: skip
