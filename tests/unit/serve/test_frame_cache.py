"""What a worker keeps of frames is bounded by bytes, whatever sizes its guests choose."""

from __future__ import annotations

import gc
import random
import tracemalloc

import pytest

from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh import frame_cache
from explainer.serve.ssh.frame_cache import _ENTRY, FRAME_CACHE, FrameCache, size_of
from explainer.story.model.structs import Story

SMALL = 256 * 1024


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> FrameCache:
    """The process's shelf with less room, as if it were full of others' pages."""
    monkeypatch.setattr(FRAME_CACHE, "_bound", SMALL)
    return FRAME_CACHE


def rows(text: str, many: int = 10) -> tuple[Row, ...]:
    return tuple((Run(f"{text} {at}", "text"),) for at in range(many))


def test_an_estimate_is_near_what_is_held(story: Story) -> None:
    view = View(story, begin(story))
    for columns, height in ((40, 15), (80, 24), (200, 60), (400, 200)):
        compose(view, columns, height, Profile())  # what is kept elsewhere is there
        gc.collect()
        tracemalloc.start()
        frames = [compose(view, columns, height, Profile()) for _time in range(20)]
        gc.collect()
        real = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        told = sum(size_of(frame.rows) for frame in frames)
        assert 0.75 * real < told + 20 * _ENTRY < 4 * real, (columns, height, real, told)


def test_hostile_sizes_stay_under_the_bound(host: WorkerContext, small: FrameCache) -> None:
    view, sizes = View(host.story, begin(host.story)), random.Random(1)
    before = None
    for _time in range(300):
        columns, height = sizes.randint(20, 400), sizes.randint(6, 200)
        frame = frame_cache.shared_frame(host, view, columns, height, Profile())
        frame_cache.shared_bytes(
            frame.rows, columns, Profile(), before, cursor=None, synchronised=True, fills=True
        )
        before = frame.rows
        assert small.held <= SMALL
    assert small.held > SMALL / 2, "it is used as well"
    assert small.held == sum(entry.size for entry in small._entries.values()) + sum(
        size_of(one.rows) for one in small._rows.values()
    )


def test_what_is_larger_than_the_shelf_is_not_kept_and_spoils_nothing() -> None:
    shelf = FrameCache(20_000)
    part = shelf.part()
    large = rows("long " * 100, 100)
    part.put("large", 1, large)
    assert part.get("large") is None
    assert shelf.held == 0
    part.put("small", 2, rows("a"))
    assert part.get("small") == 2


def test_rows_that_several_hold_are_counted_once_and_as_long_as_one_holds_them() -> None:
    shared = rows("one")
    shelf = FrameCache(size_of(shared) + 2 * _ENTRY)
    part = shelf.part()
    part.put("frame", 1, shared)
    part.put("other", 2, shared)
    assert shelf.held == size_of(shared) + 2 * _ENTRY
    part.put("third", 3)
    assert list(part) == ["other", "third"]
    assert shelf.held == size_of(shared) + 2 * _ENTRY
    part.put("fourth", 4)
    assert shelf.held == 2 * _ENTRY
    assert not shelf._rows


def test_the_least_lately_used_goes_first() -> None:
    shelf = FrameCache(3 * _ENTRY)
    one, other = shelf.part(), shelf.part()
    one.put("a", 1)
    other.put("a", 2)
    one.put("b", 3)
    assert one.get("a") == 1
    assert other.has("a")  # asking is no use
    one.put("c", 4)
    assert list(one) == ["b", "a", "c"]
    assert not other.has("a")


def test_what_an_owner_kept_goes_with_them() -> None:
    shelf = FrameCache()
    one, other = shelf.part(), shelf.part()
    one.put("a", 1, rows("of one"))
    del one
    gc.collect()
    other.put("a", 2)
    assert shelf.held == _ENTRY
    assert not shelf._rows


def test_no_number_of_rows_that_are_gone_finds_the_bytes_of_others(small: FrameCache) -> None:
    """CPython gives the number of a thing that is gone to the next one made: the shelf must still hold it."""
    for at in range(600):
        made = rows(f"page {at} " + "x" * 60)
        how = {"cursor": None, "synchronised": False, "fills": True}
        got = frame_cache.shared_bytes(made, 80, Profile(), None, **how)  # type: ignore[arg-type]
        assert got == encode(made, 80, Profile(), None, **how)  # type: ignore[arg-type]
        del made
    assert small.held <= SMALL
