"""The lens: its screen of days, what it folds on a page, and what the reader opened all the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import msgspec

from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading import days
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.run import Run
from explainer.reading.view import (
    OPENED_WHOLE,
    Entry,
    Layout,
    Listing,
    View,
    line_stops,
    step_stop,
    stops,
    stops_of,
)
from explainer.story.model.ages import CITES, LATER, as_of, is_whole, stops_in
from explainer.story.model.dates import last_day, long, short
from explainer.story.model.prose import plain, readable_steps, references
from explainer.story.model.structs import Scene, Step, Story

# what the lens folds

_replace = msgspec.structs.replace


def unfolded_in(run: Run) -> frozenset[str]:
    """The steps of the run's scene that were opened although they were said later."""
    scene = f"{run.visit.scene}:"
    return frozenset(key[len(scene) :] for key in run.unfolded if key.startswith(scene))


def read_as(story: Story, run: Run, step: Step) -> Step:
    """A step of the run's scene as the reader has it before them: under the lens, and as far as they opened it."""
    return as_of(story, step, run.lens.on if run.lens else "", f"{run.visit.scene}:{step.id}" in run.unfolded)


def has_later(story: Story, run: Run, step: Step) -> bool:
    """Whether any of a step was said after the lens day, opened or not."""
    return run.lens is not None and as_of(story, step, run.lens.on) is not step


def is_folded(story: Story, run: Run, step: Step) -> bool:
    """Whether any of a step is folded away."""
    return read_as(story, run, step) is not step


def is_folded_whole(story: Story, run: Run, step: Step) -> bool:
    """Whether nothing of a step can be read."""
    return is_whole(read_as(story, run, step))


def toggled(run: Run, step: str) -> Run:
    """The run with a folded step opened, or with an opened one folded again."""
    key = f"{run.visit.scene}:{step}"
    if key in run.unfolded:
        return _replace(run, unfolded=tuple(other for other in run.unfolded if other != key))
    return _replace(run, unfolded=(*run.unfolded, key))


def later_step(view: View, stop: int) -> Step | None:
    """The step that a stop stands for, where the lens has folded it, or had until the reader opened it."""
    scene = view.story.scenes[view.run.visit.scene]
    found = stops(scene)
    if not 0 <= stop < len(found) or stop != step_stop(scene, found[stop].step):
        return None
    step = next(step for step in readable_steps(scene) if step.id == found[stop].step)
    return step if has_later(view.story, view.run, step) else None


def reachable(view: View, stop: int) -> int:
    """The stop itself; where it lies in a folded step, that step; -1 for what is no stop any more."""
    scene = view.story.scenes[view.run.visit.scene]
    found = stops(scene)
    if not 0 <= stop < len(found):
        return -1
    step = _step(scene, found[stop].step)
    if step is not None and is_folded(view.story, view.run, step) and stop not in _order(view, scene, step):
        return step_stop(scene, step.id)
    whole = stop == step_stop(scene, found[stop].step)
    if whole and step is not None and step.kind not in OPENED_WHOLE and later_step(view, stop) is None:
        return -1
    return stop


def open_later(view: View) -> View | None:
    """The view with the step in hand opened, where the lens folds it, or folded again; None for any other stop.

    A guess or a text under study is not folded again: its own screen opens instead.
    """
    step = later_step(view, view.cursor)
    if step is None or (step.kind in OPENED_WHOLE and not is_folded(view.story, view.run, step)):
        return None
    return _replace(view, run=toggled(view.run, step.id))


def first_stop(view: View, here: tuple[int, ...], step: str) -> int:
    """The first stop of the page that begins in a step, after the stops of the page before; -1: there is none."""
    order = page_order(view)
    passed = [order.index(stop) for stop in here if stop in order]
    scene = view.story.scenes[view.run.visit.scene]
    steps = [one.id for one in readable_steps(scene)]
    since = steps[steps.index(step) :] if step in steps else steps
    found = stops(scene)
    return next((stop for stop in order[max(passed, default=-1) + 1 :] if found[stop].step in since), -1)


