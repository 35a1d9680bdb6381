"""Where a reader sets out: the place, the trail and the day that were named with the start. Pure."""

from __future__ import annotations

from dataclasses import replace

from msgspec.structs import replace as changed

from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.options import ReaderOptions
from explainer.reading.run import Run, begin


def set_out(options: ReaderOptions, at: str, trail: str, on: str) -> ReaderOptions:
    """Go where the command line says, from where the reader is.

    Raises:
        Cannot: the story has no such trail, scene or step.
    """
    story, run = options.story, options.run
    if trail in story.trails and not options.resumed:
        run, trail = begin(story, trail=trail), ""
    for name, argument in (("trail", trail), ("go", at), ("lens", on)):
        if argument:
            run = apply(story, run, Action(name, argument))
    if at and not options.resumed:
        run = _from_nothing(run)
    resumed = options.resumed and not (at or trail)
    return replace(options, run=run, resumed=resumed)


def _from_nothing(run: Run) -> Run:
    """A run that begins where it is: whoever named a place was never at the story's start."""
    return changed(run, past=(), left_at="", seen=() if run.visit.threshold else (run.visit.scene,))
