"""The records of `story.yaml` and `changes.yaml`: chapters, trails, ribbon, days, places, corrections."""

# ruff: noqa: RUF012 (msgspec gives every record an empty default of its own)

from explainer.story.record import Record


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
