"""What a browser's guest takes along: a page of it, and the same as a file that the server sends and does not keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from explainer.export.takeaway import gather
from explainer.export.takeaway_forms import FORMS, page_parts
from explainer.export.templating import fill
from explainer.messages import _
from explainer.reading.room import PollView
from explainer.reading.run import Run
from explainer.serve.web import library
from explainer.story.clean import clean
from explainer.story.model.structs import Story

ENDINGS = {"html": "html", "md": "markdown", "txt": "text"}
KINDS = {"html": "text/html", "md": "text/markdown", "txt": "text/plain"}


def as_page(story: Story, run: Run, results: Sequence[PollView], prefix: str) -> Markup:
    """The guest's takeaway as markup of a page in the room."""
    found = gather(story, run, now_on=date.today().isoformat(), room=results)
    files = [
        ("html", _("As a web page")),
        ("md", _("As Markdown")),
        ("txt", _("As plain text")),
    ]
    return Markup(clean(fill("web_takeaway.html.j2", prefix=prefix, files=files, **page_parts(found))))


def as_file(story: Story, run: Run, results: Sequence[PollView], ending: str) -> str:
    """The same as a file of that ending."""
    found = gather(story, run, now_on=date.today().isoformat(), room=results)
    return FORMS[ENDINGS[ending]](found)


def may_be_named(story: Story, run: Run, kind: str, key: str) -> bool:
    """Whether what was looked at may stand in the takeaway: what only warned scenes use does so once one was read."""
    book = library.book(story, run.lens.on if run.lens else "")
    scenes = (book.claims[key] if kind == "claim" else book.terms[key]).scenes
    return not book.behind(scenes) or any(scene in run.seen for scene in scenes)
