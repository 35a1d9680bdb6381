"""Caches of texts hold nothing of guests who left."""

from __future__ import annotations

import gc

from explainer.paint.encode import encode
from explainer.paint.rows import Run
from explainer.paint.style import Profile
from explainer.serve.forgetting import forget_the_gone
from explainer.tui import inks

WORDS = "amber canoe violin teapot"


def test_a_phrase_stays_in_no_cache() -> None:
    def seen() -> int:
        return sum(isinstance(one, Run) and one.text == "Phrase: " + WORDS for one in gc.get_objects())

    def show() -> None:
        row = (Run("Phrase: " + WORDS, "text", ""),)
        encode((row,), 80, Profile())
        inks.strip(row, 80, Profile())

    show()
    assert seen()
    forget_the_gone()
    assert not seen()


def test_what_is_shown_afterwards_is_the_same() -> None:
    row = (Run("wide: \u6f22 \u2018x\u2019", "text", ""),)
    before = encode((row,), 80, Profile()), inks.strip(row, 80, Profile())
    forget_the_gone()
    assert (encode((row,), 80, Profile()), inks.strip(row, 80, Profile())) == before
