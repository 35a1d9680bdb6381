"""What each action says: one handler an action of the registry, and one for a bare number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from explainer.linear import claims, explain, lists, records, say, words
from explainer.linear.conversation import Conversation
from explainer.linear.lists import Item, Listed
from explainer.linear.say import Told, sentence
from explainer.linear.words import Typed
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading import days
from explainer.reading.actions import Action
from explainer.reading.corrections import newest_first, told_in
from explainer.reading.store import RunUnreadable, decode, write_file
from explainer.story import dates
from explainer.story.model import Change

Handler = Callable[[Conversation, Typed], list[str]]


def _mover(action: str) -> Handler:
    return lambda talk, typed: talk.move(Action(action))


def _number(talk: Conversation, typed: Typed) -> list[str]:
    """A bare number answers the last list called for, else the scene's Choose."""
    if talk.listed is not None:
        return _open_item(talk, talk.listed, int(typed.argument))
    return talk.move(Action("choose", typed.argument))


def _open_item(talk: Conversation, listed: Listed, number: int) -> list[str]:
    if not 1 <= number <= len(listed.items):
        many = _("Cannot open {n}: this list has {count}.")
        raise Cannot(many.format(n=number, count=len(listed.items)))
    return talk.open(listed.items[number - 1], listed.on)


def _choose(talk: Conversation, typed: Typed) -> list[str]:
    number = words.number(typed.argument)
    return talk.move(Action("choose", str(number))) if number else _choices(talk, typed)


def _choices(talk: Conversation, typed: Typed) -> list[str]:
    listed = lists.choices_list(talk.story, talk.run, "" if talk.run.visit.threshold else _enter(talk))
    if talk.run.visit.threshold:
        return talk.here(heading=False)
    if not listed.items:
        talk.close()
        return [_enter(talk)]
    return talk.call(listed)


def _enter(talk: Conversation) -> str:
    if say.following(talk.story, talk.run.visit):
        return _("Enter reads on.")
    return say.enter_line(talk.story, talk.run)


def _fork(talk: Conversation, typed: Typed) -> list[str]:
    lines = talk.move(Action("fork"))
    ways = say.choose_lines(
        talk.story, talk.run, middle=say.following(talk.story, talk.run.visit) is not None
    )
    return lines if ways == lines[-1:] else [*lines, *ways]


def _open(talk: Conversation, typed: Typed) -> list[str]:
    number = words.number(typed.argument)
    if typed.argument and not number:
        raise Cannot(_("Cannot open that: type open and a number."))
    if number and talk.listed is not None and talk.listed.kind != "choice":
        return _open_item(talk, talk.listed, number)
    if talk.in_hand and talk.in_hand[0] in ("sentence", "guess"):
        from explainer.linear import study

        beside = study.cited(talk)
        if beside is not None:
            return _open_item(talk, beside, number) if number else talk.call(beside)
    if not number and (later := claims.later(talk)):
        return later
    if talk.run.visit.threshold:
        raise Cannot(_("Cannot open: the scene is not read yet. consent reads it."))
    if talk.folded:
        return talk.unfold()
    step = talk.step
    if step is None:
        raise Cannot(_("Cannot open: there is nothing here."))
    if step.kind == "document":
        return _studied("document")(talk, typed)
    listed = lists.references_list(talk.story, talk.story.scenes[talk.run.visit.scene], step)
    if number:
        return _open_reference(talk, listed, number)
    return talk.call(listed) if listed.items else talk.call(lists.rests_on_list(talk.story, step))


def _open_reference(talk: Conversation, listed: Listed, number: int) -> list[str]:
    count = len(listed.items)
    if not count:
        raise Cannot(_("Cannot open {n}: this step has no references.").format(n=number))
    if number > count:
        one, many = (
            _("Cannot open {n}: this step has 1 reference."),
            _("Cannot open {n}: this step has {count} references."),
        )
        raise Cannot(ngettext(one, many, count).format(n=number, count=count))
    return talk.open(listed.items[number - 1])


def _close(talk: Conversation, typed: Typed) -> list[str]:
    talk.close()
    return talk.here(heading=False)


def _rests_on(talk: Conversation, typed: Typed) -> list[str]:
    if talk.run.visit.threshold:
        raise Cannot(_("Cannot say: the scene is not read yet. consent reads it."))
    if talk.step is None:
        raise Cannot(_("Cannot say what this rests on: there is nothing here."))
    return talk.call(lists.rests_on_list(talk.story, talk.step))


