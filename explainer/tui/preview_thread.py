"""Work in a thread that can be halted and given up, and for which neither a loop nor the interpreter waits at its end.

`asyncio.to_thread` and `anyio.to_thread` use threads that are joined when the program ends: who leaves while a large
story is checked would wait for seconds. Their work cannot be halted either.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, Generic, TypeVar

from explainer.reading.preview import GivenUp, Going

T = TypeVar("T")
THREAD = "explainer-preview"


class Job(Generic[T]):
    """Work that runs from now on. Awaited, it gives what the work gave, or raises what it raised."""

    def __init__(self, work: Callable[[Going], T]) -> None:
        """Begin.

        Args:
            work: changes nothing that would be left half done; calls what it is given between its steps.
        """
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[T] = self._loop.create_future()
        self._may_go = threading.Event()
        self._may_go.set()
        self._given_up = False
        threading.Thread(target=self._run, args=(work,), name=THREAD, daemon=True).start()

    @property
    def future(self) -> asyncio.Future[T]:
        """Of the work's outcome."""
        return self._done

    def __await__(self) -> Generator[Any, None, T]:
        return self._done.__await__()

    def halt(self) -> None:
        """Let it wait at its next step, so that what a person waits for has the processor alone."""
        if not self._given_up:  # else nobody would let it go on, and it would never end
            self._may_go.clear()

    def go_on(self) -> None:
        """Let what was halted go on."""
        self._may_go.set()

    def give_up(self) -> None:
        """Let it end at its next step."""
        self._given_up = True
        self._may_go.set()

    def _going(self) -> None:
        if not self._may_go.is_set():
            self._may_go.wait()
        if self._given_up:
            raise GivenUp

    def _run(self, work: Callable[[Going], T]) -> None:
        try:
            result = work(self._going)
        except BaseException as error:  # told to who waits
            told = error
            self._tell(lambda: self._fail(told))
        else:
            self._tell(lambda: self._finish(result))

    def _tell(self, settle: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            self._loop.call_soon_threadsafe(settle)

    def _finish(self, result: T) -> None:
        if not self._done.done():
            self._done.set_result(result)

    def _fail(self, error: BaseException) -> None:
        if not self._done.done():
            self._done.set_exception(error)
            self._done.exception()  # of what was given up nobody asks; a warning would stand on the page
