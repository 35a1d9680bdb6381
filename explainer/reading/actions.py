"""The registry of actions: the one list from which keys, footer, help, palette, docs and `list action` are made.

Keys are written once, as Latin letters; capitals are for what is the reader's own (and H, I, L).
As in vi, h, j, k and l do what the arrows do. `keys_under_layouts` adds the letter
that the same physical key gives under the Russian and the Kazakh layout. A front end that lacks an action must state the
reason here; a contract test reads it.
"""

from __future__ import annotations

import msgspec

from explainer.messages import _


class Action(msgspec.Struct, frozen=True):
    """What a reader asks for, on its way from a front end to `explainer.reading`."""

    id: str
    argument: str = ""
    """What it is about: a number, an id, an address, a search text; empty where none is needed."""


class ActionSpec(msgspec.Struct, frozen=True):
    """One entry of the registry."""

    id: str
    keys: tuple[str, ...]
    """Names as Textual gives them; the first is the one that is shown."""
    description: str
    short: str
    """At most two words, for the footer."""
    screens: tuple[str, ...]
    """Screens of the full-screen app where the keys work; `any` means all."""
    purpose: str
    """The group in help: reading, looking, finding, keeping, screen, leaving, room; guessing, dating and leading are told on their own screens."""
    full: str = ""
    """Why the full-screen app lacks it; empty: it has it."""
    linear: str = ""
    """Why linear mode lacks it; empty: it has it."""
    word: str = ""
    """The short form typed in linear mode, beside the id itself."""
    leading: tuple[str, ...] = ()
    """Keys in the leader's cockpit, where an action of readers works there too, often by other keys."""

    @property
    def in_cockpit(self) -> bool:
        """Whether the leader's cockpit alone has it."""
        return self.screens == COCKPIT


