"""Under a day nothing younger shows, in no front end and in no export.

Each sentence, excerpt, version, note and caption of a story gets a word that says how old it is; then everything is
drawn, said and written under a day, and no word of a later one may be in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pytest

from explainer.export.as_text.answers import Wanted, shown
from explainer.export.as_text.lines import Lines
from explainer.export.book_text import to_markdown, to_text
from explainer.export.handout import to_handout
from explainer.export.site import make_site
from explainer.export.takeaway import gather
from explainer.export.takeaway_forms import to_text as takeaway_text
from explainer.linear.conversation import Conversation
from explainer.linear.records import TELLERS
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose, rows_text
from explainer.problems import Cannot
from explainer.reading import figures
from explainer.reading.figure_actions import open_figure
from explainer.reading.options import ReaderOptions
from explainer.reading.run import Visit, begin
from explainer.reading.view import Listing, Sheet, View
from explainer.serve.web.pages import Leaf, Pages
from explainer.story.load.loader import read_story
from explainer.story.model.ages import (
    ages,
    excerpt_day,
    newest,
    prose_ages,
    record_day,
    rest_day,
    source_day,
    undated,
)
from explainer.story.model.dates import counts_from, said
from explainer.story.model.known import story_as_of
from explainer.story.model.outline import Lens
from explainer.story.model.prose import references
from explainer.story.model.structs import Claim, Document, Prose, Span, Step, Story, Version
from explainer.story.search.finder import search
from tests.make_story import write_random_story
from tests.soak import amount
from tests.tiny import ASKING, write_story

_replace = msgspec.structs.replace
_WORD = re.compile(r"ZZ(\d{8})")
SIZE = (80, 40)


def _word(day: str) -> str:
    return f"ZZ{day.replace('-', '')} "


def _aged(story: Story, prose: Prose, rest: str) -> Prose:
    """A prose in which each sentence begins with its age."""
    made: list[Span] = []
    for number, paragraph in enumerate(prose_ages(story, prose, rest)):
        made += [Span("break")] if number else []
        for sentence, day in paragraph:
            made += [Span("text", _word(day)), *sentence]
    return tuple(made)


def _step(story: Story, step: Step) -> Step:
    rest = rest_day(story, step)
    made = _replace(
        step, prose=_aged(story, step.prose, rest), items=tuple(_aged(story, i, rest) for i in step.items)
    )
    if step.guess and step.guess.note:
        made = _replace(made, guess=_replace(step.guess, note=_aged(story, step.guess.note, rest)))
    return made


def _version(story: Story, claim: Claim, version: Version) -> Version:
    said = counts_from(version.said_on, version.precision) or undated(story)
    noted = max(said, newest(story, version.source))
    by_hand = [one.on for one in claim.as_known if version.id in one.versions]
    said, noted = min([said, *by_hand]), min([noted, *by_hand])  # for that one day the editors took it in
    word = _word(said)
    note = _word(noted) + version.note if version.note else ""
    return _replace(
        version, value=word + version.value, short=word + version.short, words=word + version.words, note=note
    )


def _claim(story: Story, claim: Claim) -> Claim:
    return _replace(claim, versions=tuple(_version(story, claim, version) for version in claim.versions))


def _document(story: Story, document: Document) -> Document:
    sentences = tuple(
        _replace(one, record=_aged(story, one.record, record_day(story, document, one)) if one.record else ())
        for one in document.sentences
    )
    return _replace(document, sentences=sentences)


def _excerpt_day(story: Story, key: str) -> str:
    """Of a sentence under study the last day of its text, where that is earlier."""
    studied = [one.last_day for one in story.documents.values() if key in {s.excerpt for s in one.sentences}]
    return min([excerpt_day(story, story.excerpts[key]), *filter(None, studied)])


def worded(story: Story) -> Story:
    """The story with the age of each thing in its words."""
    return _replace(
        story,
        scenes={
            key: _replace(
                scene,
                recap=_word(undated(story)) + scene.recap if scene.recap else "",
                steps=tuple(_step(story, step) for step in scene.steps),
            )
            for key, scene in story.scenes.items()
        },
        excerpts={
            key: _replace(
                one, text=_word(_excerpt_day(story, key)) + one.text,
                original=_word(_excerpt_day(story, key)) + one.original if one.original else "",
            )
            for key, one in story.excerpts.items()
        },
        claims={key: _claim(story, claim) for key, claim in story.claims.items()},
        figures={
            key: _replace(one, twin=_word(newest(story, one.rests_on)) + one.twin)
            for key, one in story.figures.items()
        },
        documents={key: _document(story, one) for key, one in story.documents.items()},
        in_short=tuple(
            _replace(line, text=_aged(story, line.text, undated(story))) for line in story.in_short
        ),
    )  # fmt: skip


def _younger(text: str, on: str) -> list[str]:
    day = on.replace("-", "")
    return [text[max(0, m.start() - 60) : m.end() + 60] for m in _WORD.finditer(text) if m[1] > day]


def _days(story: Story) -> list[str]:
    """Ten days: of the lens, and spread over all on which anything was said."""
    said = sorted(
        {
            day
            for scene in story.scenes.values()
            for step in scene.steps
            for _s, day in ages(story, step)
            if day
        }
    )
    spread = [said[at * (len(said) - 1) // 9] for at in range(10)] if said else []
    return list(dict.fromkeys([*(day.on for day in story.lens_days), *spread]))[:10]


def _drawn(view: View, size: tuple[int, int] = SIZE) -> Frame:
    return compose(view, *size, Profile())


def _pages(view: View) -> Iterator[str]:
    """The pages of a scene one after the other."""
    for _page in range(60):
        frame = _drawn(view)
        yield rows_text(frame.rows)
        if frame.layout.following is None:
            return
        view = _replace(view, run=_replace(view.run, visit=frame.layout.following))


def _view(story: Story, scene: str, on: str) -> View:
    run = begin(story, lens=Lens(on))
    return View(story, _replace(run, visit=Visit(scene, recap=True)))


def _painted(story: Story, scene: str, on: str) -> Iterator[str]:
    view = _view(story, scene, on)
    yield from _pages(view)
    for number in range(len(references(story.scenes[scene]))):
        yield rows_text(_drawn(_replace(view, cursor=number), (120, 40)).rows)


def _said(story: Story, scene: str, on: str, folder: Path) -> Iterator[str]:
    from explainer.reading.storage.store import Store

    run = begin(story, lens=Lens(on))
    talk = Conversation(story, run, ReaderOptions(story, run, Store(folder / "state")))
    yield "\n".join(talk.answer(f"go {scene}"))
    for _line in range(80):
        if talk.run.visit.threshold:
            yield "\n".join(talk.answer("consent"))
        yield "\n".join(talk.answer("source"))
        yield "\n".join(talk.answer("close"))
        yield "\n".join(talk.answer(""))
        if talk.run.visit.scene != scene:
            return


def _things(story: Story, on: str) -> Iterator[str]:
    pages = Pages()
    for kind, keys in (("scene", story.scenes), ("claim", story.claims), ("figure", story.figures)):
        for key in keys:
            yield shown(story, kind, key, Wanted(on=on, consent=True), Lines()).data
            yield shown(story, kind, key, Wanted(as_json=True, on=on), Lines()).data
    for key in story.claims:
        view = _view(story, story.start, on)
        yield rows_text(_drawn(_replace(view, listings=(Listing("claim", key),))).rows)
        yield rows_text(_drawn(_replace(view, sheets=(Sheet("claim", key),))).rows)
        yield str(pages.markup(story, Leaf("claim", key, on=on)))
    for number in range(1, len(story.in_short) + 1):
        yield shown(story, "in-short", str(number), Wanted(on=on), Lines()).data
        yield shown(story, "in-short", str(number), Wanted(as_json=True, on=on), Lines()).data
    if story.in_short:
        yield rows_text(_drawn(_replace(_view(story, story.start, on), listings=(Listing("in-short"),))).rows)
        yield str(pages.markup(story, Leaf("in-short", on=on)))
    for key in story.scenes:
        yield str(pages.markup(story, Leaf("scene", key, on=on)))
    for key, document in story.documents.items():
        if document.last_day > on:
            continue  # its step is folded: whoever comes to it opened it
        view = _view(story, story.start, on)
        yield rows_text(_drawn(_replace(view, listings=(Listing("document", key),))).rows)


def _figures(story: Story, on: str) -> Iterator[str]:
    view = _view(story, story.start, on)
    for figure in story.figures.values():
        offered = figures.days(figure, on)
        assert all(day <= on for day in offered)
        for day in dict.fromkeys([*offered[:1], *offered[-1:]] or [""]):
            yield rows_text(_drawn(open_figure(view, figure.id, day=day), (120, 40)).rows)


def _written(story: Story, on: str) -> Iterator[str]:
    known = story_as_of(story, on)
    yield from (to_text(known), to_markdown(known), to_handout(known), make_site(known))
    run = _replace(begin(story, lens=Lens(on)), seen=tuple(story.scenes))
    yield takeaway_text(gather(story, run, guesses=True))


def _found(story: Story, on: str) -> Iterator[str]:
    for words in ("people", "January", "boats", "lamp"):
        for group in search(story, words, on=on).groups:
            yield " ".join(f"{hit.label} {hit.detail}" for hit in group.hits)


@pytest.fixture(scope="module")
def shipped() -> Story:
    return worded(read_story(Path(__file__).parents[2] / "scenes"))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return worded(read_story(write_random_story(tmp_path_factory.mktemp("random") / "s", 12, 3)))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("small") / "s"
    write_story(folder, ASKING)
    return worded(read_story(folder))


@pytest.mark.parametrize("which", ["shipped", "generated", "small"])
def test_nothing_younger_shows(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    story: Story = request.getfixturevalue(which)
    days = _days(story)
    if which == "shipped":
        days = days[:: max(1, len(days) // amount(5, 10))]
    for at, on in enumerate(days):
        told: list[str] = [
            *_things(story, on),
            *_figures(story, on),
            *_written(story, on),
            *_found(story, on),
        ]
        scenes = list(story.scenes)
        for scene in scenes if which != "shipped" else scenes[at :: amount(5, 1)]:
            told += [*_painted(story, scene, on), *_said(story, scene, on, tmp_path)]
        found = [words for text in told for words in _younger(text, on)]
        assert not found, (on, found[:5], len(found))
        assert any(_WORD.search(text) for text in told), "the words are there to be found"


def test_a_caption_tells_no_later_number(small: Story) -> None:
    """ "238 is the official number" at 5 January; "9,900 on the 11th" at the 8th."""
    figure = small.figures["f-boats"]
    for on in ("1931-02-03", "1931-02-07"):
        view = open_figure(_view(small, "the-warning", on), figure.id)
        for text in (rows_text(_drawn(view, (120, 40)).rows), *_pages(_view(small, "the-warning", on))):
            assert "12" not in text.replace("1932", "") and "8 February" not in text, on


def test_a_sentence_tells_no_later_number(tmp_path: Path) -> None:
    """ "18 on 6 January ... 19 on the 15th" at the 8th: the count of each day is a sentence of its own."""
    write_story(tmp_path / "s")
    story = read_story(tmp_path / "s")
    lamp = story.scenes["the-storm"].steps[1]
    late = (Span("text", " By June they knew more."), Span("excerpt", ref="inquiry"))
    step = _replace(lamp, prose=(*lamp.prose, *late))
    steps = (story.scenes["the-storm"].steps[0], step, *story.scenes["the-storm"].steps[2:])
    storm = _replace(story.scenes["the-storm"], steps=steps)
    changed = _replace(story, scenes={**story.scenes, "the-storm": storm})
    text = " ".join(" ".join(_pages(_view(changed, "the-storm", "1931-02-03"))).split())
    assert "The paper counted seven boats" in text and "By June" not in text
    assert "[1 sentence said later]" in text


def test_commands_refuse_or_fold(small: Story) -> None:
    with pytest.raises(Cannot):
        shown(small, "excerpt", "inquiry", Wanted(on="1931-02-03", form="plain"), Lines())


def test_figures_and_terms_name_no_younger_source(shipped: Story) -> None:
    """ "238 dead" is a headline of August 2022: under a list of sources it told the number at 5 January."""
    for on in (day.on for day in shipped.lens_days):
        for kind, keys in (("figure", shipped.figures), ("term", shipped.terms)):
            for key in keys:
                _told, _head, rests = shown(shipped, kind, key, Wanted(on=on), Lines()).data.partition(
                    "Rests on:"
                )
                named = re.findall(r"\(([a-z0-9-]+)\)\n", rests.partition("Used in:")[0])
                assert all(source_day(shipped, one) <= on for one in named), (on, key)


def test_records_name_no_younger_source(shipped: Story) -> None:
    """What stands behind a mark of a map and under a term, on screen and in words."""

    def named(keys: Iterable[str]) -> set[str]:
        """Each with its day, as a screen and as line mode tell it."""
        found = (shipped.sources[key] for key in keys)
        return {
            f"{one.publisher}, {said(one.date, one.date_precision, brief=brief)}"
            for one in found
            for brief in (False, True)
        }

    for on in (day.on for day in shipped.lens_days):
        view = _view(shipped, shipped.start, on)
        for figure in shipped.figures:
            for row in figures.shown(shipped, figure, on).rows:
                listing = Listing("record", f"{figure}:{row.key}")
                sources = [e.id for e in figures.record_entries(view, listing) if e.kind == "source"]
                assert all(source_day(shipped, one) <= on for one in sources), (on, figure, row.key)
        known = {key for key in shipped.sources if source_day(shipped, key) <= on}
        later = named(shipped.sources.keys() - known) - named(known)
        for key in shipped.terms:
            words = TELLERS["term"](shipped, key, on)
            told = " ".join([*words.now, *words.rest]).partition("Rests on:")[2]
            drawn = rows_text(_drawn(_replace(view, sheets=(Sheet("term", key),)), (120, 60)).rows)
            for text in (told, drawn.partition("Rests on")[2]):
                assert not any(name in text for name in later), (on, key)