def _source(talk: Conversation, typed: Typed) -> list[str]:
    """The whole record of the source in hand; without one, the sources this step rests on."""
    number = words.number(typed.argument)
    listed = talk.listed
    if talk.in_hand and talk.in_hand[0] == "claim":
        return _whole(talk, claims.open_source(talk, number))
    if number and (listed is None or listed.kind != "source"):
        listed = lists.rests_on_list(talk.story, talk.step) if talk.step else None
    if number and listed is not None:
        return _whole(talk, _open_item(talk, listed, number))
    kind, key = talk.in_hand or ("", "")
    if kind == "excerpt":
        key = talk.story.excerpts[key].source
    elif kind != "source":
        return _rests_on(talk, typed)
    return _whole(talk, talk.open(Item("source", key, "")))


def _whole(talk: Conversation, lines: list[str]) -> list[str]:
    """A source's first line, and already the first fields of its record; what leans on it is numbered then."""
    kind, key = talk.in_hand or ("", "")
    if kind == "source":
        from explainer.linear import dossier

        talk.listed = dossier.dossier_listed(talk.story, key, talk.on)
        items = dossier.said_items(talk.listed.items, numbered=True)
        rest = [
            *dossier.record_lines(talk.story, key, talk.on),
            *items,
            dossier.later_line(talk.story, key, talk.on),
        ]
        talk.rest = Told([], [line for line in rest if line])
    return [*lines, *talk.more(talk.rest.size)] if talk.rest.rest else lines


def _original(talk: Conversation, typed: Typed) -> list[str]:
    """The original of what is in hand; without anything, of the quotation that is the step."""
    kind, key = talk.in_hand or ("", "")
    step = talk.step
    if not kind and step is not None and step.kind == "quote" and not talk.folded:
        kind, key = "excerpt", step.ref
    return records.original(talk.story, kind, key)


def _studied(name: str) -> Handler:
    """A handler of the module for guesses and texts under study, which is loaded with the first of them."""

    def handler(talk: Conversation, typed: Typed) -> list[str]:
        from explainer.linear import study

        found: Handler = getattr(study, name)
        return found(talk, typed)

    return handler


def _looked(name: str) -> Handler:
    """An answer of timelines and networks, loaded with the first one."""

    def handler(talk: Conversation, typed: Typed) -> list[str]:
        from explainer.linear import looking

        found: Handler = getattr(looking, name)
        return found(talk, typed)

    return handler


def _mapped(name: str) -> Handler:
    """An answer of maps, loaded with the first one."""

    def handler(talk: Conversation, typed: Typed) -> list[str]:
        from explainer.linear import maps

        found: Handler = getattr(maps, name)
        return found(talk, typed)

    return handler


def _story_map(talk: Conversation, typed: Typed) -> list[str]:
    return talk.call(lists.story_map(talk.story, talk.run, typed.argument))


def _way(talk: Conversation, typed: Typed) -> list[str]:
    return talk.call(lists.way(talk.story, talk.run))


def _glossary(talk: Conversation, typed: Typed) -> list[str]:
    return talk.call(lists.glossary(talk.story, talk.run, typed.argument))


def _sources(talk: Conversation, typed: Typed) -> list[str]:
    return talk.call(lists.sources(talk.story, talk.run, typed.argument))


def _search(talk: Conversation, typed: Typed) -> list[str]:
    if not typed.argument:
        raise Cannot(_("Cannot search for nothing: type search and words."))
    listed = lists.found(talk.story, typed.argument, talk.on)
    if not listed.items and typed.other:
        listed = lists.found(talk.story, typed.other, talk.on)
    return talk.call(listed)


def _go(talk: Conversation, typed: Typed) -> list[str]:
    """To an address, a scene's title, or a step of this scene by its number."""
    wanted = typed.argument.strip()
    if not wanted:
        raise Cannot(_("Cannot go: type go and a scene; story-map says all."))
    by_title = [
        s.id
        for s in talk.story.scenes.values()
        if s.title.casefold().rstrip(".?!") == wanted.casefold().rstrip(".?!")
    ]
    if by_title:
        return talk.move(Action("go", by_title[0]))
    return talk.move(Action("go", wanted))


def _trail(talk: Conversation, typed: Typed) -> list[str]:
    if not typed.argument:
        return talk.call(lists.trails(talk.story))
    wanted = typed.argument.casefold()
    by_title = [t.id for t in talk.story.trails.values() if t.title.casefold() == wanted]
    if not by_title and wanted not in talk.story.trails:
        raise Cannot(_("Cannot take that trail: this story lacks it. trail says all."))
    return talk.move(Action("trail", by_title[0] if by_title else wanted))


def _lens(talk: Conversation, typed: Typed) -> list[str]:
    wanted = typed.argument
    if wanted:
        return talk.set_lens("off" if wanted in ("off", _("off")) else days.day(wanted, talk.story))
    now = say.lens_line(talk.on) if talk.on else _("Lens: off. Type lens and a day, such as lens 8 january.")
    marked = lists.lens_days(talk.story)
    return talk.call(Listed(now, marked)) if marked else [now]


