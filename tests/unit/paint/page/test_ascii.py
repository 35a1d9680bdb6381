"""ASCII alone: every page of the shipped story, every screen, and every text that line mode says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from explainer.linear.conversation import Conversation
from explainer.linear.wrapping import written
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width
from explainer.problems import Cannot
from explainer.reading import view_actions
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from explainer.story.plain_letters import in_place, plain
from tests.unit.paint.looks import act, at, text
from tools.room_screens import guests
from tools.screens import Reader

ASCII = Profile(glyphs="ascii")
SCREENS = (
    "story-map", "glossary", "sources", "search", "search=öskemen жанаозен", "choices", "help", "about", "notes",
    "takeaway",
    "in-short", "ending", "lens", "map", "timeline", "who", "note=Öskemen, Жаңаөзен",
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Story:
    return read_story(Path(__file__).parents[4] / "scenes")


def foreign(view: View, size: tuple[int, int]) -> set[str]:
    """The characters of a page that ASCII has not."""
    return {character for character in text(view, size, ASCII) if not character.isascii()}


def pages(view: View, size: tuple[int, int]) -> Iterator[View]:
    """The pages of a scene from this one on."""
    scene = view.run.visit.scene
    while view.screen == "scene" and view.run.visit.scene == scene:
        yield view
        try:
            view = act(view, "next", size=size)
        except Cannot:
            return


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40)])
def test_every_page_of_every_scene(shipped: Story, size: tuple[int, int]) -> None:
    for scene in shipped.scenes:
        for view in pages(at(shipped, scene), size):
            assert not foreign(view, size), (scene, view.run.visit)


@pytest.mark.parametrize("kind", ["claim", "term", "excerpt", "figure", "source"])
def test_whatever_can_be_opened(shipped: Story, kind: str) -> None:
    things = list(getattr(shipped, f"{kind}s"))
    for key in things[:: 1 + len(things) // 60]:
        view = view_actions.open_thing(View(shipped, begin(shipped)), kind, key)
        for size in ((80, 24), (120, 40)):
            assert not foreign(view, size), (kind, key)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_every_screen(shipped: Story, size: tuple[int, int]) -> None:
    for screen in SCREENS:
        view = act(at(shipped, "quiet-squares"), screen, size=size)
        assert not foreign(view, size), screen
    opening = View(shipped, begin(shipped))
    assert not foreign(opening, size)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_every_page_of_a_room(shipped: Story, size: tuple[int, int]) -> None:
    words = "Өскемен “é” \ufffd 七"
    for name, make in guests(shipped).items():
        view = make(Reader(shipped, *size, ASCII))
        assert not foreign(view, size), name
        if view.room is not None:
            told = msgspec.structs.replace(view.room, row=words, question=words, task=words, title=words)
            assert not foreign(msgspec.structs.replace(view, room=told), size), name
    assert in_place("Щё “七”", width) == 'Sy "? "'


def test_every_text_in_lines(shipped: Story) -> None:
    talk = Conversation(shipped, begin(shipped))
    told = [line for scene in shipped.scenes for line in talk.answer(f"go {scene}")]
    told += _texts(msgspec.to_builtins([shipped.excerpts, shipped.sources, shipped.terms, shipped.claims]))
    assert not [line for line in written(talk, told, 72, "ascii") if not line.isascii()]


def _texts(thing: object) -> list[str]:
    if isinstance(thing, str):
        return [thing]
    values = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list | tuple) else ()
    return [text for value in values for text in _texts(value)]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Öskemen, Türkiye, Ałmaty", "Oskemen, Turkiye, Almaty"),
        ("Өскемен, Жаңаөзен, Қызылорда", "Oskemen, Zhanaozen, Kyzylorda"),
        ("«Шал, кет!»", '"Shal, ket!"'),
        ("ЩИ и щи", "ShchI i shchi"),
        ("№7 · 5–6", "No7 - 5-6"),
        ("a « Տոկաևը փետրվարին, Մոսկվա » b", 'a " [Armenian letters] " b'),
        ("“Տոկաևը” և «Մոսկվա»", '"[Armenian letters]"'),
        ("七个 or سبعة", "[Chinese letters] or [Arabic letters]"),
        ("☃", "?"),
    ],
)
def test_the_nearest_letters_stand_for_others(told: str, shown: str) -> None:
    assert plain(told) == shown
    assert plain("plain words 1-2") == "plain words 1-2"
