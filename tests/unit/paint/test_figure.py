"""The screen of a figure: every place reachable and named, in every depth and glyph set, at every size."""

from __future__ import annotations

import re

import msgspec
import pytest

from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import (
    DEPTHS,
    GLYPHS,
    PALETTES,
    STYLES,
    Profile,
    contrast,
    hex_of_index,
    signs,
)
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose, rows_text
from explainer.paint.figures import maps
from explainer.paint.figures.captions import other_rows, strip
from explainer.paint.page.prose import Pen
from explainer.problems import Cannot
from explainer.reading import figures
from explainer.reading.actions import Action
from explainer.reading.figure_actions import open_figure
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.reading.view_actions import perform
from explainer.story.figures.data import Datum
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Story
from tests.unit.paint import country
from tests.unit.paint.country import TOWNS, crowded, with_map

SIZES = ((40, 15), (60, 20), (80, 24), (120, 40), (160, 45))


@pytest.fixture(scope="module")
def island(story: Story) -> Story:
    return with_map(story)


def at(island: Story, day: str = "1931-02-02", *, on: str = "", selected: int = -1, part: str = "") -> View:
    view = open_figure(View(island, begin(island, lens=Lens(on) if on else None)), "f-island", day=day)
    listing = msgspec.structs.replace(view.listings[-1], selected=selected, view=part)
    return msgspec.structs.replace(view, listings=(listing,))


def lines(frame: Frame) -> list[str]:
    return ["".join(run.text for run in row) for row in frame.rows]


def text(frame: Frame) -> str:
    return "\n".join(lines(frame))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("glyphs", GLYPHS)
@pytest.mark.parametrize("depth", DEPTHS)
def test_it_fits_and_names_who_is_new(island: Story, size: tuple[int, int], glyphs: str, depth: str) -> None:
    for day in figures.days(island.figures["f-island"]):
        for part in ("", "west", "quay"):
            frame = compose(
                at(island, day, part=part, selected=1), *size, Profile(depth=depth, glyphs=glyphs)
            )
            assert len(frame.rows) == size[1]
            assert all(width(line) <= size[0] for line in lines(frame))
            assert "\u2800" not in text(frame)
            if glyphs == "ascii":
                assert text(frame).isascii()
    assert "Mill" in text(compose(at(island), *size, Profile(depth=depth, glyphs=glyphs)))


@pytest.mark.parametrize("size", SIZES[1:], ids=str)
def test_every_row_has_its_mark_or_is_named_as_without_room(island: Story, size: tuple[int, int]) -> None:
    frame = compose(at(island, "1931-02-03"), *size, Profile())
    shown = {run.reference for row in frame.rows for run in row if run.reference.startswith("datum:")}
    for key, (name, _where, _rank) in TOWNS.items():
        assert f"datum:{key}" in shown or name.partition(" (")[0] in text(frame)


@pytest.mark.parametrize("size", [*SIZES[2:], (200, 60)], ids=str)
@pytest.mark.parametrize("glyphs", GLYPHS)
def test_every_place_in_sight_is_named_on_each_day(island: Story, size: tuple[int, int], glyphs: str) -> None:
    for day in figures.days(island.figures["f-island"]):
        shown = text(compose(at(island, day), *size, Profile(glyphs=glyphs)))
        assert all(name.partition(" (")[0] in shown for name, _where, _rank in TOWNS.values()), (day, shown)


def test_names_without_room_stand_in_whichever_row_has_it(island: Story) -> None:
    pen = Pen(island, "", "braille")
    rows = tuple(Datum(f"t{n}", f"Town {n}", place=f"t{n}") for n in range(5))
    frame = figures.Frame("1931-02-01", new=rows[:1], ahead=rows[1:])
    new: Row = (Run("new this day 1: Town 0", "text"),)
    nowhere: Row = (Run("flooded: nowhere", "chrome"),)
    for over, room, fits in (([new, nowhere], 60, True), ([new], 44, True), ([new, nowhere], 44, False)):
        found = other_rows(pen, frame, (), rows, over, room, 2)
        said = "\n".join("".join(run.text for run in row) for row in found)
        assert all(row.label in said for row in rows) == fits, said
        assert "not yet 4" in said and (fits or "no room: 4 places" in said)


def test_a_state_of_all_regions_is_said_to_hold_everywhere(island: Story) -> None:
    shown = text(compose(at(island, "1931-02-03"), 80, 24, Profile()))
    assert "flooded" in shown
    regions = tuple(Datum(name, name, name) for name in ("west", "east"))
    assert maps.covers(island, island.figures["f-island"], regions)
    assert not maps.covers(island, island.figures["f-island"], regions[:1])


