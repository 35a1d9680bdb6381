"""What was said only after the lens day, by kind; the posts of a day."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.story.load.cache import open_story
from explainer.story.model.lens import held, later, later_words, posts_held, said_by
from explainer.story.model.structs import Post, Story
from explainer.story.search.finder import search


@pytest.fixture
def story(tiny_story: Path) -> Story:
    return open_story(tiny_story, cache_folder=None)


@pytest.mark.parametrize(
    ("kind", "key", "on", "found"),
    [
        ("source", "port-gazette", "1931-02-02", ("1931-02-03", "day")),
        ("source", "port-gazette", "1931-02-03", ("", "")),
        ("source", "late-report", "1932-06-29", ("1932-06", "month")),
        ("source", "late-report", "1932-06-30", ("", "")),
        ("excerpt", "inquiry", "1931-02-03", ("1932-06", "month")),
        ("excerpt", "lamp-out", "1931-02-02", ("", "")),
        ("claim", "boats-lost", "1931-02-02", ("1931-02-03", "day")),
        ("claim", "boats-lost", "1931-02-03", ("", "")),
        ("figure", "f-boats", "1931-02-02", ("1931-02-03", "day")),
        ("scene", "the-lamp:1", "1931-02-03", ("1932-06", "month")),
        ("scene", "the-lamp", "1931-02-03", ("", "")),
        ("term", "oda-berg", "1900-01-01", ("", "")),
        ("source", "port-gazette", "", ("", "")),
    ],
)
def test_each_kind_by_its_own_date(
    story: Story, kind: str, key: str, on: str, found: tuple[str, str]
) -> None:
    assert later(story, kind, key, on) == found
    assert bool(later_words(story, kind, key, on)) == bool(found[0])


def test_an_undated_source_counts_from_the_checking(story: Story) -> None:
    undated = msgspec.structs.replace(story.sources["log-book"], date="", date_precision="unknown")
    changed = msgspec.structs.replace(story, sources=story.sources | {"log-book": undated})
    assert later(changed, "source", "log-book", "2024-05-05") == ("2024-05-06", "")
    assert later_words(changed, "source", "log-book", "2024-05-05") == "said on a day that is not recorded"
    assert later(changed, "source", "log-book", "2024-05-06") == ("", "")


def test_a_version_without_a_date_is_said_by_no_day(story: Story) -> None:
    version = msgspec.structs.replace(story.claims["boats-lost"].versions[0], said_on="", precision="")
    assert said_by(version, "")
    assert not said_by(version, "2100-01-01")


@pytest.mark.parametrize(
    ("start", "end", "on", "is_held"),
    [
        ("1925", "1931-02-02", "1931-02-02", True),
        ("1925", "1931-02-02", "1931-02-03", False),
        ("1925", "", "1924-12-31", False),
        ("", "1932", "1931-02-03", True),  # the source is of 3 February: not held on record before
        ("", "1932", "1931-02-02", False),
        ("", "", "1931-02-03", True),
    ],
)
def test_posts_of_a_day(story: Story, start: str, end: str, on: str, is_held: bool) -> None:
    assert held(story, Post("keeper", start, end, ("port-gazette",)), on) is is_held


def test_a_person_without_a_post_on_that_day(story: Story) -> None:
    assert [post.post for post in posts_held(story, story.terms["oda-berg"], "1930-01-01")] == ["keeper"]
    assert posts_held(story, story.terms["oda-berg"], "1932-01-01") == ()


def _details(story: Story, words: str, on: str) -> dict[str, str]:
    return {
        (hit.address if hit.kind == "scene" else hit.id): hit.detail
        for group in search(story, words, on=on).groups
        for hit in group.hits
    }


def test_search_under_a_lens_keeps_every_hit_and_folds_its_words(story: Story) -> None:
    now, then = _details(story, "mast", ""), _details(story, "mast", "1931-02-03")
    assert list(now) == list(then)
    assert "mast" in now["the-lamp:1"]
    assert then["the-lamp:1"] == "said later: about June 1932"
    assert "mast" not in " ".join(then.values())


def test_search_prints_a_claim_as_of_the_day(story: Story) -> None:
    now, then = _details(story, "harbour office", ""), _details(story, "harbour office", "1931-02-04")
    assert "twelve boats" in now["the-warning:1"]
    assert "seven boats" in then["the-warning:1"] and "twelve" not in then["the-warning:1"]


def test_a_claim_found_by_a_later_version_does_not_show_it(story: Story) -> None:
    assert "north shore" in _details(story, "north shore", "")["boats-lost"]
    assert _details(story, "north shore", "1931-02-04")["boats-lost"] == "said later: about February 1931"
