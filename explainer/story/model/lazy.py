"""The things of a large story, decoded when they are first asked for.

A story of a thousand scenes has some twenty thousand things, and a reader's first page needs a few hundred. Decoding
all of them is what made such a story open a third slower than the shipped one; taking them apart costs a fifth of it.
"""

from __future__ import annotations

import contextlib
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from pathlib import Path
from typing import TypeVar, cast, get_args, get_type_hints

import msgspec

from explainer.story.model.structs import Story

_T = TypeVar("_T")
_PARTS = ("scenes", "terms", "sources", "excerpts", "claims")
"""What grows with a story; all else of a large one is small."""


class Unread(Mapping[str, _T]):
    """Things by id, in the order of the files; each is decoded once."""

    __slots__ = ("_decode", "_held", "_is_read")

    def __init__(self, raw: dict[str, msgspec.Raw], kind: type[_T]) -> None:
        self._held: dict[str, msgspec.Raw | _T] = raw  # type: ignore[assignment]
        self._is_read = False
        self._decode = msgspec.msgpack.Decoder(kind).decode

    def __getitem__(self, key: str) -> _T:
        thing = self._held[key]
        if isinstance(thing, msgspec.Raw):
            thing = self._held[key] = self._decode(thing)
        return thing

    def values(self) -> ValuesView[_T]:
        return self._all().values()

    def items(self) -> ItemsView[str, _T]:
        return self._all().items()

    def _all(self) -> dict[str, _T]:
        if not self._is_read:  # all at once: a loop over each by its key takes five times as long
            for key, thing in self._held.items():
                if isinstance(thing, msgspec.Raw):
                    self._held[key] = self._decode(thing)
            self._is_read = True
        return cast("dict[str, _T]", self._held)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: object) -> bool:
        return key in self._held


def take_apart(raw: msgspec.Raw) -> Story:
    """A story whose many things are still to be decoded.

    Args:
        raw: an encoded story that is known to be whole and of this version: a thing that does not fit is found only
            when it is asked for.

    Raises:
        msgspec.MsgspecError: this is no story.
    """
    kinds = get_type_hints(Story)
    sheet = msgspec.msgpack.decode(raw, type=_sheet())
    fields = {name: getattr(sheet, name) for name in Story.__struct_fields__}
    for part in _PARTS:
        fields[part] = Unread(fields[part], get_args(kinds[part])[1])
    return Story(**fields)


def read_all(story: Story) -> Story:
    """A story of which all is decoded: for who shares it with others, or writes it."""
    parts = {part: getattr(story, part) for part in _PARTS}
    unread = {part: dict(things.items()) for part, things in parts.items() if isinstance(things, Unread)}
    return msgspec.structs.replace(story, **unread) if unread else story


def _sheet() -> type[msgspec.Struct]:
    """A record like a story, in which the many things stay as they are encoded."""
    fields: list[tuple[str, object] | tuple[str, object, object]] = []
    for field in msgspec.structs.fields(Story):
        kind = dict[str, msgspec.Raw] if field.name in _PARTS else field.type
        if field.required:
            fields.append((field.name, kind))
        elif field.default is not msgspec.NODEFAULT:
            fields.append((field.name, kind, field.default))
        else:
            fields.append((field.name, kind, msgspec.field(default_factory=field.default_factory)))
    return msgspec.defstruct("Sheet", fields, array_like=True)


# Where the index for search stands: beside the compiled copy that a story came from. Apart from the compiled
# copies themselves, so that search, which all front ends reach, does not open stories.

_copies: list[tuple[Story, Path]] = []
"""The copies from which the last few stories came, found by identity: a translation is another story."""


def came_from(story: Story, copy: Path) -> Story:
    """Remember from which copy a story came; returns the story."""
    _copies[:] = [(story, copy), *_copies[:1]]
    return story


def index_file(copy: Path) -> Path:
    """Where the index of a copy stands."""
    return copy.with_name(copy.name.replace("story", "index", 1))


def kept_index(story: Story) -> bytes | None:
    """The index of a story, as `explainer.story.search.index` reads it; None without one."""
    for known, copy in _copies:
        if known is story:
            with contextlib.suppress(OSError):
                return index_file(copy).read_bytes()
    return None
