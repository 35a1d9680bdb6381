"""Help: what can be said here, every word, or one of them, in sentences for a listener."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import sentences, words
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import ACTIONS, BY_ID
from explainer.reading.figures import days
from explainer.reading.moves import choices, onward
from explainer.telling.names import sentence

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


# The words of help: what can be said at each kind of place, and how each word is used, said for a listener.

SITUATIONS: dict[str, str] = {
    "start": _(
        "a number takes one of the ways, Enter reads on. open says what a line cites. back returns."
        " search and words, note and your text. more, again, where. quit leaves."
        " help all says every word; help lens explains one."
    ),
    "reading": _(
        "Enter reads on, back returns. open says what this line cites, rests-on its sources."
        " lens and a date, search and words, note and your text. map, timeline, glossary, story-map."
        " more, again, where. quit leaves. help all says every word; help lens explains one."
    ),
    "ways": _(
        "a number follows a question, Enter goes on. choices says more of each way. open says what this line"
        " cites. back returns, note and your text, story-map. quit leaves. help all says every word."
    ),
    "ending": _(
        "the story ends here. takeaway says what you take along, notes what you wrote. story-map and a number"
        " goes to a scene, back returns. open says what this line cites. quit leaves."
        " help all says every word."
    ),
    "warning": _(
        "Enter goes round the scene. consent reads it. back returns. story-map goes elsewhere."
        " where says the place. quit leaves."
    ),
    "folded": _(
        "this was said after your date. open reads it all the same, Enter reads on. lens off ends the date,"
        " lens and a date sets another. back returns. help all says every word."
    ),
    "at-guess": _(
        "guess and your answer sets it beside the record; a new answer changes it. Enter reads on without one."
        " No guess is scored or sent. rests-on says the sources. back returns."
        " help all says every word."
    ),
    "at-document": _(
        "document says the sentences, document and a number one with its record. mark and a number marks the"
        " one you trust least. Enter reads on, back returns. help all says every word."
    ),
    "at-figure": _(
        "open and a number opens the picture in words, more says its rows. rests-on says its sources."
        " Enter reads on, back returns. help all says every word."
    ),
    "list": _(
        "a number opens one. more says the next, all the rest. again repeats it. close puts the list away"
        " and says the line again, Enter reads on. help all says every word."
    ),
    "choices": _("a number takes that way, Enter goes on. back returns. help all says every word."),
    "notes": _(
        "a number goes to the line. edit, a number and a text changes a note; delete and a number takes one"
        " away; undo brings it back. notes and words finds some. close returns."
        " help all says every word."
    ),
    "claim": _(
        "more says its history. source and a version's number opens who said it. lens and a date says what"
        " stood then. original says the words as they were said, copy gives them with their citation."
        " close returns. help all says every word."
    ),
    "excerpt": _(
        "more says the whole record, source also what leans on it. original says the words in their own"
        " language, copy gives them with their citation. close returns, Enter reads on."
        " help all says every word."
    ),
    "source": _(
        "more says its record, a number opens what leans on it. copy gives it as a citation. close returns,"
        " Enter reads on. help all says every word."
    ),
    "term": _(
        "more says posts and where it is used. original says the name in its own script, copy gives it."
        " close returns, Enter reads on. help all says every word."
    ),
    "figure": _(
        "more says its rows, all says every one. timeline and words, who and a name walk on. close returns,"
        " Enter reads on. help all says every word."
    ),
    "map": _(
        "day and a number or a date goes to a day. more says the rest of it. close returns, Enter reads on."
        " help all says every word."
    ),
    "sentence": _(
        "open says what stands beside it. mark marks it as the one you trust least. document says the others."
        " copy gives it. close returns. help all says every word."
    ),
    "guess": _(
        "more says how the record came about, open its sources. guess and a new answer changes yours."
        " Enter reads on. help all says every word."
    ),
}
"""By the kind of place, at most 60 words each with the one that announces them."""

ROOM_SITUATIONS: dict[str, str] = {
    "following": _(
        "You follow the leader. Enter says what waits. answer and a number, question and your text, doubt this"
        " line, ready, slower, faster. open, search and note keep you here; next goes your own way, follow"
        " returns, step-out is silence. more, again, where. quit leaves. help all says every word."
    ),
    "looking": _(
        "You follow, with something open. A number opens one of a list, more says the rest, again repeats."
        " Enter reads what waits at the leader. close puts away what is open. help all says every word."
    ),
    "own": _(
        "You are on your own way. Enter reads on, follow returns to the leader. answer and a number still"
        " counts, question and your text too. open, lens, search, note, story-map. more, again, where."
        " step-out is silence, quit leaves. help all says every word."
    ),
    "own-open": _("You are on your own way, follow returns."),
    "warning": _(
        "You follow, at a warning. consent reads the scene. next goes round it. step-out waits outside, in"
        " silence. Nobody is told which. where says the place. quit leaves the room."
    ),
    "held": _(
        "You follow, held at a task. ready done lets you go, ready stuck asks for help, ready working says"
        " wait. open, search, note and question work. Enter says the task again. help all says every word."
    ),
    "waiting": _(
        "You follow; the leader has not begun. width sets the length of lines, search finds, question and your"
        " text asks the leader. Enter says whether it began. next reads on your own way. quit leaves."
    ),
    "out": _("You are out of the room: nothing is said. follow brings you back, quit leaves."),
}
"""In a room: each begins with whether one follows."""

HOW: dict[str, str] = {
    "next": _("reads on, as Enter does"),
    "back": _("goes back along the way you came, line by line"),
    "forward": _("goes forward again after back"),
    "fork": _("returns to the last choice and says which way you took"),
    "choose": _("choose and a number takes a way; the bare number does the same"),
    "choices": _("says the ways from here, with their length and what was seen"),
    "consent": _("reads the scene behind a warning"),
    "open": _(
        "says what this line cites; open and a number opens one; without citations, what the line rests on"
    ),
    "close": _("puts away what is open and says the line again"),
    "rests-on": _("says the sources this line rests on"),
    "source": _("says the whole record of the source in hand; after a claim, source and a version's number"),
    "document": _("says the sentences of the text this scene studies; document and a number says one"),
    "mark": _("mark and a number marks the sentence you trust least; the same again takes it back"),
    "guess": _("guess and your answer sets it beside the record; alone it says the question again"),
    "story-map": _("says all scenes by chapter; with words, those that have them; a number goes there"),
    "in-short": _(
        "says the story in short, each line with what kind of knowledge it is; a number goes to its scene"
    ),
    "map": _("says the map on the scene's day; day and a number goes to another"),
    "timeline": _(
        "says the events from the scene's day on; with words, a place or a chapter, those that fit"
    ),
    "who": _("who and a name says who they are and whom they are tied to"),
    "day": _("day and a number or a date says the map on that day, such as day 4"),
    "way": _("says the scenes you came through; a number goes back to one"),
    "glossary": _("says all terms; with words, those that have them; a number opens one"),
    "sources": _("says all sources; with words, those that have them; a number opens one"),
    "search": _("search and words finds scenes, terms, claims and sources"),
    "go": _("go and a scene's title goes there"),
    "trail": _("says the shorter ways through; trail and a title takes one"),
    "lens": _("lens and a day reads what was said by then, such as lens 8 january; lens off ends it"),
    "ending": _("says what you read, what of it is disputed, what nobody has said, and where to go on"),
    "date-before": _("sets the date a day earlier, at first to the scene's own day"),
    "date-after": _("sets the date a day later; after the last day there is none"),
    "claim": _("says all versions of this line's claim: who said what, when, and what became of it"),
    "copy": _("says the line, or what is open, with its citation"),
    "note": _("note and your text writes a note at this line; alone it says those that stand here"),
    "bookmark": _("sets a bookmark at this line, or takes it back"),
    "doubt": _("marks that you doubt this line, or takes it back; yours alone, in a room also counted"),
    "notes": _(
        "says your notes, bookmarks and doubts; with words, those that have them; a number goes there"
    ),
    "edit": _("edit, a number of notes and a text gives that note other words"),
    "delete": _("delete and a number of notes takes one away"),
    "undo": _("takes back the last change of your notes, bookmarks or doubts"),
    "takeaway": _(
        "says what you take along; takeaway, text, markdown or html and a file writes it;"
        " takeaway guesses has your guesses too"
    ),
    "save": _("save and a file writes your whole run, with a passphrase if you like"),
    "phrase": _("says the phrase that brings you back here; on a server alone"),
    "follow": _("in a room: back to the leader, with what passed meanwhile"),
    "answer": _("answer and a number answers the room's poll; alone it says the poll or its result"),
    "question": _("question and your text asks the leader; nobody else sees it until it is taken up"),
    "ready": _("ready and done, working or stuck; the leader sees how many, not who"),
    "slower": _("tells the leader so, for five minutes; counted without you"),
    "faster": _("tells the leader so, for five minutes; counted without you"),
    "step-out": _("silence until you type follow; nobody is told"),
    "hide": _("says nothing more until the next line"),
    "width": _("width and a number sets the length of lines; width off gives one paragraph a line"),
    "language": _(
        "language and a code or name reads on in it; alone it says in which languages the story is"
    ),
    "about": _("says the edition, what was changed, the licence and how to report an error"),
    "help": _("says what can be said here; help all every word; help and a word explains it"),
    "quit": _("leaves; asks once whether this machine may keep your place"),
    "more": _("says the rest of what was just said, a few at a time"),
    "all": _("says all the rest at once"),
    "again": _("repeats the last thing said"),
    "where": _("says the place, the minutes left and the date, in one line"),
    "original": _("says the words in hand in their own language"),
    "bell": _("bell on rings when something is said; bell off does not"),
}
"""By action: how it is typed, what one hears."""


# Help: what can be said here, every word, or one of them.

HELP_WORDS = 60


def help_reply(talk: Conversation, typed: Typed) -> list[str]:
    """The answer to `help`, `help all` and `help` with a word."""
    wanted = typed.argument.casefold()
    if wanted in (_("all"), "all"):
        return [_("Help: a word is an action; a short form stands after or."), *map(_explained, _here())]
    if wanted:
        found = words.parse(wanted)
        if found.word == "lacking":
            raise Cannot(sentence(_("Cannot do that here: {why}").format(why=words.LACKING[found.argument])))
        if found.word not in BY_ID:
            raise Cannot(_("Cannot explain that: help all says every word."))
        return [_("Help: {word}").format(word=_explained(found.word))]
    return [_("Help: {words}").format(words=_in_room(talk) or SITUATIONS[situation(talk)])]


def _in_room(talk: Conversation) -> str:
    """In a room: whether one follows, and what can be said then; empty for one who reads alone."""
    room = talk.room
    if room is None or room.over:
        return ""
    if room.at_rooms_warning:
        return ROOM_SITUATIONS["warning"]
    if room.view.state in ("held", "waiting", "out"):
        return ROOM_SITUATIONS[room.view.state]
    if room.follows:
        return ROOM_SITUATIONS["looking" if room.is_looking else "following"]
    here = situation(talk)
    if here in ("start", "reading", "ways", "ending"):
        return ROOM_SITUATIONS["own"]
    whole = f"{ROOM_SITUATIONS['own-open']} {SITUATIONS[here]}"
    return whole if len(whole.split()) < HELP_WORDS else ROOM_SITUATIONS["own"]


def situation(talk: Conversation) -> str:
    """Where one is, as far as it matters for what can be said: a key of `SITUATIONS`."""
    if talk.run.visit.threshold:
        return "warning"
    kind = talk.listed.items[0].kind if talk.listed is not None and talk.listed.items else ""
    if kind and (talk.list_last or not talk.in_hand):
        return {"note": "notes", "bookmark": "notes", "doubt": "notes", "choice": "choices"}.get(kind, "list")
    if talk.in_hand:
        held, key = talk.in_hand
        figure = talk.story.figures.get(key) if held == "figure" else None
        return "map" if figure and figure.kind == "map" and days(figure) else held
    step = talk.step
    if talk.folded:
        return "folded"
    last = sentences.following(talk.story, talk.run.visit) is None
    if last and onward(talk.story, talk.run).kind == "end":
        return "ending"
    if step is not None and step.kind in ("guess", "document", "figure"):
        return f"at-{step.kind}"
    if last and choices(talk.story, talk.run):
        return "ways"
    return "start" if talk.run.visit.scene == talk.story.start and not talk.run.past else "reading"


def _here() -> list[str]:
    return [spec.id for spec in ACTIONS if not spec.linear]


def _explained(action: str) -> str:
    spec = BY_ID[action]
    named = _("{word} or {short}").format(word=spec.id, short=spec.word) if spec.word else spec.id
    return sentence(f"{named}: {HOW.get(action, spec.description)}")
