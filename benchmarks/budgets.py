"""Every promise on speed and size: its id, where it was made, which part measures it, and how much is allowed.

A test reads this list: each stands in its part's code and on docs/performance.md, and no part binds anything else.
"""

from __future__ import annotations

from typing import NamedTuple

KB, MIB = 1024, 1024
"""KB in bytes, MiB in KiB: the promises are written in powers of two."""
DESIGN, SSH, ROOMS, FIGURES, AUTHORS, READER = (
    "design, section 8",
    "issue Over SSH",
    "issue A workshop",
    "issue Pictures",
    "issue Authors",
    "issue Show, then tell",
)
SERVING, VISUALS = "serving guide, section 5", "visuals guide, section 8"


class Budget(NamedTuple):
    """One promise."""

    id: str
    what: str
    """For who reads the table."""
    source: str
    part: str
    limit: float
    unit: str
    """Of the figures; the limit is a ratio where `against` is there."""
    of: str = "median"
    """What the limit binds: median, p95, max, or best, the least of each side of a ratio."""
    against: str = ""
    """The yardstick of the same run."""


_IMPORT, _ONE = "import textual.app", "a Textual app with one Static"
_BARE = 'python -c "import msgspec, click"'

_READING = (
    Budget("start-import", "explainer alone, to the complete first page", DESIGN, "start", 1.4, "ms", "best", _IMPORT),
    Budget("start-static", "explainer alone, beside the smallest app", DESIGN, "start", 1.35, "ms", "best", _ONE),
    Budget("key-next", "next page, shown for the first time: key to last byte", DESIGN, "keys", 16, "ms", "p95"),
    Budget("key-back", "back a page: key to last byte", DESIGN, "keys", 16, "ms", "p95"),
    Budget("key-cursor", "cursor to the next reference: key to last byte", DESIGN, "keys", 16, "ms", "p95"),
    Budget("key-map", "story map, open and away: key to last byte", DESIGN, "keys", 16, "ms", "p95"),
    Budget("key-open", "a reference opened: key to last byte", READER, "keys", 50, "ms", "p95"),
    Budget("key-esc", "Esc puts it away: key to last byte", READER, "keys", 100, "ms", "p95"),
    Budget("key-esc-protocol", "Esc as the keyboard protocol sends it", READER, "keys", 50, "ms", "p95"),
    Budget("local-idle", "bytes while nobody presses a key", DESIGN, "keys", 0, "B", "max"),
    Budget("local-no-color", "NO_COLOR: sequences that set a colour", DESIGN, "keys", 0, "", "max"),
    Budget("local-bytes", "any key: bytes, truecolour", VISUALS, "keys", 8 * KB, "B", "max"),
    Budget("bytes-stock", "a page, our encoder", SERVING, "bytes", 0.6, "B", "median", "a stock app's, same text"),
    Budget("bytes-first", "first screen, truecolour", DESIGN, "bytes", 6 * KB, "B", "max"),
    Budget("bytes-page", "every page of the story, truecolour", DESIGN, "bytes", 4 * KB, "B", "max"),
    Budget("bytes-cursor", "every move of the cursor, truecolour", DESIGN, "bytes", 614, "B", "max"),
    Budget("bytes-list", "a row of a list, and what stands beside it", DESIGN, "bytes", 4 * KB, "B", "max"),
    Budget("bytes-first-none", "first screen, no colour", DESIGN, "bytes", 6 * KB, "B", "max"),
    Budget("bytes-page-none", "every page of the story, no colour", DESIGN, "bytes", 2 * KB, "B", "max"),
    Budget("picture-bytes", "every picture whole, truecolour", VISUALS, "figures", 8 * KB, "B", "max"),
    Budget("picture-day", "every day step, truecolour", DESIGN, "figures", 8 * KB, "B", "max"),
    Budget("picture-day-median", "a day step, truecolour", FIGURES, "figures", 6 * KB, "B"),
    Budget("picture-day-16", "every day step, 16 colours", VISUALS, "figures", 2560, "B", "max"),
    Budget("picture-draw", "one draw of a picture, nothing kept but the shapes", FIGURES, "figures", 15, "ms", "max"),
)  # fmt: skip

