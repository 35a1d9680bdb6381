"""Every page of the shipped story at five sizes: enough is on it, its figures are drawn, Enter keeps its word."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose, rows_text
from explainer.paint.page.blocks import FEWEST
from explainer.paint.page.layout import grid
from explainer.paint.page.offers import opens
from explainer.paint.page.scene import lay_out
from explainer.reading.actions import Action
from explainer.reading.view import Layout, View, in_hand, stops
from explainer.reading.view_actions import perform
from explainer.story.load.cache import open_story
from explainer.story.model.prose import Reference, readable_steps
from explainer.story.model.structs import Story
from tools.screens import Reader, every_page

SIZES = ((80, 24), (100, 30), (120, 40), (40, 15), (200, 60))
PLAIN = Profile()


@pytest.fixture(scope="module")
def shipped() -> Story:
    return open_story(Path(__file__).parents[4] / "scenes", cache_folder=None)


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def reader(request: pytest.FixtureRequest, shipped: Story) -> Reader:
    return Reader(shipped, *request.param, PLAIN)


def laid(reader: Reader, view: View) -> Layout:
    return compose(view, reader.width, reader.height, PLAIN).layout


def test_no_page_before_a_scenes_last_is_nearly_empty(reader: Reader) -> None:
    short = []
    for scene in reader.story.scenes:
        for view in every_page(reader, scene):
            if laid(reader, view).following is None or scene == reader.story.start:
                continue
            made = lay_out(view, grid(reader.width, reader.height, PLAIN.measure), PLAIN.glyphs)
            rows = sum(part.gap + len(part.lines) for part in made.page.slices)
            if rows < min(
                FEWEST, made.end - made.first - 2
            ):  # seven rows hold five, so that no line stands alone
                short.append((scene, made.page.number, rows))
    assert short == []


def test_a_figure_is_drawn_where_its_words_stand(reader: Reader) -> None:
    if reader.width < 80:
        pytest.skip("a figure has its small form there")
    own = grid(reader.width, reader.height, PLAIN.measure)
    missing, met = [], 0
    for scene in reader.story.scenes.values():
        figures = {step.ref for step in readable_steps(scene) if step.kind == "figure"}
        drawn = set()
        for view in every_page(reader, scene.id):
            blocks = lay_out(view, own, PLAIN.glyphs).page.slices
            told = {part.block.step for part in blocks if part.block.kind == "figure"}
            rows = sum(len(part.lines) for part in blocks if part.block.kind == "figure")
            if told and (rows > FEWEST or own.side):
                drawn |= told
        met += len(figures)
        steps = {step.id: step.ref for step in readable_steps(scene) if step.kind == "figure"}
        missing += [(scene.id, ref) for step, ref in steps.items() if step not in drawn]
    assert met > 15 and missing == []


def test_a_guess_is_answered_on_its_page(reader: Reader) -> None:
    answered = 0
    for scene in reader.story.scenes.values():
        found = stops(scene)
        for view in every_page(reader, scene.id):
            options = [stop for stop in laid(reader, view).references if found[stop].kind == "option"]
            if not options:
                continue
            while (reference := in_hand(view)) is None or reference.kind != "option":
                view = reader.press(view, "next-reference")
            after = reader.press(view, "open")
            assert any(key.startswith(f"{scene.id}:") for key in after.run.guesses), scene.id
            answered += 1
    assert answered > 5


def test_enter_opens_what_the_page_says(reader: Reader) -> None:
    broken, tried = [], 0
    for scene in reader.story.scenes.values():
        found = stops(scene)
        for view in every_page(reader, scene.id):
            layout = laid(reader, view)
            for stop in {layout.hand, *layout.references} - {-1}:
                held = view if stop == layout.hand else msgspec.structs.replace(view, cursor=stop)
                reference = found[stop]
                shown = rows_text(compose(held, reader.width, reader.height, PLAIN).rows)
                is_said = reader.width < 80 or f"Enter {opens(held, reference)}" in shown
                after = perform(held, Action("open"), laid(reader, held))
                if not (is_said and opened(after, reference, scene.id)):
                    broken.append((scene.id, reference, is_said))
                tried += 1
    assert broken == [] and tried > 1_000


def opened(view: View, reference: Reference, before: str) -> bool:
    """Whether that very thing stands open; of a line of the short story its scenes, or its only one."""
    if reference.kind in ("term", "excerpt", "source"):
        return bool(view.sheets) and (view.sheets[-1].kind, view.sheets[-1].id) == (
            reference.kind,
            reference.id,
        )
    if reference.kind == "document":  # known by its step
        steps = {step.id: step.ref for step in readable_steps(view.story.scenes[before])}
        return view.screen == "document" and view.listings[-1].subject == steps[reference.id]
    if reference.kind in ("claim", "figure"):
        return view.screen == reference.kind and view.listings[-1].subject == reference.id
    if reference.kind == "guess":  # with its options on the page the first one is in hand
        held = in_hand(view)
        return view.screen == "guess" or (
            held is not None and (held.kind, held.step) == ("option", reference.id)
        )
    if reference.kind == "option":
        return bool(view.run.guesses)
    return view.screen == "in-short" or view.run.visit.scene != before
