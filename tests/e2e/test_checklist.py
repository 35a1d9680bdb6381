"""The page that facilitators print fits one side, in a browser's own letters, on both kinds of paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

PAGE = Path(__file__).resolve().parents[2] / "docs/facilitators/checklist.md"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_on_one_side(browser: Browser, paper: str) -> None:
    text = PAGE.read_text(encoding="utf-8").replace("- [ ]", "- ☐")
    page = browser.new_page()
    page.set_content(f'<!doctype html><meta charset="utf-8">{MarkdownIt().render(text)}')
    margin = "15mm"
    sides = {"top": margin, "right": margin, "bottom": margin, "left": margin}
    pdf = page.pdf(format=paper, margin=sides)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
