"""Every screen of the reader on a story, made by the same actions that a reader's keys make.

Nothing here knows a story: the scene that holds most is found, not named, so that any story is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from explainer.messages import _
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.reading.actions import Action
from explainer.reading.figure_actions import open_figure
from explainer.reading.figures import views
from explainer.reading.guess_actions import start
from explainer.reading.lens import later_step
from explainer.reading.lists import entries
from explainer.reading.moves import enter
from explainer.reading.run import Visit, begin
from explainer.reading.storage.updating import news_words
from explainer.reading.view import Listing, View, in_hand
from explainer.reading.view_actions import open_thing, perform, query, say, scene_references
from explainer.story.model.dates import long
from explainer.story.model.lens import said_later
from explainer.story.model.outline import Lens
from explainer.story.model.prose import readable_steps, references
from explainer.story.model.structs import Guess, Scene, Step, Story

SIZES = ((40, 15), (80, 24), (120, 40))
DEPTHS = ("truecolor", "256", "16", "none")

NOTHING = "qqqqqqq"
"""Typed into search to find nothing."""

Made = Callable[["Reader"], View]


class Reader:
    """A reader in front of a screen of one size."""

    def __init__(self, story: Story, width: int, height: int, profile: Profile) -> None:
        self.story, self.width, self.height, self.profile = story, width, height, profile

    def at(self, scene: str, *, consented: bool = True, lens: Lens | None = None) -> View:
        """Having come to a scene from the start of the story."""
        run = begin(self.story, lens=lens)
        if consented:
            run = msgspec.structs.replace(run, consented=(scene,))
        return View(self.story, run if scene == self.story.start else enter(self.story, run, Visit(scene)))

    def press(self, view: View, *actions: str) -> View:
        """Actions one after the other, each on the page as it is laid out at this size."""
        for action in actions:
            layout = compose(view, self.width, self.height, self.profile).layout
            view = perform(view, Action(action), layout)
        return view

    def in_hand(self, view: View, kind: str) -> View:
        """The first reference of a kind in hand, on whichever page it stands."""
        for _stop in scene_references(view):
            view = self.press(view, "next-reference")
            if (reference := in_hand(view)) and reference.kind == kind:
                return view
        raise AssertionError(f"no {kind} can be reached in {view.run.visit.scene}")


def richest(story: Story, kind: str = "") -> str:
    """The scene with most kinds of references (that kind among them), then most claims; best not warned."""

    def wealth(scene: Scene) -> tuple[bool, bool, int, int, int]:
        kinds = [reference.kind for reference in references(scene)]
        plain = not scene.warning and scene.id != story.start
        return not kind or kind in kinds, plain, len(set(kinds)), kinds.count("claim"), len(kinds)

    return max(story.scenes.values(), key=wealth).id


def disputed(story: Story) -> str:
    """The claim with most versions among those that some scene prints."""
    shown = {ref.id for scene in story.scenes.values() for ref in references(scene) if ref.kind == "claim"}
    return max(shown, key=lambda claim: (len(story.claims[claim].versions), claim))


def _figures(story: Story) -> dict[str, Made]:
    """Every figure on a screen of its own; each further part of a map; the record of a row."""

    def opened(figure: str, part: int = 0) -> Made:
        return lambda r: r.press(open_figure(View(r.story, begin(r.story)), figure), *["zoom"] * part)

    made: dict[str, Made] = {}
    for figure in story.figures.values():
        made[f"figure-{figure.id}"] = opened(figure.id)
        for part, seen in enumerate(views(figure)[1:], 1):
            made[f"figure-{figure.id}-{seen['id']}"] = opened(figure.id, part)
    first = next((figure.id for figure in story.figures.values() if figure.kind == "map"), "")
    timeline = next((figure.id for figure in story.figures.values() if figure.kind == "timeline"), "")
    if timeline:
        every = ("chapter-filter", "place-filter")
        made["timeline-filtered"] = lambda r: r.press(opened(timeline)(r), *every)
    if first:
        made["datum"] = lambda r: r.press(opened(first)(r), "next-reference", "open")
    return made


def screens(story: Story) -> dict[str, Made]:
    """Name and how it is reached; what a story has none of has no screen."""
    rich = richest(story)
    warned = next((scene.id for scene in story.scenes.values() if scene.warning), "")
    ending = next(scene.id for scene in story.scenes.values() if scene.ending)
    word = next((term.name.split()[0] for term in story.terms.values()), story.title.split()[0]).lower()
    made: dict[str, Made] = {
        "opening": lambda r: r.at(story.start),
        "scene": lambda r: r.at(rich),
        "scene-second-page": lambda r: r.press(r.at(rich), "next"),
        "rests-on": lambda r: r.press(r.at(rich), "rests-on"),
        "story-map": lambda r: r.press(r.at(rich), "story-map"),
        **({"in-short": lambda r: r.press(r.at(rich), "in-short")} if story.in_short else {}),
        "way": lambda r: r.press(r.at(rich), "story-map", "way"),
        "glossary": lambda r: r.press(r.at(rich), "glossary"),
        "sources": lambda r: r.press(r.at(rich), "sources"),
        "source": lambda r: r.press(r.at(rich), "sources", "next-reference", "open"),
        "search": lambda r: query(r.press(r.at(rich), "search"), word),
        "search-nothing": lambda r: query(r.press(r.at(rich), "search"), NOTHING),
        "help": lambda r: r.press(r.at(rich), "help"),
        "about": lambda r: r.press(r.at(rich), "about"),
        "about-returning": lambda r: r.press(_returning(r), "about"),
        "news": lambda r: say(_returning(r), _("{changed}; a tells what").format(changed=news_words(2))),
        "choices": lambda r: r.press(r.at(rich), "choices"),
        "ending": lambda r: r.at(ending),
    }
    made |= _studies(story) | _figures(story) | _evidence(story)
    if warned:
        made["warning"] = lambda r: r.at(warned, consented=False)
    if story.lens_days:
        day = Lens(story.lens_days[0].on)
        made["lens"] = lambda r: r.at(rich, lens=day)
        made |= _dated(story, day)
    return made


def _evidence(story: Story) -> dict[str, Made]:
    """What opens from a line: a term, an excerpt, a claim; and a source with what rests on it."""
    made: dict[str, Made] = {}
    if references(story.scenes[richest(story)]):
        made["in-hand"] = lambda r: r.press(r.at(richest(story)), "next-reference")
    if story.terms:
        made["term-open"] = lambda r: r.press(r.in_hand(r.at(richest(story, "term")), "term"), "open")
        made["term"] = lambda r: r.press(r.press(r.at(richest(story)), "glossary"), "next-reference", "open")
    if story.excerpts:
        made["excerpt-open"] = lambda r: r.press(
            r.in_hand(r.at(richest(story, "excerpt")), "excerpt"), "open"
        )
    if story.claims:
        claim, source, day = disputed(story), _richest_source(story), _first_day(story)
        holds = next(s.id for s in story.scenes.values() if any(r.id == claim for r in references(s)))
        made["claim-open"] = lambda r: r.press(_on_claim(r, holds, claim), "open")
        made["source-held"] = lambda r: _row_held(r, r.at(holds), source)
        made["source-held-lens"] = lambda r: _row_held(r, r.at(holds, lens=day), source)
    return made


def _dated(story: Story, day: Lens) -> dict[str, Made]:
    """The date's own screen, a fold in hand and open, and the claim with most versions as of that day."""
    rich = richest(story)
    claim = disputed(story)
    folded = _most_folded(story, day)
    word = next(iter(story.terms.values())).name.split()[0].lower()
    made: dict[str, Made] = {
        "date": lambda r: r.press(r.at(rich), "lens"),
        "date-typed": lambda r: query(r.press(r.at(rich), "lens"), long(story.checked_on or day.on)),
        "date-set": lambda r: r.press(r.at(rich, lens=day), "lens"),
        "claim-dated": lambda r: open_thing(r.at(rich, lens=day), "claim", claim),
        "claim-dated-later": lambda r: r.press(
            _later(open_thing(r.at(rich, lens=day), "claim", claim)), "open"
        ),
        "claim-row": lambda r: r.press(open_thing(r.at(rich), "claim", _outcome(story)), "next-reference"),
        "sources-dated": lambda r: r.press(r.at(rich, lens=day), "sources"),
        "search-dated": lambda r: query(r.press(r.at(rich, lens=day), "search"), word),
    }
    if folded:
        made["fold"] = lambda r: _on_fold(r, r.at(folded, lens=day))
        made["fold-open"] = lambda r: r.press(_on_fold(r, r.at(folded, lens=day)), "open")
    return made


