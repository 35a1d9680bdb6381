"""A figure's mistakes, one each: told once, with file and line, and never a crash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explainer.problems import Problem
from explainer.story.check.report import check
from explainer.story.figures.tables import shapes
from explainer.story.load.loader import read_story
from tests.tiny import FILES, write_story

TABLE = "data/ports.csv"
SHAPES = "data/coast.geojson"
PLACES = "data/ports.geojson"
STATES = "data/fog.csv"
FIGURE = "figures/coast.yaml"
CHART = "figures/boats.yaml"
BOATS = "data/boats.csv"


def _feature(kind: str, where: object, **said: object) -> dict[str, object]:
    return {"type": "Feature", "properties": said, "geometry": {"type": kind, "coordinates": where}}


def _collection(*features: object) -> str:
    lines = ",\n".join(json.dumps(feature) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


SQUARE = [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]
OPEN = [[[0, 0], [4, 0], [4, 4], [0, 4], [1, 1]]]
LAND = _feature("Polygon", SQUARE, layer="land", id="coast", name="Coast")
NORTH = _feature("Polygon", SQUARE, layer="part", id="north", name="North")
MAP: dict[str, str] = {
    SHAPES: _collection(LAND, NORTH),
    PLACES: _collection(_feature("Point", [1, 2], id="port-anna", name="Port Anna", rank=1)),
    TABLE: "port,name,day,source\nport-anna,Port Anna,1931-02-03,log-book\n,the reef,,log-book\n",
    STATES: "name,part,from,to,source\nNorth,north,1931-02-02T16:30+01:00,1931-02-04,port-gazette\n",
    FIGURE: """\
figures:
  - id: f-coast
    kind: map
    title: Where boats were out
    data: data/ports.csv
    twin: One port, and a reef without a day.
    rests_on: [log-book]
    options:
      shapes: data/coast.geojson
      places: data/ports.geojson
      layers: {land: land, region: part}
      projection: {kind: albers, parallels: [1, 3], centre: [2, 2]}
      views: [{id: all, label: all, fit: land}, {id: north, label: north, fit: part north}]
      frames: {from: 1931-02-02, to: 1931-02-04}
      columns: {key: port, place: port, label: name, day: day, said_on: day, sources: source}
      shade:
        data: data/fog.csv
        means: fog
        columns: {label: name, group: part, day: from, end: to, said_on: from, sources: source}
