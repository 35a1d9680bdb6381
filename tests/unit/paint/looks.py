"""Views of every screen, and what a test asks of rows."""

from __future__ import annotations

import msgspec

from explainer.paint.cells.rows import Frame, Row
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose, rows_text
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.run import Visit, begin
from explainer.reading.view import Sheet, View
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Story

SIZES = ((40, 15), (60, 20), (80, 24), (110, 30), (120, 40), (160, 45))
PROFILE = Profile()


def at(story: Story, scene: str = "", step: str = "", *, lens: str = "", **more: object) -> View:
    """A view of a scene."""
    run = begin(story, lens=Lens(lens) if lens else None)
    if scene:
        visit = Visit(scene, step, **{k: more.pop(k) for k in ("threshold", "bridge", "recap") if k in more})  # type: ignore[arg-type]
        run = msgspec.structs.replace(run, visit=visit, past=(run.visit,))
    return View(story, run, **more)  # type: ignore[arg-type]


def act(view: View, *actions: str, size: tuple[int, int] = (80, 24), profile: Profile = PROFILE) -> View:
    """The view after actions, `id` or `id=argument`."""
    for action in actions:
        name, _equals, argument = action.partition("=")
        view = view_actions.perform(view, Action(name, argument), compose(view, *size, profile).layout)
    return view


def screens(story: Story) -> dict[str, View]:
    """Every screen of the app."""
    # tidy: a table, one line a screen
    fork, counts = at(story), at(story, "the-warning")
    search = view_actions.query(act(counts, "search"), "boats")
    return {
        "opening": fork,
        "opening, read on": act(fork, "next"),
        "scene": counts,
        "scene, term in hand": act(at(story, "the-morning"), "next-reference"),
        "scene, claim in hand": act(counts, "next-reference"),
        "recap": at(story, "the-storm", "lamp", recap=True),
        "bridge": at(story, "the-morning", bridge="the-rescue"),
        "warning": at(story, "the-rescue", threshold=True),
        "lens": at(story, "the-warning", lens="1931-02-02"),
        "lens, later": at(story, "the-warning", lens="1931-02-04"),
        "term": act(at(story, "the-morning"), "next-reference", "open"),
        "excerpt": act(at(story, "the-lamp"), "next-reference", "open"),
        "claim": act(counts, "next-reference", "open"),
        "claim under a lens": act(at(story, "the-warning", lens="1931-02-04"), "next-reference", "open"),
        "claim, later shown": act(
            at(story, "the-warning", lens="1931-02-04"), "open=claim:boats-lost", "next-reference", "open"
        ),
        "claim sheet": at(story, "the-warning", sheets=(Sheet("claim", "boats-lost"),)),
        "date": act(counts, "lens"),
        "date, typed": view_actions.query(act(counts, "lens"), "8 feb"),
        "date, half typed": view_actions.query(
            act(at(story, "the-warning", lens="1931-02-04"), "lens"), "8 fe"
        ),
        "fold": act(at(story, "the-lamp", lens="1931-02-04"), "next-reference"),
        "fold, open": act(at(story, "the-lamp", lens="1931-02-04"), "next-reference", "open"),
        "sources, dated": act(at(story, "the-warning", lens="1931-02-02"), "sources"),
        "figure": at(story, "the-warning", sheets=(Sheet("figure", "f-boats"),)),
        "source sheet": at(story, "the-warning", sheets=(Sheet("source", "log-book"),)),
        "rests on": act(counts, "rests-on"),
        "story map": act(counts, "story-map"),
        "my way": act(counts, "story-map", "way"),
        "glossary": act(counts, "glossary"),
        "glossary, filtered": view_actions.query(act(counts, "glossary"), "zzz"),
        "sources": act(counts, "sources"),
        "search": search,
        "search, nothing": view_actions.query(act(counts, "search"), "zzzz"),
        "search, empty": act(counts, "search"),
        "choices": act(fork, "choices"),
        "whole term": act(counts, "glossary", "open"),
        "whole source": act(counts, "sources", "open"),
        "help": act(counts, "help"),
        "about": act(counts, "about"),
        "message": view_actions.say(counts, "copied with its citation"),
        "hidden": act(counts, "hide"),
    }


def frame(view: View, size: tuple[int, int], profile: Profile = PROFILE) -> Frame:
    return compose(view, *size, profile)


def text(view: View, size: tuple[int, int] = (80, 24), profile: Profile = PROFILE) -> str:
    return rows_text(compose(view, *size, profile).rows)


def cells(row: Row) -> int:
    return sum(width(run.text) for run in row)