def test_states_have_signs_of_their_own_without_colour(island: Story) -> None:
    frame = compose(at(island, "1931-02-02"), 80, 24, Profile(depth="none"))
    signs_by = {
        run.reference[6:]: run.text.strip()[0] if run.text.strip()[0] in "●○·?" else run.text.strip()[-1]
        for row in frame.rows
        for run in row
        if run.reference.startswith("datum:") and set(run.text) & set("●○·?")
    }
    assert signs_by["north-port"] == "○" and signs_by["quay"] == "●" and signs_by["mill"] == "●"
    assert signs_by["fields"] == "·" and signs_by["hut"] == "?"
    words = text(frame)
    assert "new this day 2: Mill (about), Quay" in words
    assert "earlier 1" in words and "not yet 1" in words and "day not found 1" in words


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_without_colour_not_one_colour_is_sent(island: Story, size: tuple[int, int]) -> None:
    profile = Profile(depth="none")
    sent = encode(compose(at(island, "1931-02-02", selected=0), *size, profile).rows, size[0], profile)
    for found in re.findall(rb"\x1b\[([0-9;]*)m", sent):
        assert not {int(n) for n in found.split(b";") if n} & ({*range(30, 50)} | {*range(90, 108)}), found


def test_a_shaded_region_is_a_fill_or_a_pattern_and_always_words(island: Story) -> None:
    def drawn(day: str, **profile: str) -> Frame:
        return compose(at(island, day), 80, 24, Profile(**profile))

    before, during = drawn("1931-02-01"), drawn("1931-02-02")
    grounds = {run.style.rpartition("-")[2] for row in during.rows[1:19] for run in row}
    assert "shade" in grounds
    assert not any(run.style.endswith("-shade") for row in before.rows for run in row)
    assert "flooded: nowhere" in text(before) and "flooded 1: The west 16:00" in text(during)
    assert "flooded 1: The east" in text(drawn("1931-02-03")), "the west was dry from midnight"
    for profile in ({"depth": "none"}, {"depth": "16"}, {"depth": "none", "glyphs": "ascii"}):
        bare = "\n".join(lines(drawn("1931-02-01", **profile))[1:19])
        patterned = "\n".join(lines(drawn("1931-02-02", **profile))[1:19])
        sign = ":" if profile.get("glyphs") else "⠄"
        assert patterned.count(sign) > bare.count(sign) + 20, profile


def test_under_a_lens_what_was_said_later_is_counted_and_not_drawn(island: Story) -> None:
    frame = compose(at(island, "1931-02-02", on="1931-02-03"), 80, 24, Profile())
    assert "Quay" not in text(frame) and "said later 1" in text(frame)
    assert "As known on 3 February 1931" in text(frame)
    assert "flooded: nowhere" in text(compose(at(island, "1931-02-03", on="1931-02-03"), 80, 24, Profile()))


def test_days_after_the_date_are_neither_offered_nor_spoken_of(island: Story) -> None:
    for wanted in ("1931-02-02", "1931-02-04"):
        view = at(island, wanted, on="1931-02-02")
        frame = compose(view, 80, 24, Profile())
        assert view.listings[-1].day == "1931-02-02"
        assert "3 Feb" not in text(frame) and "4 Feb" not in text(frame)
        for action in ("next-day", "go-day"):
            with pytest.raises(Cannot):
                perform(view, Action(action, "1931-02-03"), frame.layout)
    quiet = text(compose(at(island, "1931-01-31", on="1931-01-31"), 80, 24, Profile()))
    assert "nothing new this day" not in quiet and "nothing new said by then of this day" in quiet
    assert "flooded: nowhere, as far as said by then" in quiet


def test_a_day_in_sight_gives_way_to_an_earlier_date(island: Story) -> None:
    view = at(island, "1931-02-04")
    under = msgspec.structs.replace(view, run=msgspec.structs.replace(view.run, lens=Lens("1931-02-02")))
    assert "4 Feb" not in text(compose(under, 80, 24, Profile()))


def test_the_row_in_hand_says_what_happened_and_who_says_it(island: Story) -> None:
    frame = compose(at(island, selected=2), 80, 24, Profile())
    assert "Quay (Old Quay) · 2 Feb 1931 · new this day · said 8 Feb 1931" in text(frame)
    assert "Boats are counted." in text(frame) and "Harbour archive" in text(frame)
    assert frame.cursor is not None
    column, row = frame.cursor
    assert "Quay" in lines(frame)[row][max(0, column - 8) : column + 8]


@pytest.mark.parametrize("size", ((40, 15), (80, 24)), ids=str)
def test_arrows_reach_every_row_and_enter_opens_its_record(island: Story, size: tuple[int, int]) -> None:
    view, reached = at(island), set()
    for _press in TOWNS:
        frame = compose(view, *size, Profile())
        view = perform(view, Action("next-reference"), frame.layout)
        reached.add(figures.shown(island, "f-island", "").rows[view.listings[-1].selected].key)
        assert compose(view, *size, Profile()).cursor is not None
    assert reached == set(TOWNS)
    view = perform(at(island, selected=2), Action("open"), compose(view, *size, Profile()).layout)
    record = text(compose(view, *size, Profile()))
    assert "Boats are counted." in record and "Log of the Skerry light" in " ".join(record.split())
    assert perform(view, Action("open"), frame.layout).screen == "source"


