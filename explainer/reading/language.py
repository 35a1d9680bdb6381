"""Reading on in another language of the story, at the same line, with the same things in hand and open. Pure.

Loaded with the first switch. A view holds the story in the language that is shown, so that whatever reads a view need
not know; the run names the language, so that it is kept and carried.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.lists import entries
from explainer.reading.run import Fork, Run, Visit
from explainer.reading.view import Entry, Layout, Listing, View, in_hand, stops
from explainer.story.model.prose import Reference, plain
from explainer.story.model.structs import Step, Story
from explainer.story.model.translation import in_language, match, original, own_name

_replace = msgspec.structs.replace


def switch(view: View, action: Action, layout: Layout) -> View:
    """The view in another language: the one named by code or name, else the next of the story's.

    Raises:
        Cannot: the story has no such language, or no other.
    """
    story = original(view.story)
    language = chosen(story, action.argument) if action.argument.strip() else following(view.story)
    turned = in_story(view, in_language(story, language), layout)
    run = _replace(turned.run, language=language)
    return _replace(turned, run=run, message=said(turned.story))


def chosen(story: Story, words: str) -> str:
    """The code of the language that is meant.

    Raises:
        Cannot: the story is not in it; the message says in which it is.
    """
    languages = _several(story)
    found = match(languages, words)
    if not found:
        names = ", ".join(own_name(language) for language in languages)
        raise Cannot(_("This story is not in that language. It is in: {names}.").format(names=names))
    return found


def following(story: Story) -> str:
    """The language after the one in hand, in a ring.

    Raises:
        Cannot: the story has one.
    """
    languages = _several(story)
    return languages[(languages.index(story.language) + 1) % len(languages)]


def _several(story: Story) -> tuple[str, ...]:
    if len(story.languages) < 2:
        name = own_name(story.language)
        raise Cannot(_("This story is in one language: {name}.").format(name=name))
    return story.languages


def said(story: Story) -> str:
    """`Русский; also: English`: what is read now, and what there is besides."""
    others = ", ".join(own_name(one) for one in story.languages if one != story.language)
    return _("{name}; also: {others}").format(name=own_name(story.language), others=others)


def missing_words(story: Story) -> str:
    """What stands above words that are not translated yet."""
    return _("Not yet in {language}; in {own}:").format(
        language=own_name(story.language), own=own_name(original(story).language)
    )


def story_of(story: Story, run: Run, fallback: str = "") -> Story:
    """The story as a run reads it: in its language, else in the fallback, else in its own."""
    if len(story.languages) < 2:
        return story
    known = run.language if run.language in story.languages else fallback
    return in_language(story, known)


# one view in another story


def in_story(view: View, story: Story, layout: Layout) -> View:
    """The same view over the story in another language; its references, rows and lines are found again by what they
    are, not by their number.
    """
    if story is view.story:
        return view
    run = in_storys_words(view.run, view.story, story)
    follows = view.room is not None and view.room.follows
    if not follows:  # of one who follows the leader says the line
        run = _replace(run, visit=_line(view, layout, run.visit))
    turned = _replace(view, story=story, run=run, listings=())
    scene = view.run.visit.scene
    before, after = stops(view.story.scenes[scene]), stops(story.scenes[scene])
    return _replace(
        turned,
        cursor=_found(before, after, view.cursor),
        behind=_found(before, after, view.behind),
        listings=_listings(view, turned),
    )


def _line(view: View, layout: Layout, visit: Visit) -> Visit:
    """Where the page begins: with the line in hand, else with its first one, whatever stands before it now."""
    if visit.threshold or (not visit.step and view.cursor < 0 and layout.step in ("", _first(view))):
        return visit
    step = layout.step or visit.step
    if view.cursor >= 0 and (reference := in_hand(view)) is not None:
        step = reference.step
    return _replace(visit, step=step, offset=visit.offset if step == visit.step else 0, top=True)


def _first(view: View) -> str:
    from explainer.story.model.prose import readable_steps

    steps = readable_steps(view.story.scenes[view.run.visit.scene])
    return steps[0].id if steps else ""


def in_storys_words(run: Run, before: Story, after: Story) -> Run:
    """A run whose places are those of a story in another language: as far into each step as they were."""

    def moved(visit: Visit) -> Visit:
        return _scaled(visit, before, after)

    return _replace(
        run,
        visit=moved(run.visit),
        past=tuple(map(moved, run.past)),
        ahead=tuple(map(moved, run.ahead)),
        forks=tuple(Fork(moved(fork.visit), fork.taken) for fork in run.forks),
    )


def _scaled(visit: Visit, before: Story, after: Story) -> Visit:
    if visit.offset <= 0:
        return visit
    old, new = _length(before, visit), _length(after, visit)
    return _replace(visit, offset=round(visit.offset * new / old) if old else 0)


def _length(story: Story, visit: Visit) -> int:
    """Characters of a visit's step."""
    scene = story.scenes.get(visit.scene)
    step = next((step for step in scene.steps if step.id == visit.step), None) if scene else None
    return len(_text(story, step)) if step else 0


def _text(story: Story, step: Step) -> str:
    if step.kind == "quote":
        return story.excerpts[step.ref].text
    if step.kind == "figure":
        return story.figures[step.ref].twin
    if step.guess is not None:
        return step.guess.question
    return " ".join(plain(story, prose) for prose in (step.prose, *step.items))


def _found(before: Sequence[Reference], after: Sequence[Reference], at: int) -> int:
    """The number of the same reference: of its kind, id and day in its step, and of those alike the same one."""
    if not 0 <= at < len(before):
        return -1
    wanted = _identity(before[at])
    alike = [number for number, one in enumerate(before) if _identity(one) == wanted]
    found = [number for number, one in enumerate(after) if _identity(one) == wanted]
    return found[min(alike.index(at), len(found) - 1)] if found else -1


def _identity(reference: Reference) -> tuple[str, str, str, str]:
    return reference.kind, reference.id, reference.step, reference.pinned


# screens in front


def _listings(view: View, turned: View) -> tuple[Listing, ...]:
    made: list[Listing] = []
    for number, listing in enumerate(view.listings, 1):
        listing = _answered(listing, view.story, turned.story)
        was = entries(_replace(view, listings=view.listings[:number]))
        rows = entries(_replace(turned, listings=(*made, listing)))
        made.append(_replace(listing, selected=_row(was, rows, listing.selected)))
    return tuple(made)


def _row(was: Sequence[Entry], rows: Sequence[Entry], at: int) -> int:
    """The number of the same row; of a list that no longer has it the first that can be chosen."""
    if not was or not rows or not 0 <= at < len(was):
        return at
    key = _key(was[at])
    nth = sum(_key(row) == key for row in was[:at])
    found = [number for number, row in enumerate(rows) if _key(row) == key]
    if found:
        return found[min(nth, len(found) - 1)]
    return next((number for number, row in enumerate(rows) if row.kind != "heading"), 0)


def _key(row: Entry) -> tuple[str, str, str]:
    return row.kind, row.id, row.address


def _answered(listing: Listing, before: Story, after: Story) -> Listing:
    """A guess as it stands, in the options of the other language."""
    if listing.screen != "guess" or not listing.answer:
        return listing
    from explainer.reading import guesses

    old, new = guesses.guess_of(before, listing.subject), guesses.guess_of(after, listing.subject)
    return _replace(listing, answer=guesses.translated(old, new, listing.answer))
