"""The encoder: a terminal shows what the rows say, from a whole frame and from changes; few bytes, no tricks."""

from __future__ import annotations

import re
import tracemalloc
import unicodedata

import msgspec
import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.paint.cells.encoder import cells_of, encode, pen_of, safe_address
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import PALETTES, STYLES, Profile
from explainer.paint.compose import compose, paint
from explainer.reading.view import Sheet
from explainer.story.model.structs import Story
from tests.unit.paint.looks import SIZES, act, at, screens

DEPTHS = ("truecolor", "256", "16", "none")
COLOUR = re.compile(rb"\x1b\[[\d;]*?(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[\d;]*)?m")


def base(character: str) -> str:
    """A cell's letter without its accents: the emulator puts those after a wide letter into its right half."""
    return "".join(c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c))


class Terminal:
    """An emulated terminal that is fed the encoder's bytes."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)

    def feed(self, data: bytes) -> None:
        self.stream.feed(data)

    def cells(self) -> list[list[tuple[str, bool, bool, bool, str, str]]]:
        buffer, size = self.screen.buffer, self.screen
        return [
            [
                (c.data, c.bold, c.underscore, c.reverse, c.fg, c.bg)
                for c in (buffer[y][x] for x in range(size.columns))
            ]
            for y in range(size.lines)
        ]


def expected(
    rows: tuple[Row, ...], columns: int, profile: Profile
) -> list[list[tuple[str, bool, bool, bool, str]]]:
    """What the terminal should hold: letters and attributes, from the rows alone."""
    shown = []
    for row in rows:
        cells = cells_of(row, columns)
        cells += [(" ", "text", "")] * (columns - len(cells))
        line = []
        for character, style, _address in cells:
            spec = STYLES[style]
            reverse = spec.reverse and profile.depth in ("16", "none")
            ground = "default"
            if profile.depth == "truecolor":
                ground = getattr(PALETTES[profile.theme], spec.ground).hex[1:].lower()
            line.append((base(character), spec.bold, spec.underline, reverse, ground))
        shown.append(line)
    return shown


def seen(terminal: Terminal, depth: str) -> list[list[tuple[str, bool, bool, bool, str]]]:
    return [
        [(base(data), bold if data.strip() else False, under, reverse, bg if depth == "truecolor" else "default")
         for data, bold, under, reverse, _fg, bg in line]
        for line in terminal.cells()
    ]  # fmt: skip


def same(
    one: list[list[tuple[str, bool, bool, bool, str]]], other: list[list[tuple[str, bool, bool, bool, str]]]
) -> None:
    for y, (a, b) in enumerate(zip(one, other, strict=True)):
        for x, (p, q) in enumerate(zip(a, b, strict=True)):
            assert p[0] == q[0] and p[2:] == q[2:], (y, x, p, q)
            assert p[1] == q[1] or not p[0].strip(), (y, x, p, q)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("size", [(40, 15), (80, 24), (120, 40)])
def test_a_terminal_shows_what_the_rows_say(story: Story, depth: str, size: tuple[int, int]) -> None:
    profile = Profile(depth)
    for view in screens(story).values():
        rows = paint(view, *size, profile)
        terminal = Terminal(*size)
        terminal.feed(encode(rows, size[0], profile))
        same(expected(rows, size[0], profile), seen(terminal, depth))


@pytest.mark.parametrize("depth", DEPTHS)
def test_changes_show_the_same_as_a_whole_frame(story: Story, depth: str) -> None:
    profile = Profile(depth)
    terminal = Terminal(80, 24)
    previous: tuple[Row, ...] | None = None
    for view in [*screens(story).values(), *reversed(screens(story).values())]:
        rows = paint(view, 80, 24, profile)
        terminal.feed(encode(rows, 80, profile, previous))
        same(expected(rows, 80, profile), seen(terminal, depth))
        previous = rows


def test_inks_are_those_of_the_palette(story: Story) -> None:
    terminal = Terminal(80, 24)
    view = act(at(story, "the-morning"), "next-reference")
    found = compose(view, 80, 24, Profile(theme="light"))
    terminal.feed(encode(found.rows, 80, Profile(theme="light")))
    palette = PALETTES["light"]
    column, row = found.cursor or (0, 0)
    held = terminal.screen.buffer[row][column]
    assert (held.fg, held.bg, held.bold) == (
        palette.paper.hex[1:].lower(),
        palette.accent.hex[1:].lower(),
        True,
    )


def rows_of(alphabet: str) -> st.SearchStrategy[list[list[tuple[str, str]]]]:
    run = st.tuples(
        st.text(st.sampled_from(alphabet), min_size=1, max_size=8), st.sampled_from(sorted(STYLES))
    )
    return st.lists(st.lists(run, max_size=6), min_size=5, max_size=5)


def shown_one_after_the_other(
    columns: int,
    first: list[list[tuple[str, str]]],
    second: list[list[tuple[str, str]]],
    depth: str,
    fills: bool,
) -> None:
    profile = Profile(depth)
    one, other = (tuple(tuple(Run(*run) for run in row) for row in rows) for rows in (first, second))
    terminal = Terminal(columns, 5)
    terminal.feed(encode(one, columns, profile, fills=fills))
    same(expected(one, columns, profile), seen(terminal, depth))
    terminal.feed(encode(other, columns, profile, one, fills=fills))
    same(expected(other, columns, profile), seen(terminal, depth))


PLAIN, WIDE = rows_of("ab \u4e00\u3042\u049b\u2500"), rows_of("ab \u4e00e\u0301\u3042\u0308")


@settings(max_examples=150, deadline=None)
@given(PLAIN, PLAIN, st.sampled_from(DEPTHS), st.booleans())
def test_any_rows_after_any_rows_even_too_wide_ones(
    first: list[list[tuple[str, str]]], second: list[list[tuple[str, str]]], depth: str, fills: bool
) -> None:
    shown_one_after_the_other(24, first, second, depth, fills)


@settings(max_examples=150, deadline=None)
@given(WIDE, WIDE, st.sampled_from(DEPTHS), st.booleans())
def test_any_rows_after_any_rows_with_combining_letters(
    first: list[list[tuple[str, str]]], second: list[list[tuple[str, str]]], depth: str, fills: bool
) -> None:
    # wide enough that no accent stands after the last column, where the emulator would wrap it
    shown_one_after_the_other(120, first, second, depth, fills)


@pytest.mark.parametrize("size", SIZES)
def test_without_colour_not_one_colour_sequence_is_sent(story: Story, size: tuple[int, int]) -> None:
    previous: tuple[Row, ...] | None = None
    for view in screens(story).values():
        rows = paint(view, *size, Profile("none"))
        for data in (
            encode(rows, size[0], Profile("none")),
            encode(rows, size[0], Profile("none"), previous),
        ):
            assert not COLOUR.search(data)
            assert set(re.findall(rb"\x1b\[([\d;]*)m", data)) <= {
                b";".join(codes) for codes in _attribute_lists()
            }
        previous = rows


def _attribute_lists() -> list[tuple[bytes, ...]]:
    """Bold, underline and reverse, on and off, in the encoder's order, and the reset of a frame's start."""
    found: list[tuple[bytes, ...]] = [()]
    for options in ((b"0",), (b"1", b"22"), (b"4", b"24"), (b"7", b"27")):
        found += [(*codes, option) for codes in found for option in options]
    return found


def test_sixteen_colours_touch_only_rules_and_signs() -> None:
    for name, style in STYLES.items():
        coloured = pen_of(name, "16", "dark")[0] != "39"
        assert coloured == bool(style.sign), name


@pytest.mark.parametrize(
    ("depth", "first", "page"), [("truecolor", 6000, 4000), ("256", 6000, 4000), ("none", 2000, 2000)]
)
def test_budgets_of_bytes(long_story: Story, depth: str, first: int, page: int) -> None:
    profile = Profile(depth)
    for fills in (True, False):
        opening = encode(paint(at(long_story), 80, 24, profile), 80, profile, fills=fills)
        assert len(opening) <= first + (0 if fills else 1000)
    view = at(long_story, "the-lamp")
    before = paint(view, 80, 24, profile)
    assert len(encode(before, 80, profile)) <= page
    after = paint(act(view, "next"), 80, 24, profile)
    assert len(encode(after, 80, profile, before)) <= page


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_move_of_the_cursor_is_cheap(long_story: Story, depth: str) -> None:
    profile = Profile(depth)
    view = act(at(long_story, "the-lamp", "2"), "next-reference")
    for _move in range(3):
        before = compose(view, 80, 24, profile)
        view = act(view, "next-reference")
        after = compose(view, 80, 24, profile)
        assert after.layout.references == before.layout.references
        data = encode(after.rows, 80, profile, before.rows, cursor=after.cursor, synchronised=True)
        assert len(data) <= 600


def test_nothing_changed_sends_nothing(story: Story) -> None:
    rows = paint(at(story), 80, 24, Profile())
    assert encode(rows, 80, Profile(), rows) == b""


def test_the_cursor_is_a_thin_bar_on_its_cell(story: Story) -> None:
    rows = paint(at(story), 80, 24, Profile())
    data = encode(rows, 80, Profile(), cursor=(4, 9))
    assert data.endswith(b"\x1b[10;5H\x1b[6 q\x1b[?25h")
    assert encode(rows, 80, Profile()).startswith(b"\x1b[?25l")
    assert encode(rows, 80, Profile(), synchronised=True).startswith(b"\x1b[?2026h")


HOSTILE = "\x1b]0;owned\x07 \x9b31m \x00\x7f \u202eevil\u202c \u2066x\u2069 \r\n\tend"


def test_no_control_character_of_a_text_reaches_the_terminal(story: Story) -> None:
    term = msgspec.structs.replace(story.terms["lightkeeper"], name=HOSTILE, definition=HOSTILE, say=HOSTILE)
    scene = msgspec.structs.replace(story.scenes["the-morning"], title=HOSTILE)
    changed = msgspec.structs.replace(
        story, title=HOSTILE, about=HOSTILE, terms=story.terms | {"lightkeeper": term},
        scenes=story.scenes | {"the-morning": scene},
    )  # fmt: skip
    views = [*screens(changed).values(), at(changed, "the-morning", sheets=(Sheet("term", "lightkeeper"),))]
    for view in views:
        for row in paint(view, 120, 40, Profile()):
            for run in row:
                assert run.text.isprintable() or not re.search(
                    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", run.text
                )


def test_rows_from_elsewhere_are_cleaned_too() -> None:
    data = encode(((Run(HOSTILE, "text"),),), 80, Profile("none"))
    assert b"\x1b]" not in data and b"\x07" not in data and "\u202e".encode() not in data


def test_an_address_is_a_link_that_cannot_break_out(story: Story) -> None:
    view = at(story, "the-lamp", sheets=(Sheet("source", "port-gazette"),))
    data = encode(paint(view, 80, 40, Profile()), 80, Profile())
    assert b"\x1b]8;;https://gazette.example/storm\x1b\\gazette.example/storm" in data.replace(
        b"\x1b[4m", b""
    )
    assert data.count(b"\x1b]8;;\x1b\\") == 1
    assert safe_address("https://x/\x1b\\;a b\u202e") == "https://x/%1B%5C%3Ba%20b%E2%80%AE"


def test_what_is_kept_between_frames_stays_small() -> None:
    """Whoever drags a window's edge makes runs that nobody sees again."""
    tracemalloc.start()
    for number in range(4_000):
        encode(((Run(f"{number:05d} " + "word " * 13, "text"),),), 80, Profile(), ((Run("other", "text"),),))
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 8 * 1024 * 1024
