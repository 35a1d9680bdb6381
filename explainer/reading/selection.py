"""The stops of the cursor in a scene and the reference in hand, for the actions, the painter and citations.

A step is a stop where it is opened whole: a guess, a document, a paragraph folded by the lens. Steps are counted
after all references, so that the number of a reference is the same for everybody who counts them.
"""

from __future__ import annotations

from explainer.messages import _
from explainer.reading.run import Run
from explainer.reading.view import Layout, View
from explainer.story.model.outline import Place
from explainer.story.model.prose import Reference, readable_steps, references
from explainer.story.model.structs import Scene, Story

OPENED_WHOLE = ("guess", "document")
"""Kinds of steps that open a screen of their own."""


def stops(scene: Scene) -> tuple[Reference, ...]:
    """The references of a scene, then its steps: of the kind of the step, with the step's id."""
    steps = readable_steps(scene)
    return (*references(scene), *(Reference(step.kind, step.id, "", step.id) for step in steps))


def step_stop(scene: Scene, step: str) -> int:
    """The number of a step among the stops; -1 when a reader does not see it."""
    ids = [one.id for one in readable_steps(scene)]
    return len(references(scene)) + ids.index(step) if step in ids else -1


def is_whole(scene: Scene, step: str) -> bool:
    """Whether a step is opened on a screen of its own."""
    return any(one.id == step and one.kind in OPENED_WHOLE for one in scene.steps)


def stop_after(scene: Scene, here: tuple[int, ...], step: str) -> int:
    """The first stop of the page that begins in a step, after those of the page before; -1 where there is none."""
    steps = readable_steps(scene)
    ids = [one.id for one in steps]
    cited = references(scene)
    if step in ids and steps[ids.index(step)].kind in OPENED_WHOLE:
        return len(cited) + ids.index(step)
    last = max((stop for stop in here if stop < len(cited)), default=-1)
    ahead = ids[ids.index(step) :] if step in ids else ids
    return next((n for n, one in enumerate(cited) if n > last and one.step in ahead), -1)


def own_words(story: Story, run: Run) -> tuple[tuple[str, str], ...]:
    """What the reader guessed or marked in the scene they are in, by step; for their own page alone."""
    scene = story.scenes[run.visit.scene]
    found: list[tuple[str, str]] = []
    for step in readable_steps(scene):
        key = f"{scene.id}:{step.id}"
        if step.guess is not None and key in run.guesses:
            from explainer.reading import guesses  # loaded with the first guess

            answer = guesses.answer_of(story, run, key)
            words = (
                _("your order") if step.guess.kind == "order" else guesses.answer_words(step.guess, answer)
            )
            if answer:
                said = _("Your guess is kept: {words}. Enter shows it beside the record.")
                found.append((step.id, said.format(words=words)))
        elif step.kind == "document" and step.ref in run.marks:
            from explainer.reading import documents

            number = documents.marked_number(story, run, step.ref)
            if number:
                found.append(
                    (step.id, _("Your mark: sentence {n}, the one you trust least.").format(n=number))
                )
    return tuple(found)


# what is in hand


def in_hand(view: View) -> Reference | None:
    """The reference under the cursor."""
    found = stops(view.story.scenes[view.run.visit.scene])
    return found[view.cursor] if 0 <= view.cursor < len(found) else None


def current_step(view: View, layout: Layout) -> str:
    """The step in hand: of the reference under the cursor, else the first on the page."""
    reference = in_hand(view)
    if reference:
        return reference.step
    steps = readable_steps(view.story.scenes[view.run.visit.scene])
    return layout.step or view.run.visit.step or (steps[0].id if steps else "")


def current_place(view: View, layout: Layout) -> Place:
    """The line in hand, for citations and notes."""
    return Place(view.run.visit.scene, current_step(view, layout))
