"""The page without a browser: all there, once, the same bytes each time, and nothing that reaches out."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from markupsafe import escape
from msgspec.structs import replace

from explainer.export import book_text
from explainer.export.book import make_book
from explainer.export.book_records import Book
from explainer.export.handout import to_handout
from explainer.export.site import make_site
from explainer.export.site_figures import claim_words, switches, version_words
from explainer.paint.page.prose import Pen
from explainer.reading.evidence import known
from explainer.story.load.cache import open_story
from explainer.story.model.lens import shown
from explainer.story.model.structs import Story
from tests.make_story import write_random_story
from tests.miniatures import FOLDER
from tests.unit.export.hostile import shipped


class Tags(HTMLParser):
    """Ids, links, and every attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if tag == "a" and name == "href":
                self.links.append(value or "")


@pytest.fixture(scope="module")
def random_story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("random") / "story"
    write_random_story(folder, scenes=24, seed=5)
    return open_story(folder, cache_folder=None)


@pytest.fixture(scope="module")
def page(random_story: Story) -> str:
    return make_site(random_story)


@pytest.fixture(scope="module")
def tags(page: str) -> Tags:
    return Tags(page)


def test_every_id_stands_once_and_every_link_leads_to_one(tags: Tags) -> None:
    assert sorted(tags.ids) == sorted(set(tags.ids))
    inner = {link[1:] for link in tags.links if link.startswith("#")}
    assert inner - set(tags.ids) == set()
    opened = {value for _tag, name, value in tags.attributes if name == "popovertarget"}
    assert opened - set(tags.ids) == set()


def test_scenes_steps_and_records_have_their_addresses(random_story: Story, tags: Tags) -> None:
    ids = set(tags.ids)
    for scene in random_story.scenes.values():
        assert scene.id in ids
        shown_steps = [step for step in scene.steps if step.kind not in ("facilitator", "question")]
        assert {f"{scene.id}:{step.id}" for step in shown_steps} <= ids
    for kind in ("term", "source", "excerpt", "claim"):
        assert {f"{kind}.{key}" for key in getattr(random_story, f"{kind}s")} <= ids


def test_nothing_is_fetched_and_no_handler_stands_in_the_markup(page: str, tags: Tags) -> None:
    loading = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping")
    assert [found for found in tags.attributes if found[1] in loading or found[1].startswith("on")] == []
    assert [found for found in tags.attributes if found[1] == "style"] == []
    assert len(re.findall(r"<style>", page)) == len(re.findall(r"<script>", page)) == 1
    assert "<link" not in page and "@import" not in page and "url(" not in page


def test_the_policy_names_the_style_and_the_script_that_stand_there(page: str) -> None:
    from explainer.export.site import _digest

    style, script = (re.search(rf"<{tag}>(.*?)</{tag}>", page, re.S) for tag in ("style", "script"))
    assert style and script
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)
    assert policy
    said = policy[1].replace("&#39;", "'")
    assert said.startswith("default-src 'none';")
    assert _digest(style[1]) in said and _digest(script[1]) in said


@pytest.mark.parametrize(
    "hostile", ["</script><b>", "<!-- {{ x }}", '"><img src=x>', "\u2028\u202e'); alert("]
)
def test_words_of_an_author_do_not_leave_their_place(random_story: Story, hostile: str) -> None:
    page = make_site(_hostile(random_story, hostile))
    assert Tags(page).ids == Tags(make_site(random_story)).ids
    assert "<img" not in page and "<b>" not in page and "\u202e" not in page
    assert page.count("</script>") == page.count("<script>") == 1


def _hostile(story: Story, words: str) -> Story:
    """The story with such words in its titles, texts, names, addresses and values."""

    def every(things, *fields):  # type: ignore[no-untyped-def]
        return {key: replace(thing, **dict.fromkeys(fields, words)) for key, thing in things.items()}

    claims = {
        key: replace(
            claim,
            question=words,
            versions=tuple(replace(v, value=words, short=words) for v in claim.versions),
        )
        for key, claim in story.claims.items()
    }
    return replace(
        story,
        title=words,
        about=words,
        scenes=every(story.scenes, "title", "asks", "recap"),
        terms=every(story.terms, "name", "definition"),
        sources=every(story.sources, "title", "publisher", "address", "language"),
        excerpts=every(story.excerpts, "text", "speaker", "language"),
        figures=every(story.figures, "title"),
        claims=claims,
    )


def test_a_warned_scene_stands_closed_and_its_steps_are_addresses_before_it(
    random_story: Story, page: str
) -> None:
    warned = [scene for scene in random_story.scenes.values() if scene.warning]
    assert warned
    for scene in warned:
        part = page[page.index(f'<section class="scene" id="{scene.id}"') :]
        part = part[: part.index("</section>\n")]
        before, _details, inside = part.partition('<details class="warned">')
        assert inside and "<details open" not in part
        for step in scene.steps:
            if step.kind not in ("facilitator", "question"):
                assert f'id="{scene.id}:{step.id}"' in before
        assert f'href="#{scene.warning.detour}"' in part or scene.warning.detour == "return"


