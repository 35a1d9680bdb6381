"""Where a reader is, as of when, and in which version of a story."""

from __future__ import annotations

import re

import msgspec

from explainer.problems import Cannot

_ADDRESS = re.compile(
    r"^(?P<scene>[a-z0-9]+(?:-[a-z0-9]+)*)(?::(?P<step>[A-Za-z0-9-]+))?(?:@(?P<on>\d{4}-\d{2}-\d{2}))?$"
)


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A step of a scene. `step` is the step's id: its own `id:`, else its ordinal from 1 as text."""

    scene: str
    step: str = ""
    """Empty means the scene's first step."""


class Lens(msgspec.Struct, frozen=True, array_like=True):
    """As known on: the reader sees what was said by this day (ISO, `2022-01-08`)."""

    on: str


class Edition(msgspec.Struct, frozen=True, array_like=True):
    """The content version of a story: its `version:` and the hash of its content (first 12 hex digits)."""

    version: str
    digest: str

    def __str__(self) -> str:
        return f"{self.version} ({self.digest})"


class Address(msgspec.Struct, frozen=True):
    """A public, readable address: `scene`, `scene:step`, with a lens `scene:step@2022-01-08`."""

    place: Place
    lens: Lens | None = None

    def __str__(self) -> str:
        step = f":{self.place.step}" if self.place.step else ""
        on = f"@{self.lens.on}" if self.lens else ""
        return f"{self.place.scene}{step}{on}"


def parse_address(text: str) -> Address:
    """Read an address.

    Raises:
        Cannot: the text has not the shape of an address.
    """
    found = _ADDRESS.match(text.strip())
    if not found:
        raise Cannot(f"{text!r} is no address. An address is scene, scene:step or scene:step@2022-01-08.")
    lens = Lens(found["on"]) if found["on"] else None
    return Address(Place(found["scene"], found["step"] or ""), lens)
