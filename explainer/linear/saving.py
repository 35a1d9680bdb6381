"""What leaves the conversation, and leaving it: a line, a run or a takeaway as a file, a phrase, the kept place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.linear import words
from explainer.linear.answers import Question, Told
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading.storage.files import may_hold_a_run, must_be_free, named, write_new
from explainer.reading.storage.store import stamped, write_file
from explainer.telling.names import foreign, sentence, with_notes

if TYPE_CHECKING:
    from explainer.export.takeaway import KeptLine, MadeGuess, Takeaway
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


# Leaving: the one question whether this machine may keep the reader's place and what is their own.


def quit_reply(talk: Conversation, typed: Typed) -> list[str]:
    """Ask once whether the place may be kept; where that was agreed, keep it."""
    if talk.is_parked:
        return _guest(talk)
    store = talk.options.store
    if store is None or talk.options.private:
        talk.ended = True
        return [_("Nothing was written. Goodbye.")]
    if store.agreed:
        return _kept(talk)
    parts = [_("Keep: may this machine keep {things}?").format(things=_things(talk))]
    if not talk.wrote:
        parts.append(_("Nothing is written yet."))
    _ask(talk)
    return [" ".join([*parts, _("yes or no; Enter is no.")])]


# a guest of a server


def _guest(talk: Conversation) -> list[str]:
    """Ask whether the server may keep the place for long; without a yes nothing stays.

    Who said yes before is asked again, so that they can take it back; then it stays unless they say no.
    """
    parked = talk.options.parked
    assert parked is not None
    _ask_guest(talk, again=parked.long)
    if parked.long:
        said = _("Keep: your place is kept here for 30 days, from now on. Shall it stay?")
        return [" ".join([said, _("yes or no; Enter is yes, and no removes it.")])]
    asked = _("Keep: may this server keep {things} for 30 days, encrypted under your phrase?")
    return [" ".join([asked.format(things=_things(talk)), _("yes or no; Enter is no, and removes it.")])]


def _ask_guest(talk: Conversation, *, again: bool) -> None:
    usual = _kept_here if again else _removed
    talk.ask(Question(lambda line: _guest_answered(talk, line, again), lambda: usual(talk)))


def _guest_answered(talk: Conversation, line: str, again: bool) -> list[str]:
    if words.yes(line):
        return _kept_here(talk)
    if again and (not line.strip() or words.parse(line).word == "quit"):
        return _kept_here(talk)
    if words.no(line) or words.parse(line).word == "quit":
        return _removed(talk)
    _ask_guest(talk, again=again)
    return [_("Keep: yes or no; Enter is yes.") if again else _("Keep: yes or no; Enter is no.")]


def _kept_here(talk: Conversation) -> list[str]:
    talk.ended = True
    parked = talk.options.parked
    assert parked is not None
    parked.moved(talk.run)  # who came back and read nothing is kept anew all the same
    parked.keep_long()
    return [_("Kept for 30 days. Log in as resume; your phrase brings you back to this step. Goodbye.")]


def _removed(talk: Conversation) -> list[str]:
    talk.ended = True
    parked = talk.options.parked
    assert parked is not None
    parked.forget()
    return [_("Removed: nothing of you is kept here. Goodbye.")]


def _things(talk: Conversation) -> str:
    """`your place`, `your place, 2 notes and 1 bookmark`."""
    from explainer.linear.notes import counted
    from explainer.reading.run import mine

    *first, last = [_("your place"), *(part for part in counted(mine(talk.run)).split(", ") if part)]
    return _("{first} and {last}").format(first=", ".join(first), last=last) if first else last


def _ask(talk: Conversation) -> None:
    talk.ask(Question(lambda line: _answered(talk, line), lambda: _not_kept(talk)))


def _answered(talk: Conversation, line: str) -> list[str]:
    if words.yes(line):
        return _kept(talk)
    if words.no(line) or words.parse(line).word == "quit":
        return _not_kept(talk)
    _ask(talk)
    if words.parse(line).word == "help":
        return [_("Help: yes keeps it in a file of your own on this machine; no or Enter leaves nothing.")]
    return [_("Keep: yes or no; Enter is no.")]


def _not_kept(talk: Conversation) -> list[str]:
    talk.ended = True
    return [_("Not kept. Goodbye.")]


def _kept(talk: Conversation) -> list[str]:
    talk.ended = True
    store = talk.options.store
    assert store is not None
    try:
        store.agree()
        talk.keep()
    except Cannot as error:
        return [_("Cannot: {text}").format(text=error), _("Goodbye.")]
    return [_("Kept. explainer comes back to this step; explainer forget removes everything. Goodbye.")]


# What leaves the conversation: a line with its citation, the run as a file.


def copy(talk: Conversation, typed: Typed) -> list[str]:
    """What is in hand, else the line, with its citation, printed, so that it can be selected."""
    from explainer.reading.citing.citation import citation, thing
    from explainer.story.model.outline import Place

    kind, key = talk.in_hand or ("", "")
    step = talk.step
    if kind in ("excerpt", "claim", "source", "term"):
        text = thing(talk.story, kind, key, talk.on)
    elif step is None:
        raise Cannot(_("Cannot copy: there is no line here."))
    else:
        text = citation(talk.story, Place(talk.run.visit.scene, step.id), talk.on)
    lines = [
        line.strip().removeprefix("- ") for line in text.splitlines()
    ]  # a voice reads a bullet as a dash
    first, *rest = [line for line in lines if line]
    return [_("Copy: {text}").format(text=first), *rest]


# the run as a file


def save(talk: Conversation, typed: Typed) -> list[str]:
    """Ask for a passphrase, then write the run to a file the reader names."""
    name = typed.other or typed.argument
    if not name and talk.options.parked is None:
        raise Cannot(_("Cannot save: type save and the name of a file."))
    path = own_file(talk, name)
    may_hold_a_run(path)
    talk.ask(Question(lambda line: _passphrase(talk, path, line), _not_saved, secret=True))
    return [_("Passphrase: type one to encrypt the file, unseen; Enter for none.")]


def own_file(talk: Conversation, name: str) -> Path:
    """The path a reader named, where this session may write at all.

    Raises:
        Cannot: it may not, or the name is no file's.
    """
    if talk.options.parked is not None:
        raise Cannot(_("Cannot save: files are neither read nor written on this server."))
    if talk.options.private or talk.options.store is None:
        raise Cannot(_("Cannot save: nothing is written in this session."))
    return named(name)


def _passphrase(talk: Conversation, path: Path, line: str) -> list[str]:
    secret = line.rstrip("\r\n")
    if not secret:
        return _written(talk, path, "")
    talk.ask(Question(lambda again: _repeated(talk, path, secret, again), _not_saved, secret=True))
    return [_("Passphrase: type it once more.")]


def _repeated(talk: Conversation, path: Path, secret: str, line: str) -> list[str]:
    if line.rstrip("\r\n") != secret:
        raise Cannot(_("Cannot save: the two differ. Type save and the file again."))
    return _written(talk, path, secret)


def _written(talk: Conversation, path: Path, secret: str) -> list[str]:
    may_hold_a_run(path, secret)
    write_file(path, stamped(talk.story, talk.run), secret)
    talk.wrote = True
    form = _("Saved: your whole run, as {name}. explainer --resume and its name goes on from here.")
    if secret:
        form = _("Saved: your whole run, encrypted, as {name}. explainer --resume asks for the passphrase.")
    return [form.format(name=path.name)]


def _not_saved() -> list[str]:
    return [_("Not saved.")]


# What one takes along: said in short, or written whole to a file in one of three forms.

_FORMS = ("text", "markdown", "html")
_AT_ONCE = 3


def takeaway(talk: Conversation, typed: Typed) -> list[str]:
    """`takeaway`, `takeaway html FILE`, `takeaway FILE`, each with `guesses` before it where they are wanted."""
    from explainer.export.takeaway import gather  # loaded with the first takeaway, not with leaving

    first, _space, after = (typed.other or typed.argument).partition(" ")
    guesses = first.casefold() in ("guesses", _("guesses"))
    if guesses:
        first, _space, after = after.partition(" ")
    room = talk.options.room.results if talk.options.room is not None else ()
    if not first:
        found = gather(talk.story, talk.run, guesses=guesses, room=room)
        return talk.tell(takeaway_told(found, writes=talk.options.parked is None))
    form = next((name for name in _FORMS if name in (first.casefold(), words.latin(first))), "")
    name = after.strip() if form else f"{first} {after}".strip()
    if not name:
        raise Cannot(_("Cannot write that: type takeaway, {form} and a file.").format(form=form))
    path = own_file(talk, name)
    must_be_free(path)
    found = gather(talk.story, talk.run, guesses=guesses, now_on=date.today().isoformat(), room=room)
    write_new(path, _in_form(found, form, path))
    talk.wrote = True
    lines = [
        _("Takeaway: written as {name}. more says where it may be unwise to carry it.").format(name=path.name)
    ]
    return talk.tell(Told(lines, [*map(sentence, found.care)]))


def _in_form(found: Takeaway, form: str, path: Path) -> str:
    """The takeaway in the form that was asked for, else in the one that the file's name tells."""
    from explainer.export.takeaway_forms import form_of, to_html, to_markdown, to_text

    writers = {"text": to_text, "markdown": to_markdown, "html": to_html}
    return writers[form or form_of(path)](found)


def takeaway_told(found: Takeaway, *, writes: bool = True) -> Told:
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
        yield from (_kept_taken(kind, line) for line in lines)
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


def _kept_taken(kind: str, line: KeptLine) -> str:
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


# The phrase of a guest's place on a server, said again.


def phrase(talk: Conversation, typed: Typed) -> list[str]:
    """The phrase, and how it is used.

    Raises:
        Cannot: one reads on one's own machine.
    """
    parked = talk.options.parked
    if parked is None:
        raise Cannot(_("Cannot say: only a place on a server has a phrase."))
    phrase = talk.park(parked)  # asked for before the first move: what the phrase names must be there
    stays = _("30 days") if parked.long else _("30 minutes")
    told = _("Phrase: {phrase}. Log in as resume and type it; it brings you back here for {time}.")
    return [told.format(phrase=phrase, time=stays)]
