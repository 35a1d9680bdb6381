"""The base of every record, prose, the records of `story.yaml` and `changes.yaml`, and places in a story.

The files of records take annotations as they stand, without `from __future__ import annotations`: msgspec would
evaluate each of them from its text at every start.
"""

import re

import msgspec

from explainer.problems import Cannot


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of every record: immutable, stored as an array (names would be half of the compiled story)."""


class Span(Record, frozen=True):
    """A run of prose of one kind.

    Kinds: `text`, `strong`, `emphasis`, `term` (ref: term id, text: shown words), `excerpt` (ref: excerpt id, no text),
    `claim` (ref: claim id; prints what stands; `on` pins a day), `mark` (ref: claim id; its letter alone),
    `break` (between two paragraphs), and under a lens `later` (in the place of sentences; see
    `explainer.story.model.ages`).
    """

    kind: str
    text: str = ""
    ref: str = ""
    on: str = ""


Prose = tuple[Span, ...]


class Chapter(Record, frozen=True):
    id: str
    title: str
    number: int = 0
    """0: not numbered."""


class Trail(Record, frozen=True):
    """A shorter way through."""

    id: str
    title: str
    detail: str = ""
    scenes: tuple[str, ...] = ()


class InShort(Record, frozen=True):
    """One line of the story in short. `mark`: known, argued or unknown."""

    text: Prose
    mark: str
    scenes: tuple[str, ...] = ()
    translations: dict[str, Prose] = {}
    """The text by language."""


class Gap(Record, frozen=True):
    """Days or hours left out of a ribbon."""

    start: str
    end: str
    start_hour: str = ""
    end_hour: str = ""


class Ribbon(Record, frozen=True):
    """The rule of time under the header. Kinds: days, hours, years, none."""

    kind: str = "none"
    start: str = ""
    end: str = ""
    skip: tuple[Gap, ...] = ()
    start_hour: str = ""
    """Hours only: `06:00`; empty: from the day's first one."""
    end_hour: str = ""


class LensDay(Record, frozen=True):
    """A day the story marks for the lens."""

    on: str
    label: str


class NamedPlace(Record, frozen=True):
    id: str
    name: str


class Change(Record, frozen=True):
    """A correction: what changed, why, when, where."""

    on: str
    what: str
    why: str
    scenes: tuple[str, ...] = ()
    edition: str = ""
    """The version of the story that brought it."""
    translations: dict[str, dict[str, str]] = {}
    """Fields by language: `{"ru": {"what": ...}}`."""


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
