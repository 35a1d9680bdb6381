"""A returning reader is told what changed in scenes already read, once, and only that."""

from __future__ import annotations

import msgspec
import pytest

from explainer.reading.run import Run, begin
from explainer.reading.storage.store import decode, encode, fit
from explainer.reading.storage.updating import news_words, told_in
from explainer.story.model.outline import Edition
from explainer.story.model.structs import Change, Story

replace = msgspec.structs.replace


def _edition(story: Story, version: str, *changes: Change) -> Story:
    return replace(story, edition=Edition(version, "1" * 12), changes=(*story.changes, *changes))


def _reader(story: Story, version: str, *seen: str) -> Run:
    return replace(begin(story), edition=Edition(version, "0" * 12), seen=seen or ("the-storm",))


LAMP = Change("2024-06-01", "A count was wrong.", "A reader wrote.", ("the-lamp", "the-storm"), "1.10")


def test_only_of_scenes_that_were_read(story: Story) -> None:
    now = _edition(story, "1.10", LAMP)
    assert fit(_reader(story, "1.2", "the-storm"), now).news == ("the-storm",)
    assert fit(_reader(story, "1.2", "the-morning"), now).news == ()


def test_only_of_what_is_newer_by_number(story: Story) -> None:
    now = _edition(story, "1.10", LAMP)
    assert fit(_reader(story, "1.9"), now).news == ("the-storm",)
    assert fit(_reader(story, "1.10"), now).news == ()
    assert fit(_reader(story, "1.1"), _edition(story, "1.2")).news == ("the-storm",)


def test_once(story: Story) -> None:
    now = _edition(story, "1.10", LAMP)
    told = fit(_reader(story, "1.2"), now).run
    assert told is not None
    again = fit(decode(encode(told)), now)
    assert again.news == ()
    assert again.run is not None and again.run.changed == ("the-storm",)
    assert again.run.told_edition == "1.10"


def test_a_scene_read_afterwards_is_no_news(story: Story) -> None:
    now = _edition(story, "1.10", LAMP)
    told = fit(_reader(story, "1.2"), now).run
    assert told is not None
    later = replace(told, seen=(*told.seen, "the-lamp"))
    assert told_in(later, now) == (LAMP,)
    assert fit(later, now).run is not None
    assert fit(later, now).run.changed == ("the-storm",)  # type: ignore[union-attr]


def test_a_renamed_scene_is_still_one_that_was_read(story: Story) -> None:
    now = _edition(story, "1.10", LAMP)
    assert fit(_reader(story, "1.2", "the-gale"), now).news == ("the-storm",)


def test_a_new_reader_is_told_nothing(story: Story) -> None:
    found = fit(begin(story), story)
    assert (found.message, found.news) == ("", ())
    assert found.run == begin(story)


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1 scene you read has changed"), (2, "2 scenes you read have changed")]
)
def test_the_words(n: int, said: str) -> None:
    assert news_words(n) == said
