"""How an error of the story is reported: where to write, and which line of which edition is meant. Pure.

Nothing is sent from here: the program writes no mail and opens no page. A link is a text that a reader may follow.
"""

from __future__ import annotations

from urllib.parse import quote

from explainer.messages import _
from explainer.reading.citation import cite, step_text, within
from explainer.reading.hand import current_place
from explainer.reading.view import Layout, View
from explainer.story.clean import clean, clean_line
from explainer.story.model.lens import said_later
from explainer.story.model.outline import Address, Place
from explainer.story.model.structs import Story


def where_to_write(story: Story) -> str:
    """One sentence: the story's address for corrections, or that it names none."""
    if not story.corrections:
        return _("This story names no address for corrections.")
    return _("Corrections: {address}").format(address=clean_line(story.corrections))


def how_to_report(story: Story) -> str:
    """Where to write, then the story's own words on it, as one paragraph."""
    own = " ".join(story.report_errors.split())
    where = where_to_write(story)
    return f"{where if where.endswith('.') else f'{where}.'} {own}".strip()


def link(story: Story, subject: str = "") -> str:
    """The address as a link, `mailto:` or https; empty where the story names none, or something else.

    Args:
        story: whose address.
        subject: the subject of a mail, such as the line that is meant; a page is named as it is.
    """
    address = story.corrections
    if address.startswith("https://"):
        return address
    if "@" not in address:  # whatever scheme it may have, it is no link
        return ""
    return f"mailto:{quote(address, safe='@+')}" + (f"?subject={quote(subject, safe='')}" if subject else "")


def line_meant(view: View) -> Place:
    """The line that a reader comes from; the whole scene at a warning, where no line was read."""
    visit = view.run.visit
    return Place(visit.scene) if visit.threshold else current_place(view, Layout())


def named(story: Story, place: Place) -> str:
    """`scene:step, edition 0.2 (0123456789ab)`: what tells exactly which words are meant."""
    return _("{address}, edition {edition}").format(address=Address(place), edition=story.edition)


def report(view: View, limit: int = 0) -> str:
    """A report to copy: the line's words as this edition has them, which line it is, what to add, where to write.

    The reader's day and notes are left out: a correction is about the story as it stands.

    Args:
        view: the reader's view.
        limit: bytes of UTF-8 at most; the words give way. 0: no limit.
    """
    story, place = view.story, line_meant(view)
    scene = story.scenes[place.scene]
    step = next((step for step in scene.steps if step.id == place.step), None)
    on = view.run.lens.on if view.run.lens else ""
    words = step_text(story, step) if step is not None and not said_later(story, step, on) else scene.title
    tail = (
        f"{story.title}, “{scene.title}”, {named(story, place)}.",
        _("What is wrong, and what the better source says:"),
        how_to_report(story),
    )
    return within(clean(words), clean("\n\n".join(tail)), limit)


def to_copy(view: View, layout: Layout, limit: int = 0) -> tuple[str, str]:
    """What `copy` takes, and what is said of it: a report on the screen about the story, else a citation.

    Raises:
        Cannot: what is in hand is no line to cite.
    """
    if view.screen == "about":
        return report(view, limit), _("copied, to report an error; again shows it for selection")
    return cite(view, layout, limit), _("copied with its citation; again shows it for selection")
