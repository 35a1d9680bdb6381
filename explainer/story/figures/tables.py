"""The tables and shapes that figures are drawn from, as they travel in a compiled story.

Each is kept as bytes and read on first use: the first page must not pay for a map nobody has opened yet. What is
read is kept for as long as it is in use; it is the same for every reader.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from explainer.story.model.structs import Story

Point = tuple[float, float]
"""Longitude and latitude."""
Path = tuple[Point, ...]


class Table(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A table of text; `lines` says where each row begins in its file."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...] = ()

    def index(self, column: str) -> int:
        """The place of a column; -1 when there is none of that name."""
        return self.columns.index(column) if column in self.columns else -1


class Feature(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One shape of a map: an area (`rings`), some lines or a point, whichever is not empty."""

    layer: str
    id: str = ""
    name: str = ""
    names: dict[str, str] = {}
    """Other names by the property that holds them: `{"name_kk": ..., "aka": ...}`."""
    rank: int = 0
    """For places and labels: 1 is shown first; 0 where none is given."""
    rings: tuple[Path, ...] = ()
    """Every ring of every part of an area, each closed; holes are rings too (even-odd rule)."""
    lines: tuple[Path, ...] = ()
    point: Point | None = None


class Shapes(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The shapes of one file, in its order."""

    features: tuple[Feature, ...] = ()


def table(story: Story, path: str) -> Table:
    """A table of the story by its path.

    Raises:
        KeyError: the story has no such table.
    """
    return _table(story.assets[path])


def shapes(story: Story, path: str) -> Shapes:
    """The shapes of a file of the story by its path.

    Raises:
        KeyError: the story has no such file.
    """
    return _shapes(story.assets[path])


def packed(asset: Table | Shapes) -> bytes:
    """What `Story.assets` holds of a table or of shapes."""
    return msgspec.msgpack.encode(asset)


@lru_cache(maxsize=64)
def _table(data: bytes) -> Table:
    return msgspec.msgpack.decode(data, type=Table)


@lru_cache(maxsize=16)
def _shapes(data: bytes) -> Shapes:
    return msgspec.msgpack.decode(data, type=Shapes)
