"""Caches of texts hold nothing of guests who left."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Run
from explainer.paint.cells.style import Profile
from explainer.paint.page.blocks import Lead, scene_blocks
from explainer.serve.processes.worker import forget_the_gone
from explainer.serve.processes.worker_context import WorkerContext
from explainer.story.model.structs import Story
from explainer.tui import inks
from tests.unit.serve.guests import host_of
from tests.unit.serve.screens import Seat, gone, traps_closed

WORDS = "amber canoe violin teapot"


def test_a_phrase_stays_in_no_cache() -> None:
    def seen() -> int:
        return sum(isinstance(one, Run) and one.text == "Phrase: " + WORDS for one in gc.get_objects())

    def show() -> None:
        row = (Run("Phrase: " + WORDS, "text", ""),)
        encode((row,), 80, Profile())
        inks.strip(row, 80, Profile())

    show()
    assert seen()
    forget_the_gone()
    assert not seen()


def test_a_right_to_left_line_stays_in_no_cache() -> None:
    from explainer.paint.cells import bidi

    bidi.visual((Run("\u0633\u0631", "text"),), True)
    assert bidi.visual.cache_info().currsize
    forget_the_gone()
    assert not bidi.visual.cache_info().currsize


def test_what_is_shown_afterwards_is_the_same() -> None:
    row = (Run("wide: \u6f22 \u2018x\u2019", "text", ""),)
    before = encode((row,), 80, Profile()), inks.strip(row, 80, Profile())
    forget_the_gone()
    assert (encode((row,), 80, Profile()), inks.strip(row, 80, Profile())) == before


def test_what_a_reader_guessed_is_held_with_no_scene(story: Story) -> None:
    mark = "zq" + "w" * 3
    scene_blocks(
        story,
        story.scenes["the-lamp"],
        72,
        "",
        "braille",
        Lead(),
        frozenset(),
        (("1", f"your guess: {mark}"),),
    )
    assert holders(mark)
    forget_the_gone()
    assert not holders(mark)


def holders(mark: str) -> set[str]:
    """Types of what holds a text with that mark, anywhere in this process.

    Itself it must hold none: no closure over the mark, which a comprehension makes on Python 3.11, and no mark in what
    is returned, since whoever looks again still has it.
    """
    gc.collect()
    found: set[str] = set()
    for owner in gc.get_objects():
        for held in texts(gc.get_referents(owner)):
            if mark in held:
                found.add(f"{type(owner).__qualname__}: {held[:60].replace(mark, '(mark)')}")
    return found


def texts(held: Iterable[object]) -> Iterator[str]:
    """Those among them, also in tuples that the collector does not know since only texts are in them."""
    for one in held:
        if isinstance(one, str):
            yield one
        elif isinstance(one, tuple) and not gc.is_tracked(one):
            yield from texts(one)


async def type_everywhere(host: WorkerContext, mark: str) -> None:
    """What is typed on each line of a screen, also so long that it has to be cut."""
    typed = f"{mark} kanoe {mark}x " + f"{mark}漢 " * 40
    with Seat(host) as seat:
        await seat.reads()
        for opening, closing in ((b"/", b"\x1b"), (b"g", b"\x1b"), (b"\x10", b"\x1b"), (b"N", b"\r")):
            seat.guest.feed(opening)
            await seat.still(0.05)
            seat.guest.feed(typed.encode())
            await seat.shows(mark)
            await seat.still(0.05)
            seat.guest.feed(closing)
            await seat.still(0.1)
        seat.guest.feed(b"\x03n")  # a note would be lost: it asks
        await seat.until(lambda: seat.line.code is not None, "the end")
    await gone(host)


async def test_no_word_a_guest_typed_stays(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with traps_closed(monkeypatch):
        host = host_of(story, tmp_path, keys_per_second=10_000, key_burst=10_000)
        mark = "zq" + "y" * 3
        await type_everywhere(host, mark)
        for _turn in range(40):  # as a worker does it again: apps still ending hold on to what they showed
            forget_the_gone()
            left = {one for one in holders(mark) if not one.startswith("coroutine")}  # this test's own
            if not left:
                break
            await asyncio.sleep(0.25)
        assert not left
