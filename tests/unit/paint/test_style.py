"""The palettes keep the promised contrast, in truecolour and in 256, on paper and on the bar."""

from __future__ import annotations

import pytest

from explainer.paint.cells.style import GROUNDS, PALETTES, STYLES, Ink, contrast, hex_of_index, on_ground

TEXTS = ("text", "strong", "accent", "alert")


def _shown(ink: Ink, depth: str) -> str:
    return ink.hex if depth == "truecolor" else hex_of_index(ink.number)


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("depth", ["truecolor", "256"])
def test_text_is_readable_on_paper_and_bar(theme: str, depth: str) -> None:
    palette = PALETTES[theme]
    paper, bar = _shown(palette.paper, depth), _shown(palette.bar, depth)
    for role in TEXTS:
        ink = _shown(getattr(palette, role), depth)
        assert contrast(ink, paper) >= 7, role
        least = (
            6.4 if (role, depth) == ("accent", "256") else 7
        )  # there only a digit or the hand stands on a bar
        assert contrast(ink, bar) >= least, role
    assert contrast(_shown(palette.chrome, depth), paper) >= 4.5
    assert contrast(_shown(palette.chrome, depth), bar) >= 4.5
    assert contrast(paper, _shown(palette.accent, depth)) >= 7


@pytest.mark.parametrize(
    ("theme", "role", "truecolor", "indexed"),
    [("dark", "text", 12.1, 11.0), ("dark", "chrome", 6.6, 6.4), ("light", "accent", 8.2, 7.5),
     ("light", "alert", 8.5, 10.3), ("high-contrast", "accent", 15.1, 15.1), ("dark", "rule", 2.2, 2.4)],
)  # fmt: skip
def test_the_table_of_the_guide_is_what_the_palettes_give(
    theme: str, role: str, truecolor: float, indexed: float
) -> None:
    palette = PALETTES[theme]
    ink = getattr(palette, role)
    assert contrast(ink.hex, palette.paper.hex) == pytest.approx(truecolor, abs=0.06)
    assert contrast(hex_of_index(ink.number), hex_of_index(palette.paper.number)) == pytest.approx(
        indexed, abs=0.06
    )


def test_every_style_has_its_twin_on_the_bar() -> None:
    for name in STYLES:
        if not name.endswith(("-bar", *(f"-{ground}" for ground in GROUNDS))) and name != "lens-label":
            assert on_ground(name, "bar") == f"{name}-bar"
    assert on_ground("lens-label", "bar") == "lens-label"