""",
}
WARNING = "night/the-warning.yaml"
STORM = {WARNING: FILES[WARNING].replace("figure: f-boats", "figure: f-coast\n  - figure: f-boats")}


def _told(folder: Path, files: dict[str, str]) -> tuple[Problem, ...]:
    return check(write_story(folder / "story", MAP | STORM | files)).problems


def test_the_whole_map_has_no_fault(tmp_path: Path) -> None:
    assert _told(tmp_path, {}) == ()
    found = shapes(read_story(tmp_path / "story"), SHAPES).features
    assert [(one.layer, one.id, len(one.rings[0])) for one in found] == [
        ("land", "coast", 5),
        ("part", "north", 5),
    ]


def _with(file: str, old: str, new: str) -> dict[str, str]:
    text = (FILES | MAP)[file]
    assert text.count(old) == 1
    return {file: text.replace(old, new)}


# What is changed, where the problem stands, its rule, words it must say.
FAULTS: dict[str, tuple[dict[str, str], str, int, str, str]] = {
    "missing column": (_with(FIGURE, "day: day", "day: dya"), FIGURE, 15, "missing-column", "Did you mean `day`?"),
    "column not named": (_with(CHART, "value: boats, ", ""), CHART, 8, "missing-column", "value"),
    "condition on no column": (_with(CHART, "unit: boats", "where: {boat: x}"), CHART, 8, "missing-column", "`boat`"),
    "no row left": (
        _with(CHART, "unit: boats", "where: {day: 1931-02-08}, without: {boats: '12'}"), CHART, 8, "no-rows", BOATS,
    ),
    "condition on no cell": (
        _with(CHART, "unit: boats", "where: {day: [1931-02-08, 1931-02-80]}"), CHART, 8, "unknown-cell", "`1931-02-80`",
    ),
    "unknown option": (_with(FIGURE, "frames:", "framse:"), FIGURE, 14, "unknown-key", "Did you mean `frames`?"),
    "unknown place": (_with(TABLE, "port-anna", "port-ana"), TABLE, 2, "unknown-place", "Did you mean `port-anna`?"),
    "unknown region": (_with(STATES, ",north,", ",nroth,"), STATES, 2, "unknown-group", "Did you mean `north`?"),
    "date outside": (_with(TABLE, "1931-02-03", "1931-02-07"), TABLE, 2, "date-outside", "1931-02-02 to 1931-02-04"),
    "no date": (_with(BOATS, "1931-02-08", "1931-02-30"), BOATS, 3, "bad-date", "1931-02-30"),
    "no hour": (_with(STATES, "T16:30", "T25:30"), STATES, 2, "bad-date", "T25:30"),
    "no number": (_with(BOATS, ",12,", ",a dozen,"), BOATS, 3, "bad-number", "a dozen"),
    "not a finite number": (_with(BOATS, ",12,", ",1e999,"), BOATS, 3, "bad-number", "1e999"),
    "ends before it begins": (_with(STATES, "1931-02-04", "1931-02-01"), STATES, 2, "order", "before it begins"),
    "unknown source": (_with(BOATS, "log-book", "log-bok"), BOATS, 3, "unknown-source", "Did you mean `log-book`?"),
    "no source": (_with(BOATS, ",log-book", ","), BOATS, 3, "rests-on", "names no source"),
    "no label": (_with(TABLE, "the reef", ""), TABLE, 3, "empty-cell", "empty"),
    "key twice": (_with(TABLE, "\n,the reef", "\nport-anna,the reef"), TABLE, 3, "duplicate-id", "port-anna"),
    "a cell too many": (_with(BOATS, "1931-02-08,12", "1931-02-08,1,200"), BOATS, 3, "bad-table", "4 cells"),
    "column twice": (_with(BOATS, "day,boats,", "day,day,"), BOATS, 1, "bad-table", "`day`"),
    "quotation mark left open": (_with(BOATS, "1931-02-08", '"1931-02-08'), BOATS, 3, "bad-table", "quotation"),
    "empty table": ({BOATS: "\n"}, BOATS, 1, "bad-table", "empty"),
    "100,000 rows": ({BOATS: "day\n" + "1931-02-03\n" * 90_000}, BOATS, 20_003, "too-large", "20,000 rows"),
    "no JSON": (_with(SHAPES, '"features": [', '"features": ['[:-1]), SHAPES, 3, "bad-shape", "no JSON"),
    "not a number in JSON": ({SHAPES: MAP[SHAPES].replace("4", "NaN")}, SHAPES, 1, "bad-shape", "no JSON"),
    "deep JSON": ({SHAPES: "[" * 100_000}, SHAPES, 1, "bad-shape", "no JSON"),
    "no collection": ({SHAPES: json.dumps(LAND)}, SHAPES, 1, "bad-shape", "FeatureCollection"),
    "ring never closes": (
        {SHAPES: _collection(LAND, NORTH | {"geometry": {"type": "Polygon", "coordinates": OPEN}})},
        SHAPES, 3, "bad-shape", "not closed",
    ),
    "off the globe": (
        {PLACES: MAP[PLACES].replace("[1, 2]", "[1, 200]")}, PLACES, 2, "bad-shape", "not on the globe",
    ),
    "text for a point": ({PLACES: MAP[PLACES].replace("[1, 2]", '["1", 2]')}, PLACES, 2, "bad-shape", "two numbers"),
    "no geometry": ({PLACES: MAP[PLACES].replace('"geometry"', '"geometri"')}, PLACES, 2, "bad-shape", "no geometry"),
    "unknown view": (_with(FIGURE, "part north", "part nroth"), FIGURE, 13, "unknown-shape", "part nroth"),
    "unknown kind": (_with(CHART, "kind: steps", "kind: step"), CHART, 3, "bad-choice", "Did you mean `steps`?"),
    "unknown layer": (_with(FIGURE, "region: part", "region: prat"), FIGURE, 11, "unknown-shape", "mean `part`?"),
    "unknown projection": (_with(FIGURE, "albers", "albres"), FIGURE, 12, "bad-choice", "Did you mean `albers`?"),
    "a word for a view": (_with(FIGURE, "views: [", "views: [north, "), FIGURE, 13, "wrong-type", "a mapping"),
    "half a projection": (_with(FIGURE, "[1, 3]", "[1]"), FIGURE, 12, "projection", "2 numbers"),
    "no such shapes": (_with(FIGURE, "coast.geojson", "cost.geojson"), FIGURE, 9, "no-file", "no such file"),
    "shapes out of the folder": (_with(FIGURE, "data/ports.geojson", "../p.geojson"), FIGURE, 10, "leaves-folder", ""),
    "a table for shapes": (_with(FIGURE, "data/ports.geojson", "data/ports.csv"), FIGURE, 10, "no-file", ".geojson"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_one_mistake_is_told_once_at_its_line(tmp_path: Path, name: str) -> None:
    files, file, line, rule, words = FAULTS[name]
    problems = _told(tmp_path, files)
    assert [(p.file, p.line, p.rule, p.severity) for p in problems] == [(file, line, rule, "error")], problems
    assert words in problems[0].message + " " + problems[0].hint


def test_what_is_left_out_and_not_there_is_told_and_forbids_nothing(tmp_path: Path) -> None:
    """A row may have gone since; a misspelt word would leave nothing out."""
    [told] = _told(tmp_path, _with(CHART, "unit: boats", "without: {day: 1931-02-88}"))
    assert (told.file, told.line, told.rule, told.severity) == (CHART, 8, "unknown-cell", "warning")
    assert "`1931-02-88`" in told.message and "Did you mean `1931-02-08`?" in told.hint


def test_ten_of_many_mistakes_in_a_table_are_told(tmp_path: Path) -> None:
    rows = "".join(f"1931-02-3{n % 10},7,port-gazette\n" for n in range(2, 60))
    problems = _told(tmp_path, {BOATS: "day,boats,source\n" + rows})
    assert len(problems) == 10
    assert {p.rule for p in problems} == {"bad-date"}


@pytest.mark.parametrize(
    ("shows", "rule"),
    [
        ("view: north, day: 1931-02-03", ""),
        ("view: nroth", "unknown-view"),
        ("day: 1931-02-09", "date-outside"),
        ("start: oda", "unknown-name"),
        ("veiw: north", "unknown-key"),
        ("day: 1931-02", "bad-date"),
    ],
)
def test_a_step_opens_a_figure_at_what_it_has(tmp_path: Path, shows: str, rule: str) -> None:
    text = STORM[WARNING].replace("figure: f-coast", f"figure: {{of: f-coast, {shows}}}")
    problems = _told(tmp_path, {WARNING: text})
    line = text[: text.index("{of:")].count("\n") + 1
    assert [(p.file, p.line, p.rule) for p in problems] == ([(WARNING, line, rule)] if rule else [])
    if not rule:
        steps = read_story(tmp_path / "story").scenes["the-warning"].steps
        step = next(step for step in steps if step.ref == "f-coast")
        assert step.shows == {"view": "north", "day": "1931-02-03"}


NETWORK = """\
figures:
  - id: f-boats
    kind: network
    title: Who kept what
    data: data/boats.csv
    twin: A keeper and a lamp.
    rests_on: [port-gazette]
    options:
      people: data/people.csv
      people_columns: {key: id, label: name, group: kind, sources: source}
      start: oda
      columns: {from: from, to: to, label: word, said_on: day, sources: source}
