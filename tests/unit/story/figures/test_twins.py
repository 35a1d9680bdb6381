"""Every figure of the shipped story says in words what its table holds, with a date set and without.

The table is read here by other means than the engine's: the csv module and rules written down once more.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.story.figures.alt_text import Twin, twin
from explainer.story.figures.data import data
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story

SCENES = Path(__file__).parents[4] / "scenes"
LENS = "2022-01-08"
Row = dict[str, str]

CARS = ("Mangystau region", "Mangystau region (protesters' demand)")
CAPS = ("Aktobe, Atyrau, Mangystau regions", "Atyrau, Aktobe, Mangystau regions")
MINISTRY = ("Interior Ministry", "Acting Interior Minister Turgumbayev")
TRIALS = ("All cases", "Interior Ministry", "Amnesty law", "Torture")
LANES = ("street", "state", "force", "abroad", "elite")

# The table of each figure, the rows it shows, and the columns whose cells must be found in its lines.
FIGURES: dict[str, tuple[str, Callable[[Row], bool], tuple[str, ...]]] = {
    "f-price": ("lpg_price", lambda r: r["place"] in CARS + CAPS, ("tenge_low", "tenge_high", "note")),
    "f-2011": ("toll_2011", lambda r: True, ("who_says", "number_low", "number_high", "scope")),
    "f-before": ("before", lambda r: True, ("place", "event", "state_response")),
    "f-spread": ("places", lambda r: r["name_en"] != "Koshmambet", ("name_en",)),
    "f-emergency": ("emergency", lambda r: True, ("region",)),
    "f-fifth": ("timeline", lambda r: r["date"] == "2022-01-05" and r["lane"] in LANES, ("time_local", "event")),
    "f-dark": ("internet", lambda r: True, ("state", "scope", "note")),
    "f-by-place": ("places", lambda r: bool(r["deaths_official_2023"]), ("name_en", "deaths_official_2023")),
    "f-detained": (
        "detained",
        lambda r: r["measure"] == "cumulative, nationwide" and r["issuer"] in MINISTRY,
        ("issuer", "number", "scope"),
    ),
    "f-posts": ("posts", lambda r: True, ("holder", "post_or_right")),
    "f-circle": ("circle_ties", lambda r: True, ("note",)),
    "f-night": ("night", lambda r: True, ("place", "what")),
    "f-contingents": (
        "csto_contingents",
        lambda r: r["personnel"] != "3950" and r["status"] != "opinion",
        ("country", "personnel"),
    ),
    "f-mission": ("timeline", lambda r: r["topic"] == "mission", ("place", "event")),
    "f-deaths": ("deaths", lambda r: r["scope"] == "nationwide", ("issuer", "number", "scope_note")),
    "f-labels": (
        "labels",
        lambda r: r["issuer"] != "by arithmetic" and r["as_of"] != "2022-02-22",
        ("label", "where", "number", "issuer"),
    ),
    "f-courts": ("courts", lambda r: r["case"].startswith(TRIALS) and "side" in r, ("case", "people", "result")),
    "f-strikes": ("strikes", lambda r: True, ("period", "who_says", "number_low", "number_high")),
    "f-commanders": ("commanders", lambda r: True, ("who", "years", "post", "trial", "answer")),
    "f-days": ("timeline", lambda r: True, ("time_local", "place", "event", "open_question")),
}  # fmt: skip
SAID = {
    "before": ("date", "date_precision"),
    "emergency": ("from_said_on", "from_said_on_precision"),
    "f-spread": ("first_day_said_on", "first_day_said_on_precision"),
}
WORDS = {"retracted": "withdrawn", "standing": "standing", "superseded": "replaced", "disputed": "disputed"}


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(SCENES)


def test_every_figure_is_compared(story: Story) -> None:
    assert set(story.figures) == set(FIGURES)


@pytest.mark.parametrize("on", ["", LENS], ids=["as checked", LENS])
@pytest.mark.parametrize("figure", FIGURES)
def test_the_words_hold_the_table(story: Story, figure: str, on: str) -> None:
    name, shows, columns = FIGURES[figure]
    rows = [row for row in _table(name) if shows(row)]
    heard = [row for row in rows if not on or _said_by(row, figure, name, on)]
    found = twin(story, story.figures[figure], on)
    lines = _lines(figure, found)
    assert len(lines) == len(heard)
    for row, line in zip(heard, lines, strict=True):
        for column in columns:
            _holds(line, row[column], row)
        if "replaced_on" in row:
            assert _status(row, on) in line
        if "open_question" in row:
            assert (row["open_question"] in line) and ("Open: " in line) == bool(row["open_question"])
    assert ("later" in found.later or "without a recorded day" in found.later) == (len(heard) < len(rows))
    numbers = [int(n) for n in re.findall(r"(\d+) entr", found.later)]
    assert sum(numbers) == len(rows) - len(heard)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_line_for_each_value_names_its_sources(story: Story, figure: str) -> None:
    name, shows, _columns = FIGURES[figure]
    cited = {"f-by-place": ("deaths_source",), "f-spread": ("first_day_source", "source")}
    columns = cited.get(figure, ("source_from", "source_to") if name == "emergency" else ("source",))
    wanted = {
        key
        for row in _table(name)
        if shows(row)
        for column in columns
        for key in row[column].split(";")
        if key
    }
    found = set(twin(story, story.figures[figure]).sources)
    assert wanted <= found <= set(story.sources)


def test_a_date_hides_what_became_of_a_value_later(story: Story) -> None:
    deaths = twin(story, story.figures["f-deaths"], LENS)
    assert [line.partition(";")[0] for line in deaths.rows] == [
        "Dauren Abayev, president's office, on Khabar 24 (as Khovar reports): 44 people, standing, 8 January 2022"
    ]
    assert "238" not in deaths.says + deaths.later
    detained = twin(story, story.figures["f-detained"], LENS)
    assert sum("standing" in line for line in detained.rows) == 1
    assert "4,404 people, standing" in detained.rows[-1]
    emergency = twin(story, story.figures["f-emergency"], LENS)
    assert not any("19 January" in line for line in emergency.rows)


def test_a_map_shown_at_a_day_tells_nothing_after_it(story: Story) -> None:
    words = twin(story, story.figures["f-spread"], "", "2022-01-03")
    towns = [
        row["name_en"] for row in _table("places") if row["first_day"] and row["first_day"] <= "2022-01-03"
    ]
    assert [line.partition(":")[0] for line in words.rows[:-2]] == towns
    assert words.says == "7 places by 3 January 2022."
    # Its picture marks the others too: by name, without a day or what happened there.
    others = [d.label for d in data(story, story.figures["f-spread"]).rows if d.label not in towns]
    named = [line.partition(": ") for line in words.rows[-2:]]
    assert [state for state, _colon, _names in named] == ["Not yet", "Day not found"]
    assert sorted(name for _state, _colon, names in named for name in names.split(", ")) == sorted(others)


def test_nothing_is_drawn_that_nobody_counted(story: Story) -> None:
    for on in ("", LENS):
        rows = twin(story, story.figures["f-contingents"], on).rows
        assert not any("3,950" in row or "1,100" in row or "1,500" in row for row in rows)
        assert not any("by arithmetic" in row for row in twin(story, story.figures["f-labels"], on).rows)


def test_readers_see_no_marks_of_the_research(story: Story) -> None:
    for figure in story.figures.values():
        words = twin(story, figure)
        for text in (words.title, words.says, *words.rows):
            assert not re.search(r"\b[ABEJPR]-\d{3}", text), text


def _table(name: str) -> list[Row]:
    with (SCENES / "data" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _said_by(row: Row, figure: str, name: str, on: str) -> bool:
    date, precision = SAID.get(figure) or SAID.get(name) or ("said_on", "said_on_precision")
    return bool(row[date] and row[precision]) and _full(row[date]) <= on


def _full(date: str) -> str:
    """The last day of a date: one of a month counts from its end."""
    year, month, day = (*date.split("-"), "", "")[:3]
    month = month or "12"
    return f"{year}-{month}-{day or calendar.monthrange(int(year), int(month))[1]}"


def _status(row: Row, on: str) -> str:
    if row.get("issued") == "independent":
        return "independent"
    if on and row["replaced_on"] and _full(row["replaced_on"]) > on:
        return "standing"
    return WORDS[row["status"]]


def _lines(figure: str, found: Twin) -> list[str]:
    """The lines of the table itself: not the shading of a map, not the bare names of a network."""
    if figure == "f-spread":
        return [line for line in found.rows if not line.startswith("State of emergency: ")]
    if figure in ("f-posts", "f-circle"):
        return [line for line in found.rows if " to " in line and ": " in line]
    return list(found.rows)


def _holds(line: str, cell: str, row: Row) -> None:
    if re.fullmatch(r"\d+(\.\d+)?", cell):
        number = f"{float(cell):,.0f}" if float(cell).is_integer() else cell
        assert re.search(rf"(?<![\d,.]){re.escape(number)}(?![\d]|,\d|\.\d)", line), (cell, line)
    elif cell.casefold() not in line.casefold():
        # A note that the fuller note repeats is said once.
        assert cell.casefold() in row.get("status_note", "").casefold(), (cell, line)
