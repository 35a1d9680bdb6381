"""Which posts were held on a day, and what the lens keeps back."""

from __future__ import annotations

import pytest

from explainer.reading.days import PostState, post_state
from explainer.story.model.structs import Post, Story

KEEPER = Post("keeper", "1925", "1931-02-02", ("port-gazette",))
UNDATED = Post("chair", "", "1931-02-08", ("port-gazette",))
"""Its source is of 3 February 1931: the first day on which we know of it."""


@pytest.mark.parametrize(
    ("post", "day", "kind"),
    [
        (KEEPER, "1924-05-01", "not-yet"),
        (KEEPER, "1930-05-01", "held"),
        (KEEPER, "1931-02-02", "ends"),
        (KEEPER, "1931-02-03", "no-longer"),
        (UNDATED, "1930-01-01", "unrecorded"),
        (UNDATED, "1931-02-02", "unrecorded"),
        (UNDATED, "1931-02-03", "held"),
        (UNDATED, "1931-02-09", "no-longer"),
        (KEEPER, "", ""),
    ],
)
def test_a_post_on_a_day(story: Story, post: Post, day: str, kind: str) -> None:
    assert post_state(story, post, day).kind == kind


def test_the_lens_tells_no_later_start_and_no_later_end(story: Story) -> None:
    assert post_state(story, KEEPER, "1931-02-02", "1920-01-01") == PostState("later", "1925")
    assert post_state(story, KEEPER, "1931-02-02", "1930-01-01") == PostState("held", "1925")
    assert post_state(story, KEEPER, "", "1931-02-02") == PostState("ends", "1925", "1931-02-02")
    assert post_state(story, UNDATED, "", "1931-02-01") == PostState("unrecorded")
