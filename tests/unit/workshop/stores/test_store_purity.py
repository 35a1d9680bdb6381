"""Which modules of the floor may do anything but compute, and what the others must not know."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import explainer.workshop

FLOOR = Path(explainer.workshop.__file__).parent
NAMED = {
    "stores.factory", "stores.notifications", "stores.sqlite", "stores.sqlite_box", "stores.sqlite_connection",
    "stores.valkey", "stores.valkey_box", "stores.valkey_connection",
}  # fmt: skip
IMPURE = {
    "asyncio", "concurrent", "filelock", "io", "os", "pathlib", "secrets", "shutil", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "uuid", "valkey",
}  # fmt: skip


def modules() -> dict[str, Path]:
    """The files of the floor by the module's name below it."""
    return {".".join(path.relative_to(FLOOR).with_suffix("").parts): path for path in FLOOR.rglob("*.py")}


def imported(path: Path) -> set[str]:
    """The packages that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def called(path: Path) -> set[str]:
    """The names of all that is called."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def test_only_the_files_named_for_it_know_a_clock_a_loop_or_a_file() -> None:
    files = {name: imported(path) for name, path in modules().items()}
    assert set(files) >= NAMED
    impure = {name for name, found in files.items() if {module.split(".")[0] for module in found} & IMPURE}
    assert impure - NAMED == set()
    # days and dice as values are pure; today and the system's dice are not
    asking = {name for name, path in modules().items() if {"now", "today", "SystemRandom"} & called(path)}
    assert asking - NAMED == set()
    named = {f"explainer.workshop.{name}" for name in NAMED}
    assert not {name for name, found in files.items() if found & named} - NAMED, "nor through one of those"


def test_valkey_is_loaded_only_by_who_wants_it(run_python: Callable[..., CompletedProcess[str]]) -> None:
    done = run_python(
        "import sys, explainer.workshop.stores.sqlite, explainer.workshop.stores.factory\n"
        "print('valkey' in sys.modules)"
    )
    assert done.stdout.strip() == "False", done.stderr
