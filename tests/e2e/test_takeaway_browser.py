"""The takeaway in a real Chromium: nothing for axe to find, nothing asked of a network, and it fits a telephone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from explainer.export.takeaway import gather
from explainer.export.takeaway_forms import to_html
from explainer.reading import run as run_module
from explainer.reading.run import begin
from explainer.story.model.outline import Lens, Place
from explainer.story.model.structs import Story

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="needs a Chromium: apt-get install chromium, or name one in CHROMIUM"
)


@pytest.fixture
def address(story: Story, tmp_path: Path) -> str:
    """Of a reader who read, opened and marked all there is."""
    run = begin(story)
    first = Place(run.visit.scene)
    run = run_module.write(
        story, run, first, "Who said so?\n\n<script>document.title = 'run'</script> " + "x" * 300
    )
    run = run_module.toggle_doubt(story, run_module.toggle_bookmark(story, run, first), first)
    lens = Lens(story.lens_days[0].on) if story.lens_days else None
    opened = tuple(f"term:{key}" for key in story.terms)
    run = msgspec.structs.replace(run, seen=tuple(story.scenes), opened=opened, lens=lens)
    file = tmp_path / "mine.html"
    file.write_text(to_html(gather(story, run, guesses=True, now_on="2026-11-24")), encoding="utf-8")
    return file.as_uri()


def test_it_reads_well_for_everybody(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        for scheme in ("light", "dark"):
            for width in (360, 1200):
                context = browser.new_context(
                    viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
                )
                page = context.new_page()
                asked: list[str] = []
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                page.goto(address)
                page.locator("summary").click()
                found = Axe().run(page)
                assert [v["id"] for v in found.response["violations"]] == [], (scheme, width)
                assert asked == [address]
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert page.title() != "run"
                context.close()
        browser.close()
