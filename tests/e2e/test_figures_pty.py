"""A map on a PTY: days while the window changes, every cell as painted; the mouse beside a mark; no colour; ASCII."""

from __future__ import annotations

import pyte
import pytest

from explainer.paint.cells.encoder import encode
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.problems import Cannot
from explainer.reading import figures
from explainer.reading.actions import Action
from explainer.reading.figure_actions import open_figure
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.reading.view_actions import perform, say
from explainer.story.model.structs import Story
from tests.e2e.reader import Start, opened
from tests.e2e.terminal import KEYS, Terminal

LEFT, RIGHT, DOWN = "left", "right", "down"
WALK = (
    ((80, 24), (LEFT, LEFT, DOWN, LEFT, RIGHT, "z", RIGHT)),
    ((60, 20), (LEFT, DOWN, RIGHT)),
    ((120, 40), (LEFT, LEFT, "z", RIGHT, DOWN)),
    ((40, 15), (RIGHT, DOWN, DOWN, LEFT)),
    ((100, 30), (LEFT, "z", DOWN)),
    ((80, 24), (RIGHT, RIGHT, RIGHT)),
)
STILL = Profile(motion=False)
"""As the tests' terminals: without animations."""
ACTIONS = {"right": "next-day", "left": "previous-day", "z": "zoom", "down": "next-reference"}


def expected(view: View, size: tuple[int, int], profile: Profile) -> pyte.Screen:
    """What a terminal shows that got the whole frame at once."""
    screen = pyte.Screen(*size)
    frame = compose(view, *size, profile)
    pyte.ByteStream(screen).feed(encode(frame.rows, size[0], profile, fills=False))
    return screen


def torn(
    terminal: Terminal, view: View, size: tuple[int, int], profile: Profile = STILL
) -> list[tuple[int, int, str, str]]:
    """Cells that differ from a frame painted afresh: in sign, colour or weight."""
    whole = expected(view, size, profile)
    found = []
    for y in range(size[1]):
        for x in range(size[0]):
            one, other = terminal.screen.buffer[y][x], whole.buffer[y][x]
            ink = one.fg == other.fg or not one.data.strip()
            if one.data != other.data or one.bg != other.bg or not ink:
                found.append((x, y, one.data + one.fg, other.data + other.fg))
    return found


def test_no_cell_is_torn_while_days_pass_and_the_window_changes(start: Start, story: Story) -> None:
    terminal = opened(start("--theme", "dark"), story)
    view = View(story, begin(story))
    terminal.press("z")
    view = perform(view, Action("map"), compose(view, 80, 24, Profile()).layout)
    size = (80, 24)
    for wanted, keys in WALK:
        if wanted != size:
            terminal.resize(*wanted)
            size = wanted
        for key in keys:  # the first one while the new size is still on its way
            terminal.send(KEYS.get(key, key))
            view = after(view, ACTIONS[key], size)
            terminal.settle(quiet=0.2)
            terminal.wait_until(
                lambda now=view, at=size: not torn(terminal, now, at),
                f"a whole frame after {key} at {size}",
            )


def after(view: View, action: str, size: tuple[int, int]) -> View:
    """The view after an action; what is not possible is said."""
    try:
        return perform(view, Action(action), compose(view, *size, STILL).layout)
    except Cannot as cannot:
        return say(view, str(cannot))


def test_the_mouse_finds_a_mark_beside_it_and_a_day_of_the_strip(start: Start, story: Story) -> None:
    terminal = opened(start("--theme", "dark"), story)
    view = View(story, begin(story))
    terminal.press("z")
    view = perform(view, Action("map"), compose(view, 80, 24, Profile()).layout)
    frame = compose(view, 80, 24, Profile())
    day = figures.days(figures.figure_of(view))[-1]
    column, row = _where(frame.rows, f"day:{day}")
    terminal.click(column + 1, row)
    view = perform(view, Action("day", day), frame.layout)
    frame = compose(view, 80, 24, Profile())
    key = next(run.reference for line in frame.rows for run in line if run.reference.startswith("datum:"))
    column, row = _where(frame.rows, key)
    terminal.click(column, row)
    view = perform(view, Action("datum", key[6:]), frame.layout)
    terminal.wait_until(lambda: not torn(terminal, view, (80, 24)), "the place in hand")


def _where(rows: tuple[object, ...], reference: str) -> tuple[int, int]:
    for y, row in enumerate(rows):
        x = 0
        for run in row:  # type: ignore[attr-defined]
            if run.reference == reference:
                return x, y
            x += len(run.text)
    raise AssertionError(reference)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 15)])
def test_without_colour_the_map_sends_none(start: Start, story: Story, columns: int, rows: int) -> None:
    terminal = opened(start(columns=columns, rows=rows, NO_COLOR="1"), story)
    terminal.press("z", "right", "down", "enter", "escape", "z", "left", "space", "x", "escape")
    assert terminal.colour_sequences() == []


def test_in_ascii_the_map_is_seven_bit(start: Start, story: Story) -> None:
    terminal = opened(start("--glyphs", "ascii"), story)
    terminal.press("z")
    terminal.wait_until(lambda: "~" in "".join(terminal.lines[1:18]), "the sea")
    picture = "\n".join(terminal.lines[1:18])
    assert "." in picture and "~" in picture
    assert not set(picture) & {chr(code) for code in range(0x2800, 0x2900)}


def test_playing_goes_from_day_to_day_until_a_key_stops_it(start: Start, story: Story) -> None:
    terminal = opened(start("--theme", "dark", TEXTUAL_ANIMATIONS="full"), story)
    view = View(story, begin(story))
    view = perform(view, Action("map"), compose(view, 80, 24, Profile()).layout)
    figure = figures.figure_of(view)
    later = [open_figure(View(story, begin(story)), figure.id, day=day) for day in figures.days(figure)[1:]]

    def shown() -> View | None:
        """The first days are enough: a machine that is late to look at one sees another."""
        return next((view for view in later[:8] if not torn(terminal, view, (80, 24), Profile())), None)

    terminal.press("z", *["left"] * len(figures.days(figure)))
    terminal.press("space")
    terminal.wait_until(shown, "a later day by itself")
    terminal.press("x")
    view = shown()
    assert view is not None and view is not later[-1]
    terminal.pump(1.6)
    assert torn(terminal, view, (80, 24), Profile()) == [], "a key stops it"
