"""The base of every record of a story, and prose: what all other records are made of.

The files of records take annotations as they stand, without `from __future__ import annotations`: msgspec would
evaluate each of them from its text at every start.
"""

import msgspec


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of every record: immutable, stored as an array (names would be half of the compiled story)."""


class Span(Record, frozen=True):
    """A run of prose of one kind.

    Kinds: `text`, `strong`, `emphasis`, `term` (ref: term id, text: shown words), `excerpt` (ref: excerpt id, no text),
    `claim` (ref: claim id; prints what stands; `on` pins a day), `mark` (ref: claim id; its letter alone),
    `break` (between two paragraphs).
    """

    kind: str
    text: str = ""
    ref: str = ""
    on: str = ""


Prose = tuple[Span, ...]
