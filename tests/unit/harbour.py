"""The tiny story with a timeline, clocks, a network and a chart of its own, on tables in memory."""

from __future__ import annotations

import msgspec

from explainer.story.figures.tables import Table, packed
from explainer.story.model.structs import Figure, Step, Story

EVENTS = Table(
    ("day", "time", "lane", "what", "where", "gap", "source", "said"),
    (
        ("1931-02-01", "evening", "sea", "Boats leave", "the quay", "", "log-book", "1931-02-01"),
        ("1931-02-03", "16:37", "sea", "The lamp goes out", "Skerry", "", "log-book", "1931-02-03"),
        ("1931-02-03", "", "town", "A letter is sent", "", "who wrote it", "port-gazette", "1931-02-03"),
        ("1931-02-05", "", "town", "A count is read", "", "", "port-gazette", "1931-02-08"),
    ),
)
TIES = Table(
    ("from", "to", "kind", "word", "start", "end", "source"),
    (
        ("Ada Berg", "Port Office", "post", "keeper", "1926", "1931-02-05", "log-book"),
        ("Bo Lind", "Ada Berg", "kin", "brother of", "", "", "log-book"),
        ("Cyril Dahl", "Port Office", "post", "head", "1930-01-01", "", "log-book"),
    ),
)
COUNTS = Table(
    ("who", "day", "number", "status"),
    (("Port office", "1931-02-03", "7", "superseded"), ("Gazette", "1931-02-08", "12", "standing")),
)
FIGURES = (
    Figure(
        "f-days", "timeline", "Days of the storm", "data/events.csv", "Four things happened.", (),
        {
            "lanes": [
                {"id": "sea", "label": "at sea", "glyph": "circle"},
                {"id": "town", "label": "in town", "glyph": "square"},
            ],
            "columns": {
                "label": "what", "group": "lane", "day": "day", "time": "time", "where": "where", "open": "gap",
                "sources": "source", "said_on": "said",
            },
        },
    ),
    Figure(
        "f-ties", "network", "Who was who", "data/ties.csv", "Three people and an office.", (),
        {
            "start": "ada-berg",
            "ties": [{"id": "post", "label": "post"}, {"id": "kin", "label": "kin", "stroke": "dashed"}],
            "columns": {
                "from": "from", "to": "to", "group": "kind", "label": "word", "day": "start", "end": "end",
                "sources": "source",
            },
        },
    ),
    Figure(
        "f-counts", "bars", "Boats, by who counted", "data/counts.csv", "Seven, then twelve.", (),
        {"unit": "boats", "columns": {"label": "who", "day": "day", "value": "number", "status": "status"}},
    ),
)  # fmt: skip


def with_figures(story: Story) -> Story:
    """The tiny story with these figures; `the-lamp` shows the counts."""
    figures = {**story.figures, **{figure.id: figure for figure in FIGURES}}
    assets = {
        **story.assets,
        "data/events.csv": packed(EVENTS),
        "data/ties.csv": packed(TIES),
        "data/counts.csv": packed(COUNTS),
    }
    scene = story.scenes["the-lamp"]
    scene = msgspec.structs.replace(scene, steps=(*scene.steps, Step("counted", "figure", ref="f-counts")))
    scenes = {**story.scenes, "the-lamp": scene}
    return msgspec.structs.replace(story, figures=figures, assets=assets, scenes=scenes)
