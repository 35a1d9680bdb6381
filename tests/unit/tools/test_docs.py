"""What the docs say of keys and commands is what the program says."""

from __future__ import annotations

from explainer.reading.actions import ACTIONS
from tools import docs


def test_the_docs_have_not_drifted() -> None:
    assert docs.main(["--check"]) == 0, "type: make docs"


def test_every_action_and_every_key_is_in_the_table() -> None:
    page = docs.keys_page()
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    for spec in ACTIONS:
        described = [row for row in rows if row.endswith(f"| {docs.cell(spec.description)} |")]
        assert described, spec.id
        if not spec.full and spec.id != "choose":
            assert all(docs.key_name(key) in described[0] for key in spec.keys), spec.id


def test_every_command_is_in_the_reference() -> None:
    from explainer.cli.main import COMMANDS

    page = docs.commands_page()
    assert all(f"## explainer {name}\n" in page for name in COMMANDS)
