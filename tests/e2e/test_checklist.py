"""Pages that facilitators print, in a browser's own letters, on both kinds of paper: the checklist on one side, those
for before, during and after on two at most."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from tests.e2e.serving import ROOT

SIDES = {"checklist": 1, "before": 2, "during": 2, "after": 2}


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", SIDES)
def test_it_prints_on_its_sides(browser: Browser, paper: str, name: str) -> None:
    file = ROOT / "docs" / "facilitators" / f"{name}.md"
    text = file.read_text(encoding="utf-8").replace("- [ ]", "- ☐")
    page = browser.new_page()
    made = MarkdownIt().enable("table").render(text)
    page.set_content(f'<!doctype html><meta charset="utf-8">{made}')
    margin = "15mm"
    sides = {"top": margin, "right": margin, "bottom": margin, "left": margin}
    pdf = page.pdf(format=paper, margin=sides)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= SIDES[name]
