"""The full walk of `check`: every state that a reader can come to, its faults as problems, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping

from explainer.cli.progress import HowFar
from explainer.messages import _
from explainer.problems import Problem
from explainer.reading.proofs import Fault, Progress, Proof, prove
from explainer.story.check.reachability import endless_words, with_way
from explainer.story.model.structs import Story

BOUND = 200_000
"""States; the shipped story has 12,496, a story of 1,000 scenes with many branches 157,860, in two seconds. Of one with
more, less is walked, as `prove` tells; then it may be said that the walk stopped short."""


def prove_ways(
    story: Story, texts: Mapping[str, str] | None = None, told: Progress | None = None
) -> tuple[Proof, list[Problem]]:
    """Walk through a story that is in order.

    Args:
        story: the story.
        texts: the text of each file, so that a problem names its line.
        told: called with states walked and states known so far; without it a walk that takes long says so.
    """
    progress = HowFar(_("Walking every way, {done} of {total} states so far"))
    try:
        proof = prove(story, BOUND, told or progress)
    finally:
        progress.end()
    return proof, [_problem(story, fault, texts or {}) for fault in proof.faults]


def said(story: Story, proof: Proof) -> str:
    """How far the walk came."""
    if proof.is_complete and proof.states == 1:
        return _("The one state that a reader can come to is walked; the story has one scene.")
    if proof.is_complete:
        text = _(
            "All {states} states that a reader can come to are walked; {read} of {scenes} scenes are read."
        )
        return text.format(states=proof.states, read=proof.scenes, scenes=len(story.scenes))
    text = _(
        "The walk through every way stopped short after {states} states, with {read} of {scenes} scenes read. It"
        " would have gone on here: {way}."
    )
    return text.format(states=proof.states, read=proof.scenes, scenes=len(story.scenes), way=proof.stopped_at)


def _problem(story: Story, fault: Fault, texts: Mapping[str, str]) -> Problem:
    message, hint = _WORDS[fault.kind](fault)
    scene = story.scenes[fault.scene]
    file = f"{scene.chapter}/{scene.id}.yaml"
    key = "scene" if fault.kind == "unreachable" else "next" if scene.next else "ending"
    lines = texts.get(file, "").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.startswith(f"{key}:")), 0)
    where = (line, 1, key) if line else (0, 0, "")
    return Problem(file, *where, "error", with_way(message, fault.way), hint, fault.kind)


def _unreachable(_fault: Fault) -> tuple[str, str]:
    message = _("this scene is named by others, but no reader's way leads to it")
    hint = _(
        "`home` leads only who came to the side scene by another way than its fork; name this scene in a `next` or"
        " a branch."
    )
    return message, hint


def _no_way_back(_fault: Fault) -> tuple[str, str]:
    message = _("who comes this way cannot go on, and the story does not end here")
    return message, _("A side scene of an ending has nothing to return to: let it lead on by `next`.")


def _endless(fault: Fault) -> tuple[str, str]:
    message = endless_words(fault.ring, by_detour=fault.by_detour, has_exit=fault.has_exit)
    return message, _("Let one of them lead on; a side scene returns to the own `next` of its fork.")


_WORDS = {"unreachable": _unreachable, "no-way-back": _no_way_back, "endless": _endless}