LISTS = ("story-map", "in-short", "glossary", "sources", "search", "choices", "notes")
SHEETS = ("scene", "term", "source")
STUDY = ("document", "sentence", "guess")
RECORD = ("claim", "lens")
FIGURES = ("figure", "datum")
DATED = ("scene", "claim", "term", "source", *FIGURES)
"""Screens that show what was said by the date, and on which no letters are typed."""
ROOM = ("room",)
"""The page of a guest who is in a room; its keys work on the scene, beside those of the scene."""
COCKPIT = ("cockpit",)
"""A screen of its own in an app of its own: no key of a reader works there that does not say so (`leading`)."""
_LED = _("the leader's cockpit is a screen")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("next", ("right", "space", "n", "l", "pagedown"), _("read on: the next page, then the next scene"), _("read on"), ("scene", "ending"), "reading", word="n", leading=("space", "right")),
    ActionSpec("back", ("left", "backspace", "p", "h", "pageup"), _("back along the way you came"), _("back"), ("scene",), "reading", word="b", leading=("backspace", "left", "b")),
    ActionSpec("forward", ("shift+right", "alt+right"), _("forward again after back"), _("forward"), ("scene",), "reading"),
    ActionSpec("fork", ("x",), _("return to the last choice, the way taken marked"), _("last choice"), ("scene",), "reading"),
    ActionSpec("ending", ("E",), _("what you read so far, what of it is disputed, what nobody has said, where to go on"), _("so far"), ("any",), "reading"),
    ActionSpec("choose", ("1", "2", "3", "4", "5", "6", "7", "8", "9"), _("take one of the ways offered"), _("choose"), ("scene", "guess"), "reading", word="c", leading=("1", "2", "3", "4", "5", "6", "7", "8", "9")),
    ActionSpec("choices", ("c",), _("show the ways from here"), _("choices"), ("scene",), "reading"),
    ActionSpec("consent", ("o",), _("read a warned scene"), _("read it"), ("scene",), "reading", leading=("o",)),
    ActionSpec("next-reference", ("tab", "down", "j"), _("to the next reference or row"), _("next reference"), ("scene", *LISTS, "ending", *STUDY, *RECORD, *FIGURES, "term", "source", "help", "about", "takeaway"), "looking", linear=_("a line lists its references; open and a number opens one"), leading=("down", "tab")),
    ActionSpec("previous-reference", ("shift+tab", "up", "k"), _("to the reference or row before"), _("reference before"), ("scene", *LISTS, "ending", *STUDY, *RECORD, *FIGURES, "term", "source", "help", "about", "takeaway"), "looking", linear=_("a line lists its references; open and a number opens one"), leading=("up", "shift+tab")),
    ActionSpec("page-down", ("pagedown",), _("a screen down in a list or in what is open"), _("down"), ("scene", *LISTS, *STUDY, *RECORD, *FIGURES, "term", "source", "help", "about", "takeaway"), "looking", linear=_("more says the rest")),
    ActionSpec("page-up", ("pageup",), _("a screen up in a list or in what is open"), _("up"), ("scene", *LISTS, *STUDY, *RECORD, *FIGURES, "term", "source", "help", "about", "takeaway"), "looking", linear=_("again repeats; the lines stay in the terminal")),
    ActionSpec("open", ("enter",), _("open what is in hand, or what the line rests on"), _("open"), ("scene", *LISTS, "ending", "document", "sentence", *RECORD, *FIGURES, "term", "source"), "looking", word="o", leading=("enter",)),
    ActionSpec("close", ("escape",), _("close what is open, back to the same line"), _("close"), ("any",), "looking", word="x", leading=("escape",)),
    ActionSpec("rests-on", ("r",), _("what this paragraph rests on"), _("rests on"), ("scene",), "looking", word="r"),
    ActionSpec("source", ("e",), _("the whole record of the source in hand"), _("whole source"), ("scene", "sources", "claim"), "looking"),
    ActionSpec("document", (), _("a text under study, sentence by sentence"), _("the text"), ("scene",), "looking", full=_("Enter on its line in the scene opens it")),
    ActionSpec("mark", ("x",), _("mark the sentence you trust least, or take the mark back"), _("mark or unmark"), ("document", "sentence"), "guessing"),
    ActionSpec("guess", ("enter",), _("set your guess beside the record"), _("compare"), ("guess",), "guessing"),
    ActionSpec("lift", ("space",), _("lift an option and move it with the arrows, or drop it"), _("lift, drop"), ("guess",), "guessing", linear=_("guess and the numbers in your order")),
    ActionSpec("change", ("c",), _("guess anew"), _("change it"), ("guess",), "guessing", linear=_("guess and a new answer changes it")),
    ActionSpec("skip", ("right", "l"), _("go on, with or without an answer"), _("go on"), ("guess", "document"), "guessing", linear=_("Enter reads on")),
    ActionSpec("story-map", ("m",), _("all scenes: seen, not seen, where you are, minutes left"), _("scenes"), ("any",), "finding", word="m"),
    ActionSpec("in-short", ("I",), _("the story in short: each line with what kind of knowledge it is, and its scenes"), _("in short"), ("any",), "finding"),
    ActionSpec("map", ("z", "f2"), _("the map, on the scene's day"), _("the map"), ("scene", *LISTS, *RECORD, "datum", "term", "source"), "finding"),
    ActionSpec("timeline", ("i", "f3"), _("the events by day and lane, from the scene's day on"), _("timeline"), ("scene", *RECORD, "datum", "term", "source"), "finding"),
    ActionSpec("who", ("w", "f6"), _("who is who: a name, and who leads to whom"), _("who"), ("scene", *RECORD, "datum", "term", "source"), "finding"),
    ActionSpec("lane", ("f",), _("a timeline's lanes one after the other, then all"), _("lane"), ("figure",), "figures", linear=_("timeline and a word says the events that have it")),
    ActionSpec("chapter-filter", ("c",), _("a timeline's events of one chapter after the other, then all"), _("chapter"), ("figure",), "figures", linear=_("timeline and a chapter's title says its events")),
    ActionSpec("place-filter", ("o",), _("a timeline's events at one place after the other, then all"), _("place"), ("figure",), "figures", linear=_("timeline and a place says its events")),
    ActionSpec("record", ("r",), _("all that a row of a figure says, with its sources"), _("its record"), ("figure",), "figures", linear=_("figures say their rows whole")),
    ActionSpec("name-before", ("backspace",), _("the name that was in the middle before"), _("name before"), ("figure",), "figures", linear=_("who and a name goes to it")),
    ActionSpec("next-day", ("right", "l"), _("a figure's next day"), _("next day"), ("figure",), "figures", linear=_("map, then day and its number")),
    ActionSpec("previous-day", ("left", "h"), _("a figure's day before"), _("day before"), ("figure",), "figures", linear=_("map, then day and its number")),
    ActionSpec("zoom", ("z",), _("the next part of a map"), _("zoom"), ("figure",), "figures", linear=_("map says the whole of it")),
    ActionSpec("play", ("space",), _("day after day, one a second; any key stops it"), _("play"), ("figure",), "figures", linear=_("nothing moves here by itself")),
    ActionSpec("day", (), _("a day of the map: day 4"), _("day"), ("figure",), "figures", full=_("the arrows and a click on the strip go there")),
    ActionSpec("way", ("w",), _("your way so far, scene by scene"), _("my way"), ("story-map",), "finding"),
    ActionSpec("glossary", ("g",), _("all terms"), _("terms"), ("any",), "finding", word="g"),
    ActionSpec("sources", ("s",), _("all sources"), _("sources"), ("any",), "finding", word="s"),
    ActionSpec("search", ("slash", "ctrl+f"), _("search scenes, terms and sources"), _("search"), ("any",), "finding"),
    ActionSpec("go", (), _("go to a scene or line by its address"), _("go"), ("any",), "finding", full=_("the story map, search and the palette go there")),
    ActionSpec("trail", (), _("take a trail through the story"), _("trail"), ("any",), "finding", full=_("the palette and the opening's doors offer each trail")),
    ActionSpec("date-before", ("left_square_bracket",), _("the date a day earlier: the page folds what was said later"), _("day before"), DATED, "finding"),
    ActionSpec("date-after", ("right_square_bracket",), _("the date a day later, at last as checked last"), _("day after"), DATED, "finding"),
    ActionSpec("lens", ("d", "f4"), _("read as known on a day: a date, or off"), _("date"), ("any",), "finding", leading=("d",)),
    ActionSpec("day-before", ("left",), _("the day before on the ribbon"), _("day before"), ("lens",), "dating", linear=_("lens and a date reads as known on it")),
    ActionSpec("day-after", ("right",), _("the day after on the ribbon"), _("day after"), ("lens",), "dating", linear=_("lens and a date reads as known on it")),
    ActionSpec("claim", (), _("all versions of a claim: who said what, when, and what became of it"), _("versions"), ("any",), "looking", full=_("Enter on a claim's mark opens its versions")),
    ActionSpec("copy", ("y",), _("copy the line with its citation"), _("copy"), ("scene", "term", "source", "claim", "document", "sentence", "about"), "keeping"),
    ActionSpec("note", ("N",), _("write a note beside this line, or edit the one in hand"), _("note"), ("scene", "notes"), "keeping"),
    ActionSpec("bookmark", ("B",), _("set a bookmark at this line, or take it back"), _("bookmark"), ("scene",), "keeping"),
    ActionSpec("doubt", ("D",), _("mark this line as one you doubt, or take the mark back"), _("doubt"), ("scene",), "keeping"),
    ActionSpec("notes", ("M",), _("your notes, bookmarks and doubts"), _("my notes"), ("any",), "keeping"),
    ActionSpec("edit", (), _("give a note of the list other words"), _("edit"), ("notes",), "keeping", full=_("note on a note edits it")),
    ActionSpec("delete", ("x", "delete"), _("delete a note, bookmark or doubt of the list"), _("delete"), ("notes",), "keeping"),
    ActionSpec("undo", ("U",), _("take back the last change of your notes, bookmarks or doubts"), _("undo"), ("any",), "keeping"),
    ActionSpec("takeaway", ("T",), _("what you take along: your way, notes, and the claims you met"), _("takeaway"), ("any",), "keeping"),
    ActionSpec("guesses", ("c",), _("your guesses too in what you take along, or not"), _("with guesses"), ("takeaway",), "keeping", linear=_("takeaway guesses says them too")),
    ActionSpec("save", ("S",), _("write your whole run to a file you name, with a passphrase if you like"), _("save"), ("any",), "keeping"),
    ActionSpec("phrase", ("P",), _("the phrase that brings you back to your place on a server"), _("my phrase"), ("any",), "keeping"),
    ActionSpec("free-mouse", ("u",), _("free the mouse for selecting text, or take it back"), _("free mouse"), ("any",), "screen", linear=_("linear mode never takes the mouse")),
    ActionSpec("hide", ("H", "f9"), _("hide everything at once; any key shows it again"), _("hide"), ("any",), "screen"),
    ActionSpec("theme", ("t",), _("dark, light, high contrast"), _("theme"), ("any",), "screen", linear=_("linear mode prints no colour")),
    ActionSpec("glyphs", ("v",), _("change how signs are drawn"), _("signs"), ("any",), "screen", linear=_("linear mode prints words, not signs")),
    ActionSpec("width", ("less_than_sign", "greater_than_sign"), _("narrower or wider text"), _("width"), ("scene",), "screen"),
    ActionSpec("language", ("L",), _("the next language of the story, at the same line"), _("language"), ("any",), "screen"),
    ActionSpec("linear", ("b",), _("go on line by line: for screen readers, braille, slow lines"), _("line by line"), ("any",), "screen", linear=_("it is on")),
    ActionSpec("about", ("a",), _("about this story: edition, licence, credits, errors"), _("about"), ("any",), "screen"),
    ActionSpec("help", ("question_mark", "f1"), _("what the keys do"), _("help"), ("any",), "screen", word="h", leading=("question_mark", "f1")),
    ActionSpec("palette", ("ctrl+p",), _("find any action by its name"), _("palette"), ("any",), "screen", linear=_("help all lists every word")),
    ActionSpec("quit", ("q", "ctrl+q", "ctrl+c"), _("leave; asks once whether to keep your place"), _("quit"), ("any",), "leaving", word="q", leading=("q", "ctrl+q")),
    ActionSpec("more", (), _("the rest of what was just said"), _("more"), ("any",), "looking", full=_("a screen shows the whole record")),
    ActionSpec("all", (), _("all the rest at once"), _("all"), ("any",), "looking", full=_("a screen scrolls; Tab shows all that a search found of a kind")),
    ActionSpec("again", (), _("say the last thing again"), _("again"), ("any",), "looking", full=_("a screen keeps it in sight")),
    ActionSpec("where", (), _("the place, minutes left and date, in one line"), _("where"), ("any",), "finding", full=_("the header and ribbon show it")),
    ActionSpec("original", (), _("the words in their own language"), _("original"), ("any",), "looking", full=_("a quotation shows both")),
    ActionSpec("bell", (), _("ring when something is said, or not"), _("bell"), ("any",), "screen", full=_("a screen needs no bell")),
    ActionSpec("follow", ("f",), _("back to the leader"), _("follow"), ROOM, "room"),
    ActionSpec("answer", ("V",), _("bring the poll to the front: a digit answers, Esc puts it down"), _("answer"), ROOM, "room"),
    ActionSpec("question", ("A",), _("ask the leader; nobody else sees it until it is taken up"), _("ask"), ROOM, "room"),
    ActionSpec("ready", ("R",), _("say that you are done, stuck or working; the leader sees how many"), _("ready"), ROOM, "room"),
    ActionSpec("slower", ("minus",), _("wish it slower, for five minutes"), _("slower"), ROOM, "room"),
    ActionSpec("faster", ("plus", "equals_sign"), _("wish it faster, for five minutes"), _("faster"), ROOM, "room"),
    ActionSpec("step-out", ("O",), _("step out for a while: nothing of the room until you follow; nobody is told"), _("step out"), ROOM, "room"),
    ActionSpec("poll", ("p",), _("open the plan's next poll, or close the open one"), _("poll"), COCKPIT, "leading", linear=_LED),
    ActionSpec("ask-now", ("A",), _("ask now: a question of your own, yes or no, a scale, a sentence of the page, one again"), _("ask now"), COCKPIT, "leading", linear=_LED),
    ActionSpec("reveal", ("v",), _("show the result to the room; an open poll is closed first"), _("show it"), COCKPIT, "leading", linear=_LED),
    ActionSpec("close-poll", ("C",), _("close the poll without showing it"), _("close poll"), COCKPIT, "leading", linear=_LED),
    ActionSpec("reopen-poll", ("U",), _("open the closed poll again: for ten seconds with its answers, then anew"), _("reopen poll"), COCKPIT, "leading", linear=_LED),
    ActionSpec("let-roam", ("r",), _("let everyone read where they like"), _("let roam"), COCKPIT, "leading", linear=_LED),
    ActionSpec("call-back", ("c",), _("ask those who roam back; nobody is moved"), _("call back"), COCKPIT, "leading", linear=_LED),
    ActionSpec("hold", ("H",), _("hold everyone on a task until they tick, or let go"), _("hold"), COCKPIT, "leading", linear=_LED),
    ActionSpec("approve", ("a",), _("show a waiting question whole; there, take it up: the room reads it"), _("read, approve"), COCKPIT, "leading", linear=_LED),
    ActionSpec("mark-answered", ("y",), _("mark the approved question in hand as answered"), _("answered"), COCKPIT, "leading", linear=_LED),
    ActionSpec("show-question", ("s",), _("put the approved question in hand on the projector until the next move, or take it off"), _("on projector"), COCKPIT, "leading", linear=_LED),
    ActionSpec("refuse", ("x",), _("do not take up the question in hand; its asker alone is told"), _("not taken up"), COCKPIT, "leading", linear=_LED),
    ActionSpec("delete-question", ("delete",), _("delete the question in hand"), _("delete"), COCKPIT, "leading", linear=_LED),
    ActionSpec("mute", ("m",), _("pause questions, or allow them again"), _("pause questions"), COCKPIT, "leading", linear=_LED),
    ActionSpec("hand-over", ("h",), _("offer the chair to the co-leader, or take the offer back"), _("chair"), COCKPIT, "leading", linear=_LED),
    ActionSpec("lead", ("L",), _("take the chair that is offered, or whose line is silent"), _("take the chair"), COCKPIT, "leading", linear=_LED),
    ActionSpec("show-warned", ("w",), _("show the warned scene on the projector too, or its warning again"), _("show warned"), COCKPIT, "leading", linear=_LED),
    ActionSpec("join-card", ("j",), _("how to come in, for reading out and copying"), _("join card"), COCKPIT, "leading", linear=_LED),
    ActionSpec("change-code", ("K",), _("give the room another code; those inside are told it once"), _("new code"), COCKPIT, "leading", linear=_LED),
    ActionSpec("close-door", ("D",), _("close the door to newcomers, or open it"), _("door"), COCKPIT, "leading", linear=_LED),
    ActionSpec("join-words", ("J",), _("make one-use words to come in by"), _("join words"), COCKPIT, "leading", linear=_LED),
    ActionSpec("plan", ("P",), _("the plan: its times, what may be left out; Enter leads to a scene of it"), _("plan"), COCKPIT, "leading", linear=_LED),
    ActionSpec("report", ("E",), _("write the report of the room to a file"), _("report"), COCKPIT, "leading", linear=_LED),
    ActionSpec("close-room", ("Z",), _("close the room for good; asks first"), _("close room"), COCKPIT, "leading", linear=_LED),
)  # fmt: skip

