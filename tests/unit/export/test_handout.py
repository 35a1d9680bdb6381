"""The handout: numbered sections, every "turn to" leads to one, hard scenes behind a sheet of their own."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from explainer.export.book import make_book
from explainer.export.handout import Setter, to_handout
from explainer.story.model.structs import Story
from tests.unit.export.hostile import STORIES, Plain, planted, shipped, tiny

_EMPTY = {"meta"}


class Page(HTMLParser):
    """The elements of a page in order, its ids, its links and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag + "".join(sorted(name for name, _value in attrs)))
        self.ids += [found["id"]] if "id" in found else []
        self.targets += [found["href"]] if "href" in found else []
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(params=list(STORIES))
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Story:
    return STORIES[request.param](tmp_path)


def test_every_section_stands_once_and_every_turn_leads_to_one(story: Story) -> None:
    page, book = Page(to_handout(story)), make_book(story)
    assert not page.open
    numbers = [scene.number for scene in book.scenes.values()] + [s.behind for s in book.warned_scenes]
    assert sorted(page.ids) == sorted(f"n{number}" for number in numbers)
    assert page.targets and {target[1:] for target in page.targets} <= set(page.ids)
    turned = {int(number) for number in re.findall(r"turn to (\d+)", page.words)}
    assert turned <= set(numbers)
    assert {scene.behind for scene in book.warned_scenes} <= turned


def test_every_branch_is_offered(story: Story) -> None:
    words = " ".join(Page(to_handout(story)).words.split())
    book = make_book(story)
    for scene in book.scenes.values():
        for choice in scene.choices:
            label = " ".join(choice.label.split())
            assert re.search(
                rf"{re.escape(label)}.{{0,80}}? turn to {book.scenes[choice.target].number}\b", words
            )


def test_hard_scenes_come_last_behind_their_sheet(tmp_path: Path) -> None:
    text = to_handout(tiny(tmp_path))
    sheet = text.index('<section class="cover">')
    assert text.index("rowers") > sheet > text.index("Her name was")
    assert text.index('id="n6"') > sheet > text.index('id="n4"')
    assert text.index("<h2>Sources</h2>") < sheet
    place = text[text.index('id="n4"') : text.index('id="n5"')]
    assert 'href="#n5"' in place and 'href="#n6"' in place and "people in the water" in place
    between = text[sheet : text.index('<section class="chapter behind">')]
    assert between.rstrip().endswith("a page one keeps.</p>")
    assert ".empty { break-before: page; break-after: page; }" in text  # no browser need know "right" for it


def test_what_warned_scenes_alone_dispute_stands_behind_the_sheet() -> None:
    story = shipped()
    text, book = to_handout(story), make_book(story)
    sheet = text.index('<section class="cover">')
    marked = [c for c in book.claims.values() if book.behind(c.scenes) and c.contested]
    open_ones = [c for c in book.claims.values() if not book.behind(c.scenes) and c.contested]
    assert marked and open_ones
    listed = text[text.index("<h2>Disputed questions</h2>") : sheet]
    for claim in marked:
        assert f"</b> {claim.question}" not in listed.replace("&#39;", "'")


def test_sources_of_warned_scenes_alone_stand_behind_the_sheet() -> None:
    text = to_handout(shipped())
    sheet = text.index('<section class="cover">')
    cited = {int(number) for number in re.findall(r"\bS(\d+)\b", text[:sheet])}
    listed = {int(number) for number in re.findall(r"<p><b>S(\d+)</b>", text[:sheet])}
    behind = {int(number) for number in re.findall(r"<p><b>S(\d+)</b>", text[sheet:])}
    assert cited == listed
    assert behind and not behind & cited
    assert {int(number) for number in re.findall(r"\bS(\d+)\b", text[sheet:])} <= behind | listed


def test_sources_have_short_keys_and_addresses(tmp_path: Path) -> None:
    page = Page(to_handout(tiny(tmp_path)))
    words = " ".join(page.words.split())
    assert "S1 Harbour archive, Oda Berg, 2 February 1931. https://archive.example/log" in words
    assert "went out at 16:40.\u2060S1 Her name was Oda Berg." in words
    keys = {int(key) for key in re.findall(r"\bS(\d+)\b", words)}
    listed = words[words.index("Sources S") :]
    assert all(re.search(rf"\bS{key} ", listed) for key in keys)


def test_guesses_are_asked_in_place_and_answered_apart(tmp_path: Path) -> None:
    words = " ".join(Page(to_handout(tiny(tmp_path))).words.split())
    answers = words.index("Answers to the guesses")
    assert words.index("Guess: How long was the light out?") < answers
    assert words.index("15 hours", answers) > answers
    assert "15 hours" not in words[:answers]
    assert "Ask who has seen a lighthouse" not in words
    assert "Who would you have told first" not in words


def test_it_is_one_file_without_script(tmp_path: Path) -> None:
    text = to_handout(shipped())
    assert "<script" not in text and "<link" not in text and "url(" not in text
    assert "default-src 'none'" in text
    assert "@page" in text and "counter(page)" in text


_SIGNS = st.text(st.sampled_from(list("<>&\"'\\/;{}()*:!-#x1 \n\u2028é日")), max_size=14)


@given(_SIGNS)
@example("</style><script>alert(1)</script>")
@example('"; } body { display: none } a { content: "')
@example("\\")
@example("\\a ")
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_text_breaks_out_of_its_place(plain: Plain, words: str) -> None:
    made = to_handout(planted(plain.story, f"x{words}x"))
    assert Page(made).tags == Page(to_handout(planted(plain.story, "x"))).tags
    style = made[made.index("<style>") + 7 : made.index("</style>")]
    (title,) = re.findall(r"@top-left \{ content: (.*?); font:", style)
    assert re.fullmatch(r'"(?:[\w .,;:!?()-]|\\[0-9a-f]+ )*"', title)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    return Plain(tmp_path_factory.mktemp("plain"))


def test_an_address_is_printed_as_one_can_type_it(plain: Plain) -> None:
    setter = Setter(make_book(plain.story))
    entry = setter.sources(behind=False)[0]
    for address, printed in (
        ("https://a.example/%d0%bc%d0%b8%d1%80", "https://a.example/мир"),
        ("https://a.example/a%20b", "https://a.example/a%20b"),
        ("https://a.example/100%25", "https://a.example/100%25"),
        ("https://a.example/%ff%0a", "https://a.example/%ff%0a"),
    ):
        source = msgspec.structs.replace(entry.source, address=address)
        assert setter.address(msgspec.structs.replace(entry, source=source)) == printed
