"""What leaves the conversation: a line with its citation, the run as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explainer.linear.questions import Question
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.named_files import may_hold_a_run, named
from explainer.reading.store import stamped, write_file

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def copy(talk: Conversation, typed: Typed) -> list[str]:
    """What is in hand, else the line, with its citation, printed, so that it can be selected."""
    from explainer.reading.citation import citation, thing
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
