"""The page in a real Chromium without a network: by links, by keys, by axe, on a telephone, without script."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from explainer.export.site import make_site
from explainer.paint.page.prose import Pen
from explainer.story.load.cache import open_story
from explainer.story.model.lens import said_later, shown
from explainer.story.model.structs import Story
from tests.make_story import write_random_story

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="needs a Chromium: apt-get install chromium, or name one in CHROMIUM"
)
_WIDE, _PHONE = {"width": 1200, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, story: Story) -> str:
    file = tmp_path_factory.mktemp("site") / "story.html"
    file.write_text(make_site(story), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("made")
    write_random_story(folder / "story", scenes=12, seed=3)
    file = folder / "story.html"
    file.write_text(make_site(open_story(folder / "story", cache_folder=None)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        begun = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield begun
        begun.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page on a desktop; it fails where anything is asked of a network or the script has a fault."""
    context = browser.new_context(viewport=_WIDE)  # type: ignore[arg-type]
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: asked.append(str(error)))
    opened.on("console", lambda message: asked.append(message.text))
    opened.goto(address)
    yield opened
    asked = [url for url in asked if url.partition("#")[0] != address]
    context.close()
    assert asked == []


def test_the_file_is_under_four_megabytes(address: str) -> None:
    assert Path(address.removeprefix("file://")).stat().st_size < 4_000_000


def test_every_scene_is_reached_from_the_doors_by_following_links(page: Page, story: Story) -> None:
    doors = page.eval_on_selector_all(".doors a", "all => all.map(a => a.hash.slice(1))")
    open_ways = [("", door) for door in doors]
    reached: set[str] = set()
    while open_ways:
        here, target = open_ways.pop()
        if target in reached:
            continue
        where = f'[id="{here}"]' if here else ".doors"
        page.locator(f'{where} a[href="#{target}"]:visible').first.click()
        assert page.evaluate("location.hash") == f"#{target}"
        assert page.locator(f'[id="{target}"] h3').first.is_visible()
        reached.add(target)
        warned = page.locator(f'[id="{target}"] > .warning > .warned')
        if warned.count():
            assert not warned.evaluate("node => node.open")
            warned.locator("summary").first.click()
        ways = page.eval_on_selector_all(
            f'[id="{target}"] :is(.on, .round) a:not(.ending a)',  # folded, and no way on
            "all => all.map(a => a.hash.slice(1))",
        )
        open_ways += [(target, way) for way in ways if way in story.scenes]
    assert reached == set(story.scenes)


def test_every_scene_is_reached_from_the_contents_by_keys(page: Page, story: Story) -> None:
    """Each link of the contents is reached by Tab from the one before it, and followed by Enter."""
    page.locator("#page\\.contents a").first.focus()
    page.keyboard.press("Shift+Tab")
    reached = []
    for number in range(len(story.scenes)):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        reached.append(page.evaluate("location.hash.slice(1)"))
        page.evaluate("n => document.querySelectorAll('[id=\"page.contents\"] a')[n].focus()", number)
    assert sorted(reached) == sorted(story.scenes)


def test_tab_and_enter_alone_lead_from_the_top_to_an_ending(page: Page, story: Story) -> None:
    """From the first key on the page, along the main way, past what can be opened in each scene."""
    focused = "document.activeElement.closest('.doors a, .on .next, .round .next')?.hash.slice(1) ?? ''"
    way = []
    wanted = story.start
    for _press in range(4_000):
        page.keyboard.press("Tab")
        target = page.evaluate(focused)
        if not target or (not way and target != wanted):
            continue
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash.slice(1)") == target
        way.append(target)
        if story.scenes[target].ending:
            break
    assert story.scenes[way[-1]].ending, way
    assert len(way) > len(story.chapters)


