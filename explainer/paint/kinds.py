"""Which painter draws a figure's kind, and in which order keys go along its rows; loaded with the first of each."""

from __future__ import annotations

from explainer.paint.rows import Row
from explainer.paint.sight import Sight
from explainer.paint.style import Profile
from explainer.reading.figures import lens_day
from explainer.reading.view import View
from explainer.story.figures.data import Shown
from explainer.story.model.structs import Figure


def sight_of(view: View) -> Sight:
    """What the reader brings to the figure in front."""
    listing = view.listings[-1]
    scenes = view.story.scenes
    filters: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    if listing.lane or listing.chapter or listing.place:
        from explainer.reading.filters import scenes_in, words  # loaded with the first filter

        filters, group = words(view), scenes_in(view.story, listing.chapter)
    return Sight(
        on=lens_day(view),
        day=listing.day or scenes[view.run.visit.scene].when.start,
        here=view.run.visit.scene,
        seen=frozenset(view.run.seen),
        lane=listing.lane,
        group=group,
        place=listing.place,
        filters=filters,
        centre=listing.folded[-1] if listing.folded else "",
        measure=listing.measure,
    )


def drawn(
    view: View, figure: Figure, shown: Shown, width: int, height: int, profile: Profile, selected: str
) -> tuple[Row, ...]:
    """The rows of a chart, a timeline or a network."""
    sight, options = sight_of(view), figure.options
    if figure.kind == "timeline":
        from explainer.paint import timelines

        return timelines.draw(shown, width, height, profile, selected, options, sight)
    if figure.kind == "network":
        from explainer.paint import network

        return network.draw(shown, width, height, profile, selected, options, sight)
    from explainer.paint import charts

    return charts.draw(figure.kind, shown, width, height, profile, selected, options, sight)


def walked(view: View, figure: Figure, shown: Shown) -> tuple[str, ...]:
    """The keys of the rows in the order in which arrows go along them."""
    sight, options = sight_of(view), figure.options
    if figure.kind == "timeline":
        from explainer.paint import timelines

        return timelines.order(shown, options, sight)
    if figure.kind == "network":
        from explainer.paint import network

        return network.order(shown, options, sight)
    from explainer.paint import charts

    return charts.order(figure.kind, shown, options, sight)