def page_order(view: View) -> list[int]:
    """All stops of the scene as they follow each other under the lens."""
    scene = view.story.scenes[view.run.visit.scene]
    return [stop for step in readable_steps(scene) for stop in _order(view, scene, step)]


def _order(view: View, scene: Scene, step: Step) -> list[int]:
    """The stops of one step: what stands behind a fold is none, the first fold is the step's own."""
    here = [number for number, one in enumerate(references(scene)) if one.step == step.id]
    own = step_stop(scene, step.id)
    now = read_as(view.story, view.run, step)
    if now is step:
        opened = step.kind in OPENED_WHOLE or has_later(view.story, view.run, step)
        inside = stops_of(scene, step.id)
        return [own, *inside] if opened else inside
    if is_whole(now):
        return [own]
    found = (own if place is None else here[place] for place in stops_in(now))
    lines = line_stops(scene, step.id)
    return list(dict.fromkeys(_with_lines(now, found, lines) if lines else found))


def _with_lines(now: Step, found: Iterator[int], lines: dict[int, int]) -> Iterator[int]:
    """The stops of a step as of a day, those of its lines before or behind what stands in them."""
    for number, item in enumerate(now.items):
        inside = list(islice(found, sum(span.kind == LATER or span.kind in CITES for span in item)))
        line = [lines[number]] if number in lines else []
        yield from [*line, *inside] if now.marks else [*inside, *line]


def _step(scene: Scene, key: str) -> Step | None:
    return next((step for step in readable_steps(scene) if step.id == key), None)


# the screen of days: one on the ribbon, a typed one, a marked one, or none

OFF = "off"


def lens_entries(story: Story, run: Run, listing: Listing) -> tuple[Entry, ...]:
    """The day in hand first, should there be one, then the marked days, then as last checked."""
    chosen = chosen_day(story, listing)
    rows = (
        [Entry("day", chosen, long(chosen), _label(story, chosen), here=_is_set(run, chosen))]
        if chosen
        else []
    )
    rows += [
        Entry("day", marked.on, long(marked.on), marked.label, here=_is_set(run, marked.on))
        for marked in story.lens_days
        if marked.on != chosen
    ]
    checked = _("as last checked, {date}").format(date=long(story.checked_on)) if story.checked_on else ""
    rows.append(Entry("day", OFF, _("off"), checked or _("as last checked"), here=run.lens is None))
    return tuple(rows)


def _label(story: Story, day: str) -> str:
    return next((marked.label for marked in story.lens_days if marked.on == day), "")


def _is_set(run: Run, day: str) -> bool:
    return run.lens is not None and run.lens.on == day


def chosen_day(story: Story, listing: Listing) -> str:
    """The day in hand: what is typed, where it is a day; else the one chosen on the ribbon; else none."""
    if listing.query.strip():
        try:
            return days.day(listing.query, story)
        except Cannot:
            return ""
    return listing.subject


def lens(view: View, action: Action, layout: Layout) -> View:
    """Set the day that was named, or open its screen; the same key again puts it away."""
    if view.screen == "lens":
        view = _replace(view, listings=view.listings[:-1])
        if not action.argument:
            return view
    if action.argument:
        return _set(
            view, action.argument if action.argument == OFF else days.day(action.argument, view.story)
        )
    below = tuple(listing for listing in view.listings if listing.screen != "lens")
    return _replace(view, listings=(*below, _fresh(view)))


def _fresh(view: View) -> Listing:
    """The screen as it opens: the lens day in hand, else the first marked day."""
    if view.run.lens:
        return Listing("lens", view.run.lens.on)
    return Listing("lens", view.story.lens_days[0].on if view.story.lens_days else "")


def take(view: View, entry: Entry) -> View:
    """Read as known on the day of a row, or no longer, on the very screen and line one came from."""
    return _set(_replace(view, listings=view.listings[:-1]), entry.id)


def date_before(view: View, action: Action, layout: Layout) -> View:
    return _set(view, beside(view.story, view.run, -1))


def date_after(view: View, action: Action, layout: Layout) -> View:
    return _set(view, beside(view.story, view.run, 1))


