"""The rows of the list screens and the moves along them, from which both front ends and the painter take them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.in_short import scene_entry, short_entries, short_listing
from explainer.reading.moves import choices, onward
from explainer.reading.run import Run
from explainer.reading.view import Entry, Layout, Listing, View, use_entry
from explainer.story.model.dates import counts_from
from explainer.story.model.prose import minutes_of, uses
from explainer.story.model.structs import Scene, Source, Story, Term


def entries(view: View) -> tuple[Entry, ...]:
    """The rows of the screen in front; empty for a screen that is no list."""
    if any(below.screen == "document" for below in view.listings):
        from explainer.reading.documents import as_known  # loaded with the first text under study

        view = as_known(view)
    listing = view.listings[-1]
    story, run = view.story, view.run
    match listing.screen:
        case "story-map":
            return _way(story, run) if listing.subject == "way" else _story_map(story, run, listing.folded)
        case "glossary":
            return _glossary(story, run, listing.query)
        case "sources":
            return _sources(story, run, listing)
        case "search":
            return _search(story, listing, run.lens.on if run.lens else "")
        case "choices" | "in-short":
            return (
                choice_entries(story, run)
                if listing.screen == "choices"
                else short_entries(story, run, listing)
            )
        case "term":
            return _uses_of_term(story, run, listing.subject)
        case "source":
            return _taken_from(story, run, listing.subject)
        case "document" | "sentence" | "guess":
            return _studied(view, listing)
        case "figure" | "datum":
            from explainer.reading import figures  # loaded with the first figure

            return (figures.datum_entries if listing.screen == "figure" else figures.record_entries)(
                view, listing
            )
        case "claim" | "lens" | "notes" | "ending":
            return _seldom(story, run, listing)
    return ()


def _seldom(story: Story, run: Run, listing: Listing) -> tuple[Entry, ...]:
    """The rows of screens whose modules are loaded with the first of them."""
    if listing.screen == "claim":
        from explainer.reading.evidence import claim_entries

        return claim_entries(story, run, listing)
    if listing.screen == "lens":
        from explainer.reading.lens import lens_entries

        return lens_entries(story, run, listing)
    if listing.screen == "ending":
        from explainer.reading.endings import ending_entries

        return ending_entries(story, run)
    from explainer.reading.note_actions import note_entries

    return note_entries(story, run, listing)


def _studied(view: View, listing: Listing) -> tuple[Entry, ...]:
    """The rows of a text under study, of one of its sentences, of a guess."""
    from explainer.reading import documents, guesses  # loaded with the first of them

    if listing.screen == "document":
        return documents.document_entries(view.story, view.run, listing.subject)
    if listing.screen == "sentence":
        return documents.sentence_entries(view.story, view.run, listing.subject)
    if listing.revealed:
        return guesses.guess_entries(view.story, listing.subject)
    return guesses.option_entries(view.story, listing.subject, listing.answer)


def listing_for(view: View, screen: str, subject: str = "", spread: int = 0) -> Listing:
    """A fresh screen; the story map opens at the reader's place, its other chapters folded where not all have room.

    Of what one keeps the first row is in hand, also below the heading of what is lost. `spread` is a layout's.
    """
    if screen in ("notes", "ending"):
        rows = _seldom(view.story, view.run, Listing(screen))
        return Listing(screen, selected=next((n for n, row in enumerate(rows) if row.kind != "heading"), 0))
    if screen == "in-short":
        return short_listing(view)
    if screen != "story-map" or subject:
        return Listing(screen, subject)
    here = view.story.scenes[view.run.visit.scene].chapter
    chapters = view.story.chapters
    whole = len(view.story.order) + len(chapters) <= spread
    folded = () if whole else tuple(chapter.id for chapter in chapters if chapter.id != here)
    rows = _story_map(view.story, view.run, folded)
    selected = next((i for i, row in enumerate(rows) if row.here and row.kind == "scene"), 0)
    return Listing(screen, folded=folded, selected=selected)


def _story_map(story: Story, run: Run, folded: tuple[str, ...]) -> tuple[Entry, ...]:
    held: defaultdict[str, list[Scene]] = defaultdict(list)
    for key in story.order:
        held[story.scenes[key].chapter].append(story.scenes[key])
    known = frozenset(run.seen)  # a long story has been read in a thousand scenes
    rows: list[Entry] = []
    for chapter in story.chapters:
        scenes = held[chapter.id]
        if not scenes:
            continue
        number = f"{chapter.number} " if chapter.number else ""
        seen = sum(scene.id in known for scene in scenes)
        rows.append(
            Entry(
                "chapter", chapter.id, number + chapter.title,
                detail=_("{seen} of {total}").format(seen=seen, total=len(scenes)),
                minutes=minutes_of(story, (scene.id for scene in scenes)),
                here=any(scene.id == run.visit.scene for scene in scenes),
                folded=chapter.id in folded,
                states=tuple(_state(scene.id, run.visit.scene, known) for scene in scenes),
            )
        )  # fmt: skip
        if chapter.id not in folded:
            rows.extend(scene_entry(scene, run) for scene in scenes)
    return tuple(rows)


def _state(scene: str, here: str, seen: Container[str]) -> str:
    if scene == here:
        return "here"
    return "seen" if scene in seen else "new"


def _way(story: Story, run: Run) -> tuple[Entry, ...]:
    """The scenes in the order in which the reader came through them."""
    passed: list[str] = []
    for visit in (*run.past, run.visit):
        if not passed or passed[-1] != visit.scene:
            passed.append(visit.scene)
    last = len(passed) - 1
    return tuple(
        msgspec.structs.replace(scene_entry(story.scenes[s], run), here=i == last, depth=0)
        for i, s in enumerate(passed)
        if s in story.scenes
    )


def choice_entries(story: Story, run: Run) -> tuple[Entry, ...]:
    """The numbered ways, then the way on."""
    rows = [
        Entry(
            "choice", str(number), choice.label, detail=choice.detail, seen=choice.seen or choice.taken,
            warned=choice.warned, minutes=choice.minutes,
        )
        for number, choice in enumerate(choices(story, run), 1)
    ]  # fmt: skip
    step = onward(story, run)
    if step.kind != "end":
        rows.append(Entry("onward", "next", step.label, address=step.target))
    return tuple(rows)


def _fits(query: str, *texts: str) -> bool:
    return all(any(word in text.casefold() for text in texts) for word in query.casefold().split())


def _glossary(story: Story, run: Run, query: str) -> tuple[Entry, ...]:
    found = [t for t in story.terms.values() if _fits(query, t.name, *t.also, *_forms(t), t.kind)]
    found.sort(key=lambda term: term.name.casefold())
    rows = [Entry("term", term.id, term.name, term.definition, group=term.kind) for term in found]
    if not run.lens:
        return tuple(rows)
    on = run.lens.on
    return tuple(
        msgspec.structs.replace(row, later=_explained_later(story, term, on))
        for row, term in zip(rows, found, strict=True)
    )


def _explained_later(story: Story, term: Term, on: str) -> str:
    """A term is explained at every date; that its explanation rests on later sources alone is said."""
    from explainer.story.model.lens import first_source, later_said

    source = first_source(story, term.rests_on)
    if source is None or counts_from(source.date, source.date_precision) <= on:
        return ""
    return later_said(source.date, source.date_precision)


def _forms(term: Term) -> tuple[str, ...]:
    return tuple(form.text for form in term.forms)


def _sources(story: Story, run: Run, listing: Listing) -> tuple[Entry, ...]:
    """All sources, or those of one version of a claim, that fit what is typed."""
    every = [*story.sources.values()]
    if listing.subject:
        from explainer.reading.evidence import sources_of

        every = [story.sources[key] for key in sources_of(story, listing.subject)]
    found = [s for s in every if _fits(listing.query, s.title, s.publisher, s.author, s.kind, s.date)]
    if not listing.subject:  # a version's are in order already, the best first
        found.sort(key=lambda source: (source.publisher.casefold(), source.date))
    return _under_lens(story, run, tuple(_source_entry(source) for source in found))


def _source_entry(source: Source) -> Entry:
    return Entry("source", source.id, source.publisher, source.title, group=source.date)


def _under_lens(story: Story, run: Run, rows: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Under a lens: what was said later keeps its row and its name, and says so."""
    if not run.lens:
        return rows
    from explainer.story.model.lens import later_words  # loaded with the first lens

    on = run.lens.on
    return tuple(
        msgspec.structs.replace(row, detail=words, later=words)
        if (words := later_words(story, row.kind, row.id, on))
        else row
        for row in rows
    )