_COMMANDS = (
    Budget("help-imports", "explainer --help: modules of Textual or Rich", DESIGN, "commands", 0, "", "max"),
    Budget("list-imports", "explainer list: modules of Textual or Rich", DESIGN, "commands", 0, "", "max"),
    Budget("show-imports", "explainer show: modules of Textual or Rich", DESIGN, "commands", 0, "", "max"),
    Budget("help-time", "explainer --help", DESIGN, "commands", 1.5, "ms", "best", _BARE),
    Budget("list-time", "explainer list scene --json", DESIGN, "commands", 1.5, "ms", "best", _BARE),
    Budget("show-time", "explainer show scene ID", DESIGN, "commands", 1.5, "ms", "best", _BARE),
    Budget("check", "explainer check, the evidence lint included", DESIGN, "commands", 5_000, "ms"),
    Budget("walks", "check --walks 10000 --seed 1, the check included", DESIGN, "commands", 10_000, "ms"),
)  # fmt: skip

_SCALE = (
    Budget("scale-open", "a story of 1,000 scenes opens", DESIGN, "scale", 1.25, "ms", "best", "the shipped story"),
    Budget("scale-search", "a search in it", DESIGN, "scale", 100, "ms", "p95"),
    Budget("scale-check", "a check of it: 10 s and 10 ms a scene", DESIGN, "scale", 20_000, "ms"),
    Budget("preview", "explainer preview: save to new screen", AUTHORS, "preview", 300, "ms"),
)  # fmt: skip

_SSH = (
    Budget("ssh-rush", "200 join at once: the last has the page", SSH, "ssh", 1.0, "s"),
    Budget("ssh-rush-cpu", "a join with its page, processor time", SSH, "ssh", 3, "ms", "best", "a bare handshake"),
    Budget("ssh-among", "a reader's key among 200 idle guests, p95 of a round", SSH, "ssh", 2, "ms", "best", "alone"),
    Budget("ssh-first", "first screen, truecolour", DESIGN, "ssh", 6 * KB, "B", "max"),
    Budget("ssh-page", "a page, truecolour", DESIGN, "ssh", 4 * KB, "B", "max"),
    Budget("ssh-cursor", "a move of the cursor, truecolour", DESIGN, "ssh", 614, "B", "max"),
    Budget("ssh-picture", "a picture, truecolour", VISUALS, "ssh", 8 * KB, "B", "max"),
    Budget("ssh-day", "a day step, truecolour", DESIGN, "ssh", 8 * KB, "B", "max"),
    Budget("ssh-idle", "bytes while nobody presses a key, truecolour", DESIGN, "ssh", 0, "B", "max"),
    Budget("ssh-first-none", "first screen, no colour", DESIGN, "ssh", 6 * KB, "B", "max"),
    Budget("ssh-page-none", "a page, no colour", DESIGN, "ssh", 2 * KB, "B", "max"),
    Budget("ssh-idle-none", "bytes while nobody presses a key, no colour", DESIGN, "ssh", 0, "B", "max"),
    Budget("ssh-no-color", "NO_COLOR: sequences that set a colour", DESIGN, "ssh", 0, "", "max"),
    Budget("ssh-worker", "memory of an empty worker", SSH, "ssh", 60, "MiB"),
    Budget("ssh-guest", "memory of a guest without an app", SSH, "ssh", 64, "KiB"),
    Budget("ssh-guest-app", "memory of a guest with an app", SSH, "ssh", 614, "KiB"),
    Budget("ssh-thin", "a guest without an app", SERVING, "ssh", 0.125, "KiB", "best", "one with an app"),
    Budget("ssh-leak", "a worker after 1,000 came and left", SSH, "ssh", 1.05, "MiB", "best", "after the 200th"),
    Budget("ssh-stalled", "20 of 100 stop reading: others, p95 of a round", SSH, "ssh", 1.2, "ms", "best", "before"),
    Budget("ssh-stalled-memory", "memory of one that stops reading", SSH, "ssh", 64, "KiB"),
    Budget("ssh-stalled-old", "old pages that come first on return", SSH, "ssh", 3, "", "max"),
    Budget("ssh-keys", "40,000 keys from one guest: the others", SSH, "ssh", 100, "ms", "p95"),
    Budget("ssh-paste", "a paste of 4 MiB from one guest: the others", SSH, "ssh", 100, "ms", "p95"),
    Budget("ssh-mouse", "20,000 mouse moves from one guest: the others", SSH, "ssh", 100, "ms", "p95"),
    Budget("ssh-resizes", "500 resizes by one guest: the others", SSH, "ssh", 100, "ms", "p95"),
    Budget("ssh-far", "300 ms, 64 kbit/s, 2 % stalls: key to page", SSH, "ssh", 1.5, "s", "p95"),
    Budget("ssh-far-behind", "that line, a key held down: frames behind", SSH, "ssh", 2, "", "max"),
    Budget("ssh-far-newest", "that line, the key let go: until the newest page", SSH, "ssh", 1.5, "s"),
    Budget("ssh-far-flying", "that line: frames on the way, as a share of two", SSH, "ssh", 1.05, "x", "max"),
)  # fmt: skip

