"""A source's dossier: what leans on it, what speaks beside it, who repeats it; and moving through its screen."""

from __future__ import annotations

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.evidence import carried, dossier, dossier_entries, how_sure, status_words
from explainer.reading.run import begin
from explainer.reading.view import Layout, Listing, View
from explainer.reading.view_actions import perform
from explainer.story.model.structs import Source, Story


def _with(story: Story, key: str, **changes: object) -> Story:
    source = msgspec.structs.replace(story.sources[key], **changes)
    return msgspec.structs.replace(story, sources=story.sources | {key: source})


def test_it_tells_its_own_versions_from_those_of_others(story: Story) -> None:
    found = dossier(story, "log-book")
    assert [[v.id for v in bearing.versions] for bearing in found.supports] == [["v3"]]
    assert [[v.id for v in bearing.versions] for bearing in found.against] == [["v2"]]
    assert [e.id for e in found.excerpts] == ["lamp-out"]
    paper = dossier(story, "port-gazette")
    assert [v.id for v in paper.supports[0].versions] == ["v1", "v2"]
    assert [v.id for v in paper.against[0].versions] == ["v3"]


def test_under_a_lens_it_knows_only_what_was_said(story: Story) -> None:
    found = dossier(story, "port-gazette", "1931-02-03")
    assert [v.id for v in found.supports[0].versions] == ["v1"]
    assert found.against == ()
    before = dossier(story, "port-gazette", "1931-02-02")
    assert (before.supports, before.later) == ((), 1)


def test_status_is_by_the_day(story: Story) -> None:
    claim = story.claims["boats-lost"]
    assert status_words(claim, claim.versions[0]) == "replaced"
    assert status_words(claim, claim.versions[0], "1931-02-03") == "stands"


def test_who_repeats_whom(story: Story) -> None:
    copied = _with(story, "late-report", repeats=("port-gazette",))
    assert [s.id for s in dossier(copied, "late-report").repeats] == ["port-gazette"]
    assert [s.id for s in dossier(copied, "port-gazette").repeated_by] == ["late-report"]


@pytest.mark.parametrize(
    ("reliability", "said"),
    [
        ("weak: machine translation of a paper", "A weak source: machine translation of a paper."),
        ("Weak", "A weak source."),
        ("A local paper.", "A local paper."),
        ("", "Nothing is written down about how far to trust it."),
        ("weakly attested", "weakly attested."),
    ],
)
def test_weak_is_said_as_a_sentence(story: Story, reliability: str, said: str) -> None:
    assert how_sure(_with(story, "log-book", reliability=reliability).sources["log-book"]) == said


@pytest.mark.parametrize("carriage", ["original", "copy", "relay", "translation", "machine translation"])
def test_every_carriage_says_what_it_means_for_trust(carriage: str, story: Story) -> None:
    source: Source = msgspec.structs.replace(story.sources["log-book"], carriage=carriage)
    assert carried(source) != carriage and carried(source).endswith(".")


def _view(story: Story, key: str, **more: int) -> View:
    return View(story, begin(story), listings=(Listing("source", key, **more),))


def test_every_row_leads_somewhere(story: Story) -> None:
    copied = _with(story, "late-report", repeats=("port-gazette",))
    rows = dossier_entries(copied, begin(copied), "port-gazette")
    assert {row.group for row in rows[1:]} == {"taken", "supports", "against", "repeated-by", "used"}
    for index, row in enumerate(rows):
        after = perform(_view(copied, "port-gazette", selected=index), Action("open"), Layout())
        if row.kind == "heading":
            assert after.listings[-1].subject == "port-gazette"
        elif row.kind in ("use", "excerpt"):
            assert after.screen == "scene" and str(after.run.visit.place.scene) in row.address
        else:
            assert (after.screen, after.listings[-1].subject) == (row.kind, row.id)
            back = perform(after, Action("close"), Layout())
            assert back.listings[-1] == Listing("source", "port-gazette", selected=index)


def test_an_excerpt_that_no_line_cites_says_so(story: Story) -> None:
    lonely = msgspec.structs.replace(story.excerpts["lamp-out"], id="lonely")
    more = msgspec.structs.replace(
        story,
        excerpts=story.excerpts | {"lonely": lonely},
        edition=msgspec.structs.replace(story.edition, digest="f" * 12),
    )
    rows = dossier_entries(more, begin(more), "log-book")
    at = next(index for index, row in enumerate(rows) if row.id == "lonely")
    with pytest.raises(Cannot, match="No line"):
        perform(_view(more, "log-book", selected=at), Action("open"), Layout())


def test_no_text_is_passed_over(story: Story) -> None:
    view = _view(story, "log-book")
    far = perform(view, Action("next-reference"), Layout(rows=8, overflow=20))
    assert (far.listings[-1].top, far.listings[-1].selected, far.listings[-1].loose) == (4, 1, True)
    with pytest.raises(Cannot, match="No row is in hand"):
        perform(far, Action("open"), Layout(rows=8, overflow=16, top=4))
    still = perform(far, Action("next-reference"), Layout(rows=8, overflow=16, top=4))
    assert (still.listings[-1].top, still.listings[-1].selected) == (8, 1)
    near = perform(far, Action("next-reference"), Layout(rows=8, overflow=16, top=4, references=(1, 2)))
    assert (near.listings[-1].top, near.listings[-1].selected) == (4, 2)
    paged = perform(near, Action("page-down"), Layout(rows=8, overflow=16, top=4, references=(1, 2)))
    assert (paged.listings[-1].top, paged.listings[-1].selected) == (11, 2)
    after = perform(paged, Action("next-reference"), Layout(rows=8, overflow=9, top=11, references=(3, 4)))
    assert (after.listings[-1].selected, after.listings[-1].loose) == (3, False)
    up = perform(paged, Action("previous-reference"), Layout(rows=8, overflow=9, top=11, references=(1, 2)))
    assert up.listings[-1].selected == 1