NEAREST = "nearest"
"""The id of the heading that says what a misspelt word was taken for."""


def _search(story: Story, listing: Listing, on: str) -> tuple[Entry, ...]:
    """The best of each group, and all of those that were asked for whole."""
    query = listing.query.strip()
    if not query:
        return ()
    # The stemmer and the matcher load with the first search, not with the app.
    from explainer.story.search.finder import ALL, BEST, search

    results = search(story, query, limit=ALL if listing.whole else BEST, on=on)
    rows: list[Entry] = []
    if results.corrected:
        said = _("{corrected}, nearest to {query}").format(corrected=results.corrected, query=query)
        rows.append(Entry("heading", NEAREST, said))
    for group in results.groups:
        rows.append(Entry("heading", group.kind, group.label, detail=str(group.total)))
        for hit in group.hits if group.kind in listing.whole else group.hits[:BEST]:
            found = (hit.kind, hit.id, hit.label, hit.detail, group.kind, hit.address)
            rows.append(Entry(*found, matched=hit.matched, later=hit.later))
    return tuple(rows)


def show_all(view: View, action: Action, layout: Layout) -> View:
    """All that was found of the group in hand, or its best again; the row in hand stays so where it is shown.

    Raises:
        Cannot: there is no more of it.
    """
    rows = entries(view) if view.screen == "search" else ()
    if not rows:
        raise Cannot(_("There is no more to show here."))
    listing = view.listings[-1]
    hand = rows[min(listing.selected, len(rows) - 1)]
    total = next((int(row.detail) for row in rows if row.kind == "heading" and row.id == hand.group), 0)
    is_whole = hand.group in listing.whole
    if not is_whole and total == sum(row.group == hand.group for row in rows):
        raise Cannot(_("All of these are shown; those of another group are shown from one of its rows."))
    others = tuple(kind for kind in listing.whole if kind != hand.group)
    listing = _replace(listing, whole=others if is_whole else (*others, hand.group))
    view = _replace(view, listings=(*view.listings[:-1], listing))
    rows = entries(view)
    first = next(at for at, row in enumerate(rows) if row.group == hand.group)
    listing = _replace(listing, selected=rows.index(hand) if hand in rows else first)
    return _replace(view, listings=(*view.listings[:-1], listing))


