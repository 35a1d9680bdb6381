"""The evidence lint of sources and excerpts: what nothing uses, and whose words a quote really holds."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.model import Excerpt, Story
from explainer.story.parts import Parts
from explainer.story.unused import unused


def lint_sources(story: Story, parts: Parts) -> Iterator[Problem]:
    """Every problem with sources and excerpts."""
    for key in unused(story)["source"]:
        where = parts.where("source", key)
        if where:
            message = _("nothing uses the source `{id}`").format(id=key)
            hint = _("Take something from it, name it in `repeats`, or delete it.")
            node = where.node.get("id") or where.node
            yield where.problem(node, "id", message, hint, "unused-source", "warning")
    for excerpt in story.excerpts.values():
        where = parts.where("excerpt", excerpt.id)
        if where and _is_borrowed(story, excerpt):
            source = story.sources[excerpt.source]
            message = _("a quote out of a {carriage} is given as the words of {speaker}").format(
                carriage=_(source.carriage), speaker=excerpt.speaker
            )
            hint = _("Add `carrier:`, where the words were read; or report them in our words.")
            node = where.node.get("speaker") or where.node
            yield where.problem(node, "speaker", message, hint, "carried-words")


def is_carried(story: Story, source: str) -> bool:
    """Whether a source holds words at second hand: a copy, a relay, a translation."""
    return source in story.sources and story.sources[source].carriage != "original"


def roots(story: Story, source: str) -> frozenset[str]:
    """The sources whose words a source merely repeats, down to the first; itself if it repeats none."""
    found: set[str] = set()
    seen: set[str] = set()
    pending = [source]
    while pending:
        here = pending.pop()
        if here in seen:
            continue
        seen.add(here)
        repeats = story.sources[here].repeats if here in story.sources else ()
        pending += repeats
        if not repeats:
            found.add(here)
    return frozenset(found or {source})


def _is_borrowed(story: Story, excerpt: Excerpt) -> bool:
    """A quote at second hand that names neither its carrier nor lets the carrier speak for itself."""
    if excerpt.form != "quote" or excerpt.carrier or not is_carried(story, excerpt.source):
        return False
    publisher = story.sources[excerpt.source].publisher
    return publisher.casefold() not in excerpt.speaker.casefold()