def beside(story: Story, run: Run, by: int) -> str:
    """The date before or after that of now; without one the scene's own day is the first, after the last there is none.

    Raises:
        Cannot: there is no date on that side.
    """
    known = days.dates(story)
    if not known:
        raise Cannot(_("This story has no days to step through; type one."))
    if run.lens is None:
        if by > 0:
            raise Cannot(_("Nothing is folded: the date is that of the last check."))
        when = story.scenes[run.visit.scene].when
        own = last_day(when.end or when.start) if when.start else known[-1]
        return next((day for day in reversed(known) if day <= own), known[-1])
    on = run.lens.on
    if by > 0:
        return next((day for day in known if day > on), OFF)
    before = next((day for day in reversed(known) if day < on), "")
    if not before:
        raise Cannot(_("{date} is the first day here; d takes any other.").format(date=long(on)))
    return before


def _set(view: View, day: str) -> View:
    """Another date: the page begins with the same line, and what changed is marked until the next key."""
    before = view.run.lens.on if view.run.lens else OFF
    run = apply(view.story, view.run, Action("lens", day))
    if run.visit.step:
        run = _replace(run, visit=_replace(run.visit, top=True))
    view = _replace(view, run=run, sheet_top=0, dated=before)
    view = _replace(view, listings=tuple(_as_dated(view, listing) for listing in view.listings))
    said = "" if view.listings else _changed_words(view)
    return _in_hand(_replace(view, message=said))


def _as_dated(view: View, listing: Listing) -> Listing:
    """A screen as it stands under another date."""
    if listing.screen == "claim":
        return _replace(listing, folded=(), top=0)
    if listing.screen == "figure" and listing.day and view.run.lens:
        from explainer.reading.figures import day_at  # loaded with the first figure

        figure = view.story.figures[listing.subject]
        return _replace(listing, day=day_at(figure, listing.day, view.run.lens.on) or listing.day)
    return listing


def _changed_words(view: View) -> str:
    """How much of the scene reads otherwise than before the date was set."""
    if view.run.visit.threshold:
        return ""
    on = view.run.lens.on if view.run.lens else ""
    before = "" if view.dated == OFF else view.dated
    steps = readable_steps(view.story.scenes[view.run.visit.scene])
    count = sum(words_on(view.story, step, on) != words_on(view.story, step, before) for step in steps)
    date = short(on) if on else _("As last checked")
    if not count:
        return _("{date}: nothing here changes").format(date=date)
    return ngettext("{date}: {n} paragraph changes", "{date}: {n} paragraphs change", count).format(
        date=date, n=count
    )


def words_on(story: Story, step: Step, on: str) -> tuple[Step, str]:
    """All that is read of a step on a day; the numbers of claims are in its words."""
    now = as_of(story, step, on)
    return now, " ".join(plain(story, prose, on) for prose in (now.prose, *now.items))


def _in_hand(view: View) -> View:
    """What is in hand under the new date: a fold in place of what lies in it, and that again once it opens."""
    found = stops(view.story.scenes[view.run.visit.scene])
    cursor, behind = view.cursor, view.behind
    if 0 <= behind < len(found) and 0 <= cursor < len(found) and found[behind].step == found[cursor].step:
        cursor = behind
    now = reachable(view, cursor)
    return _replace(view, cursor=now, behind=cursor if now not in (cursor, -1) else -1)


def day_before(view: View, action: Action, layout: Layout) -> View:
    return _by_day(view, -1)


def day_after(view: View, action: Action, layout: Layout) -> View:
    return _by_day(view, 1)


def _by_day(view: View, by: int) -> View:
    """A day on the ribbon earlier or later; what was typed gives way to it."""
    listing = view.listings[-1]
    now = chosen_day(view.story, listing)
    day = days.step_day(view.story.ribbon, now, by) or view.story.scenes[view.run.visit.scene].when.start
    if not day or len(day) < 10:
        raise Cannot(_("This story has no days to step through; type one."))
    listing = _replace(listing, subject=day, query="", selected=0)
    return _replace(view, listings=(*view.listings[:-1], listing))
