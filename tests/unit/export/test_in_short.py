"""The story in short and what no source says in every form: exports, `list`, `show`, browsers, what one takes along."""

from __future__ import annotations

import json

import pytest

from explainer.export.as_text.answers import Wanted, listed, shown
from explainer.export.as_text.lines import Lines
from explainer.export.book import make_book
from explainer.export.book_text import to_markdown, to_text
from explainer.export.handout import to_handout
from explainer.export.site import make_site
from explainer.export.takeaway import gather
from explainer.export.takeaway_forms import FORMS
from explainer.reading.run import begin
from explainer.serve.web.pages import Leaf, Pages
from explainer.story.check.report import check
from explainer.story.model.known import story_as_of
from explainer.story.model.structs import Story
from tests.short import SHORT
from tests.tiny import write_story

LINES = (
    ("Known", "The lamp of Skerry went out at 16:40."),
    ("Argued", "The lightkeeper is said to have slept."),
    ("Not known", "Nobody has shown why no boat came."),
)
FOOT = "No source says who saw the lamp last."


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("short") / "story"
    write_story(folder, SHORT)
    made = check(folder).story
    assert made is not None
    return made


MAKERS = {"html": make_site, "markdown": to_markdown, "text": to_text, "handout": to_handout}


def exported(story: Story, form: str) -> str:
    """An export on one line, so that no line's end parts its words."""
    return " ".join(MAKERS[form](story).split())


@pytest.mark.parametrize("form", ["html", "markdown", "text", "handout"])
def test_each_export_begins_with_it_and_names_what_is_not_known(story: Story, form: str) -> None:
    text = exported(story, form)
    for _word, line in LINES:
        assert line in text or "lightkeeper" in line
        assert text.index(line[:20]) < text.index("The night")
    ends = text.count('class="ending"')
    assert text.count(FOOT) == 2 + ends, "at its scene's foot, where it is gathered, and at each end"


@pytest.mark.parametrize("form", FORMS)
def test_it_is_taken_along(story: Story, form: str) -> None:
    said = FORMS[form](gather(story, begin(story)))
    for word, line in LINES:
        assert word in said
        assert line[:20] in said


def test_list_and_show_as_json_keep_the_contract(story: Story) -> None:
    found = json.loads(listed(story, "in-short", as_json=True).data)
    assert found[1] == {
        "id": "2",
        "text": LINES[1][1],
        "mark": "argued",
        "scenes": ["the-storm", "the-lamp"],
    }
    assert json.loads(shown(story, "in-short", "", Wanted(as_json=True), Lines()).data) == found
    scene = json.loads(shown(story, "scene", "the-storm", Wanted(as_json=True), Lines()).data)
    assert scene["not_known"] == [FOOT]


def test_show_scene_says_both_with_their_scenes(story: Story) -> None:
    said = shown(story, "scene", "the-morning", Wanted(), Lines()).data
    assert "- Argued: The lightkeeper is said to have slept. (the-storm, the-lamp)" in said
    assert f"Not known:\n- {FOOT} (the-storm)" in said


def test_on_a_day_nothing_later_is_told(story: Story) -> None:
    day = "1931-02-03"
    wanted = Wanted(as_json=True, on=day)
    told = (
        shown(story, "in-short", "", wanted, Lines()).data
        + shown(story, "scene", "the-storm", wanted, Lines()).data
    )
    told += json.dumps([str(line) for line in make_book(story, day).in_short])
    told += str(gather(story_as_of(story, day), begin(story)).in_short)
    told += exported(story_as_of(story, day), "html")
    assert "16:40" in told
    for later in ("slept", "saw the lamp last"):
        assert later not in told


def test_a_browser_has_a_page_for_it(story: Story) -> None:
    page = Pages().markup(story, Leaf("in-short", prefix=""))
    assert "<strong>Argued:</strong>" in page
    assert 'href="/scene/the-lamp"' in page
    assert "slept" not in Pages().markup(story, Leaf("in-short", on="1931-02-03"))
