"""A made-up country for tests: an island of two regions with a lake, five towns, a table of first days."""

from __future__ import annotations

import random

import msgspec

from explainer.story.figures.data import Datum
from explainer.story.figures.tables import Feature, Path, Shapes, Table, packed
from explainer.story.model.structs import Figure, Story

TOWNS = {
    "north-port": ("North Port", (10.2, 62.6), 1),
    "mill": ("Mill", (11.4, 61.9), 2),
    "quay": ("Quay (Old Quay)", (12.6, 61.2), 1),
    "fields": ("Fields", (10.6, 60.7), 2),
    "hut": ("Hut", (12.2, 62.4), 3),
}
COLUMNS = ("id", "name", "day", "precision", "what", "said", "source")
ROWS = (
    ("north-port", "North Port", "1931-02-01", "day", "A boat is missed.", "1931-02-01", "port-gazette"),
    ("mill", "Mill", "1931-02-02", "about", "The mill stops.", "1931-02-02", "port-gazette"),
    ("quay", "Quay (Old Quay)", "1931-02-02", "day", "Boats are counted.", "1931-02-08", "log-book"),
    ("fields", "Fields", "1931-02-03", "day", "Roads under water.", "1931-02-03", "port-gazette"),
    ("hut", "Hut", "", "", "Nobody wrote down the day.", "1931-02-03", "log-book"),
)
STATES = (
    ("west", "The west", "1931-02-02T16:00+01:00", "1931-02-03T00:00+01:00", "1931-02-02"),
    ("east", "The east", "1931-02-03", "1931-02-03", "1931-02-08"),
)


def _box(left: float, low: float, right: float, high: float) -> Path:
    return ((left, low), (right, low), (right, high), (left, high), (left, low))


SHAPES = Shapes(
    (
        Feature("island", rings=(_box(9, 60, 13.5, 63.5),)),
        Feature("county", "west", "West", rings=(_box(9, 60, 11, 63.5),)),
        Feature("county", "east", "East", rings=(_box(11, 60, 13.5, 63.5),)),
        Feature("lake", "still", "Still Lake", rings=(_box(11.5, 60.3, 13, 60.9),)),
        Feature("stream", "beck", "Beck", lines=(((9.2, 63), (10, 61.5), (11.6, 60.8)),)),
        Feature("words", "sea", "The Sea", rank=1, point=(14.2, 61.5)),
    )
)
PLACES = Shapes(
    tuple(Feature("town", key, name, rank=rank, point=at) for key, (name, at, rank) in TOWNS.items())
)
OPTIONS = {
    "columns": {
        "key": "id", "label": "name", "place": "id", "day": "day", "day_precision": "precision", "note": "what",
        "said_on": "said", "sources": "source",
    },
    "shapes": "data/island.geojson",
    "places": "data/towns.geojson",
    "layers": {"land": "island", "region": "county", "water": ["lake"], "river": "stream", "label": "words"},
    "views": [
        {"id": "all", "label": "the island", "fit": "island"},
        {"id": "west", "label": "the west", "fit": "county west"},
        {"id": "quay", "label": "around the quay", "centre": [12.6, 61.2], "width_km": 60},
    ],
    "frames": {"from": "1931-02-01", "to": "1931-02-04"},
    "shade": {
        "data": "data/states.csv", "means": "flooded",
        "columns": {"group": "id", "label": "name", "day": "from", "end": "to", "said_on": "said"},
    },
}  # fmt: skip


def with_map(story: Story) -> Story:
    """A story with the map of the country as `f-island`."""
    figure = Figure(
        "f-island",
        "map",
        "Where the storm came",
        "data/towns.csv",
        "It came from the north.",
        options=OPTIONS,
    )
    table = Table(COLUMNS, ROWS, tuple(range(2, 2 + len(ROWS))))
    states = Table(("id", "name", "from", "to", "said"), STATES, (2, 3))
    assets = {
        "data/towns.csv": packed(table), "data/states.csv": packed(states),
        "data/island.geojson": packed(SHAPES), "data/towns.geojson": packed(PLACES),
    }  # fmt: skip
    return msgspec.structs.replace(
        story, figures={**story.figures, "f-island": figure}, assets={**story.assets, **assets}
    )


def crowded(story: Story, seed: int, count: int) -> tuple[Story, tuple[Datum, ...]]:
    """The map with so many towns that not all names fit; and its rows."""
    chance = random.Random(seed)
    names = [f"{chance.choice('BDFGKLM')}{chance.choice('aeiou')}{n}x" for n in range(count)]
    towns = Shapes(
        tuple(
            Feature("town", name, name, rank=2, point=(chance.uniform(9.2, 13.3), chance.uniform(60.1, 63.4)))
            for name in names
        )
    )
    rows = tuple(Datum(name, name, day=f"1931-02-0{chance.randint(1, 4)}", place=name) for name in names)
    held = with_map(story)
    return msgspec.structs.replace(held, assets={**held.assets, "data/towns.geojson": packed(towns)}), rows