def test_steps_go_day_by_day_and_end(island: Story) -> None:
    view = at(island, "1931-02-01")
    for _step in range(3):
        view = perform(view, Action("next-day"), compose(view, 80, 24, Profile()).layout)
    assert view.listings[-1].day == "1931-02-04"
    with pytest.raises(Cannot, match="last day"):
        perform(view, Action("next-day"), compose(view, 80, 24, Profile()).layout)


def test_a_day_step_sends_only_what_changed(island: Story) -> None:
    profile = Profile()
    before = compose(at(island, "1931-02-01"), 80, 24, profile)
    after = compose(at(island, "1931-02-04"), 80, 24, profile)
    whole, step = encode(after.rows, 80, profile), encode(after.rows, 80, profile, before.rows)
    assert len(whole) < 12_288 and len(step) < len(whole) / 2


def test_views_frame_what_they_name(island: Story) -> None:
    whole, near = (text(compose(at(island, part=part), 80, 24, Profile())) for part in ("", "quay"))
    assert "the island" in whole and "around the quay" in near
    assert "North Port" in whole and "North Port" not in near.replace("new this day", "").split("flooded")[0]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", ((60, 14), (80, 18), (120, 33)), ids=str)
def test_in_a_crowd_every_row_is_named_or_told_as_without_room(
    story: Story, seed: int, size: tuple[int, int]
) -> None:
    crowd, rows = crowded(story, seed, size[0])
    picture = maps.draw(
        crowd, crowd.figures["f-island"], figures.frame(rows, "1931-02-02"), (), *size, Profile()
    )
    shown = "\n".join("".join(run.text for run in row) for row in picture.rows)
    missing = {datum.label for datum in picture.unnamed}
    assert missing and len(missing) < len(rows)
    for datum in rows:
        assert (datum.label in shown) != (datum.label in missing), datum.label


@pytest.mark.parametrize("seed", range(6))
def test_a_name_never_stands_by_the_mark_of_another(story: Story, seed: int) -> None:
    crowd, rows = crowded(story, seed, 45)
    figure, frame = crowd.figures["f-island"], figures.frame(rows, "1931-02-02")
    for row in maps.draw(crowd, figure, frame, (), 80, 18, Profile()).rows:
        cells = [(sign, run.reference) for run in row for sign in run.text]
        marks = {x: reference for x, (sign, reference) in enumerate(cells) if sign in "●○·?" and reference}
        for reference in {reference for sign, reference in cells if sign == "x" and reference}:
            named = [x for x, cell in enumerate(cells) if cell[1] == reference and cell[0].isalnum()]
            apart = 2 if reference in marks.values() else 5
            near = {marks[x] for x in range(named[0] - apart, named[-1] + apart + 1) if x in marks}
            assert near <= {reference}, (reference, near)


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("depth", ("truecolor", "256"))
@pytest.mark.parametrize("ground", ("land", "sea", "shade"))
def test_names_are_legible_on_every_ground(theme: str, depth: str, ground: str) -> None:
    for role, least in (("text", 7.0), ("strong", 7.0), ("chrome", 4.5)):
        style = STYLES[f"{role}-{ground}"]
        front, back = getattr(PALETTES[theme], style.ink), getattr(PALETTES[theme], style.ground)
        shades = [ink.hex if depth == "truecolor" else hex_of_index(ink.number) for ink in (front, back)]
        assert contrast(*shades) >= least, (role, ground)


@pytest.mark.parametrize("room", (12, 20, 36, 72, 110))
@pytest.mark.parametrize("count", (1, 3, 9, 28))
def test_the_strip_always_holds_the_day_in_hand(room: int, count: int) -> None:
    days = tuple(f"2020-02-{n:02}" for n in range(1, count + 1))
    for now in days:
        row = strip(days, now, room, signs("braille"))
        assert sum(width(run.text) for run in row) <= room
        assert [run.reference for run in row if run.style == "cursor"] == [f"day:{now}"]


@pytest.mark.parametrize("size", SIZES[2:])
def test_a_map_with_right_to_left_names_has_every_mark_where_it_was(
    story: Story, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names are turned round, and the land, the marks and what a click finds beside them are not."""
    latin = marks_of(with_map(story), size)
    monkeypatch.setattr(
        country, "ROWS", tuple((key, NAMES[key], *rest) for key, _name, *rest in country.ROWS)
    )
    arabic = with_map(story)
    assert marks_of(arabic, size) == latin
    shown = rows_text(compose(at(arabic, "1931-02-03"), *size, Profile(depth="none")).rows)
    assert "ﻝﻮﻘﺤﻟﺍ" in shown


NAMES = {
    "north-port": "الشمالي", "mill": "الطاحونة", "quay": "الرصيف", "fields": "الحقول", "hut": "الكوخ",
}  # fmt: skip


def marks_of(story: Story, size: tuple[int, int]) -> set[tuple[str, int, int]]:
    """Every mark on the map, with its column and row."""
    found = set()
    for y, row in enumerate(compose(at(story, "1931-02-03"), *size, Profile(depth="none")).rows):
        x = 0
        for run in row:
            for sign in run.text:
                if sign in "●○?" and run.reference.startswith("datum:"):
                    found.add((run.reference, x, y))
                x += width(sign)
    return found
