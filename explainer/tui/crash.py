"""What is told of a fault of our own: its type, the modules and lines it came through, the versions.

No message of the exception, no values, arguments, text of the story or paths: each could tell of the reader.
"""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType

from explainer.messages import _


def describe(error: BaseException) -> str:
    """A report of a fault, without anything of the reader in it."""
    lines = [
        f"explainer {_version('explainer')}, Textual {_version('textual')}, "
        f"Python {platform.python_version()}"
    ]
    lines.append(f"{sys.platform} {platform.machine()}")
    told: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in told:
        told.add(id(cause))
        kind = type(cause)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        lines.extend(_frames(cause.__traceback__))
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"


def _frames(trace: TracebackType | None) -> list[str]:
    lines: list[str] = []
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        lines.append(f"  {module}:{trace.tb_lineno} {trace.tb_frame.f_code.co_name}")
        trace = trace.tb_next
    return lines


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def leave_report(report: str, may_write: bool) -> str:
    """Put a report where it may be, and say where; without leave to write, the report itself.

    Args:
        report: what `describe` made.
        may_write: the reader agreed to files and is not reading in private.
    """
    said = _("explainer stopped because of a fault of its own. Your terminal is as it was before.")
    if may_write and (path := _written(report)):
        return said + "\n" + _("A report without anything of yours is in {path}").format(path=path) + "\n"
    return said + "\n" + report


def _written(report: str) -> Path | None:
    import platformdirs  # only after a crash

    folder = platformdirs.user_cache_path("explainer", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = 1
        while (path := folder / f"crash-{number}.txt").exists():
            number += 1
        path.write_text(report, encoding="utf-8")
    except OSError:
        return None
    return path