"""
TIES = "from,to,word,day,source\noda,lamp,kept,1931-02-03,log-book\n"
PEOPLE = "id,name,kind,source\noda,Oda Berg,person,log-book\nlamp,the lamp,body,log-book\n"


@pytest.mark.parametrize(
    ("files", "file", "line", "rule"),
    [
        ({}, "", 0, ""),
        ({BOATS: TIES.replace("oda,lamp", "oda,lmap")}, BOATS, 2, "unknown-name"),
        ({CHART: NETWORK.replace("start: oda", "start: odda")}, CHART, 11, "unknown-name"),
        ({CHART: NETWORK.replace("key: id, ", "")}, CHART, 10, "missing-column"),
        ({CHART: NETWORK.replace("key: id", "key: di")}, CHART, 10, "missing-column"),
        ({CHART: NETWORK.replace("from: from, ", "")}, CHART, 12, "missing-column"),
        ({CHART: NETWORK.replace("people.csv", "persons.csv")}, CHART, 9, "no-file"),
        ({BOATS: TIES.replace("oda,lamp", ",lamp")}, BOATS, 2, "empty-cell"),
        ({"data/people.csv": PEOPLE.replace("body", "thing")}, "data/people.csv", 3, "unknown-group"),
        (
            {"data/people.csv": PEOPLE.replace("body,log-book", "body,log")},
            "data/people.csv",
            3,
            "unknown-source",
        ),
    ],
)
def test_ties_lead_from_name_to_name(
    tmp_path: Path, files: dict[str, str], file: str, line: int, rule: str
) -> None:
    problems = _told(tmp_path, {CHART: NETWORK, BOATS: TIES, "data/people.csv": PEOPLE} | files)
    if not file:
        assert problems == ()
        return
    assert (file, line, rule) in [(p.file, p.line, p.rule) for p in problems]
    assert {p.file for p in problems} == {file}