def _where(talk: Conversation, typed: Typed) -> list[str]:
    return [say.where_line(talk.story, talk.run)]


def _copy(talk: Conversation, typed: Typed) -> list[str]:
    """What is in hand, else the line, with its citation, printed, so that it can be selected."""
    from explainer.reading.citation import citation, thing
    from explainer.story.place import Place

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


def _save(talk: Conversation, typed: Typed) -> list[str]:
    if not typed.argument:
        raise Cannot(_("Cannot save: type save and the name of a file."))
    if talk.options.private or talk.options.store is None:
        raise Cannot(_("Cannot save: nothing is written in this session."))
    path = Path(typed.other or typed.argument).expanduser()
    _refuse_to_overwrite(path)
    write_file(path, talk.run)
    name = path.name
    return [
        _("Saved: your whole run, as {name}. explainer --resume and its name goes on from here.").format(
            name=name
        )
    ]


def _refuse_to_overwrite(path: Path) -> None:
    """A run may take the place of a run, never of another file."""
    if path.is_dir():
        raise Cannot(_("Cannot save: that is a folder. Type save and a file."))
    if not path.exists():
        return
    try:
        decode(path.read_bytes())
    except (RunUnreadable, OSError) as error:
        raise Cannot(_("Cannot save: that file holds something else. Name another.")) from error


def _hide(talk: Conversation, typed: Typed) -> list[str]:
    talk.hidden = True
    return [
        _(
            "Hide: nothing more is said until a key. What was printed stays in your window;"
            " close it to be rid of it."
        )
    ]


def _width(talk: Conversation, typed: Typed) -> list[str]:
    if typed.argument:
        return talk.set_width(typed.argument.casefold())
    return [_("Width: type width and a number, width off or width window.")]


def _bell(talk: Conversation, typed: Typed) -> list[str]:
    wanted = typed.argument.casefold()
    talk.bell = {_("on"): True, _("off"): False}.get(wanted, not talk.bell)
    return [_("Bell: on.") if talk.bell else _("Bell: off.")]


def _about(talk: Conversation, typed: Typed) -> list[str]:
    story = talk.story
    head = _("About: {title}, edition {version}, as checked on {day}.").format(
        title=story.title, version=story.edition.version, day=dates.long(story.checked_on)
    )
    told = told_in(talk.run, story)
    rest = [" ".join(part.split()) for part in story.about.split("\n\n") if part.strip()]
    if story.report_errors:
        rest.append(sentence(_("Report an error: {how}").format(how=story.report_errors)))
    rest.extend(_changed(talk, change, change.scenes) for change in newest_first(story) if change not in told)
    read = set(talk.run.changed)
    first = [_changed(talk, change, tuple(s for s in change.scenes if s in read)) for change in told]
    now = [head, *first, *([_("more says the rest.")] if rest else [])]
    return talk.tell(Told(now, rest))


def _changed(talk: Conversation, change: Change, scenes: tuple[str, ...]) -> str:
    """`Changed on 6 May 2024: A count was added. A reader found the log. In: A light goes out.`"""
    day = dates.long(change.on)
    titles = "; ".join(talk.story.scenes[name].title for name in scenes if name in talk.story.scenes)
    parts = [sentence(_("Changed on {day}: {what}").format(day=day, what=change.what)), sentence(change.why)]
    parts += [sentence(_("In: {scenes}").format(scenes=titles))] if titles else []
    return " ".join(parts)


def _more(talk: Conversation, typed: Typed) -> list[str]:
    return talk.more(talk.rest.size)


def _all(talk: Conversation, typed: Typed) -> list[str]:
    return talk.more(len(talk.rest.rest))


def _again(talk: Conversation, typed: Typed) -> list[str]:
    return talk.said or talk.here()


def _quit(talk: Conversation, typed: Typed) -> list[str]:
    return talk.quit()


HANDLERS: dict[str, Handler] = {
    "number": _number,
    "next": _mover("next"), "back": _mover("back"), "forward": _mover("forward"),
    "consent": _mover("consent"), "fork": _fork, "choose": _choose, "choices": _choices,
    "open": _open, "close": _close, "rests-on": _rests_on, "source": _source, "original": _original,
    "document": _studied("document"), "claim": claims.reply, "mark": _studied("mark"), "guess": _studied("guess"),
    "timeline": _looked("timeline"), "who": _looked("who"),
    "map": _mapped("reply"), "day": _mapped("day_reply"),
    "story-map": _story_map, "way": _way, "glossary": _glossary, "sources": _sources, "search": _search,
    "go": _go, "trail": _trail, "lens": _lens, "where": _where,
    "copy": _copy, "save": _save,
    "hide": _hide, "width": _width, "bell": _bell, "about": _about, "help": explain.reply,
    "more": _more, "all": _all, "again": _again, "quit": _quit,
}  # fmt: skip