def _most_folded(story: Story, day: Lens) -> str:
    """The scene of which the lens leaves some paragraphs and folds most others."""

    def folds(scene: Scene) -> int:
        later = [bool(said_later(story, step, day.on)) for step in readable_steps(scene)]
        return sum(later) if not all(later) and not scene.warning else 0

    best = max(story.scenes.values(), key=folds)
    return best.id if folds(best) else ""


def _on_fold(reader: Reader, view: View) -> View:
    """A folded paragraph in hand."""
    for _turn in range(60):
        view = reader.press(view, "next-reference")
        if later_step(view, view.cursor):
            return view
    raise AssertionError("no fold can be reached")


def _later(view: View) -> View:
    """The row of what was said later in hand."""
    rows = [row.kind for row in entries(view)]
    at = rows.index("later") if "later" in rows else 0
    listing = msgspec.structs.replace(view.listings[-1], selected=at)
    return msgspec.structs.replace(view, listings=(*view.listings[:-1], listing))


def _outcome(story: Story) -> str:
    """A claim whose versions say most of what became of them."""
    return max(story.claims.values(), key=lambda c: sum(bool(v.outcome) for v in c.versions)).id


def _richest_source(story: Story) -> str:
    """The source that most versions of claims rest on."""
    cited = Counter(key for c in story.claims.values() for v in c.versions for key in v.source)
    return cited.most_common(1)[0][0]


