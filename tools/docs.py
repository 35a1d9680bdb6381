"""Writes the docs that would drift if written by hand: commands from click, keys from the registry, the story format.

`python tools/docs.py` writes them; with `--check` it only looks, and exits 1 when what is committed differs.
"""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import click

from explainer.cli import main as program
from explainer.cli.manual import manual_page
from explainer.reading.actions import ACTIONS, ActionSpec, keys_under_layouts
from tools.format_reference import reference_page

DOCS = Path(__file__).resolve().parent.parent / "docs"
WRITTEN_BY = "<!-- Written by `make docs`; do not edit. -->"
KEY_NAMES = {
    "right": "→",
    "left": "←",
    "up": "↑",
    "down": "↓",
    "shift+right": "Shift+→",
    "alt+right": "Alt+→",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "backspace": "Backspace",
    "pagedown": "PageDown",
    "pageup": "PageUp",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "slash": "/",
    "question_mark": "?",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "delete": "Delete",
    "f1": "F1",
}
PURPOSES = {
    "reading": "Reading",
    "looking": "Looking closer",
    "guessing": "Guessing",
    "dating": "The date",
    "figures": "Pictures",
    "finding": "Finding one's way",
    "keeping": "Keeping",
    "screen": "The screen",
    "leaving": "Leaving",
    "room": "In a room",
    "leading": "Leading a room",
}


def key_name(key: str) -> str:
    """A key as it is printed on a keyboard."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return KEY_NAMES.get(key, key)


def cell(text: str) -> str:
    """A text that stays in its table cell."""
    return " ".join(text.split()).replace("|", "\\|")


def keys_of(spec: ActionSpec) -> str:
    """The keys of an action, and in brackets what they give under the other layouts."""
    if spec.id == "choose":
        return "`1` to `9`"
    shown = []
    for key in spec.keys:
        others = " ".join(keys_under_layouts(key))
        shown.append(f"`{key_name(key)}`" + (f" ({others})" if others else ""))
    return ", ".join(shown) or "in the palette"


def _led_too() -> list[str]:
    """The keys that actions of readers have in the cockpit."""
    rows = [
        "",
        "In the cockpit also, where the room goes with the leader:",
        "",
        "| key | word | what it does |",
    ]
    rows.append("| --- | --- | --- |")
    for spec in ACTIONS:
        if spec.leading:
            keys = (
                "`1` to `9`" if spec.id == "choose" else ", ".join(f"`{key_name(k)}`" for k in spec.leading)
            )
            rows.append(f"| {cell(keys)} | `{spec.id}` | {cell(spec.description)} |")
    return rows


def keys_page() -> str:
    """Every action of the registry, by purpose."""
    lines = [
        WRITTEN_BY,
        "# Keys",
        "",
        "In brackets: what the same physical key gives under the Russian and the Kazakh layout.",
        "Every action is in the palette too (`Ctrl+P`). In linear mode the word is typed.",
        "`explainer list action --json` prints the same for programs.",
    ]
    left = list(dict.fromkeys(spec.purpose for spec in ACTIONS))
    assert set(left) <= set(PURPOSES), "a purpose of the registry has no heading here"
    for purpose in left:
        lines += [
            "",
            f"## {PURPOSES[purpose]}",
            "",
            "| full screen | linear mode | what it does |",
            "| --- | --- | --- |",
        ]
        for spec in ACTIONS:
            if spec.purpose == purpose:
                full = f"not there: {spec.full}" if spec.full else keys_of(spec)
                words = f"`{spec.id}`" + (f" or `{spec.word}`" if spec.word else "")
                linear = f"not there: {spec.linear}" if spec.linear else words
                lines.append(f"| {cell(full)} | {cell(linear)} | {cell(spec.description)} |")
        if purpose == "leading":
            lines += _led_too()
    return "\n".join(lines) + "\n"


def help_of(name: str, command: click.Command) -> list[str]:
    """What `explainer NAME --help` prints, at a fixed width."""
    context = click.Context(
        command, info_name=f"explainer {name}".strip(), terminal_width=88, max_content_width=88
    )
    context.help_option_names = list(program.group.context_settings["help_option_names"])
    return ["```", command.get_help(context).rstrip(), "```"]


def commands_page() -> str:
    """Every command with its options, and the exit codes."""
    context = click.Context(program.group)
    lines = [
        WRITTEN_BY,
        "# Commands",
        "",
        "Data goes to the standard output, all else to the standard error. Exit codes: 0 fine; 1 the input",
        "or the story has faults; 2 wrong usage; 75 full, try later; 130 ended by Ctrl+C.",
        "",
        *help_of("", program.group),
    ]
    for name in program.group.list_commands(context):
        command = program.group.get_command(context, name)
        assert command is not None, f"{name} is listed and cannot be loaded"
        lines += ["", f"## explainer {name}", "", *help_of(name, command)]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Writes, or compares."""
    drifted = False
    pages = {
        "keys.md": keys_page(),
        "cli.md": commands_page(),
        "explainer.1": manual_page(),
        "authors/reference.md": reference_page(WRITTEN_BY),
    }
    for name, text in pages.items():
        path = DOCS / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if before == text:
            continue
        if "--check" in arguments:
            drifted = True
            print(f"docs/{name} has drifted from the program; type: make docs", file=sys.stderr)
            sys.stderr.writelines(
                difflib.unified_diff(before.splitlines(True), text.splitlines(True), "committed", "now", n=0)
            )
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote docs/{name}", file=sys.stderr)
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
