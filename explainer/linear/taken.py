"""What one takes along: said in short, or written whole to a file in one of three forms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from explainer.export.takeaway import KeptLine, MadeGuess, Takeaway, gather
from explainer.export.takeaway_forms import form_of, to_html, to_markdown, to_text
from explainer.linear import words
from explainer.linear.saving import own_file
from explainer.linear.say import Told, foreign, sentence, with_notes
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading.named_files import must_be_free, write_new

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed

_WRITERS = {"text": to_text, "markdown": to_markdown, "html": to_html}
_AT_ONCE = 3


def reply(talk: Conversation, typed: Typed) -> list[str]:
    """`takeaway`, `takeaway html FILE`, `takeaway FILE`, each with `guesses` before it where they are wanted."""
    first, _space, after = (typed.other or typed.argument).partition(" ")
    guesses = first.casefold() in ("guesses", _("guesses"))
    if guesses:
        first, _space, after = after.partition(" ")
    room = talk.options.room.results if talk.options.room is not None else ()
    if not first:
        found = gather(talk.story, talk.run, guesses=guesses, room=room)
        return talk.tell(told(found, writes=talk.options.parked is None))
    form = next((name for name in _WRITERS if name in (first.casefold(), words.latin(first))), "")
    name = after.strip() if form else f"{first} {after}".strip()
    if not name:
        raise Cannot(_("Cannot write that: type takeaway, {form} and a file.").format(form=form))
    path = own_file(talk, name)
    must_be_free(path)
    found = gather(talk.story, talk.run, guesses=guesses, now_on=date.today().isoformat(), room=room)
    write_new(path, _WRITERS[form or form_of(path)](found))
    talk.wrote = True
    lines = [
        _("Takeaway: written as {name}. more says where it may be unwise to carry it.").format(name=path.name)
    ]
    return talk.tell(Told(lines, [*map(sentence, found.care)]))


def told(found: Takeaway, *, writes: bool = True) -> Told:
    """How much there is and how to write it; then scene by scene and thing by thing, without addresses.

    Args:
        found: what is taken along.
        writes: whether there are files to write it to; a server has none for its guests.
    """
    counted = (
        (len(found.way), _("1 scene"), _("{n} scenes")),
        (len(found.notes), _("1 note"), _("{n} notes")),
        (len(found.bookmarks), _("1 bookmark"), _("{n} bookmarks")),
        (len(found.doubts), _("1 doubt"), _("{n} doubts")),
        (len(found.guesses), _("1 guess"), _("{n} guesses")),
        (len(found.claims), _("1 claim"), _("{n} claims")),
        (len(found.terms), _("1 term"), _("{n} terms")),
    )
    parts = [ngettext(one, many, n).format(n=n) for n, one, many in counted if n]
    head = sentence(_("Takeaway: {counted}").format(counted=", ".join(parts) or _("nothing yet")))
    how = _("takeaway html and a file writes it whole, with sources.") if writes else ""
    now = " ".join(filter(None, (head, how, _("more says it here."))))
    return Told([now], list(_lines(found)), size=_AT_ONCE)


def _lines(found: Takeaway) -> Iterable[str]:
    yield from map(sentence, found.care)
    ways = " ".join(
        f"{number} {with_notes(stop.title, _('again') if stop.again else '')}"
        for number, stop in enumerate(found.way, 1)
    )
    yield _("Way: {ways}").format(ways=ways or _("no scene read yet."))
    if found.unread:
        yield sentence(found.unread)
    for kind, lines in (
        (_("Note"), found.notes),
        (_("Bookmark"), found.bookmarks),
        (_("Doubt"), found.doubts),
    ):
        yield from (_kept(kind, line) for line in lines)
    for mark in found.marks:
        yield sentence(_("Mark: sentence {n} of {title}").format(n=mark.number, title=mark.title))
    yield from map(_guess, found.guesses)
    for claim in found.claims:
        asked = sentence(_("Claim: {question}").format(question=claim.question))
        yield " ".join([asked, *claim.stands[:1], claim.versions])
    for term in found.terms:
        # forms in another script stand in brackets after the name; a voice would spell them
        name = term.name.partition(" (")[0] if foreign(term.name.partition(" (")[2]) else term.name
        yield sentence(_("Term: {name}. {definition}").format(name=name, definition=term.definition))


def _kept(kind: str, line: KeptLine) -> str:
    where = (
        sentence(line.title)
        if line.address
        else sentence(_("Lost, beside “{words}”").format(words=line.line))
    )
    return f"{kind}: {sentence(line.text)} {where}" if line.text else f"{kind}: {where}"


def _guess(made: MadeGuess) -> str:
    asked = sentence(_("Guess: {question}").format(question=made.question))
    yours = sentence(_("Yours: {answer}").format(answer=made.mine))
    record = sentence(_("Record: {words}").format(words=made.record)) if made.record else ""
    return " ".join(part for part in (asked, yours, record) if part)
