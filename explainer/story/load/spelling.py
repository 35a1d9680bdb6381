"""What an author most likely meant by a word that is none of those known."""

from __future__ import annotations

from explainer.messages import _


def nearest_hint(word: str, words: object) -> str:
    """`Did you mean ...?` with the nearest spelling, or nothing when none is near."""
    near = nearest(word, words)
    return _("Did you mean `{word}`?").format(word=near) if near else ""


_NEAR = 66
"""Of 100: a letter or two wrong in a word of four are near (75). Ids that share an article alone are not: two scenes
`the-…` of other words have 60 to 64, and their hint would send authors astray."""


def nearest(word: str, words: object) -> str:
    """The nearest spelling among some words; empty when none is near."""
    from rapidfuzz import fuzz, process, utils

    choices = [str(choice) for choice in words]  # type: ignore[attr-defined]
    found = process.extractOne(
        word[:80], choices, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR
    )
    return found[0] if found else ""