def _uses_of_term(story: Story, run: Run, term_id: str) -> tuple[Entry, ...]:
    return tuple(use_entry(story, run, address) for address in uses(story).terms.get(term_id, ()))


def _taken_from(story: Story, run: Run, source_id: str) -> tuple[Entry, ...]:
    """What the story takes from a source, what it bears on, who repeats it, where the story leans on it."""
    from explainer.reading.evidence import dossier_entries  # loaded with the first dossier

    return dossier_entries(story, run, source_id)


# Moving in a record that holds text and rows to choose: no text is passed over unread. The next row comes into
# the hand when it is in sight; where only text follows, the screen goes on by half. Row 0 is the text itself:
# with it nothing is in hand.

_WITHOUT_TEXT_ROW = ("sentence", "guess")
"""Records whose rows all open something: with none in hand the row is -1."""

_replace = msgspec.structs.replace


def step(view: View, by: int, layout: Layout) -> View:
    """One row or a screen further, down or up."""
    listing = view.listings[-1]
    row = _next_row(listing, by, layout) if abs(by) == 1 else None
    if row is not None:
        moved = _replace(listing, selected=row, loose=False, top=layout.top)
    elif abs(by) == 1:
        last = len(entries(view)) - 1
        moved = _scrolled(listing, by * max(1, layout.rows // 2), layout)
        if moved is not listing:  # the next row, should it come into sight
            moved = _replace(moved, selected=min(max(0, _here(listing, layout) + by), last))
    else:
        moved = _scrolled(listing, by, layout)
    return _replace(view, listings=(*view.listings[:-1], moved))


def _out_of_sight(listing: Listing, layout: Layout) -> bool:
    """Whether the row that would be in the hand was scrolled away."""
    return listing.loose and listing.selected not in layout.references


def _here(listing: Listing, layout: Layout) -> int:
    """The row last in the hand: one that is still waited for is not there yet."""
    return listing.selected - 1 if _out_of_sight(listing, layout) else listing.selected


def _next_row(listing: Listing, by: int, layout: Layout) -> int | None:
    """The row in sight after, or before, the one in hand; None where there is none in sight."""
    if by > 0:
        here = _here(listing, layout)
        return min((row for row in layout.references if row > here), default=None)
    return max((row for row in layout.references if row < listing.selected), default=None)


def _scrolled(listing: Listing, by: int, layout: Layout) -> Listing:
    top = max(0, layout.top + min(by, layout.overflow))
    return listing if top == layout.top else _replace(listing, top=top, loose=True)