def test_what_warned_scenes_alone_use_stands_behind_their_warning() -> None:
    story = shipped()
    book = make_book(story)
    records = make_site(story).partition('id="page.records"')[2].partition('<section class="card"')[0]
    openly = re.sub(r'<details class="warned">.*?</details>', "", records, flags=re.S)
    hidden, shown_ones = (_headings(book, behind) for behind in (True, False))
    for found in (hidden, shown_ones):
        assert {kind for kind, _heading in found} == {"source", "term", "claim"}
        assert [heading for _kind, heading in found if heading not in records] == []
    assert [heading for _kind, heading in hidden if heading in openly] == []
    assert [heading for _kind, heading in shown_ones if heading not in openly] == []
    ids = set(Tags(openly).ids)  # what leads to them still does: their addresses stand before the warning
    for entry in book_text.listed_sources(book, True):
        assert {f"source.{entry.source.id}", *(f"excerpt.{key}" for key in entry.excerpts)} <= ids


def _headings(book: Book, behind: bool) -> list[tuple[str, str]]:
    """How the records begin of what warned scenes alone use, or of all else."""
    sources = book_text.listed_sources(book, behind)
    return [
        *(("source", f"{escape(entry.source.title)}</p>\n<dl>\n") for entry in sources),
        *(("term", f"<h4>{escape(entry.name)} <") for entry in book_text.glossary(book, behind)),
        *(("claim", f"<h4>{escape(entry.question)}</h4>") for entry in book_text.listed_claims(book, behind)),
    ]


def test_an_opener_says_its_name_once(page: str) -> None:
    pairs = re.findall(
        r'<a class="to" href="#(\S+)">(.*?)</a><button class="pop" popovertarget="pop.(\S+?)"', page
    )
    assert pairs and len(pairs) == page.count('class="pop"')
    assert all(link == button and words for link, words, button in pairs)


def test_the_tables_of_the_lens_say_what_its_rules_say_on_every_day(random_story: Story) -> None:
    pen = Pen(random_story, "", "braille")
    days = [f"2030-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 29)]
    for claim in random_story.claims.values():
        table, fates = claim_words(pen, claim), {v.id: version_words(claim, v) for v in claim.versions}
        for day in days:
            assert _at(table, day, "") == pen.text(shown(claim, day))
            heard = {v.id for v in known(claim, day)}
            assert {key for key, fate in fates.items() if _at(fate, day, None) is not None} == heard


def _at(table, day, missing):  # type: ignore[no-untyped-def]
    found = missing
    for start, value in table:
        if start <= day:
            found = value
    return found


def test_figures_have_the_lines_of_their_twin_by_day(random_story: Story) -> None:
    from explainer.story.figures.alt_text import twin

    figures = switches(random_story)["figures"]
    for key, figure in random_story.figures.items():
        for day, (_says, _later, numbers) in figures[key]["days"]:
            rows = [figures[key]["lines"][number] for number in numbers]
            assert rows == list(twin(random_story, figure, day).rows)


def test_the_same_story_makes_the_same_bytes_whatever_the_hash_seed(
    run_python: Callable[..., CompletedProcess[str]],
    random_story: Story,
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_random_story(tmp_path / "story", scenes=24, seed=5)
    code = (
        "import sys, hashlib; from pathlib import Path; from explainer.story.load.cache import open_story;"
        "from explainer.export.site import make_site;"
        "print(hashlib.sha256(make_site(open_story(Path(sys.argv[1]), cache_folder=None)).encode()).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        digests.add(run_python(code, str(tmp_path / "story")).stdout.strip())
    import hashlib

    assert digests == {hashlib.sha256(page.encode()).hexdigest()}


def test_a_date_behind_a_right_to_left_name_is_not_parted() -> None:
    """Without a direction of its own `9 October 1954` would be shown as `October 1954 9` there."""
    told = open_story(FOLDER / "arabic", cache_folder=None)
    for made in (make_site(told), to_handout(told)):
        dates = re.findall(r"[\u0600-\u06ff], (<bdi>)?(?:about )?\d{1,2} [A-Z][a-z]+ 1954", made)
        assert dates
        assert all(dates)


def test_an_end_says_what_is_disputed_what_nobody_said_and_where_to_go_on() -> None:
    story = shipped()
    text = make_site(story)
    ends = re.findall(r'<(?:section|details) class="ending">.*?</(?:section|details)>', text, re.DOTALL)
    titles = re.findall(
        r">(The (?:story|trail [^<]*) ends? ?s? ?here)\.<|(The story ends here)", "".join(ends)
    )
    assert len(titles) == len(ends) == len(story.trails) + 1
    for end in ends:
        for words in ("Disputed ", "Nobody has said", "Where to go on"):
            assert words in end
        later = re.findall(r"<div data-from=.*?</div>", end, re.DOTALL)
        assert len(later) == 2, "under a date what is told as last checked is folded"
    hard = [scene.id for scene in story.scenes.values() if scene.warning]
    assert not [key for key in hard if f'href="#{key}"' in "".join(ends)]
    assert text.count('<p class="asks">') == sum(bool(scene.asks) for scene in story.scenes.values())
