"""A whole story as it was known on a day: what was said later is not in it, so that no form of it can tell any.

For what is written as a whole: exports, what a reader takes along. Where sentences or steps were said later, their
marks stand as words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from explainer.story.model.ages import (
    LATER,
    as_of,
    excerpt_day,
    is_undated_later,
    is_whole,
    note_of,
    prose_as_of,
    sentence_as_of,
    source_day,
    undated,
)
from explainer.story.model.dates import counts_from, first_day
from explainer.story.model.lens import contested, fold_words, held, run_words, said_by, standing
from explainer.story.model.structs import (
    Claim,
    Document,
    Figure,
    Post,
    Prose,
    Scene,
    Span,
    Step,
    Story,
    Term,
    Version,
)


def story_as_of(story: Story, on: str) -> Story:
    """The story as known on a day (ISO); the story itself where `on` is empty."""
    if not on:
        return story
    made = _Known(story, on)
    return replace(
        story,
        as_of=on,
        scenes={key: made.scene(scene) for key, scene in story.scenes.items()},
        terms={key: made.term(term) for key, term in story.terms.items()},
        sources={key: one for key, one in story.sources.items() if key in made.cited},
        excerpts={key: one for key, one in story.excerpts.items() if made.knows_excerpt(key)},
        claims={key: made.claim(claim) for key, claim in story.claims.items()},
        figures={key: made.figure(figure) for key, figure in story.figures.items()},
        documents={key: made.document(one) for key, one in story.documents.items()},
        in_short=tuple(replace(one, text=made.prose(one.text)) for one in story.in_short),
        changes=tuple(one for one in story.changes if one.on <= on),
        lens_days=tuple(one for one in story.lens_days if one.on <= on),
    )


class _Known:
    """What each thing of a story was on a day."""

    def __init__(self, story: Story, on: str) -> None:
        self._story, self._on = story, on
        self._sources: Mapping[str, bool] = {key: source_day(story, key) <= on for key in story.sources}
        self.cited = {key for key, known in self._sources.items() if known}
        """What is known, and what alone carries words of that day or before."""
        studied = [one for one in story.documents.values() if whole_of(story, one) <= on]
        self._studied = {sentence.excerpt for one in studied for sentence in one.sentences}
        self.cited |= {one.source for key, one in story.excerpts.items() if self.knows_excerpt(key)}
        self._versions = {key: self._known_versions(claim) for key, claim in story.claims.items()}
        known = (version for versions in self._versions.values() for version in versions)
        self.cited |= {key for version in known for key in self._carriers(version)}
        self.cited |= {key for figure in story.figures.values() for key in _of_rows(story, figure, on)}

    def knows_excerpt(self, key: str) -> bool:
        return key in self._studied or excerpt_day(self._story, self._story.excerpts[key]) <= self._on

    def sources(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(key for key in keys if self._sources.get(key))

    def _known_versions(self, claim: Claim) -> tuple[Version, ...]:
        """What was said by the day, with what a careful editor takes in for that one day."""
        stand = {version.id for version in standing(claim, self._on)}
        return tuple(v for v in claim.versions if said_by(v, self._on) or v.id in stand)

    def _carriers(self, version: Version) -> tuple[str, ...]:
        """The sources of a version of that day; the first one where all are later."""
        return self.sources(version.source) or version.source[:1]

    def prose(self, prose: Prose) -> Prose:
        """A prose that stands in no step: unmarked, it counts from the checking."""
        return _in_words(prose_as_of(self._story, prose, self._on, undated(self._story)))

    def scene(self, scene: Scene) -> Scene:
        recap = "" if is_undated_later(self._story, self._on) else scene.recap
        return replace(scene, recap=recap, steps=tuple(map(self._step, scene.steps)))

    def _step(self, step: Step) -> Step:
        now = as_of(self._story, step, self._on)
        if is_whole(now):
            words = f"[{fold_words(self._story, step, self._on)}]"
            return Step(step.id, "text", (Span("text", words),), line=step.line)
        return replace(
            now,
            prose=_in_words(now.prose),
            items=tuple(map(_in_words, now.items)),
            rests_on=self.sources(now.rests_on),
        )

    def term(self, term: Term) -> Term:
        posts = tuple(self._post(post) for post in term.posts if self._had_begun(post))
        return replace(term, posts=posts, rests_on=self.sources(term.rests_on))

    def _had_begun(self, post: Post) -> bool:
        if post.start:
            return first_day(post.start) <= self._on
        return held(self._story, post, self._on) or bool(post.end and first_day(post.end) <= self._on)

    def _post(self, post: Post) -> Post:
        ended = bool(post.end) and first_day(post.end) <= self._on
        return replace(post, end=post.end if ended else "", source=self.sources(post.source))

    def claim(self, claim: Claim) -> Claim:
        stand = {version.id for version in standing(claim, self._on)}
        versions = tuple(
            self._version(claim, version, stands=version.id in stand) for version in self._versions[claim.id]
        )
        return replace(
            claim,
            versions=versions,
            as_known=(),
            differ="" if is_undated_later(self._story, self._on) else claim.differ,
            contested=contested(claim, self._on),
        )

    def _version(self, claim: Claim, version: Version, *, stands: bool) -> Version:
        by = next((one for one in claim.versions if one.id == version.replaced_by), None)
        gone = counts_from(version.withdrawn_on, "day")
        lost = version.status in ("superseded", "retracted")
        status = (
            "superseded" if not stands and not lost else "standing" if stands and lost else version.status
        )
        return replace(
            version,
            status=status,
            replaced_by=version.replaced_by if by is not None and said_by(by, self._on) else "",
            withdrawn_on=version.withdrawn_on if gone and gone <= self._on else "",
            source=self._carriers(version),
            note=note_of(self._story, version, self._on),
        )

    def figure(self, figure: Figure) -> Figure:
        from explainer.story.figures.alt_text import caption

        twin = caption(self._story, figure, self._on)
        return replace(figure, twin=twin, rests_on=self.sources(figure.rests_on))

    def document(self, document: Document) -> Document:
        known = [one for one in document.sentences if self.knows_excerpt(one.excerpt)]
        sentences = [sentence_as_of(self._story, document, one, self._on) for one in known]
        return replace(
            document,
            sentences=tuple(
                replace(one, record=_in_words(one.record), early=_in_words(one.early)) for one in sentences
            ),
        )


def whole_of(story: Story, document: Document) -> str:
    """The day from which a text under study can be read."""
    return document.last_day or source_day(story, document.source)


def _of_rows(story: Story, figure: Figure, on: str) -> Iterator[str]:
    """The sources of the rows of a figure that were said by a day."""
    from explainer.story.figures.data import data, events, shading

    for part in (data, events, shading):
        yield from (key for datum in part(story, figure, on).rows for key in datum.sources)


def _in_words(prose: Prose) -> Prose:
    return tuple(Span("text", f"[{run_words(span)}]") if span.kind == LATER else span for span in prose)