def _first_day(story: Story) -> Lens | None:
    return Lens(story.lens_days[0].on) if story.lens_days else None


def _row_held(reader: Reader, view: View, source: str) -> View:
    """A dossier with its first claim in hand."""
    view = reader.press(msgspec.structs.replace(view, listings=(Listing("source", source),)))
    kinds = [row.kind for row in entries(view)]
    wanted = kinds.index("claim") if "claim" in kinds else len(kinds) - 1
    while view.listings[-1].selected < wanted or view.listings[-1].loose:
        before, view = view, reader.press(view, "next-reference")
        if view.listings == before.listings:  # the last row came into sight with the text's end
            break
    return view


def _returning(reader: Reader) -> View:
    """A reader of an older edition, in a scene that has changed."""
    story = reader.story
    changed = next((scene for change in story.changes for scene in change.scenes), story.start)
    view = reader.at(changed)
    return msgspec.structs.replace(view, run=msgspec.structs.replace(view.run, changed=(changed,)))


def _studies(story: Story) -> dict[str, Made]:
    """A text under study with and without verdicts, and a guess of each kind, asked and set beside the record."""
    made: dict[str, Made] = {}
    for scene in story.scenes.values():
        for step in scene.steps:
            if step.kind == "document":
                name = "document-verdicts" if step.verdicts else "document"
                made[name] = partial(_document, scene=scene.id, actions=("next-reference", "mark"))
                made[f"{name}-sentence"] = partial(_document, scene=scene.id, actions=("mark", "open"))
            elif step.guess and not scene.warning:
                name, key = f"guess-{step.guess.kind}", f"{scene.id}:{step.id}"
                made.setdefault(f"{name}-step", partial(_at_step, scene=scene.id, step=step.id))
                made.setdefault(name, partial(_guess, key=key, answer=""))
                made.setdefault(f"{name}-record", partial(_guess, key=key, answer=_answer(step.guess)))
    return made


def _answer(guess: Guess) -> str:
    """Some answer: the first option, a number, a day, the order as it is shown."""
    if guess.kind == "order":
        return " ".join(str(n) for n in range(1, len(guess.options) + 1))
    return {"date": "2 January", "choice": "1", "recall": "1"}.get(guess.kind, "120")


def _at_step(reader: Reader, scene: str, step: str) -> View:
    view = reader.at(scene)
    return msgspec.structs.replace(view, run=msgspec.structs.replace(view.run, visit=Visit(scene, step)))


def _document(reader: Reader, scene: str, actions: tuple[str, ...]) -> View:
    view = reader.at(scene)
    step = next(step for step in story_steps(reader, scene) if step.kind == "document")
    return reader.press(msgspec.structs.replace(view, listings=(Listing("document", step.ref),)), *actions)


def story_steps(reader: Reader, scene: str) -> tuple[Step, ...]:
    return reader.story.scenes[scene].steps


def _guess(reader: Reader, key: str, answer: str) -> View:
    scene, _colon, step = key.partition(":")
    view = start(_at_step(reader, scene, step), key)
    if not answer:
        return view
    layout = compose(view, reader.width, reader.height, reader.profile).layout
    return perform(view, Action("guess", answer), layout)


def _on_claim(reader: Reader, scene: str, claim: str) -> View:
    """That very claim in hand."""
    view = reader.at(scene)
    for _stop in scene_references(view):
        view = reader.press(view, "next-reference")
        if (reference := in_hand(view)) and reference.id == claim:
            return view
    raise AssertionError(f"{claim} cannot be reached in {scene}")


def every_page(reader: Reader, scene: str, most: int = 60) -> Iterator[View]:
    """A scene's pages, one after the other."""
    view = reader.at(scene)
    for _page in range(most):
        yield view
        following = compose(view, reader.width, reader.height, reader.profile).layout.following
        if following is None:
            return
        view = reader.press(view, "next")
