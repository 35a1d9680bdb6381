"""The stories of a worker as books, each as last checked and under the days that someone reads it by."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from explainer.export.book import make_book
from explainer.export.book_records import Book
from explainer.story.model.structs import Story

MOST = 8
"""Books kept: some MiB each. One day of one story takes 90 ms to make, so it is made in a thread."""
_books: OrderedDict[tuple[int, str], tuple[Story, Book]] = OrderedDict()
"""By a story's number and day; the story is kept, so that its number stays its own."""


def warm(story: Story) -> None:
    """Make the book that everybody opens; before workers are forked, so that they share it."""
    _put(story, "", make_book(story))


async def ready(story: Story, on: str) -> None:
    """Have a book made, unless it is."""
    if (id(story), on) not in _books:
        _put(story, on, await asyncio.to_thread(make_book, story, on))


def book(story: Story, on: str) -> Book:
    """A book; made now if nobody had it made."""
    found = _books.get((id(story), on))
    if found is None:
        warmed = make_book(story, on)
        _put(story, on, warmed)
        return warmed
    _books.move_to_end((id(story), on))
    return found[1]


def _put(story: Story, on: str, made: Book) -> None:
    _books[(id(story), on)] = (story, made)
    while len(_books) > MOST:
        _books.popitem(last=False)