BY_ID = {spec.id: spec for spec in ACTIONS}

_LATIN = "qwertyuiopasdfghjklzxcvbnm"
_RUSSIAN = "йцукенгшщзфывапролдячсмить"
"""The Kazakh layout keeps ЙЦУКЕН for these letters; its own letters stand on the digit row."""
_KAZAKH_DIGITS = {
    "1": '"',
    "2": "ә",
    "3": "і",
    "4": "ң",
    "5": "ғ",
    "8": "ү",
    "9": "ұ",
    "0": "қ",
    "-": "ө",
    "=": "һ",
}

_RUSSIAN_SIGNS = {
    "slash": (".", "№"), "question_mark": (",",), "left_square_bracket": ("х",),
    "right_square_bracket": ("ъ",),
    "less_than_sign": ("Б",), "greater_than_sign": ("Ю",),
    "minus": ("ө",), "equals_sign": ("һ",), "plus": ("Һ",),
}  # fmt: skip
"""Keys that give a sign under the Latin layout and something else under the Russian or the Kazakh one."""


def keys_under_layouts(key: str) -> tuple[str, ...]:
    """The characters that the same physical key gives under the Russian and the Kazakh layout.

    Only single letters and digits move; named keys (`right`, `enter`, `ctrl+p`) are the same everywhere.
    """
    found: list[str] = []
    if len(key) == 1 and key.isalpha() and key.lower() in _LATIN:
        letter = _RUSSIAN[_LATIN.index(key.lower())]
        found.append(letter.upper() if key.isupper() else letter)
    found.extend(_RUSSIAN_SIGNS.get(key, ()))
    if key in _KAZAKH_DIGITS:
        found.append(_KAZAKH_DIGITS[key])
    return tuple(dict.fromkeys(found))