_ROOMS = (
    Budget("ballots", "200 ballots at once, kept through a power loss: p99 of a round", ROOMS, "rooms", 25, "ms"),
    Budget("ballots-count", "the leader's count is complete, all rounds", ROOMS, "rooms", 150, "ms", "p95"),
    Budget("ballots-full", "200 ballots, p99 of a round", SERVING, "rooms", 3, "ms", "best", "without that"),
    Budget("room-200", "200 alike: until 95 of 100 have a turn's page", ROOMS, "rooms", 60, "ms"),
    Budget("room-200-last", "200 alike: until the last has it", ROOMS, "rooms", 100, "ms"),
    Budget("room-cpu", "server, processor time a guest and turn", ROOMS, "rooms", 3, "µs", "best", "raw asyncssh"),
    Budget("room-1000", "1,000 with two workers: until 95 of 100 have it", ROOMS, "rooms", 150, "ms"),
    Budget("room-1000-200", "1,000 with two workers, turn for turn", ROOMS, "rooms", 6, "ms", "best", "200 alike"),
    Budget("room-mixed", "mixed hall: until 95 of 100 have it", ROOMS, "rooms", 200, "ms"),
    Budget("room-mixed-ahead", "mixed hall, each step drawn ahead", SERVING, "rooms", 80, "ms"),
    Budget("room-mixed-alike", "mixed hall, turn for turn", SERVING, "rooms", 2, "ms", "median", "200 alike"),
    Budget("room-mixed-lines", "mixed hall: those who read line by line", ROOMS, "rooms", 200, "ms"),
    Budget("room-mixed-pages", "mixed hall: those in a browser", ROOMS, "rooms", 200, "ms"),
    Budget("room-leave", "200 leave the leader at once: own page, one key more", ROOMS, "rooms", 5, "s", "max"),
    Budget("room-leave-turns", "turns meanwhile, for those who stay", ROOMS, "rooms", 300, "ms", "p95"),
    Budget("room-rush", "turns while 200 join at once", SERVING, "rooms", 150, "ms", "p95"),
    Budget("room-rush-quiet", "turns while 200 join, p95", SERVING, "rooms", 4, "ms", "p95", "when nobody joins"),
    Budget("room-moved", "200 press a digit: the leader's number moves", ROOMS, "rooms", 150, "ms"),
    Budget("room-far", "300 ms and 64 kbit/s: turn to the right step", ROOMS, "rooms", 1.5, "s", "p95"),
)  # fmt: skip

BUDGETS = {one.id: one for one in (*_READING, *_COMMANDS, *_SCALE, *_SSH, *_ROOMS)}
