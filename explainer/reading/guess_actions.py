"""The actions on the screen of a guess, before it is set beside the record and after; `view_actions` loads them late.

Pure: a view makes the next one; the answer is kept in the run alone.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading import guesses, lists
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.view import PICKED, Layout, Listing, View, option_stops, with_listing, with_run
from explainer.story.model.dates import first_day, long
from explainer.story.model.prose import Reference, readable_steps
from explainer.story.model.structs import Guess

_replace = msgspec.structs.replace


def start(view: View, key: str) -> View:
    """The screen of a guess in front; one that was made before is shown beside the record again."""
    guess = guesses.guess_of(view.story, key)
    answer = guesses.answer_of(view.story, view.run, key)
    if answer:
        listing = Listing("guess", key, selected=-1, answer=answer, revealed=True)
    else:
        order = guesses.offered(key.partition(":")[0], guess) if guess.kind == "order" else ()
        listing = Listing("guess", key, answer=order)
    return _replace(view, listings=(*view.listings, listing), sheets=(), message="")


def compare(view: View, action: Action) -> View:
    """Set the guess beside the record."""
    listing, guess = _front(view)
    if action.argument or guesses.typed(guess):
        answer = guesses.read(view.story, listing.subject, action.argument or listing.query)
    elif guess.kind == "order":
        answer = listing.answer
    else:
        answer = (guess.options[listing.selected],)
    run = guesses.kept(view.run, listing.subject, answer)
    shown = _replace(listing, answer=answer, selected=-1, top=0, query="", lifted=False, revealed=True)
    return with_listing(_replace(view, run=run), shown)


def change(view: View, action: Action, layout: Layout) -> View:
    """Guess anew, from the guess as it stands."""
    listing, guess = _front(view)
    if not listing.revealed:
        raise Cannot(_("Your guess is still open; Enter compares it."))
    query, selected = "", 0
    if guesses.typed(guess):
        query = long(listing.answer[0]) if guess.kind == "date" else listing.answer[0]
    elif guess.kind in PICKED:
        selected = guess.options.index(listing.answer[0])
    anew = _replace(listing, revealed=False, selected=selected, top=0, query=query)
    return with_listing(view, anew)


def lift(view: View, action: Action, layout: Layout) -> View:
    """Take the option in hand up, so that the arrows move it, or put it down."""
    listing, guess = _front(view)
    if guess.kind != "order" or listing.revealed:
        raise Cannot(_("There is nothing to put in order here; ↑↓ choose."))
    return with_listing(view, _replace(listing, lifted=not listing.lifted))


def skip(view: View, action: Action, layout: Layout) -> View:
    """Go on: to the guess right after this one, else along the scene."""
    if view.screen == "guess":
        after = guesses.following_guess(view.story, view.listings[-1].subject)
        if after:
            return start(_replace(view, listings=view.listings[:-1]), after)
    return with_run(view, apply(view.story, view.run, Action("next"), layout.following))


def turn(view: View, action: Action, layout: Layout) -> View:
    """Arrows and digits: choose an option, move the one that is lifted, go a day on or back."""
    listing, guess = _front(view)
    if listing.revealed:
        return lists.step(view, -1 if action.id == "previous-reference" else 1, layout)
    if action.id == "choose":
        return _chosen(view, listing, guess, int(action.argument) - 1)
    by = -1 if action.id == "previous-reference" else 1
    if guess.kind == "date":
        return with_listing(view, _replace(listing, query=_day_beside(view, listing, by)))
    if guesses.typed(guess):
        return view
    return _chosen(view, listing, guess, min(max(listing.selected + by, 0), len(_shown(listing, guess)) - 1))


def _front(view: View) -> tuple[Listing, Guess]:
    if view.screen != "guess":
        raise Cannot(_("Nothing is asked here."))
    listing = view.listings[-1]
    return listing, guesses.guess_of(view.story, listing.subject)


def _shown(listing: Listing, guess: Guess) -> tuple[str, ...]:
    return listing.answer if guess.kind == "order" else guess.options


def _chosen(view: View, listing: Listing, guess: Guess, place: int) -> View:
    options = _shown(listing, guess)
    if not 0 <= place < len(options):
        raise Cannot(_("There are {n} to choose from: 1 to {n}.").format(n=len(options)))
    if listing.lifted:
        rest = [option for index, option in enumerate(options) if index != listing.selected]
        rest.insert(place, options[listing.selected])
        listing = _replace(listing, answer=tuple(rest))
    return with_listing(view, _replace(listing, selected=place))


def _day_beside(view: View, listing: Listing, by: int) -> str:
    """The day after or before the typed one; the first one is where the story's days begin."""
    story = view.story
    if not listing.query.strip():
        when = story.scenes[listing.subject.partition(":")[0]].when
        return long(first_day(story.ribbon.start or when.start or story.checked_on))
    day = date.fromisoformat(guesses.read(story, listing.subject, listing.query)[0])
    return long((day + timedelta(days=by)).isoformat())


def open_step(view: View, reference: Reference, layout: Layout) -> View:
    """A guess that is asked on the page: its first option in hand, or the option set beside the record; else the
    screen of the guess. Of a document the sentence that is marked, else its first one.
    """
    scene = view.story.scenes[view.run.visit.scene]
    key = f"{scene.id}:{reference.step}"
    if reference.kind == "option":
        number = int(reference.id.rpartition(":")[2]) + 1
        return compare(start(view, key), Action("guess", str(number)))
    if reference.kind == "guess":
        options = option_stops(scene, reference.step).values()
        first = min((stop for stop in options if stop in layout.references), default=-1)
        return start(view, key) if first < 0 else _replace(view, cursor=first)
    steps = readable_steps(scene)
    document = next(step.ref for step in steps if step.id == reference.step)
    marked = view.run.marks.get(document, "")
    ids = [sentence.excerpt for sentence in view.story.documents[document].sentences]
    listing = Listing("document", document, selected=ids.index(marked) if marked in ids else 0)
    return msgspec.structs.replace(view, sheets=(), listings=(*view.listings, listing))
