"""The console script. `explainer` alone goes straight to reading; every other line is click's.

Click costs 5 ms, a tenth of our own part of the start, and without a word on the line there is nothing to parse.
"""

from __future__ import annotations

import gc
import os
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.disable()  # a story is thousands of small records that all live to the end; reading turns it on again
    code = _run(sys.argv[1:])
    # The interpreter would search the whole story for garbage before it ends: a sixth of the time of `list`.
    gc.freeze()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    if "_EXPLAINER_COMPLETE" in os.environ:  # a shell asks what could follow; it gives no words of its own
        from explainer.cli.completion import answer

        return answer(os.environ["_EXPLAINER_COMPLETE"])
    if arguments:
        from explainer.cli.main import run

        return run(arguments)
    return _read()


def _read() -> int:
    from explainer.cli.output import narrate, prepare
    from explainer.cli.reading import read_shipped
    from explainer.problems import ExplainerError

    prepare()
    try:
        return read_shipped()
    except KeyboardInterrupt:
        return INTERRUPTED
    except ExplainerError as error:
        if str(error):
            narrate(f"explainer: {error}")
        return error.exit_code
