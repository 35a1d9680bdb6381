"""The colours of the page: the reader's own palettes, as variables of its style sheet and classes of its pictures."""

from __future__ import annotations

from explainer.paint.cells.style import PALETTES, Palette

_LOOKS = ("light", "dark", "high-contrast")
"""What a reader can choose; without a choice the page follows the system."""


def colours() -> str:
    """The rules: light, dark where the system asks for it, each by the reader's own choice, light on paper."""
    light, dark, high = (_variables(PALETTES[name]) for name in _LOOKS)
    rules = [
        f":root{{color-scheme:light;{light}}}",
        f"@media (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}",
        f"@media (prefers-contrast:more) and (prefers-color-scheme:dark){{:root{{{high}}}}}",
        f":root:has(.look-light:checked){{color-scheme:light;{light}}}",
        f":root:has(.look-dark:checked){{color-scheme:dark;{dark}}}",
        f":root:has(.look-high-contrast:checked){{color-scheme:dark;{high}}}",
        f"@media print{{:root,:root:has(input:checked){{color-scheme:light;{light}}}}}",
    ]
    rules.append(".cells [class^=s-]{stroke-width:2.4;stroke-linecap:round;fill:none}")
    for role in Palette._fields:
        rules.append(f".f-{role}{{fill:var(--{role})}}.s-{role}{{stroke:var(--{role})}}")
    return "\n".join(rules)


def _variables(palette: Palette) -> str:
    return ";".join(f"--{role}:{one.hex}" for role, one in zip(Palette._fields, palette, strict=True))
