"""Rows as SVG: every word and dot of them, in place, without a font's help for braille."""

from __future__ import annotations

import re
import xml.etree.ElementTree as Tree

import pytest

from explainer.export.svg import HIGH, MARGIN, WIDE, look, page_svg, svg
from explainer.paint.cells.rows import Run
from explainer.paint.cells.style import DEPTHS, PALETTES, STYLES, Profile

SPACE = "{http://www.w3.org/2000/svg}"


def drawn(*runs: Run, profile: Profile | None = None) -> Tree.Element:
    return Tree.fromstring(svg((runs,), 20, profile or Profile(), "a <title>"))


def test_words_stand_in_their_cells() -> None:
    picture = drawn(Run("  a < b", "strong"), Run(" [1]", "accent"))
    texts = picture.findall(f"{SPACE}text")
    assert [text.text for text in texts] == ["a < b", "[1]"]
    assert [int(text.attrib["x"]) for text in texts] == [MARGIN + 2 * WIDE, MARGIN + 8 * WIDE]
    assert [int(text.attrib["textLength"]) for text in texts] == [5 * WIDE, 3 * WIDE]
    assert texts[0].attrib["font-weight"] == "bold"
    assert picture.find(f"{SPACE}title") is not None


def test_braille_is_drawn_dot_by_dot() -> None:
    picture = drawn(Run("⣿ ⠁x", "border-land"))
    (dots,) = [path for path in picture.findall(f"{SPACE}path") if "stroke" in path.attrib]
    points = re.findall(r"M([\d.]+) ([\d.]+)h0", dots.attrib["d"])
    assert len(points) == 9
    assert all(
        MARGIN <= float(x) <= MARGIN + 3 * WIDE and MARGIN <= float(y) <= MARGIN + HIGH for x, y in points
    )
    assert dots.attrib["stroke"] == PALETTES["dark"].border.hex
    assert [text.text for text in picture.findall(f"{SPACE}text")] == ["x"]
    (ground,) = [
        box for box in picture.findall(f"{SPACE}rect") if box.attrib["fill"] == PALETTES["dark"].land.hex
    ]
    assert int(ground.attrib["width"]) == 4 * WIDE


def test_blocks_are_boxes_and_wide_letters_keep_their_two_cells() -> None:
    picture = drawn(Run("▙▂", "text"), Run("日本", "strong"))
    (boxes,) = picture.findall(f"{SPACE}path")
    assert boxes.attrib["d"].count("z") == 4
    assert int(picture.findall(f"{SPACE}text")[0].attrib["textLength"]) == 4 * WIDE


def test_a_page_says_only_of_signs_that_they_are_made_to_fit() -> None:
    picture = Tree.fromstring(page_svg(((Run("a b", "strong"), Run(" ●─", "text")),), 20, "title"))
    texts = picture.findall("text")
    assert [(text.text, text.get("lengthAdjust")) for text in texts] == [
        ("a b", None),
        ("●─", "spacingAndGlyphs"),
    ]
    assert [text.get("textLength") for text in texts] == [str(3 * WIDE), str(2 * WIDE)]


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("theme", PALETTES)
def test_every_style_has_a_look(depth: str, theme: str) -> None:
    for style in STYLES:
        seen = look(style, depth, theme)
        assert re.fullmatch("#[0-9A-F]{6}", seen.ink) and re.fullmatch("#[0-9A-F]{6}", seen.paper)
        assert seen.ink != seen.paper, style
