"""What a piece of work costs, told by what is done and not by how long: the same on every machine, however busy."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable


def calls_in(work: Callable[[], object]) -> int:
    """How many functions are called meanwhile, those written in C among them."""
    calls = itertools.count()
    before = sys.getprofile()
    sys.setprofile(lambda _frame, event, _what: next(calls) if event in ("call", "c_call") else None)
    try:
        work()
    finally:
        sys.setprofile(before)
    return next(calls)
