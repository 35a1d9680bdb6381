"""Paints every page and picture of a story at three sizes and says what does not fit.

Painted are each page of each scene and its warning, each figure (every view of a map, on its first and its last day),
each document with each of its sentences, and each claim with each of its versions, to the end of what scrolls.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec.structs import replace

from explainer.cli.output import say, say_wrapped
from explainer.messages import _, ngettext
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose
from explainer.paint.page.layout import grid
from explainer.problems import Problem
from explainer.reading import figures
from explainer.reading.documents import key_of
from explainer.reading.figure_actions import open_figure
from explainer.reading.lists import entries
from explainer.reading.run import Visit, begin
from explainer.reading.view import Listing, View
from explainer.story.load import files
from explainer.story.load.format_story import ENTITY
from explainer.story.model.json_records import links, reading_order
from explainer.story.model.prose import step_prose
from explainer.story.model.structs import Excerpt, Figure, Scene, Step, Story
from explainer.story.text import IDEOGRAPH

SIZES = ((40, 15), (80, 24), (120, 40))
Progress = Callable[[int, int], None]
Size = tuple[int, int]

_PAGES = 500
"""More pages than anything has: the painter does not get on."""
_BELOW = 3
"""Rows at the foot of a screen that are made to be cut: the line of what is in hand, messages, keys."""
_ELLIPSIS = "…"
_NAMED = 3
"""Cut labels that are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The labels of a figure that end with an ellipsis at a size."""

    file: str
    line: int
    figure: str
    size: Size
    labels: list[str]


@dataclass(slots=True)
class Painted:
    """The results of painting."""

    pages: Counter[Size] = field(default_factory=Counter)
    """How many pages the scenes have at each size."""
    screens: Counter[Size] = field(default_factory=Counter)
    """How many screens of figures, documents and claims were painted at each size."""
    problems: list[Problem] = field(default_factory=list)
    cut: dict[tuple[str, Size], Cut] = field(default_factory=dict)
    """By figure and size. No mistakes: the row in hand says a label whole."""


class _Subject(NamedTuple):
    """One thing to be painted."""

    kind: str
    """scene, warning, figure, document or claim."""
    id: str
    views: tuple[View, ...]
    """Its beginnings: the first page of a scene, the screens of a figure."""


def paint_all(
    story: Story, progress: Progress | None = None, texts: Mapping[str, str] | None = None
) -> Painted:
    """Paint everything at each size.

    Args:
        story: a story that is in order.
        progress: told how many things are painted, of how many.
        texts: the text of each file, so that a problem names the line where its thing begins.
    """
    painter = _Painter(story, texts or {})
    subjects = list(_subjects(story))
    total = len(SIZES) * len(subjects)
    for number, (size, subject) in enumerate(((s, one) for s in SIZES for one in subjects), 1):
        painter.paint(subject, size)
        if progress:
            progress(number, total)
    painter.long_words()
    return painter.painted


def _subjects(story: Story) -> Iterator[_Subject]:
    run = begin(story)
    used = links(story)
    for key in reading_order(story):
        scene = story.scenes[key]
        if scene.warning:
            yield _Subject("warning", key, (View(story, replace(run, visit=Visit(key, threshold=True))),))
        yield _Subject("scene", key, (View(story, replace(run, visit=Visit(key))),))
    for key, figure in story.figures.items():
        at = _visiting(story, used.scenes("figure", key))
        yield _Subject("figure", key, tuple(_figure_views(at, figure)))
    for key, document in story.documents.items():
        at = _visiting(story, [s.id for s in story.scenes.values() if any(one.ref == key for one in s.steps)])
        count = len(document.sentences)
        whole = [_in_front(at, Listing("document", key, selected=number)) for number in range(count)]
        each = [_in_front(at, Listing("sentence", key_of(document, one))) for one in document.sentences]
        yield _Subject("document", key, (*whole, *each))
    for key in story.claims:
        at = _visiting(story, used.scenes("claim", key))
        first = _in_front(at, Listing("claim", key))
        others = range(1, len(entries(first)))
        more = [_in_front(at, Listing("claim", key, selected=number)) for number in others]
        yield _Subject("claim", key, (first, *more))


def _visiting(story: Story, scenes: list[str]) -> View:
    """The last scene that shows a thing: with it all verdicts are open."""
    run = begin(story)
    return View(story, replace(run, visit=Visit(scenes[-1])) if scenes else run)


def _in_front(view: View, listing: Listing) -> View:
    return replace(view, listings=(listing,))


def _figure_views(view: View, figure: Figure) -> Iterator[View]:
    """Every view of a map, on the first and the last day."""
    days = figures.days(figure)
    parts = [str(part.get("id", "")) for part in figures.views(figure)] or [""]
    for part in parts:
        for day in dict.fromkeys((days[0], days[-1]) if days else ("",)):
            opened = open_figure(view, figure.id, day=day)
            yield _in_front(opened, replace(opened.listings[-1], view=part))


class _Painter:
    """Paints one thing after the other and keeps what was found."""

    def __init__(self, story: Story, texts: Mapping[str, str]) -> None:
        self.painted = Painted()
        self._story = story
        self._places = _Places(story, texts)
        self._profile = Profile(depth="none")

    def paint(self, subject: _Subject, size: Size) -> None:
        for view in subject.views:
            count = 0
            following: View | None = view
            while following is not None and count < _PAGES:
                frame = compose(following, *size, self._profile)
                count += 1
                self._look(subject, following, frame, size, count)
                following = _following(following, frame)
            if count == _PAGES:
                self._tell(subject, size, count, "", _("the pages do not come to an end"))
            if subject.kind == "scene":
                self.painted.pages[size] += count
            elif subject.kind != "warning":
                self.painted.screens[size] += count

    def _look(self, subject: _Subject, view: View, frame: Frame, size: Size, page: int) -> None:
        for message in _faults(frame, size, subject.kind == "warning"):
            self._tell(subject, size, page, frame.layout.step, message)
        if subject.kind == "figure":
            own = _words_of(self._story, self._story.figures[subject.id])
            for label in _cut_labels(frame, size, own):
                place = self._places.of("figure", subject.id, "")
                known = self.painted.cut.setdefault((subject.id, size), Cut(*place, subject.id, size, []))
                if label not in known.labels:
                    known.labels.append(label)

    def _tell(self, subject: _Subject, size: Size, page: int, step: str, message: str) -> None:
        said = _("at {width}x{height}, page {page}: {message}")
        text = said.format(width=size[0], height=size[1], page=page, message=message)
        file, line = self._places.of(subject.kind, subject.id, step)
        self.painted.problems.append(Problem(file, line, 0, step, "error", text, rule="overflow"))

    def long_words(self) -> None:
        """Words that are wider than a line, each with the widest size that breaks it, once a step."""
        for scene in self._story.scenes.values():
            for step in scene.steps:
                for word in _widest_first(self._story, step):
                    broken = [size for size in SIZES if width(word) > grid(*size).measure]
                    if broken:
                        self._tell_word(scene, step, word, broken[-1])

    def _tell_word(self, scene: Scene, step: Step, word: str, size: Size) -> None:
        measure = grid(*size).measure
        text = _("at {width}x{height}: a word of {n} cells is broken, a line has {measure}: {word}").format(
            width=size[0], height=size[1], n=width(word), measure=measure, word=word
        )
        file, line = self._places.of("scene", scene.id, step.id)
        hint = _("Part it with a blank or a hyphen, or say it in other words.")
        self.painted.problems.append(Problem(file, line, 0, step.id, "warning", text, hint, "cut-word"))


def _following(view: View, frame: Frame) -> View | None:
    """The next page of a scene, or what is below on a screen that scrolls; None at the end."""
    layout = frame.layout
    if not view.listings:
        return replace(view, run=replace(view.run, visit=layout.following)) if layout.following else None
    listing = view.listings[-1]
    if listing.screen not in ("claim", "sentence") or layout.overflow <= 0 or layout.rows <= 0:
        return None
    return _in_front(view, replace(listing, top=max(listing.top, layout.top) + layout.rows, loose=True))


def _faults(frame: Frame, size: Size, is_warning: bool) -> list[str]:
    """Return the faults of one screen. A warning must fit with its choices; what is longer elsewhere scrolls."""
    columns, height = size
    found = []
    if len(frame.rows) != height:
        found.append(_("{n} rows instead of {height}").format(n=len(frame.rows), height=height))
    widest = max((sum(width(run.text) for run in row) for row in frame.rows), default=0)
    if widest > columns:
        found.append(_("a row of {n} cells").format(n=widest))
    if is_warning and not any(run.reference == "action:consent" for row in frame.rows[:-1] for run in row):
        found.append(_("the warning is too long: the choices under it do not fit"))
    return found


def _cut_labels(frame: Frame, size: Size, own: str) -> Iterator[str]:
    """Yield the words before an ellipsis of the painter's, in each row but the last; a map's dots are not words."""
    for row in frame.rows[: size[1] - _BELOW]:
        text = "".join(run.text for run in row)
        for found in re.finditer(rf"(\S+(?: \S+)*?) ?{_ELLIPSIS}", text):
            words = found[0].split()
            if words[-1] == _ELLIPSIS or words[-1] not in own:
                while words and not any(character.isalnum() for character in words[0]):
                    del words[0]
                if words:
                    yield " ".join(words)


def _words_of(story: Story, figure: Figure) -> str:
    """The words of a figure, its rows' among them: an ellipsis in them is its author's."""
    return f"{figure.title} {figure.options} {figures.shown(story, figure.id, '').rows}"


def _widest_first(story: Story, step: Step) -> list[str]:
    """The words of a step's own text that would need a line of their own, the widest first, each once.

    Words in scripts without blanks are no matter of width: a line may end between any two signs.
    """
    texts = ["".join(span.text for span in prose) for prose in step_prose(step)]
    excerpt: Excerpt | None = story.excerpts.get(step.ref) if step.kind == "quote" else None
    texts += [excerpt.text, excerpt.original] if excerpt else []
    words = {word for text in texts for word in text.split() if len(word) > SIZES[0][0] // 2}
    return sorted(
        (word for word in words if not IDEOGRAPH.search(word)), key=lambda word: (-width(word), word)
    )


def say_painted(painted: Painted) -> None:
    """How much was painted, and which labels are cut; problems are printed with all others."""
    for cut in painted.cut.values():
        n = len(cut.labels)
        text = ngettext(
            _("{figure} at {width}x{height}: a label is cut: {labels}"),
            _("{figure} at {width}x{height}: {n} labels are cut: {labels}"),
            n,
        ).format(
            figure=cut.figure,
            width=cut.size[0],
            height=cut.size[1],
            n=n,
            labels=", ".join(f"“{label}”" for label in cut.labels[:_NAMED]),
        )
        place = f"{cut.file}:{cut.line}: " if cut.line else ""
        say_wrapped(text, place, "    ")
    for size in SIZES:
        said = _(
            "{width}x{height}: {pages} pages of scenes, {screens} screens of figures, documents and claims."
        )
        pages, screens = painted.pages[size], painted.screens[size]
        say(said.format(width=size[0], height=size[1], pages=pages, screens=screens))


class _Places:
    """Where the things of a story stand in its files."""

    def __init__(self, story: Story, texts: Mapping[str, str]) -> None:
        self._story = story
        self._texts = texts
        self._found: dict[tuple[str, str], tuple[str, int]] = {}
        for file, text in texts.items():
            kind = ENTITY.get(files.purpose(file) or "")
            if kind in ("figure", "document", "claim"):
                for number, line in enumerate(text.splitlines(), 1):
                    named = re.match(r"\s*(?:- )?\s*(?:\{\s*)?id:\s*['\"]?([a-z0-9-]+)", line)
                    if named:
                        self._found.setdefault((kind, named[1]), (file, number))

    def of(self, kind: str, identifier: str, step: str) -> tuple[str, int]:
        """File and line of a thing; of a scene those of its step. Without the files' texts only a scene's are known."""
        if kind not in ("scene", "warning"):
            return self._found.get((kind, identifier), (identifier, 0))
        scene = self._story.scenes[identifier]
        line = next((one.line for one in scene.steps if one.id == step), 0)
        return f"{scene.chapter}/{scene.id}.yaml", line