def test_the_first_tab_is_the_way_past_the_front(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page.text"


def test_a_reference_opens_in_place_by_keys_and_lets_go(page: Page) -> None:
    opener = page.locator(".mark .pop:visible").first
    opener.focus()
    page.keyboard.press("Enter")
    card = page.locator(f'[id="{opener.get_attribute("popovertarget")}"]')
    assert card.is_visible()
    page.keyboard.press("Tab")
    assert card.evaluate("node => node.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert opener.evaluate("node => node === document.activeElement")
    assert page.locator(".to:visible").count() == 0


def test_an_address_inside_a_warned_scene_does_not_open_it(
    browser: Browser, address: str, story: Story
) -> None:
    scene = next(scene for scene in story.scenes.values() if scene.warning)
    step = [step for step in scene.steps if step.kind == "text"][-1]
    opened = browser.new_page()
    opened.goto(f"{address}#{scene.id}:{step.id}")
    assert not opened.locator(f'[id="{scene.id}"] .warned').first.evaluate("node => node.open")
    assert opened.locator(f'[id="{scene.id}"] summary').first.is_visible()
    # closed, its words are drawn nowhere: a search in the page cannot find and so not open them
    hard = opened.locator(f'[id="{scene.id}"] .hard').first
    assert hard.evaluate("node => getComputedStyle(node).display") == "none"
    opened.emulate_media(media="print")
    assert not hard.is_visible()
    opened.locator(f'[id="{scene.id}"] summary').first.evaluate("node => node.click()")
    assert hard.is_visible()
    opened.close()


@pytest.mark.parametrize(
    ("which", "size", "scheme"),
    [
        ("shipped", _WIDE, "dark"),
        ("shipped", _PHONE, "light"),
        ("made", _WIDE, "light"),
        ("made", _PHONE, "dark"),
    ],
)
def test_axe_finds_nothing(
    browser: Browser, address: str, made: str, which: str, size: dict[str, int], scheme: str
) -> None:
    """Also with a warning open, a table open, and a card open over the text. A small made story takes two of the four
    turns, since the whole one keeps axe busy for half a minute."""
    address = address if which == "shipped" else made
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    opened = context.new_page()
    opened.goto(address)
    opened.locator(".scene .warned > summary").first.click()
    opened.locator(".values > summary").first.click()
    opened.locator(".mark .pop:visible").nth(3).click()
    found = Axe().run(opened, options={"resultTypes": ["violations"]})
    context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_nothing_is_wider_than_a_telephone(browser: Browser, address: str, script: bool) -> None:
    context = browser.new_context(viewport=_PHONE, java_script_enabled=script)  # type: ignore[arg-type]
    opened = context.new_page()
    opened.goto(address)
    if script:  # also what is folded away must have room
        opened.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    assert opened.evaluate("document.documentElement.scrollWidth") <= _PHONE["width"]
    context.close()


def test_without_script_all_of_the_text_is_there(browser: Browser, address: str, story: Story) -> None:
    context = browser.new_context(viewport=_WIDE, java_script_enabled=False)  # type: ignore[arg-type]
    opened = context.new_page()
    opened.goto(address)
    for scene in story.scenes.values():
        part = opened.locator(f'[id="{scene.id}"]')
        assert part.locator("h3").first.is_visible()
        if not scene.warning:
            assert part.locator(".step.text").count() == sum(step.kind == "text" for step in scene.steps)
            assert all(step.is_visible() for step in part.locator(".step.text").all())
    assert opened.locator(".front .scriptless").is_visible()
    warned = opened.locator(".scene .warned > summary").first
    warned.click()
    assert opened.locator(".scene .warned .hard").first.is_visible()
    opened.locator(".mark .pop:visible").first.click()
    assert opened.locator("[popover]:popover-open").count() == 1
    context.close()


def test_the_lens_switches_claims_and_folds_what_was_said_later(page: Page, story: Story) -> None:
    day, pen = story.lens_days[0].on, Pen(story, "", "braille")
    before = page.locator("main").inner_text()
    page.get_by_role("button", name="Date", exact=True).click()
    page.locator(f'[data-on="{day}"]').click()
    for node in page.locator(".step [data-claim]").all():
        stands = pen.text(shown(story.claims[str(node.get_attribute("data-claim"))], day))
        said = str(node.text_content())
        assert said == stands if stands else said.startswith("[")
    for scene in story.scenes.values():
        for step in scene.steps:
            if step.kind in ("text", "items", "quote") and not scene.warning:
                hidden = page.locator(f'[id="{scene.id}:{step.id}"]').evaluate("node => node.hidden")
                assert hidden == bool(said_later(story, step, day)), (scene.id, step.id)
    fold = page.locator(".folded:visible button").first
    fold.evaluate("node => node.click()")
    assert fold.get_attribute("aria-expanded") == "true"
    page.locator('[data-on=""]').click()
    page.keyboard.press("Escape")
    assert page.locator("main").inner_text() == before


def test_the_lens_folds_sentences_and_one_mark_opens_those_of_a_step(page: Page, story: Story) -> None:
    day = story.lens_days[0].on
    page.get_by_role("button", name="Date", exact=True).click()
    page.locator(f'[data-on="{day}"]').click()
    late = page.evaluate(
        "day => Array.from(document.querySelectorAll('[data-since]'))"
        ".filter(node => (node.dataset.since > day) !== node.hidden).length",
        day,
    )
    assert late == 0
    mark = page.locator(".step:not([hidden]) .laters:visible").first
    count = int(str(mark.text_content()).strip(" [").split(" ")[0])
    step = mark.locator("xpath=ancestor::*[contains(@class, 'step')][1]")
    hidden = step.locator(".said[hidden]").count()
    assert hidden >= count > 0
    mark.evaluate("node => node.click()")
    assert step.locator(".said[hidden]").count() == 0
    assert step.locator(".laters").first.get_attribute("aria-expanded") == "true"
    step.locator(".laters").first.evaluate("node => node.click()")
    assert step.locator(".said[hidden]").count() == hidden
    page.locator('[data-on=""]').click()
    page.keyboard.press("Escape")
    assert page.locator(".laters").count() == page.locator(".said[hidden]").count() == 0


def test_the_look_can_be_chosen(page: Page) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Look").click()
    page.locator(".look-dark").check()
    assert page.evaluate(ground) != light
